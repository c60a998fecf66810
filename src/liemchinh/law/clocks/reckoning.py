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
    follows: bool = False  # it began the very minute the one before it ended: the two are one pause


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

    `base` is the due moment without pauses; `due` the one with everything known so far, None while suspended.
    """

    opened: Event
    started_at: datetime
    budget: Budget
    calendar: Calendar
    hours: OfficeHours
    base: datetime = field(init=False)
    due: datetime | None = field(init=False)
    pauses: list[Pause] = field(default_factory=list)
    extensions: list[Extension] = field(default_factory=list)
    unshifted: date = field(init=False)  # calendar units: the last day before a day off moved it

    def __post_init__(self) -> None:
        self.base = self._base()
        self.due = self.base
        self._frozen_due = self.base  # what a running suspension will move

    def suspend(self, event: Event, at: datetime) -> None:
        """Begin a pause at `at`."""
        follows = bool(self.pauses) and self.pauses[-1].until == at
        assert self.due is not None  # check_order lets nobody suspend twice
        late = self.pauses[-1].late if follows else at >= self.due
        self.pauses.append(Pause(begun=event, since=at, late=late, follows=follows))
        if not late:
            self._frozen_due, self.due = self.due, None

    def resume(self, event: Event, at: datetime) -> None:
        """End the open pause at `at` and move the due moment by it."""
        pause = self.pauses[-1]
        pause.until, pause.ended = at, event
        if not pause.late:
            self.due = self._moved(pause.since, at)

    def is_paused(self) -> bool:
        """Whether a pause is open."""
        return bool(self.pauses) and self.pauses[-1].until is None

    def extend(self, event: Event, until: datetime) -> None:
        """Set a new due moment. Raises Refused("law.clock.extend") unless it is after the present one."""
        assert self.due is not None  # check_order lets nobody extend a suspended term
        if until <= self.due:
            sentence = gettext_noop("Hạn mới ({until}) phải sau hạn hiện tại ({due}).")
            raise Refused("law.clock.extend", sentence, until=moment(until), due=moment(self.due))
        self.extensions.append(Extension(event, until, replaced=self.due, pauses_before=len(self.pauses)))
        self.due = until
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

    def _base(self) -> datetime:
        amount, unit = self.budget.amount, self.budget.unit
        self.unshifted = self.started_at.date()
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
            return advance(self._frozen_due, held, calendar=self.calendar, hours=self.hours)
        days = held_days(since, until)
        if days == 0:
            return self._frozen_due
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
