"""Bank statements and the account: taken in whole or not at all, matched without doubt or by a person, four eyes."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.payments import queries, services
from liemchinh.payments.models import Account, Charge, Payment, Statement, StatementLine
from liemchinh.payments.rules import Doubt, Standing
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast
from tests.rooms.payments.ground import FEE, LATER, NUMBER, bank_file, cash, charged, take, with_account


def waiting(cast: Cast) -> list[queries.Waiting]:
    return queries.judged(
        queries.unmatched(cast.cashier.actor, on=LATER.date()), actor=cast.cashier.actor, on=LATER.date()
    )


def again(charge: Any) -> Charge:
    return Charge.objects.get(pk=charge.pk)


def test_a_transfer_that_leaves_no_doubt_is_matched_and_every_other_says_why(cast: Cast) -> None:
    charges = [charged(cast, MORNING + timedelta(minutes=number)) for number in range(5)]
    right, less, more, cash_paid, bare = charges
    cash(cast, cash_paid)
    taken = take(
        cast,
        bank_file(
            ("R1", FEE, f"NGUYEN THI DU nop phi {right.reference.lower()}"),
            ("R2", FEE - 1, less.reference),
            ("R3", FEE + 5, more.reference),
            ("R4", FEE, cash_paid.reference),
            ("R5", FEE, f"nop phi ho so {bare.subject}"),
            ("R6", 99, "Lai tien gui"),
        ),
    )
    assert (taken.matched, taken.waiting, taken.again) == (1, 5, False)
    (payment,) = Payment.objects.filter(charge=right)
    assert (payment.line.reference, payment.by) == ("R1", "thuquy")
    assert again(right).sum.standing == Standing.PAID
    doubts = {one.line.reference: (one.verdict.doubt, [row.pk for row in one.proposals][:1]) for one in waiting(cast)}
    assert doubts == {
        "R2": (Doubt.LESS, [less.pk]),
        "R3": (Doubt.MORE, [more.pk]),
        "R4": (Doubt.TWICE, []),
        "R5": (Doubt.NO_REFERENCE, [bare.pk]),
        "R6": (Doubt.NO_REFERENCE, []),
    }


def test_the_same_file_and_the_same_lines_in_another_file_double_nothing(cast: Cast) -> None:
    charge = charged(cast)
    content = bank_file(("R1", FEE, charge.reference), ("R2", 7, "khac"))
    first = take(cast, content)
    second = take(cast, content)
    assert (second.again, second.statement.pk) == (True, first.statement.pk)
    third = take(cast, bank_file(("R1", FEE, charge.reference), ("R2", 7, "khac"), ("R3", 8, "them")))
    assert (third.statement.lines_read, third.statement.lines_new) == (3, 1)
    assert (StatementLine.objects.count(), Payment.objects.count()) == (3, 1)


def test_a_file_that_cannot_be_read_or_is_of_another_account_leaves_nothing(cast: Cast) -> None:
    with_account(cast)
    space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
    entry = '<Ntry><Amt Ccy="VND">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-09-07</Dt></BookgDt></Ntry>'  # noqa: E501
    account = "<Acct><Id><Othr><Id>{}</Id></Othr></Id></Acct>"
    camt = f'<Document xmlns="{space}"><BkToCstmrStmt><Stmt>{account}{entry}</Stmt></BkToCstmrStmt></Document>'
    for content, code in (
        (bank_file(("R1", FEE, "x")) + b"\n07/09/2026;R2;1.2x;y", "payments.statement_line"),
        (camt.format("999").encode(), "payments.statement_other"),
    ):
        with pytest.raises(Refused) as refused:
            take(cast, content)
        assert refused.value.code == code
    assert not Statement.objects.exists()
    assert take(cast, camt.format(NUMBER).encode()).waiting == 1


def test_a_person_matches_sets_aside_and_takes_up_again_each_with_a_reason(cast: Cast) -> None:
    charge = charged(cast)
    take(cast, bank_file(("R1", FEE + 5, "khong ma")))
    by, line = cast.cashier.actor, StatementLine.objects.get()
    with pytest.raises(Refused) as refused:
        services.match_line(line=line.pk, reference=charge.reference, reason=" ", by=by, at=LATER)
    assert refused.value.code == "payments.words"
    paid = services.match_line(line=line.pk, reference=charge.reference, reason="Người nộp gọi điện", by=by, at=LATER)
    assert (paid.amount, again(charge).sum.standing) == (FEE, Standing.PAID)
    (left,) = waiting(cast)
    assert left.rest == 5
    services.set_aside(line=line.pk, reason="Đã trả lại, CV 9", by=by, at=LATER)
    assert waiting(cast) == []
    with pytest.raises(Refused) as refused:
        services.set_aside(line=line.pk, reason="x", by=by, at=LATER)
    assert refused.value.code == "payments.line_done"
    services.take_up(line=line.pk, reason="Nhầm", by=by, at=LATER)
    services.reverse(payment=paid.pk, reason="Ghép nhầm", by=by, at=LATER)
    (left,) = waiting(cast)
    assert left.rest == FEE + 5
    for stranger in (cast.stranger_cashier, cast.receiver, cast.leader):
        with pytest.raises(NotFound):
            services.match_line(line=line.pk, reference=charge.reference, reason="x", by=stranger.actor, at=LATER)


def test_a_line_that_came_before_its_charge_is_matched_when_asked_again(cast: Cast) -> None:
    charge = charged(cast)
    services.close_charges(subject=charge.subject, reason="Rút", by=cast.cashier.actor, at=LATER)
    take(cast, bank_file(("R1", FEE, charge.reference)))
    assert [one.verdict.doubt for one in waiting(cast)] == [Doubt.CLOSED]
    services.reopen_charges(subject=charge.subject, by=cast.cashier.actor, at=LATER)
    assert services.match_waiting(authority=COMMUNE, by=cast.cashier.actor, at=LATER) == 1
    assert again(charge).sum.standing == Standing.PAID


def propose(cast: Cast, number: str, by: Any) -> Account:
    return services.propose_account(
        authority=COMMUNE,
        bin_code="970436",
        bank="Ngân hàng Mẫu",
        number=number,
        holder="UBND xã An Mẫu",
        document="CV 2",
        by=by.actor,
        at=LATER,
    )


def test_an_account_changes_only_when_a_second_person_copies_the_same_number(cast: Cast) -> None:
    old = with_account(cast)
    row = propose(cast, "2222 333 344", cast.administrator)
    authority = old.authority
    assert queries.account_of(authority, LATER.date()).number == NUMBER

    def confirm(by: Any, number: str) -> Account:
        return services.confirm_account(account=row.pk, number=number, by=by.actor, at=LATER)

    for by, number, code in (
        (cast.administrator, "2222333344", "payments.same_person"),
        (cast.leader, "2222333345", "payments.account_differs"),
    ):
        with pytest.raises(Refused) as refused:
            confirm(by, number)
        assert refused.value.code == code
    for by in (cast.cashier, cast.stranger_leader, cast.auditor, cast.receiver):
        with pytest.raises(NotFound):
            confirm(by, "2222333344")
    with pytest.raises(Refused) as refused:
        propose(cast, "1", cast.cashier)
    assert refused.value.code == "payments.account"
    assert queries.account_of(authority, LATER.date()).number == NUMBER
    confirm(cast.leader, "2222.333.344")
    assert queries.account_of(authority, LATER.date()).number == "2222333344"
    assert Account.objects.get(pk=old.pk).ended_at == LATER


def test_a_proposal_may_be_dropped_and_only_one_waits_at_a_time(cast: Cast) -> None:
    row = propose(cast, "22223333", cast.cashier)
    with pytest.raises(Refused) as refused:
        propose(cast, "22224444", cast.administrator)
    assert refused.value.code == "payments.account_waiting"
    for by in (cast.receiver, cast.stranger_cashier):
        with pytest.raises(NotFound):
            services.drop_account(account=row.pk, by=by.actor, at=LATER)
        with pytest.raises(NotFound):
            propose(cast, "22224444", by)
    services.drop_account(account=row.pk, by=cast.leader.actor, at=LATER)
    assert queries.account_of(row.authority, LATER.date()) is None
    with pytest.raises(NotFound):
        services.confirm_account(account=row.pk, number="22223333", by=cast.leader.actor, at=LATER)


def test_the_database_itself_wants_two_people(cast: Cast) -> None:
    row = propose(cast, "22223333", cast.cashier)
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.filter(pk=row.pk).update(confirmed_by=row.proposed_by, confirmed_at=LATER)


def test_the_code_asks_for_exactly_what_is_owed_to_the_account_in_force(cast: Cast) -> None:
    from liemchinh.payments.rules import Transfer, decode

    charge = charged(cast)
    assert queries.code_of(charge, None) == ""
    account = with_account(cast)
    assert decode(queries.code_of(charge, account)) == Transfer("970436", NUMBER, FEE, charge.reference)
    cash(cast, charge)
    assert queries.code_of(again(charge), account) == ""
