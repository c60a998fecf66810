"""The leader's page: what came in, what went out in time, where it is stuck. Every figure opens its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.dossiers.lists import PeriodFilter
from liemchinh.desk.frame import WATCHERS
from liemchinh.dossiers import queries
from liemchinh.face.shapes import NavLink
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org

COLUMNS = {
    "received": gettext_noop("Tiếp nhận"),
    "on_time": gettext_noop("Đúng hạn"),
    "late": gettext_noop("Quá hạn"),
    "no_term": gettext_noop("Không thời hạn"),
    "ended": gettext_noop("Rút, dừng"),
    "open": gettext_noop("Đang giải quyết"),
    "open_soon": gettext_noop("Sắp đến hạn"),
    "open_late": gettext_noop("Đã quá hạn"),
    "paused": gettext_noop("Tạm dừng"),
    "waiting": gettext_noop("Chờ bổ sung"),
    "to_return": gettext_noop("Chưa trả"),
}
IN_PERIOD = ("received", "on_time", "late", "no_term", "ended")
ALARMING = frozenset({"late", "open_late"})


@dataclass(frozen=True)
class Cell:
    """One figure with the address of its list. `late` when it is a number of broken promises."""

    label: str
    count: int
    url: str
    late: bool


@dataclass(frozen=True)
class LineShown:
    """One line of the table: a unit or an officer, its figures, its share in time (0 to 1, None without results)."""

    name: str
    is_unit: bool
    cells: list[Cell]
    share: float | None


@require_safe
@seated(*WATCHERS)
def leader(request: HttpRequest) -> HttpResponse:
    """Bảng điều hành: ba câu tình hình, số liệu theo phòng và người thụ lý trong kỳ; mỗi con số mở danh sách."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    form = PeriodFilter.of(request.GET, usual=queries.month_of(on))
    period = form.period(queries.month_of(on))
    lines = queries.leader_lines(actor, period=period, at=at)
    whole = queries.total(lines)
    names = org.unit_names({line.division for line in lines} - {""}, on)
    context = {
        "filter": form,
        "whole": _shown(whole, gettext("Toàn bộ"), period, {}),
        "sentences": _sentences(whole),
        "lines": _table(lines, names, _holders(lines, on), period),
        "columns": COLUMNS,
        "in_period": len(IN_PERIOD),
        "now": len(COLUMNS) - len(IN_PERIOD),
        "periods": _periods(on, period),
        "first": period.first,
        "last": period.until - timedelta(days=1),
        "at": at,
    }
    return render(request, "desk/dossiers/leader.html", context)


def _sentences(whole: queries.Line) -> list[str]:
    """The state of things in three sentences, the same figures as the table."""
    n = whole.counts
    done = n["on_time"] + n["late"]
    kept = gettext("Trong kỳ đã tiếp nhận {received} hồ sơ; {done} hồ sơ có thời hạn đã có kết quả, {late} quá hạn.")
    stuck = gettext("Đang giải quyết {open} hồ sơ: {open_late} đã quá hạn, {open_soon} đến hạn trong 3 ngày tới.")
    waits = gettext("{paused} hồ sơ tạm dừng chờ người nộp; {to_return} kết quả chưa trả.")
    return [
        kept.format(received=n["received"], done=done, late=n["late"]),
        stuck.format(open=n["open"], open_late=n["open_late"], open_soon=n["open_soon"]),
        waits.format(paused=n["paused"], to_return=n["to_return"]),
    ]


def _table(
    lines: list[queries.Line], names: Mapping[str, str], holders: Mapping[str, str], period: queries.Period
) -> list[LineShown]:
    """Each unit with its sum, then its officers."""
    units: dict[str, list[queries.Line]] = {}
    for line in lines:
        units.setdefault(line.division, []).append(line)
    shown = []
    for division, own in units.items():
        name = names.get(division, division) if division else gettext("Bộ phận Một cửa, chưa chuyển phòng")
        total = queries.Line(division, "", queries.total(own).counts)
        unit = {"phong": division or queries.NOBODY}
        shown.append(_shown(total, name, period, unit))
        if not division:
            continue
        for line in own:
            officer = holders.get(line.seat, line.seat) if line.seat else gettext("Chưa giao người thụ lý")
            shown.append(_shown(line, officer, period, {**unit, "vi_tri": line.seat or queries.NOBODY}))
    return shown


def _shown(line: queries.Line, name: str, period: queries.Period, place: Mapping[str, str]) -> LineShown:
    """A line with the address of the list behind each figure; `place` narrows the list to its unit or officer."""
    days = {"tu": period.first.isoformat(), "den": (period.until - timedelta(days=1)).isoformat()}
    cells = [
        Cell(
            label=label,
            count=line.counts[bucket],
            url=f"{reverse('desk:listed')}?{urlencode({'nhom': bucket, **days, **place})}",
            late=bucket in ALARMING and line.counts[bucket] > 0,
        )
        for bucket, label in COLUMNS.items()
    ]
    return LineShown(name=name, is_unit="vi_tri" not in place, cells=cells, share=line.on_time_share)


def _holders(lines: list[queries.Line], on: date) -> dict[str, str]:
    """Who holds each seat today, with the seat's title; the title alone while nobody does."""
    wanted = {line.seat for line in lines} - {""}
    if not wanted:
        return {}
    units = [org.unit(code, on) for code in sorted({line.division for line in lines if line.seat})]
    return {
        seat.code: f"{seat.person_name}, {seat.title}" if seat.person_name else seat.title
        for seat in org.seats(units, on)
        if seat.code in wanted
    }


def _periods(on: date, chosen: queries.Period) -> list[NavLink]:
    """The usual periods as links: this month, last month, this year."""
    this = queries.month_of(on)
    last = queries.month_of(this.first - timedelta(days=1))
    year = queries.Period(date(on.year, 1, 1), this.until)
    usual = (
        (gettext("Tháng này"), this),
        (gettext("Tháng trước"), last),
        (gettext("Từ đầu năm"), year),
    )
    return [
        NavLink(
            word=word,
            url="?" + urlencode({"tu": period.first, "den": period.until - timedelta(days=1)}),
            current=period == chosen,
        )
        for word, period in usual
    ]
