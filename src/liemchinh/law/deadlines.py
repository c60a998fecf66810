"""Deadlines of the one-stop: the law book and the clocks put together, one function a duty.

Each answers with the provision it applied, taken from the law of the day on which the duty arose, so a later
change never moves an old deadline.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from liemchinh.kernel.days import local_day, moment
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import Provision, provision
from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks import Budget, Event, Happening, Reading, State, Step, Unit, read, steps
from liemchinh.law.clocks.events import minute
from liemchinh.law.hours import OfficeHours

UNITS = {
    "working_hour": Unit.HOUR,
    "calendar_day": Unit.DAY,
    "working_day": Unit.WORKING_DAY,
    "month": Unit.MONTH,
}


@dataclass(frozen=True)
class Deadline(Reading):
    """A duty with its moment: the reading of its clock, and the provision it applied."""

    provision: Provision = field(kw_only=True)

    def as_json(self) -> dict[str, Any]:
        """The reading as plain JSON, with the citation."""
        applied = {
            "key": self.provision.key,
            "cite": self.provision.cite(),
            "status": self.provision.status,
        }
        return super().as_json() | {"provision": applied}


def budget_of(found: Provision) -> Budget:
    """The provision as a term. Raises KeyError when it is not counted in a unit of the clocks."""
    return Budget(found.number(), UNITS[found.unit])


def due_under(key: str, since: datetime, *, calendar: Calendar, hours: OfficeHours, story: bool = True) -> Deadline:
    """The end of the term that rule `key` gives from `since`, by the law of that day; `story` as `clocks.read` has it.

    Raises Refused("law.unknown" or "law.not_in_force") when that day has no such rule.
    """
    found = provision(key, on=local_day(since))
    event = Event(Happening.START, since, basis=found.cite())
    reading = read(budget_of(found), [event], calendar=calendar, hours=hours, story=story)
    return Deadline(
        due_at=reading.due_at,
        state=reading.state,
        steps=reading.steps,
        provisional=reading.provisional,
        budget=reading.budget,
        started_at=reading.started_at,
        provision=found,
    )


def handover_due(received_at: datetime, *, paper: bool, calendar: Calendar, hours: OfficeHours) -> Deadline:
    """By when a dossier must be handed over to the body that settles it (Decree 118/2025, article 18).

    Electronic data: at once. Paper: within the working day; received after the cut-off, after closing or on a
    day off, by the start of the next working day. The minute of the cut-off itself is not yet after it.
    """
    at = minute(received_at)
    if not paper:
        found = provision("onestop.transfer_electronic", on=at.date())
        sentence = gettext_noop("Hồ sơ điện tử: chuyển ngay khi tiếp nhận, {moment}.")
        told = sentence.format(moment=moment(at))
        return _handover(at, at, Budget(0, Unit.HOUR), found, told, calendar)
    found = provision("onestop.transfer_cutoff", on=at.date())
    cutoff = time.fromisoformat(str(found.value))
    verdict = calendar.verdict(at.date())
    closes = hours.closes_at(at.date(), calendar) if verdict.working else at
    if at < closes and at.time() <= cutoff:
        due = closes
        sentence = gettext_noop("Nhận lúc {moment}, chưa quá {cutoff}: chuyển ngay trong ngày làm việc.")
    else:
        due = hours.opens_at(calendar.next_working(at.date()), calendar)
        if verdict.working and at.time() > cutoff:
            sentence = gettext_noop("Nhận lúc {moment}, sau {cutoff}: chuyển vào đầu ngày làm việc sau.")
        elif verdict.working:
            sentence = gettext_noop("Nhận lúc {moment}, đã hết giờ: chuyển vào đầu ngày làm việc sau.")
        else:
            sentence = gettext_noop("Nhận lúc {moment}, ngày nghỉ: chuyển vào đầu ngày làm việc sau.")
    told = sentence.format(moment=moment(at), cutoff=f"{cutoff:%H:%M}")
    return _handover(at, due, Budget(0, Unit.WORKING_DAY), found, told, calendar)


def _handover(at: datetime, due: datetime, budget: Budget, found: Provision, told: str, calendar: Calendar) -> Deadline:
    return Deadline(
        due_at=due,
        state=State.RUNNING,
        steps=(Step("started", at.date(), None, told, found.cite()), steps.due(due)),
        provisional=not calendar.is_confirmed(due.date()),
        budget=budget,
        started_at=at,
        provision=found,
    )


def cross_level_due(received_at: datetime, *, calendar: Calendar, hours: OfficeHours) -> Deadline:
    """By when the paper must reach a body of another level (article 20.1.a)."""
    return due_under("onestop.transfer_cross_level", received_at, calendar=calendar, hours=hours)


def online_check_due(arrived_at: datetime, *, calendar: Calendar, hours: OfficeHours) -> Deadline:
    """By when an online dossier must be accepted, or its one supplement asked for (article 17.2.c)."""
    return due_under("onestop.online_check", arrived_at, calendar=calendar, hours=hours)


def appraisal_supplement_due(accepted_at: datetime, *, calendar: Calendar, hours: OfficeHours) -> Deadline:
    """Until when appraisal may send a dossier back for completion (article 19.5)."""
    return due_under("onestop.appraisal_supplement", accepted_at, calendar=calendar, hours=hours)


def autoclose_due(notified_at: datetime, *, calendar: Calendar, hours: OfficeHours) -> Deadline:
    """Until when the citizen may complete the dossier before it is closed (article 19.5)."""
    return due_under("onestop.appraisal_autoclose", notified_at, calendar=calendar, hours=hours)


def correction_due(reported_at: datetime, *, calendar: Calendar, hours: OfficeHours) -> Deadline:
    """By when a wrong result must come back corrected (article 23.1)."""
    return due_under("onestop.correction", reported_at, calendar=calendar, hours=hours)


def online_alert_due(acknowledged_at: datetime) -> tuple[datetime, Provision]:
    """By when the receiver must have been alerted to an online dossier: clock hours (article 17.2)."""
    at = minute(acknowledged_at)
    found = provision("onestop.online_alert", on=at.date())
    return at + timedelta(hours=found.number()), found


def last_day_for_late_notice(due_at: datetime) -> tuple[date, Provision]:
    """The last calendar day on which an expected delay may be announced and apologised for (article 19.6)."""
    day = minute(due_at).date()
    found = provision("onestop.late_notice", on=day)
    return day - timedelta(days=found.number()), found
