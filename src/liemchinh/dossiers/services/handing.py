"""Changes what a seat holds for another seat or another person: offered, taken, moved by the head, or taken back.

Where only the person changes no dossier is touched: rights go with the seat, and the minutes say what was in it.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.rules.handing import HandedLine, Handing, Stage
from liemchinh.dossiers.services.custody import assign
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org


@transaction.atomic
def offer_handing(*, seat: str, to: str, reason: str, by: Actor, at: datetime) -> Handing:
    """Write down what `seat` holds, to be handed to the seat `to`, or to its next holder when `to` is the seat itself.

    By its holder, or by the head of the unit for one who is away. Raises NotFound for who may not, Refused for an open
    one beside it, or another unit's seat.
    """
    on = local_day(at)
    unit = org.unit_of_seat(seat, on)
    seats = {one.code: one for one in org.seats([unit], on)}
    holder = seats[seat].person if seat in seats else ""
    if not holder or not rules.may_offer(by, seat=seat, unit=unit.code):
        raise NotFound(seat)
    if to != seat and (to not in seats or not seats[to].person or Role.SPECIALIST not in seats[to].roles):
        raise Refused("dossiers.seat", gettext_noop("Phòng không có người thụ lý ở vị trí {seat}."), seat=to)
    rows = queries.held_by_seat(org.actor(holder, at), seat)
    if to != seat:  # what only waits for the seat's role is not on its desk
        rows = [row for row in rows if row.seat is not None and row.seat.code == seat]
    lines = [HandedLine(row.code, row.state, row.due_at) for row in rows]
    before = queries.handings_of([seat])
    open_before = bool(before) and before[0].stage in (Stage.OFFERED, Stage.TAKEN)
    rules.check_offer(giver_seat=seat, taker_seat=to, open_before=open_before, lines=lines)
    facts = {
        "unit": unit.code,
        "to": to,
        "giver": holder,
        "reason": nfc(reason.strip()),
        "lines": [[one.code, one.state, one.due_at.isoformat() if one.due_at else ""] for one in lines],
    }
    _note(rules.OFFERED, seat, unit.code, facts, by=by, at=at)
    return queries.handings_of([seat])[0]


@transaction.atomic
def take_handing(*, seat: str, step: int, remark: str = "", by: Actor, at: datetime) -> Handing:
    """The other side has counted and takes what there is; `remark` says what was missing."""
    handing = queries.handing(by, seat, step)
    rules.check_handing(rules.may_take(by, handing), by, handing)
    _note(rules.TAKEN, seat, handing.unit, {"offer": step, "remark": nfc(remark.strip())}, by=by, at=at)
    return queries.handing(by, seat, step)


@transaction.atomic
def approve_handing(*, seat: str, step: int, by: Actor, at: datetime) -> Handing:
    """The head has the dossiers moved to the other seat: those that can be assigned now, each with its own event.

    What waits for somebody else at this moment stays in `left`; the same verb moves it later. Nothing is moved twice.
    """
    handing = queries.handing(by, seat, step)
    rules.check_handing(rules.may_approve(by, handing), by, handing)
    moved = []
    for code in handing.left:
        dossier = queries.handled_by(by, code=code, at=at)
        place = queries.place_of(dossier)
        if place.seat != seat or rules.MOVE["assign"] not in rules.moves_open_to(by, place):
            continue
        assign(code=code, seat=handing.taker_seat, by=by, at=at, token=uuid.uuid4())
        moved.append(code)
    _note(rules.APPROVED, seat, handing.unit, {"offer": step, "moved": moved}, by=by, at=at)
    return queries.handing(by, seat, step)


@transaction.atomic
def drop_handing(*, seat: str, step: int, by: Actor, at: datetime) -> Handing:
    """Take a hand-over back that is not over yet."""
    handing = queries.handing(by, seat, step)
    rules.check_handing(rules.may_drop(by, handing), by, handing)
    _note(rules.DROPPED, seat, handing.unit, {"offer": step}, by=by, at=at)
    return queries.handing(by, seat, step)


def _note(kind: Kind, seat: str, unit: str, facts: Mapping[str, Any], *, by: Actor, at: datetime) -> None:
    authority = org.authority_of(org.unit(unit, local_day(at)), local_day(at)).code
    ledger.record_about(rules.handing_subject(seat), kind=kind, by=by, at=at, unit=authority, facts=facts)
