"""What scanners and people type into the first box of the counter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.desk.cards import Typed, read_code, read_person


def test_a_card_gives_number_name_and_address() -> None:
    card = "000000000034||Lê Thị Mẫu Hoa|01021990|Nữ|Thôn Mẫu 2,  xã An Mẫu|10052021||Cha Mẫu|Mẹ Mẫu"
    expected = Typed(identity="000000000034", name="Lê Thị Mẫu Hoa", address="Thôn Mẫu 2, xã An Mẫu")
    assert read_person(card) == expected


@pytest.mark.parametrize(
    ("typed", "identity", "phone"),
    [
        ("0000 0000 0034", "000000000034", ""),
        ("012345678", "012345678", ""),
        ("0999 123 456", "", "0999123456"),
        ("+84 999 123 456", "", "0999123456"),
        ("12345", "", ""),
        ("000000000034|thiếu", "", ""),
        ("", "", ""),
    ],
)
def test_a_number_is_an_identity_or_a_phone_by_its_length(typed: str, identity: str, phone: str) -> None:
    assert read_person(typed) == Typed(identity=identity, phone=phone)


def test_the_address_printed_on_a_receipt_gives_its_code() -> None:
    address = "https://mot-cua.example/h/H99.12-260907-0001/ABCD2345ABCD2345"
    assert read_code(address) == "H99.12-260907-0001"
    assert read_code(f"{address}#{'7' * 337}") == "H99.12-260907-0001"  # with the promise behind it
    assert read_code(" h99.12 - 260907 - 0001 ") == "H99.12-260907-0001"
    assert read_code("Nguyễn Thị Thí Dụ") == ""


@given(st.text(max_size=200))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    assert isinstance(read_person(text), Typed)
    assert isinstance(read_code(text), str)
