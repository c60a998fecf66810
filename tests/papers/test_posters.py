"""Posters, boards and checklists: one page, a code of at least 60 mm that scans, what people ask for first."""

from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from PIL import Image

from liemchinh.kernel.errors import Refused
from liemchinh.papers import (
    Board,
    BoardRow,
    CheckGroup,
    Checklist,
    CheckRow,
    Contacts,
    Letterhead,
    LookUp,
    Poster,
    Size,
    render,
)
from tests.papers.reading import MM, pages, pdf, text

HEAD = Letterhead("Tỉnh Mẫu", "Ủy ban nhân dân xã Mẫu", day=date(2026, 9, 15))
URL = "https://dichvucong.xa-mau.example/thu-tuc/1.900001/"
LONG = "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền cấp hoặc chứng nhận " * 4
POSTER = Poster(
    letterhead=HEAD,
    code="1.900001",
    name="Đăng ký khai sinh",
    address="dichvucong.xa-mau.example/thu-tuc/1.900001",
    term="1 ngày làm việc",
    fee="Không thu phí",
    filing="Nộp tại Bộ phận Một cửa.",
    hours="Thứ Hai đến thứ Sáu",
    state="Theo bản số 1.",
    look_up=LookUp(URL),
    contacts=Contacts(hotline="0999 000 012"),
)
BOARD = Board(HEAD, "Hộ tịch", "dichvucong.xa-mau.example/thu-tuc", (), look_up=LookUp(URL), contacts=POSTER.contacts)
CHECKLIST = Checklist(
    HEAD,
    "1.900001",
    "Đăng ký khai sinh",
    "dichvucong.xa-mau.example/thu-tuc/1.900001",
    (CheckGroup("Giấy tờ phải nộp", (CheckRow("Tờ khai", "1 bản chính", "Mẫu 1"),), ("Đến cùng người làm chứng.",)),),
    "1 ngày làm việc",
    "Không thu phí",
    look_up=LookUp(URL),
    contacts=POSTER.contacts,
)


def code_width(picture: Image.Image) -> float:
    """The side of the only code on a page, in millimetres; it must say the address."""
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == URL
    corners = found.position
    return abs(corners.top_right.x - corners.top_left.x) / MM


@pytest.mark.parametrize(("size", "width"), [("A4", 210), ("A3", 297)])
@pytest.mark.parametrize("name", ["Đăng ký khai sinh", LONG], ids=["short", "long"])
def test_a_poster_is_one_page_with_one_code_that_is_read_from_afar(size: Size, width: float, name: str) -> None:
    paper = replace(POSTER, name=name)
    reader = pdf(paper, size)
    assert len(reader.pages) == 1
    assert float(reader.pages[0].mediabox.width) / 72 * 25.4 == pytest.approx(width, abs=0.2)
    assert code_width(pages(paper, size)[0]) >= 60
    said = text(paper, size)
    for words in (name.split()[0], POSTER.address, "1 ngày làm việc", "Không thu phí", "0999 000 012"):
        assert words in said


def test_a_board_repeats_its_heads_over_its_pages_and_names_every_procedure() -> None:
    rows = tuple(BoardRow(f"Thủ tục số {n}", f"1.{n:06}", "3 ngày", "8.000 đồng") for n in range(60))
    paper = replace(BOARD, rows=rows)
    reader = pdf(paper)
    assert len(reader.pages) > 1
    assert all("Thời hạn" in page.extract_text() for page in reader.pages)
    assert all(row.code in text(paper) for row in rows)
    assert code_width(pages(paper)[0]) >= 60


def test_a_checklist_has_every_paper_with_its_count() -> None:
    said = text(CHECKLIST)
    for words in ("Giấy tờ phải nộp", "Tờ khai", "1 bản chính", "Mẫu: Mẫu 1", "Lưu ý: Đến cùng người làm chứng."):
        assert words in said
    assert len(pdf(CHECKLIST).pages) == 1
    assert "không nêu thành phần hồ sơ" in text(replace(CHECKLIST, groups=()))


def test_what_a_procedure_is_called_can_be_no_command_and_the_same_paper_gives_the_same_bytes() -> None:
    nasty = replace(POSTER, name='#read("/x") ]"\\ $x$')
    assert '#read("/x") ]"\\ $x$' in text(nasty)
    assert render(POSTER) == render(POSTER)
    with pytest.raises(Refused):
        render(CHECKLIST, "A3")
