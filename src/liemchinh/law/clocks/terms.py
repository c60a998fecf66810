"""Terms as the law writes them: an amount and a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop


class Unit(StrEnum):
    """What a term is counted in."""

    HOUR = "hour"  # giờ làm việc
    DAY = "day"  # ngày (theo lịch)
    WORKING_DAY = "working_day"  # ngày làm việc
    MONTH = "month"  # tháng

    @property
    def is_working_time(self) -> bool:
        """Whether days off stop this unit (hours and working days) or not (days and months)."""
        return self in (Unit.HOUR, Unit.WORKING_DAY)


UNIT_NAMES = {
    Unit.HOUR: gettext_noop("giờ làm việc"),
    Unit.DAY: gettext_noop("ngày"),
    Unit.WORKING_DAY: gettext_noop("ngày làm việc"),
    Unit.MONTH: gettext_noop("tháng"),
}

LONGEST = {Unit.HOUR: 20_000, Unit.DAY: 7_300, Unit.WORKING_DAY: 5_000, Unit.MONTH: 240}
"""About twenty years, the longest limitation period a commune meets: beyond it somebody mistyped."""

_SPELLINGS = {
    Unit.HOUR: ("gio", "gio lam viec", "h", "hour", "hours", "working hour", "working hours"),
    Unit.DAY: ("ngay", "ngay lich", "ngay duong lich", "day", "days", "calendar day", "calendar days"),
    Unit.WORKING_DAY: ("ngay lam viec", "working day", "working days", "workday", "workdays"),
    Unit.MONTH: ("thang", "month", "months"),
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings}
_TERM = re.compile(r"(?P<amount>[0-9]{1,6})\s*(\([^()]*\))?\s*(?P<unit>[a-z][a-z ]*)")


@dataclass(frozen=True)
class Budget:
    """`amount` whole units of time that an authority may use. Zero days means the day of receipt itself.

    Raises Refused("law.budget.size") below zero or beyond about twenty years.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LONGEST[self.unit]:
            sentence = gettext_noop("Thời hạn {amount} {unit} không hợp lệ: chỉ nhận từ 0 đến {longest}.")
            raise Refused(
                "law.budget.size",
                sentence,
                amount=self.amount,
                unit=UNIT_NAMES[self.unit],
                longest=LONGEST[self.unit],
            )

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read `5 working days`, `05 (năm) ngày làm việc`, `8 giờ`, `10 ngày`, `1 tháng`.

        An hour is a working hour, as in Decree 118/2025, 17.2.c. Raises Refused("law.budget.unread") for
        anything else, fractions included: half a day has no meaning in the law.
        """
        read = _TERM.fullmatch(fold(text))
        unit = _UNITS.get(read["unit"].strip()) if read else None
        if read is None or unit is None:
            sentence = gettext_noop(
                "Không hiểu thời hạn “{text}”. Hãy viết như: 5 ngày làm việc, 8 giờ, 10 ngày, 1 tháng."
            )
            raise Refused("law.budget.unread", sentence, text=text)
        return cls(int(read["amount"]), unit)

    def words(self) -> str:
        """`5 ngày làm việc`."""
        return f"{self.amount} {UNIT_NAMES[self.unit]}"
