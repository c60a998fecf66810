"""Verbs on a cash slip entered by mistake: one person asks to take it back, another one agrees. Never one alone.

The slip stays paid until then; its number stays for ever. What rests on a bank's line or on the national portal is
taken back by `taking.reverse`: there the money lies where nobody at the counter can reach it.
"""

import uuid
from datetime import datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.payments import queries, rules
from liemchinh.payments.models import Charge, Payment, Reversal
from liemchinh.payments.queries import testimony
from liemchinh.payments.services.ground import locked, note
from liemchinh.payments.services.taking import add, check_reversible


@transaction.atomic
def ask_reversal(*, payment: int, reason: str, by: Actor, at: datetime, token: uuid.UUID | None = None) -> Reversal:
    """Ask that a cash slip be taken back. Nothing is taken back yet; the same `token` twice is one request.

    Raises Refused("payments.not_cash") for a payment without a slip, ("payments.reversal_waiting") where one waits.
    """
    found = queries.payment_for(by, key=payment, at=at)
    row = locked(found.charge.reference, by, at)
    before = Reversal.objects.filter(token=token).first() if token is not None else None
    if before is not None:
        if before.payment_id != found.pk:
            sentence = gettext_noop("Biểu mẫu này đã dùng cho một phiếu khác. Hãy mở lại trang.")
            raise Refused("payments.token", sentence)
        return before
    if found.number is None:
        raise Refused("payments.not_cash", gettext_noop("Lần thu này không có phiếu thu tiền mặt."))
    check_reversible(row, found)
    if Reversal.objects.filter(payment=found, ended_at=None).exists():
        sentence = gettext_noop("Phiếu này đã được đề nghị hủy. Chờ người thứ hai xác nhận.")
        raise Refused("payments.reversal_waiting", sentence)
    asked = Reversal(
        payment=found,
        authority_id=found.authority_id,
        reason=rules.check_words(reason),
        asked_by=by.code,
        asked_at=at,
        token=token,
    )
    asked.save(force_insert=True)
    _note(row, asked, rules.REVERSAL_ASKED, by, at)
    return asked


@transaction.atomic
def confirm_reversal(*, reversal: int, by: Actor, at: datetime) -> Payment:
    """The second person agrees: the counter-entry is made. Pressed twice it is one counter-entry.

    Raises NotFound for who may not, Refused("payments.same_person") for who asked.
    """
    asked, row = _decided_by(reversal, by, at)
    if asked.confirmed and asked.ended_by == by.code:
        return Payment.objects.get(reverses_id=asked.payment_id)
    _check_waiting(asked)
    rules.check_second_person(proposed_by=asked.asked_by, by=by)
    slip = asked.payment
    check_reversible(row, slip)
    asked.confirmed = True
    _end(asked, by, at)
    entry = Payment(method=slip.method, reverses=slip, reason=asked.reason)
    return add(entry, row, -slip.amount, by=by, at=at, beside=[testimony.REVERSAL.told(asked)])


@transaction.atomic
def drop_reversal(*, reversal: int, answer: str = "", by: Actor, at: datetime) -> Reversal:
    """The request comes to nothing: taken back by who asked, or declined by a second person who says why."""
    asked, row = _decided_by(reversal, by, at)
    if asked.ended_at is not None and asked.ended_by == by.code and not asked.confirmed:
        return asked
    _check_waiting(asked)
    if by.code != asked.asked_by or answer.strip():
        asked.answer = rules.check_words(answer)
    _end(asked, by, at)
    _note(row, asked, rules.REVERSAL_DROPPED, by, at)
    return asked


def _decided_by(key: int, by: Actor, at: datetime) -> tuple[Reversal, Charge]:
    """The request and its charge, both locked, the charge first as everywhere. Raises NotFound for strangers."""
    asked = queries.reversal_for(by, key=key, at=at)
    if not rules.decides_reversals(by, asked.authority.code):
        raise NotFound(str(key))
    row = queries.charge_for(by, reference=asked.payment.charge.reference, at=at, lock=True)
    return queries.reversal_for(by, key=key, at=at, lock=True), row


def _check_waiting(asked: Reversal) -> None:
    if asked.ended_at is not None:
        raise Refused("payments.reversal_ended", gettext_noop("Đề nghị hủy này đã được người khác giải quyết."))


def _end(asked: Reversal, by: Actor, at: datetime) -> None:
    asked.ended_by, asked.ended_at = by.code, at
    asked.save(update_fields=["confirmed", "answer", "ended_by", "ended_at"])


def _note(row: Charge, asked: Reversal, kind: Kind, by: Actor, at: datetime) -> None:
    facts = {"reason": asked.reason, "answer": asked.answer}
    public = {"no": asked.payment.number or 0}
    note(row, kind=kind, facts=facts, by=by, at=at, public=public, rows=[testimony.REVERSAL.told(asked)])
