"""Shows the organisation chart as the rules of routing need it: who is accused, which authorities, whose keys."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.org.queries import UnitOnDay
from liemchinh.org.rules import UnitKind
from liemchinh.sealed import rules
from liemchinh.sealed.models import Case, RecipientKey

INNER = frozenset({UnitKind.DIVISION, UnitKind.CENTRE})


@dataclass(frozen=True)
class KeyShown:
    """A key to seal to: its number and the public recipient."""

    id: int
    public: str


@dataclass(frozen=True)
class Plan:
    """Whom a report is sealed to: the authority, its readers, its recovery key, the custodians of the two halves."""

    body: str
    body_name: str
    readers: tuple[KeyShown, ...]
    recovery: KeyShown | None
    sides: tuple[tuple[KeyShown, ...], tuple[KeyShown, ...]]

    @property
    def openers(self) -> tuple[KeyShown, ...]:
        """Everybody the case's secret is wrapped for."""
        return (*self.readers, *((self.recovery,) if self.recovery else ()))


@dataclass(frozen=True)
class Place:
    """A unit or a seat that a reporter may point at."""

    code: str
    name: str


def plan(about: rules.About, *, home: str, at: datetime) -> Plan:
    """Whom to seal a report about this unit and seat to, on the site of the authority `home`.

    Raises Refused("sealed.nobody"), NotFound for strange codes.
    """
    on = local_day(at)
    accused, levels = charted(about, home=home, on=on)
    found = rules.route(accused, levels=levels, holders=holders(levels, at))
    return Plan(
        body=found.body,
        body_name=org.unit(found.body, on).agency_name,
        readers=_shown(found.readers),
        recovery=KeyShown(found.recovery.key, found.recovery.public) if found.recovery else None,
        sides=(_shown(found.sides[0]), _shown(found.sides[1])),
    )


def check_writer(by: Actor, *, about: rules.About, home: str, at: datetime) -> None:
    """Whether the chart lets this official write down a report about that unit or seat. Raises as the rule does."""
    accused, levels = charted(about, home=home, on=local_day(at))
    rules.check_writer([acting(by, at, seat=seat.code) for seat in by.seats], accused, levels=levels)


def charted(about: rules.About, *, home: str, on: date) -> tuple[rules.Accused, list[str]]:
    """Whom the chart shuts out, and the authorities that may deal with it, nearest first. Raises NotFound."""
    if about.seat:
        unit = org.unit_of_seat(about.seat, on)
    elif about.unit:
        unit = org.unit(about.unit, on)
    else:
        return rules.Accused(unknown=True), [one.code for one in _authorities(org.unit(home, on), on)]
    chain = org.above(unit, on)
    levels = [one.code for one in chain if one.kind not in INNER]
    authority = org.authority_of(unit, on)
    pointed = next((one for one in org.seats([unit], on) if one.code == about.seat), None)
    if about.seat and pointed is None:
        raise NotFound(about.seat)
    if unit.id != authority.id:
        between = [one for one in chain[1:] if one.kind in INNER]
        units = [*org.subtree(unit.code, on), *between]
        persons = {seat.person for seat in org.seats(org.subtree(unit.code, on), on)}
    elif pointed is None:
        units = [authority, *org.divisions(authority, on)]
        persons = {seat.person for seat in org.seats(units, on)}
    else:
        units, persons = [], set()
    if pointed is not None:
        persons.add(pointed.person)
    # a head who is pointed at by a lesser seat of theirs is still a head, and so is one who sits in the unit
    own = org.seats([authority, *org.divisions(authority, on)], on)
    heads = bool(pointed and frozenset(pointed.roles) & rules.CLIMBS) or any(
        seat.person in persons - {""} and frozenset(seat.roles) & rules.CLIMBS for seat in own
    )
    accused = rules.Accused(
        units=frozenset(one.code for one in units),
        seats=frozenset({about.seat} - {""}),
        persons=frozenset(persons - {""}),
        climbs=heads or (unit.id == authority.id and pointed is None),
    )
    return accused, levels


def holders(authorities: Collection[str], at: datetime) -> list[rules.Holder]:
    """The confirmed keys in force in these authorities whose holders still have the seat. A few queries a key."""
    rows = RecipientKey.objects.filter(
        authority__code__in=authorities, confirmed_at__isnull=False, retired_at__isnull=True
    ).select_related("authority")
    found = (holder_of(row, at) for row in rows.order_by("id"))
    return [one for one in found if one is not None]


def holder_of(key: RecipientKey, at: datetime) -> rules.Holder | None:
    """The key with its holder's seat of that day; None when they no longer have it."""
    on, purpose = local_day(at), rules.Purpose(key.purpose)
    persons = frozenset({key.person, key.second} - {""})
    kin = org.kin_of(persons, on)
    if purpose is rules.Purpose.RECOVERY:
        return rules.Holder(key.id, key.public, purpose, key.authority.code, persons, kin=kin)
    try:
        actor = org.actor(key.person, at)
    except NotFound:
        return None
    for seat in actor.seats:
        if seat.code == key.seat and seat.roles & rules.HOLDERS[purpose]:
            return rules.Holder(
                key.id, key.public, purpose, seat.authority, persons, seat.code, seat.unit, seat.roles, kin
            )
    return None


def marks(case: Case, plain: Iterable[str]) -> list[str]:
    """Marks as this case's list of those shut out holds them."""
    return rules.hidden(plain, key=settings.SECRET_KEY.encode(), salt=bytes(case.shut_salt))


def is_shut_out(case: Case, holder: rules.Holder) -> bool:
    """Whether this case must never be opened by that holder."""
    return not set(marks(case, rules.marks_of(holder))).isdisjoint(case.shut_out)


def in_charge(case: Case, at: datetime) -> set[int]:
    """The numbers of the authority that deals with a case and of those above it: keys of others have no place in it."""
    return {case.body_id, *(unit.id for unit in org.above(case.body, local_day(at)))}


def acting(actor: Actor, at: datetime, *, seat: str = "") -> rules.Holder:
    """An actor as the rule of those shut out sees them, with one of their seats."""
    held = next((one for one in actor.seats if one.code == seat), None)
    return rules.Holder(
        key=0,
        public="",
        purpose=rules.Purpose.READER,
        authority=held.authority if held else "",
        persons=frozenset({actor.code}),
        seat=seat,
        unit=held.unit if held else "",
        roles=held.roles if held else frozenset[Role](),
        kin=org.kin_of({actor.code}, local_day(at)),
    )


def places(*, home: str, at: datetime) -> list[Place]:
    """The units that a reporter may point at: the authority of this site, what is in it and what is above it."""
    on = local_day(at)
    here = org.unit(home, on)
    found = [here, *org.divisions(here, on), *_authorities(here, on)[1:]]
    return [Place(one.code, one.name) for one in found]


def seats_of(unit: str, *, at: datetime) -> list[Place]:
    """The seats in a unit that a reporter may point at, by their titles; never who holds them."""
    on = local_day(at)
    return [Place(one.code, one.title) for one in org.seats([org.unit(unit, on)], on)]


def _authorities(unit: UnitOnDay, on: date) -> list[UnitOnDay]:
    return [one for one in org.above(unit, on) if one.kind not in INNER]


def _shown(found: Iterable[rules.Holder]) -> tuple[KeyShown, ...]:
    return tuple(KeyShown(one.key, one.public) for one in found)
