"""Changes that people make to the outbox: what was given up is sent again, what must not go is held back."""

from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.notices import queries, rules
from liemchinh.notices.models import Message
from liemchinh.notices.rules import MessageState

DROPPED = "dropped"
AT_MOST = 1000
"""Notices sent again by one press; more, by another."""


@transaction.atomic
def retry(*, number: int, by: Actor, at: datetime) -> Message:
    """Have one notice tried again at once, all attempts before it. Raises NotFound, Refused("notices.retry")."""
    message = queries.kept_by(by, number=number, lock=True)
    rules.check_retry(MessageState(message.state))
    _again([message], unit=message.unit, by=by, at=at)
    return message


@transaction.atomic
def retry_all(*, unit: str, by: Actor, at: datetime) -> int:
    """Have everything that was given up at `unit` tried again; how many. Raises NotFound, Refused("notices.none")."""
    queries.check_keeps(by, unit)
    dead = Message.objects.select_for_update().filter(unit=unit, state=MessageState.DEAD, masked=False)
    rows = list(dead.order_by("id")[:AT_MOST])
    if not rows:
        raise Refused("notices.none", gettext_noop("Không có tin nào để gửi lại."))
    _again(rows, unit=unit, by=by, at=at)
    return len(rows)


@transaction.atomic
def suppress(*, number: int, reason: str, by: Actor, at: datetime) -> Message:
    """Hold one notice back for good, with a reason that stays in the log.

    Raises NotFound, Refused("notices.suppress"), ("notices.why").
    """
    message = queries.kept_by(by, number=number, lock=True)
    why = nfc(" ".join(reason.split()))
    rules.check_suppress(MessageState(message.state), why)
    message.state, message.next_at, message.facts = MessageState.SUPPRESSED, None, {}
    message.error_code = "held_back"
    message.save(update_fields=["state", "next_at", "facts", "error_code"])
    _note(rules.SUPPRESSED, [message], reason=why, unit=message.unit, by=by, at=at)
    return message


@transaction.atomic
def drop_before(*, moment: datetime, by: Actor, at: datetime) -> int:
    """Hold back everything written before `moment` that has not gone; how many.

    For the hour after a restored backup: what it holds as waiting has most likely been sent since.
    """
    unsent = Message.objects.select_for_update().filter(created_at__lt=moment)
    rows = list(unsent.exclude(state__in=[MessageState.SENT, MessageState.SUPPRESSED]).order_by("unit", "id"))
    for message in rows:
        message.state, message.next_at, message.facts = MessageState.SUPPRESSED, None, {}
        message.claim = message.claimed_until = None
        message.error_code = DROPPED
    Message.objects.bulk_update(rows, ["state", "next_at", "facts", "claim", "claimed_until", "error_code"])
    for unit, group in groupby(rows, key=attrgetter("unit")):
        _note(rules.SUPPRESSED, list(group), reason=DROPPED, unit=unit, by=by, at=at)
    return len(rows)


def _again(rows: list[Message], *, unit: str, by: Actor, at: datetime) -> None:
    for message in rows:
        if message.masked:
            sentence = gettext_noop("Địa chỉ nhận của tin này đã che, không gửi lại được.")
            raise Refused("notices.masked", sentence)
        message.state, message.next_at, message.attempts = MessageState.QUEUED, at, 0
    Message.objects.bulk_update(rows, ["state", "next_at", "attempts"])
    _note(rules.RETRIED, rows, reason="", unit=unit, by=by, at=at)


def _note(kind: Kind, rows: list[Message], *, reason: str, unit: str, by: Actor, at: datetime) -> None:
    notices = [[row.subject, row.template, row.channel] for row in rows]
    facts = {"notices": notices, "reason": reason}
    ledger.record_about(
        f"notices.outbox:{unit}", kind=kind, by=by, at=at, unit=unit, facts=facts, public={"rows": len(rows)}
    )
