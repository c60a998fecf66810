"""Walks: a term told day by day. The due moment is reckoned elsewhere; a walk arrives at the same place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from liemchinh.kernel.days import full_day
from liemchinh.kernel.words import gettext_noop, joined
from liemchinh.law.calendar import ONE_DAY
from liemchinh.law.clocks import steps
from liemchinh.law.clocks.reckoning import Pause, Term, held_days, months_after
from liemchinh.law.clocks.steps import Step
from liemchinh.law.clocks.terms import Unit
from liemchinh.law.clocks.worktime import office_stretches, overlap


def tell(term: Term, *, again: bool) -> Iterator[Step]:
    """Every step of `term`, from its opening to its due moment or its open suspension."""
    yield _opening(term, again=again)
    told = 0
    for place, extension in enumerate(term.extensions):
        pauses = term.pauses[told : extension.pauses_before]
        yield from _walk(term, pauses, extension.replaced) if place == 0 else _pauses(term, pauses)
        yield from steps.extended(extension.event, extension.until, extension.replaced)
        told = extension.pauses_before
    if told or term.extensions:
        yield from _pauses(term, term.pauses[told:])
    else:
        yield from _walk(term, term.pauses, term.due)
    if term.due is not None:
        yield steps.due(term.due)
    elif term.extensions:
        yield steps.waiting("")


def tell_superseded(term: Term, *, again: bool) -> Iterator[Step]:
    """A term that has since started again: what happened to it, without counting its days."""
    yield _opening(term, again=again)
    told = 0
    for extension in term.extensions:
        yield from _pauses(term, term.pauses[told : extension.pauses_before])
        yield steps.extended(extension.event, extension.until, extension.replaced)[1]
        told = extension.pauses_before
    yield from _pauses(term, term.pauses[told:])


def _opening(term: Term, *, again: bool) -> Step:
    day = term.started_at.date()
    in_office = any(
        opens <= term.started_at <= closes
        for opens, closes in office_stretches(day, calendar=term.calendar, hours=term.hours)
    )
    return steps.opening(term.opened, term.started_at, term.budget, again=again, in_office=in_office)


def _pauses(term: Term, pauses: list[Pause]) -> Iterator[Step]:
    for pause in pauses:
        yield from (step for _, step in _pause_steps(term, pause))


def _pause_steps(term: Term, pause: Pause) -> Iterator[tuple[date, Step]]:
    yield pause.since.date(), steps.paused(pause.begun, pause.since, late=pause.late)
    if pause.ended is not None and pause.until is not None and pause.ended.kind.value == "resume":
        held = term.suspended(pause, None)
        step = steps.resumed(pause.ended, pause.until, held, term.budget.unit, late=pause.late)
        yield pause.until.date(), step


def _walk(term: Term, pauses: list[Pause], due: datetime | None) -> Iterator[Step]:
    """The days of `term` up to `due`, its pauses where they fell; to the open pause when `due` is None."""
    last = due.date() if due is not None else pauses[-1].since.date()
    kind_of_walk = _OfficeWalk if term.budget.unit.is_working_time else _CalendarWalk
    walker: _OfficeWalk | _CalendarWalk = kind_of_walk(term, pauses, due)
    happened = [entry for pause in pauses for entry in _pause_steps(term, pause)]
    if term.budget.unit is Unit.MONTH:
        yield from _months(term)
        yield from (step for _, step in happened)
        if due is not None:
            yield from walker.shift(due)
    else:
        day = term.started_at.date()
        while day <= last:
            while happened and happened[0][0] <= day:
                yield happened.pop(0)[1]
            if (step := walker.step(day)) is not None:
                yield step
            day += ONE_DAY
        yield from (step for _, step in happened)  # pauses begun after the term had expired
        if due is not None:
            yield from walker.shift(due)
    if due is None:
        yield steps.waiting(walker.spent())


def _months(term: Term) -> Iterator[Step]:
    start = term.started_at.date()
    for number in range(1, term.budget.amount + 1):
        day = months_after(start, number)
        sentence = gettext_noop("Hết tháng thứ {number}: {day}.").format(number=number, day=full_day(day))
        ground = steps.ground("terms.months", start)
        if day.day != start.day:
            short = gettext_noop("Tháng này không có ngày {day} nên lấy ngày cuối tháng.")
            sentence = f"{sentence} {short.format(day=start.day)}"
            ground = steps.ground("terms.short_month", start)
        yield Step("counted", day, number, sentence, ground)


def _skipped(term: Term, day: date) -> Step:
    verdict = term.calendar.verdict(day)
    sentence = gettext_noop("{day}: không tính, {reason}.")
    told = sentence.format(day=steps.dayline(day), reason=verdict.reason)
    return Step("skipped", day, None, told, verdict.decision)


@dataclass
class _OfficeWalk:
    """Working days and working hours: office minutes are spent, pauses and days off spend none."""

    term: Term
    pauses: list[Pause]
    due: datetime | None

    def __post_init__(self) -> None:
        start = self.term.started_at
        hourly = self.term.budget.unit is Unit.HOUR
        midnight = datetime.combine(start.date() + ONE_DAY, time(), start.tzinfo)
        self._from = start if hourly else midnight
        self._spent = 0
        self._marks = [] if hourly else list(self._day_ends())

    def _day_ends(self) -> Iterator[int]:
        """Office minutes spent when the first, second, … working day of the budget is full."""
        day, total = self.term.started_at.date(), 0
        for _ in range(self.term.budget.amount):
            day = self.term.calendar.next_working(day)
            total += self.term.hours.minutes(day, self.term.calendar)
            yield total

    def step(self, day: date) -> Step | None:
        """The line of `day`, if it has one."""
        if day < self._from.date():
            return None
        verdict = self.term.calendar.verdict(day)
        if not verdict.working:
            return _skipped(self.term, day)
        stretches = office_stretches(day, calendar=self.term.calendar, hours=self.term.hours)
        ends = self.due if self.due is not None and self.due.date() == day else stretches[-1][1]
        open_minutes = overlap(stretches, self._from, ends)
        held = sum(
            overlap(stretches, max(pause.since, self._from), min(pause.until or ends, ends)) for pause in self.pauses
        )
        whole_so_far = self._spent == self._mark(self._full())
        self._spent += open_minutes - held
        full = self._full()
        if open_minutes == 0:
            return None
        if held == open_minutes:
            sentence = gettext_noop("{day}: tạm dừng, không tính.").format(day=steps.dayline(day))
            return Step("suspended", day, None, sentence)
        grounds = verdict.decision
        if self._marks and not held and whole_so_far and full and self._spent == self._mark(full):
            sentence = f"{steps.ordinal(full, Unit.WORKING_DAY)}: {full_day(day)}."
            if verdict.kind == "swap_work":
                sentence = f"{sentence[:-1]}, {verdict.reason}."
            return Step("counted", day, full, sentence, grounds)
        sentence = gettext_noop("{day}: tính {free}").format(
            day=steps.dayline(day), free=steps.spell(open_minutes - held)
        )
        if held:
            sentence += gettext_noop(", tạm dừng {held}").format(held=steps.spell(held))
        return Step("counted", day, full if self._marks else None, f"{sentence}. {self.spent()}", grounds)

    def _mark(self, days: int) -> int:
        """Office minutes that the first `days` working days of the budget hold."""
        return self._marks[days - 1] if days else 0

    def _full(self) -> int:
        """Working days of the budget that are used up."""
        return bisect_right(self._marks, self._spent)

    def spent(self) -> str:
        """`Đã dùng 2 ngày làm việc và 3 giờ trong 5 ngày làm việc.`"""
        full = self._full()
        rest = self._spent - self._mark(full)
        if self._marks and self._spent > self._marks[-1]:
            return gettext_noop("Bù cho thời gian tạm dừng ngay trong ngày đầu.")
        parts = [gettext_noop("{count} ngày làm việc").format(count=full)] if full else []
        if rest or not parts:
            parts.append(steps.spell(rest))
        return gettext_noop("Đã dùng {spent} trong {budget}.").format(
            spent=joined(gettext_noop(" và "), parts), budget=self.term.budget.words()
        )

    def shift(self, due: datetime) -> Iterator[Step]:
        """Nothing: office time never ends on a day off."""
        return iter(())


@dataclass
class _CalendarWalk:
    """Calendar days: every day counts but those of a pause; a day off moves only the end."""

    term: Term
    pauses: list[Pause]
    due: datetime | None

    def __post_init__(self) -> None:
        self._count = 0
        self._last = self._last_day()

    def _last_day(self) -> date:
        """The last day of the term before a day off moves it, with the pauses told here."""
        start, amount = self.term.started_at.date(), self.term.budget.amount
        in_days = self.term.budget.unit is Unit.DAY
        last = start + timedelta(days=amount) if in_days else months_after(start, amount)
        for pause in self.pauses:
            if pause.until is not None and not pause.late and (days := held_days(pause.since, pause.until)):
                last = max(last + timedelta(days=days), pause.until.date())
        return last

    def step(self, day: date) -> Step | None:
        """The line of `day`, if it has one."""
        start = self.term.started_at.date()
        if day <= start or day > self._last:
            return None
        if any(
            not pause.late and pause.since.date() < day and (pause.until is None or day <= pause.until.date())
            for pause in self.pauses
        ):
            sentence = gettext_noop("{day}: tạm dừng, không tính.")
            if any(pause.until is not None and pause.until.date() == day for pause in self.pauses):
                sentence = gettext_noop("{day}: ngày tính tiếp, không tính, như ngày đầu.")
            return Step("suspended", day, None, sentence.format(day=steps.dayline(day)))
        if self._count >= self.term.budget.amount:
            return _skipped(self.term, day)
        self._count += 1
        verdict = self.term.calendar.verdict(day)
        sentence = f"{steps.ordinal(self._count, Unit.DAY)}: {full_day(day)}."
        if not verdict.working:
            sentence = gettext_noop("{line}, ngày nghỉ vẫn tính.").format(line=sentence[:-1])
        return Step("counted", day, self._count, sentence)

    def spent(self) -> str:
        """`Đã dùng 4 ngày trong 15 ngày.`"""
        if self.term.budget.unit is Unit.MONTH:
            return ""
        return gettext_noop("Đã dùng {count} ngày trong {budget}.").format(
            count=self._count, budget=self.term.budget.words()
        )

    def shift(self, due: datetime) -> Iterator[Step]:
        """The days off that moved the end, and the rule that moved it."""
        if due.date() <= self._last:
            return
        verdict = self.term.calendar.verdict(self._last)
        reason = verdict.reason if not verdict.working else gettext_noop("đã hết giờ làm việc")
        sentence = gettext_noop(
            "Ngày cuối ({last}) không còn làm việc: {reason}. Hạn chuyển sang hết ngày làm việc kế tiếp."
        )
        yield Step(
            "shifted",
            self._last,
            None,
            sentence.format(last=full_day(self._last), reason=reason),
            "; ".join(part for part in (verdict.decision, steps.ground("terms.day_off", self._last)) if part),
        )
        day = self._last + ONE_DAY
        while day < due.date():
            yield _skipped(self.term, day)
            day += ONE_DAY
