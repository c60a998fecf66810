"""What every bank statement comes down to: credit lines with a day, an amount, a reference and words. Reads no file."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.payments.rules.money import LARGEST
from liemchinh.payments.rules.reference import squeezed

LARGEST_FILE = 5 * 2**20
MOST_LINES = 20_000
LONGEST_TEXT, LONGEST_NAME, LONGEST_REFERENCE = 500, 200, 100

_CURRENCY = re.compile(r"(?:VND|VNĐ|₫|đồng|đ)$", re.IGNORECASE)
_AMOUNTS = (
    re.compile(r"\d+"),
    re.compile(r"\d{1,3}(?:\.\d{3})+(?:,0{1,2})?"),
    re.compile(r"\d{1,3}(?:,\d{3})+(?:\.0{1,2})?"),
    re.compile(r"\d{1,3}(?: \d{3})+"),
    re.compile(r"\d+[.,]0{1,2}"),
)
_CENTS = re.compile(r"[.,]0{1,2}$")
_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T,]+\d{1,2}:\d{2}(?::\d{2})?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]+\d{1,2}:\d{2}.*)?")


@dataclass(frozen=True)
class Line:
    """One amount that arrived: the day the bank booked it, đồng, the bank's own reference, its words, who sent it."""

    booked_on: date
    amount: int
    text: str
    reference: str = ""
    payer: str = ""


@dataclass(frozen=True)
class Statement:
    """What a file says: its form, the account it is of (empty when it does not say), its credits, how many were not."""

    form: str
    account: str
    lines: tuple[Line, ...]
    passed_over: int = 0


def made_line(booked_on: date, amount: int, text: str, reference: str = "", payer: str = "") -> Line:
    """A line with its words as they are kept: NFC, single spaces, cut to what the table holds."""
    return Line(
        booked_on=booked_on,
        amount=amount,
        text=_words(text, LONGEST_TEXT),
        reference=_words(reference, LONGEST_REFERENCE),
        payer=_words(payer, LONGEST_NAME),
    )


def fingerprints(lines: Iterable[Line]) -> list[str]:
    """One SHA-256 a line, the same whenever the same line comes again, in whatever file.

    Lines that say the same within one file are counted, so that two equal transfers of one day stay two.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    marks = []
    for line in lines:
        said = (line.booked_on.isoformat(), str(line.amount), squeezed(line.reference) or squeezed(line.text))
        seen[said] += 1
        marks.append(hashlib.sha256("\n".join((*said, str(seen[said]))).encode()).hexdigest())
    return marks


def read_amount(written: str) -> int:
    """Đồng of `1.234.567`, `1,234,567.00`, `50000`, `-2.000`, `+2,000 VND`; negative for a debit.

    Raises ValueError for anything else, a fraction of a đồng among it.
    """
    text = _CURRENCY.sub("", " ".join(written.replace("\u00a0", " ").replace("\u202f", " ").split())).strip()
    sign = -1 if text[:1] in ("-", "\u2212") else 1
    text = text.lstrip("+-\u2212").strip()
    if not any(form.fullmatch(text) for form in _AMOUNTS):
        raise ValueError(written)
    digits = re.sub(r"[., ]", "", _CENTS.sub("", text))
    if len(digits) > len(str(LARGEST)):
        raise ValueError(written)
    return sign * int(digits)


def read_day(written: str) -> date:
    """The day of `5/9/2026`, `05-09-2026 14:02`, `2026-09-05`. Raises ValueError."""
    text = written.strip()
    if found := _DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise ValueError(written)
    return date(year, month, day)


def unreadable(place: str, what: str) -> Refused:
    """The refusal for one place of a file; nothing of the file is kept then."""
    sentence = gettext_noop("{place}: không đọc được “{what}”. Chưa nạp dòng nào của tệp này.")
    return Refused("payments.statement_line", sentence, place=place, what=what[:80])


def checked(statement: Statement) -> Statement:
    """The statement, if there is something in it and not too much. Raises Refused("payments.statement_empty"…)."""
    if len(statement.lines) > MOST_LINES:
        sentence = gettext_noop("Tệp có hơn {most} dòng. Hãy tải sao kê từng ngày.")
        raise Refused("payments.statement_long", sentence, most=MOST_LINES)
    if not statement.lines:
        sentence = gettext_noop("Tệp không có dòng tiền vào nào.")
        raise Refused("payments.statement_empty", sentence)
    return statement


def _words(text: str, longest: int) -> str:
    seen = "".join(sign if sign.isprintable() else " " for sign in nfc(text))
    return " ".join(seen.split())[:longest].strip()
