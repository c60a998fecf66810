"""Beside the on-time rate: six patterns with their cases, what is innocent about each, and what the unit says."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.risk import GamingFilter, NoteForm
from liemchinh.dossiers import queries as dossiers
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.risk import queries, rules, services

MONTHS_OFFERED = 12
SHOWN = 200
"""Cases of one pattern that are listed."""


@dataclass(frozen=True)
class Shown:
    """A line with its share and interval as the page draws them, and whether this reader may explain its cases."""

    line: queries.Line
    share: float | None
    low: float | None
    high: float | None


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.READERS)
def gaming(request: HttpRequest) -> HttpResponse:
    """Cần xem khi đọc tỷ lệ đúng hạn: sáu kiểu, từng hồ sơ, nguyên nhân vô tình, và lời giải thích của đơn vị."""
    actor, at = actor_of(request), timezone.now()
    today = local_day(at)
    units = units_of(actor, today)
    form = GamingFilter(request.GET, units=units, months=months_back(today))
    unit, month = form.chosen()
    period = dossiers.month_of(month)
    note, status = NoteForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if note.is_valid():
            try:
                services.explain(by=actor, at=at, **note.cleaned_data)
            except Refused as refused:
                note.add_error("text", str(refused))
            else:
                return redirect(f"{reverse('desk:gaming')}?don_vi={unit}&thang={month:%Y-%m}")
    report = queries.report(actor, authority=unit, period=period, at=at)
    note_reading(actor=actor, kind="search", subject="risk.gaming", found=report.looked_at, authority=unit, at=at)
    context = {
        "filter": form,
        "report": report,
        "lines": [_shown(line) for line in report.lines],
        "plain": dossiers.share(report.kept, report.late),
        "without": dossiers.share(report.kept_without, report.late_without),
        "period": period,
        "last_day": min(period.until - date.resolution, today),
        "names": org.people({note.by for line in report.lines for _, notes in line.cases for note in notes}),
        "writes": actor.has(*rules.WRITERS),
        "note": note,
        "most": SHOWN,
        "small": dossiers.SMALL,
        "at": at,
    }
    return render(request, "desk/risk/gaming.html", context, status=status)


def units_of(actor: Actor, on: date) -> list[tuple[str, str]]:
    """The authorities whose figures this reader sees, as code and name; those below for who oversees a province."""
    codes = sorted(actor.authorities_as(Role.LEADER, Role.HEAD, Role.AUDITOR, Role.OVERSEER))
    found = {}
    for code in codes:
        try:
            here = org.unit(code, on)
        except NotFound:
            continue
        below = org.subtree(code, on) if actor.has(Role.OVERSEER, Role.AUDITOR) else []
        for unit in [here, *below]:
            if unit.type or unit.code == code:
                found[unit.code] = unit.agency_name
    return list(found.items())


def months_back(today: date) -> list[date]:
    """The first days of this month and the eleven before."""
    month, months = today.replace(day=1), []
    for _ in range(MONTHS_OFFERED):
        months.append(month)
        month = (month - date.resolution).replace(day=1)
    return months


def _shown(line: queries.Line) -> Shown:
    low, high = line.between or (None, None)
    return Shown(line, len(line.cases) / line.of if line.of else None, low, high)
