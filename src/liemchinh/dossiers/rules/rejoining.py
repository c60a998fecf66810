"""What is decided after a database was restored from an old copy: where the lost steps leave the numbers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from liemchinh.dossiers.rules.moves import MOVES
from liemchinh.kernel.days import local_day
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop

REJOINED = Kind(
    "dossiers.rejoined",
    gettext_noop("Nối lại hồ sơ sau khi phục hồi dữ liệu; những bước đã mất được ghi lại từ giấy"),
    gettext_noop("Chỉ có số thứ tự, trạng thái mà hồ sơ trở về và hạn của nó."),
)

_OPENING = frozenset(move.kind.code for move in MOVES if not move.origins or move.verb == "receive")


def numbers_taken(lost: Iterable[Mapping[str, Any]]) -> tuple[dict[str, int], dict[str, int]]:
    """What lost openings of dossiers say of the counters: by year series the last number, by day series how many.

    `lost` are public parts of entries. The ordinal within a day is not public, so the day's series is moved on by as
    many as were lost: a code already printed is never given to somebody else.
    """
    last: dict[str, int] = {}
    opened: dict[str, int] = {}
    for public in lost:
        if public["kind"] not in _OPENING or public["n"] != 1:
            continue
        on = local_day(datetime.fromisoformat(public["t"]))
        year, day = f"{public['ag']}/{on.year}", f"{public['ag']}/{on:%y%m%d}"
        last[year] = max(last.get(year, 0), int(public["no"]))
        opened[day] = opened.get(day, 0) + 1
    return last, opened
