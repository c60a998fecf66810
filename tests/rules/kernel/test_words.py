"""Text: stored in one Unicode form, searched without marks; a refusal reads whole."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop, nfc


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đăng ký khai sinh", "dang ky khai sinh"),
        ("NGUYỄN THỊ THÍ DỤ", "nguyen thi thi du"),
        ("  xã   Ưu  Ốc ", "xa uu oc"),
        ("Đặng Hoàng Ưỡn", "dang hoang uon"),
    ],
)
def test_a_search_needs_no_marks_and_no_shift_key(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâeêioôơuưyđAĂÂĐạảãàáếềễệ ", max_size=30))
def test_both_unicode_forms_of_a_name_are_one_name(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert nfc(decomposed) == composed
    assert fold(composed) == fold(decomposed)


def test_a_marked_sentence_is_left_as_it_is() -> None:
    assert gettext_noop("Hồ sơ {code}") == "Hồ sơ {code}"


def test_a_refusal_is_a_code_for_machines_and_a_whole_sentence_for_people() -> None:
    no = Refused("room.code", gettext_noop("Hồ sơ {which} đã có rồi."), which="số 7")
    assert (no.code, str(no), no.facts) == ("room.code", "Hồ sơ số 7 đã có rồi.", {"which": "số 7"})
