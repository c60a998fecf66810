"""Shows which officials are near to each other: for refusing work, and to the few who may see the declarations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.words import fold
from liemchinh.ledger.queries import remembered
from liemchinh.org import rules
from liemchinh.org.models import Holding, Kinship, Person
from liemchinh.org.queries.tree import ROOM
from liemchinh.org.queries.units import subtree

KIN_READERS = (Role.ADMINISTRATOR, Role.CHAIR, Role.AUDITOR)
"""Who sees declarations of others, each for the people of their own offices and of those below."""
KIN_SHOWN = 500


@dataclass(frozen=True)
class KinShown:
    """One declaration: who, of whom, what they are to each other, from when until when (None: still)."""

    person: str
    person_name: str
    relative: str
    relative_name: str
    relation: rules.Relation
    declared_from: date
    declared_until: date | None


@dataclass(frozen=True)
class Namesake:
    """An official whom typed words mean: code, name, and the employer's code."""

    code: str
    name: str
    employer: str


def kin_of(persons: Collection[str], on: date, *, since: date | None = None) -> frozenset[str]:
    """Codes of officials declared near to any of `persons` (codes) on a day from `since` (none: `on`) to `on`.

    Both directions: whoever declared, both are near to each other. No query while nothing in this room has changed.
    """
    wanted, first = frozenset(persons) - {""}, since or on
    if not wanted:
        return frozenset()
    return remembered(ROOM, ("kin of", wanted, first, on), lambda: _kin_of(wanted, first, on))


def _kin_of(wanted: frozenset[str], first: date, on: date) -> frozenset[str]:
    held = Kinship.objects.filter(declared_from__lte=on).filter(
        Q(declared_until__isnull=True) | Q(declared_until__gt=first)
    )
    either = Q(person__code__in=wanted) | Q(relative__code__in=wanted)
    pairs = held.filter(either).values_list("person__code", "relative__code")
    near = {other for pair in pairs for one, other in (pair, pair[::-1]) if one in wanted}
    return frozenset(near)


def holder_of(seat_code: str, on: date) -> str | None:
    """The code of the official who holds that seat on that day; None when nobody does or there is no such seat."""

    def ask() -> str | None:
        open_seat = Q(seat__opened_on__lte=on) & (Q(seat__closed_on__isnull=True) | Q(seat__closed_on__gt=on))
        held = Q(held_from__lte=on) & (Q(held_until__isnull=True) | Q(held_until__gt=on))
        found: str | None = (
            Holding.objects.filter(open_seat, held, seat__code=seat_code).values_list("person__code", flat=True).first()
        )
        return found

    return remembered(ROOM, ("holder of", seat_code, on), ask)


@dataclass(frozen=True)
class Held:
    """That an official held a seat from `first` until the day before `until` (None: still)."""

    person: str
    seat: str
    first: date
    until: date | None


def kin_ties(person: str) -> tuple[tuple[str, date, date | None], ...]:
    """Everybody ever declared near to this official, with the first day and the first day outside (None: still)."""

    def ask() -> tuple[tuple[str, date, date | None], ...]:
        rows = Kinship.objects.filter(Q(person__code=person) | Q(relative__code=person)).order_by("id")
        told = rows.values_list("person__code", "relative__code", "declared_from", "declared_until")
        return tuple((b if a == person else a, first, until) for a, b, first, until in told)

    return remembered(ROOM, ("kin ties", person), ask)


def ever_held(persons: Collection[str]) -> tuple[Held, ...]:
    """Every seat that any of these officials ever held."""
    wanted = frozenset(persons)

    def ask() -> tuple[Held, ...]:
        rows = Holding.objects.filter(person__code__in=wanted).order_by("id")
        return tuple(Held(*row) for row in rows.values_list("person__code", "seat__code", "held_from", "held_until"))

    return remembered(ROOM, ("ever held", wanted), ask)


def declared_kin(actor: Actor, on: date) -> list[KinShown]:
    """Declarations that `actor` may see, open ones first, then the newest: their own, and those of their offices.

    At most `KIN_SHOWN`.
    """
    rows = Kinship.objects.filter(_seen_by(actor, on)).select_related("person", "relative")
    shown = [
        KinShown(
            row.person.code,
            row.person.name,
            row.relative.code,
            row.relative.name,
            rules.Relation(row.relation),
            row.declared_from,
            row.declared_until,
        )
        for row in rows.order_by("-declared_from", "-id")[:KIN_SHOWN]
    ]
    return sorted(shown, key=lambda one: one.declared_until is not None)


def namesakes(words: str, among: Collection[str] = ()) -> list[Namesake]:
    """Officials whose code or whole name is `words`, by code; never by a part of a name, at most ten.

    `among` narrows to these employers.
    """
    words = " ".join(words.split())
    rows: QuerySet[Person] = Person.objects.select_related("employer").order_by("code")
    if among:
        rows = rows.filter(employer__code__in=set(among))
    exact = rows.filter(code__iexact=words).first()
    found = [exact] if exact is not None else [row for row in rows if fold(row.name) == fold(words)][:10]
    return [Namesake(row.code, row.name, row.employer.code) for row in found]


def employed(offices: Collection[str], persons: Collection[str]) -> frozenset[str]:
    """Which of these officials (codes) have their record kept by one of those units."""
    rows = Person.objects.filter(code__in=set(persons), employer__code__in=set(offices))
    return frozenset(rows.values_list("code", flat=True))


def offices_of(actor: Actor, on: date, *roles: Role) -> frozenset[str]:
    """Codes of the units in which `actor` holds any of `roles`, of their authorities, and of all below."""
    units: set[str] = set()
    for code in actor.units_as(*roles) | actor.authorities_as(*roles):
        units |= {unit.code for unit in subtree(code, on)}
    return frozenset(units)


def _seen_by(actor: Actor, on: date) -> Q:
    own = Q(person__code=actor.code) | Q(relative__code=actor.code)
    offices = offices_of(actor, on, *KIN_READERS) if actor.has(*KIN_READERS) else frozenset()
    if not offices:
        return own
    return own | Q(person__employer__code__in=offices) | Q(relative__employer__code__in=offices)
