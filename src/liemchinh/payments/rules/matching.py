"""To which charge a line of a bank statement belongs, or why a person has to say it. Pure: gets facts, gives reasons.

Only one case is settled by itself: exactly one reference, of one open charge, and exactly the amount still owed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from liemchinh.kernel.words import gettext_noop
from liemchinh.payments.rules.money import Sum
from liemchinh.payments.rules.reference import references_in, squeezed

PROPOSED = 5


class Doubt(StrEnum):
    """Why a line is not matched by itself."""

    NO_REFERENCE = "no_reference"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    LESS = "less"
    MORE = "more"
    TWICE = "twice"
    CLOSED = "closed"
    UNSET = "unset"


DOUBTS = {
    Doubt.NO_REFERENCE: gettext_noop("Nội dung chuyển khoản không có mã thanh toán."),
    Doubt.UNKNOWN: gettext_noop("Mã thanh toán đúng dạng nhưng không có khoản thu nào mang mã này."),
    Doubt.SEVERAL: gettext_noop("Nội dung chuyển khoản có nhiều mã thanh toán."),
    Doubt.LESS: gettext_noop("Số tiền ít hơn số còn phải nộp."),
    Doubt.MORE: gettext_noop("Số tiền nhiều hơn số còn phải nộp."),
    Doubt.TWICE: gettext_noop("Khoản mang mã này đã nộp đủ: có thể người nộp đã chuyển hai lần."),
    Doubt.CLOSED: gettext_noop("Khoản mang mã này không thu nữa vì hồ sơ đã kết thúc."),
    Doubt.UNSET: gettext_noop("Khoản mang mã này chưa xác định số tiền."),
}


READY = gettext_noop("Mã và số tiền khớp một khoản đang chờ nộp. Xem lại rồi ghép.")


@dataclass(frozen=True)
class Candidate:
    """A charge that a line may belong to."""

    id: int
    subject: str
    reference: str
    sum: Sum


@dataclass(frozen=True)
class Verdict:
    """`charge` when the line is matched by itself; else the doubt, and charges for a person to choose from."""

    charge: int | None = None
    doubt: Doubt | None = None
    proposals: tuple[int, ...] = field(default=())


def judge(text: str, amount: int, *, by_reference: Mapping[str, Candidate], owed: Iterable[Candidate] = ()) -> Verdict:
    """Judge one line: `text` is what the bank passed on, `amount` what is left of it in đồng.

    `by_reference` holds the charges whose references stand in the text, `owed` others that are open, for proposals.
    """
    named = references_in(text)
    found = [by_reference[one] for one in named if one in by_reference]
    if len(named) > 1:
        return Verdict(doubt=Doubt.SEVERAL, proposals=tuple(one.id for one in found if one.sum.rest)[:PROPOSED])
    if not found:
        doubt = Doubt.UNKNOWN if named else Doubt.NO_REFERENCE
        return Verdict(doubt=doubt, proposals=_proposed(text, amount, owed))
    (one,) = found
    doubt_of = _doubt(one.sum, amount)
    if doubt_of is None:
        return Verdict(charge=one.id)
    return Verdict(doubt=doubt_of, proposals=(one.id,) if one.sum.rest else ())


def _doubt(charge: Sum, amount: int) -> Doubt | None:
    if charge.closed:
        return Doubt.CLOSED
    if charge.amount is None:
        return Doubt.UNSET
    if charge.rest == 0:
        return Doubt.TWICE
    if amount == charge.rest:
        return None
    return Doubt.LESS if amount < charge.rest else Doubt.MORE


def _proposed(text: str, amount: int, owed: Iterable[Candidate]) -> tuple[int, ...]:
    """Those whose dossier's code stands in the text, then those that owe exactly this much; by id."""
    words = squeezed(text)
    open_ones = sorted((one for one in owed if one.sum.rest), key=lambda one: one.id)
    named = [one.id for one in open_ones if squeezed(one.subject) in words]
    alike = [one.id for one in open_ones if one.sum.rest == amount]
    return tuple(dict.fromkeys([*named, *alike]))[:PROPOSED]
