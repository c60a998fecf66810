"""What a decision on days off and working days must hold, when it may be taken back, and which hours hold on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.law.calendar import Calendar, DatedDecision, DeclaredDay
from liemchinh.law.hours import STANDARD, DatedHours, OfficeHours

DAY_KINDS = {
    "closure": gettext_noop("nghỉ theo quyết định"),
    "holiday": gettext_noop("nghỉ lễ"),
    "swap_off": gettext_noop("nghỉ hoán đổi"),
    "swap_work": gettext_noop("làm việc"),
}
"""What a decision can make of a day: three ways of being off, one of working."""

MOST_DAYS = 60
"""No single document declares more; a longer list is a slip of the keyboard."""

PASSES = 2
"""How often open dossiers are gone through after a change: at once, and again after `SETTLING`, for those that were
being written while the change was."""

SETTLING = timedelta(minutes=10)
"""No transaction lasts longer. Our choice."""


@dataclass(frozen=True)
class Decided:
    """A stored decision: `unit` is the code of the unit it is for ("" for everyone), `days` earliest first.

    `replaces` is the number of the decision whose place it took.
    """

    id: int
    unit: str
    document: str
    issued_on: date
    reason: str
    days: tuple[DeclaredDay, ...]
    made_at: datetime
    confirms_until: date | None = None
    replaces: int | None = None
    withdrawn_at: datetime | None = None
    withdrawn_reason: str = ""

    def holds(self, known_at: datetime | None) -> bool:
        """Whether it was made and not withdrawn by that instant (None: by now)."""
        if known_at is None:
            return self.withdrawn_at is None
        return self.made_at <= known_at and (self.withdrawn_at is None or self.withdrawn_at > known_at)

    def as_law(self) -> DatedDecision:
        """The decision as the calendar lays it over the law's own."""
        return DatedDecision(
            year=self.days[0].day.year,
            about=self.reason,
            document=self.document,
            article="",
            url="",
            status="verified",
            note="",
            days=self.days,
        )


@dataclass(frozen=True)
class HoursKept:
    """Office hours of one unit from `since` up to but not including `until` (None: open), decided at `made_at`."""

    unit: int
    since: date
    until: date | None
    hours: OfficeHours
    made_at: datetime | None = None


@dataclass(frozen=True)
class Proposed:
    """A change that somebody considers at `at`, for a unit and all below it ("" for everyone): what-if for a preview.

    Exactly one of: a decision (which may replace number `without`), the withdrawal of number `without`, or hours
    from a day on.
    """

    unit: str
    at: datetime
    decision: Decided | None = None
    without: int | None = None
    hours: OfficeHours | None = None
    hours_from: date | None = None
    days: tuple[date, ...] = ()

    @property
    def first_on(self) -> date:
        """The first day that changes."""
        return self.hours_from or min(self.days)

    @property
    def last_on(self) -> date | None:
        """The last day that changes; None when the change is for good."""
        return None if self.hours_from else max(self.days)


def check_decision(
    *,
    document: str,
    issued_on: date,
    reason: str,
    days: Sequence[DeclaredDay],
    confirms_until: date | None,
    today: date,
    calendar: Calendar,
) -> tuple[str, str, tuple[DeclaredDay, ...]]:
    """Document, reason and days in good order, or Refused("org.decision_…").

    `calendar` is the law's own: a holiday that it holds for certain is nobody's to abolish. A day before the document
    cannot be declared by it.
    """
    document, reason = " ".join(nfc(document).split()), " ".join(nfc(reason).split())
    if not document or len(document) > 200:
        raise Refused("org.decision_document", gettext_noop("Ghi số, ký hiệu văn bản, dài nhất 200 chữ."))
    if not reason or len(reason) > 500:
        raise Refused("org.decision_reason", gettext_noop("Ghi lý do, dài nhất 500 chữ."))
    if issued_on > today:
        raise Refused("org.decision_future", gettext_noop("Ngày ký văn bản không thể sau hôm nay."))
    if not days or len(days) > MOST_DAYS:
        raise Refused("org.decision_days", gettext_noop("Ghi từ 1 đến {most} ngày."), most=MOST_DAYS)
    ordered = tuple(sorted(days, key=lambda declared: declared.day))
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day:
            sentence = gettext_noop("Ngày {day} ghi hai lần.")
            raise Refused("org.decision_twice", sentence, day=short_day(later.day))
    if ordered[0].day < issued_on:
        sentence = gettext_noop("Ngày {day} ở trước ngày ký văn bản. Văn bản không quy định cho ngày đã qua.")
        raise Refused("org.decision_backwards", sentence, day=short_day(ordered[0].day))
    for declared in ordered:
        if declared.kind not in DAY_KINDS:
            raise Refused("org.decision_kind", gettext_noop("Không có loại ngày tên là {kind}."), kind=declared.kind)
        verdict = calendar.verdict(declared.day)
        if declared.kind == "swap_work" and verdict.kind in ("holiday", "compensatory") and not verdict.provisional:
            raise Refused(
                "org.decision_holiday",
                gettext_noop("Ngày {day} là ngày nghỉ theo luật ({reason}), không thể quy định làm việc."),
                day=short_day(declared.day),
                reason=verdict.reason,
            )
    if confirms_until is not None and confirms_until < ordered[-1].day:
        sentence = gettext_noop("Ngày chắc chắn đến phải từ ngày {day} trở đi.")
        raise Refused("org.decision_confirms", sentence, day=short_day(ordered[-1].day))
    return document, reason, ordered


