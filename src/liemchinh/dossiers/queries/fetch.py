"""Fetching one dossier: the fetch is the permission check, and "not yours" is the same answer as "not there"."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.kernel.actors import APPLICANT, Actor, Role
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.law.clocks import Happening
from liemchinh.org import queries as org
from liemchinh.org.rules import UnitKind

PARTS_RUN_IN = frozenset({rules.State.PROCESSING, *rules.PAUSED})
"""States in which the units that have been asked see the dossier."""

PROVINCIAL = (Role.OVERSEER, Role.AUDITOR)
"""Roles that, held in a province, reach everything under it."""


def scope(actor: Actor, on: date) -> Q:
    """The dossiers that exist for `actor` that day: of whole authorities, own divisions, overseen provinces.

    Says units by their numbers and not by their codes: so that the lists of one authority go by its indexes, however
    many others there are.
    """
    numbers = org.numbered(actor)
    whole = numbers.of_units(actor.authorities_as(*rules.ALL_OF_AUTHORITY))
    divisions = numbers.of_units(actor.units_as(*rules.OWN_DIVISION))
    overseen: set[int] = set()
    for code in actor.offices_as(*PROVINCIAL):
        below = org.subtree(code, on)
        if len(below) > 1:
            overseen |= {unit.id for unit in below if unit.kind not in (UnitKind.DIVISION, UnitKind.CENTRE)}
    if overseen:  # what a commune of the province has taken in is overseen with it
        overseen = org.with_inherited(overseen, on)
    authorities = sorted({*whole, *overseen})
    reach = Q(authority__in=authorities) if authorities else Q(pk__in=[])
    if divisions:
        reach |= Q(division__in=divisions)
    return reach


def opened_with(actor: Actor, *, token: UUID, at: datetime) -> str:
    """The code of the dossier that the form of this number has become, if it exists for `actor`; else empty."""
    found = Dossier.objects.filter(scope(actor, local_day(at)), token=token).values_list("code", flat=True).first()
    return found or ""


def place_of(dossier: Dossier) -> rules.Place:
    """Where a fetched dossier stands, for the rules."""
    return rules.Place(
        authority=dossier.authority.code,
        division=dossier.division.code if dossier.division else "",
        seat=dossier.seat.code if dossier.seat else "",
        state=rules.State(dossier.state),
        awaits=rules.Awaits(dossier.awaits),
        in_transit=dossier.in_transit,
        proposal=_proposal(dossier.proposal),
        may_pause=dossier.version.pause_on_obligation,
        erased=dossier.erased_at is not None,
        correcting=bool(dossier.proposal.get("correcting")),
        posted=dossier.return_method == rules.Return.POST,
        partners=frozenset(dossier.partners) if dossier.state in PARTS_RUN_IN else frozenset(),
        astray=dossier.division is not None and dossier.division.closed_on is not None,
    )


def _proposal(proposal: dict[str, object]) -> rules.Proposal:
    if proposal.get("outcome"):
        return rules.Proposal.RESULT
    return rules.Proposal.SUPPLEMENT if proposal.get("missing") else rules.Proposal.NONE


def locked(code: str) -> Dossier:
    """The dossier with its row locked, for the clock itself as caller: scheduled work has no seat to check."""
    rows = Dossier.objects.select_related("authority", "division", "seat", "version__procedure")
    return rows.select_for_update(of=("self",)).get(code=code)


def last_event(dossier: Dossier, verb: str) -> Event | None:
    """The latest event of that verb, or None."""
    return Event.objects.filter(dossier=dossier, verb=verb).order_by("-step").first()


def handled_by(actor: Actor, *, code: str, at: datetime, lock: bool = False) -> Dossier:
    """The dossier with this code, if it exists for `actor`; its row locked when `lock`. Raises NotFound."""
    rows = Dossier.objects.select_related("authority", "division", "seat", "version__procedure")
    if lock:
        rows = rows.select_for_update(of=("self",))
    dossier = rows.filter(code=tidy_code(code)).first()
    if dossier is None:
        raise NotFound(code)
    if rules.sees(actor, place_of(dossier)):
        return dossier
    if actor.has(*PROVINCIAL) and Dossier.objects.filter(scope(actor, local_day(at)), pk=dossier.pk).exists():
        return dossier
    raise NotFound(code)


def of_applicant(actor: Actor, *, code: str, at: datetime, lock: bool = False) -> Dossier:
    """The dossier with this code for its applicant: who calls has already shown its key to the page. Raises NotFound.

    Nobody else is let in by this way; what the applicant may do is for the move table.
    """
    rows = Dossier.objects.select_related("authority", "division", "seat", "version__procedure")
    if lock:
        rows = rows.select_for_update(of=("self",))
    dossier = rows.filter(code=tidy_code(code)).first() if actor == APPLICANT else None
    if dossier is None:
        raise NotFound(code)
    return dossier


def moved_by(actor: Actor, *, code: str, at: datetime, lock: bool = False) -> Dossier:
    """The dossier with this code for who may bring it to a new home, though they need not see it. Raises NotFound.

    An administrator arranges divisions and reads no dossiers; the move itself is checked by its line of the table.
    """
    rows = Dossier.objects.select_related("authority", "division", "seat", "version__procedure")
    if lock:
        rows = rows.select_for_update(of=("self",))
    dossier = rows.filter(code=tidy_code(code)).first()
    if dossier is not None:
        place = place_of(dossier)
        if rules.may(actor, rules.MOVE["rehome"], place) or rules.sees(actor, place):
            return dossier
    raise NotFound(code)


def office_of(authority: org.HasDays, on: date, *, known_at: datetime | None = None) -> rules.Office:
    """The calendar and the office hours by which an authority, or the one that took its place that day, works.

    `known_at`: as they were known then; None as they are known now.
    """
    known = org.working_time(org.in_charge(authority, on), on, known_at=known_at)
    return rules.Office(calendar=known.calendar, hours=known.hours)


def offices_of(
    authority: org.HasDays,
    proposed: org.Proposed | None = None,
    *,
    ground: Callable[[org.HasId, date], org.Ground] = org.ground,
) -> rules.OfficeAt:
    """The working time of an authority as it was known at any instant; from `proposed.at` on with what is proposed."""

    def known(at: datetime) -> rules.Office:
        on = local_day(at)
        found = ground(org.in_charge(authority, on), on)
        thought = found.at(at, proposed if proposed is not None and at >= proposed.at else None)
        return rules.Office(calendar=thought.calendar, hours=thought.hours)

    return known


TICKS = ~Q(legal="", index="", undoes=None) | Q(verb__in=[move.verb for move in rules.MOVES if move.recounts])
"""The events that a clock cares about."""


def read_once() -> Callable[[org.HasId, date], org.Ground]:
    """`org.ground` that asks for each unit and day once, for a page or a scan that reckons more than once."""
    known: dict[tuple[int, date], org.Ground] = {}

    def ground(unit: org.HasId, on: date) -> org.Ground:
        if (unit.id, on) not in known:
            known[unit.id, on] = org.ground(unit, on)
        return known[unit.id, on]

    return ground


def happened(dossier: Dossier) -> list[rules.Happened]:
    """The events that a clock cares about, first to last."""
    rows = Event.objects.filter(TICKS, dossier=dossier).order_by("step")
    return [as_happened(row) for row in rows]


def as_happened(event: Event) -> rules.Happened:
    """One stored event as the clocks read it."""
    move = rules.MOVE[event.verb]
    return rules.Happened(
        step=event.step,
        at=event.at,
        legal=Happening(event.legal) if event.legal else None,
        index=Happening(event.index) if event.index else None,
        until=event.until,
        reason=event.reason or move.kind.sentence,
        basis=move.article,
        undoes=event.undoes,
        recounts=move.recounts,
    )
