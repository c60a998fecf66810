"""Decides whether a head received as often as the law asks: period by period, each with its sentence and article.

What counts: days of the head's own scheduled sessions, held by the head in person; two sessions of one day are one
day, and unscheduled ones come on top (the articles say "ít nhất … và … đột xuất"). A period in which the rule
changed is asked for nothing, for neither rule covered the whole of it; so is a week without a working day. In a week
or a month with fewer working days than the law asks, every working day is enough. These three are our reading.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import Provision, provision
from liemchinh.law.calendar import Calendar
from liemchinh.org.rules import UnitKind

ONE_DAY = timedelta(days=1)
WEEK, MONTH = "day_a_week", "day_a_month"
LAST_WEEKDAY = 6

RULES: Mapping[UnitKind, str] = {
    UnitKind.COMMUNE: "reception.frequency_commune",
    UnitKind.PROVINCE: "reception.frequency_province",
    UnitKind.DEPARTMENT: "reception.frequency_agency",
    UnitKind.MINISTRY: "reception.frequency_agency",
    UnitKind.CENTRE: "reception.frequency_service_unit",
}
"""Which rule of the law book binds the head of such a unit; a division has no head who must receive."""


class Standing(StrEnum):
    """How a period stands."""

    MET = "met"
    PLANNED = "planned"
    SHORT = "short"
    MISSED = "missed"
    FREE = "free"


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.MET: gettext_noop("Đủ"),
    Standing.PLANNED: gettext_noop("Đủ theo lịch"),
    Standing.SHORT: gettext_noop("Còn thiếu"),
    Standing.MISSED: gettext_noop("Không đủ"),
    Standing.FREE: gettext_noop("Không bắt buộc"),
}
ALARMING = frozenset({Standing.SHORT, Standing.MISSED})


@dataclass(frozen=True)
class Reckoned:
    """One week or month (`first` to `last`, both inside): what was asked, what was held and is planned, and why."""

    first: date
    last: date
    needed: int
    held: tuple[date, ...]
    planned: tuple[date, ...]
    standing: Standing
    sentence: str
    cite: str

    @property
    def missing(self) -> int:
        """Days that are neither held nor planned."""
        return max(0, self.needed - len(self.held) - len(self.planned))


def reckon(
    kind: UnitKind,
    *,
    first: date,
    last: date,
    held: Collection[date],
    planned: Collection[date],
    today: date,
    calendar: Calendar,
) -> list[Reckoned]:
    """Every week or month that touches the days from `first` to `last`, in order.

    `held` are days on which the head received at a scheduled session; `planned` are days of posted or drafted ones
    (of those before `today` nothing was noted: they do not count). [] for a unit whose head is bound by no rule.
    """
    key = RULES.get(kind)
    if key is None:
        return []
    return [
        _reckoned(key, since, until, frozenset(held), frozenset(planned), today, calendar)
        for since, until in _periods(key, first, last)
    ]


def alarms(found: Collection[Reckoned]) -> list[Reckoned]:
    """Those that need somebody to act, or that can no longer be mended."""
    return [one for one in found if one.standing in ALARMING]


def _periods(key: str, first: date, last: date) -> list[tuple[date, date]]:
    """Weeks (Monday to Sunday) while the rule counts by weeks, calendar months while it counts by months."""
    found: dict[tuple[date, date], None] = {}
    day = first
    while day <= last:
        if (rule := _in_force(key, day)) is not None:
            found[_week(day) if rule.unit == WEEK else _month(day)] = None
        day += ONE_DAY
    return list(found)


def _reckoned(
    key: str,
    first: date,
    last: date,
    held: frozenset[date],
    planned: frozenset[date],
    today: date,
    calendar: Calendar,
) -> Reckoned:
    rule, until = _in_force(key, first), _in_force(key, last)
    inside = tuple(sorted(day for day in held if first <= day <= last))
    ahead = tuple(sorted(day for day in planned - held if max(first, today) <= day <= last))
    facts = {"first": short_day(first), "last": short_day(last), "held": len(inside), "planned": len(ahead)}
    if rule is None or until is None or rule != until:
        sentence = gettext_noop(
            "{first}–{last}: quy định thay đổi giữa kỳ, không quy định nào bao trùm cả kỳ nên không bắt buộc."
        )
        return Reckoned(first, last, 0, inside, ahead, Standing.FREE, sentence.format(**facts), "")
    workdays = sum(calendar.is_working(first + ONE_DAY * number) for number in range((last - first).days + 1))
    needed = min(rule.number(), workdays)
    facts |= {"needed": needed, "missing": max(0, needed - len(inside) - len(ahead)), "cite": rule.cite()}
    if not needed:
        sentence = gettext_noop("{first}–{last}: không có ngày làm việc nào nên không bắt buộc.")
        return Reckoned(first, last, 0, inside, ahead, Standing.FREE, sentence.format(**facts), rule.cite())
    if len(inside) >= needed:
        standing = Standing.MET
        sentence = gettext_noop("{first}–{last}: đã tiếp {held} ngày, luật yêu cầu ít nhất {needed} ({cite}).")
    elif last < today:
        standing = Standing.MISSED
        sentence = gettext_noop("{first}–{last}: đã tiếp {held} ngày, thiếu {missing} so với {needed} ngày ({cite}).")
    elif len(inside) + len(ahead) >= needed:
        standing = Standing.PLANNED
        sentence = gettext_noop(
            "{first}–{last}: đã tiếp {held}, còn lịch {planned} ngày; luật yêu cầu ít nhất {needed} ({cite})."
        )
    else:
        standing = Standing.SHORT
        sentence = gettext_noop(
            "{first}–{last}: đã tiếp {held}, còn lịch {planned} ngày; thiếu {missing} so với {needed} ngày ({cite})."
        )
    return Reckoned(first, last, needed, inside, ahead, standing, sentence.format(**facts), rule.cite())


def _in_force(key: str, day: date) -> Provision | None:
    try:
        return provision(key, on=day)
    except Refused:
        return None


def _week(day: date) -> tuple[date, date]:
    monday = day - ONE_DAY * day.weekday()
    return monday, monday + ONE_DAY * LAST_WEEKDAY


def _month(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - ONE_DAY
