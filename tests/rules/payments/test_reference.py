"""The reference of a charge: found in what banks make of it, and a slip of one sign belongs to nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.payments.rules.reference import LONGEST, SIGNS, is_reference, reference, references_in

CODES = st.from_regex(r"H99\.1[0-9]-2[0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])-[0-9]{4,6}", fullmatch=True)


@given(CODES, st.integers(1, 26))
def test_a_reference_is_short_plain_and_its_own_for_each_charge(code: str, ordinal: int) -> None:
    one = reference(code, ordinal)
    assert len(one) <= LONGEST
    assert set(one) <= set(SIGNS)
    assert is_reference(one)
    assert one != reference(code, ordinal % 26 + 1)


@given(CODES, st.text("abc ĐđÊ-./,:0123456789", max_size=12), st.text("nop phi-./, ", max_size=20), st.data())
def test_it_is_found_among_other_words_in_any_spacing_and_case(
    code: str, before: str, after: str, data: st.DataObject
) -> None:
    one = reference(code, 1)
    cut = data.draw(st.integers(1, len(one) - 1))
    passed_on = f"{before} {one[:cut].lower()} {one[cut:]} {after}"
    assert one in references_in(passed_on)


@given(CODES, st.data())
def test_a_slip_of_one_sign_or_two_changed_round_is_noticed(code: str, data: st.DataObject) -> None:
    one = reference(code, 1)
    place = data.draw(st.integers(0, len(one) - 2))
    sign = data.draw(st.sampled_from(SIGNS))
    slips = {one[:place] + sign + one[place + 1 :], one[:place] + one[place + 1] + one[place] + one[place + 2 :]}
    assert not any(is_reference(slip) for slip in slips - {one})


def test_a_dossier_has_at_most_26_charges() -> None:
    with pytest.raises(Refused) as refused:
        reference("H99.12-260918-0042", 27)
    assert refused.value.code == "payments.too_many"


@pytest.mark.parametrize("subject", ["000.00.53.H48-220921-0099", "H99.12.345.678.901-20260918-1234567", "khác"])
def test_a_code_of_another_form_gets_a_reference_too(subject: str) -> None:
    one = reference(subject, 1)
    assert len(one) <= LONGEST
    assert references_in(f"nop tien {one} cho xa") == (one,)


def test_text_without_a_reference_has_none() -> None:
    assert references_in("Nguyen Van A chuyen tien le phi ho so 0042") == ()
    assert references_in("H99122609180042AAA") == ()  # of the right form, with wrong check signs
