"""The pages as they look: margins, one slip on one page, no word cut, QR codes that scan."""

import re
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from liemchinh.kernel.errors import Refused
from liemchinh.papers import Component, ControlSlip, Handover, LookUp, Paper, Receipt, Size, carries, qr_svg
from tests.papers import samples
from tests.papers.reading import MM, ink, pages, pdf, text

LONG = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất"
PROMISING = tuple(paper for paper in samples.FILLED if not isinstance(paper, ControlSlip))
MANY = tuple(Component(f"{LONG} số {row}", "Bản chính", row) for row in range(1, 41))
STACKED = "ẨẲỄỘ Ặ ẨẲỄỘ ẰẴỬỮ "


@pytest.mark.parametrize("paper", samples.FILLED, ids=lambda paper: paper.form)
def test_a4_keeps_the_margins_of_decree_30(paper: Paper) -> None:
    reader = pdf(paper)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (float(box.width) / 72 * 25.4, float(box.height) / 72 * 25.4) == pytest.approx((210, 297), abs=0.2)
    left, top, right, bottom = ink(pages(paper)[0])
    assert 29.8 <= left <= 35
    assert 14.8 <= right <= 20
    assert bottom >= 20
    # The form number stands in the top margin, as in the circular; the letterhead begins below it.
    assert 10 <= top <= 20


def test_the_national_title_stays_on_one_line_beside_a_long_issuer() -> None:
    head = replace(samples.HEAD, issuer="Trung tâm Phục vụ hành chính công " + "và Tiếp nhận hồ sơ " * 4)
    lines = pdf(replace(samples.REFUSAL, letterhead=head)).pages[0].extract_text().splitlines()
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line for line in lines)


@pytest.mark.parametrize("count", [0, 1, 30])
def test_the_slip_is_one_page_72_mm_wide_however_many_papers(count: int) -> None:
    paper = replace(samples.RECEIPT, components=MANY[:count])
    reader = pdf(paper, "80mm")
    assert len(reader.pages) == 1
    assert float(reader.pages[0].mediabox.width) / 72 * 25.4 == pytest.approx(80, abs=0.2)
    left, top, right, bottom = ink(pages(paper, "80mm")[0])
    assert left == pytest.approx(4, abs=0.4)
    assert right >= 3.6
    assert top >= 3.6
    assert bottom >= 3.6
    assert f"{count}. {LONG} số {count}" in text(paper, "80mm") or count == 0


def test_an_ordinary_receipt_fits_one_page_of_a5() -> None:
    assert len(pdf(samples.RECEIPT, "A5").pages) == 1
    left, _top, right, bottom = ink(pages(samples.RECEIPT, "A5")[0])
    assert left >= 13.5
    assert right >= 9.8
    assert bottom >= 9.5


@pytest.mark.parametrize("size", ["A4", "A5"])
def test_forty_papers_go_over_the_page_and_later_pages_are_numbered(size: Size) -> None:
    paper = replace(samples.RECEIPT, components=MANY)
    reader = pdf(paper, size)
    assert len(reader.pages) >= 2
    found = text(paper, size)
    assert all(f"số {row} Bản chính {row:02d}" in found for row in range(1, 41))
    for number, page in enumerate(reader.pages, start=1):
        lines = page.extract_text().split()
        assert (str(number) in (lines[0], lines[-1])) is (number > 1)
        # The heading of the table comes again wherever the table goes on.
        if "số 40" in page.extract_text():
            assert "Tên giấy tờ" in page.extract_text()
    for page in pages(paper, size):
        assert ink(page)[2] >= (14.8 if size == "A4" else 9.8)


@pytest.mark.parametrize("size", ["A4", "A5", "80mm"])
def test_words_without_a_space_stay_inside_the_paper(size: Size) -> None:
    word = "W" * 90
    paper = replace(
        samples.RECEIPT,
        letterhead=replace(samples.HEAD, superior=word, issuer=word, place=word),
        code="W" * 35 + "-260918-0001",
        desk=word,
        applicant=replace(samples.APPLICANT, name=word, address=word, email=word, phone=word),
        request=word,
        components=(Component(word, word, 3),),
        return_place=word,
        submitter=word,
        why=word,
        look_up=LookUp("https://xa-mau.example/" + "w" * 90, "7K2M-9QXD"),
    )
    margin = {"A4": 14.8, "A5": 9.8, "80mm": 3.6}[size]
    for page in pages(paper, size):
        left, _top, right, _bottom = ink(page)
        assert right >= margin
        assert left >= margin


def test_words_without_a_space_stay_inside_the_control_slip() -> None:
    word = "W" * 60
    row = Handover(word, word, samples.RECEIVED, word, word, word, word)
    for page in pages(replace(samples.CONTROL, rows=(row,), unit=word, coordinating=word)):
        assert ink(page)[2] >= 14.8


@pytest.mark.parametrize("size", ["A4", "A5", "80mm"])
def test_lines_of_stacked_capitals_do_not_touch(size: Size) -> None:
    page = pages(replace(samples.RECEIPT, request="", components=(), why=""), size)[0]
    tall = pages(replace(samples.RECEIPT, request=STACKED * 12, components=(), why=""), size)[0]
    # The request alone makes the difference: its lines must each have white between them.
    assert gaps(tall) >= gaps(page) + 3


