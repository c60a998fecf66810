"""The leader's page: what was in time, where it is late, what is stuck. Every figure opens its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import seated
from liemchinh.desk.frame import WATCHERS
from liemchinh.desk.leaders import charts
from liemchinh.desk.leaders.situation import Situation, situation
from liemchinh.dossiers import queries, rules
from liemchinh.face.charts import Cell
from liemchinh.face.shapes import NavLink
from liemchinh.face.templatetags.face import number
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org

NOW = {
    "open": gettext_noop("Đang giải quyết"),
    "open_soon": gettext_noop("Sắp đến hạn"),
    "open_late": gettext_noop("Đã quá hạn"),
    "paused": gettext_noop("Tạm dừng"),
    "waiting": gettext_noop("Chờ bổ sung"),
    "to_return": gettext_noop("Chưa trả"),
}


@dataclass(frozen=True)
class NowLine:
    """One line of what is open: a unit or an officer, with figures and the names of their columns."""

    name: str
    is_unit: bool
    cells: tuple[tuple[Cell, str], ...]


@dataclass(frozen=True)
class HeadLine:
    """Who headed a unit on which days, and what its results of those days came to."""

    unit: str
    head: queries.InCharge
    last: date
    share: float | None


@require_safe
@seated(*WATCHERS)
def leader(request: HttpRequest) -> HttpResponse:
    """Bảng điều hành: ba câu tình hình, biểu đồ kèm bảng số, việc đang mở theo người; mỗi con số mở danh sách."""
    seen = situation(request)
    context = {
        "filter": seen.form,
        "periods": periods(seen),
        "first": seen.view.period.first,
        "last": seen.last,
        "at": seen.at,
        "sentences": seen.sentences(),
        "kept": charts.kept(seen),
        "units": charts.late_by_unit(seen),
        "trend": charts.trend(seen),
        "stuck": charts.stuck(seen),
        "columns": NOW,
        "lines": now_lines(seen),
        "due": [(row, seen.name(row.division.code if row.division else "")) for row in seen.due],
        "due_list": seen.list_of("open_soon"),
        "causes": cause_rows(seen),
        "heads": head_lines(seen),
        "several": seen.one is None and len(seen.found.authorities) > 1,
        "paper": seen.address("desk:leader_paper"),
    }
    return render(request, "desk/leaders/page.html", context)


def now_lines(seen: Situation) -> list[NowLine]:
    """What is open now: of one authority by division and officer, of several by authority."""
    if seen.one is None:
        return [
            _now(seen, row.name, row.counts, authority=row.authority)
            for row in seen.rows()
            if any(row.counts.get(name) for name in NOW)
        ]
    divisions: dict[str, dict[str, Mapping[str, int]]] = {}
    for place, counts in seen.found.open.items():
        divisions.setdefault(place.division, {})[place.seat] = counts
    holders = _holders(seen, divisions)
    lines = []
    for division, seats in sorted(divisions.items()):
        sums = {name: sum(counts[name] for counts in seats.values()) for name in NOW}
        where = division or queries.NOBODY
        lines.append(_now(seen, seen.name(division), sums, division=where))
        if division:
            for seat, counts in sorted(seats.items()):
                name = holders.get(seat, seat) if seat else gettext("Chưa giao người thụ lý")
                lines.append(_now(seen, name, counts, division=where, seat=seat or queries.NOBODY))
    return lines


def _now(
    seen: Situation,
    name: str,
    counts: Mapping[str, int],
    *,
    authority: str = "",
    division: str = "",
    seat: str = "",
) -> NowLine:
    cells = [
        (
            Cell(
                number(counts.get(bucket, 0)),
                seen.list_of(bucket, authority=authority, division=division, seat=seat) if counts.get(bucket) else "",
                f"{label}, {name}",
            ),
            label,
        )
        for bucket, label in NOW.items()
    ]
    return NowLine(name, not seat, tuple(cells))


def _holders(seen: Situation, divisions: Mapping[str, Mapping[str, object]]) -> dict[str, str]:
    """Who holds each seat today, with the seat's title; the title alone while nobody does."""
    wanted = {seat for seats in divisions.values() for seat in seats} - {""}
    if not wanted or seen.one is None:
        return {}
    units = [unit for unit in org.divisions(seen.units[seen.one], seen.on) if unit.code in divisions]
    return {
        seat.code: f"{seat.person_name}, {seat.title}" if seat.person_name else seat.title
        for seat in org.seats(units, seen.on)
        if seat.code in wanted
    }


def cause_rows(seen: Situation) -> list[tuple[str, int]] | None:
    """Causes in words, most frequent first; None where they were not counted."""
    if seen.causes is None:
        return None
    return [(rules.LATE_REASONS.get(code, gettext("Lý do khác")), count) for code, count in seen.causes.items()]


def head_lines(seen: Situation) -> list[HeadLine]:
    """Heads in post with the share of their days."""
    own = seen.units[seen.one] if seen.one is not None else None
    return [
        HeadLine(
            unit=own.agency_name if own and head.unit == own.code else seen.name(head.unit),
            head=head,
            last=head.until - timedelta(days=1),
            share=rules.honest_share(head.on_time, head.on_time + head.late),
        )
        for head in seen.heads
    ]


def periods(seen: Situation) -> list[NavLink]:
    """The usual periods as links: this month, last month, this quarter, this year."""
    this = queries.month_of(seen.on)
    quarter = date(seen.on.year, (seen.on.month - 1) // 3 * 3 + 1, 1)
    usual = (
        (gettext("Tháng này"), this),
        (gettext("Tháng trước"), queries.month_before(this)),
        (gettext("Từ đầu quý"), queries.Period(quarter, this.until)),
        (gettext("Từ đầu năm"), queries.Period(date(seen.on.year, 1, 1), this.until)),
    )
    return [
        NavLink(
            word=word,
            url=seen.address(tu=period.first.isoformat(), den=(period.until - timedelta(days=1)).isoformat()),
            current=period == seen.view.period,
        )
        for word, period in usual
    ]
