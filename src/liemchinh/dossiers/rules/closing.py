"""What the last line of an authority's day counts, and when it may be written.

Everything in it can be counted again from public entries alone: the claimed times, the states and the due moments.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from liemchinh.dossiers.rules.states import PAUSED, RUNNING
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

DAY_CLOSED = Kind(
    "dossiers.day_closed",
    gettext_noop("Khóa sổ một ngày: số hồ sơ tiếp nhận, kết thúc, quá hạn và số thứ tự cuối"),
    gettext_noop("Chỉ có mã đơn vị, ngày và các con số đếm được từ những mục đã công khai."),
)

UNDERWAY = RUNNING | PAUSED
"""Accepted and not ended: what a day's `ended` leaves."""

GRACE = timedelta(minutes=10)
"""A day is closed this long after its end: what was claimed before midnight has been committed by then. Our choice."""


@dataclass(frozen=True)
class DayFigures:
    """One authority's day: accepted that day, ended that day, running past their due moment at midnight, and the last
    number given in the year by then."""

    received: int
    ended: int
    late: int
    last: int


def end_of(day: date) -> datetime:
    """The midnight in Vietnam with which the day ends; outside of it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=VIETNAM)


def last_closable(at: datetime) -> date:
    """The last day that may be closed at `at`: yesterday, or the day before during the first minutes."""
    return local_day(at - GRACE) - timedelta(days=1)


def day_subject(authority: str) -> str:
    """The thread of an authority's closings: each one chained to that of the day before."""
    return f"dossiers.day:{authority}"
