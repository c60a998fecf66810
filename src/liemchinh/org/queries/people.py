"""Who acts: people, the seats they hold on a day, and the rights that come with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import Actor, Role, SeatHeld
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import fold
from liemchinh.ledger.queries import remembered
from liemchinh.org.models import Holding, Person, Seat
from liemchinh.org.queries.tree import ROOM, exists, inherited, nearest_authority, ways_up
from liemchinh.org.queries.units import HasId, UnitOnDay, unit


@dataclass(frozen=True)
class SeatShown:
    """A seat and its holder on a day; `person` and `person_name` are empty when nobody holds it."""

    id: int
    code: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    person: str
    person_name: str


def actor_for(user: AbstractBaseUser | AnonymousUser, at: datetime) -> Actor:
    """Who this signed-in user is at that instant: the person and the seats held on that day in Vietnam.

    One query while nothing in this room has changed, else four, five at most. Raises NotFound for a user who is no
    official of ours.
    """
    if not user.is_authenticated:
        raise NotFound("user")
    day, key = local_day(at), user.pk
    return remembered(ROOM, ("actor of", key, day), lambda: _actor(Q(person__user_id=key), Q(user_id=key), "user", day))


def actor(person_code: str, at: datetime) -> Actor:
    """The same for the code of a person who need not be signed in. Raises NotFound."""
    day, code = local_day(at), person_code
    return remembered(ROOM, ("actor", code, day), lambda: _actor(Q(person__code=code), Q(code=code), code, day))


def people(codes: Iterable[str]) -> dict[str, str]:
    """Names by person code, for pages that show who did what. Two queries at most."""
    wanted = frozenset(codes)
    return dict(
        remembered(
            ROOM,
            ("people", wanted),
            lambda: tuple(Person.objects.filter(code__in=wanted).values_list("code", "name")),
        )
    )


def seat_holders(unit: HasId, role: Role, on: date) -> list[Actor]:
    """Who holds a seat with `role` in that unit on that day, with all their rights, by name then code."""
    seats = [s.id for s in _seats_open(on).filter(unit_id=unit.id) if role in s.roles]
    persons = set(_held(on).filter(seat_id__in=seats).values_list("person_id", flat=True))
    held = list(_held(on).filter(person_id__in=persons).select_related("person", "seat__unit"))
    return sorted(_actors(held, on).values(), key=lambda who: (fold(who.name), who.code))


def seats(units: Sequence[HasId], on: date) -> list[SeatShown]:
    """The seats of those units that are open on that day and who holds them, by unit code, then seat code."""
    rows = _seats_open(on).filter(unit_id__in=[u.id for u in units]).select_related("unit")
    holders = {h.seat_id: h.person for h in _held(on).filter(seat__in=rows).select_related("person")}
    return [
        SeatShown(
            id=row.id,
            code=row.code,
            title=row.title,
            unit=row.unit.code,
            roles=tuple(Role(role) for role in row.roles),
            person=holders[row.id].code if row.id in holders else "",
            person_name=holders[row.id].name if row.id in holders else "",
        )
        for row in rows.order_by("unit__code", "code")
    ]


@dataclass(frozen=True)
class InPost:
    """Who held a seat of a unit from `first` until the day before `until`."""

    unit: str
    title: str
    person: str
    person_name: str
    first: date
    until: date


def in_post(units: Iterable[str], roles: Iterable[Role], *, first: date, until: date) -> list[InPost]:
    """Who held a seat with any of `roles` in those units (codes) on any of those days, clipped to them, in order."""
    wanted = set(roles)
    rows = Holding.objects.filter(seat__unit__code__in=set(units), held_from__lt=until)
    rows = rows.filter(Q(held_until__isnull=True) | Q(held_until__gt=first)).select_related("seat__unit", "person")
    shown = []
    for row in rows.order_by("seat__unit__code", "held_from", "id"):
        ends = min(day for day in (row.held_until, row.seat.closed_on, until) if day is not None)
        begins = max(row.held_from, first)
        if begins < ends and wanted & {Role(role) for role in row.seat.roles}:
            shown.append(
                InPost(row.seat.unit.code, row.seat.title, row.person.code, row.person.name, begins, ends),
            )
    return shown


def unit_of_seat(code: str, on: date) -> UnitOnDay:
    """The unit that a seat open on that day is in. Raises NotFound."""
    row = _seats_open(on).select_related("unit").filter(code=code).first()
    if row is None:
        raise NotFound(code)
    return unit(row.unit.code, on)


def _actor(holding: Q, person: Q, asked: str, on: date) -> Actor:
    """The one official that both conditions describe, with the seats of that day. Raises NotFound(asked)."""
    held = list(_held(on).filter(holding).select_related("person", "seat__unit"))
    if held:
        return _actors(held, on)[held[0].person.code]
    row = Person.objects.filter(person).first()
    if row is None:
        raise NotFound(asked)
    return Actor(code=row.code, name=row.name)


def _held(on: date) -> QuerySet[Holding]:
    open_seat = Q(seat__opened_on__lte=on) & (Q(seat__closed_on__isnull=True) | Q(seat__closed_on__gt=on))
    held = Q(held_from__lte=on) & (Q(held_until__isnull=True) | Q(held_until__gt=on))
    return Holding.objects.filter(held, open_seat).order_by("seat__code", "id")


def _seats_open(on: date) -> QuerySet[Seat]:
    return Seat.objects.filter(exists(on))


def _actors(held: Sequence[Holding], on: date) -> dict[str, Actor]:
    """Actors by person code from holdings with their person, seat and unit already fetched. Two queries."""
    chains = ways_up(sorted({row.seat.unit_id for row in held}), on)
    offices = {key: nearest_authority(chain) for key, chain in chains.items()}
    before = inherited(sorted({office.id for office in offices.values()}), on)
    names: dict[str, str] = {}
    held_by: dict[str, list[SeatHeld]] = {}
    for row in held:
        names[row.person.code] = row.person.name
        held_by.setdefault(row.person.code, []).append(
            SeatHeld(
                code=row.seat.code,
                unit=row.seat.unit.code,
                authority=offices[row.seat.unit_id].code,
                roles=frozenset(Role(role) for role in row.seat.roles),
                inherits=frozenset(before[offices[row.seat.unit_id].id].values()),
            )
        )
    return {code: Actor(code=code, name=names[code], seats=tuple(found)) for code, found in held_by.items()}
