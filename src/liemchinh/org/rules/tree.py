"""Units and seats through time: what may open, merge, split, move and end, and on which day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.org.rules.kinds import AUTHORITIES, KIND_NAMES, PARENTS, UnitKind


@dataclass(frozen=True)
class Standing:
    """What the rules need to know of a unit: code, kind, and the days between which it exists."""

    code: str
    kind: UnitKind
    opened_on: date
    closed_on: date | None = None

    def open_on(self, day: date) -> bool:
        """Whether the unit exists on `day` (the closing day is already outside)."""
        return self.opened_on <= day and (self.closed_on is None or day < self.closed_on)


def check_period(since: date, until: date | None) -> None:
    """A period ends after it starts."""
    if until is not None and until <= since:
        sentence = gettext_noop("Ngày kết thúc {until} phải sau ngày bắt đầu {since}.")
        raise Refused("org.period", sentence, since=short_day(since), until=short_day(until))


def check_open(unit: Standing, on: date) -> None:
    """The unit exists on that day."""
    if not unit.open_on(on):
        sentence = gettext_noop("Đơn vị {unit} không hoạt động vào ngày {day}.")
        raise Refused("org.unit_not_open", sentence, unit=unit.code, day=short_day(on))


def check_after_last_change(last: date | None, on: date) -> None:
    """Changes are told in order: the new one comes after the last one recorded."""
    if last is not None and on <= last:
        sentence = gettext_noop("Đã ghi một thay đổi từ ngày {last}. Ngày mới phải sau ngày ấy.")
        raise Refused("org.change_order", sentence, last=short_day(last))


Period = tuple[date, date | None]
"""From (inside) and until (outside, None for open-ended)."""


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return (other[1] is None or one[0] < other[1]) and (one[1] is None or other[0] < one[1])


def check_seat_open(opened_on: date, closed_on: date | None, on: date) -> None:
    """The seat exists on that day."""
    if on < opened_on or (closed_on is not None and closed_on <= on):
        sentence = gettext_noop("Vị trí này không có vào ngày {day}.")
        raise Refused("org.seat_not_open", sentence, day=short_day(on))


def check_seat_free(held: Iterable[Period], wanted: Period) -> None:
    """One seat, one holder: no day may belong to two."""
    check_period(*wanted)
    for period in held:
        if overlap(period, wanted):
            sentence = gettext_noop("Vị trí này đã có người giữ từ ngày {since}. Hãy bàn giao hoặc chọn ngày khác.")
            raise Refused("org.seat_held", sentence, since=short_day(period[0]))


def check_place(kind: UnitKind, parent: UnitKind | None) -> None:
    """What may stand under what: a commune under a province, a division under any authority or centre."""
    allowed = PARENTS[kind]
    if (parent is None and allowed) or (parent is not None and parent not in allowed):
        sentence = gettext_noop("{kind} không đặt được ở vị trí này trong cây tổ chức.")
        raise Refused("org.place", sentence, kind=KIND_NAMES[kind])


def check_no_cycle(unit: str, parent: str, above_parent: Iterable[str]) -> None:
    """A unit never stands under itself, on any level."""
    if unit == parent or unit in set(above_parent):
        sentence = gettext_noop("Đơn vị {unit} không thể nằm dưới chính mình.")
        raise Refused("org.cycle", sentence, unit=unit)


def check_merge(olds: Sequence[Standing], into: Standing, on: date) -> None:
    """Units of one kind merge into one that exists that day and is not among those that end.

    A unit that takes in its neighbour is `into` itself and lives on under its own code.
    """
    codes = [old.code for old in olds]
    if not olds or into.code in codes or len(set(codes)) != len(codes):
        sentence = gettext_noop("Chọn các đơn vị kết thúc, mỗi đơn vị một lần, khác đơn vị nhận.")
        raise Refused("org.merge_which", sentence)
    for old in olds:
        check_end(old, on)
        _check_same_kind(old, into)
    check_open(into, on)


def check_split(old: Standing, into: Sequence[Standing], on: date) -> None:
    """A unit splits into units of its own kind that exist that day; an agency of a province also into communes.

    So the district level ended on 1/7/2025: what its committees did went to the communes (Luật 72/2025/QH15).
    """
    codes = [new.code for new in into]
    if not into or old.code in codes or len(set(codes)) != len(codes):
        sentence = gettext_noop("Chọn các đơn vị mới, mỗi đơn vị một lần, khác đơn vị bị chia.")
        raise Refused("org.split_which", sentence)
    check_end(old, on)
    for new in into:
        if (old.kind, new.kind) != (UnitKind.DEPARTMENT, UnitKind.COMMUNE):
            _check_same_kind(new, old)
        check_open(new, on)


def check_end(unit: Standing, on: date) -> None:
    """A unit ends on a day on which it still exists, and not on the day it opened."""
    check_open(unit, on)
    _check_lived(unit, on)


class Fate(StrEnum):
    """What becomes of a unit when the one it stands in ends."""

    MOVES = "moves"
    ENDS = "ends"
    BLOCKS = "blocks"


def fate_in_merge(child: UnitKind) -> Fate:
    """Communes move to the new province, divisions and centres end; a department must be settled first."""
    return {UnitKind.COMMUNE: Fate.MOVES, UnitKind.DEPARTMENT: Fate.BLOCKS}.get(child, Fate.ENDS)


def fate_in_end(child: UnitKind) -> Fate:
    """When a unit splits or closes nobody can guess the new home of an authority: it must be moved first."""
    return Fate.BLOCKS if child in AUTHORITIES else Fate.ENDS


def check_nothing_blocks(fates: Mapping[str, Fate]) -> None:
    """`fates` by unit code; a single blocking one refuses the whole act."""
    for code, fate in sorted(fates.items()):
        if fate == Fate.BLOCKS:
            sentence = gettext_noop("Đơn vị {unit} chưa được sắp xếp. Hãy chuyển đơn vị ấy trước.")
            raise Refused("org.unit_unsettled", sentence, unit=code)


LIKE_ENOUGH = 0.5
"""From which share of common words two divisions are taken for the same office under another name."""


def likeliest(name: str, among: Mapping[str, str]) -> str:
    """The code in `among` (names by code) whose name is most like `name`; empty when none is much like it.

    Only a proposal, for a person to change: names of offices say what they do, word by word.
    """
    asked = _words(name)
    best, found = 0.0, ""
    for code, other in sorted(among.items()):
        words = _words(other)
        share = len(asked & words) / len(asked | words) if asked | words else 0.0
        if share > best:
            best, found = share, code
    return found if best >= LIKE_ENOUGH else ""


def _words(name: str) -> frozenset[str]:
    return frozenset(fold(name).replace("-", " ").split())


def _check_lived(unit: Standing, on: date) -> None:
    if on <= unit.opened_on:
        sentence = gettext_noop("Đơn vị {unit} mới thành lập ngày {day}, chưa thể kết thúc.")
        raise Refused("org.unit_too_young", sentence, unit=unit.code, day=short_day(unit.opened_on))


def _check_same_kind(one: Standing, other: Standing) -> None:
    if one.kind != other.kind:
        sentence = gettext_noop("{one} và {other} không cùng loại đơn vị.")
        raise Refused("org.kind_differs", sentence, one=one.code, other=other.code)
