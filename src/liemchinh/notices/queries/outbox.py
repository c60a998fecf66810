"""Shows an authority's outbox to those who run it: what waits, what failed and why, how many a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import TruncDate

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.notices import rules
from liemchinh.notices.models import Message, ProviderToken
from liemchinh.notices.rules import Channel, MessageState

READERS = (Role.ADMINISTRATOR, Role.AUDITOR)
KEEPERS = (Role.ADMINISTRATOR,)
PAGE = 50
FORTNIGHT = timedelta(14)  # how far back the figures of the page go


@dataclass(frozen=True)
class Listed:
    """One notice as the outbox shows it; nothing of what it says, and of the address only its mask."""

    number: int
    subject: str
    about: str
    channel: str
    address: str
    state: str
    word: str
    attempts: int
    created_at: datetime
    next_at: datetime | None
    error_code: str
    reason: str
    can_retry: bool
    can_suppress: bool


@dataclass(frozen=True)
class DayLine:
    """One day of an outbox: how many notices were written, how many of them are sent, given up, not sent at all."""

    day: date
    written: int
    sent: int
    dead: int
    suppressed: int
    waiting: int


@dataclass(frozen=True)
class Lag:
    """What needs somebody: the oldest notice that should have left, alerts past their hour, a provider that is lost."""

    oldest: datetime | None
    overdue_alerts: int
    broken: bool


def offices_of(actor: Actor, *roles: Role) -> list[str]:
    """The authorities whose outbox this person may read (or, with KEEPERS, mend), by code."""
    return sorted(actor.authorities_as(*(roles or READERS)))


def check_keeps(actor: Actor, unit: str) -> None:
    """Raises NotFound when this person does not run the outbox of `unit`."""
    if unit not in actor.authorities_as(*KEEPERS):
        raise NotFound(unit)


def kept_by(actor: Actor, *, number: int, lock: bool = False) -> Message:
    """The notice with this number if `actor` runs its outbox; its row locked when `lock`. Raises NotFound."""
    rows = Message.objects.filter(unit__in=actor.authorities_as(*KEEPERS), pk=number)
    message = (rows.select_for_update() if lock else rows).first()
    if message is None:
        raise NotFound(str(number))
    return message


def notices_of(actor: Actor, *, unit: str, state: MessageState, page: int = 1) -> tuple[list[Listed], bool]:
    """A page of the notices of `unit` in that state, newest first, and whether more follow. Raises NotFound."""
    if unit not in actor.authorities_as(*READERS):
        raise NotFound(unit)
    start = (page - 1) * PAGE
    rows = Message.objects.filter(unit=unit, state=state).order_by("-created_at", "-id")[start : start + PAGE + 1]
    found = [_listed(row) for row in rows]
    return found[:PAGE], len(found) > PAGE


def kept_line(actor: Actor, *, number: int) -> tuple[str, Listed]:
    """One notice that `actor` may mend, with the code of its authority. Raises NotFound."""
    row = kept_by(actor, number=number)
    return row.unit, _listed(row)


def totals(unit: str) -> dict[str, int]:
    """How many notices of `unit` are in each state that needs somebody's eye. One query."""
    states = [MessageState.QUEUED, MessageState.SENDING, MessageState.FAILED, MessageState.DEAD]
    rows = Message.objects.filter(unit=unit, state__in=states).values_list("state").annotate(n=Count("id")).order_by()
    found: Mapping[str, int] = dict(rows)
    return {str(state): found.get(state, 0) for state in states}


def by_day(unit: str, *, at: datetime) -> list[DayLine]:
    """The last fourteen days, newest first; days without a notice are left out. One query."""
    rows = (
        Message.objects.filter(unit=unit, created_at__gte=at - FORTNIGHT)
        .annotate(day=TruncDate("created_at", tzinfo=VIETNAM))
        .values("day")
        .annotate(
            written=Count("id"),
            sent=Count("id", filter=Q(state=MessageState.SENT)),
            dead=Count("id", filter=Q(state=MessageState.DEAD)),
            suppressed=Count("id", filter=Q(state=MessageState.SUPPRESSED)),
        )
        .order_by("-day")
    )
    return [
        DayLine(
            day=row["day"],
            written=row["written"],
            sent=row["sent"],
            dead=row["dead"],
            suppressed=row["suppressed"],
            waiting=row["written"] - row["sent"] - row["dead"] - row["suppressed"],
        )
        for row in rows
    ]


def lag(unit: str, *, at: datetime) -> Lag:
    """What has not left though it should have by `at`. Two queries."""
    unsent = Message.objects.filter(unit=unit).exclude(state__in=[MessageState.SENT, MessageState.SUPPRESSED])
    found = unsent.aggregate(
        oldest=Min("created_at", filter=Q(next_at__lte=at)), alerts=Count("id", filter=Q(due_at__lte=at))
    )
    broken = ProviderToken.objects.filter(broken=True).exists()
    return Lag(found["oldest"], found["alerts"], broken)


@dataclass(frozen=True)
class Overview:
    """The whole outbox for who runs the machine: how many in each state, why some were given up, what waits longest."""

    states: Mapping[MessageState, int]
    reasons: Mapping[str, int]
    oldest: datetime | None
    zalo_lost: bool


def overview(*, at: datetime) -> Overview:
    """Numbers and codes only, for the command line: nobody's name, address or dossier. Four queries."""
    counted = dict(Message.objects.values_list("state").annotate(n=Count("id")).order_by())
    dead = Message.objects.filter(state=MessageState.DEAD).values_list("error_code").annotate(n=Count("id"))
    oldest = Message.objects.filter(next_at__lte=at).aggregate(oldest=Min("created_at"))["oldest"]
    return Overview(
        states={state: counted.get(state, 0) for state in MessageState},
        reasons=dict(dead.order_by("-n", "error_code")),
        oldest=oldest,
        zalo_lost=ProviderToken.objects.filter(broken=True).exists(),
    )


def _listed(row: Message) -> Listed:
    state = MessageState(row.state)
    line = rules.TEMPLATES.get(row.template)
    return Listed(
        number=row.pk,
        subject=row.subject,
        about=line.about if line else row.template,
        channel=rules.CHANNEL_NAMES[Channel(row.channel)],
        address=rules.masked(row.address),
        state=row.state,
        word=rules.STATE_NAMES[state],
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
        error_code=row.error_code,
        reason=rules.reason_of(row.error_code),
        can_retry=state in rules.RETRYABLE and not row.masked,
        can_suppress=state in rules.WAITING | {MessageState.DEAD},
    )
