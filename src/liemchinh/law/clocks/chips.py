"""Chips: how much is left, in the few words that stand on a status chip and in a queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liemchinh.kernel.days import hour
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks.events import minute
from liemchinh.law.clocks.worktime import working_days_between
from liemchinh.law.hours import OfficeHours

SOON = 1
"""Working days left from which a term is said to end soon."""


class Urgency(StrEnum):
    """How near the end is, most urgent first in the order of a queue."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True)
class Chip:
    """`days` as `working_days_left` gives them; `words` are complete: `còn 4 ngày làm việc`."""

    urgency: Urgency
    days: int
    words: str


def working_days_left(due_at: datetime, now: datetime, *, calendar: Calendar, hours: OfficeHours) -> int:
    """Working days from `now` to `due_at`: 0 on the last day, negative once it is over.

    Late by less than a working day is -1 too, so that a late matter never reads as one that has time.
    """
    due_at, now = minute(due_at), minute(now)
    if now <= due_at:
        return working_days_between(now.date(), due_at.date(), calendar=calendar)
    return -max(1, working_days_between(due_at.date(), now.date(), calendar=calendar))


def chip(due_at: datetime, now: datetime, *, calendar: Calendar, hours: OfficeHours) -> Chip:
    """What to say of a running term at `now`."""
    days = working_days_left(due_at, now, calendar=calendar, hours=hours)
    if days < 0:
        if working_days_between(minute(due_at).date(), minute(now).date(), calendar=calendar) == 0:
            return Chip(Urgency.LATE, days, gettext_noop("Quá hạn chưa đến 1 ngày làm việc"))
        return Chip(Urgency.LATE, days, gettext_noop("Quá hạn {days} ngày làm việc").format(days=-days))
    if minute(due_at).date() == minute(now).date():
        return Chip(Urgency.TODAY, days, gettext_noop("hạn hôm nay, {hour}").format(hour=hour(due_at)))
    words = gettext_noop("còn {days} ngày làm việc").format(days=days)
    return Chip(Urgency.SOON if days <= SOON else Urgency.LATER, days, words)
