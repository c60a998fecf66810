"""Decides what the figures of petitions mean: periods, shares and how they are rounded."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.petitions.rules.states import State

SETTLED = frozenset({State.DECIDED, State.DONE})
"""There is a result: a decision, a conclusion, an answer. What was only guided, forwarded or closed unsolved is not."""

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})))?", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """A year, quarter or month: `until` is outside."""

    name: str
    first: date
    until: date

    @property
    def a_year_before(self) -> "Period":
        """The same months of the year before."""
        name = f"{self.first.year - 1}{self.name[4:]}"
        return parse_period(name)


def parse_period(typed: str) -> Period:
    """Read `2022`, `2022-Q3` or `2022-05`. Raises Refused("figures.period")."""
    found = _PERIOD.fullmatch(typed.strip())
    year, quarter, month = (int(part) if part else 0 for part in found.groups()) if found else (0, 0, 0)
    if not 2000 <= year <= 2199 or (found and found[3] and not 1 <= month <= 12):
        sentence = gettext_noop("Kỳ số liệu “{typed}” chưa đúng. Ví dụ: 2022, 2022-Q3, 2022-05.")
        raise Refused("figures.period", sentence, typed=typed)
    first = 3 * quarter - 2 if quarter else month or 1
    months = 3 if quarter else 1 if month else 12
    end = first + months
    until = date(year + 1, 1, 1) if end > 12 else date(year, end, 1)
    return Period(typed.strip().upper(), date(year, first, 1), until)


@dataclass(frozen=True)
class Share:
    """How many of how many, and as a percentage with two decimals.

    `percent` is rounded half up, which is how this program shows it; `cut` leaves off what follows the second decimal,
    as some printed reports do. Both are empty when there is nothing to take a share of.
    """

    part: int
    of: int

    @property
    def percent(self) -> str:
        """Rounded half up: 177 of 185 is 95.68."""
        return self._shown(ROUND_HALF_UP)

    @property
    def cut(self) -> str:
        """Cut off: 177 of 185 is 95.67."""
        return self._shown(ROUND_DOWN)

    def _shown(self, rounding: str) -> str:
        if not self.of:
            return ""
        return str((Decimal(100 * self.part) / Decimal(self.of)).quantize(Decimal("0.01"), rounding))
