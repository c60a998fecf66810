"""What a file tells besides what it shows: hidden sheets, comments, authors, kept changes, where a photo was taken.

Opens PDF, Word and Excel files and pictures; changes nothing but pictures, which it draws anew. What it cannot read it
says so: a scanned page has no words for a machine.
"""

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any

from defusedxml import ElementTree
from openpyxl import load_workbook
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MOST_CELLS = 200_000
MOST_PAGES = 300
MAX_PIXELS = 60_000_000


@dataclass(frozen=True)
class Inside:
    """What is in a file: its media type, the words that it shows or hides, and marks of what nobody sees at first.

    `unread`: it has pages or pictures whose words no machine here can read.
    """

    media_type: str
    words: str
    marks: tuple[str, ...]
    unread: bool


HIDDEN_SHEET = gettext_noop("Trang tính ẩn: {name}")
HIDDEN_CELLS = gettext_noop("Dòng hoặc cột ẩn ở trang {name}")
COMMENT = gettext_noop("Có ghi chú, nhận xét")
CHANGES = gettext_noop("Còn giữ nội dung đã xóa, đã sửa (theo dõi thay đổi)")
AUTHOR = gettext_noop("Ghi tên người tạo, người sửa: {name}")
EMBEDDED = gettext_noop("Có tệp nhúng bên trong")
LINKS_OUT = gettext_noop("Có liên kết tới tệp khác")
HIDDEN_TEXT = gettext_noop("Có chữ ẩn")
NAMES_DEFINED = gettext_noop("Có vùng đặt tên ẩn: {name}")
PHOTO_INFO = gettext_noop("Ảnh còn ghi nơi chụp, lúc chụp, máy chụp")
ACTIVE = gettext_noop("Có mã chạy hoặc biểu mẫu")


def inside(content: bytes, *, name: str) -> Inside:
    """Look into a file. Raises Refused("hidden.type" or "hidden.size") for what cannot be opened."""
    if len(content) > MAX_BYTES:
        raise Refused("hidden.size", gettext_noop("Tệp “{name}” nặng quá 20 MB."), name=name)
    try:
        if content[:1024].lstrip().startswith(b"%PDF-"):
            return _pdf(content)
        if content[:4] == b"PK\x03\x04":
            return _office(content)
        return _picture(content)
    except (
        PyPdfError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        OSError,
        ValueError,
        KeyError,
        RecursionError,
        Image.DecompressionBombError,
    ) as error:
        sentence = gettext_noop("Tệp “{name}” chưa mở được. Hãy gửi PDF, Word, Excel, ảnh JPG hoặc PNG.")
        raise Refused("hidden.type", sentence, name=name) from error


