"""The reckoning of one term: where it ends, from its budget, its pauses and its extension. No words here."""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from liemchinh.kernel.days import moment
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks.events import Event
from liemchinh.law.clocks.terms import Budget, Unit
from liemchinh.law.clocks.worktime import advance, working_minutes
from liemchinh.law.hours import OfficeHours


@dataclass
class Pause:
    """One suspension; `until` is None while it is open. `late` marks one begun after the term had expired."""

    begun: Event
    since: datetime
    until: datetime | None = None
    ended: Event | None = None
    late: bool = False


@dataclass(frozen=True)
class Extension:
    """One EXTEND: the new due moment, the one it replaced, and how many pauses came before it."""

    event: Event
    until: datetime
    replaced: datetime
    pauses_before: int


@dataclass
class Term:
    """A term since its start or its latest restart.

    `end` is where it ends by everything known so far, an open pause left aside; `unshifted`, for calendar
    units, the last day before a day off moved it.
    """

    opened: Event
    started_at: datetime
    budget: Budget
    calendar: Calendar
    hours: OfficeHours
    end: datetime = field(init=False)
    unshifted: date = field(init=False)
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.unshifted = self.started_at.date()
        self.end = self._undisturbed()

    @property
    def due(self) -> datetime | None:
        """The due moment; None while a pause is open, unless the term had expired before it."""
        return None if self.is_paused() and not self.pauses[-1].late else self.end

    def suspend(self, event: Event, at: datetime) -> None:
        """Begin a pause at `at`."""
        follows = bool(self.pauses) and self.pauses[-1].until == at
        # What follows on a pause without a minute between is the same pause.
        late = self.pauses[-1].late if follows else at >= self.end
        self.pauses.append(Pause(begun=event, since=at, late=late))

    def resume(self, event: Event, at: datetime) -> None:
        """End the open pause at `at` and move the due moment by it."""
        pause = self.pauses[-1]
        pause.until, pause.ended = at, event
        if not pause.late:
            self.end = self._moved(pause.since, at)

    def is_paused(self) -> bool:
        """Whether a pause is open."""
        return bool(self.pauses) and self.pauses[-1].until is None

    def extend(self, event: Event, until: datetime) -> None:
        """Set a new due moment. Raises Refused("law.clock.extend") unless it is after the present one."""
        if until <= self.end:
            sentence = gettext_noop("Hạn mới ({until}) phải sau hạn hiện tại ({due}).")
            raise Refused("law.clock.extend", sentence, until=moment(until), due=moment(self.end))
        self.extensions.append(Extension(event, until, replaced=self.end, pauses_before=len(self.pauses)))
        self.end = until
        self.unshifted = until.date()

    def suspended(self, pause: Pause, until: datetime | None) -> int:
        """Minutes that `pause` holds the term: office minutes, or whole days for calendar units.

        `until` closes an open pause for the sum (None: an open pause counts nothing yet).
        """
        end = pause.until or until
        if pause.late or end is None or end <= pause.since:
            return 0
        if self.budget.unit.is_working_time:
            return working_minutes(pause.since, end, calendar=self.calendar, hours=self.hours)
        return held_days(pause.since, end) * 24 * 60

    def _undisturbed(self) -> datetime:
        """Where the term ends if nothing happens to it."""
        amount, unit = self.budget.amount, self.budget.unit
        if unit is Unit.HOUR:
            return advance(self.started_at, amount * 60, calendar=self.calendar, hours=self.hours)
        if unit is Unit.WORKING_DAY:
            last = self.started_at.date()
            for _ in range(amount):
                last = self.calendar.next_working(last)
            return self._closing(last)
        if unit is Unit.DAY:
            self.unshifted += timedelta(days=amount)
        else:
            self.unshifted = months_after(self.unshifted, amount)
        return self._closing(self.unshifted)

    def _closing(self, last: date) -> datetime:
        """The end of office hours of `last`, or of the next working day when `last` is off or over."""
        closes = self.hours.closes_at(self.calendar.working_from(last), self.calendar)
        if closes <= self.started_at:  # a term of zero days that began in the evening
            return self.hours.closes_at(self.calendar.next_working(last), self.calendar)
        return closes

    def _moved(self, since: datetime, until: datetime) -> datetime:
        """The due moment after a pause from `since` to `until`."""
        if self.budget.unit.is_working_time:
            held = working_minutes(since, until, calendar=self.calendar, hours=self.hours)
            return advance(self.end, held, calendar=self.calendar, hours=self.hours)
        days = held_days(since, until)
        if days == 0:
            return self.end
        # A pause begun on the days off at the end of a term must not end after the term does.
        self.unshifted = max(self.unshifted + timedelta(days=days), until.date())
        return self._closing(self.unshifted)


def held_days(since: datetime, until: datetime) -> int:
    """Whole days of a pause: its first day still counts, its last does not, as with the term itself."""
    return (until.date() - since.date()).days


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day (Civil Code 2015, article 148.3)."""
    place = day.year * 12 + day.month - 1 + months
    year, month = place // 12, place % 12 + 1
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))
