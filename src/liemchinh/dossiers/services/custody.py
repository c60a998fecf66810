"""Changes who holds a dossier: handed over, taken over, assigned."""

import uuid
from datetime import datetime

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.services import acts
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org


@transaction.atomic
def hand_over(
    *,
    code: str,
    division: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """Send an accepted dossier to a division of the same authority. Sheets of paper travel until "Nhận đủ".

    Raises Refused("dossiers.division") when the authority has no such division.
    """
    act = acts.begin(
        "hand_over", code=code, by=by, at=at, given={"division": division}, token=token, seen_step=seen_step
    )
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    seat = rules.seat_used(by, act.move, queries.place_of(dossier))
    assert seat is not None  # so check_may has found
    on = local_day(at)
    home: org.HasId = dossier.authority
    if seat.authority != dossier.authority.code:  # it has become ours
        home, dossier.desk = org.unit(seat.authority, on), seat.unit
    units = {unit.code: unit for unit in org.divisions(home, on)}
    if division not in units:
        raise Refused("dossiers.division", gettext_noop("Đơn vị không có phòng mang mã {division}."), division=division)
    dossier.division_id = units[division].id
    dossier.in_transit = dossier.paper
    acts.write(act, facts={"division": division, "paper": dossier.paper}, to_unit=division)
    return dossier


@transaction.atomic
def hand_over_many(*, codes: list[str], division: str, by: Actor, at: datetime) -> list[Dossier]:
    """Send several dossiers with one list: all of them or none."""
    return [hand_over(code=code, division=division, by=by, at=at) for code in codes]


@transaction.atomic
def take_over(
    *, code: str, by: Actor, at: datetime, token: uuid.UUID | None = None, seen_step: int | None = None
) -> Dossier:
    """The division confirms that everything has arrived."""
    act = acts.begin("take_over", code=code, by=by, at=at, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    act.dossier.in_transit = False
    acts.write(act, facts={}, to_unit=queries.place_of(act.dossier).division)
    return act.dossier


@transaction.atomic
def take_over_many(*, codes: list[str], by: Actor, at: datetime) -> list[Dossier]:
    """Confirm a whole hand-over list: all of it or nothing."""
    return [take_over(code=code, by=by, at=at) for code in codes]


@transaction.atomic
def assign(
    *,
    code: str,
    seat: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Dossier:
    """The head gives the dossier to a specialist's seat of the division that holds it; rights move with the seat.

    Raises Refused("dossiers.seat") when the division has no such occupied seat.
    """
    act = acts.begin("assign", code=code, by=by, at=at, given={"seat": seat}, token=token, seen_step=seen_step)
    if act.repeated:
        return act.dossier
    dossier = act.dossier
    units = [dossier.division] if dossier.division else []
    seats = {held.code: held for held in org.seats(units, local_day(at))}
    chosen = seats.get(seat)
    if chosen is None or not chosen.person or Role.SPECIALIST not in chosen.roles:
        raise Refused("dossiers.seat", gettext_noop("Phòng không có người thụ lý ở vị trí {seat}."), seat=seat)
    dossier.seat_id = chosen.id
    acts.write(act, facts={"seat": seat, "person": chosen.person})
    return dossier
