"""Time limits: „7 Ngày làm việc“, „60 Ngày“, „1/2 Ngày“, a bare „7“, as an amount and a unit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from liemchinh.procedures.parsing.outcome import Outcome, excerpt
from liemchinh.procedures.parsing.text import NOTHING

UNIT_WORDS = (
    r"ngày\s*làm\s*việc|ngày\s*lịch|ngày|giờ\s*làm\s*việc|giờ\s*hành\s*chính|giờ"
    r"|tháng|tuần(?:\s*lễ)?|quý|năm|phút"
)
NUMBER = r"\d+\s*/\s*\d+|\d+(?:[.,]\d+)?"

_AMOUNT = re.compile(
    rf"(?:(?P<from>{NUMBER})\s*(?:-|–|đến)\s*)?(?P<amount>{NUMBER})"
    rf"(?:\s*\([^()]*\))?\s*(?P<unit>{UNIT_WORDS})?(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_WITHIN_THE_DAY = re.compile(r"(?:ngay\s+)?trong\s+(?:buổi|ngày)(?:\s+làm\s+việc)?(?!\s*\d)", re.IGNORECASE)

OFFICE_HOURS_A_DAY = 8
"""Working hours in a normal day: Labour Code 45/2019/QH14, article 105(1)."""

# unit as written -> (unit of the clock, how many of it)
UNITS: dict[str, tuple[str, int]] = {
    "ngày làm việc": ("working_day", 1),
    "ngày lịch": ("day", 1),
    "ngày": ("day", 1),
    "giờ làm việc": ("hour", 1),
    "giờ hành chính": ("hour", 1),
    "giờ": ("hour", 1),
    "tháng": ("month", 1),
    "tuần": ("day", 7),
    "tuần lễ": ("day", 7),
    "quý": ("month", 3),
    "năm": ("month", 12),
}


@dataclass(frozen=True)
class Duration:
    """A time limit as read: `amount` whole `unit`s (hour, day, working_day, month), None where not stated.

    `unit_from` says where the unit was found: "cell", or "prose" with the sentence in `evidence`.
    """

    raw: str
    amount: int | None = None
    unit: str | None = None
    unit_from: str = ""
    evidence: str = ""
    outcome: Outcome = Outcome.NOTHING
    reason: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether the source gives a number and nowhere its unit: a time, but no time limit."""
        return self.raw.isdigit() and self.unit is None and self.outcome is Outcome.PARTLY


def read_duration(text: str) -> Duration:
    """The time limit stated by the time cell `text`; never a unit that the cell does not name."""
    raw = " ".join(text.split())
    if not raw or raw.casefold() == NOTHING.casefold():
        return Duration(raw)
    match = _AMOUNT.search(raw)
    if match is None:
        if _WITHIN_THE_DAY.search(raw):
            return Duration(raw, 1, "working_day", "cell", raw, Outcome.FULLY)
        return Duration(raw, outcome=Outcome.NOT, reason="thời hạn viết bằng lời, không có con số")
    number = _number(match["amount"])
    if number is None or number <= 0:
        return Duration(raw, outcome=Outcome.NOT, reason="con số thời hạn không dùng được")
    if match["unit"] is None:
        whole = int(number) if number.denominator == 1 else None
        unknown = match["rest"].strip()
        reason = f"đơn vị thời hạn lạ: {unknown}" if unknown else "chỉ có con số, không nêu đơn vị"
        return Duration(raw, whole, None, "", "", Outcome.PARTLY, reason)
    word = " ".join(match["unit"].casefold().split())
    amount, unit = _in_clock_units(number, word)
    if amount is None:
        return Duration(raw, outcome=Outcome.PARTLY, reason=f"{raw}: không đổi được ra đơn vị của lịch")
    if match["from"]:
        return Duration(raw, amount, unit, "cell", raw, Outcome.PARTLY, "thời hạn là một khoảng, lấy số lớn")
    return Duration(raw, amount, unit, "cell", raw, Outcome.FULLY)


