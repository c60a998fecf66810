"""Money in and out: nothing is paid without its trace, nothing taken is lost, nothing given back twice."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.ledger import queries as ledger
from liemchinh.payments import queries, services
from liemchinh.payments.models import Charge, Payment, Refund, Reversal
from liemchinh.payments.rules import Method, Standing
from tests.builders import MORNING, at
from tests.cast import COMMUNE, Cast
from tests.rooms.payments.ground import FEE, LATER, bank_file, cash, charged, take, taken_back, with_account


def again(charge: Any) -> Charge:
    return Charge.objects.get(pk=charge.pk)


def refused(code: str, act: Any) -> None:
    with pytest.raises(Refused) as no:
        act()
    assert no.value.code == code


def test_cash_gets_the_next_slip_of_the_authoritys_year_and_a_second_press_changes_nothing(cast: Cast) -> None:
    one, two = charged(cast), charged(cast, MORNING + timedelta(minutes=1))
    token = uuid.uuid4()
    first = cash(cast, one, token=token)
    assert cash(cast, one, token=token).pk == first.pk
    second = cash(cast, two)
    assert [(row.year, row.number) for row in (first, second)] == [(2026, 1), (2026, 2)]
    assert again(one).sum.standing == Standing.PAID
    refused("payments.over", lambda: cash(cast, one))
    refused("payments.token", lambda: cash(cast, two, token=token))
    next_year = cash(cast, charged(cast, at("2027-01-04 08:00")), when=at("2027-01-04 09:00"))
    assert (next_year.year, next_year.number) == (2027, 1)


def test_part_of_a_charge_may_be_paid_and_never_more_than_the_rest(cast: Cast) -> None:
    charge = charged(cast)
    cash(cast, charge, 5_000)
    assert again(charge).sum.standing == Standing.PARTLY
    refused("payments.over", lambda: cash(cast, charge, FEE - 4_999))
    refused("payments.amount", lambda: cash(cast, charge, 0))
    cash(cast, charge, FEE - 5_000)
    assert again(charge).settled_at == LATER


def test_a_mistaken_slip_is_taken_back_by_a_counter_entry_and_keeps_its_number(cast: Cast) -> None:
    charge = charged(cast)
    slip = cash(cast, charge)
    back = taken_back(cast, slip, "Thu nhầm hồ sơ")
    assert (back.amount, back.reverses_id, back.number) == (-FEE, slip.pk, None)
    assert (again(charge).paid, again(charge).settled_at) == (0, None)
    refused("payments.reversed", lambda: taken_back(cast, slip))
    assert cash(cast, charge).number == 2
    assert Payment.objects.get(pk=slip.pk).number == 1


def test_a_cash_slip_is_taken_back_by_two_people_and_never_by_one(cast: Cast) -> None:
    charge, other = charged(cast), charged(cast, MORNING + timedelta(minutes=1))
    slip, kept = cash(cast, charge), cash(cast, other)
    own, leader = cast.cashier.actor, cast.leader.actor
    refused("payments.two_people", lambda: services.reverse(payment=slip.pk, reason="Nhầm", by=own, at=LATER))
    token = uuid.uuid4()

    def ask(payment: Payment, by: Any = own, **more: Any) -> Reversal:
        return services.ask_reversal(payment=payment.pk, reason="Nhầm", by=by, at=LATER, **more)

    asked = ask(slip, token=token)
    assert ask(slip, token=token).pk == asked.pk and again(charge).sum.standing == Standing.PAID
    refused("payments.token", lambda: ask(kept, token=token))
    refused("payments.reversal_waiting", lambda: ask(slip))
    refused("payments.same_person", lambda: services.confirm_reversal(reversal=asked.pk, by=own, at=LATER))
    for nobody in (cast.stranger_leader, cast.stranger_cashier, cast.receiver, cast.auditor, cast.administrator):
        with pytest.raises(NotFound):
            services.confirm_reversal(reversal=asked.pk, by=nobody.actor, at=LATER)
        with pytest.raises(NotFound):
            services.drop_reversal(reversal=asked.pk, answer="x", by=nobody.actor, at=LATER)
        with pytest.raises(NotFound):
            ask(kept, by=nobody.actor)
    with pytest.raises(NotFound):
        ask(kept, by=leader)  # who may agree does not ask: the two are never one person's two hats
    back = services.confirm_reversal(reversal=asked.pk, by=leader, at=LATER)
    assert services.confirm_reversal(reversal=asked.pk, by=leader, at=LATER).pk == back.pk
    assert (back.by, again(charge).paid) == (leader.code, 0)
    refused("payments.reversal_ended", lambda: services.drop_reversal(reversal=asked.pk, by=own, at=LATER))
    declined = ask(kept)
    refused("payments.words", lambda: services.drop_reversal(reversal=declined.pk, by=leader, at=LATER))
    services.drop_reversal(reversal=declined.pk, answer="Tiền vẫn trong quỹ", by=leader, at=LATER)
    refused("payments.reversal_ended", lambda: services.confirm_reversal(reversal=declined.pk, by=leader, at=LATER))
    assert services.drop_reversal(reversal=ask(kept).pk, by=own, at=LATER).ended_by == own.code
    assert again(other).paid == FEE
    for change in (
        {"reason": "khác"},
        {"asked_by": "x"},
        {"confirmed": True},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Reversal.objects.filter(pk=declined.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reversal.objects.filter(pk=ask(kept).pk).update(confirmed=True, ended_by=own.code, ended_at=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reversal.objects.filter(pk=asked.pk).delete()


def test_never_more_is_given_back_than_was_paid(cast: Cast) -> None:
    charge = charged(cast)

    def back(amount: int, **more: Any) -> Refund:
        return services.refund(
            reference=charge.reference,
            amount=amount,
            method=Method.TRANSFER,
            document="Quyết định 5/QĐ-UBND",
            reason="Hồ sơ đã rút",
            by=cast.cashier.actor,
            at=LATER,
            **more,
        )

    refused("payments.refund", lambda: back(1))
    slip = cash(cast, charge)
    token = uuid.uuid4()
    first = back(FEE - 1, token=token)
    assert back(FEE - 1, token=token).pk == first.pk
    refused("payments.refund", lambda: back(2))
    refused("payments.reversal", lambda: taken_back(cast, slip))
    back(1)
    assert (again(charge).refunded, again(charge).sum.kept) == (FEE, 0)


def test_a_refund_that_is_asked_for_is_given_or_declined_with_its_reason(cast: Cast) -> None:
    charge = charged(cast)
    refused(
        "payments.not_asked",
        lambda: services.decline_refund(reference=charge.reference, reason="x", by=cast.cashier.actor, at=LATER),
    )
    cash(cast, charge)
    services.close_charges(subject=charge.subject, reason="Rút hồ sơ", by=cast.receiver.actor, at=LATER)
    assert again(charge).sum.standing == Standing.TO_REFUND
    services.decline_refund(
        reference=charge.reference, reason="Thông tư không hoàn phí đã nộp", by=cast.cashier.actor, at=LATER
    )
    assert again(charge).sum.standing == Standing.PAID


def test_money_of_the_national_portal_comes_once_by_its_transaction(cast: Cast) -> None:
    charge, other = charged(cast), charged(cast, MORNING + timedelta(minutes=1))

    def paid(one: Any, amount: int = FEE) -> Payment:
        return services.note_portal(
            reference=one.reference, amount=amount, transaction_code="DVCQG-1", by=cast.cashier.actor, at=LATER
        )

    assert paid(charge).pk == paid(charge).pk
    refused("payments.transaction", lambda: paid(other))
    assert again(charge).sum.standing == Standing.PAID


def test_the_database_takes_no_payment_without_its_trace_and_no_sum_without_its_payment(cast: Cast) -> None:
    charge = charged(cast)
    bare = {"charge": charge, "authority_id": charge.authority_id, "amount": FEE, "at": LATER, "by": "x"}
    tries: list[Any] = [
        lambda method=method: Payment.objects.create(method=method, **bare) for method in ("cash", "transfer", "portal")
    ]
    tries += [
        lambda: Charge.objects.filter(pk=charge.pk).update(settled_at=LATER),
        lambda: Charge.objects.filter(pk=charge.pk).update(refunded=1),
        lambda: Charge.objects.filter(pk=charge.pk).update(paid=FEE),
        lambda: Charge.objects.filter(pk=charge.pk).update(reduced=FEE + 1, reduced_reason="x"),
    ]
    for attempt in tries:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_the_database_refuses_to_change_or_delete_money(cast: Cast) -> None:
    charge = charged(cast)
    slip = cash(cast, charge)
    with_account(cast)
    take(cast, bank_file(("R1", 5, "x")))
    tries = (
        f"UPDATE payments_payment SET amount = 1 WHERE id = {slip.pk}",
        "DELETE FROM payments_payment",
        "DELETE FROM payments_charge",
        f"UPDATE payments_charge SET reference = 'x' WHERE id = {charge.pk}",
        "UPDATE payments_statementline SET amount = 1",
        "DELETE FROM payments_statement",
        "UPDATE payments_account SET number = '999999'",
        "DELETE FROM payments_account",
    )
    for statement in tries:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_log_says_that_money_moved_and_not_how_much_nor_whose(cast: Cast) -> None:
    from liemchinh.ledger.models import Entry

    charge = charged(cast)
    slip = cash(cast, charge)
    taken_back(cast, slip, "Thu nhầm của bà Thí Dụ")
    entries = Entry.objects.filter(kind__startswith="payments.").order_by("id")
    assert [row.kind for row in entries] == [
        *("payments.charged", "payments.cash_taken", "payments.reversal_asked", "payments.reversed")
    ]
    for row in entries:
        public = bytes(row.entry).decode()
        for secret in (str(FEE), charge.subject, charge.reference, "Thí Dụ", slip.payer):
            assert secret not in public
    assert '"no":1' in bytes(entries[1].entry).decode()
    assert ledger is not None


def test_an_honest_history_is_not_accused_and_a_changed_sum_is(cast: Cast) -> None:
    from liemchinh.jobs.audit import TESTIMONIES
    from liemchinh.ledger.auditing.auditing import audit

    charge = charged(cast)
    with_account(cast)
    slip = cash(cast, charge)
    taken_back(cast, slip)
    other = charged(cast, MORNING + timedelta(minutes=1))
    take(cast, bank_file(("R1", FEE, other.reference), ("R2", 7, "khác")))
    (left,) = queries.unmatched(cast.cashier.actor, on=LATER.date())
    services.set_aside(line=left.pk, reason="Tiền khác", by=cast.cashier.actor, at=LATER)

    def findings() -> list[str]:
        found = audit(TESTIMONIES, path_of=None, signer=None)
        return [f"{one.table}.{one.column}" for one in found if one.table.startswith("payments_")]

    assert findings() == []
    Charge.objects.filter(pk=charge.pk).update(amount=FEE * 2)
    assert findings() == ["payments_charge.amount"]


def test_the_sheet_of_a_day_adds_up_by_way_of_paying_and_shows_every_slip(cast: Cast) -> None:
    one, two = charged(cast), charged(cast, MORNING + timedelta(minutes=1))
    slip = cash(cast, one)
    taken_back(cast, slip)
    cash(cast, one)
    take(cast, bank_file(("R1", FEE, two.reference), ("R2", 7, "khác")))
    day = LATER.date()
    sheet = queries.sheet(cast.cashier.actor, authority=COMMUNE, first=day, until=day + timedelta(days=1), at=LATER)
    by_method = {total.method: (total.count, total.taken, total.reversed, total.kept) for total in sheet.totals}
    assert by_method == {
        "cash": (2, 2 * FEE, FEE, FEE),
        "transfer": (1, FEE, 0, FEE),
        "portal": (0, 0, 0, 0),
    }
    assert sheet.slips == {2026: (1, 2, 2)}
    assert (sheet.kept, sheet.unmatched, sheet.unmatched_amount) == (2 * FEE, 1, 7)
    assert sum(row.amount for row in sheet.rows) == sheet.kept
    other = queries.sheet(
        cast.stranger_cashier.actor, authority=COMMUNE, first=day, until=day + timedelta(days=1), at=LATER
    )
    assert (other.rows, other.kept, other.unmatched) == ([], 0, 0)
