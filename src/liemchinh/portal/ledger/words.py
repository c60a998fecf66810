"""Words for what stands in the book: the kinds of entries, the short names of their public facts."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from liemchinh.dossiers import rules as dossiers
from liemchinh.kernel.days import local_day, moment, short_day
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.ledger.rules import room_of
from liemchinh.petitions import rules as petitions

ROOMS = (
    *("dossiers", "petitions", "reception", "sealed", "procedures"),
    *("payments", "notices", "exchange", "risk", "org", "ledger"),
)
"""Every room that writes into the book."""
STATES: dict[str, Mapping[Any, str]] = {"dossiers": dossiers.STATE_NAMES, "petitions": petitions.STATE_NAMES}
"""What the number of a state means in the room that writes it."""
NUMBERS = {
    "procedures": gettext_noop("Mã thủ tục"),
    "payments": gettext_noop("Số phiếu"),
    "sealed": gettext_noop("Số lô"),
}
"""What `no` numbers in rooms that receive nothing."""

FACTS = {
    "no": gettext_noop("Số tiếp nhận"),
    "st": gettext_noop("Trạng thái"),
    "due": gettext_noop("Ngày hẹn"),
    "on": gettext_noop("Của ngày"),
    "in": gettext_noop("Tiếp nhận trong ngày"),
    "out": gettext_noop("Kết thúc trong ngày"),
    "late": gettext_noop("Quá hạn, chưa xong lúc cuối ngày"),
    "to": gettext_noop("Đến đơn vị"),
    "rows": gettext_noop("Số dòng"),
    "log": gettext_noop("Quyển sổ"),
    "key": gettext_noop("Khóa công khai"),
    "old": gettext_noop("Quyển trước"),
    "size": gettext_noop("Số mục của quyển trước"),
    "root": gettext_noop("Gốc của quyển trước"),
    "new": gettext_noop("Số mục mới"),
    "gone": gettext_noop("Số bước trước đã mất nội dung theo quyết định"),
    "steps": gettext_noop("Các bước đã mất nội dung theo quyết định"),
}
"""Public facts that have a name of their own; the others are read in the entry itself."""


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of entry that any room declares in its rules, by code."""
    found: dict[str, Kind] = {}
    for room in ROOMS:
        package = import_module(f"liemchinh.{room}.rules")
        names = [module.name for module in walk_packages(package.__path__, f"{package.__name__}.")]
        for module in (package, *map(import_module, names)):
            for value in vars(module).values():
                found |= {kind.code: kind for kind in _kinds_in(value)}
    return dict(sorted(found.items()))


def _kinds_in(value: object) -> Iterator[Kind]:
    if isinstance(value, Kind):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _kinds_in(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _kinds_in(inner)
    elif isinstance(kind := getattr(value, "kind", None), Kind):  # a line of a table of moves
        yield kind


def fact_named(name: str, kind: str) -> str:
    """What the public fact `name` of an entry of this kind is called; empty when it has no name of its own."""
    return shown(NUMBERS.get(room_of(kind), FACTS["no"]) if name == "no" else FACTS.get(name, ""))


def value_in_words(name: str, value: object, kind: str) -> str:
    """A public fact of an entry of this kind as people read it; what is not understood is shown as it stands."""
    try:
        if name == "st":
            return shown(STATES[room_of(kind)][int(str(value))])
        if name == "due":
            return moment(datetime.fromisoformat(str(value)))
        if name == "on":
            return short_day(datetime.fromisoformat(str(value)).date())
    except (ValueError, KeyError, TypeError):
        pass
    return str(value)


def claimed(value: object) -> datetime | None:
    """The claimed time of an entry; None when it is not one."""
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo is not None and local_day(at) else None


def grouped(digits: str, by: int = 4) -> str:
    """Hex digits in groups, to read aloud and compare."""
    return " ".join(digits[start : start + by] for start in range(0, len(digits), by))
