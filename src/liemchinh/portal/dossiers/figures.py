"""Whether promises are kept: the public board by unit and field, its definition, its files, its page for a wall."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.queries import Board, Period
from liemchinh.face.charts import Bar, Cell, Chart, Look, Slice, Twin
from liemchinh.face.counting import counted
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.sheets import csv_answer
from liemchinh.face.templatetags.face import number, percent
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.portal.forms.dossiers import BoardForm, PeriodForm

MONTHS_OFFERED = 12
REFRESH = 300
"""Seconds after which the page on a wall is asked for again; a link on it stops that."""
STILL = "dung"


@dataclass(frozen=True)
class Choice:
    """A period that can be asked for: its word in the address, its name, its days."""

    key: str
    name: str
    period: Period


@dataclass(frozen=True)
class Row:
    """One line of the table; the counts are None where they are too small to be shown."""

    code: str
    unit: str
    field: str
    finished: int | None
    kept: int | None
    share: float | None


@dataclass(frozen=True)
class UnitRow:
    """One unit of the board: its share, and what stands beside it."""

    code: str
    name: str
    total: queries.PublicTotal
    beside: queries.Beside


@require_safe
@limited(READING)
def figures(request: HttpRequest) -> HttpResponse:
    """How many results came on time, by unit and field; causes, what counts, small numbers hidden; for a wall too."""
    at = timezone.now()
    on = local_day(at)
    choices = _choices(on)
    wall = bool(request.GET.get("man-hinh"))
    asked = PeriodForm(request.GET, choices=[(choice.key, choice.name) for choice in choices])
    key = asked.cleaned_data["ky"] if asked.is_valid() else ""
    chosen = next((choice for choice in choices if choice.key == key), choices[0])
    board = queries.board(period=chosen.period, at=at)
    units = _unit_rows(board, on)
    code = str(request.GET.get("don-vi", ""))[:60]
    unit = next((row for row in units if row.code == code), units[0] if len(units) == 1 else None)
    total = unit.total if unit else board.total
    named = [(row.code, row.name) for row in units]
    here = urlencode({"ky": chosen.key, "don-vi": unit.code if unit and len(units) > 1 else ""})
    context = {
        "choose": BoardForm(
            initial={"ky": chosen.key, "don-vi": unit.code if unit else ""},
            choices=[(one.key, one.name) for one in choices],
            units=named,
        ),
        "chosen": chosen,
        "last_day": min(chosen.period.until - date.resolution, on),
        "unit": unit,
        "units": units if unit is None else [],
        "rows": [row for row in _rows(board, on) if unit and row.code == unit.code],
        "chart": _by_unit(units, chosen) if unit is None else None,
        "whole": _whole(total),
        "total": total,
        "ended": unit.beside.ended if unit else board.ended,
        "causes": _causes(board),
        "small": queries.SMALL,
        "index": [choice.key for choice in choices if choice.key == chosen.key and "-" in choice.key],
        "at": at,
        "refresh": REFRESH,
        "still": request.GET.get("man-hinh") == STILL,
        "plain_url": f"?{here}",
        "wall_url": f"?{here}&man-hinh=1",
        "still_url": f"?{here}&man-hinh={STILL}",
    }
    return render(request, "portal/dossiers/wall.html" if wall else "portal/dossiers/figures.html", context)


@require_safe
@limited(READING)
def table(request: HttpRequest, period: str) -> HttpResponse:
    """The same figures as a CSV file in UTF-8; hidden numbers stay hidden."""
    at = timezone.now()
    chosen = _chosen(period, local_day(at))
    rows = _rows(queries.board(period=chosen.period, at=at), local_day(at))
    head = ["tu_ngay", "den_truoc_ngay", "ma_don_vi", "don_vi", "linh_vuc", "co_ket_qua", "dung_hen", "ti_le"]
    lines = [
        [chosen.period.first, chosen.period.until, row.code, row.unit, row.field, row.finished, row.kept, row.share]
        for row in rows
    ]
    return csv_answer(f"dung-hen-{chosen.key}", [head, *lines])


@require_safe
@limited(READING)
def data(request: HttpRequest, period: str) -> HttpResponse:
    """The board as JSON: sums by unit and what stands beside, lines by field, causes; hidden numbers are null."""
    at = timezone.now()
    on = local_day(at)
    chosen = _chosen(period, on)
    board = queries.board(period=chosen.period, at=at)
    rows = _rows(board, on)
    answer = {
        "first": chosen.period.first,
        "until": chosen.period.until,
        "as_of": at.isoformat(timespec="seconds"),
        "small": queries.SMALL,
        "total": _total(board.total),
        "ended": board.ended,
        "causes": board.causes,
        "units": [
            {
                "code": row.code,
                "name": row.name,
                **_total(row.total),
                "ended": row.beside.ended,
                "supplemented": row.beside.supplemented,
                "satisfied": row.beside.rated.share if row.beside.rated else None,
                "fields": [
                    {"field": one.field, "finished": one.finished, "on_time": one.kept, "share": one.share}
                    for one in rows
                    if one.code == row.code
                ],
            }
            for row in _unit_rows(board, on)
        ],
    }
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@limited(READING)
def index(request: HttpRequest, period: str) -> HttpResponse:
    """The parts of the national service index that these records give: numerator, denominator, formula; no points."""
    at = timezone.now()
    chosen = _chosen(period, local_day(at))
    if "-" not in chosen.key:
        raise NotFound(period)
    context = {
        "chosen": chosen,
        "parts": queries.index_parts(period=chosen.period, at=at),
        "missing": [
            ("" if number_ == "chung-thuc" else number_, reason) for number_, reason in rules.NOT_COMPUTED.items()
        ],
        "small": queries.SMALL,
        "at": at,
    }
    return render(request, "portal/dossiers/index766.html", context)


def _total(total: queries.PublicTotal) -> dict[str, Any]:
    told = total.share is not None
    return {
        "finished": total.finished if told else None,
        "on_time": total.kept if told else None,
        "share": total.share,
        "left_out": total.hidden,
    }


def _chosen(key: str, today: date) -> Choice:
    """The period with that key. Raises NotFound for one that is not offered."""
    chosen = next((choice for choice in _choices(today) if choice.key == key), None)
    if chosen is None:
        raise NotFound(key)
    return chosen


def _choices(today: date) -> list[Choice]:
    """This month and the eleven before, then this year and the last."""
    choices = [
        Choice(
            f"{month.first:%Y-%m}",
            gettext("Tháng {month}/{year}").format(month=month.first.month, year=month.first.year),
            month,
        )
        for month in queries.month_choices(today, MONTHS_OFFERED)
    ]
    for year in (today.year, today.year - 1):
        period = Period(date(year, 1, 1), date(year + 1, 1, 1))
        choices.append(Choice(str(year), gettext("Cả năm {year}").format(year=year), period))
    return choices


def _unit_rows(board: Board, on: date) -> list[UnitRow]:
    """Units with names, best known first: by name."""
    units = org.units(board.units, on)
    rows = [
        UnitRow(units[key].code, units[key].agency_name, total, board.beside[key]) for key, total in board.units.items()
    ]
    return sorted(rows, key=lambda row: (row.name, row.code))


def _rows(board: Board, on: date) -> list[Row]:
    """Lines with names, by unit then field; no count that is too small leaves this function."""
    units = org.units(board.units, on)
    rows = [
        Row(
            code=units[line.authority].code,
            unit=units[line.authority].agency_name,
            field=line.field or gettext("Lĩnh vực không ghi"),
            finished=line.finished if line.share is not None else None,
            kept=line.kept if line.share is not None else None,
            share=line.share,
        )
        for line in board.lines
    ]
    return sorted(rows, key=lambda row: (row.unit, row.code, row.field))


def _whole(total: queries.PublicTotal) -> Chart | None:
    """One bar of a hundred percent; None where too few."""
    if total.share is None:
        return None
    late = total.finished - total.kept
    parts = rules.hundred([total.kept, late])
    words = (gettext("đúng hẹn"), gettext("trễ hẹn"))
    return Chart(
        key="kept",
        title=gettext("{share} đúng hẹn").format(share=percent(total.share)),
        twin=Twin(
            (gettext("Kết quả"), gettext("Số hồ sơ"), gettext("Tỉ lệ")),
            tuple(
                (Cell(word), Cell(number(count)), Cell(percent(size / 1000)))
                for word, count, size in zip(words, (total.kept, late), parts, strict=True)
            ),
        ),
        bars=(
            Bar(
                "",
                (
                    Slice(Look.KEPT, parts[0], words[0], number(total.kept)),
                    Slice(Look.LATE, parts[1], words[1], number(late)),
                ),
                "",
            ),
        ),
    )


def _by_unit(units: list[UnitRow], chosen: Choice) -> Chart | None:
    """Units by their share of late results, most late first; a unit with few results is only in the table."""
    told = [row for row in units if row.total.share is not None]
    if not told:
        return None
    told.sort(key=lambda row: (row.total.share, row.name))
    home = reverse("portal:figures")
    return Chart(
        key="units",
        title=gettext("Tỉ lệ đúng hẹn theo đơn vị"),
        twin=Twin(
            (gettext("Đơn vị"), gettext("Có kết quả"), gettext("Đúng hẹn"), gettext("Tỉ lệ")),
            tuple(
                (
                    Cell(row.name, f"{home}?{urlencode({'ky': chosen.key, 'don-vi': row.code})}", number=False),
                    Cell(number(row.total.finished)),
                    Cell(number(row.total.kept)),
                    Cell(percent(row.total.share)),
                )
                for row in told
            ),
        ),
        bars=tuple(
            Bar(
                row.name,
                tuple(
                    Slice(look, size)
                    for look, size in zip(
                        (Look.KEPT, Look.LATE),
                        rules.hundred([row.total.kept, row.total.finished - row.total.kept]),
                        strict=True,
                    )
                ),
                percent(row.total.share),
                note=counted("trong {n} hồ sơ", row.total.finished).format(n=number(row.total.finished)),
            )
            for row in told
        ),
    )


def _causes(board: Board) -> list[tuple[str, int | None]] | None:
    """Causes in words; None for a year."""
    if board.causes is None:
        return None
    return [(rules.LATE_REASONS.get(code, gettext("Lý do khác")), count) for code, count in board.causes.items()]
