"""Decides about procedures: who edits the catalogue, which level decides on a day, what a search finds first.

Source of the words: Decree 63/2010/NĐ-CP art. 8 (the parts of a procedure); online levels: Decree
42/2022/NĐ-CP art. 11 until 30 June 2026, Decree 224/2026/NĐ-CP art. 14 and 16 from 1 July 2026.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from liemchinh.kernel.actors import SYSTEM, Actor, Role
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import fold, gettext_noop, nfc
from liemchinh.law.clocks import Budget, Unit


class Level(StrEnum):
    """Cấp thực hiện. The district ended on 1 July 2025 and stays for what came from it."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    OTHER = "other"


LEVEL_NAMES = {
    Level.MINISTRY: gettext_noop("Cấp bộ"),
    Level.PROVINCE: gettext_noop("Cấp tỉnh"),
    Level.DISTRICT: gettext_noop("Cấp huyện"),
    Level.COMMUNE: gettext_noop("Cấp xã"),
    Level.OTHER: gettext_noop("Cơ quan khác"),
}


class ChannelKind(StrEnum):
    """Hình thức nộp."""

    DIRECT = "direct"
    ONLINE = "online"
    POST = "post"
    OTHER = "other"


CHANNEL_NAMES = {
    ChannelKind.DIRECT: gettext_noop("Trực tiếp"),
    ChannelKind.ONLINE: gettext_noop("Trực tuyến"),
    ChannelKind.POST: gettext_noop("Qua bưu chính"),
    ChannelKind.OTHER: gettext_noop("Cách khác"),
}


class FeeState(StrEnum):
    """What is known of a fee: none is taken, a number, it depends, or the source does not say."""

    FREE = "free"
    AMOUNT = "amount"
    VARIES = "varies"
    UNSTATED = "unstated"


FEE_NAMES = {
    FeeState.FREE: gettext_noop("Không thu phí"),
    FeeState.AMOUNT: gettext_noop("Có thu phí"),
    FeeState.VARIES: gettext_noop("Mức thu tùy trường hợp"),
    FeeState.UNSTATED: gettext_noop("Nguồn không nêu mức thu"),
}


def fee_words(state: FeeState, *, amount: int | None, foreign: Decimal | None, currency: str) -> str:
    """A fee as people read it: `15.000 đồng`, `20 USD`, or what is known of it in words."""
    if state is FeeState.AMOUNT and amount is not None:
        return gettext_noop("{amount}\u00a0đồng").format(amount=f"{amount:,}".replace(",", "."))
    if state is FeeState.AMOUNT and foreign is not None:
        return f"{foreign:f} {currency}"
    return FEE_NAMES[state]


class Online(StrEnum):
    """Mức dịch vụ công trực tuyến: not offered, partly (with a published reason), or wholly online."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


ONLINE_NAMES = {
    Online.NONE: gettext_noop("Chưa cung cấp trực tuyến"),
    Online.PARTIAL: gettext_noop("Trực tuyến một phần"),
    Online.FULL: gettext_noop("Trực tuyến toàn trình"),
}

PROCEDURE_PUBLISHED = Kind(
    "procedures.published",
    gettext_noop("Công khai một phiên bản của thủ tục hành chính."),
    gettext_noop("Chỉ có mã thủ tục và ngày hiệu lực; thủ tục không chứa thông tin cá nhân."),
)
CATALOGUE_IMPORTED = Kind(
    "procedures.imported",
    gettext_noop("Nạp danh mục thủ tục hành chính."),
    gettext_noop("Chỉ có số dòng đã đọc và số phiên bản mới."),
)
AUTHORITY_TRANSFERRED = Kind(
    "procedures.transferred",
    gettext_noop("Chuyển thẩm quyền giải quyết thủ tục giữa các cấp."),
    gettext_noop("Chỉ có mã thủ tục, cấp và ngày."),
)
PROCEDURES_OFFERED = Kind(
    "procedures.offered",
    gettext_noop("Đơn vị bắt đầu tiếp nhận thủ tục."),
    gettext_noop("Chỉ có mã đơn vị, mã thủ tục và ngày."),
)
OFFERING_STOPPED = Kind(
    "procedures.withdrawn",
    gettext_noop("Đơn vị thôi tiếp nhận thủ tục."),
    gettext_noop("Chỉ có mã đơn vị, mã thủ tục và ngày."),
)


def check_may_edit(by: Actor) -> None:
    """Only a catalogue editor, an administrator or the machine's own command changes the catalogue."""
    if by != SYSTEM and not by.has(Role.EDITOR, Role.ADMINISTRATOR):
        raise Refused("procedures.edit", gettext_noop("Chỉ người quản lý danh mục mới được sửa thủ tục."))


