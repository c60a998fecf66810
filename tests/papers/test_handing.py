"""The minutes of a hand-over: who gave, who took, what was missing, and every dossier on its line."""

from dataclasses import replace

from tests.papers.reading import pdf, text
from tests.papers.samples import CODE, HANDING


def test_the_minutes_say_who_what_and_what_was_missing() -> None:
    said = " ".join(text(HANDING).split())
    words = ("BIÊN BẢN BÀN GIAO HỒ SƠ", "1. Bên giao: Phạm Văn Mẫu", "2. Bên nhận: Vũ Thị Mẫu", "3. Lãnh đạo phòng")
    for wanted in (*words, "Lý do bàn giao: Nghỉ sinh.", "01 hồ sơ", CODE, "đã chuyển", "Thiếu tờ khai thứ 2."):
        assert wanted in said, wanted
    assert "Nghỉ sinh.." not in said


def test_a_long_list_goes_over_the_page_with_its_heading_and_an_empty_remark_means_everything() -> None:
    long = replace(HANDING, lines=HANDING.lines * 60, remark="", witness=None)
    assert len(pdf(long).pages) > 1
    said = " ".join(text(long).split())
    assert said.count("Mã hồ sơ Trạng thái") == len(pdf(long).pages)
    assert "nhận đủ theo danh sách" in said and "Lãnh đạo phòng" not in said
