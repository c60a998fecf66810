"""Units as they were on a day: by code, by an old code, upwards, downwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet, Value

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import fold
from liemchinh.ledger.queries import remembered
from liemchinh.org import rules
from liemchinh.org.models import Seat, Succession, Unit, UnitCode, UnitName
from liemchinh.org.queries.tree import ROOM, exists, ids_below, inherited, nearest_authority, valid, ways_up


class HasId(Protocol):
    """Anything that stands for a stored unit."""

    @property
    def id(self) -> int: ...  # noqa: E704


class HasDays(HasId, Protocol):
    """A unit of which it is known whether it has ended."""

    @property
    def closed_on(self) -> date | None: ...  # noqa: E704


@dataclass(frozen=True)
class UnitOnDay:
    """A unit as it was called on one day. `type` is a `rules.LocalityType` value, empty for divisions."""

    id: int
    code: str
    kind: rules.UnitKind
    admin_code: str
    name: str
    short_name: str
    type: rules.LocalityType
    opened_on: date
    closed_on: date | None

    @property
    def agency_name(self) -> str:
        """The name an authority signs with: `Ủy ban nhân dân xã …`; other units sign with their own name."""
        if self.type == rules.LocalityType.NONE:
            return self.name
        return " ".join(
            ("Ủy ban nhân dân", rules.TYPE_NAMES[self.type], self.short_name)
        )  # a name, in no other language


@dataclass(frozen=True)
class Passage:
    """One line of a unit's history: on which day what became what, by which decision."""

    on: date
    kind: rules.SuccessionKind
    label: str
    old: str
    new: str
    decision: str


@dataclass(frozen=True)
class Named:
    """What a unit was called from `since` up to but not including `until` (None if
    it still is), by which decision.
    """

    name: str
    since: date
    until: date | None
    decision: str


def unit(code: str, on: date) -> UnitOnDay:
    """The unit with our `code`, open on that day, as it was called then. Raises NotFound."""
    found = remembered(ROOM, ("unit", code, on), lambda: tuple(_on_day(Unit.objects.filter(exists(on), code=code), on)))
    if not found:
        raise NotFound(code)
    return found[0]


def units(ids: Iterable[int], on: date) -> dict[int, UnitOnDay]:
    """Units by id with their names of that day, closed ones too (their last name): for lists. One query."""
    return {row.id: row for row in _on_day(Unit.objects.filter(id__in=set(ids)), on)}


def unit_names(codes: Iterable[str], on: date) -> dict[str, str]:
    """Names of that day by our code, closed units too (their last name). Three queries at most."""
    wanted = frozenset(codes)
    rows = remembered(ROOM, ("names", wanted, on), lambda: tuple(_on_day(Unit.objects.filter(code__in=wanted), on)))
    return {row.code: row.name for row in rows}


def unit_codes() -> dict[int, str]:
    """Our code of every unit there is or was, by its number in the database."""
    return dict(Unit.objects.values_list("id", "code"))


@dataclass(frozen=True)
class Numbered:
    """Numbers in the database by our codes, of units and of seats; codes that nobody bears are not in them."""

    units: Mapping[str, int]
    seats: Mapping[str, int]

    def of_units(self, codes: Iterable[str]) -> list[int]:
        """The numbers of those of these units that there are, ascending."""
        return sorted(self.units[code] for code in codes if code in self.units)

    def of_seats(self, codes: Iterable[str]) -> list[int]:
        """The numbers of those of these seats that there are, ascending."""
        return sorted(self.seats[code] for code in codes if code in self.seats)


def numbered(actor: Actor) -> Numbered:
    """The numbers of all units and seats that the actor's rights name.

    What names rows by number can go by an index where what names them by code has to join. One query at most.
    """
    units = frozenset(code for seat in actor.seats for code in (seat.unit, seat.authority, *seat.inherits))
    seats = frozenset(seat.code for seat in actor.seats)
    return remembered(ROOM, ("numbered", units, seats), lambda: _numbered(units, seats))


def _numbered(units: frozenset[str], seats: frozenset[str]) -> Numbered:
    found = Unit.objects.filter(code__in=units).order_by().values_list("code", "id", Value(0))
    held = Seat.objects.filter(code__in=seats).order_by().values_list("code", "id", Value(1))
    rows = list(found.union(held, all=True)) if units and seats else []
    return Numbered({code: key for code, key, kind in rows if kind == 0}, {c: key for c, key, kind in rows if kind})


def resolve(code: str, on: date) -> list[UnitOnDay]:
    """The units that answer to `code` on that day: its bearer, or what became of it; [] if unknown.

    Any code that a unit ever had finds it. A unit that has ended leads to its successors, theirs in turn,
    by code; one that ended without successor leads nowhere.
    """
    seen: set[int] = set()
    alive: set[int] = set()
    ids = set(UnitCode.objects.filter(code=code, valid_from__lte=on).values_list("unit_id", flat=True))
    ids |= set(Unit.objects.filter(code=code).values_list("id", flat=True))
    while ids:
        seen |= ids
        alive |= set(Unit.objects.filter(id__in=ids).filter(exists(on)).values_list("id", flat=True))
        ended = ids - alive
        successors = Succession.objects.filter(old_id__in=ended, on__lte=on).values_list("new_id", flat=True)
        ids = set(successors) - seen
    return _on_day(Unit.objects.filter(id__in=alive), on)


def answering(unit: HasId, on: date) -> list[UnitOnDay]:
    """Who answers for the unit that day: itself while it exists, else what became of it, by code; [] if nothing did."""
    key = unit.id
    return list(remembered(ROOM, ("answering", key, on), lambda: tuple(_answering(key, on))))


