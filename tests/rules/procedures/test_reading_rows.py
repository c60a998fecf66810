"""A whole row: nothing is lost, whatever is missing, doubled or strange."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.procedures.parsing import Outcome, parse_row
from liemchinh.procedures.parsing.legal import read_basis, read_results
from liemchinh.procedures.parsing.row import CELLS, content_hash


def test_a_row_without_any_cell_is_kept_with_a_code_of_its_own() -> None:
    row = parse_row({"ten_thu_tuc": "Đăng ký thử"})
    assert row.code.startswith("khong-ma-") and row.name == "Đăng ký thử"
    missing = [found.cell for found in row.findings if "thiếu" in found.reason]
    assert set(missing) == set(CELLS) - {"ten_thu_tuc"}


def test_the_same_nameless_row_gets_the_same_code_again() -> None:
    assert parse_row({"ten_thu_tuc": "A B"}).code == parse_row({"ten_thu_tuc": "A  B "}).code


def test_a_local_copy_of_a_code_is_another_procedure() -> None:
    assert parse_row({"ma_thu_tuc": "1.001612.000.00.00.H48", "ten_thu_tuc": "x"}).code == "1.001612.000.00.00.H48"


def test_unknown_keys_are_kept_in_the_raw_row() -> None:
    assert parse_row({"ma_thu_tuc": "1.000001", "moi": {"a": 1}}).raw["moi"] == {"a": 1}


def test_keys_in_capitals_and_other_spacing_are_the_same_cells() -> None:
    assert parse_row({"MA_THU_TUC": "1.000001", "Ten Thu Tuc": "x"}).name == "x"


@pytest.mark.parametrize("value", [None, 7, 1.5, True, [], ["a", "b"], {"a": "b"}])
def test_a_cell_may_hold_any_json(value: object) -> None:
    parse_row({"ma_thu_tuc": "1.000001", **dict.fromkeys(CELLS[1:], value)})


def test_levels_are_read_from_the_cell_in_order() -> None:
    row = parse_row({"ma_thu_tuc": "1.000001", "cap_thuc_hien": "Cấp xã, Cấp tỉnh, Cơ quan khác"})
    assert row.levels == ("province", "commune", "other")


def test_subjects_are_parted_outside_brackets_only() -> None:
    cell = "Tổ chức (không bao gồm doanh nghiệp, HTX), Cán bộ, công chức, viên chức, Doanh nghiệp"
    row = parse_row({"ma_thu_tuc": "1.000001", "doi_tuong_thuc_hien": cell})
    assert row.subjects == (
        "Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "Cán bộ, công chức, viên chức",
        "Doanh nghiệp",
    )


def test_spaces_key_order_and_unicode_form_do_not_make_a_new_version_but_words_do() -> None:
    a = {"ma_thu_tuc": "1.000001", "ten_thu_tuc": "Đăng ký"}
    b = {"ten_thu_tuc": "Đăng  ký\u00a0", "ma_thu_tuc": "1.000001 "}
    assert content_hash([a]) == content_hash([b])
    assert content_hash([a]) != content_hash([a | {"ten_thu_tuc": "Đăng kí"}])


def test_legal_texts_run_together_are_parted_at_their_numbers() -> None:
    cell = (
        "Tên văn bản pháp lýMã văn bảnLuật 52/2014/QH1352/2014/QH13"
        "Thông tư số 08/2025/TT-BTP ngày 12/6/2025 của Bộ Tư pháp"
        "08/2025/TT-BTPquy định mức thu281/2016/TT-BTCQuyết định số 09/2023/QĐ-TTg09/2023/QĐ-TTg"
    )
    assert [item.number for item in read_basis(cell)] == [
        "52/2014/QH13",
        "08/2025/TT-BTP",
        "281/2016/TT-BTC",
        "09/2023/QĐ-TTg",
    ]


def test_results_are_parted_from_the_buttons_of_the_page() -> None:
    cell = (
        "Giấy khai sinhMã: KQ.G15.000031Từ khóaKhông có thông tinMô tảKhông có thông tin"
        "Trích lụcMã: KQ.G15.000032Từ khóaKhông có thông tinMô tảKhông có thông tin"
        "Chọn cơ quan thực hiệnTỉnh/ Thành phốNộp hồ sơ"
    )
    assert [(result.name, result.code) for result in read_results(cell)] == [
        ("Giấy khai sinh", "KQ.G15.000031"),
        ("Trích lục", "KQ.G15.000032"),
    ]


@given(st.dictionaries(st.one_of(st.sampled_from(CELLS), st.text(max_size=8)), st.text(max_size=80), max_size=8))
def test_every_row_gets_a_code_a_name_and_its_raw_text(row: dict[str, str]) -> None:
    read = parse_row(row)
    assert read.code and read.name and read.raw == row
    assert all(found.reason for found in read.findings if found.outcome in (Outcome.PARTLY, Outcome.NOT))
