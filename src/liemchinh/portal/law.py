"""The law in figures: every rule with its source and history, the working calendar, and a small reckoner of dates."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import Provision, Rule, rule_book
from liemchinh.law.calendar import DatedDecision, Verdict, national_calendar
from liemchinh.law.clocks import Event, Happening, Reading, read
from liemchinh.portal.authority import authority_on
from liemchinh.portal.forms.law import ReckonForm, YearForm

SUBJECTS = {
    "onestop": gettext_noop("Giải quyết hồ sơ theo cơ chế một cửa"),
    "terms": gettext_noop("Cách tính thời hạn"),
    "integrity": gettext_noop("Kiểm soát tài sản, thu nhập"),
    "index": gettext_noop("Chỉ số đánh giá chất lượng phục vụ"),
    "identity": gettext_noop("Mã hồ sơ, mã định danh"),
    "calendar": gettext_noop("Lịch làm việc"),
}
"""Titles of the chapters, in their order on the page; a chapter that is not named here stands under its own key."""

KINDS = {
    "holiday": gettext_noop("nghỉ lễ"),
    "compensatory": gettext_noop("nghỉ bù"),
    "swap_off": gettext_noop("nghỉ hoán đổi"),
    "swap_work": gettext_noop("làm bù"),
}


@dataclass(frozen=True)
class Entry:
    """One rule on the page: what holds today (None: nothing does) and everything that held or will hold."""

    rule: Rule
    now: Provision | None
    others: tuple[Provision, ...]


@dataclass(frozen=True)
class Chapter:
    """Rules of one subject."""

    key: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Declared:
    """One day that a decision declares, with the word for what it becomes."""

    day: date
    word: str
    reason: str
    works: bool


@dataclass(frozen=True)
class Decided:
    """A dated decision of the calendar with its days."""

    decision: DatedDecision
    days: tuple[Declared, ...]


@dataclass(frozen=True)
class Month:
    """A month as a sheet: weeks of seven cells, None outside the month."""

    number: int
    weeks: tuple[tuple[Verdict | None, ...], ...]
    working_days: int


@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """Every rule this site applies: its value today, the article behind it, how sure we are, and what held before."""
    on = local_day(timezone.now())
    chapters = [
        Chapter(key, SUBJECTS.get(key, key), tuple(_entry(rule, on) for rule in rules))
        for key, rules in groupby(rule_book(), key=lambda rule: rule.key.partition(".")[0])
    ]
    order = list(SUBJECTS)
    chapters.sort(key=lambda chapter: order.index(chapter.key) if chapter.key in order else len(order))
    return render(request, "portal/law/book.html", {"chapters": chapters, "on": on})


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The working calendar of a year: every declared day with its decision, and until when that is certain."""
    on = local_day(timezone.now())
    known = national_calendar()
    years = sorted({decision.year for decision in known.decisions})
    form = YearForm(request.GET, years=years)
    asked = form.cleaned_data["nam"] if form.is_valid() else ""
    year = int(asked) if asked else (on.year if on.year in years else years[-1])
    context = {
        "year": year,
        "years": years,
        "confirmed_until": known.confirmed_until,
        "confirmed": known.is_confirmed(date(year, 12, 31)),
        "decisions": [_decided(decision) for decision in known.decisions if decision.year == year],
        "months": [_month(year, number) for number in range(1, 13)],
        "on": on,
    }
    return render(request, "portal/law/calendar.html", context)


@require_safe
@limited(READING)
def reckon(request: HttpRequest) -> HttpResponse:
    """Reckon a due date: a day of receipt and a term in, the due moment and every day counted or skipped out."""
    on = local_day(timezone.now())
    asked = bool(request.GET)
    form = ReckonForm(request.GET) if asked else ReckonForm(initial={"nhan": on})
    reading = None
    if asked and form.is_valid():
        reading = _reading(form, on)
    return render(request, "portal/law/reckon.html", {"form": form, "reading": reading})


def _reading(form: ReckonForm, on: date) -> Reading | None:
    hours = authority_on(on).office
    day, known = form.cleaned_data["nhan"], national_calendar()
    opens = hours.weekdays[0][0][0]
    started = hours.opens_at(day, known) if known.is_working(day) else datetime.combine(day, opens, VIETNAM)
    try:
        return read(form.cleaned_data["budget"], [Event(Happening.START, started)], calendar=known, hours=hours)
    except Refused as refused:
        form.add_error("nhan", str(refused))
        return None


def _entry(rule: Rule, on: date) -> Entry:
    now = rule.on(on)
    return Entry(rule, now, tuple(value for value in reversed(rule.provisions) if value is not now))


def _decided(decision: DatedDecision) -> Decided:
    return Decided(
        decision,
        tuple(Declared(day.day, KINDS[day.kind], day.reason, day.kind == "swap_work") for day in decision.days),
    )


def _month(year: int, number: int) -> Month:
    known = national_calendar()
    day = date(year, number, 1)
    cells: list[Verdict | None] = [None] * day.weekday()
    while day.month == number:
        cells.append(known.verdict(day))
        day += timedelta(days=1)
    cells += [None] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7))
    return Month(number, weeks, sum(cell is not None and cell.working for cell in cells))
