"""Shows an authority's parcels, arrivals and messages set aside to those who run it, and how one dossier stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate

from liemchinh import env
from liemchinh.exchange import rules
from liemchinh.exchange.models import Arrival, Held, Parcel
from liemchinh.exchange.rules import ParcelState, Service
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
KEEPERS = (Role.ADMINISTRATOR,)
PAGE = 50
FORTNIGHT = timedelta(14)  # how far back the figures of the page go


@dataclass(frozen=True)
class Listed:
    """One parcel as the page shows it: nothing of what it says."""

    number: int
    code: str
    step: int
    service: str
    state: ParcelState
    word: str
    attempts: int
    made_at: datetime
    next_at: datetime | None
    sent_at: datetime | None
    answer_code: str
    answer_text: str
    digest: str

    @property
    def is_stuck(self) -> bool:
        """Whether it needs a person."""
        return self.state in rules.STUCK


@dataclass(frozen=True)
class DayLine:
    """One day: parcels made, and what has become of them; dossiers opened, and of them those that were taken."""

    day: date
    made: int
    sent: int
    waiting: int
    stuck: int
    opened: int
    taken: int

    @property
    def share(self) -> float | None:
        """Which part of the dossiers opened that day the portal has taken (index 1.4, our own count)."""
        return rules.sync_rate(taken=self.taken, opened=self.opened)


@dataclass(frozen=True)
class Synced:
    """How one dossier stands with the national portal: known under which code, up to which act, what is in the way."""

    national: str
    links: tuple[tuple[str, str], ...]
    last_sent: Listed | None
    first_open: Listed | None
    waiting: int


def offices_of(actor: Actor, on: date) -> list[str]:
    """The authorities whose exchange this person may read that day, by code, those that have told something first.

    An auditor of a province reads what lies under it.
    """
    own = actor.authorities_as(*READERS)
    below = {unit.code for code in actor.offices_as(Role.AUDITOR) for unit in org.subtree(code, on)}
    told = set(Parcel.objects.filter(unit__in=own | below).order_by().values_list("unit", flat=True).distinct())
    aside = Held.objects.filter(unit__in=own | below, settled_at__isnull=True).order_by()
    told |= set(aside.values_list("unit", flat=True).distinct())
    return [*sorted(told), *sorted(own - told)]


def keeps(actor: Actor, unit: str) -> bool:
    """Whether this person runs the exchange of `unit`."""
    return unit in actor.authorities_as(*KEEPERS)


def check_keeps(actor: Actor, unit: str) -> None:
    """Raises NotFound when this person does not run the exchange of `unit`."""
    if not keeps(actor, unit):
        raise NotFound(unit)


def kept_by(actor: Actor, *, number: int, lock: bool = False) -> Parcel:
    """The parcel with this number if `actor` runs its exchange; its row locked when `lock`. Raises NotFound."""
    rows = Parcel.objects.filter(unit__in=actor.authorities_as(*KEEPERS), pk=number).select_related("dossier")
    parcel = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if parcel is None:
        raise NotFound(str(number))
    return parcel


def held_by(actor: Actor, *, number: int, lock: bool = False) -> Held:
    """The message set aside under this number if `actor` runs its exchange. Raises NotFound."""
    rows = Held.objects.filter(unit__in=actor.authorities_as(*KEEPERS), pk=number)
    held = (rows.select_for_update() if lock else rows).first()
    if held is None:
        raise NotFound(str(number))
    return held


def kept_line(actor: Actor, *, number: int) -> tuple[str, Listed]:
    """One parcel that `actor` may mend, with the code of its authority. Raises NotFound."""
    row = kept_by(actor, number=number)
    return row.unit, _listed(row)


def parcels_of(unit: str, *, state: ParcelState, page: int = 1) -> tuple[list[Listed], bool]:
    """A page of the parcels of `unit` (one of `offices_of`) in that state, newest first, and whether more follow."""
    start = (page - 1) * PAGE
    rows = Parcel.objects.filter(unit=unit, state=state).select_related("dossier").order_by("-made_at", "-id")
    found = [_listed(row) for row in rows[start : start + PAGE + 1]]
    return found[:PAGE], len(found) > PAGE


def totals(unit: str) -> dict[ParcelState, int]:
    """How many parcels of `unit` are in each state. One query."""
    rows = Parcel.objects.filter(unit=unit).values_list("state").annotate(n=Count("id")).order_by()
    found: Mapping[str, int] = dict(rows)
    return {state: found.get(state, 0) for state in ParcelState}


def by_day(unit: str, *, at: datetime) -> list[DayLine]:
    """The last fourteen days, newest first; days without a parcel are left out. One query."""
    opened = Q(opens=True)
    rows = (
        Parcel.objects.filter(unit=unit, made_at__gte=at - FORTNIGHT)
        .annotate(day=TruncDate("made_at", tzinfo=VIETNAM))
        .values("day")
        .annotate(
            made=Count("id"),
            sent=Count("id", filter=Q(state=ParcelState.SENT)),
            stuck=Count("id", filter=Q(state__in=sorted(rules.STUCK))),
            waiting=Count("id", filter=Q(state__in=[ParcelState.WAITING, ParcelState.WRITTEN])),
            opened=Count("id", filter=opened),
            taken=Count("id", filter=opened & Q(state=ParcelState.SENT)),
        )
        .order_by("-day")
    )
    return [DayLine(**row) for row in rows]


def arrivals_of(unit: str, *, at: datetime) -> list[Arrival]:
    """What came from the portal in the last fourteen days, newest first, at most a page."""
    rows = Arrival.objects.filter(unit=unit, arrived_at__gte=at - FORTNIGHT).select_related("dossier")
    return list(rows.order_by("-arrived_at", "-id")[:PAGE])


def set_aside(unit: str) -> list[Held]:
    """Messages that nobody has settled yet, oldest first, at most a page."""
    return list(Held.objects.filter(unit=unit, settled_at__isnull=True).order_by("held_at", "id")[:PAGE])


def synced(code: str) -> Synced | None:
    """How the dossier with this code stands with the portal, for whoever may see it; None when nothing is told of it.

    Two queries.
    """
    parcels = list(Parcel.objects.filter(dossier__code=code).select_related("dossier").order_by("place"))
    arrival = Arrival.objects.filter(dossier__code=code).first()
    if not parcels and arrival is None:
        return None
    sent = [row for row in parcels if row.state == ParcelState.SENT]
    waiting = [row for row in parcels if row.state in rules.UNSETTLED or row.state == ParcelState.WRITTEN]
    return Synced(
        national=arrival.code if arrival else "",
        links=tuple((name, link) for name, link in arrival.links) if arrival else (),
        last_sent=_listed(sent[-1]) if sent else None,
        first_open=_listed(waiting[0]) if waiting else None,
        waiting=len(waiting),
    )


def our_code(national: str) -> str:
    """Our code of the dossier that the national portal knows by this one; the same code back when there is none.

    For looking a dossier up, where the second fact is asked for all the same. One query; none without a connection.
    """
    if not env.text(env.EXCHANGE):
        return national
    found = Arrival.objects.filter(code=national).values_list("dossier__code", flat=True).first()
    return found or national


@dataclass(frozen=True)
class Overview:
    """Everything for who runs the machine, in numbers: parcels by state, what waits longest, messages set aside."""

    states: Mapping[ParcelState, int]
    reasons: Mapping[str, int]
    oldest: datetime | None
    arrivals: int
    held: int


def overview(*, at: datetime) -> Overview:
    """Numbers and codes only, for the command line: nobody's name or dossier. Five queries."""
    counted: Mapping[str, int] = dict(Parcel.objects.values_list("state").annotate(n=Count("id")).order_by())
    stuck = Parcel.objects.filter(state__in=sorted(rules.STUCK)).values_list("answer_code").annotate(n=Count("id"))
    oldest = Parcel.objects.filter(next_at__lte=at).aggregate(oldest=Min("made_at"))["oldest"]
    return Overview(
        states={state: counted.get(state, 0) for state in ParcelState},
        reasons=dict(stuck.order_by("-n", "answer_code")),
        oldest=oldest,
        arrivals=Arrival.objects.count(),
        held=Held.objects.filter(settled_at__isnull=True).count(),
    )


def _listed(row: Parcel) -> Listed:
    state = ParcelState(row.state)
    return Listed(
        number=row.pk,
        code=row.dossier.code,
        step=row.step,
        service=rules.SERVICE_NAMES[Service(row.service)],
        state=state,
        word=rules.STATE_NAMES[state],
        attempts=row.attempts,
        made_at=row.made_at,
        next_at=row.next_at,
        sent_at=row.sent_at,
        answer_code=row.answer_code,
        answer_text=row.answer_text,
        digest=row.digest,
    )
