"""`liemchinh figures`: what receptions and petitions of a period come to, counted from the registers when asked."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.utils import timezone

from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import joined, shown
from liemchinh.org import queries as org
from liemchinh.petitions.queries import figures as petitions
from liemchinh.petitions.rules import CONTENT_NAMES, SOURCE_NAMES, Content, Source
from liemchinh.petitions.rules.figures import Period, Share, parse_period
from liemchinh.reception.queries import figures as reception
from liemchinh.reception.queries.visits import Period as Days

ROUNDING = "percent: two decimals, rounded half up; cut: the same without rounding"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh figures`."""
    parser.add_argument("--period", required=True, help="năm, quý hoặc tháng: 2022, 2022-Q3, 2022-05")
    parser.add_argument("--unit", default="", help="mã đơn vị: chỉ đếm sổ của đơn vị này và các đơn vị bên dưới")
    parser.add_argument("--json", action="store_true", help="in JSON cho chương trình đọc")


def run(args: argparse.Namespace) -> int:
    """Count and print."""
    period = parse_period(args.period)
    told = tell(period, args.unit)
    print(json.dumps(told, ensure_ascii=False, indent=2) if args.json else "\n".join(_table(told)))
    return 0


def tell(period: Period, unit: str = "") -> dict[str, Any]:
    """All figures of a period, as JSON values. Raises NotFound for a unit that was not there then."""
    codes = _below(unit, period) if unit else None
    letters = petitions.counted(period, None if codes is None else set(codes))
    visits = reception.counted(
        Days(period.first, period.until), authorities=None if codes is None else sorted(codes.values())
    )
    complaints, denunciations = Content.COMPLAINT, Content.DENUNCIATION
    return {
        "period": period.name,
        "first": period.first.isoformat(),
        "until": period.until.isoformat(),
        "unit": unit,
        "rounding": ROUNDING,
        "reception": {**asdict(visits), "visits_head": visits.visits_head, "matters_repeat": visits.matters_repeat},
        "petitions": {
            "received": letters.received,
            "year_before": letters.before,
            "change": letters.change,
            "change_share": _share(letters.change_share),
            "by_source": letters.by_source,
            "by_content": letters.by_content,
            "by_state": letters.by_state,
            "within": {**letters.within, "total": letters.within_total},
            "settled": {
                **{name: _share(letters.rate(Content(name))) for name in letters.within},
                "complaint_and_denunciation": _share(letters.rate(complaints, denunciations)),
                "total": _share(letters.rate()),
            },
            "outside": {**letters.outside, "total": letters.outside_total, "by_content": letters.outside_of},
            "unfound": letters.unfound,
            "media": {"received": letters.media, "settled": letters.media_settled, **_share(letters.media_rate)},
        },
    }


def _below(unit: str, period: Period) -> dict[int, str]:
    """Numbers and codes of a unit and all below it, as they were on the last day of the period (or are today)."""
    on = min(period.until - timedelta(days=1), local_day(timezone.now()))
    below = org.subtree(unit, on)
    if not below:
        raise NotFound(unit)
    return {one.id: one.code for one in below}


def _share(share: Share) -> dict[str, Any]:
    return {"part": share.part, "of": share.of, "percent": share.percent, "cut": share.cut}


def _table(told: dict[str, Any]) -> Iterator[str]:
    """The same for people, a line a figure."""
    visits, letters = told["reception"], told["petitions"]
    where = told["unit"] or "toàn hệ thống"
    yield f"Kỳ {told['period']} (từ {told['first']} đến trước {told['until']}), {where}"
    yield ""
    yield "Tiếp công dân"
    yield _line("Lượt tiếp", visits["visits"], f"{visits['people']} người")
    yield _line("  thường xuyên", visits["visits_regular"])
    yield _line("  người đứng đầu tiếp", visits["visits_head"], f"{visits['sessions']} kỳ tiếp")
    yield _line("Đoàn đông người", visits["groups"], f"{visits['people_in_groups']} người")
    yield _line(
        "Vụ việc", visits["matters"], f"lần đầu {visits['matters_first']}, nhiều lần {visits['matters_repeat']}"
    )
    yield ""
    yield "Đơn"
    change = f"cùng kỳ năm trước {letters['year_before']}, {letters['change']:+}"
    yield _line("Tiếp nhận", letters["received"], change)
    sources = [f"{shown(SOURCE_NAMES[Source(name)])} {count}" for name, count in letters["by_source"].items() if count]
    yield _line("  theo nguồn", "", joined("; ", sources))
    yield _line("Thuộc thẩm quyền", letters["within"]["total"])
    for name in (Content.COMPLAINT, Content.DENUNCIATION, Content.RECOMMENDATION):
        yield _line(f"  {shown(CONTENT_NAMES[name]).lower()}", letters["within"][name], _said(letters["settled"][name]))
    yield _line("  khiếu nại và tố cáo", "", _said(letters["settled"]["complaint_and_denunciation"]))
    outside = letters["outside"]
    ways = f"chuyển {outside['forwarded']}, hướng dẫn {outside['guided']}, trả lại {outside['returned']}"
    yield _line("Không thuộc thẩm quyền", outside["total"], f"{ways}, lưu {outside['archived']}")
    yield _line("Chưa xác định thẩm quyền", letters["unfound"])
    media = letters["media"]
    yield _line("Hộp thư báo chí", media["received"], _said(media))
    yield ""
    yield "Tỷ lệ làm tròn đến hai số lẻ (nửa lên trên); số trong ngoặc là khi cắt bỏ phần sau."


def _line(name: str, count: Any, beside: str = "") -> str:
    return f"{name:<28}{count:>8}  {beside}".rstrip()


def _said(share: dict[str, Any]) -> str:
    if not share["of"]:
        return "đã giải quyết 0/0"
    return f"đã giải quyết {share['part']}/{share['of']}, {share['percent']}% ({share['cut']}%)"
