"""Verbs on money that comes in and goes out. Nothing is paid without its trace; nothing taken is ever deleted."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger.numbering import next_numbers
from liemchinh.ledger.rules.writing import Row
from liemchinh.payments import queries, rules
from liemchinh.payments.models import Charge, Counter, Payment, Refund, StatementLine
from liemchinh.payments.queries import testimony
from liemchinh.payments.services.ground import locked, note, settle


@transaction.atomic
def take_cash(
    *, reference: str, amount: int, payer: str, by: Actor, at: datetime, token: uuid.UUID | None = None
) -> Payment:
    """Cash at the counter: the next slip number of the authority's year. The same `token` twice is one payment."""
    row = locked(reference, by, at)
    before = _posted_before(token, row)
    if before is not None:
        return before
    rules.check_payment(row.sum, amount)
    year = local_day(at).year
    name = nfc(" ".join(payer.split()))[:200]
    if not name:
        raise Refused("payments.payer", gettext_noop("Ghi họ tên người nộp tiền."))
    [number] = next_numbers(Counter, f"{row.authority.code}/{year}")
    payment = Payment(method=rules.Method.CASH, year=year, number=number, payer=name, token=token)
    return add(payment, row, amount, by=by, at=at)


@transaction.atomic
def note_portal(*, reference: str, amount: int, transaction_code: str, by: Actor, at: datetime) -> Payment:
    """Money paid on the national portal, by the code of its transaction; the same code twice is one payment."""
    row = Charge.objects.select_for_update(of=("self",)).select_related("authority").filter(reference=reference).first()
    if row is None:
        raise NotFound(reference)
    code = rules.check_words(transaction_code, longest=100)
    before = Payment.objects.filter(authority_id=row.authority_id, transaction=code, reverses=None).first()
    if before is not None:
        if before.charge_id != row.pk or before.amount != amount:
            sentence = gettext_noop("Giao dịch {transaction} đã ghi cho một khoản khác hoặc với số tiền khác.")
            raise Refused("payments.transaction", sentence, transaction=code)
        return before
    rules.check_payment(row.sum, amount)
    return add(Payment(method=rules.Method.PORTAL, transaction=code), row, amount, by=by, at=at)


@transaction.atomic
def reverse(*, payment: int, reason: str, by: Actor, at: datetime, token: uuid.UUID | None = None) -> Payment:
    """Take back a payment of a bank's line or of the portal that was put to the wrong charge: a counter-entry.

    Raises Refused("payments.two_people") for cash: that takes a second person (`reversing.ask_reversal`).
    """
    found = queries.payment_for(by, key=payment, at=at)
    row = locked(found.charge.reference, by, at)
    before = _posted_before(token, row)
    if before is not None:
        return before
    check_reversible(row, found)
    if found.number is not None:
        raise Refused("payments.two_people", gettext_noop("Hủy phiếu thu tiền mặt phải có người thứ hai xác nhận."))
    why = rules.check_words(reason)
    entry = Payment(
        method=found.method,
        line_id=found.line_id,
        transaction=found.transaction,
        reverses=found,
        reason=why,
        token=token,
    )
    return add(entry, row, -found.amount, by=by, at=at)


@transaction.atomic
def refund(
    *,
    reference: str,
    amount: int,
    method: rules.Method,
    document: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
) -> Refund:
    """Give money back, by a document and for a reason; never more than was paid and not given back."""
    row = locked(reference, by, at)
    if token is not None and (before := Refund.objects.filter(token=token).first()) is not None:
        if before.charge_id != row.pk:
            raise _used()
        return before
    rules.check_refund(row.sum, amount)
    made = Refund(
        charge=row,
        authority_id=row.authority_id,
        amount=amount,
        method=method,
        document=rules.check_words(document),
        reason=rules.check_words(reason),
        at=at,
        by=by.code,
        token=token,
    )
    made.save(force_insert=True)
    row.refunded += amount
    row.refund_asked_at = None
    settle(row, at=at)
    facts = {"amount": amount, "document": made.document, "reason": made.reason}
    note(row, kind=rules.REFUNDED, facts=facts, by=by, at=at, rows=[testimony.REFUND.told(made)])
    return made


@transaction.atomic
def decline_refund(*, reference: str, reason: str, by: Actor, at: datetime) -> Charge:
    """Decide that what was paid is not given back, and by which rule. Only where a refund waits for its decision."""
    row = locked(reference, by, at)
    if row.refund_asked_at is None:
        raise Refused("payments.not_asked", gettext_noop("Khoản này không chờ quyết định hoàn."))
    row.refund_asked_at = None
    settle(row, at=at)
    note(row, kind=rules.REFUND_DECLINED, facts={"reason": rules.check_words(reason)}, by=by, at=at)
    return row


def match(row: Charge, line: StatementLine, amount: int, *, by: Actor, at: datetime, reason: str = "") -> Payment:
    """A payment that rests on a bank's line. Both rows must be locked, the line first."""
    rules.check_payment(row.sum, amount)
    payment = Payment(method=rules.Method.TRANSFER, line=line, payer=line.payer, reason=reason)
    return add(payment, row, amount, by=by, at=at)


def check_reversible(row: Charge, found: Payment) -> None:
    """Whether a payment of this charge can be taken back now. Raises Refused("payments.revers…")."""
    if found.reverses_id is not None:
        raise Refused("payments.reversal_itself", gettext_noop("Bút toán hủy không hủy được nữa."))
    taken_back = Payment.objects.filter(reverses=found).exists()
    rules.check_reversal(row.sum, found.amount, reversed_already=taken_back)


def add(payment: Payment, row: Charge, amount: int, *, by: Actor, at: datetime, beside: Iterable[Row] = ()) -> Payment:
    """Keep a payment with its charge's sum and its entry; `amount` is negative for a counter-entry.

    `beside`: other rows that the entry has to tell.
    """
    payment.charge, payment.authority_id, payment.amount = row, row.authority_id, amount
    payment.at, payment.by = at, by.code
    payment.save(force_insert=True)
    row.paid += amount
    settle(row, at=at)
    slip = payment.reverses if payment.reverses is not None else payment
    public: dict[str, str | int] = {}
    if slip.number is not None:
        public["no"] = slip.number
    kind = rules.REVERSED if amount < 0 else rules.CASH_TAKEN if payment.number is not None else rules.PAID
    facts = {"amount": amount, "method": str(payment.method), "reason": payment.reason}
    note(row, kind=kind, facts=facts, by=by, at=at, public=public, rows=[testimony.PAYMENT.told(payment), *beside])
    return payment


def _posted_before(token: uuid.UUID | None, row: Charge) -> Payment | None:
    """What this very form has already done; refuses a form that served another charge."""
    before = Payment.objects.filter(token=token).first() if token is not None else None
    if before is not None and before.charge_id != row.pk:
        raise _used()
    return before


def _used() -> Refused:
    sentence = gettext_noop("Biểu mẫu này đã dùng cho một khoản khác. Hãy mở lại trang.")
    return Refused("payments.token", sentence)
