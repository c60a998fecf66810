"""Decides every date of a dossier: the two clocks, and the terms for asking, answering, apologising and handing over.

The legal clock starts again after a supplement asked during appraisal (Decree 118/2025, 19.5); the national index
subtracts the wait instead. Both are read from the same events.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from liemchinh.kernel.days import VIETNAM, local_day, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law import clocks, deadlines
from liemchinh.law.book import provision
from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks import Budget, Happening, Reading, Unit
from liemchinh.law.hours import OfficeHours


@dataclass(frozen=True)
class Happened:
    """One event of a dossier as the clocks see it. `step` numbers it; `undoes` is the step that it reverses."""

    step: int
    at: datetime
    legal: Happening | None
    index: Happening | None
    until: datetime | None = None
    reason: str = ""
    basis: str = ""
    undoes: int | None = None
    recounts: bool = False


@dataclass(frozen=True)
class Office:
    """The calendar and the office hours by which a unit works."""

    calendar: Calendar
    hours: OfficeHours


OfficeAt = Callable[[datetime], Office]
"""The working time of a unit as it was known at an instant."""

PROMISES = frozenset({Happening.START, Happening.SUPERSEDE, Happening.RESUME, Happening.EXTEND})
"""What gives the applicant a date; suspending and ending only leave the one there is."""


@dataclass(frozen=True)
class Dates:
    """The dates of a dossier that a change of working time may move."""

    due_at: datetime | None
    index_due_at: datetime | None
    provisional: bool
    answer_due_at: datetime | None


def _timeline(history: Sequence[Happened], *, legal: bool) -> list[clocks.Event]:
    undone = {event.undoes for event in history if event.undoes is not None}
    timeline = []
    for event in history:
        happening = event.legal if legal else event.index
        if happening is None or event.step in undone:
            continue
        timeline.append(clocks.Event(happening, event.at, until=event.until, reason=event.reason, basis=event.basis))
    return timeline


def legal_reading(
    budget: Budget, history: Sequence[Happened], *, office: Office, now: datetime, story: bool = True
) -> Reading:
    """The term as the law counts it: starts again when a supplement asked during appraisal has come in."""
    return _read(budget, _timeline(history, legal=True), office, now, story)


def index_reading(
    budget: Budget, history: Sequence[Happened], *, office: Office, now: datetime, story: bool = True
) -> Reading:
    """The term as the national index counts it: waiting time is subtracted, nothing starts again."""
    return _read(budget, _timeline(history, legal=False), office, now, story)


def _read(budget: Budget, timeline: Sequence[clocks.Event], office: Office, now: datetime, story: bool) -> Reading:
    """The reading; an appointed day that has since become a day off moves to the next working day, and one that the
    term itself has overtaken, as days off were added before it, says nothing any more."""
    events = [_on_a_working_day(event, office) for event in timeline]
    while True:
        try:
            return clocks.read(budget, events, calendar=office.calendar, hours=office.hours, now=now, story=story)
        except Refused as refused:
            extended = [event for event in events if event.kind is Happening.EXTEND]
            if refused.code != "law.clock.extend" or not extended:
                raise
            events.remove(extended[-1])


def _on_a_working_day(event: clocks.Event, office: Office) -> clocks.Event:
    if event.until is None or office.calendar.is_working(local_day(event.until)):
        return event
    day = office.calendar.next_working(local_day(event.until))
    return replace(event, until=office.hours.closes_at(day, office.calendar))


def both_readings(
    budget: Budget, history: Sequence[Happened], *, office: Office, now: datetime, story: bool = True
) -> tuple[Reading, Reading]:
    """The term by the law and by the index. Until an event tells them apart they are one, and read once."""
    legal = legal_reading(budget, history, office=office, now=now, story=story)
    if _timeline(history, legal=True) == _timeline(history, legal=False):
        return legal, legal
    return legal, index_reading(budget, history, office=office, now=now, story=story)


def promised(
    budget: Budget, history: Sequence[Happened], *, office_at: OfficeAt, now: datetime, story: bool = True
) -> tuple[Reading, Reading]:
    """Both readings as the applicant was promised them: by the working time that was known when the date was given.

    What has been decided since counts once the dossier has been recounted, and never to the applicant's surprise: of
    the date first given and the recounted one the later stands.
    """
    given, recounted = _promise(history, now)
    first = both_readings(budget, history, office=office_at(given), now=now, story=story)
    if recounted is None:
        return first
    legal, index = both_readings(budget, history, office=office_at(recounted), now=now, story=story)
    return _later(first[0], legal), _later(first[1], index)


def _promise(history: Sequence[Happened], now: datetime) -> tuple[datetime, datetime | None]:
    """When the date that stands was given, and when it was last recounted since."""
    undone = {event.undoes for event in history if event.undoes is not None}
    given, recounted = now, None
    for event in history:
        if event.at > now or event.step in undone:
            continue
        if event.legal in PROMISES or event.index in PROMISES:
            given, recounted = event.at, None
        elif event.recounts:
            recounted = event.at
    return given, recounted


def _later(first: Reading, again: Reading) -> Reading:
    if first.due_at is not None and again.due_at is not None and again.due_at < first.due_at:
        return first
    return again


def recounted(
    budget: Budget | None, history: Sequence[Happened], dates: Dates, *, office_at: OfficeAt, at: datetime
) -> Dates | None:
    """The dates of a running or waiting dossier after a change of working time, or None when they stay.

    A date that had passed before the change was known stays passed, unless that very day has become a day off; no
    date is moved into the past. The applicant's last day for an answer only ever moves later.
    """
    office = office_at(at)
    answer = dates.answer_due_at
    if answer is not None and answer > at:
        last = local_day(answer) - timedelta(days=1)
        answer = datetime.combine(office.calendar.working_from(last) + timedelta(days=1), time(), tzinfo=VIETNAM)
    kept = replace(dates, answer_due_at=answer)
    due = dates.due_at
    if budget is None or due is None or (due < at and office.calendar.is_working(local_day(due))):
        return kept if kept != dates else None
    step = max((event.step for event in history), default=0) + 1
    again = Happened(step, at, None, None, recounts=True)
    legal, index = promised(budget, [*history, again], office_at=office_at, now=at, story=False)
    if legal.due_at is not None and legal.due_at < min(at, due):
        return kept if kept != dates else None
    moved = Dates(legal.due_at, index.due_at, legal.provisional, answer)
    return moved if moved != dates else None


def is_on_time(finished_at: datetime, due_at: datetime, unit: Unit) -> bool:
    """Whether a result came in time: to the minute where the term is in hours, else by the day (national index)."""
    if unit is Unit.HOUR:
        return finished_at < due_at + timedelta(minutes=1)  # the minute printed on the receipt still counts
    return local_day(finished_at) <= local_day(due_at)


def answer_due(asked_at: datetime, *, office: Office) -> datetime:
    """The last moment for answering a supplement request; after it the system closes the dossier (19.5).

    The last day counts to its end, and moves past a day off (Civil Code 148).
    """
    last = deadlines.autoclose_due(asked_at, calendar=office.calendar, hours=office.hours).due_at
    if last is None:
        raise Refused("dossiers.answer_due", gettext_noop("Chưa tính được hạn bổ sung."))
    return datetime.combine(local_day(last) + timedelta(days=1), time(), tzinfo=VIETNAM)


def handover_due(received_at: datetime, *, paper: bool, office: Office) -> Reading:
    """By when the one-stop must hand a dossier over: paper the same day (after 15:00 the next), electronic at once."""
    return deadlines.handover_due(received_at, paper=paper, calendar=office.calendar, hours=office.hours)


def request_due(received_at: datetime, *, office: Office, sector_days: int | None = None) -> Reading:
    """By when a supplement may be asked during appraisal (19.5), or within the days of a sector rule."""
    if sector_days is None:
        return deadlines.appraisal_supplement_due(received_at, calendar=office.calendar, hours=office.hours)
    start = clocks.Event(Happening.START, received_at)
    return clocks.read(Budget(sector_days, Unit.WORKING_DAY), [start], calendar=office.calendar, hours=office.hours)


def correction_due(admitted_at: datetime, *, office: Office) -> Reading:
    """By when the right result must be returned once an error of the office is admitted (23.1)."""
    return deadlines.correction_due(admitted_at, calendar=office.calendar, hours=office.hours)


def is_late_request(reading: Reading, at: datetime) -> bool:
    """Whether asking at `at` is past the term of `request_due`: its last day runs to its end."""
    return reading.due_at is not None and local_day(at) > local_day(reading.due_at)


def check_supplement(
    *,
    asked_before: int,
    received_at: datetime,
    at: datetime,
    excuse: str,
    office: Office,
    sector_days: int | None = None,
) -> bool:
    """May a supplement be asked during appraisal now? Returns whether it is an exception that the index counts late.

    A second request, or one after the third working day, needs its own reason (`excuse`: the sector rule or the new
    fact). Raises Refused("dossiers.second_request") or Refused("dossiers.late_request") without it.
    """
    if asked_before and not excuse:
        sentence = gettext_noop(
            "Hồ sơ đã được yêu cầu bổ sung {times} lần. Yêu cầu thêm phải ghi lý do riêng, và chỉ số quốc gia tính "
            "hồ sơ này là quá hạn."
        )
        raise Refused("dossiers.second_request", sentence, times=asked_before)
    reading = request_due(received_at, office=office, sector_days=sector_days)
    late = is_late_request(reading, at)
    if late and not excuse:
        sentence = gettext_noop(
            "Đã quá {term} kể từ ngày tiếp nhận (hết ngày {due}). Ghi quy định riêng của ngành cho phép yêu cầu "
            "bổ sung vào lúc này."
        )
        last = short_day(local_day(reading.due_at)) if reading.due_at else ""
        raise Refused("dossiers.late_request", sentence, term=reading.budget.words(), due=last)
    return bool(asked_before) or late


def check_apology(
    *, due_at: datetime | None, new_day: date, at: datetime, apologised: bool, office: Office
) -> datetime:
    """May the due date be moved with an apology? Returns the new due moment: the end of office time on `new_day`.

    At most once, at least one day before expiry, to a later working day (19.6). Raises Refused with code
    `dossiers.apology_…` otherwise.
    """
    if due_at is None:
        sentence = gettext_noop("Hồ sơ chưa có ngày hẹn đang chạy nên chưa thể hẹn lại.")
        raise Refused("dossiers.apology_no_due", sentence)
    most = provision("onestop.reappointments", on=local_day(at))
    if int(apologised) >= most.number():
        sentence = gettext_noop("Hồ sơ đã được hẹn lại. Chỉ được hẹn lại không quá {most} lần ({article}).")
        raise Refused("dossiers.apology_twice", sentence, most=most.value, article=most.cite())
    last_day, notice = deadlines.last_day_for_late_notice(due_at)
    if local_day(at) > last_day:
        sentence = gettext_noop(
            "Thông báo hẹn lại phải gửi trước ngày hẹn ít nhất {days} ngày, chậm nhất là {last}. Nay đã quá hạn đó."
        )
        raise Refused("dossiers.apology_late", sentence, days=notice.value, last=short_day(last_day))
    if new_day <= local_day(due_at):
        sentence = gettext_noop("Ngày hẹn mới phải sau ngày hẹn cũ ({old}).")
        raise Refused("dossiers.apology_day", sentence, old=short_day(local_day(due_at)))
    if not office.calendar.is_working(new_day):
        sentence = gettext_noop("Ngày {day} là ngày nghỉ, xin chọn một ngày làm việc.")
        raise Refused("dossiers.apology_holiday", sentence, day=short_day(new_day))
    return office.hours.closes_at(new_day, office.calendar)
