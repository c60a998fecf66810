"""Shows what has been told about one thing, for whom the caller has already let in: never a whole address."""

from dataclasses import dataclass
from datetime import datetime

from liemchinh.notices import rules
from liemchinh.notices.models import Message
from liemchinh.notices.rules import Channel, MessageState

SHOWN = 50


@dataclass(frozen=True)
class Told:
    """One notice: when it was written and sent, what it was about, by which way, to whom (masked), and how it stands.

    Its words are source text, to be translated where they are shown.
    """

    at: datetime
    sent_at: datetime | None
    about: str
    channel: str
    address: str
    state: str
    word: str
    official: bool


def told_about(subject: str, *, officials: bool) -> list[Told]:
    """The latest notices about a subject, newest first; those to offices only when `officials`. One query."""
    rows = Message.objects.filter(subject=subject).order_by("-created_at", "-id")
    if not officials:
        rows = rows.exclude(template__in=[code for code, line in rules.TEMPLATES.items() if line.official])
    return [_told(row) for row in rows[:SHOWN]]


def _told(row: Message) -> Told:
    line = rules.TEMPLATES.get(row.template)
    return Told(
        at=row.created_at,
        sent_at=row.sent_at,
        about=line.about if line else row.template,
        channel=rules.CHANNEL_NAMES[Channel(row.channel)],
        address=rules.masked(row.address),
        state=row.state,
        word=rules.STATE_NAMES[MessageState(row.state)],
        official=line is not None and line.official,
    )
