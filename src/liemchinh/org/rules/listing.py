"""The list of provinces and communes as it is shipped: rows, totals, and whether the one fits the other."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org.rules.kinds import TYPE_NAMES, LocalityType, UnitKind
from liemchinh.org.rules.tree import check_after_last_change
from liemchinh.org.rules.writing import check_admin_code, check_name, check_type, check_unit_code


@dataclass(frozen=True)
class Listed:
    """What a province or commune is called from one day on. A unit has one row for each name it ever had.

    `name` is without the type. `province` is the province's own code for a commune, empty for a province.
    """

    code: str
    admin_code: str
    kind: UnitKind
    type: LocalityType
    name: str
    province: str
    valid_from: date

    @property
    def full_name(self) -> str:
        """`Xã Đông Hà`, `Thành phố Huế`."""
        return f"{TYPE_NAMES[self.type].capitalize()} {self.name}"


@dataclass(frozen=True)
class Total:
    """How many units of a type there must be on a day."""

    on: date
    type: LocalityType
    count: int


def locality(word: str) -> LocalityType:
    """The type written as `xã`, `phường`, `đặc khu`, `tỉnh` or `thành phố`."""
    for found, name in TYPE_NAMES.items():
        if name and name == word.strip():
            return found
    raise Refused("org.list_type", gettext_noop("Không có loại đơn vị tên là “{word}”."), word=word)


def by_unit(rows: Iterable[Listed]) -> dict[str, list[Listed]]:
    """The rows of each unit by its code, oldest name first; provinces before the communes that stand in them.

    Raises Refused for a row that cannot stand: a malformed code, the wrong type, an unknown province, a
    unit that changes place or kind between two of its rows.
    """
    names: dict[str, list[Listed]] = {}
    for row in sorted(rows, key=lambda r: (r.kind != UnitKind.PROVINCE, r.code, r.valid_from)):
        check_unit_code(row.code)
        check_admin_code(row.admin_code, row.kind)
        check_type(row.kind, row.type)
        check_name(row.name)
        known = names.setdefault(row.code, [])
        if row.kind == UnitKind.COMMUNE and row.province not in names:
            sentence = gettext_noop("Đơn vị {unit} ghi tỉnh “{province}”, không có trong danh mục.")
            raise Refused("org.list_province", sentence, unit=row.code, province=row.province)
        if known and (known[-1].province, known[-1].admin_code) != (row.province, row.admin_code):
            sentence = gettext_noop("Đơn vị {unit} có hai dòng khác tỉnh hoặc khác mã hành chính.")
            raise Refused("org.list_unlike", sentence, unit=row.code)
        check_after_last_change(known[-1].valid_from if known else None, row.valid_from)
        known.append(row)
    return names


def count(names: Iterable[Sequence[Listed]], on: date) -> Counter[LocalityType]:
    """How many units of each type the list has on that day."""
    found: Counter[LocalityType] = Counter()
    for rows in names:
        valid = [row for row in rows if row.valid_from <= on]
        if valid:
            found[valid[-1].type] += 1
    return found


def check_totals(names: dict[str, list[Listed]], totals: Iterable[Total]) -> None:
    """The list has as many units of each type as the totals say for each of their days."""
    for total in totals:
        found = count(names.values(), total.on)[total.type]
        if found != total.count:
            sentence = gettext_noop("Danh mục thiếu hoặc thừa: ngày {day} phải có {want} {type}, đang có {found}.")
            facts = {
                "day": short_day(total.on),
                "want": total.count,
                "type": TYPE_NAMES[total.type],
                "found": found,
            }
            raise Refused("org.list_totals", sentence, **facts)
