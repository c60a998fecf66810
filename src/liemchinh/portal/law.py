"""The law in figures: every rule with its source and history, the working calendar, and a small reckoner of dates."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.months import Declared, declared, months_of
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import Provision, Rule, rule_book
from liemchinh.law.calendar import DatedDecision
from liemchinh.law.clocks import Event, Happening, Reading, read
from liemchinh.org import queries as org
from liemchinh.org.rules import DAY_KINDS
from liemchinh.portal.authority import authority_on
from liemchinh.portal.forms.law import ReckonForm, YearForm

SUBJECTS = {
    "onestop": gettext_noop("Giải quyết hồ sơ theo cơ chế một cửa"),
    "reception": gettext_noop("Tiếp công dân"),
    "payments": gettext_noop("Phí, lệ phí"),
    "terms": gettext_noop("Cách tính thời hạn"),
    "integrity": gettext_noop("Kiểm soát tài sản, thu nhập"),
    "index": gettext_noop("Chỉ số đánh giá chất lượng phục vụ"),
    "identity": gettext_noop("Mã hồ sơ, mã định danh"),
    "calendar": gettext_noop("Lịch làm việc"),
}
"""Titles of the chapters, in their order on the page; a chapter that is not named here stands under its own key."""


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
class Decided:
    """A dated decision of the calendar with its days."""

    decision: DatedDecision
    days: tuple[Declared, ...]


@dataclass(frozen=True)
class Local:
    """A decision kept in our own book, withdrawn ones too: for whom, and its days."""

    decided: org.Decided
    place: str
    days: tuple[Declared, ...]


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
    authority = authority_on(on)
    known = authority.calendar
    decided = authority.ground.decisions if authority.ground else ()
    years = sorted({decision.year for decision in known.decisions} | {day.day.year for d in decided for day in d.days})
    form = YearForm(request.GET, years=years)
    asked = form.cleaned_data["nam"] if form.is_valid() else ""
    year = int(asked) if asked else (on.year if on.year in years else years[-1])
    local = [
        Local(one, authority.places.get(one.unit, ""), declared(one.days, DAY_KINDS))
        for one in sorted(decided, key=lambda one: (one.issued_on, one.id), reverse=True)
        if any(day.day.year == year for day in one.days)
    ]
    context = {
        "authority": authority,
        "local": local,
        "year": year,
        "years": years,
        "confirmed_until": known.confirmed_until,
        "confirmed": known.is_confirmed(date(year, 12, 31)),
        "decisions": [_decided(decision) for decision in known.decisions if decision.year == year],
        "months": months_of(year, known),
        "on": on,
    }
    return render(request, "portal/law/calendar.html", context)


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The declared days of this and the next year for a calendar program (RFC 5545), one event a day."""
    at = timezone.now()
    on = local_day(at)
    known, host = authority_on(on).calendar, request.get_host()
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Liem Chinh//Lich lam viec//VI", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_escaped(gettext('Lịch làm việc'))}")
    day, end = date(on.year, 1, 1), date(on.year + 2, 1, 1)
    while day < end:
        verdict = known.verdict(day)
        if verdict.kind not in ("working", "weekend"):
            word = gettext("Làm việc: {reason}") if verdict.working else gettext("Nghỉ: {reason}")
            sure = gettext("Ngày này là dự kiến.") if verdict.provisional else ""
            lines += [
                "BEGIN:VEVENT",
                f"UID:{day:%Y%m%d}@{host}",
                f"DTSTAMP:{datetime.combine(on, time(), UTC):%Y%m%dT%H%M%SZ}",
                f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
                f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
                f"SUMMARY:{_escaped(word.format(reason=verdict.reason))}",
                f"DESCRIPTION:{_escaped(f'{verdict.decision} {sure}'.strip())}",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
        day += timedelta(days=1)
    lines.append("END:VCALENDAR")
    text = "".join(f"{_folded(line)}\r\n" for line in lines)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="lich-lam-viec.ics"'
    return answer


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
    authority = authority_on(on)
    hours, known, day = authority.office, authority.calendar, form.cleaned_data["nhan"]
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
    return Decided(decision, declared(decision.days))


def _escaped(text: str) -> str:
    """Text as a calendar file wants it (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, no letter cut in two (RFC 5545, 3.1)."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > (75 if not pieces else 74):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