def check_withdrawal(decision: Decided, *, reason: str, today: date) -> str:
    """The reason in good order. A decision of which a day has begun stays: what was not worked cannot be worked now.

    Raises Refused("org.decision_gone", "org.decision_begun" or "org.decision_reason").
    """
    reason = " ".join(nfc(reason).split())
    if not reason or len(reason) > 500:
        raise Refused("org.decision_reason", gettext_noop("Ghi lý do, dài nhất 500 chữ."))
    _check_there(decision)
    if decision.days[0].day <= today:
        sentence = gettext_noop("Quyết định này đã thực hiện từ ngày {day}. Ngày còn lại đổi bằng quyết định mới.")
        raise Refused("org.decision_begun", sentence, day=short_day(decision.days[0].day))
    return reason


def check_replacement(old: Decided, *, unit: str, days: Iterable[DeclaredDay], today: date) -> None:
    """A decision that takes the place of another is for the same unit and keeps its days that have begun."""
    _check_there(old)
    if old.unit != unit:
        raise Refused("org.decision_unit", gettext_noop("Quyết định thay thế phải cùng phạm vi với quyết định cũ."))
    kept = {(declared.day, declared.kind) for declared in days}
    for declared in old.days:
        if declared.day <= today and (declared.day, declared.kind) not in kept:
            sentence = gettext_noop("Ngày {day} đã thực hiện theo quyết định cũ, phải giữ nguyên.")
            raise Refused("org.decision_begun", sentence, day=short_day(declared.day))


def _check_there(decision: Decided) -> None:
    if decision.withdrawn_at is not None:
        raise Refused("org.decision_gone", gettext_noop("Quyết định này đã rút hoặc đã được thay."))


def calendar_from(law: Calendar, decisions: Iterable[Decided]) -> Calendar:
    """The law's calendar with `decisions` laid over it by their dates; of one date, by the order they came in."""
    ordered = sorted(decisions, key=lambda decided: (decided.issued_on, decided.made_at, decided.id))
    if not ordered:
        return law
    certain = [decided.confirms_until for decided in ordered if decided.confirms_until is not None]
    return law.amended((decided.as_law() for decided in ordered), confirmed_until=max(certain, default=None))


def hours_from(kept: Sequence[HoursKept], chain: Sequence[int], *, known_at: datetime | None) -> OfficeHours:
    """The hours of the first unit of `chain` over time: its own, else those of the nearest above, else the standard.

    `kept` are the periods of all of them; those decided after `known_at` are not known yet.
    """
    known = [row for row in kept if known_at is None or row.made_at is None or row.made_at <= known_at]
    edges = sorted({day for row in known for day in (row.since, row.until) if day is not None})
    changes: list[tuple[date, OfficeHours]] = []
    first = now = STANDARD
    for place, day in enumerate(edges):
        hours = _hours_on(day, kept, known, chain)
        if place == 0:
            first = now = _hours_on(date.min, kept, known, chain)
        if hours != now:
            changes.append((day, hours))
            now = hours
    if not changes:
        return first
    return DatedHours(weekdays=first.weekdays, make_up=first.make_up, changes=tuple(changes))


def _hours_on(day: date, kept: Sequence[HoursKept], known: Sequence[HoursKept], chain: Sequence[int]) -> OfficeHours:
    for unit in chain:
        begun = [row for row in known if row.unit == unit and row.since <= day]
        if not begun:
            continue
        last = max(begun, key=lambda row: row.since)
        followed = any(row.unit == unit and row.since == last.until for row in kept)
        if last.until is None or last.until > day or followed:  # what follows it may not be known yet
            return last.hours
    return STANDARD
