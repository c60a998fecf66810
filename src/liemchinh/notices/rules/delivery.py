"""Decides when a notice is sent, when it is tried again, and when it is given up."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from liemchinh.kernel.days import VIETNAM, local
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.notices.rules.channels import Channel


class MessageState(StrEnum):
    """Where a notice stands between us and its receiver."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DEAD = "dead"
    SUPPRESSED = "suppressed"


STATE_NAMES = {
    MessageState.QUEUED: gettext_noop("Chờ gửi"),
    MessageState.SENDING: gettext_noop("Đang gửi"),
    MessageState.SENT: gettext_noop("Đã gửi"),
    MessageState.FAILED: gettext_noop("Chưa gửi được, sẽ gửi lại"),
    MessageState.DEAD: gettext_noop("Không gửi được"),
    MessageState.SUPPRESSED: gettext_noop("Không gửi"),
}
WAITING = frozenset({MessageState.QUEUED, MessageState.FAILED})
FINAL = frozenset({MessageState.SENT, MessageState.DEAD, MessageState.SUPPRESSED})
RETRYABLE = frozenset({MessageState.DEAD, MessageState.FAILED})
"""What a person may have sent again at once."""

QUIET = frozenset({Channel.SMS, Channel.ZALO})
"""What rings beside a bed; a letter waits by itself."""

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
"""After which pause each further attempt is made; after the last one the notice is given up. Our choice."""

LEASE = timedelta(minutes=5)
"""How long a worker may be busy with what it has taken; after that others take it over. Our choice."""


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed: a short code, whether trying again is pointless, and how long the other side asks to wait.

    `away`: nobody answered at all, so nothing else on this channel will get through just now.
    """

    code: str
    permanent: bool = False
    wait: timedelta = timedelta()
    away: bool = False


def next_attempt(failure: Failure, *, attempts: int, at: datetime) -> datetime | None:
    """When to try again after `attempts` attempts, the last one at `at`; None: never, it is given up."""
    if failure.permanent or attempts > len(PAUSES):
        return None
    return at + max(PAUSES[attempts - 1], failure.wait)


def first_attempt(channel: Channel, *, urgent: bool, at: datetime) -> datetime:
    """When a notice written at `at` may leave: at once, but not into somebody's night unless it is urgent."""
    return at if urgent or channel not in QUIET else after_quiet(at)


def after_quiet(at: datetime) -> datetime:
    """`at` itself, or the end of the quiet hours that it falls into."""
    start, end = quiet_hours(local(at).date())
    now = local(at)
    inside = start <= now.time() or now.time() < end if start > end else start <= now.time() < end
    if not inside:
        return at
    day = now.date() if now.time() < end else now.date() + timedelta(days=1)
    return datetime.combine(day, end, tzinfo=VIETNAM)


def quiet_hours(on: date) -> tuple[time, time]:
    """From when until when in the day nobody's telephone rings."""
    value = provision("notices.quiet_hours", on=on).value
    assert isinstance(value, list)
    start, end = (time.fromisoformat(str(word)) for word in value)
    return start, end


def due_at(template: str, *, at: datetime) -> datetime | None:
    """By when a notice must have left, where a law says so: the officer who receives is told of an online filing."""
    if template != "officer_new_filing":
        return None
    return at + timedelta(hours=provision("onestop.online_alert", on=local(at).date()).number())


def forget_before(at: datetime) -> datetime:
    """Notices sent before this moment keep no address any more."""
    on = local(at).date()
    return at - timedelta(days=provision("notices.address_kept", on=on).number())


def check_retry(state: MessageState) -> None:
    """Only what was given up or waits to be tried again is sent again. Raises Refused("notices.retry")."""
    if state not in RETRYABLE:
        sentence = gettext_noop("Tin đang ở trạng thái “{state}”, không gửi lại được.")
        raise Refused("notices.retry", sentence, state=STATE_NAMES[state])


def check_suppress(state: MessageState, reason: str) -> None:
    """What has not gone may be held back, with a reason. Raises Refused("notices.suppress"), ("notices.why")."""
    if state not in WAITING | {MessageState.DEAD}:
        sentence = gettext_noop("Tin đang ở trạng thái “{state}”, không bỏ được nữa.")
        raise Refused("notices.suppress", sentence, state=STATE_NAMES[state])
    if not reason:
        raise Refused("notices.why", gettext_noop("Ghi lý do vì sao không gửi tin này nữa."))
