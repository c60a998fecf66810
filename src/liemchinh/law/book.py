"""The law book: every period, threshold and format that a law fixes, since which day, by which article.

One file a rule under `data/<subject>/<rule>.yaml`; the key of a rule is `<subject>.<rule>`. The book answers
"what was the law on that day" and never looks at a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.shelf import read_yaml, shelf

Value = int | str | list[Any] | dict[str, Any]

UNITS = {
    "immediate": gettext_noop("ngay lập tức"),
    "minute": gettext_noop("phút"),
    "clock_hour": gettext_noop("giờ"),
    "working_hour": gettext_noop("giờ làm việc"),
    "calendar_day": gettext_noop("ngày"),
    "working_day": gettext_noop("ngày làm việc"),
    "month": gettext_noop("tháng"),
    "year": gettext_noop("năm"),
    "times": gettext_noop("lần"),
    "time_of_day": gettext_noop("giờ trong ngày"),
    "effect": gettext_noop("hệ quả"),
    "list": gettext_noop("danh sách"),
    "pattern": gettext_noop("mẫu mã"),
    "character": gettext_noop("ký tự"),
    "percent": gettext_noop("%"),
    "person": gettext_noop("người"),
    "criterion": gettext_noop("tiêu chí"),
    "day_a_week": gettext_noop("ngày trong 1 tuần"),
    "day_a_month": gettext_noop("ngày trong 1 tháng"),
}

EFFECTS = {
    "restart": gettext_noop("tính lại từ đầu"),
    "subtract": gettext_noop("trừ thời gian chờ"),
    "late": gettext_noop("tính là trễ hạn"),
    "not_required": gettext_noop("không bắt buộc"),
    "accepted_complete": gettext_noop("khi hồ sơ được tiếp nhận đầy đủ, hợp lệ"),
    "not_counted": gettext_noop("không tính"),
    "from_the_instant": gettext_noop("tính từ đúng thời điểm ấy"),
    "same_day_of_month": gettext_noop("ngày tương ứng của tháng cuối"),
    "last_day_of_month": gettext_noop("ngày cuối cùng của tháng ấy"),
    "next_working_day": gettext_noop("hết ngày làm việc kế tiếp"),
}


@dataclass(frozen=True)
class Source:
    """Where a value stands written: document, article, and an address where the document can be looked up."""

    document: str
    article: str
    url: str


@dataclass(frozen=True)
class Provision:
    """One value of one rule, from `since` up to but not including `until` (None: still in force).

    `status` is `verified` when the wording was read in the full text or an official extract, else `assumed`;
    `note` says what was not seen.
    """

    key: str
    description: str
    value: Value
    unit: str
    since: date
    until: date | None
    source: Source
    status: str
    note: str

    def cite(self) -> str:
        """`khoản 5 Điều 19 Nghị định 118/2025/NĐ-CP`."""
        return f"{self.source.article} {self.source.document}".strip()

    def words(self) -> str:
        """The value as a person reads it: `3 ngày làm việc`, `15:00`, `tính lại từ đầu`."""
        if self.unit == "immediate":
            return UNITS["immediate"]
        if self.unit in ("time_of_day", "pattern"):
            return str(self.value)
        if self.unit == "effect":
            return EFFECTS[str(self.value)]
        if isinstance(self.value, list):
            return ", ".join(str(item) for item in self.value)
        return f"{self.value} {UNITS[self.unit]}"

    def number(self) -> int:
        """The value as a whole number. Raises TypeError when the rule is not a count."""
        if not isinstance(self.value, int):
            raise TypeError(f"{self.key} is not a count")
        return self.value


@dataclass(frozen=True)
class Rule:
    """A rule with its whole history, oldest value first: one entry of the public law book."""

    key: str
    description: str
    provisions: tuple[Provision, ...]

    def on(self, day: date) -> Provision | None:
        """The value in force on `day`, or None when the rule was not in force."""
        for provision in reversed(self.provisions):
            if provision.since <= day:
                return provision if provision.until is None or day < provision.until else None
        return None


def provision(key: str, *, on: date) -> Provision:
    """The value of rule `key` in force on `on`.

    Raises Refused("law.unknown") when there is no such rule and Refused("law.not_in_force") when that day
    has no value for it.
    """
    rule = _rules().get(key)
    if rule is None:
        raise Refused("law.unknown", gettext_noop("Sổ luật không có quy định {key}."), key=key)
    found = rule.on(on)
    if found is None:
        sentence = gettext_noop("Ngày {day} chưa có hoặc không còn quy định: {description}.")
        raise Refused("law.not_in_force", sentence, key=key, day=short_day(on), description=rule.description)
    return found


@lru_cache(maxsize=64)
def _law_on(day: date) -> tuple[Provision, ...]:
    return tuple(found for rule in rule_book() if (found := rule.on(day)) is not None)


def law_on(day: date) -> dict[str, Provision]:
    """Every rule in force on `day`, by key, in the order of the book."""
    return {found.key: found for found in _law_on(day)}


def rule_book() -> tuple[Rule, ...]:
    """Every rule with its whole history, ordered by key."""
    return tuple(_rules().values())


@cache
def _rules() -> dict[str, Rule]:
    files = sorted(path for path in shelf().glob("*/*.yaml") if "values" in path.read_text(encoding="utf-8"))
    rules = [read_rule(path) for path in files if path.parent.name != "calendar" or path.stem == "weekly"]
    return {rule.key: rule for rule in sorted(rules, key=lambda rule: rule.key)}


def read_rule(path: Path) -> Rule:
    """The rule written in one data file. Raises ValueError naming the file when something is missing.

    A value of null says that the rule was repealed on that day.
    """
    key = f"{path.parent.name}.{path.stem.replace('-', '_')}"
    written = read_yaml(path)
    try:
        days = sorted(written["values"])
        provisions = []
        for place, since in enumerate(days):
            entry = written["values"][since]
            if entry.get("value") is None:
                continue
            follows = days[place + 1] if place + 1 < len(days) else None
            until = entry.get("until") or follows
            source = Source(
                document=entry["source"]["document"],
                article=entry["source"]["article"],
                url=entry["source"]["url"],
            )
            unit = entry.get("unit", written["unit"])
            if unit not in UNITS or entry["status"] not in ("verified", "assumed") or not source.document:
                raise KeyError(unit)
            provisions.append(
                Provision(
                    key=key,
                    description=written["description"],
                    value=entry["value"],
                    unit=unit,
                    since=_day(since),
                    until=_day(until) if until else None,
                    source=source,
                    status=entry["status"],
                    note=entry.get("note", ""),
                )
            )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name}: a rule lacks or misspells {error}") from error
    return Rule(key=key, description=written["description"], provisions=tuple(provisions))


def _day(written: object) -> date:
    if not isinstance(written, date):
        raise KeyError(f"a date, found {written!r}")
    return written


def change_days() -> tuple[date, ...]:
    """Every day on which some rule gained, changed or lost its value, oldest first."""
    days = {provision.since for rule in rule_book() for provision in rule.provisions}
    days |= {provision.until for rule in rule_book() for provision in rule.provisions if provision.until}
    return tuple(sorted(days))
