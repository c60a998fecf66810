"""Shows who must have no part in a petition: asks the tree of units, seats and declared kin, lets the rules decide."""

from datetime import date, datetime, time

from django.db.models import Q

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import VIETNAM, local_day, midnight
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.petitions.models import Petition
from liemchinh.petitions.rules import Content, recusal

HEADING = (Role.CHAIR, Role.HEAD)
"""Roles by which somebody heads a unit."""
LEADING = (Role.CHAIR, Role.LEADER)
"""The head of an authority and the deputies."""


def conflicted(petition: Petition, *, on: date) -> frozenset[str]:
    """The officials for whom it must not exist: whom it is about and their kin, on any day since it came in.

    No query unless it says whom it is about. A complaint exists for them too: who made the decision settles it first
    (Law on Complaints, articles 7 and 17) and takes part (13); they only do not verify it (`complaints.verifiers`).
    """
    return frozenset() if petition.content == Content.COMPLAINT else involved(petition, on=on)


def involved(petition: Petition, *, on: date) -> frozenset[str]:
    """Whom it is about and their kin, on any day since it came in; whatever the class."""
    return recusal.conflicts(ties(petition, on=on)) if petition.about else frozenset()


def ties(petition: Petition, *, on: date, whole: bool = False) -> recusal.Ties:
    """What is known that day of whom it is about. `whole`: also the units that an accused heads (more queries)."""
    about = petition.about
    since = min(local_day(petition.received_at), on)
    accused = {about.get("person", "")}
    if about.get("seat"):
        accused |= {org.holder_of(about["seat"], day) or "" for day in {since, on}}
    accused -= {""}
    heads: frozenset[str] = frozenset()
    if about.get("unit") and not about.get("person") and not about.get("seat"):
        heads = _heads_of(about["unit"], on)
    named = accused | heads
    return recusal.Ties(
        accused=frozenset(accused),
        heads=heads,
        kin=org.kin_of(named, on, since=since),
        headed=_headed_by(accused, on) if whole else frozenset(),
    )


def about_them(actor: Actor, on: date) -> Q:
    """`conflicted`, asked the other way round and in the database's words: the petitions that must not exist for them.

    Lists count by it: a total that differed from what is shown would tell somebody that there is one about them.
    """
    near: list[tuple[str, date | None]] = [(actor.code, None)]  # with the first day outside of the tie
    near += [(other, until) for other, first, until in org.kin_ties(actor.code) if first <= on]
    seats = org.ever_held({person for person, _ in near})
    found = Q(pk__in=[])
    for person, until in near:
        in_time = Q() if until is None or until > on else Q(received_at__lt=midnight(until))
        found |= in_time & Q(about__person=person)
        for held in seats:
            if held.person == person:
                found |= in_time & Q(about__seat=held.seat) & _held(held, on)
        headed = actor.units_as(*HEADING) if person == actor.code else _units_headed(person, on)
        if headed:
            unnamed = Q(about__person__isnull=True, about__seat__isnull=True)
            found |= in_time & unnamed & Q(about__unit__in=sorted(headed))
    # said twice, so that the small indexes over letters that name somebody can be used
    return found & ~Q(about={}) & ~Q(content=Content.COMPLAINT)


def _held(held: org.Held, on: date) -> Q:
    """Whether the seat was theirs when the petition came in, or is today."""
    if held.first <= on and (held.until is None or on < held.until):
        return Q()
    then = Q(received_at__gte=midnight(held.first))
    return then & Q(received_at__lt=midnight(held.until)) if held.until is not None else then


def _units_headed(person: str, on: date) -> frozenset[str]:
    """The units of which this official is one of those who head them that day."""
    try:
        return org.actor(person, datetime.combine(on, time(12), VIETNAM)).units_as(*HEADING)
    except NotFound:
        return frozenset()


def must_climb(petition: Petition, *, on: date) -> recusal.Climb | None:
    """Why the head of the authority that has it may not settle it that day; None when they may."""
    if not petition.about:
        return None
    leaders = {who.code for role in LEADING for who in org.seat_holders(petition.authority, role, on)}
    settlers = {who.code for who in org.seat_holders(petition.authority, Role.CHAIR, on)}
    return recusal.must_climb(
        ties(petition, on=on),
        authority=petition.authority.code,
        about_unit=petition.about.get("unit", ""),
        leaders=leaders,
        settlers=settlers,
    )


def superior(petition: Petition, *, on: date) -> org.UnitOnDay | None:
    """The authority directly above the one that has it; None when this system knows none."""
    return next(iter(org.above(petition.authority, on)[1:]), None)


def _heads_of(unit: str, on: date) -> frozenset[str]:
    try:
        found = org.unit(unit, on)
    except NotFound:
        return frozenset()
    return frozenset(who.code for role in HEADING for who in org.seat_holders(found, role, on))


def _headed_by(persons: set[str], on: date) -> frozenset[str]:
    units: set[str] = set()
    for person in persons:
        try:
            actor = org.actor(person, datetime.combine(on, time(12), VIETNAM))
        except NotFound:
            continue  # somebody who is no official of ours heads nothing here
        for code in actor.units_as(*HEADING) | actor.offices_as(Role.CHAIR):
            units |= {unit.code for unit in org.subtree(code, on)}
    return frozenset(units)