def check_against(duration: Duration, description: str) -> Duration:
    """A limit doubted where the line's own description gives its number only with another kind of day."""
    if duration.outcome is not Outcome.FULLY or duration.unit not in ("day", "working_day"):
        return duration
    said = re.findall(rf"(?<![\d,./])0*{duration.amount}\s*(ngày\s*làm\s*việc|ngày)", description, re.IGNORECASE)
    units = {UNITS[" ".join(word.casefold().split())][0] for word in said}
    if not units or duration.unit in units:
        return duration
    reason = "phần mô tả ghi cùng con số với loại ngày khác"
    return replace(duration, outcome=Outcome.PARTLY, reason=reason, evidence=excerpt(description))


def find_unit(duration: Duration, prose: Sequence[str]) -> Duration:
    """A bare number completed with the unit its own row's prose gives to the same number, else unchanged.

    The prose must name the number as a time limit („07 ngày làm việc“, or for 1 „trong ngày làm việc tiếp
    theo“), always with one unit, and not speak of a longer limit: a whole is never shorter than its part.
    """
    if duration.amount is None or duration.unit is not None or not duration.raw.isdigit():
        return duration
    units: dict[str, str] = {}
    longest = Fraction(0)
    for text in prose:
        for match in _LIMIT.finditer(text):
            number = _number(match["amount"])
            if number is None or number.denominator != 1:
                continue
            word = " ".join(match["unit"].casefold().split())
            longest = max(longest, number * UNITS[word][1] * _DAYS[UNITS[word][0]])
            if number == duration.amount:
                units.setdefault(word, _sentence(text, match.start(), match.end()))
        if duration.amount == 1:
            for match in _SAME_DAY.finditer(text):
                units.setdefault("ngày làm việc", _sentence(text, match.start(), match.end()))
    if len(units) != 1:
        return duration
    word, sentence = next(iter(units.items()))
    unit, times = UNITS[word]
    if longest > max(Fraction(1), duration.amount * times * _DAYS[unit]):
        return duration
    return Duration(
        duration.raw,
        duration.amount * times,
        unit,
        "prose",
        sentence,
        Outcome.PARTLY,
        "đơn vị lấy từ phần mô tả",
    )


_DAYS = {"hour": Fraction(1, 24), "day": Fraction(1), "working_day": Fraction(1), "month": Fraction(30)}
_LIMIT = re.compile(
    r"(?<!sau )(?:trong\s+(?:thời\s+hạn|thời\s+gian|vòng)|thời\s+hạn(?:\s+giải\s+quyết)?|không\s+quá"
    r"|chậm\s+nhất|tối\s+đa)"
    rf"[^.;\d]{{0,40}}(?P<amount>\d+)(?:\s*\([^()]*\))?\s*(?P<unit>{UNIT_WORDS.replace('|phút', '')})",
    re.IGNORECASE,
)
_SAME_DAY = re.compile(
    r"trả\s+kết\s+quả[^.;]{0,60}trong\s+ngày(?:\s+làm\s+việc)?\s+tiếp\s+theo"
    r"|(?:giải\s+quyết|trả\s+kết\s+quả)[^.;]{0,40}ngay\s+trong\s+ngày",
    re.IGNORECASE,
)


def _sentence(text: str, start: int, end: int) -> str:
    return " ".join(text[max(0, start - 40) : end + 40].split())


def _number(text: str) -> Fraction | None:
    compact = re.sub(r"\s+", "", text).replace(",", ".")
    try:
        return Fraction(compact)
    except (ValueError, ZeroDivisionError):
        return None


def _in_clock_units(number: Fraction, word: str) -> tuple[int | None, str]:
    """`number` of the written unit as whole units of the clock; half a working day is four office hours."""
    if word == "phút":
        number, unit = number / 60, "hour"
    else:
        unit, times = UNITS[word]
        number = number * times
        if number.denominator != 1 and unit == "working_day":
            number, unit = number * OFFICE_HOURS_A_DAY, "hour"
    return (int(number), unit) if number.denominator == 1 else (None, unit)
