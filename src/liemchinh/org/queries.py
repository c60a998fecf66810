"""Shows units, contacts, seats and who acts, always as of a day. Answers are plain values; nothing here changes.

A unit is passed as anything with an `id` (a value of this module, or the row behind another room's foreign key).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import Actor, Role, SeatHeld
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import fold
from liemchinh.law.hours import STANDARD, OfficeHours
from liemchinh.org import rules
from liemchinh.org.models import (
    Contact,
    Holding,
    Person,
    Seat,
    Succession,
    Unit,
    UnitCode,
    UnitHours,
    UnitName,
)

MAX_DEPTH = 8
"""No tree of offices is deeper; it also ends a walk should a ring ever be forced into the tables."""


class HasId(Protocol):
    """Anything that stands for a stored unit."""

    @property
    def id(self) -> int: ...  # noqa: E704


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
        return f"Ủy ban nhân dân {rules.TYPE_NAMES[self.type]} {self.short_name}"


@dataclass(frozen=True)
class ContactShown:
    """A published contact: its kind and label, the value, a note, and the unit it belongs to."""

    kind: rules.ContactKind
    label: str
    value: str
    note: str
    unit: str


@dataclass(frozen=True)
class SeatShown:
    """A seat and its holder on a day; `person` and `person_name` are empty when nobody holds it."""

    code: str
    title: str
    unit: str
    roles: tuple[Role, ...]
    person: str
    person_name: str


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
class DirectoryLine:
    """A unit in the public directory with its own contacts."""

    unit: UnitOnDay
    contacts: tuple[ContactShown, ...]


# Units.


def unit(code: str, on: date) -> UnitOnDay:
    """The unit with our `code`, open on that day, as it was called then. Raises NotFound."""
    found = _on_day(Unit.objects.filter(code=code).filter(_exists(on)), on)
    if not found:
        raise NotFound(code)
    return found[0]


def units(ids: Iterable[int], on: date) -> dict[int, UnitOnDay]:
    """Units by id with their names of that day, closed ones too (their last name): for lists. One query."""
    return {row.id: row for row in _on_day(Unit.objects.filter(id__in=set(ids)), on)}


def resolve(code: str, on: date) -> list[UnitOnDay]:
    """The units that answer to `code` on that day: the bearer of that code, or what became of it; [] if unknown.

    Any code that a unit ever had finds it. A unit that has ended leads to its successors, theirs in turn,
    by code; one that ended without successor leads nowhere.
    """
    seen: set[int] = set()
    alive: set[int] = set()
    ids = set(UnitCode.objects.filter(code=code, valid_from__lte=on).values_list("unit_id", flat=True))
    ids |= set(Unit.objects.filter(code=code).values_list("id", flat=True))
    while ids:
        seen |= ids
        alive |= set(Unit.objects.filter(id__in=ids).filter(_exists(on)).values_list("id", flat=True))
        ended = ids - alive
        successors = Succession.objects.filter(old_id__in=ended, on__lte=on).values_list("new_id", flat=True)
        ids = set(successors) - seen
    return _on_day(Unit.objects.filter(id__in=alive), on)


def agency_code(unit: HasId, on: date) -> str:
    """The identifier that stands in dossier codes: the agency identifier in force that day, else our own code."""
    given = (
        UnitCode.objects.filter(_valid(on), unit_id=unit.id, scheme=rules.CodeScheme.AGENCY)
        .order_by("-valid_from", "-id")
        .values_list("code", flat=True)
        .first()
    )
    return given or Unit.objects.values_list("code", flat=True).get(id=unit.id)


def above(unit: HasId, on: date) -> list[UnitOnDay]:
    """The unit itself, then what it stands under that day, nearest first."""
    ids = [step.id for step in _chains([unit.id], on)[unit.id]]
    found = units(ids, on)
    return [found[key] for key in ids]


def authority_of(unit: HasId, on: date) -> UnitOnDay:
    """The authority in whose name the unit acts that day; an authority is its own.

    Raises NotFound for a unit that stands under none.
    """
    step = _authority(_chains([unit.id], on)[unit.id])
    return units([step.id], on)[step.id]


def subtree(code: str, on: date) -> list[UnitOnDay]:
    """The unit and everything that stands under it that day, by code. Raises NotFound."""
    root = unit(code, on)
    return _on_day(Unit.objects.filter(id__in=_below(root.id, on)).filter(_exists(on)), on)


def divisions(authority: HasId, on: date) -> list[UnitOnDay]:
    """Divisions and centres of that authority on that day, those of its centres included, by code."""
    below = _below(authority.id, on, through=frozenset({rules.UnitKind.DIVISION, rules.UnitKind.CENTRE}))
    return _on_day(Unit.objects.filter(id__in=below - {authority.id}).filter(_exists(on)), on)


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


# Contacts and hours.


def contacts(unit: HasId, on: date) -> list[ContactShown]:
    """How to reach the unit that day, in the order of `rules.ContactKind`.

    For each kind that the unit does not have, the nearest unit above answers, as `rules.has_fallback` allows.
    """
    chain = _chains([unit.id], on)[unit.id]
    own = _contacts_of([step.id for step in chain], on)
    shown: dict[rules.ContactKind, list[ContactShown]] = {}
    beyond = False
    for step in chain:
        for kind, found in own.get(step.id, {}).items():
            if kind not in shown and rules.has_fallback(kind, beyond_authority=beyond):
                shown[kind] = found
        beyond = beyond or step.kind in rules.AUTHORITIES
    return [contact for kind in rules.ContactKind for contact in shown.get(kind, [])]


def office_hours(unit: HasId, on: date) -> OfficeHours:
    """Office hours of the unit that day: its own, else those of the nearest unit above, else the standard ones."""
    chain = [step.id for step in _chains([unit.id], on)[unit.id]]
    rows = dict(UnitHours.objects.filter(_valid(on), unit_id__in=chain).values_list("unit_id", "hours"))
    for key in chain:
        if key in rows:
            return OfficeHours.from_json(rows[key])
    return STANDARD


def directory(
    on: date, *, province: str = "", search: str = "", limit: int = 50, offset: int = 0
) -> list[DirectoryLine]:
    """Public directory: provinces, departments and communes open that day with their contacts, by name then code.

    `province` (its code) keeps the province and what stands under it; `search` forgives missing diacritics.
    At most `limit` lines from `offset`; four queries whatever the size.
    """
    rows = _directory_rows(on, province=province, search=search)[offset : offset + limit]
    page = _on_day_in_order(list(rows), on)
    own = _contacts_of([line.id for line in page], on)
    return [
        DirectoryLine(
            unit=line,
            contacts=tuple(c for kind in rules.ContactKind for c in own.get(line.id, {}).get(kind, [])),
        )
        for line in page
    ]


def directory_size(on: date, *, province: str = "", search: str = "") -> int:
    """How many lines `directory` has in all."""
    return _directory_rows(on, province=province, search=search).count()


# Seats and actors.


def actor_for(user: AbstractBaseUser | AnonymousUser, at: datetime) -> Actor:
    """Who this signed-in user is at that instant: the person and the seats held on that day in Vietnam.

    Two queries with seats, three at most. Raises NotFound for a user who is no official of ours.
    """
    if not user.is_authenticated:
        raise NotFound("user")
    day = local_day(at)
    held = list(_held(day).filter(person__user_id=user.pk).select_related("person", "seat__unit"))
    if not held:
        person = Person.objects.filter(user_id=user.pk).first()
        if person is None:
            raise NotFound("user")
        return Actor(code=person.code, name=person.name)
    return _actors(held, day)[held[0].person.code]


def actor(person_code: str, at: datetime) -> Actor:
    """The same for the code of a person, who need not be signed in: for scheduled work and tests. Raises NotFound."""
    day = local_day(at)
    held = list(_held(day).filter(person__code=person_code).select_related("person", "seat__unit"))
    if held:
        return _actors(held, day)[person_code]
    person = Person.objects.filter(code=person_code).first()
    if person is None:
        raise NotFound(person_code)
    return Actor(code=person.code, name=person.name)


def people(codes: Iterable[str]) -> dict[str, str]:
    """Names by person code, for pages that show who did what. One query."""
    return dict(Person.objects.filter(code__in=set(codes)).values_list("code", "name"))


def seat_holders(unit: HasId, role: Role, on: date) -> list[Actor]:
    """The people who hold a seat with `role` in that unit on that day, by name then code, with all their rights."""
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
            code=row.code,
            title=row.title,
            unit=row.unit.code,
            roles=tuple(Role(role) for role in row.roles),
            person=holders[row.id].code if row.id in holders else "",
            person_name=holders[row.id].name if row.id in holders else "",
        )
        for row in rows.order_by("unit__code", "code")
    ]


def may_administer(actor: Actor, unit: HasId, on: date) -> bool:
    """Whether the actor administers that unit's authority or one above it on that day."""
    return rules.may_administer(actor, [step.code for step in _chains([unit.id], on)[unit.id]])


