"""Changes the outbox in the transaction of what is told: written with it, or lost with it."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import hour, local_day, short_day
from liemchinh.kernel.words import as_written
from liemchinh.notices import rules
from liemchinh.notices.drivers import carriers, serves, troubles
from liemchinh.notices.models import Message
from liemchinh.notices.rules import Channel, MessageState
from liemchinh.notices.services.tokens import StoredTokens

CLOSED = "closed"
"""Why a notice was not even tried: its channel is not configured for it."""


def open_channels(template: str = "") -> frozenset[Channel]:
    """The channels that this instance is configured for (for notices of that kind)."""
    carrying = carriers(StoredTokens())
    return frozenset(channel for channel in carrying if not template or serves(channel, template, carrying))


def channel_troubles() -> list[str]:
    """What is wrong with the settings of channels that are meant to be open, a sentence each."""
    return troubles(StoredTokens())


@as_written()
def tell(
    *,
    subject: str,
    unit: str,
    template: str,
    to: rules.Recipient,
    facts: Mapping[str, str],
    by: Actor,
    at: datetime,
    once: str,
) -> int:
    """Put a notice into the outbox, once on every channel the receiver agreed to; returns on how many.

    Runs in the caller's transaction and writes nothing on a second call with the same `once` (at most 120 signs).
    `subject` is a dossier's code or a draft's number, `unit` the authority whose outbox it is; `facts` hold only what
    `rules.FACTS` names, without `on` and `time`, which are those of `at`. A channel that is not configured leaves a
    notice that says so and is never sent. Raises ValueError for a notice that cannot be written.
    """
    line = rules.TEMPLATES[template]
    found = {channel: address for channel, address in rules.ways(to).items() if channel in line.channels}
    if line.official and not to.official:
        raise ValueError(f"{template} is for an office")
    told = rules.checked(
        template, {**facts, "on": short_day(local_day(at)), "time": f"{hour(at)}, {short_day(local_day(at))}"}
    )
    if not found:
        return 0
    reachable = open_channels(template)
    rows = []
    for channel, address in found.items():
        is_open = channel in reachable
        rows.append(
            Message(
                subject=subject,
                unit=unit,
                template=template,
                channel=channel,
                once=once,
                address=address if is_open else rules.masked(address),
                masked=not is_open,
                facts=told if is_open else {},
                state=MessageState.QUEUED if is_open else MessageState.SUPPRESSED,
                created_at=at,
                due_at=rules.due_at(template, at=at),
                next_at=rules.first_attempt(channel, urgent=line.urgent, at=at) if is_open else None,
                tracking=uuid.uuid4(),
                error_code="" if is_open else CLOSED,
            )
        )
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