def _answering(key: int, on: date) -> list[UnitOnDay]:
    itself = _on_day(Unit.objects.filter(exists(on), id=key), on)
    return itself or resolve(Unit.objects.values_list("code", flat=True).get(id=key), on)


def in_charge(unit: HasDays, on: date) -> HasId:
    """The one unit in whose name things are done for `unit` that day: itself, or the first by code of its successors.

    No query while the unit exists. One that ended without successor stays its own.
    """
    if unit.closed_on is None or on < unit.closed_on:
        return unit
    return next(iter(answering(unit, on)), unit)


def with_inherited(ids: Iterable[int], on: date) -> set[int]:
    """Those units and all that have become them by that day. One query."""
    wanted = set(ids)
    return wanted.union(*inherited(sorted(wanted), on).values())


def agency_code(unit: HasId, on: date) -> str:
    """What stands in dossier codes: the agency identifier in force that day, else our own code."""
    key = unit.id
    return remembered(ROOM, ("agency", key, on), lambda: _agency_code(key, on))


def _agency_code(key: int, on: date) -> str:
    given = (
        UnitCode.objects.filter(valid(on), unit_id=key, scheme=rules.CodeScheme.AGENCY)
        .order_by("-valid_from", "-id")
        .values_list("code", flat=True)
        .first()
    )
    return given or Unit.objects.values_list("code", flat=True).get(id=key)


def above(unit: HasId, on: date) -> list[UnitOnDay]:
    """The unit itself, then what it stands under that day, nearest first."""
    ids = [step.id for step in ways_up([unit.id], on)[unit.id]]
    found = units(ids, on)
    return [found[key] for key in ids]


def parents(ids: Iterable[int], on: date) -> dict[int, UnitOnDay]:
    """What each unit stands under on that day, nearest; units that stand alone are left out. Three queries."""
    chains = ways_up(sorted(set(ids)), on)
    nearest = {key: chain[1].id for key, chain in chains.items() if len(chain) > 1}
    found = units(nearest.values(), on)
    return {key: found[parent] for key, parent in nearest.items()}


def authority_of(unit: HasId, on: date) -> UnitOnDay:
    """The authority in whose name the unit acts that day; an authority is its own.

    Raises NotFound for a unit that stands under none.
    """
    step = nearest_authority(ways_up([unit.id], on)[unit.id])
    return units([step.id], on)[step.id]


def subtree(code: str, on: date) -> list[UnitOnDay]:
    """The unit and everything that stands under it that day, by code. Raises NotFound."""
    root = unit(code, on)
    return _on_day(Unit.objects.filter(id__in=ids_below(root.id, on)).filter(exists(on)), on)


def divisions(authority: HasId, on: date) -> list[UnitOnDay]:
    """Divisions and centres of that authority on that day, those of its centres included, by code."""
    below = ids_below(authority.id, on, through=frozenset({rules.UnitKind.DIVISION, rules.UnitKind.CENTRE}))
    return _on_day(Unit.objects.filter(id__in=below - {authority.id}).filter(exists(on)), on)


def history(unit: HasId) -> list[Passage]:
    """What happened to the unit and what it came from, earliest first."""
    rows = Succession.objects.filter(Q(old_id=unit.id) | Q(new_id=unit.id)).select_related("old", "new")
    return [
        Passage(
            on=row.on,
            kind=(kind := rules.SuccessionKind(row.kind)),
            label=rules.SUCCESSION_NAMES[kind],
            old=row.old.code,
            new=row.new.code,
            decision=row.decision,
        )
        for row in rows.order_by("on", "id")
    ]


def names_of(unit: HasId) -> list[Named]:
    """Every name that the unit has had, earliest first. One query."""
    rows = UnitName.objects.filter(unit_id=unit.id).order_by("valid_from")
    return [Named(row.name, row.valid_from, row.valid_until, row.decision) for row in rows]


def provinces(on: date) -> list[UnitOnDay]:
    """The provinces and cities of that day, by name. Two queries."""
    rows = Unit.objects.filter(exists(on), kind=rules.UnitKind.PROVINCE)
    return sorted(_on_day(rows, on), key=lambda row: (fold(row.short_name), row.code))


def may_administer(actor: Actor, unit: HasId, on: date) -> bool:
    """Whether the actor administers that unit's authority or one above it on that day."""
    return rules.may_administer(actor, [step.code for step in ways_up([unit.id], on)[unit.id]])


def _on_day(rows: QuerySet[Unit], on: date) -> list[UnitOnDay]:
    return on_day_in_order(list(rows.order_by("code")), on)


def on_day_in_order(rows: list[Unit], on: date) -> list[UnitOnDay]:
    """Names of that day for rows already in order.

    Before the first or after the last name, the nearest one.
    """
    names: dict[int, UnitName] = {}
    for name in UnitName.objects.filter(unit_id__in=[row.id for row in rows]).order_by("unit_id", "valid_from"):
        if name.unit_id not in names or name.valid_from <= on:
            names[name.unit_id] = name
    return [
        UnitOnDay(
            id=row.id,
            code=row.code,
            kind=rules.UnitKind(row.kind),
            admin_code=row.admin_code,
            name=names[row.id].name,
            short_name=names[row.id].short_name,
            type=rules.LocalityType(names[row.id].type),
            opened_on=row.opened_on,
            closed_on=row.closed_on,
        )
        for row in rows
    ]
