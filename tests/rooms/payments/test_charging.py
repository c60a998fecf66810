"""What is owed follows the dossier: charged at receipt as the version states, closed when it ends without a result."""

from datetime import timedelta
from typing import Any

import pytest

from liemchinh.dossiers import services as dossiers
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.payments import queries, services
from liemchinh.payments.rules import Kind, Standing
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast
from tests.rooms.payments.ground import FEE, LATER, cash, charge_of, charged


def some_procedure(fee_state: str) -> tuple[str, int]:
    """A procedure of ours with a way of filing whose fee is in this state."""
    from liemchinh.org import queries as org
    from liemchinh.procedures import queries as catalogue

    for version in catalogue.offered_by(org.unit(COMMUNE, MORNING.date()), MORNING.date()):
        for one in version.channels.all():
            if one.fee_state == fee_state:
                return version.procedure.code, one.id
    raise AssertionError(fee_state)


def received_with(cast: Cast, fee_state: str) -> Any:
    code, channel_id = some_procedure(fee_state)
    filing = dossiers.Filing(procedure=code, channel_id=channel_id, applicant=dossiers.Applicant(name="Thí Dụ"))
    return dossiers.receive(filing=filing, by=cast.receiver.actor, at=MORNING)


def test_a_stated_fee_is_charged_at_receipt_with_its_basis_and_a_reference(cast: Cast) -> None:
    dossier = builders.received(cast)
    charge = charge_of(dossier)
    assert (charge.amount, charge.sum.standing) == (FEE, Standing.OWED)
    assert charge.reference.startswith(dossier.code.replace(".", "").replace("-", ""))
    assert charge.amount_basis == dossier.basis
    assert queries.outstanding(dossier.code) == FEE


def test_the_state_of_a_fee_decides_free_nothing_varies_a_cashier_unstated_nothing(cast: Cast) -> None:
    assert queries.charges_of(received_with(cast, "free").code) == []
    assert queries.charges_of(received_with(cast, "unstated").code) == []
    (open_one,) = queries.charges_of(received_with(cast, "varies").code)
    assert (open_one.amount, open_one.sum.standing) == (None, Standing.UNSET)
    with pytest.raises(Refused) as refused:
        cash(cast, open_one)
    assert refused.value.code == "payments.unset"
    fixed = services.fix_amount(
        reference=open_one.reference,
        amount=8_000,
        basis="Nghị quyết 10/2026/NQ-HĐND, điểm 2",
        by=cast.cashier.actor,
        at=LATER,
    )
    assert fixed.sum.rest == 8_000


def test_an_incomplete_dossier_owes_nothing_until_it_is_received(cast: Cast) -> None:
    dossier = dossiers.register(
        filing=builders.filing(), missing=["Ảnh"], reason="Thiếu ảnh.", by=cast.receiver.actor, at=MORNING
    )
    assert queries.charges_of(dossier.code) == []
    dossiers.complete(code=dossier.code, components=[], by=cast.receiver.actor, at=LATER)
    assert charge_of(dossier).amount == FEE


def test_an_exemption_says_who_and_by_which_document_and_settles_the_charge(cast: Cast) -> None:
    charge = charged(cast)
    done = services.reduce(
        reference=charge.reference,
        reduced=FEE,
        reason="Hộ nghèo",
        basis="Điều 10 Luật Phí và lệ phí",
        by=cast.cashier.actor,
        at=LATER,
    )
    assert (done.sum.standing, done.settled_at) == (Standing.EXEMPT, LATER)
    for reduced, reason, code in ((FEE + 1, "x", "payments.reduction"), (FEE, " ", "payments.words")):
        with pytest.raises(Refused) as refused:
            services.reduce(
                reference=charge.reference, reduced=reduced, reason=reason, basis="b", by=cast.cashier.actor, at=LATER
            )
        assert refused.value.code == code


def test_a_dossier_that_ends_without_a_result_owes_nothing_and_asks_back_what_was_paid(cast: Cast) -> None:
    unpaid, paid = builders.received(cast), builders.received(cast, MORNING + timedelta(minutes=1))
    cash(cast, charge_of(paid))
    for dossier in (unpaid, paid):
        dossiers.withdraw(code=dossier.code, reason="Không cần nữa.", by=cast.receiver.actor, at=LATER)
    assert charge_of(unpaid).sum.standing == Standing.CLOSED
    assert charge_of(paid).sum.standing == Standing.TO_REFUND
    with pytest.raises(Refused) as refused:
        cash(cast, charge_of(unpaid))
    assert refused.value.code == "payments.closed"
    dossiers.reverse(code=paid.code, reason="Rút nhầm.", by=cast.leader.actor, at=LATER + timedelta(minutes=1))
    assert charge_of(paid).sum.standing == Standing.PAID
    dossiers.reverse(code=unpaid.code, reason="Rút nhầm.", by=cast.leader.actor, at=LATER + timedelta(minutes=1))
    assert charge_of(unpaid).sum.standing == Standing.OWED


def test_only_a_cashier_of_this_authority_touches_its_money(cast: Cast) -> None:
    charge = charged(cast)
    others = (cast.receiver, cast.leader, cast.auditor, cast.stranger, cast.stranger_cashier, cast.administrator)
    for member in others:
        by = member.actor
        with pytest.raises(NotFound):
            services.take_cash(reference=charge.reference, amount=FEE, payer="A", by=by, at=LATER)
        with pytest.raises(NotFound):
            services.fix_amount(reference=charge.reference, amount=1, basis="b", by=by, at=LATER)
        with pytest.raises(NotFound):
            services.take_statement(authority=COMMUNE, name="a", content=b"a", by=by, at=LATER)
        with pytest.raises(NotFound):
            services.add_charge(
                subject=charge.subject, unit=COMMUNE, name="Phí", amount=1, kind=Kind.FEE, basis="b", by=by, at=LATER
            )
    assert charge_of_subject(charge.subject).paid == 0


def charge_of_subject(subject: str) -> Any:
    (charge,) = queries.charges_of(subject)
    return charge


def test_an_auditor_of_the_province_reads_and_a_stranger_finds_nothing(cast: Cast) -> None:
    charge = charged(cast)
    for member in (cast.cashier, cast.leader, cast.auditor, cast.overseer):
        found = queries.charge_for(member.actor, reference=charge.reference, at=LATER)
        assert found.pk == charge.pk
        assert queries.charges(member.actor, on=LATER.date()).paginator.count == 1
    for member in (cast.receiver, cast.stranger_cashier, cast.stranger_leader):
        with pytest.raises(NotFound):
            queries.charge_for(member.actor, reference=charge.reference, at=LATER)
        assert queries.charges(member.actor, on=LATER.date()).paginator.count == 0
