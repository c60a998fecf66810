"""What holds for every act, whatever is done: a form that was sent does nothing a second time, nor anything else."""

from collections.abc import Iterable, Mapping
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop


def check_same_act(same: bool, *, room: str) -> None:
    """For a form that was sent before: raise Refused("<room>.token") when it served another act.

    Otherwise a page would report as done what nobody has done.
    """
    if not same:
        raise Refused(f"{room}.token", gettext_noop("Biểu mẫu này đã dùng cho một việc khác. Hãy mở lại trang."))


def touched(columns: Iterable[tuple[str, str]], now: Mapping[str, Any], loaded: Mapping[str, Any]) -> list[str]:
    """Which fields an act has to write: what differs from `loaded`, and what could have been changed in place.

    `columns` are pairs of a field and the name of its value (`seat` is kept as `seat_id`).
    """
    return [
        name
        for name, column in columns
        if column not in loaded or now[column] != loaded[column] or isinstance(now[column], list | dict)
    ]
