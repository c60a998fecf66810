"""Terms as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.law.clocks import Budget, Unit


@pytest.mark.parametrize(
    ("written", "budget"),
    [
        ("5 working days", Budget(5, Unit.WORKING_DAY)),
        ("1 working day", Budget(1, Unit.WORKING_DAY)),
        ("5 ngày làm việc", Budget(5, Unit.WORKING_DAY)),
        ("05 (năm) ngày làm việc", Budget(5, Unit.WORKING_DAY)),
        ("8 giờ", Budget(8, Unit.HOUR)),
        ("08 (tám) giờ làm việc", Budget(8, Unit.HOUR)),
        ("8 hours", Budget(8, Unit.HOUR)),
        ("10 ngày", Budget(10, Unit.DAY)),
        ("10ngày", Budget(10, Unit.DAY)),
        ("  10   Ngày ", Budget(10, Unit.DAY)),
        ("1 tháng", Budget(1, Unit.MONTH)),
        ("ng\u0061\u0300y làm việc".join(["5 ", ""]), Budget(5, Unit.WORKING_DAY)),  # decomposed letters
    ],
)
def test_a_term_is_read_as_decisions_write_it(written: str, budget: Budget) -> None:
    assert Budget.parse(written) == budget


@pytest.mark.parametrize(
    "written", ["", "năm ngày", "5", "ngày", "0,5 ngày", "1.5 days", "-1 ngày", "5 tuần", "５ ngày"]
)
def test_anything_else_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(Refused) as refused:
        Budget.parse(written)
    assert refused.value.code == "law.budget.unread"
    assert "5 ngày làm việc" in str(refused.value)


@pytest.mark.parametrize("written", ["999999 ngày", "241 tháng"])
def test_a_term_of_more_than_twenty_years_is_a_slip(written: str) -> None:
    with pytest.raises(Refused) as refused:
        Budget.parse(written)
    assert refused.value.code == "law.budget.size"
    assert "không hợp lệ" in str(refused.value)


def test_a_negative_term_cannot_be_built() -> None:
    with pytest.raises(Refused):
        Budget(-1, Unit.DAY)


@given(st.integers(0, 240), st.sampled_from(list(Unit)))
def test_the_words_of_a_term_read_back_as_the_same_term(amount: int, unit: Unit) -> None:
    assert Budget.parse(Budget(amount, unit).words()) == Budget(amount, unit)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(written: str) -> None:
    try:
        Budget.parse(written)
    except Refused as refused:
        assert str(refused)
