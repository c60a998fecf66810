"""What a charge is, where it stands, and what may be done with it. Amounts are whole đồng; nothing is ever rounded."""

from dataclasses import dataclass
from enum import StrEnum

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc

LARGEST = 10**12
"""A million million đồng: no charge of a commune comes near; a slip of the keyboard does."""


class Kind(StrEnum):
    """Phí, lệ phí are two heads of the law (Law 97/2015/QH13, article 3); the third is what a tax notice says."""

    FEE = "fee"
    CHARGE = "charge"
    OBLIGATION = "obligation"


KIND_NAMES = {
    Kind.FEE: gettext_noop("Phí"),
    Kind.CHARGE: gettext_noop("Lệ phí"),
    Kind.OBLIGATION: gettext_noop("Nghĩa vụ tài chính"),
}


class Moment(StrEnum):
    """When it is collected, in the numbers of the national portal (HinhThucThu)."""

    RECEPTION = "1"
    SUPPLEMENT = "2"
    RETURN = "4"


MOMENT_NAMES = {
    Moment.RECEPTION: gettext_noop("Khi tiếp nhận"),
    Moment.SUPPLEMENT: gettext_noop("Khi bổ sung"),
    Moment.RETURN: gettext_noop("Khi trả kết quả"),
}


class Method(StrEnum):
    """How money came: each leaves a trace of its own, without which nothing counts as paid."""

    CASH = "cash"
    TRANSFER = "transfer"
    PORTAL = "portal"


METHOD_NAMES = {
    Method.CASH: gettext_noop("Tiền mặt tại quầy"),
    Method.TRANSFER: gettext_noop("Chuyển khoản"),
    Method.PORTAL: gettext_noop("Cổng Dịch vụ công quốc gia"),
}


class Standing(StrEnum):
    """Where a charge stands, always derived from what was paid."""

    UNSET = "unset"
    OWED = "owed"
    PARTLY = "partly"
    PAID = "paid"
    EXEMPT = "exempt"
    CLOSED = "closed"
    TO_REFUND = "to_refund"
    REFUNDED = "refunded"


STANDING_NAMES = {
    Standing.UNSET: gettext_noop("Chờ xác định số tiền"),
    Standing.OWED: gettext_noop("Chưa nộp"),
    Standing.PARTLY: gettext_noop("Đã nộp một phần"),
    Standing.PAID: gettext_noop("Đã nộp đủ"),
    Standing.EXEMPT: gettext_noop("Được miễn"),
    Standing.CLOSED: gettext_noop("Không thu nữa"),
    Standing.TO_REFUND: gettext_noop("Chờ quyết định hoàn"),
    Standing.REFUNDED: gettext_noop("Đã hoàn"),
}


@dataclass(frozen=True)
class Sum:
    """A charge in figures: `amount` None until fixed; `reduced` off it; `paid` less reversals; `refunded`.

    `closed` when the dossier ended and nothing more is collected; `asked_back` while a refund awaits a decision.
    """

    amount: int | None
    reduced: int = 0
    paid: int = 0
    refunded: int = 0
    closed: bool = False
    asked_back: bool = False

    @property
    def due(self) -> int:
        """What must be paid in all; 0 while the amount is not fixed."""
        return (self.amount or 0) - self.reduced

    @property
    def kept(self) -> int:
        """What has been paid and not given back."""
        return self.paid - self.refunded

    @property
    def rest(self) -> int:
        """What is still to be paid; 0 once closed."""
        return 0 if self.closed or self.amount is None else max(self.due - self.kept, 0)

    @property
    def settled(self) -> bool:
        """Whether nothing is owed: fixed, and paid or exempt; or closed."""
        return self.closed or (self.amount is not None and self.kept >= self.due)

    @property
    def standing(self) -> Standing:
        """The state in one word."""
        if self.asked_back and self.kept:
            return Standing.TO_REFUND
        if self.closed:
            return Standing.REFUNDED if self.refunded else Standing.PAID if self.kept else Standing.CLOSED
        if self.amount is None:
            return Standing.UNSET
        if self.due == 0:
            return Standing.EXEMPT
        if self.kept >= self.due:
            return Standing.PAID
        return Standing.PARTLY if self.kept else Standing.OWED


