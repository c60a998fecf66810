"""Decides the dates of a petition: of sorting and checking, of settlement, and when it has lain too long."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law import clocks
from liemchinh.law.book import provision
from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks import Budget, Happening, Reading
from liemchinh.law.deadlines import Deadline, due_under
from liemchinh.law.hours import OfficeHours
from liemchinh.petitions.rules.states import Content


@dataclass(frozen=True)
class Happened:
    """One event of a petition as its clock sees it."""

    step: int
    at: datetime
    legal: Happening | None
    until: datetime | None = None
    reason: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Office:
    """The calendar and the office hours by which a unit works."""

    calendar: Calendar
    hours: OfficeHours


CHECK_TERM = {
    Content.COMPLAINT: "complaints.acceptance",
    Content.DENUNCIATION: "denunciations.check",
    Content.RECOMMENDATION: "petitions.sorting",
    Content.MIXED: "petitions.sorting",
    Content.UNSORTED: "petitions.sorting",
}
"""Which rule says by when the office must have decided what becomes of a petition, counted from its receipt."""


def check_due(content: Content, received_at: datetime, *, office: Office, story: bool = True) -> Deadline:
    """By when a petition of this class must be accepted, refused or sent on."""
    return due_under(CHECK_TERM[content], received_at, calendar=office.calendar, hours=office.hours, story=story)


def settlement(
    budget: Budget, history: Sequence[Happened], *, office: Office, now: datetime, story: bool = True
) -> Reading:
    """The term of settlement and why: started by acceptance, held by suspensions, ended by the decision.

    A later acceptance after the end (a reopening) begins a term of its own; only the last one is read.
    """
    events: list[clocks.Event] = []
    for event in history:
        if event.legal is None:
            continue
        if event.legal is Happening.START:
            events = []
        elif not events:
            continue  # nothing runs yet: an early ending stops nothing
        events.append(clocks.Event(event.legal, event.at, until=event.until, reason=event.reason, basis=event.basis))
    return clocks.read(
        budget,
        [_on_a_working_day(event, office) for event in events],
        calendar=office.calendar,
        hours=office.hours,
        now=now,
        story=story,
    )


def _on_a_working_day(event: clocks.Event, office: Office) -> clocks.Event:
    if event.until is None or office.calendar.is_working(local_day(event.until)):
        return event
    day = office.calendar.next_working(local_day(event.until))
    return replace(event, until=office.hours.closes_at(day, office.calendar))


def extended_until(due_at: datetime, days: int, *, office: Office) -> datetime:
    """The end of office time `days` calendar days after the day of `due_at`, or of the next working day."""
    day = office.calendar.working_from(local_day(due_at) + timedelta(days=days))
    return office.hours.closes_at(day, office.calendar)


def alarm_days(at: datetime) -> list[int]:
    """After how many days without handling the head is warned (house rule beside Decree 154/2026, article 41.3b)."""
    value = provision("petitions.alarms", on=local_day(at)).value
    if not isinstance(value, list):
        raise TypeError("petitions.alarms is not a list of days")
    return [int(day) for day in value]


def days_lain(received_at: datetime, at: datetime) -> int:
    """Whole calendar days since the day of receipt, on the Vietnamese calendar."""
    return (local_day(at) - local_day(received_at)).days


def next_alarm(received_at: datetime, at: datetime, *, rung: int) -> int | None:
    """The alarm that is due now and has not rung: the largest of its days that have passed, above `rung`."""
    lain = days_lain(received_at, at)
    due = [day for day in alarm_days(at) if rung < day <= lain]
    return max(due) if due else None


def check_not_future(at: datetime, *, now: datetime) -> None:
    """A paper cannot have come in later than now. Raises Refused("petitions.future")."""
    if at > now:
        sentence = gettext_noop("Ngày nhận đơn ({at}) ở sau lúc vào sổ. Hãy xem lại ngày nhận.")
        raise Refused("petitions.future", sentence, at=f"{at.astimezone(VIETNAM):%d/%m/%Y}")
