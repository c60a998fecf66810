"""Changes notices from waiting to sent: takes a few, tries each, writes down what came of it.

At least once: a worker that dies between the other side's yes and our note of it leaves one notice that is sent again
when its turn ends, under the same number. Whoever knows that number (a mailbox, Zalo, most gateways) shows it once.
"""

import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from liemchinh.kernel.words import as_written
from liemchinh.notices import rules
from liemchinh.notices.drivers import Carrier, Dispatch, Undelivered, carriers
from liemchinh.notices.models import Message
from liemchinh.notices.rules import Channel, Failure, MessageState
from liemchinh.notices.services.telling import CLOSED
from liemchinh.notices.services.tokens import StoredTokens

log = logging.getLogger(__name__)

AT_ONCE = 20
MARGIN = timedelta(minutes=1)
"""What must be left of a worker's turn to begin another attempt: longer than any attempt takes."""
LOST = "lost"
"""The worker that had it never said what came of it."""


@dataclass
class Sender:
    """One worker. `shut` are channels on which nobody answers just now, and until when they are left alone."""

    shut: dict[Channel, datetime] = field(default_factory=dict)

    def beat(self, at: datetime, *, subject: str = "") -> int:
        """Send what is due at `at` (about `subject`); how many were taken on. One query for none."""
        self.shut = {channel: until for channel, until in self.shut.items() if until > at}
        claim = uuid.uuid4()
        taken = _take(claim, at, leave=self.shut, subject=subject)
        if not taken:
            return 0
        carrying = carriers(StoredTokens())
        try:
            for message in taken:
                self._attempt(message, carrying, claim)
        finally:
            for carrier in carrying.values():
                carrier.close()
        return len(taken)

    def _attempt(self, message: Message, carrying: Mapping[Channel, Carrier], claim: uuid.UUID) -> None:
        channel, now = Channel(message.channel), timezone.now()
        assert message.claimed_until is not None  # so it was taken
        if channel in self.shut or now + MARGIN > message.claimed_until:
            _put_back(message, claim, max(self.shut.get(channel, now), now))
            return
        carrier = carrying.get(channel)
        if carrier is None or not carrier.takes(message.template):
            _mark(message, claim, state=MessageState.SUPPRESSED, error_code=CLOSED)
            return
        dispatch = Dispatch(
            rules.TEMPLATES[message.template], message.facts, message.address, tracking=message.tracking.hex
        )
        try:
            with as_written():  # a notice speaks Vietnamese, whoever sends it
                number = carrier.send(dispatch)
        except Undelivered as problem:
            self._failed(message, claim, problem.failure)
            return
        except Exception:  # a mistake of ours in one letter must not keep the others
            log.exception("notice %s by %s could not be written", message.pk, message.channel)
            self._failed(message, claim, Failure("driver"))
            return
        _mark(
            message, claim, state=MessageState.SENT, sent_at=timezone.now(), provider_id=number, facts={}, error_code=""
        )

    def _failed(self, message: Message, claim: uuid.UUID, failure: Failure) -> None:
        at = timezone.now()
        if failure.away:
            self.shut[Channel(message.channel)] = at + max(rules.PAUSES[0], failure.wait)
        again = rules.next_attempt(failure, attempts=message.attempts, at=at)
        state = MessageState.FAILED if again else MessageState.DEAD
        _mark(message, claim, state=state, next_at=again, error_code=failure.code[:60])
        log.warning("notice %s by %s: %s, %s", message.pk, message.channel, failure.code, state)


@dataclass(frozen=True)
class Outcome:
    """What came of one notice, in words for who sent it by hand."""

    channel: str
    word: str
    error_code: str
    sent: bool


def send_now(*, subject: str) -> list[Outcome]:
    """Send what waits about this one subject, whatever the hour, and say what came of it."""
    Message.objects.filter(subject=subject, next_at__isnull=False).update(next_at=timezone.now())
    Sender().beat(timezone.now(), subject=subject)
    return [
        Outcome(
            rules.CHANNEL_NAMES[Channel(row.channel)],
            rules.STATE_NAMES[MessageState(row.state)],
            row.error_code,
            row.state == MessageState.SENT,
        )
        for row in Message.objects.filter(subject=subject).order_by("id")
    ]


def _take(claim: uuid.UUID, at: datetime, *, leave: Mapping[Channel, datetime], subject: str = "") -> list[Message]:
    """Take a few that are due, and those whose worker has not come back, for this worker alone."""
    # who waits has a turn and who is being sent has a claim, and nobody else has either
    due = Q(next_at__lte=at) | Q(claimed_until__lte=at)
    rows = Message.objects.filter(due).exclude(channel__in=list(leave)).order_by("created_at", "id")
    if subject:
        rows = rows.filter(subject=subject)
    if not rows.exists():
        return []
    with transaction.atomic():
        # PostgreSQL passes over what another worker is taking; SQLite lets one in at a time anyway
        skipping = connection.features.has_select_for_update_skip_locked
        found = list(rows.select_for_update(skip_locked=skipping)[:AT_ONCE])
        spent = [row.pk for row in found if row.state == MessageState.SENDING and row.attempts > len(rules.PAUSES)]
        Message.objects.filter(pk__in=spent).update(
            state=MessageState.DEAD, claim=None, claimed_until=None, error_code=LOST
        )
        taken = [row for row in found if row.pk not in spent]
        until = timezone.now() + rules.LEASE
        Message.objects.filter(pk__in=[row.pk for row in taken]).update(
            state=MessageState.SENDING, next_at=None, claim=claim, claimed_until=until, attempts=F("attempts") + 1
        )
    for row in taken:
        row.claimed_until, row.attempts = until, row.attempts + 1
    return taken


def _mark(message: Message, claim: uuid.UUID, **columns: object) -> None:
    """What came of it, unless another worker has it by now."""
    Message.objects.filter(pk=message.pk, claim=claim).update(claim=None, claimed_until=None, **columns)


def _put_back(message: Message, claim: uuid.UUID, until: datetime) -> None:
    """Not tried after all: as if it had not been taken."""
    state = MessageState.FAILED if message.attempts > 1 else MessageState.QUEUED
    _mark(message, claim, state=state, next_at=until, attempts=F("attempts") - 1)
