"""Decides what may be shown to everybody: what blocks it, and what a second person may clear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.petitions.rules.redaction import Clue, Finding, findings

LONGEST_TITLE, LONGEST_TEXT = 200, 20_000
_AROUND = 24


class PublicState(StrEnum):
    """Where a publication stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


PUBLIC_STATE_NAMES = {
    PublicState.DRAFT: gettext_noop("Bản soạn, chưa công khai"),
    PublicState.PUBLISHED: gettext_noop("Đang công khai"),
    PublicState.WITHDRAWN: gettext_noop("Đã rút"),
}


class Verdict(StrEnum):
    """What a person said of two letters."""

    SAME = "same"
    DIFFERENT = "different"
    PARTED = "parted"


VERDICT_NAMES = {
    Verdict.SAME: gettext_noop("Cùng một việc"),
    Verdict.DIFFERENT: gettext_noop("Hai việc khác nhau"),
    Verdict.PARTED: gettext_noop("Đã tách ra"),
}

WHERE_NAMES = {
    "title": gettext_noop("Tiêu đề"),
    "question": gettext_noop("Câu hỏi"),
    "answer": gettext_noop("Trả lời"),
    "place": gettext_noop("Địa điểm"),
}
"""The texts of a publication that everybody reads; a file stands under its own name."""


@dataclass(frozen=True)
class Alarm:
    """One finding in one text: `before` and `after` stand around it, `key` knows it again in a later version."""

    key: str
    where: str
    clue: Clue
    words: str
    before: str = ""
    after: str = ""
    start: int = 0


def alarms(texts: Mapping[str, str], *, names: Iterable[str], addresses: Iterable[str]) -> tuple[Alarm, ...]:
    """Every finding in these texts, in order. `names` and `addresses` are those of the people behind the petition."""
    names, addresses = tuple(names), tuple(addresses)
    return tuple(
        alarm_of(where, text, found)
        for where, text in texts.items()
        for found in findings(text, names=names, addresses=addresses)
    )


def alarm_of(where: str, text: str, found: Finding) -> Alarm:
    """A finding with its surroundings. Its key changes when its words or neighbours do, not when it only moves."""
    before, after = text[max(0, found.start - _AROUND) : found.start], text[found.end : found.end + _AROUND]
    told = "|".join((where, found.clue, fold(found.words), fold(before), fold(after)))
    return Alarm(
        key=sha256(told.encode()).hexdigest()[:24],
        where=where,
        clue=found.clue,
        words=found.words,
        before=before,
        after=after,
        start=found.start,
    )


def uncleared(found: Iterable[Alarm], cleared: Mapping[str, Any]) -> tuple[Alarm, ...]:
    """The alarms that nobody has found to be false."""
    return tuple(alarm for alarm in found if alarm.key not in cleared)


def check_clear(found: Iterable[Alarm], cleared: Mapping[str, Any]) -> None:
    """Raise Refused("petitions.leaks") while one alarm stands: nothing is published before."""
    left = uncleared(found, cleared)
    if left:
        sentence = gettext_noop(
            "Còn {count} chỗ có thể lộ người. Hãy bỏ đi, hoặc nhờ người thứ hai xác nhận máy báo nhầm."
        )
        raise Refused("petitions.leaks", sentence, count=len(left))


def check_second(by: str, prepared_by: str) -> None:
    """Raise Refused("petitions.second"): who wrote the public text does not clear what was found in it."""
    if by == prepared_by:
        sentence = gettext_noop("Người soạn không tự xác nhận máy báo nhầm. Hãy nhờ người thứ hai xem.")
        raise Refused("petitions.second", sentence)
