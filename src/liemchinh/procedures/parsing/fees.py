"""Fees: „50,000 Việt Nam Đồng(…)“, „Miễn phí(…)“, „10 USD“: the number, and the doubt if prose differs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from liemchinh.procedures.parsing.outcome import Outcome
from liemchinh.procedures.parsing.text import LOWER, NOTHING, balanced

MONEY = r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
CURRENCY = (
    rf"Việt\s*Nam\s*[Đđ]ồng|VNĐ|VND|[Đđ]ồng\s*Việt\s*Nam|[Đđ]ồng|₫|đ(?![{LOWER}])|USD|US\$|\$|[Đđ]ô\s*la\s*Mỹ"
    rf"|EUR|€|JPY|GBP|AUD|CNY|KRW|CHF|SGD|THB|LAK|%"
)
FREE = r"(?i:Miễn\s*phí|Miễn\s*lệ\s*phí|Không\s*thu\s*(?:phí|lệ\s*phí)|Không\s*mất\s*phí)"
FEE = rf"(?:{NOTHING}|{FREE}|(?:{MONEY})\s*(?:{CURRENCY}))"
"""A fee as the layout writes it, without its note."""

_DONG = re.compile(r"việt\s*nam\s*đồng|vnđ|vnd|đồng(?:\s*việt\s*nam)?|₫|đ", re.IGNORECASE)
_CURRENCIES = {"us$": "USD", "$": "USD", "đô la mỹ": "USD", "€": "EUR"}
_STATED = re.compile(rf"\s*(?P<label>(?:Phí|Lệ\s*phí)\s*:\s*)?(?P<fee>{FEE})")
_IN_PROSE = re.compile(
    rf"(?P<money>{MONEY})\s*(?P<unit>đồng|vnđ|vnd|đ(?![{LOWER}])|usd|nghìn\s+đồng|triệu\s+đồng)"
    r"|(?P<thousands>\d{1,3}(?:\.\d{3})+)(?=\s*/)",  # „8.000.000/lần“
    re.I,
)
_SET_ELSEWHERE = re.compile(
    r"hội đồng nhân dân|mức (?:thu|lệ phí|phí)|theo (?:quy định|biểu|mức|điều|thông tư)"
    r"|thực hiện theo|thông tư số",
    re.I,
)
_EXEMPT = re.compile(r"(?:không thu|miễn)[^.;]{0,40}(?:phí|lệ phí)", re.I)
SMALLEST_NOTE = 1000
"""Dong: no state fee in force is below this; a smaller number has most likely lost its thousands."""


@dataclass(frozen=True)
class Fee:
    """One fee as read. `state`: free, amount, varies, unstated; `dong` or (`foreign`, `currency`) the number.

    `doubt` says why the number stated should not be trusted as it stands; the number itself is never changed.
    """

    raw: str
    state: str = "unstated"
    dong: int | None = None
    foreign: Decimal | None = None
    currency: str = ""
    note: str = ""
    doubt: str = ""
    outcome: Outcome = Outcome.NOTHING


def take_fees(text: str, start: int) -> tuple[list[Fee], int]:
    """The fees that begin at `start` (one after another, each with its bracketed note) and where they end."""
    fees: list[Fee] = []
    position = start
    while match := _STATED.match(text, position):
        if fees and not _another(text, match, position):
            break
        after = match.end()
        note = ""
        opened = re.compile(r"\s*\(").match(text, after)
        if opened:
            closed = balanced(text, opened.end() - 1)
            end = closed if closed != -1 else len(text)
            note = text[opened.end() : end - 1 if closed != -1 else end]
            after = end
        label = (match["label"] or "").strip(" :\n")
        fees.append(read_fee(match["fee"], f"{label}: {note}".strip(": ") if label else note))
        position = after
    return fees, position


def read_fee(stated: str, note: str = "") -> Fee:
    """The fee that the cell states, with its note; a note that contradicts the number raises a doubt."""
    note = " ".join(note.split())
    raw = stated + (f"({note})" if note else "")
    if stated.casefold() == NOTHING.casefold():
        return Fee(raw, note=note)
    if re.fullmatch(FREE, stated, re.IGNORECASE):
        return _read_free(raw, note)
    match = re.fullmatch(rf"({MONEY})\s*({CURRENCY})", stated)
    if match is None or match[2] == "%":
        return Fee(raw, note=note, doubt="mức thu không phải là một số tiền", outcome=Outcome.NOT)
    amount = money(match[1])
    word = " ".join(match[2].casefold().split())
    if not _DONG.fullmatch(word):
        currency = _CURRENCIES.get(word, word.upper())
        return Fee(raw, "amount", None, amount, currency, note, "", Outcome.FULLY)
    if amount != amount.to_integral_value():
        return Fee(raw, note=note, doubt="số tiền đồng có phần lẻ", outcome=Outcome.NOT)
    doubt = _doubt_about(int(amount), note)
    return Fee(raw, "amount", int(amount), None, "VND", note, doubt, Outcome.PARTLY if doubt else Outcome.FULLY)


def money(text: str) -> Decimal:
    """`1.200.000`, `1,200,000` or `10.5` as a number: three digits after a mark are thousands."""
    head, dot, tail = re.sub(r"\s", "", text).replace(",", ".").rpartition(".")
    if not dot:
        return Decimal(tail)
    whole = head.replace(".", "")
    return Decimal(whole + tail) if len(tail) == 3 else Decimal(f"{whole}.{tail}")


def amounts_in(prose: str) -> list[tuple[Decimal, str]]:
    """Every sum of money that prose names, in đồng or USD, with its currency."""
    found = []
    for match in _IN_PROSE.finditer(prose):
        unit = " ".join((match["unit"] or "đồng").casefold().split())
        amount = money(match["money"] or match["thousands"])
        if unit == "nghìn đồng":
            amount *= 1000
        elif unit == "triệu đồng":
            amount *= 1_000_000
        found.append((amount, "USD" if unit == "usd" else "VND"))
    return found


def _another(text: str, match: re.Match[str], position: int) -> bool:
    """Whether the fee at `match` is one more fee of the row, not the first words of its description."""
    if match["fee"].casefold() == NOTHING.casefold():
        return False
    follows = re.match(r"\s*(?:\(|\Z|\d|Phí\s*:|Lệ\s*phí\s*:)", text[match.end() :])
    return follows is not None and (bool(match["label"]) or match.start("fee") == position)


def _read_free(raw: str, note: str) -> Fee:
    others = [sum_ for sum_ in amounts_in(note) if sum_[0] > 0]
    if others or (note and _SET_ELSEWHERE.search(note) and not _EXEMPT.match(note)):
        doubt = (
            "ghi miễn phí nhưng phần ghi chú nêu mức thu" if others else "ghi miễn phí, ghi chú dẫn văn bản về mức thu"
        )
        return Fee(raw, "varies", None, None, "", note, doubt, Outcome.PARTLY)
    return Fee(raw, "free", 0, None, "VND", note, "", Outcome.FULLY)


def _doubt_about(dong: int, note: str) -> str:
    sums = amounts_in(note)
    if (Decimal(dong), "USD") in sums:
        return "ô ghi tiền đồng nhưng ghi chú nêu số ấy bằng USD"
    if 0 < dong < SMALLEST_NOTE:
        if (Decimal(dong * 1000), "VND") in sums:
            return f"ghi chú nêu {dong * 1000:,} đồng".replace(",", ".")
        return "số tiền dưới 1.000 đồng, có thể thiếu hàng nghìn"
    in_dong = [amount for amount, currency in sums if currency == "VND"]
    if in_dong and Decimal(dong) not in in_dong:
        return "ghi chú nêu mức thu khác"
    return ""


_EXEMPTION = re.compile(
    r"(?:miễn|không thu)\s+(?:nộp\s+|thu\s+)?(?:phí,?\s*)?(?:lệ\s+phí|phí)?[^.;:()]{0,60}?"
    r"(?:cho|đối với)\s*:?\s*(?P<who>[^.]{5,900})",
    re.I,
)


def read_exemptions(notes: Iterable[str]) -> tuple[str, ...]:
    """Who need not pay, as the fee notes say it („Miễn lệ phí cho …; …“), each group once."""
    found: dict[str, str] = {}
    for note in notes:
        for match in _EXEMPTION.finditer(" ".join(note.split())):
            for who in re.split(r";\s*|\s\+\s", match["who"]):
                words = who.strip(" ,-+)(")
                if len(words) > 4:
                    found.setdefault(words.casefold(), words)
    return tuple(found.values())