# Inside.


@dataclass(frozen=True)
class _Step:
    id: int
    code: str
    kind: rules.UnitKind


def _valid(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gt=on))


def _exists(on: date) -> Q:
    return Q(opened_on__lte=on) & (Q(closed_on__isnull=True) | Q(closed_on__gt=on))


def _held(on: date) -> QuerySet[Holding]:
    open_seat = Q(seat__opened_on__lte=on) & (Q(seat__closed_on__isnull=True) | Q(seat__closed_on__gt=on))
    held = Q(held_from__lte=on) & (Q(held_until__isnull=True) | Q(held_until__gt=on))
    return Holding.objects.filter(held, open_seat).order_by("seat__code", "id")


def _seats_open(on: date) -> QuerySet[Seat]:
    return Seat.objects.filter(_exists(on))


def _on_day(rows: QuerySet[Unit], on: date) -> list[UnitOnDay]:
    return _on_day_in_order(list(rows.order_by("code")), on)


def _on_day_in_order(rows: list[Unit], on: date) -> list[UnitOnDay]:
    """Names of that day for rows already in order; before the first or after the last name, the nearest one."""
    names: dict[int, UnitName] = {}
    for name in UnitName.objects.filter(unit_id__in=[row.id for row in rows]).order_by(
        "unit_id", "valid_from"
    ):
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


