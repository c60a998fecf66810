"""Whether promises are kept: public on-time figures by unit and field, with their definition and as a table."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.dossiers import queries
from liemchinh.dossiers.queries import Period, PublicLine
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.portal.forms.dossiers import PeriodForm

MONTHS_OFFERED = 12


@dataclass(frozen=True)
class Choice:
    """A period that can be asked for: its word in the address, its name, its days."""

    key: str
    name: str
    period: Period


@dataclass(frozen=True)
class Row:
    """One line of the table; the counts are None where they are too small to be shown."""

    unit: str
    field: str
    finished: int | None
    kept: int | None
    share: float | None


@require_safe
@limited(READING)
def figures(request: HttpRequest) -> HttpResponse:
    """How many results came on time in a period, by unit and field, what counts as on time, small numbers hidden."""
    at = timezone.now()
    choices = _choices(local_day(at))
    form = PeriodForm(request.GET, choices=[(choice.key, choice.name) for choice in choices])
    asked = form.cleaned_data["ky"] if form.is_valid() else ""
    chosen = next((choice for choice in choices if choice.key == asked), choices[0])
    lines = queries.public_lines(period=chosen.period, at=at)
    context = {
        "choose": PeriodForm(initial={"ky": chosen.key}, choices=[(one.key, one.name) for one in choices]),
        "chosen": chosen,
        "last_day": min(chosen.period.until - date.resolution, local_day(at)),
        "rows": _rows(lines, local_day(at)),
        "total": queries.public_total(lines),
        "small": queries.SMALL,
        "at": at,
    }
    return render(request, "portal/dossiers/figures.html", context)


@require_safe
@limited(READING)
def table(request: HttpRequest, period: str) -> HttpResponse:
    """The same figures as a CSV file in UTF-8; hidden numbers stay hidden."""
    at = timezone.now()
    chosen = next((choice for choice in _choices(local_day(at)) if choice.key == period), None)
    if chosen is None:
        raise NotFound(period)
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(["tu_ngay", "den_truoc_ngay", "don_vi", "linh_vuc", "co_ket_qua", "dung_hen", "ti_le"])
    for row in _rows(queries.public_lines(period=chosen.period, at=at), local_day(at)):
        numbers = ["", "", ""] if row.share is None else [row.finished, row.kept, f"{row.share:.4f}"]
        words = [_plain(row.unit), _plain(row.field)]
        writer.writerow([chosen.period.first, chosen.period.until, *words, *numbers])
    response = HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="dung-hen-{chosen.key}.csv"'
    return response


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _choices(today: date) -> list[Choice]:
    """This month and the eleven before, then this year and the last."""
    month = queries.month_of(today)
    choices = []
    for _ in range(MONTHS_OFFERED):
        first = month.first
        name = gettext("Tháng {month}/{year}").format(month=first.month, year=first.year)
        choices.append(Choice(f"{first:%Y-%m}", name, month))
        month = queries.month_of(first - date.resolution)
    for year in (today.year, today.year - 1):
        period = Period(date(year, 1, 1), date(year + 1, 1, 1))
        choices.append(Choice(str(year), gettext("Cả năm {year}").format(year=year), period))
    return choices


def _rows(lines: list[PublicLine], on: date) -> list[Row]:
    """Lines with names, by unit then field; no count that is too small leaves this function."""
    units = org.units({line.authority for line in lines}, on)
    rows = [
        Row(
            unit=units[line.authority].agency_name,
            field=line.field or gettext("Lĩnh vực không ghi"),
            finished=line.finished if line.share is not None else None,
            kept=line.kept if line.share is not None else None,
            share=line.share,
        )
        for line in lines
    ]
    return sorted(rows, key=lambda row: (row.unit, row.field))
