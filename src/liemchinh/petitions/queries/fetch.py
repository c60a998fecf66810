"""Shows one petition to whom it exists for, locked when it is to be changed; whose they are; by which time they run."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor, Role
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.law.clocks import Happening
from liemchinh.org import queries as org
from liemchinh.org.rules import UnitKind
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition, PetitionEvent
from liemchinh.petitions.queries import recusal
from liemchinh.petitions.queries.recusal import conflicted

PROVINCIAL = (Role.OVERSEER, Role.AUDITOR)
"""Roles that, held in a province, reach every open petition under it."""

JOINED = ("register", "authority", "division", "seat")


def place_of(petition: Petition, *, on: date) -> rules.Place:
    """Where a fetched petition stands, for the rules. No query unless it says whom it is about."""
    return rules.Place(
        authority=petition.authority.code,
        division=petition.division.code if petition.division else "",
        seat=petition.seat.code if petition.seat else "",
        state=rules.State(petition.state),
        awaits=rules.Awaits(petition.awaits),
        content=rules.Content(petition.content),
        restricted=petition.restricted,
        entered_by=petition.entered_by,
        conflicted=conflicted(petition, on=on),
        erased=petition.erased_at is not None,
    )


def scope(actor: Actor, on: date) -> Q:
    """The petitions that exist for `actor` that day, as the rules say of one: `rules.sees`, in the database's words.

    A total must not differ from what is shown, or somebody would learn that there is one about them.
    """
    numbers = org.numbered(actor)
    whole = set(numbers.of_units(actor.authorities_as(*rules.ALL_OF_AUTHORITY)))
    divisions = numbers.of_units(actor.units_as(*rules.OWN_DIVISION))
    chaired = numbers.of_units(actor.authorities_as(Role.CHAIR))
    received = numbers.of_units(actor.authorities_as(Role.RECEPTION))
    for code in actor.offices_as(*PROVINCIAL):
        below = org.subtree(code, on)
        if len(below) > 1:
            whole |= {unit.id for unit in below if unit.kind not in (UnitKind.DIVISION, UnitKind.CENTRE)}
    seats = numbers.of_seats(seat.code for seat in actor.seats)
    open_to = Q(authority__in=sorted(whole)) if whole else Q(pk__in=[])
    if divisions:
        open_to |= Q(division__in=divisions)
    reach = Q(restricted=False) & open_to
    if chaired:
        reach |= Q(restricted=True, authority__in=chaired)
    if received:
        reach |= Q(restricted=True, authority__in=received, entered_by=actor.code)
        unread = Q(content=rules.Content.UNSORTED, entered_by__in=sorted(rules.FROM_AFAR))
        reach |= Q(restricted=True, authority__in=received) & unread
    if seats:
        reach |= Q(seat__in=seats)
    about_them = Petition.objects.filter(reach, recusal.about_them(actor, on)).values("pk")
    return reach & ~Q(pk__in=about_them)


def rows() -> QuerySet[Petition]:
    """Petitions with what every rule asks of them."""
    return Petition.objects.select_related(*JOINED)


def handled_by(actor: Actor, *, code: str, at: datetime, lock: bool = False) -> Petition:
    """The petition with this code, if it exists for `actor`; its row locked when `lock`. Raises NotFound."""
    found = rows().select_for_update(of=("self",)) if lock else rows()
    petition = found.filter(code=tidy_code(code)).first()
    if petition is None:
        raise NotFound(code)
    on = local_day(at)
    place = place_of(petition, on=on)
    if rules.sees(actor, place):
        return petition
    overseen = not petition.restricted and actor.has(*PROVINCIAL) and actor.code not in place.conflicted
    if overseen and Petition.objects.filter(scope(actor, on), pk=petition.pk).exists():
        return petition
    raise NotFound(code)


def entered_with(actor: Actor, *, token: UUID, at: datetime) -> str:
    """The code of the petition that the form of this number has become, if it exists for `actor`; else empty."""
    code = Petition.objects.filter(token=token).values_list("code", flat=True).first()
    try:
        return handled_by(actor, code=code, at=at).code if code else ""
    except NotFound:
        return ""


def of_citizen(actor: Actor, *, code: str, at: datetime, lock: bool = False) -> Petition:
    """The petition for the person who sent it: who calls has already shown its key to the page. Raises NotFound."""
    found = rows().select_for_update(of=("self",)) if lock else rows()
    petition = found.filter(code=tidy_code(code)).first() if actor == APPLICANT else None
    if petition is None:
        raise NotFound(code)
    return petition


def locked(code: str) -> Petition:
    """The petition with its row locked, for the clock itself as caller: scheduled work has no seat to check."""
    return rows().select_for_update(of=("self",)).get(code=code)


def by_clock(actor: Actor, *, code: str, at: datetime, lock: bool = False) -> Petition:
    """As `handled_by`, for SYSTEM only: what `acts.begin` is given by scheduled work."""
    if actor != SYSTEM:
        raise NotFound(code)
    return locked(code)


def office_of(authority: org.HasDays, on: date) -> rules.Office:
    """The calendar and the office hours by which an authority, or the one that took its place that day, works."""
    known = org.working_time(org.in_charge(authority, on), on)
    return rules.Office(calendar=known.calendar, hours=known.hours)


def as_happened(event: PetitionEvent) -> rules.Happened:
    """An event as the clock sees it."""
    move = rules.MOVE.get(event.verb)
    return rules.Happened(
        step=event.step,
        at=event.at,
        legal=Happening(event.legal) if event.legal else None,
        until=event.until,
        reason=move.label if move else "",
        basis=event.facts.get("basis") or (move.article if move else ""),
    )


def happened(petition: Petition) -> list[rules.Happened]:
    """The events of a petition in order, as the clock sees them."""
    return [as_happened(event) for event in PetitionEvent.objects.filter(petition=petition).order_by("step")]


def last_event(petition: Petition, *verbs: str) -> PetitionEvent | None:
    """The latest event of one of these verbs, or None."""
    return PetitionEvent.objects.filter(petition=petition, verb__in=verbs).order_by("-step").first()


def with_open_duty(kind: str) -> Exists:
    """A condition: the petition has an open duty of this kind."""
    return Exists(Duty.objects.filter(petition=OuterRef("pk"), kind=kind, done_at__isnull=True))
