"""Arithmetic of office time: how much of it lies between two instants, and where an amount of it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from liemchinh.kernel.days import VIETNAM
from liemchinh.law.calendar import ONE_DAY, Calendar
from liemchinh.law.clocks.events import minute
from liemchinh.law.hours import OfficeHours

Stretch = tuple[datetime, datetime]


def office_stretches(day: date, *, calendar: Calendar, hours: OfficeHours) -> list[Stretch]:
    """The office sessions of `day` as pairs of instants; empty on a day off."""
    return [
        (datetime.combine(day, opens, VIETNAM), datetime.combine(day, closes, VIETNAM))
        for opens, closes in hours.sessions(day, calendar)
    ]


def overlap(stretches: list[Stretch], since: datetime, until: datetime) -> int:
    """Minutes of `stretches` that lie between `since` and `until`."""
    total = timedelta()
    for opens, closes in stretches:
        opens, closes = max(opens, since), min(closes, until)
        if opens < closes:
            total += closes - opens
    return total // timedelta(minutes=1)


def working_minutes(a: datetime, b: datetime, *, calendar: Calendar, hours: OfficeHours) -> int:
    """Office minutes from `a` to `b`, both cut to the minute; 0 when `b` is not after `a`."""
    a, b = minute(a), minute(b)
    total, day = 0, a.date()
    while day <= b.date():
        if a.date() < day < b.date():
            total += hours.minutes(day, calendar)
        else:
            total += overlap(office_stretches(day, calendar=calendar, hours=hours), a, b)
        day += ONE_DAY
    return total


def advance(at: datetime, minutes: int, *, calendar: Calendar, hours: OfficeHours) -> datetime:
    """The first instant by which `minutes` of office time have gone since `at`; `at` itself for none."""
    at = minute(at)
    day = at.date()
    while minutes > 0:
        for opens, closes in office_stretches(day, calendar=calendar, hours=hours):
            opens = max(opens, at)
            if opens >= closes:
                continue
            here = (closes - opens) // timedelta(minutes=1)
            if minutes <= here:
                return opens + timedelta(minutes=minutes)
            minutes -= here
        day += ONE_DAY
    return at


def working_days_between(a: date, b: date, *, calendar: Calendar) -> int:
    """Working days after `a` up to and including `b`; 0 when `b` is not after `a`."""
    count, day = 0, a
    while day < b:
        day += ONE_DAY
        count += calendar.is_working(day)
    return count
