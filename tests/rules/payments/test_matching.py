"""A bank's line and a charge: only what leaves no doubt is matched by itself."""

from hypothesis import given
from hypothesis import strategies as st

from liemchinh.payments.rules import Candidate, Doubt, Standing, Sum, judge, reference

CODE = "H99.12-260907-0001"
ONE = reference(CODE, 1)
TWO = reference("H99.12-260907-0002", 1)


def known(*sums: Sum) -> dict[str, Candidate]:
    named = zip((ONE, TWO), sums, strict=False)
    found = [Candidate(number, CODE, one, total) for number, (one, total) in enumerate(named, start=1)]
    return {one.reference: one for one in found}


def test_the_exact_sum_under_one_reference_is_matched() -> None:
    verdict = judge(f"CT DEN {ONE} NGUYEN THI B", 20_000, by_reference=known(Sum(20_000)))
    assert (verdict.charge, verdict.doubt) == (1, None)


def test_what_is_left_of_a_charge_is_the_exact_sum_too() -> None:
    verdict = judge(ONE, 5_000, by_reference=known(Sum(20_000, reduced=5_000, paid=10_000)))
    assert verdict.charge == 1


def test_every_doubt_has_its_reason() -> None:
    def doubt(total: Sum, amount: int) -> Doubt | None:
        return judge(ONE, amount, by_reference=known(total)).doubt

    assert doubt(Sum(20_000), 19_999) == Doubt.LESS
    assert doubt(Sum(20_000), 20_001) == Doubt.MORE
    assert doubt(Sum(20_000, paid=20_000), 20_000) == Doubt.TWICE
    assert doubt(Sum(20_000, closed=True), 20_000) == Doubt.CLOSED
    assert doubt(Sum(None), 20_000) == Doubt.UNSET
    assert judge(f"{ONE} {TWO}", 40_000, by_reference=known(Sum(20_000), Sum(20_000))).doubt == Doubt.SEVERAL
    assert judge(TWO, 20_000, by_reference=known(Sum(20_000))).doubt == Doubt.UNKNOWN
    assert judge("nop phi", 20_000, by_reference={}).doubt == Doubt.NO_REFERENCE


def test_without_a_reference_charges_of_that_dossier_or_that_sum_are_proposed_never_matched() -> None:
    owed = [
        Candidate(1, "H99.12-260907-0009", "", Sum(20_000)),
        Candidate(2, CODE, "", Sum(50_000)),
        Candidate(3, "H99.12-260907-0008", "", Sum(20_000, paid=20_000)),
    ]
    verdict = judge("nop phi ho so h99.12 260907 0001", 20_000, by_reference={}, owed=owed)
    assert verdict.charge is None
    assert verdict.proposals == (2, 1)


SUMS = st.builds(
    lambda amount, reduced, paid, refunded, closed: Sum(
        amount, min(reduced, amount), paid, min(refunded, paid), closed=closed
    ),
    *(st.integers(0, 50) for _ in range(4)),
    st.booleans(),
)


@given(SUMS, st.integers(1, 60))
def test_nothing_is_matched_that_would_pay_too_much_or_too_little(total: Sum, amount: int) -> None:
    verdict = judge(ONE, amount, by_reference=known(total))
    assert (verdict.charge == 1) is (not total.closed and total.rest == amount)
    assert total.kept + total.rest >= total.due or total.closed
    assert total.settled is (total.rest == 0)


@given(SUMS)
def test_a_charge_always_stands_somewhere_and_paid_means_paid(total: Sum) -> None:
    if total.standing is Standing.PAID:
        assert total.kept
        assert total.closed or total.kept >= total.due
    if total.standing in (Standing.OWED, Standing.PARTLY):
        assert total.rest
