"""A year of a working calendar as twelve sheets, for every audience."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import Calendar, DeclaredDay, Verdict

DAY_WORDS = {
    "holiday": gettext_noop("nghỉ lễ"),
    "compensatory": gettext_noop("nghỉ bù"),
    "swap_off": gettext_noop("nghỉ hoán đổi"),
    "closure": gettext_noop("nghỉ theo quyết định"),
    "swap_work": gettext_noop("làm bù"),
}
"""What a decision makes of a day, in a word."""


@dataclass(frozen=True)
class Month:
    """A month as a sheet: weeks of seven cells, None outside the month."""

    number: int
    weeks: tuple[tuple[Verdict | None, ...], ...]
    working_days: int


@dataclass(frozen=True)
class Declared:
    """One day that a decision declares, with the word for what it becomes."""

    day: date
    word: str
    reason: str
    works: bool


def months_of(year: int, calendar: Calendar) -> list[Month]:
    """The twelve sheets of `year`."""
    return [_month(year, number, calendar) for number in range(1, 13)]


def declared(days: tuple[DeclaredDay, ...], words: Mapping[str, str] = DAY_WORDS) -> tuple[Declared, ...]:
    """Declared days as a page lists them; `words` say what becomes of a day of each kind."""
    return tuple(Declared(day.day, gettext(words[day.kind]), day.reason, day.kind == "swap_work") for day in days)


def _month(year: int, number: int, calendar: Calendar) -> Month:
    day = date(year, number, 1)
    cells: list[Verdict | None] = [None] * day.weekday()
    while day.month == number:
        cells.append(calendar.verdict(day))
        day += timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
    return Month(number, weeks, sum(cell is not None and cell.working for cell in cells))
