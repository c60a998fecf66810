"""Steps: the answer to "why this date?", one sentence a day, in words for the citizen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from liemchinh.kernel.days import full_day, local_day, moment, short_day
from liemchinh.kernel.words import gettext_noop, joined, shown
from liemchinh.law.book import rule_book
from liemchinh.law.clocks.events import Event
from liemchinh.law.clocks.terms import UNIT_NAMES, Budget, Unit


@dataclass(frozen=True)
class Step:
    """One line of the reckoning.

    `kind` is one of started, restarted, counted, skipped, suspended, resumed, former_due, extended, shifted,
    stopped, provisional, due. `day` is the day the line is about, `number` how many units are full after it,
    `sentence` is complete, `decision` the document or article behind it ("" when it needs none).
    """

    kind: str
    day: date | None
    number: int | None
    sentence: str
    decision: str = ""

    def line(self) -> str:
        """The sentence with its ground in brackets."""
        return f"{self.sentence} ({self.decision})" if self.decision else self.sentence

    def as_json(self) -> dict[str, object]:
        """Plain JSON: `day` as ISO 8601 or null."""
        return {
            "kind": self.kind,
            "day": self.day.isoformat() if self.day else None,
            "number": self.number,
            "sentence": self.sentence,
            "decision": self.decision,
        }


def spell(minutes: int) -> str:
    """`2 giờ 30 phút`."""
    whole, rest = divmod(minutes, 60)
    parts = [gettext_noop("{count} giờ").format(count=whole)] if whole else []
    if rest or not whole:
        parts.append(gettext_noop("{count} phút").format(count=rest))
    return " ".join(parts)


def capital(sentence: str) -> str:
    """`sentence` with its first letter in upper case, the others untouched."""
    said = shown(sentence)
    return said[:1].upper() + said[1:]


def ground(key: str, on: date) -> str:
    """The article behind a rule of counting on that day, "" when the book does not reach so far back."""
    for rule in rule_book():
        if rule.key == key:
            found = rule.on(on)
            return found.cite() if found else ""
    return ""


def because(event: Event) -> str:
    """`: chờ ông/bà bổ sung giấy tờ`, or nothing."""
    reason = f"{event.reason}"  # a sentence of ours in the reader's language, a person's words as they are
    return f": {reason.rstrip('.')}" if reason else ""


def opening(event: Event, at: datetime, budget: Budget, *, again: bool, in_office: bool) -> Step:
    """The first line of a term, or of a term that starts again."""
    if again:
        head = gettext_noop("Tính lại từ đầu từ {moment}{because}.")
    else:
        head = gettext_noop("Bắt đầu lúc {moment}{because}.")
    parts = [head.format(moment=moment(at), because=because(event))]
    parts.append(gettext_noop("Thời hạn: {budget}.").format(budget=budget.words()))
    if budget.unit is Unit.HOUR:
        parts.append(gettext_noop("Chỉ tính trong giờ làm việc."))
        rule = "terms.hours"
    else:
        rule = "terms.first_day"
        if budget.amount == 0:
            parts.append(gettext_noop("Phải xong ngay trong ngày."))
        else:
            parts.append(gettext_noop("Không tính ngày này, đếm từ ngày hôm sau."))
            if not in_office:
                parts.append(gettext_noop("Nhận ngoài giờ làm việc vẫn lấy theo ngày trên lịch."))
    grounds = "; ".join(part for part in (event.basis, ground(rule, at.date())) if part)
    return Step("restarted" if again else "started", at.date(), None, joined(" ", parts), grounds)


def paused(event: Event, since: datetime, *, late: bool) -> Step:
    """The line for the beginning of a suspension."""
    if late:
        sentence = gettext_noop("Tạm dừng từ {moment}{because}. Lúc ấy đã hết hạn nên hạn không đổi.")
    else:
        sentence = gettext_noop("Tạm dừng từ {moment}{because}.")
    sentence = sentence.format(moment=moment(since), because=because(event))
    return Step("suspended", since.date(), None, sentence, event.basis)


def resumed(event: Event, at: datetime, held: int, unit: Unit, *, late: bool) -> Step:
    """The line for the end of a suspension that held the term for `held` minutes."""
    sentence = gettext_noop("Tính tiếp từ {moment}{because}.").format(moment=moment(at), because=because(event))
    if not late and unit.is_working_time:
        shift = gettext_noop("Hạn lùi thêm {held} làm việc, đúng bằng thời gian tạm dừng.")
        sentence = f"{sentence} {shift.format(held=spell(held))}"
    elif not late:
        shift = gettext_noop("Hạn lùi thêm {days} ngày, đúng bằng số ngày tạm dừng.")
        sentence = f"{sentence} {shift.format(days=held // (24 * 60))}"
    return Step("resumed", at.date(), None, sentence, event.basis)


def extended(event: Event, until: datetime, replaced: datetime) -> tuple[Step, Step]:
    """Two lines: the due moment as it stood, and the new one."""
    before = gettext_noop("Hạn trước khi gia hạn: {moment}.").format(moment=moment(replaced))
    after = gettext_noop("Ngày {day} gia hạn đến {moment}{because}.").format(
        day=short_day(local_day(event.at)), moment=moment(until), because=because(event)
    )
    return (
        Step("former_due", replaced.date(), None, before),
        Step("extended", until.date(), None, after, event.basis),
    )


def stopped(event: Event, at: datetime) -> Step:
    """The line for the end of the matter."""
    sentence = gettext_noop("Kết thúc lúc {moment}{because}.")
    told = sentence.format(moment=moment(at), because=because(event))
    return Step("stopped", at.date(), None, told, event.basis)


def due(at: datetime) -> Step:
    """The last line: the answer."""
    return Step("due", at.date(), None, gettext_noop("Vậy hạn là {moment}.").format(moment=moment(at)))


def provisional(confirmed_until: date) -> Step:
    """The warning that holidays beyond a day are not decided yet."""
    sentence = gettext_noop("Lịch nghỉ sau ngày {day} chưa được công bố, nên hạn này là dự kiến, có thể đổi.")
    return Step("provisional", confirmed_until, None, sentence.format(day=short_day(confirmed_until)))


def outside_calendar(confirmed_from: date) -> Step:
    """The warning that the calendar does not reach so far back."""
    sentence = gettext_noop("Không có lịch nghỉ trước ngày {day}, nên kết quả chỉ để tham khảo.")
    return Step("provisional", confirmed_from, None, sentence.format(day=short_day(confirmed_from)))


def waiting(spent: str) -> Step:
    """The last line while the term is suspended."""
    sentence = gettext_noop("Thời hạn đang tạm dừng nên chưa có hạn. {spent}").format(spent=spent)
    return Step("suspended", None, None, sentence.strip())


def dayline(day: date) -> str:
    """`Thứ Tư, 7/1/2026`."""
    return capital(full_day(day))


def ordinal(number: int, unit: Unit) -> str:
    """`Ngày làm việc thứ 3`."""
    return gettext_noop("{unit} thứ {number}").format(unit=capital(UNIT_NAMES[unit]), number=number)


def drawn_together(lines: tuple[Step, ...]) -> tuple[str, ...]:
    """The lines of `lines`; a run of days skipped for one reason becomes one line.

    So does a run of counted days: of more than a working week in a short story, of three days in a long one.
    """
    drawn: list[str] = []
    counted = 3 if len(lines) > 20 else 6
    run: list[Step] = []
    for step in (*lines, None):
        if step is not None and run and _same_run(run[-1], step):
            run.append(step)
            continue
        drawn += _as_run(run, counted)
        run = [step] if step is not None else []
    return tuple(drawn)


def _same_run(before: Step, step: Step) -> bool:
    if before.kind != step.kind or before.day is None or step.day is None or before.decision != step.decision:
        return False
    if step.kind == "counted":
        return before.number is not None and step.number == before.number + 1
    return step.kind in ("skipped", "suspended") and _tail(before) == _tail(step) != ""


def _tail(step: Step) -> str:
    return step.sentence.partition(": ")[2]


def _as_run(run: list[Step], counted: int) -> list[str]:
    if len(run) < (counted if run and run[0].kind == "counted" else 2):
        return [step.line() for step in run]
    first, last = run[0], run[-1]
    if first.day is None or last.day is None:
        return [step.line() for step in run]
    if first.kind == "counted":
        said = [unit for unit in Unit if first.sentence.startswith(ordinal(first.number or 0, unit))]
        unit = capital(UNIT_NAMES[said[0]]) if said else ""
        template = gettext_noop("{unit} thứ {first} đến thứ {last}: từ {since} đến {until}.")
        line = template.format(
            unit=unit,
            first=first.number,
            last=last.number,
            since=full_day(first.day),
            until=full_day(last.day),
        )
    else:
        template = gettext_noop("Từ {since} đến {until}: {tail}")
        line = template.format(since=full_day(first.day), until=full_day(last.day), tail=_tail(first))
    return [f"{line} ({first.decision})" if first.decision else line]
