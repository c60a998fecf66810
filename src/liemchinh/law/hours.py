"""Office hours of a unit: when its doors are open, as plain data that a unit can store for itself.

Office hours never make a day a working day: the calendar does that. A one-stop that also receives people
on Saturday morning has longer hours, not a sixth working day, so its terms are counted like everyone's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import Calendar

Session = tuple[time, time]
"""Opening and closing moment of one session, on whole minutes."""

DAY_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class OfficeHours:
    """The sessions of each weekday (Monday first), and those of a weekend day declared a working day.

    Monday to Friday each need at least one session; sessions are ordered and do not overlap.
    Raises Refused("law.hours") otherwise.
    """

    weekdays: tuple[tuple[Session, ...], ...]
    make_up: tuple[Session, ...]

    def __post_init__(self) -> None:
        if len(self.weekdays) != 7 or not all(self.weekdays[:5]) or not self.make_up:
            raise Refused("law.hours", gettext_noop("Mỗi ngày làm việc phải có ít nhất một buổi."))
        for sessions in (*self.weekdays, self.make_up):
            edges = [edge for session in sessions for edge in session]
            if any(later <= earlier for earlier, later in zip(edges, edges[1:], strict=False)):
                raise Refused("law.hours", gettext_noop("Các buổi làm việc phải theo thứ tự, không chồng nhau."))
            if any(edge.second or edge.microsecond or edge.tzinfo for edge in edges):
                raise Refused("law.hours", gettext_noop("Giờ làm việc chỉ ghi đến phút."))

    def sessions(self, day: date, calendar: Calendar) -> tuple[Session, ...]:
        """Sessions that count on `day`; none when the calendar says nobody works."""
        if not calendar.is_working(day):
            return ()
        return self.weekdays[day.weekday()] if day.weekday() < 5 else self.make_up

    def minutes(self, day: date, calendar: Calendar) -> int:
        """Office minutes that count on `day`; 0 on a day off."""
        return sum(_minute(closes) - _minute(opens) for opens, closes in self.sessions(day, calendar))

    def opens_at(self, day: date, calendar: Calendar) -> datetime:
        """The first office moment of `day`, which must be a working day."""
        return datetime.combine(day, self.sessions(day, calendar)[0][0], VIETNAM)

    def closes_at(self, day: date, calendar: Calendar) -> datetime:
        """The last office moment of `day`, which must be a working day."""
        return datetime.combine(day, self.sessions(day, calendar)[-1][1], VIETNAM)

    def as_json(self) -> dict[str, list[list[str]]]:
        """`{"mon": [["07:30", "11:30"], …], …, "make_up": […]}`; days without sessions are left out."""
        named = dict(zip(DAY_CODES, self.weekdays, strict=True)) | {"make_up": self.make_up}
        return {
            code: [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in sessions]
            for code, sessions in named.items()
            if sessions
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> OfficeHours:
        """The inverse of `as_json`; without `make_up`, Monday's sessions stand in.

        Raises Refused("law.hours") for anything that is not such an object.
        """
        try:
            days = {code: tuple(_session(pair) for pair in pairs) for code, pairs in stored.items()}
        except (AttributeError, TypeError, ValueError) as error:
            raise Refused("law.hours", gettext_noop("Không đọc được giờ làm việc. Ví dụ: 07:30.")) from error
        if unknown := set(days) - {*DAY_CODES, "make_up"}:
            raise Refused("law.hours", gettext_noop("Không có ngày nào tên là {day}."), day=", ".join(sorted(unknown)))
        weekdays = tuple(days.get(code, ()) for code in DAY_CODES)
        return cls(weekdays=weekdays, make_up=days.get("make_up") or weekdays[0])


@dataclass(frozen=True)
class DatedHours(OfficeHours):
    """Office hours that change on known days: each day has those of its own period, so a term may cross a change.

    `weekdays` and `make_up` are those before the first change; `changes` pairs a first day with the hours from then
    on, earliest first.
    """

    changes: tuple[tuple[date, OfficeHours], ...] = ()

    def sessions(self, day: date, calendar: Calendar) -> tuple[Session, ...]:
        """Sessions that count on `day`, by the hours in force that day."""
        held = [hours for since, hours in self.changes if since <= day]
        return held[-1].sessions(day, calendar) if held else super().sessions(day, calendar)


def _session(pair: Any) -> Session:
    opens, closes = pair
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


_USUAL: tuple[Session, ...] = ((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0)))

STANDARD = OfficeHours(weekdays=(_USUAL,) * 5 + ((), ()), make_up=_USUAL)
"""Eight hours a day, Monday to Friday and on weekend days declared working. A unit may keep its own."""
