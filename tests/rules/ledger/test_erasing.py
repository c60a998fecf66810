"""What every erasure needs: whole years of keeping after the year of the end, two people, one decision."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.ledger.rules.erasing import Asked, check_four_eyes, check_kept, kept_until

ENDS = st.dates(date(2015, 1, 1), date(2099, 12, 31))
ASKED = Asked(by="a", decision="12/QĐ-UBND", reason="")


@pytest.mark.parametrize("rule", ["petitions.kept", "reception.kept"])
@given(ended_on=ENDS)
def test_the_last_day_of_keeping_is_the_last_of_a_year_and_the_next_is_free(rule: str, ended_on: date) -> None:
    free = kept_until(rule, ended_on, on=ended_on)
    assert (free.month, free.day, free.year - ended_on.year) == (1, 1, 21)
    check_kept(rule, ended_on, on=free, room="x")
    with pytest.raises(Refused) as early:
        check_kept(rule, ended_on, on=date.fromordinal(free.toordinal() - 1), room="x")
    assert early.value.code == "x.erase_early" and f"01/01/{free.year}" in str(early.value)


@pytest.mark.parametrize(
    ("asked", "by", "decision", "code"),
    [
        (None, "b", "12/QĐ-UBND", "x.erase_unasked"),
        (ASKED, "a", "12/QĐ-UBND", "x.four_eyes"),
        (ASKED, "b", "13/QĐ-UBND", "x.decision"),
        (ASKED, "b", "12/QĐ-UBND", ""),
    ],
)
def test_another_person_with_the_same_decision(asked: Asked | None, by: str, decision: str, code: str) -> None:
    try:
        assert check_four_eyes(asked, by=Actor(code=by, name=""), decision=decision, room="x") is asked and not code
    except Refused as refused:
        assert refused.code == code
