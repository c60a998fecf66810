"""The leader's figures to take along: one A4 page, and each table as CSV."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import seated
from liemchinh.desk.frame import WATCHERS
from liemchinh.desk.leaders import charts
from liemchinh.desk.leaders.page import cause_rows, head_lines
from liemchinh.desk.leaders.situation import Situation, situation
from liemchinh.dossiers import rules
from liemchinh.face.charts import Chart
from liemchinh.face.sheets import csv_answer, pdf_answer
from liemchinh.face.templatetags.face import number, percent, short_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.papers.forms import Letterhead
from liemchinh.papers.leaders import HeadRow, Month, StepRow, Summary, UnitLine
from liemchinh.papers.press import render

TABLES: Mapping[str, Callable[[Situation], Chart | None]] = {
    "ky": charts.kept,
    "don-vi": charts.late_by_unit,
    "thang": charts.trend,
    "buoc": charts.stuck,
}
MOST_UNITS, MOST_HEADS, MOST_CAUSES = 10, 6, 4
"""What one page holds."""


@require_safe
@seated(*WATCHERS)
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Một bảng số của bảng điều hành ở dạng CSV, cùng kỳ và phạm vi với trang."""
    seen = situation(request)
    chart = TABLES[name](seen) if name in TABLES else None
    if chart is None:
        raise NotFound(name)
    rows = chart.twin.rows
    note_reading(actor=seen.actor, kind="export", subject=f"bang-dieu-hanh/{name}", found=len(rows), at=seen.at)
    cells = [[cell.text if cell.raw is None else cell.raw for cell in row] for row in rows]
    return csv_answer(f"bang-dieu-hanh-{name}-{seen.view.period.first}", [chart.twin.columns, *cells])


@require_safe
@seated(*WATCHERS)
def paper(request: HttpRequest) -> HttpResponse:
    """Tình hình giải quyết hồ sơ trên một trang A4 (PDF), cùng số liệu với trang."""
    seen = situation(request)
    note_reading(actor=seen.actor, kind="export", subject="bang-dieu-hanh/mot-trang", found=1, at=seen.at)
    return pdf_answer(render(summary_of(seen)), name=f"tinh-hinh-{seen.view.period.first}")


def summary_of(seen: Situation) -> Summary:
    """The page as a paper takes it."""
    whole = seen.found.whole
    done = whole["on_time"] + whole["late"]
    rows = sorted(seen.rows(), key=lambda row: (-row.late - row.open_late, row.name))
    steps = seen.steps.by_division.get("", {})
    return Summary(
        letterhead=Letterhead(superior="", issuer=_office(seen), day=seen.on),
        period=gettext("Từ {first} đến hết {last}").format(
            first=short_day(seen.view.period.first), last=short_day(seen.last)
        ),
        narrowed="; ".join(
            word for word in (seen.name(seen.view.division) if seen.view.division else "", seen.view.field) if word
        ),
        made_at=seen.at,
        sentences=tuple(seen.sentences()),
        on_time=rules.honest_share(whole["on_time"], done),
        done=number(done),
        units=tuple(
            UnitLine(row.name, number(row.done), percent(row.share), number(row.late), number(row.open_late), row.share)
            for row in rows[:MOST_UNITS]
        ),
        units_left=max(0, len(rows) - MOST_UNITS),
        months=tuple(
            Month(
                f"{period.first.month}/{period.first.year % 100:02d}",
                rules.honest_share(counts["on_time"], counts["on_time"] + counts["late"]),
            )
            for period, counts in seen.found.months
        ),
        steps=tuple(
            StepRow(word, charts.hours(steps[step]), steps[step], step not in rules.NOT_OURS)
            for step, word in rules.STEPS.items()
            if step in steps
        ),
        sampled=number(seen.steps.sampled),
        causes=tuple(f"{word}: {number(count)}" for word, count in (cause_rows(seen) or [])[:MOST_CAUSES]),
        heads=tuple(
            HeadRow(
                line.unit,
                line.head.person,
                f"{short_day(line.head.first)} – {short_day(line.last)}",
                number(line.head.done),
                percent(line.share),
            )
            for line in head_lines(seen)[:MOST_HEADS]
        ),
    )


def _office(seen: Situation) -> str:
    """In whose name the paper is: the one authority, else the reader's own."""
    if seen.one is not None:
        return seen.units[seen.one].agency_name
    return org.unit(seen.actor.seats[0].authority, seen.on).agency_name