def gaps(page: Image.Image) -> int:
    """Bands of wholly white rows, in the left part of the page where the fields begin."""
    left = page.crop((0, 0, int(page.width * 0.45), page.height))
    rows = [left.crop((0, row, left.width, row + 1)).getextrema()[0] > 200 for row in range(left.height)]
    return sum(1 for above, below in zip(rows, rows[1:], strict=False) if below and not above)


@pytest.mark.parametrize("size", ["A4", "A5", "80mm"])
def test_the_printed_code_opens_exactly_the_look_up_page(size: Size) -> None:
    codes = zxingcpp.read_barcodes(pages(samples.RECEIPT, size)[0])
    assert [code.text for code in codes] == [samples.LOOK.url]


@pytest.mark.parametrize(("size", "side"), [("A4", 26), ("A5", 26), ("80mm", 30)])
def test_the_code_is_as_large_as_promised(size: Size, side: float) -> None:
    place = zxingcpp.read_barcodes(pages(promised(), size)[0])[0].position
    assert (place.top_right.x - place.top_left.x) / MM == pytest.approx(side, abs=1)


def test_without_an_address_there_is_no_code() -> None:
    assert zxingcpp.read_barcodes(pages(replace(samples.RECEIPT, look_up=LookUp()))[0]) == []


def test_an_address_too_long_to_scan_is_refused() -> None:
    assert qr_svg("https://xa-mau.example/" + "a" * 200)
    with pytest.raises(Refused) as refused:
        qr_svg("https://xa-mau.example/" + "a" * 300)
    assert refused.value.code == "papers.qr_too_long"


def promised(site: str = "https://motcua.xa-songmau.vn") -> Receipt:
    look = LookUp(f"{site}/h/{samples.CODE}/7K2M9QXD7K2M9QXD", "7K2M 9QXD 7K2M 9QXD")
    return replace(samples.RECEIPT, look_up=look, promise=samples.PROMISE)


@pytest.mark.parametrize("paper", PROMISING, ids=lambda paper: paper.form)
def test_every_paper_that_promises_carries_its_promise_in_the_one_code(paper: Paper) -> None:
    look, promise = promised().look_up, samples.PROMISE
    for size in paper.sizes:
        signed = replace(paper, look_up=look, promise=promise)  # type: ignore[call-arg]
        sheets = pages(signed, size)  # type: ignore[arg-type]
        assert len(sheets) == 1
        assert [code.text for code in zxingcpp.read_barcodes(sheets[0])] == [f"{look.url}#{promise.digits}"]
        found = text(signed, size)  # type: ignore[arg-type]
        assert "Dấu trong sổ công khai: 0f1e 2d3c 4b5a 6978. Sẽ có trong sổ công khai" in found
        assert "trước 10 giờ 10, ngày 18/9/2026; nếu không, giấy này là bằng chứng" in found


@pytest.mark.parametrize("size", ["A4", "A5"])
def test_the_margins_are_kept_with_the_promise_too(size: Size) -> None:
    left, _top, right, bottom = ink(pages(promised(), size)[0])
    kept = {"A4": (29.8, 14.8, 20), "A5": (13.5, 9.8, 9.5)}[size]
    assert (left >= kept[0], right >= kept[1], bottom >= kept[2]) == (True, True, True)


def test_a_longer_address_drops_the_salt_and_a_still_longer_one_leaves_the_promise_to_the_page() -> None:
    for letters, digits, words in (
        (25, samples.PROMISE.digits, "mã QR giữ lời hứa đã ký"),
        (50, samples.PROMISE.short, "mã QR giữ lời hứa đã ký"),
        (90, "", "lời hứa đã ký ở trang theo dõi hồ sơ là bằng chứng"),
    ):
        paper = promised("https://" + "x" * letters)
        codes = zxingcpp.read_barcodes(pages(paper)[0])
        assert [code.text for code in codes] == [paper.look_up.url + ("#" + digits if digits else "")]
        assert words in text(paper)


def test_a_paper_that_nobody_could_sign_says_so_and_one_without_an_entry_says_nothing() -> None:
    unsigned = replace(samples.PROMISE, digits="", short="")
    paper = replace(promised(), promise=unsigned)
    assert "0f1e 2d3c 4b5a 6978. Chưa ký được lời hứa; có thể in lại." in text(paper)
    assert [code.text for code in zxingcpp.read_barcodes(pages(paper)[0])] == [paper.look_up.url]
    assert "sổ công khai" not in text(samples.RECEIPT)


@pytest.mark.parametrize("count", [samples.WITHOUT_SALT, samples.WITH_SALT])
@pytest.mark.parametrize("tail", ["/7K2M9QXD7K2M9QXD", "/7k2m", ""])
def test_whether_it_fits_is_reckoned_as_the_encoder_does(count: int, tail: str) -> None:
    digits = "9" * count
    for letters in range(110):
        address = "https://" + "x" * letters + tail
        if not carries(address, digits):
            break
    for here, fits in ((address[:7] + address[8:], True), (address, False)):
        assert carries(here, digits) is fits
    module = float(re.search(r'viewBox="0 0 (\d+)', qr_svg(address[:7] + address[8:], digits=digits)).group(1))  # type: ignore[union-attr]
    assert module == 57
    with pytest.raises(Refused) as refused:
        qr_svg(address, digits=digits)
    assert refused.value.code == "papers.qr_too_long"