_CHAIN = """
WITH RECURSIVE chain(start_id, unit_id, depth) AS (
    SELECT id, id, 0 FROM org_unit WHERE id IN ({places})
    UNION ALL
    SELECT chain.start_id, place.parent_id, chain.depth + 1
    FROM chain JOIN org_unitplace AS place ON place.unit_id = chain.unit_id
    WHERE place.valid_from <= %s AND (place.valid_until IS NULL OR place.valid_until > %s) AND chain.depth < %s
)
SELECT chain.start_id, unit.id, unit.code, unit.kind
FROM chain JOIN org_unit AS unit ON unit.id = chain.unit_id
ORDER BY chain.start_id, chain.depth
"""

_BELOW = """
WITH RECURSIVE below(unit_id, depth) AS (
    SELECT id, 0 FROM org_unit WHERE id = %s
    UNION ALL
    SELECT place.unit_id, below.depth + 1
    FROM below JOIN org_unitplace AS place ON place.parent_id = below.unit_id
    JOIN org_unit AS child ON child.id = place.unit_id
    WHERE place.valid_from <= %s AND (place.valid_until IS NULL OR place.valid_until > %s)
    AND below.depth < %s AND child.kind IN ({kinds})
)
SELECT unit_id FROM below
"""


def _chains(ids: Sequence[int], on: date) -> dict[int, list[_Step]]:
    """From each unit upwards, itself first: one recursive query for all of them."""
    chains: dict[int, list[_Step]] = {key: [] for key in ids}
    if not chains:
        return chains
    places = ", ".join(["%s"] * len(chains))
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        # only placeholders are formatted in, never a value
        cursor.execute(_CHAIN.format(places=places), [*chains, day, day, MAX_DEPTH])
        for start, key, code, kind in cursor.fetchall():
            chains[start].append(_Step(key, code, rules.UnitKind(kind)))
    return chains


def _below(root: int, on: date, through: frozenset[rules.UnitKind] = frozenset(rules.UnitKind)) -> set[int]:
    """Ids of `root` and of all units under it that are reached through units of those kinds."""
    kinds = sorted(kind.value for kind in through)
    day = connection.ops.adapt_datefield_value(on)
    with connection.cursor() as cursor:
        statement = _BELOW.format(kinds=", ".join(["%s"] * len(kinds)))
        cursor.execute(statement, [root, day, day, MAX_DEPTH, *kinds])
        return {key for (key,) in cursor.fetchall()}


def _authority(chain: Sequence[_Step]) -> _Step:
    for step in chain:
        if step.kind in rules.AUTHORITIES:
            return step
    raise NotFound(chain[0].code if chain else "unit")


def _actors(held: Sequence[Holding], on: date) -> dict[str, Actor]:
    """Actors by person code from holdings with their person, seat and unit already fetched. One query."""
    chains = _chains(sorted({row.seat.unit_id for row in held}), on)
    names: dict[str, str] = {}
    held_by: dict[str, list[SeatHeld]] = {}
    for row in held:
        names[row.person.code] = row.person.name
        held_by.setdefault(row.person.code, []).append(
            SeatHeld(
                code=row.seat.code,
                unit=row.seat.unit.code,
                authority=_authority(chains[row.seat.unit_id]).code,
                roles=frozenset(Role(role) for role in row.seat.roles),
            )
        )
    return {code: Actor(code=code, name=names[code], seats=tuple(found)) for code, found in held_by.items()}


def _contacts_of(ids: Sequence[int], on: date) -> dict[int, dict[rules.ContactKind, list[ContactShown]]]:
    found: dict[int, dict[rules.ContactKind, list[ContactShown]]] = {}
    rows = (
        Contact.objects.filter(_valid(on), unit_id__in=ids)
        .select_related("unit")
        .order_by("kind", "position", "id")
    )
    for row in rows:
        kind = rules.ContactKind(row.kind)
        shown = ContactShown(kind, rules.CONTACT_NAMES[kind], row.value, row.note, row.unit.code)
        found.setdefault(row.unit_id, {}).setdefault(kind, []).append(shown)
    return found


def _directory_rows(on: date, *, province: str, search: str) -> QuerySet[Unit]:
    kinds = [rules.UnitKind.PROVINCE, rules.UnitKind.DEPARTMENT, rules.UnitKind.COMMUNE]
    named: dict[str, Any] = {}
    if search.strip():
        named["names__folded__contains"] = fold(search)
    name_today = Q(names__valid_from__lte=on) & (
        Q(names__valid_until__isnull=True) | Q(names__valid_until__gt=on)
    )
    rows = Unit.objects.filter(_exists(on), name_today, kind__in=kinds, **named)
    if province:
        under = Q(places__parent__code=province, places__valid_from__lte=on) & (
            Q(places__valid_until__isnull=True) | Q(places__valid_until__gt=on)
        )
        rows = rows.filter(Q(code=province) | under)
    return rows.order_by("names__folded", "code")