def redrawn(content: bytes) -> tuple[bytes, str]:
    """A picture drawn anew from its points: nothing of where, when and with what it was taken; and its media type.

    Raises Refused("hidden.type") for what is no JPEG and no PNG.
    """
    refused = Refused("hidden.type", gettext_noop("Ảnh chưa mở được. Hãy gửi ảnh JPG hoặc PNG."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise refused
                kind = str(image.format)
                turned = ImageOps.exif_transpose(image)
                drawn = turned.convert("RGB" if kind == "JPEG" or turned.mode not in ("RGBA", "LA", "P") else "RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise refused from error
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    out = io.BytesIO()
    if kind == "JPEG":
        bare.save(out, "JPEG", quality=88, optimize=True)
        return out.getvalue(), "image/jpeg"
    bare.save(out, "PNG", optimize=True)
    return out.getvalue(), "image/png"


def _picture(content: bytes) -> Inside:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            told = bool(image.getexif()) or bool({"exif", "XML:com.adobe.xmp", "comment"} & set(image.info))
            media_type = "image/jpeg" if image.format == "JPEG" else "image/png"
    return Inside(media_type, "", (PHOTO_INFO,) if told else (), unread=True)


def _pdf(content: bytes) -> Inside:
    reader = PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted or len(reader.pages) > MOST_PAGES:
        raise ValueError("locked, or too long")
    marks, words, unread = [], [], False
    info: dict[str, Any] = dict(reader.metadata or {})
    people = [str(info[key]) for key in ("/Author", "/LastModifiedBy") if info.get(key)]
    marks += [AUTHOR.format(name=", ".join(people))] if people else []
    words += [str(value) for value in info.values()]
    xmp = reader.xmp_metadata
    if xmp is not None and xmp.dc_creator:
        marks.append(AUTHOR.format(name=", ".join(map(str, xmp.dc_creator))))
    if reader.attachments:
        marks.append(EMBEDDED)
    root: Any = reader.trailer["/Root"]
    opening = str(root.get("/OpenAction", "")) + str(root.get("/Names", ""))
    if "/AcroForm" in root or "/JS" in opening or "/JavaScript" in opening:
        marks.append(ACTIVE)
    if "/OCProperties" in root:
        marks.append(HIDDEN_TEXT)
    for page in reader.pages:
        text = page.extract_text()
        words.append(text)
        pictures = "/XObject" in str(page.get("/Resources", {}))
        unread = unread or (not text.strip() or len(text) < _FEW) and pictures
        for annotation in page.get("/Annots") or ():
            note = annotation.get_object()
            if note.get("/Subtype") not in ("/Link", "/Widget"):
                marks.append(COMMENT)
                words.append(str(note.get("/Contents", "")))
    return Inside("application/pdf", "\n".join(words), _once(marks), unread=unread)


_FEW = 40
"""Signs of text on a page with pictures below which the page is taken for a scan."""


def _office(content: bytes) -> Inside:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
            raise ValueError("too large when unpacked")
        names = set(archive.namelist())
        marks, words = _properties(archive, names)
        if any("/embeddings/" in name or name.endswith(".bin") and "vba" in name.lower() for name in names):
            marks.append(EMBEDDED)
        if any(name.endswith("vbaProject.bin") for name in names):
            marks.append(ACTIVE)
        if "word/document.xml" in names:
            more, said = _word(archive, names)
            pictures = any(name.startswith("word/media/") for name in names)
            return Inside(DOCX, "\n".join(words + said), _once(marks + more), unread=pictures)
        if "xl/workbook.xml" in names:
            if any("externalLinks/" in name for name in names):
                marks.append(LINKS_OUT)
            if any(name.startswith(("xl/comments", "xl/threadedComments")) for name in names):
                marks.append(COMMENT)
            more, said = _excel(content)
            pictures = any(name.startswith("xl/media/") for name in names)
            return Inside(XLSX, "\n".join(words + said), _once(marks + more), unread=pictures)
    raise ValueError("neither Word nor Excel")


def _properties(archive: zipfile.ZipFile, names: set[str]) -> tuple[list[str], list[str]]:
    marks, words = [], []
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        if part not in names:
            continue
        for element in ElementTree.fromstring(archive.read(part)).iter():
            kind, text = element.tag.rpartition("}")[2], (element.text or "").strip()
            if kind in ("creator", "lastModifiedBy", "Manager") and text and text != "openpyxl":
                marks.append(AUTHOR.format(name=text))
            if text and kind in ("creator", "lastModifiedBy", "Manager", "Company", "title", "subject", "description"):
                words.append(text)
            if part.endswith("custom.xml") and text:
                words.append(text)
    return marks, words


def _word(archive: zipfile.ZipFile, names: set[str]) -> tuple[list[str], list[str]]:
    marks, words = [], []
    for part in sorted(names):
        if not re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments\w*)\.xml", part):
            continue
        if part.startswith("word/comments"):
            marks.append(COMMENT)
        for element in ElementTree.fromstring(archive.read(part)).iter():
            kind = element.tag.rpartition("}")[2]
            if kind in ("t", "delText", "instrText"):
                words.append(element.text or "")
            elif kind in ("p", "br", "tab", "tr"):
                words.append("\n")
            if kind in ("del", "ins", "delText", "moveFrom"):
                marks.append(CHANGES)
            elif kind == "vanish":
                marks.append(HIDDEN_TEXT)
    return marks, ["".join(words)]


def _excel(content: bytes) -> tuple[list[str], list[str]]:
    book = load_workbook(io.BytesIO(content), data_only=True)
    marks, words, cells = [], [], 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            marks.append(HIDDEN_SHEET.format(name=sheet.title))
        rows, columns = sheet.row_dimensions.values(), sheet.column_dimensions.values()
        if any(row.hidden for row in rows) or any(column.hidden for column in columns):
            marks.append(HIDDEN_CELLS.format(name=sheet.title))
        words.append(sheet.title)
        for row in sheet.iter_rows():
            cells += len(row)
            if cells > MOST_CELLS:
                raise ValueError("too many cells")
            words.append(" ".join(str(cell.value) for cell in row if cell.value is not None))
            words += [cell.comment.text for cell in row if cell.comment is not None]
    marks += [NAMES_DEFINED.format(name=name) for name, found in book.defined_names.items() if found.hidden]
    return marks, words


def _once(marks: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(marks))