MOST_IN_CODE = 60
"""Signs that the code of a procedure may have."""


def check_code(code: str) -> None:
    """The code of a new procedure: letters, digits, points, strokes and hyphens, as codes are given out."""
    if not re.fullmatch(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ./\-]*", code) or len(code) > MOST_IN_CODE:
        sentence = gettext_noop("Mã thủ tục chỉ gồm chữ, số, dấu chấm, gạch ngang, gạch chéo, dài tối đa {most} ký tự.")
        raise Refused("procedures.code", sentence, most=MOST_IN_CODE)


def read_codes(text: str) -> list[str]:
    """Codes of procedures in a list that was pasted or in a CSV file: the first cell of each line, each once.

    A heading and empty lines are passed over: what holds no digit is no code.
    """
    cells = (re.split(r"[,;\t]", line.strip().lstrip("\ufeff"))[0].strip(" \"'") for line in text.splitlines())
    return list(dict.fromkeys(cell for cell in cells if re.search(r"\d", cell)))


def budget(amount: int | None, unit: str) -> Budget | None:
    """The time limit as the clocks take it; None where none is stated, or no clock can hold it."""
    if amount is None or not unit:
        return None
    try:
        return Budget(amount, Unit(unit))
    except Refused:  # decades: somebody mistyped, and the raw text says what
        return None


@dataclass(frozen=True)
class Move:
    """One transfer of authority: on this day the procedure left one level for another."""

    on: date
    from_level: Level
    to_level: Level


def levels_on(stated: Iterable[Level], moves: Sequence[Move], day: date) -> frozenset[Level]:
    """The levels that decide on `day`: those stated, later moves taken back and earlier ones carried out."""
    levels = set(stated)
    ordered = sorted(moves, key=lambda move: move.on)
    for move in reversed([move for move in ordered if move.on > day]):
        levels.discard(move.to_level)
        levels.add(move.from_level)
    for move in [move for move in ordered if move.on <= day]:
        levels.discard(move.from_level)
        levels.add(move.to_level)
    return frozenset(levels)


def check_transfer(from_level: Level, to_level: Level, decision: str) -> None:
    """A transfer names two different levels and the decision behind it."""
    if from_level == to_level:
        raise Refused("procedures.same_level", gettext_noop("Cấp chuyển đi và cấp nhận phải khác nhau."))
    if not decision.strip():
        raise Refused("procedures.no_decision", gettext_noop("Hãy ghi số quyết định chuyển thẩm quyền."))


# Search ---------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")


@dataclass(frozen=True)
class Wanted:
    """What a person typed, and its folded form with the forms that mean the same in the statute's words."""

    typed: str
    phrases: tuple[tuple[str, ...], ...]


def wanted(text: str, synonyms: Mapping[str, Sequence[str]]) -> Wanted:
    """Reads what was typed: words without marks, and for each everyday word its statutory names."""
    typed = " ".join(nfc(text).casefold().split())
    words = tuple(_WORD.findall(fold(typed)))
    phrases = [words] if words else []
    folded = " ".join(words)
    for everyday, statutory in synonyms.items():
        if re.search(rf"\b{re.escape(everyday)}\b", folded):
            for name in statutory:
                said = re.sub(rf"\b{re.escape(everyday)}\b", fold(name), folded)
                phrases.append(tuple(_WORD.findall(said)))
    return Wanted(typed, tuple(dict.fromkeys(phrases)))


def rank(want: Wanted, name: str, folded: str) -> int:
    """How well a name answers, 0 best: as typed, words as typed, then both without marks, then a synonym."""
    said = nfc(name).casefold()
    if want.typed in said:
        return 0
    spoken = set(_WORD.findall(said))
    if want.typed and all(word in spoken for word in _WORD.findall(want.typed)):
        return 1
    if want.phrases and " ".join(want.phrases[0]) in folded:
        return 2
    if want.phrases and set(want.phrases[0]) <= set(_WORD.findall(folded)):
        return 3
    return 4


def nearness(want: Wanted, folded: str) -> float:
    """How near a name is to what was typed, 0 to 1: shared pairs of letters, word by word (Dice)."""
    if not want.phrases:
        return 0.0
    names = _WORD.findall(folded)
    best = 0.0
    for words in want.phrases:
        scores = [max((_dice(word, name) for name in names), default=0.0) for word in words]
        best = max(best, sum(scores) / len(scores) if scores else 0.0)
    return best


def _dice(a: str, b: str) -> float:
    if a == b:
        return 1.0
    pairs_a = {a[i : i + 2] for i in range(len(a) - 1)}
    pairs_b = {b[i : i + 2] for i in range(len(b) - 1)}
    total = len(pairs_a) + len(pairs_b)
    return 2 * len(pairs_a & pairs_b) / total if total else 0.0