def check_amount(amount: int) -> int:
    """A whole number of đồng above nothing. Raises Refused("payments.amount")."""
    if not 0 < amount <= LARGEST:
        sentence = gettext_noop("Số tiền phải là số nguyên đồng, lớn hơn 0.")
        raise Refused("payments.amount", sentence)
    return amount


def check_words(text: str, *, longest: int = 500) -> str:
    """A reason or a document as it will be kept: NFC, single spaces. Raises Refused("payments.words") when empty."""
    words = " ".join(nfc(text).split())
    if not words or len(words) > longest:
        raise Refused("payments.words", gettext_noop("Ghi lý do hoặc căn cứ, dài nhất {longest} chữ."), longest=longest)
    return words


def check_open(charge: Sum) -> None:
    """Raises Refused("payments.closed") for a charge that is collected no more."""
    if charge.closed:
        raise Refused("payments.closed", gettext_noop("Khoản này không thu nữa vì hồ sơ đã kết thúc."))


def check_fix(charge: Sum, amount: int) -> None:
    """Whether the amount may be set now. Raises Refused("payments.fixed") once money has been taken."""
    check_open(charge)
    check_amount(amount)
    if charge.paid or charge.refunded:
        raise Refused("payments.fixed", gettext_noop("Đã thu tiền của khoản này nên không đổi được số tiền."))


def check_reduction(charge: Sum, reduced: int) -> None:
    """Whether so much may be taken off. Raises Refused("payments.reduction")."""
    check_open(charge)
    if charge.amount is None:
        raise Refused("payments.unset", gettext_noop("Chưa xác định số tiền của khoản này."))
    if not 0 <= reduced <= charge.amount:
        sentence = gettext_noop("Số tiền miễn, giảm không được lớn hơn số phải nộp.")
        raise Refused("payments.reduction", sentence)
    if charge.kept > charge.amount - reduced:
        sentence = gettext_noop("Người nộp đã nộp nhiều hơn số còn lại sau khi giảm. Hãy hoàn phần thừa trước.")
        raise Refused("payments.reduction_paid", sentence)


def check_payment(charge: Sum, amount: int) -> None:
    """Whether so much may be taken. Raises Refused("payments.unset", "payments.closed" or "payments.over")."""
    check_open(charge)
    check_amount(amount)
    if charge.amount is None:
        raise Refused("payments.unset", gettext_noop("Chưa xác định số tiền của khoản này."))
    if amount > charge.rest:
        sentence = gettext_noop("Khoản này chỉ còn phải nộp {rest} đồng.")
        raise Refused("payments.over", sentence, rest=grouped(charge.rest))


def check_refund(charge: Sum, amount: int) -> None:
    """Never more back than was paid and not yet given back. Raises Refused("payments.refund")."""
    check_amount(amount)
    if amount > charge.kept:
        sentence = gettext_noop("Không hoàn quá số đã thu. Đã thu và chưa hoàn: {kept} đồng.")
        raise Refused("payments.refund", sentence, kept=grouped(charge.kept))


def check_reversal(charge: Sum, amount: int, *, reversed_already: bool) -> None:
    """A payment is taken back once, and only while its money has not been refunded."""
    if reversed_already:
        raise Refused("payments.reversed", gettext_noop("Lần thu này đã được hủy."))
    if amount > charge.kept:
        raise Refused("payments.reversal", gettext_noop("Tiền của lần thu này đã hoàn, không hủy được nữa."))


def grouped(amount: int) -> str:
    """`1.234.000`."""
    return f"{amount:,}".replace(",", ".")


def receipt_number(year: int, number: int) -> str:
    """`PT-2026-000012`: the written form of a cash slip's number, one series an authority and year."""
    return f"PT-{year}-{number:06d}"
