"""How the verifier speaks: lines that hold, fail or stay open, and one word over them. Never a bare tick."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any

from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.strangers import legible

VIETNAM_TIME = timezone(timedelta(hours=7))  # no daylight saving since 1975; other computers may lack a list of zones


class Mark(StrEnum):
    """What became of one thing that was looked at: shown, contradicted, or not to be known from these files."""

    HOLDS = "holds"
    FAILS = "fails"
    OPEN = "open"


class Ruling(StrEnum):
    """What all the lines about one file come to."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNCLEAR = "unclear"
    DROPPED = "dropped"


MARK_WORDS = {
    Mark.HOLDS: gettext_noop("Đã chứng minh"),
    Mark.FAILS: gettext_noop("Không khớp"),
    Mark.OPEN: gettext_noop("Chưa chứng minh"),
}
RULING_WORDS = {
    Ruling.MATCH: gettext_noop("Khớp"),
    Ruling.MISMATCH: gettext_noop("KHÔNG KHỚP"),
    Ruling.UNCLEAR: gettext_noop("Chưa đủ thông tin"),
    Ruling.DROPPED: gettext_noop("BẰNG CHỨNG HỒ SƠ BỊ BỎ"),
}


@dataclass(frozen=True)
class Shown:
    """One thing looked at: a stable code, what became of it, a sentence."""

    code: str
    mark: Mark
    sentence: str


@dataclass(frozen=True)
class Report:
    """What one proof or promise shows: where it came from, `proof`, `promise` or `unknown`, the ruling, the lines.

    `facts` is for machines: JSON values. `leaf` and `salt` are what a promise and a proof are compared by.
    """

    source: str
    kind: str
    ruling: Ruling
    lines: tuple[Shown, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    leaf: bytes = b""
    salt: bytes = b""

    def sentences(self) -> str:
        """The report for people, the ruling first."""
        head = f"{legible(self.source)}: {RULING_WORDS[self.ruling]}"
        return "\n".join([head, *(f"  {MARK_WORDS[line.mark]}: {legible(line.sentence)}" for line in self.lines)])

    def as_json(self) -> dict[str, Any]:
        """The report for machines."""
        lines = [{"code": line.code, "mark": line.mark.value, "sentence": line.sentence} for line in self.lines]
        return {
            "file": self.source,
            "kind": self.kind,
            "ruling": self.ruling.value,
            "leaf": self.leaf.hex(),
            "lines": lines,
            "facts": dict(self.facts),
        }


def ruling_of(lines: tuple[Shown, ...], needed: tuple[str, ...]) -> Ruling:
    """MISMATCH when anything fails, MATCH when every needed code holds, else UNCLEAR."""
    if any(line.mark is Mark.FAILS for line in lines):
        return Ruling.MISMATCH
    held = {line.code for line in lines if line.mark is Mark.HOLDS}
    return Ruling.MATCH if held.issuperset(needed) else Ruling.UNCLEAR


def said_moment(seconds: int) -> str:
    """Unix seconds as `9 giờ 10, 18/9/2026`, by the clock of Vietnam."""
    try:
        at = datetime.fromtimestamp(seconds, UTC).astimezone(VIETNAM_TIME)
    except (OverflowError, ValueError, OSError):
        return gettext_noop("một thời điểm không đọc được")
    minute = f" {at.minute:02d}" if at.minute else ""
    return f"{at.hour} giờ{minute}, {at.day}/{at.month}/{at.year}"


def grouped_leaf(leaf: bytes) -> str:
    """The first 16 digits of a leaf hash in groups, as papers print it."""
    digits = leaf.hex()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, 16, 4))
