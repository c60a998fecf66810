"""Files lose what betrays their maker, and keep what they show."""

import io
import zipfile

import pypdf
import pytest
from PIL import Image, PngImagePlugin
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from liemchinh.sealed import rules
from tests.refusals import refused

MAKER = "Mau Nhan Chung"


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_alone(form: str) -> None:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x013B], exif[0x0112] = MAKER, 6  # who made it; turned a quarter
    extra = {"pnginfo": PngImagePlugin.PngInfo()} if form == "PNG" else {}
    if extra:
        extra["pnginfo"].add_text("Author", MAKER)
    Image.new("RGB", (60, 20), (200, 10, 10)).save(out, form, exif=exif, **extra)
    assert MAKER.encode() in out.getvalue()
    cleaned = rules.clean("C:\\Users\\chung\\anh.jpg", out.getvalue())
    assert MAKER.encode() not in cleaned.content and cleaned.name == "anh.jpg"
    with Image.open(io.BytesIO(cleaned.content)) as again:
        assert again.format == form and again.size == (20, 60) and not again.getexif() and not again.info.get("Author")


def test_a_pdf_keeps_its_pages_alone() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "Mau Nhan Chung", "/Producer": "May cua Mau"})
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('Mau')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.add_attachment("goc.docx", b"Mau Nhan Chung")
    out = io.BytesIO()
    writer.write(out)
    cleaned = rules.clean("don.pdf", out.getvalue()).content
    reader = pypdf.PdfReader(io.BytesIO(cleaned))
    assert len(reader.pages) == 1 and not reader.attachments and b"Mau" not in cleaned and b"app.alert" not in cleaned
    assert not (reader.metadata or {}).get("/Author")
    with refused("sealed.file"):
        rules.clean("hong.pdf", b"%PDF-1.7 hong")


def office(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, held in {"[Content_Types].xml": b"<Types/>", **parts}.items():
            made.writestr(name, held)
    return out.getvalue()


def test_an_office_file_keeps_its_text_and_loses_its_people() -> None:
    maker = MAKER.encode()
    content = office(
        {
            "docProps/core.xml": b"<dc:creator>" + maker + b"</dc:creator>",
            "docProps/custom.xml": maker,
            "word/document.xml": b'<w:p w:rsidR="00AB12CD"><w:ins w:author="'
            + maker
            + b'" w:date="2026">Noi dung</w:ins></w:p>',
            "word/comments.xml": b'<w:comment w:author="' + maker + b'" w:initials="MNC">y kien</w:comment>',
            "word/people.xml": maker,
        }
    )
    cleaned = rules.clean("don.docx", content)
    with zipfile.ZipFile(io.BytesIO(cleaned.content)) as opened:
        held = b"".join(opened.read(name) for name in opened.namelist())
        assert {one.date_time[0] for one in opened.infolist()} == {1980}
    assert maker not in held and b"00AB12CD" not in held and b"MNC" not in held
    assert b"Noi dung" in held and b"y kien" in held


def test_hidden_sheets_are_told_programs_refused_and_what_cannot_be_cleaned_is_named() -> None:
    sheets = office({"xl/workbook.xml": b'<sheets><sheet name="a" state="hidden"/></sheets>'})
    assert "trang tính bị ẩn" in rules.clean("so.xlsx", sheets).warnings[0]
    with refused("sealed.macros", "don.docm"):
        rules.clean("don.docm", office({"word/vbaProject.bin": b"x"}))
    audio = rules.clean("ghi-am.mp3", b"ID3" + bytes(50))
    assert audio.whole and audio.warnings
    assert not rules.clean("ghi.txt", "chữ".encode()).whole
