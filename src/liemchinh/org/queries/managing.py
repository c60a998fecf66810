"""Shows the tree to those who administer it: units of a day with all below them, what is planned, seats, officials."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import fold
from liemchinh.org import rules
from liemchinh.org.models import Holding, Person, Seat, Succession, Unit, UnitCode, UnitPlace
from liemchinh.org.queries.tree import exists, ids_below, inherited, valid, ways_up
from liemchinh.org.queries.units import UnitOnDay, on_day_in_order

STAFF_PAGE = 50
"""Officials on one page of the list."""


@dataclass(frozen=True)
class Branch:
    """A unit in the tree: how deep it stands under its root, how many seats it has that day and how many are held."""

    unit: UnitOnDay
    depth: int
    seats: int
    held: int


@dataclass(frozen=True)
class GivenCode:
    """A code that a unit bears or bore: by which scheme, from when, until when (None: still)."""

    scheme: rules.CodeScheme
    code: str
    since: date
    until: date | None


@dataclass(frozen=True)
class SeatLine:
    """A seat with its days, and who holds it on the day asked, last held it or is to hold it; empty for nobody."""

    code: str
    title: str
    roles: tuple[Role, ...]
    opened_on: date
    closed_on: date | None
    person: str
    person_name: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Official:
    """An official as an administrator sees them: employer, whether an account is open, and the seats of that day."""

    code: str
    name: str
    employer: str
    has_account: bool
    seats: tuple[str, ...]


def roots_of(actor: Actor, on: date) -> list[UnitOnDay]:
    """The authorities that `actor` administers and that existed that day, and those that have become them, by code.

    Who asks for a day before a merger sees the units of that day.
    """
    codes = actor.authorities_as(Role.ADMINISTRATOR)
    return on_day_in_order(list(Unit.objects.filter(exists(on), code__in=codes).order_by("code")), on)


def branches(root: UnitOnDay, on: date, *, deep: bool = True) -> list[Branch]:
    """The unit and what stands under it that day, parents before children, by code; `deep=False` one level only.

    Six queries whatever the size.
    """
    ids = ids_below(root.id, on)
    places = UnitPlace.objects.filter(valid(on), unit_id__in=ids - {root.id})
    parent = dict(places.values_list("unit_id", "parent_id"))
    if not deep:
        ids = {root.id} | {key for key, above in parent.items() if above == root.id}
    rows = on_day_in_order(list(Unit.objects.filter(exists(on), id__in=ids).order_by("code")), on)
    seats: dict[int, int] = {}
    for key in Seat.objects.filter(exists(on), unit_id__in=ids).values_list("unit_id", flat=True):
        seats[key] = seats.get(key, 0) + 1
    held: dict[int, int] = {}
    for key in _held(on).filter(seat__unit_id__in=ids).values_list("seat__unit_id", flat=True):
        held[key] = held.get(key, 0) + 1
    below: dict[int, list[UnitOnDay]] = {}
    for row in rows:
        if row.id != root.id:
            below.setdefault(parent.get(row.id, root.id), []).append(row)
    lines: list[Branch] = []
    waiting = [(root, 0)]
    while waiting:
        unit, depth = waiting.pop()
        lines.append(Branch(unit, depth, seats.get(unit.id, 0), held.get(unit.id, 0)))
        waiting += [(child, depth + 1) for child in reversed(below.get(unit.id, []))]
    return lines


def administered(actor: Actor, code: str, on: date) -> UnitOnDay:
    """A unit that `actor` administers, whether it is open, ended or still to come. Raises NotFound for all others.

    An open one by its name of that day, an ended one by its last, a coming one by its first.
    """
    row = Unit.objects.filter(code=code).first()
    if row is None:
        raise NotFound(code)
    day = max(on, row.opened_on)
    if row.closed_on is not None:
        day = min(day, row.closed_on - date.resolution)
    if not rules.may_administer(actor, [step.code for step in ways_up([row.id], day)[row.id]]):
        raise NotFound(code)
    return on_day_in_order([row], day)[0]


def codes_of(unit: UnitOnDay) -> list[GivenCode]:
    """Every code that the unit has or had, oldest first."""
    rows = UnitCode.objects.filter(unit_id=unit.id).order_by("valid_from", "id")
    return [GivenCode(rules.CodeScheme(row.scheme), row.code, row.valid_from, row.valid_until) for row in rows]


def planned(ids: Iterable[int], on: date) -> list[Succession]:
    """Changes of those units that are decided for a later day, first to last."""
    wanted = list(ids)
    rows = Succession.objects.filter(Q(old_id__in=wanted) | Q(new_id__in=wanted), on__gt=on)
    return list(rows.select_related("old", "new").order_by("on", "id"))


def opening_later(parents: Iterable[int], on: date) -> list[UnitOnDay]:
    """Units that are to open under those ones after that day, by their first day, then code."""
    places = UnitPlace.objects.filter(parent_id__in=list(parents), valid_from__gt=on, unit__opened_on__gt=on)
    rows = Unit.objects.filter(id__in=places.values("unit_id")).order_by("opened_on", "code")
    return on_day_in_order(list(rows), on)


def seats_of(unit: UnitOnDay, on: date) -> list[SeatLine]:
    """Every seat the unit has, had or is to have, by code: the holder of that day, else the next, else the last."""
    rows = list(Seat.objects.filter(unit_id=unit.id).order_by("code"))
    holdings: dict[int, list[Holding]] = {}
    for holding in Holding.objects.filter(seat__in=rows).select_related("person").order_by("held_from"):
        holdings.setdefault(holding.seat_id, []).append(holding)
    lines = []
    for row in rows:
        found = holdings.get(row.id, [])
        shown = next((h for h in found if h.held_until is None or h.held_until > on), found[-1] if found else None)
        lines.append(
            SeatLine(
                code=row.code,
                title=row.title,
                roles=tuple(Role(role) for role in row.roles),
                opened_on=row.opened_on,
                closed_on=row.closed_on,
                person=shown.person.code if shown else "",
                person_name=shown.person.name if shown else "",
                since=shown.held_from if shown else None,
                until=shown.held_until if shown else None,
            )
        )
    return lines


def seat_in(actor: Actor, code: str, on: date) -> tuple[UnitOnDay, SeatLine]:
    """A seat of a unit that `actor` administers, with its unit. Raises NotFound for all others."""
    row = Seat.objects.select_related("unit").filter(code=code).first()
    if row is None:
        raise NotFound(code)
    unit = administered(actor, row.unit.code, on)
    return unit, next(line for line in seats_of(unit, on) if line.code == code)


def staff(actor: Actor, on: date, *, search: str = "", page: int = 1) -> tuple[list[Official], int]:
    """Officials whose employer `actor` administers, by name, a page at a time; and how many there are in all."""
    rows = Person.objects.filter(employer_id__in=_employers(actor, on)).select_related("employer", "user")
    # names are few and are folded here: the table keeps no folded column
    wanted = fold(search)
    found = [row for row in rows if wanted in fold(row.name) or wanted in row.code.casefold()] if wanted else list(rows)
    found.sort(key=lambda row: (fold(row.name.rsplit(" ", 1)[-1]), fold(row.name), row.code))
    shown = found[(page - 1) * STAFF_PAGE : page * STAFF_PAGE]
    return _officials(shown, on), len(found)


def official(actor: Actor, code: str, on: date) -> Official:
    """One official whose employer `actor` administers. Raises NotFound for all others."""
    row = Person.objects.select_related("employer", "user").filter(code=code).first()
    if row is None:
        raise NotFound(code)
    administered(actor, row.employer.code, on)
    return _officials([row], on)[0]


def assignable(actor: Actor, on: date) -> list[tuple[str, str]]:
    """Codes and names of the officials whom `actor` may give a seat, by name."""
    rows = Person.objects.filter(employer_id__in=_employers(actor, on)).exclude(code=actor.code)
    named = [(row.code, f"{row.name} ({row.code})") for row in rows]
    return sorted(named, key=lambda one: (fold(one[1]), one[0]))


def _employers(actor: Actor, on: date) -> set[int]:
    """Units that `actor` administers that day, and those that became them: officials outlive the unit they came to."""
    roots = Unit.objects.filter(code__in=actor.offices_as(Role.ADMINISTRATOR))
    ids: set[int] = set()
    for root in roots:
        ids |= ids_below(root.id, on)
    return ids.union(*inherited(sorted(ids), on).values()) if ids else ids


def _officials(rows: Sequence[Person], on: date) -> list[Official]:
    seats: dict[int, list[str]] = {}
    for holding in _held(on).filter(person__in=rows).select_related("seat").order_by("seat__code"):
        seats.setdefault(holding.person_id, []).append(holding.seat.code)
    return [
        Official(
            code=row.code,
            name=row.name,
            employer=row.employer.code,
            has_account=row.user is not None and row.user.is_active,
            seats=tuple(seats.get(row.id, ())),
        )
        for row in rows
    ]


def _held(on: date) -> QuerySet[Holding]:
    open_seat = Q(seat__opened_on__lte=on) & (Q(seat__closed_on__isnull=True) | Q(seat__closed_on__gt=on))
    return Holding.objects.filter(
        open_seat & Q(held_from__lte=on) & (Q(held_until__isnull=True) | Q(held_until__gt=on))
    )


def kin(unit: UnitOnDay, on: date, *, also: Sequence[rules.UnitKind] = ()) -> list[UnitOnDay]:
    """Units of its kind (or `also` of these) under the same unit that exist that day or are to open, by name."""
    above = ways_up([unit.id], max(on, unit.opened_on))[unit.id][1:2]
    lasting = Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    rows = Unit.objects.filter(lasting, kind__in=[unit.kind, *also]).exclude(id=unit.id)
    if above:
        open_places = Q(valid_until__isnull=True) | Q(valid_until__gt=on)
        rows = rows.filter(id__in=UnitPlace.objects.filter(open_places, parent_id=above[0].id).values("unit_id"))
    found = on_day_in_order(list(rows.order_by("code")), on)
    return sorted(found, key=lambda one: (fold(one.short_name), one.code))


def possible_parents(actor: Actor, unit: UnitOnDay, on: date) -> list[UnitOnDay]:
    """Units that `actor` administers and that `unit` could stand under, by code."""
    allowed = rules.PARENTS[unit.kind]
    found = {line.unit.code: line.unit for root in roots_of(actor, on) for line in branches(root, on)}
    return [one for code, one in sorted(found.items()) if one.kind in allowed and code != unit.code]
