"""Codes as people write them: dossier codes round-trip in both forms, keys and second facts forgive the typing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel import codes
from liemchinh.kernel.errors import Refused
from tests.refusals import refused

AGENCIES = st.sampled_from(["H99", "H99.12", "A01.100.02", "Y31.001.02.30.04", "G01.899"])
DAYS = st.dates(date(2021, 1, 1), date(2099, 12, 31))
ORDINALS = st.integers(1, 999_999)


@given(AGENCIES, DAYS, ORDINALS)
def test_a_written_code_is_read_back_as_it_was_written(agency: str, day: date, ordinal: int) -> None:
    written = codes.dossier_code(agency, day, ordinal)
    assert codes.parse_dossier_code(written) == codes.DossierCode(agency, day, ordinal)


@given(AGENCIES, DAYS, ORDINALS, st.sampled_from(["-", " - ", "\u2013", "\u2212", " \u2011"]))
def test_spaces_small_letters_and_other_hyphens_change_nothing(
    agency: str, day: date, ordinal: int, hyphen: str
) -> None:
    written = codes.dossier_code(agency, day, ordinal)
    typed = f"  {written.lower().replace('-', hyphen)}\t"
    assert codes.tidy_code(typed) == written
    assert codes.parse_dossier_code(typed).ordinal == ordinal


def test_the_old_form_with_eight_digits_and_the_old_agency_is_read_too() -> None:
    old = codes.parse_dossier_code("000.00.12.H99-20240918-0042")
    assert (old.agency, old.day, old.ordinal) == ("000.00.12.H99", date(2024, 9, 18), 42)
    assert codes.parse_dossier_code("H99.12-20260918-0042").day == date(2026, 9, 18)


@pytest.mark.parametrize(
    "typed",
    ["", "H99.12", "H99.12-260931-0001", "H99.12-261301-0001", "H99.12-260918-42", "99.12-260918-0042", "H99-2609-1"],
)
def test_what_is_no_code_is_refused_with_an_example(typed: str) -> None:
    with refused("codes.dossier", "H99.12-260918-0042"):
        codes.parse_dossier_code(typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        code = codes.parse_dossier_code(typed)
    except Refused as no:
        assert no.code == "codes.dossier"
    else:
        assert code.ordinal >= 0


@pytest.mark.parametrize("unit", ["", "01", "xa-an-mau", "H9.12", "Z99.12", "H99.1"])
def test_a_unit_without_an_agency_identifier_gives_no_codes(unit: str) -> None:
    assert not codes.is_agency(unit)
    with refused("codes.agency"):
        codes.dossier_code(unit, date(2026, 9, 18), 1)


def test_keys_differ_and_hold_nothing_that_looks_like_another_letter() -> None:
    keys = {codes.new_key() for _ in range(300)}
    assert len(keys) == 300
    assert all(len(key) == codes.KEY_LENGTH for key in keys)
    assert not set("".join(keys)) & set("01ILO U")


@given(st.from_regex(r"\A[2-9A-HJKMNP-TV-Z]{16}\Z"))
def test_a_key_is_known_again_however_it_is_grouped(key: str) -> None:
    assert codes.tidy_fact(codes.grouped(key)) == key
    assert codes.tidy_fact(codes.grouped(key).lower().replace(" ", "-")) == key


def test_a_phone_has_the_digits_that_its_owner_will_type() -> None:
    assert codes.tidy_phone("\u0660\u0669\u0661\u0662 0912") == "0912"


@given(st.from_regex(r"\A0[0-9]{9}\Z"))
def test_a_phone_is_one_number_with_or_without_the_country(phone: str) -> None:
    for typed in (phone, f"+84 {phone[1:4]} {phone[4:]}", f"{phone[:4]}.{phone[4:7]}.{phone[7:]}", f"84{phone[1:]}"):
        assert codes.tidy_phone(typed) == phone


def test_the_address_in_the_qr_code_names_the_code_and_the_key() -> None:
    assert codes.look_up_path("H99.12-260918-0042", "ABCD2345EFGH6789") == "/h/H99.12-260918-0042/ABCD2345EFGH6789"


@pytest.mark.parametrize("form", ["{agency}-{day:%Y%m%d}-{ordinal:07d}", codes.CODE_FORM])
def test_an_instance_may_write_another_form_that_can_be_read_back(form: str) -> None:
    assert codes.is_code_form(form)
    written = codes.dossier_code("H99.12", date(2026, 9, 18), 42, form=form)
    assert codes.parse_dossier_code(written) == codes.DossierCode("H99.12", date(2026, 9, 18), 42)


@pytest.mark.parametrize(
    "form", ["", "{agency}-{ordinal:04d}", "{day}", "{agency.x}", "{agency}-{day:%d%m%y}-{ordinal:04d}"]
)
def test_a_form_whose_codes_could_not_be_read_back_is_not_accepted(form: str) -> None:
    assert not codes.is_code_form(form)
