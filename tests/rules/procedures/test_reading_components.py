"""The portal's list of papers: names run into forms, forms into counts, counts into the next name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.procedures.parsing import Outcome
from liemchinh.procedures.parsing.components import ParsedComponent, read_components, split_form
from liemchinh.procedures.parsing.text import plain

HEADER = "Tên giấy tờMẫu đơn, tờ khaiSố lượng"


def papers(text: str) -> list[tuple[str, str, str, int | None, int | None]]:
    return [(p.group, p.name, p.form, p.originals, p.copies) for p in read_components(plain(text))[0]]


def test_names_forms_and_counts_are_parted() -> None:
    text = f"--{HEADER}Đơn đề nghị (Mẫu số 06)Mẫu số 06.docx1 bản chínhBản sao hộ chiếu0 bản chính,2 bản sao"
    assert papers(text) == [
        ("", "Đơn đề nghị (Mẫu số 06)", "Mẫu số 06.docx", 1, 0),
        ("", "Bản sao hộ chiếu", "", 0, 2),
    ]


def test_a_group_heading_belongs_to_what_follows_it() -> None:
    text = f"* Giấy tờ phải nộp:{HEADER}Tờ khai1 bản chính* Giấy tờ phải xuất trình:{HEADER}Thẻ căn cước1 bản chính"
    assert [(group, name) for group, name, *_ in papers(text)] == [
        ("Giấy tờ phải nộp", "Tờ khai"),
        ("Giấy tờ phải xuất trình", "Thẻ căn cước"),
    ]


def test_counts_spoken_in_a_sentence_are_part_of_the_name() -> None:
    text = (
        f"--{HEADER}Phiếu theo Mẫu 04b (01 bản chính) (khoản 4).1 bản chínhHồ sơ gồm 2 bản sao có chứng thực1 bản sao"
    )
    assert [(name, o, c) for _, name, _, o, c in papers(text)] == [
        ("Phiếu theo Mẫu 04b (01 bản chính) (khoản 4).", 1, 0),
        ("Hồ sơ gồm 2 bản sao có chứng thực", 0, 1),
    ]


def test_a_count_said_at_the_end_of_a_name_and_then_printed_counts_once() -> None:
    assert papers(f"--{HEADER}Nộp 01 bản chính1 bản chính") == [("", "Nộp 01 bản chính", "", 1, 0)]


def test_digits_that_end_a_form_number_are_not_counted() -> None:
    text = f"--{HEADER}Đơn theo Mẫu số 041 bản chínhTờ khai CT012 bản chínhQuyết định năm 20231 bản chính"
    assert [(name, o) for _, name, _, o, _ in papers(text)] == [
        ("Đơn theo Mẫu số 04", 1),
        ("Tờ khai CT01", 2),
        ("Quyết định năm 2023", 1),
    ]


def test_a_new_paper_may_begin_with_any_letter() -> None:
    text = f"--{HEADER}Báo cáo thành tích2 bản chínhđ) Bản sao quyết định1 bản chính02 ảnh 4x61 bản chính"
    assert len(papers(text)) == 3


def test_a_remark_is_a_line_with_nothing_to_hand_in() -> None:
    assert papers(f"* Lưu ý:{HEADER}Bản điện tử có giá trị như bản giấy.0 bản chính")[0][3:] == (0, 0)


def test_a_paper_without_a_count_is_kept_and_reported() -> None:
    components, findings = read_components("Đơn đề nghị; bản sao căn cước")
    assert components[0].originals is None and findings[0].outcome is Outcome.PARTLY


def test_the_older_layout_names_its_counts_first() -> None:
    assert [
        (n, o, c) for _, n, _, o, c in papers(f"{HEADER}Tờ khaiBản chính: 1Bản sao: 0ẢnhBản chính: 0 - Bản sao: 2")
    ] == [
        ("Tờ khai", 1, 0),
        ("Ảnh", 0, 2),
    ]


def test_line_breaks_between_the_cells_change_nothing() -> None:
    header = "--\nTên giấy tờ\nMẫu đơn, tờ khai\nSố lượng\n"
    text = header + "Đơn đề nghị\ndon de nghi.docx\n1 bản chính\nẢnh\n1 bản sao\n"
    assert papers(text) == [("", "Đơn đề nghị", "don de nghi.docx", 1, 0), ("", "Ảnh", "", 0, 1)]


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("Tờ khai (Mẫu CT01).1.MuCT01 (1).doc", "Tờ khai (Mẫu CT01).", "1.MuCT01 (1).doc"),
        ("Danh sách (Mẫu số 01)Mau so 01.TT41.doc", "Danh sách (Mẫu số 01)", "Mau so 01.TT41.doc"),
        ("Đơn theo Mẫu TP-QTV-02Mẫu TP-QTV-02.docx", "Đơn theo Mẫu TP-QTV-02", "Mẫu TP-QTV-02.docx"),
        ("Văn bản đề nghịMẫu số 12.docx", "Văn bản đề nghị", "Mẫu số 12.docx"),
        ("Đơn đề nghịMau 1.docxMau 2.pdf", "Đơn đề nghị", "Mau 1.docx; Mau 2.pdf"),
    ],
)
def test_the_file_of_a_form_is_cut_from_the_name_it_runs_into(text: str, name: str, form: str) -> None:
    assert split_form(text) == (name, form, True)


def test_a_file_name_that_cannot_be_told_from_the_paper_is_left_and_reported() -> None:
    (paper,) = read_components(f"--{HEADER}đơn đề nghị cấp phép.docx1 bản chính")[0]
    assert paper.outcome is Outcome.PARTLY and paper.name == "đơn đề nghị cấp phép.docx"


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Tờ khai", "- Giấy chứng sinh.", "Hộ chiếu (bản sao)", "+ Đơn xin;", "Ảnh cỡ 4x6cm"]),
            st.integers(0, 9),
            st.integers(0, 9),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_list_the_layout_prints_comes_back_as_it_was(rows: list[tuple[str, int, int]]) -> None:
    printed = "".join(
        f"{name}{originals} bản chính" + (f",{copies} bản sao" if copies else "") for name, originals, copies in rows
    )
    read: tuple[ParsedComponent, ...] = read_components(f"--{HEADER}{printed}")[0]
    assert [(p.name, p.originals, p.copies) for p in read] == rows
