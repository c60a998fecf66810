"""Scans: is this file what it says it is, and harmless? Decides by content, never by name.

Accepts PDF without active content, JPEG and PNG. Everything else is refused with a sentence that says what to do.
"""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 60_000_000  # an A3 sheet at 400 dpi is 31 million
MAX_PAGES = 500
MAX_OBJECTS = 200_000
MAX_SECTIONS = 1_000  # times that a PDF was saved over; each is read through before anything else
MAX_SCANS = 64  # passes over a progressive JPEG: cameras and scanners write about ten, a bomb thousands
HEIC = frozenset(b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"))
"""How photos of some telephones begin; the house keeps no reader for them."""
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png"}
ENDINGS = {"image/jpeg": (".jpg", ".jpeg"), "image/png": (".png",), "application/pdf": (".pdf",)}
"""How a file of each type may be called; the first is the usual one."""
ACTIVE = frozenset(
    [
        "/JS",
        "/JavaScript",
        "/Launch",
        "/EmbeddedFile",
        "/EmbeddedFiles",
        "/RichMedia",
        "/XFA",
        "/AA",
        "/ImportData",
    ]
)
"""Keys that a scanned sheet has no use for."""
ACTIONS = frozenset(
    [
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/Movie",
        "/Sound",
    ]
)
"""Actions that run or play something, or open a file elsewhere (which may hand a password to a stranger)."""
_MARKER = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd8])")
_SCAN, _END = 0xDA, 0xD9


@dataclass(frozen=True)
class Scan:
    """A file that may be kept: its true media type, its size in bytes and its number of pages."""

    media_type: str
    size: int
    pages: int


def inspect(content: bytes, *, name: str) -> Scan:
    """Look into a file. Raises Refused with code `scans.…` and a sentence naming the file and the cure."""
    if not content:
        raise Refused("scans.empty", gettext_noop("Tệp “{name}” rỗng. Hãy chụp hoặc quét lại."), name=name)
    if content[4:12] in HEIC:
        sentence = gettext_noop(
            "Tệp “{name}” là ảnh HEIC của iPhone, chưa mở được. Hãy gửi ảnh JPG hoặc PDF: vào Cài đặt, Camera, "
            "Định dạng, chọn “Tương thích nhất” rồi chụp lại."
        )
        raise Refused("scans.heic", sentence, name=name)
    if len(content) > MAX_BYTES:
        sentence = gettext_noop("Tệp “{name}” nặng quá {limit} MB. Hãy quét ở độ phân giải 200–300 dpi.")
        raise Refused("scans.size", sentence, name=name, limit=MAX_BYTES // 1024 // 1024)
    pages, media_type = _pdf(content, name) if content[:1024].lstrip().startswith(b"%PDF-") else _image(content, name)
    return Scan(media_type=media_type, size=len(content), pages=pages)


def _image(content: bytes, name: str) -> tuple[int, str]:
    unreadable = Refused(
        "scans.type", gettext_noop("Tệp “{name}” chưa mở được. Hãy gửi ảnh JPG, PNG hoặc PDF."), name=name
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(IMAGES)) as image:
                if image.width * image.height > MAX_PIXELS:
                    sentence = gettext_noop("Ảnh “{name}” quá lớn ({width} × {height} điểm). Hãy chụp lại nhỏ hơn.")
                    raise Refused("scans.pixels", sentence, name=name, width=image.width, height=image.height)
                media_type = IMAGES[str(image.format)]
                image.verify()
            if media_type == "image/jpeg":
                if _passes(content) > MAX_SCANS:
                    raise unreadable
                _read_small(content)
    except Image.DecompressionBombError as huge:
        raise Refused("scans.pixels", gettext_noop("Ảnh “{name}” quá lớn. Hãy chụp lại nhỏ hơn."), name=name) from huge
    except Refused:
        raise
    except Exception as broken:  # whatever the reader stumbles over, it is the file that is broken
        raise unreadable from broken
    return 1, media_type


def _passes(content: bytes) -> int:
    """How often a JPEG goes over its picture, counted until it is too often.

    Each pass takes time for every point, however few its own bytes: a small file can keep a machine busy for hours.
    """
    at, passes = 2, 0
    while passes <= MAX_SCANS and (found := _MARKER.search(content, at)):
        mark, at = found.group(1)[0], found.end()
        if mark == _END:
            break
        passes += mark == _SCAN
        at += int.from_bytes(content[at : at + 2], "big")  # past the segment, which may hold a picture of its own
    return passes


def _read_small(content: bytes) -> None:
    """Read a JPEG to its end at an eighth of its size: `verify` sees only its head. Raises OSError when cut short."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        image.draft("L", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()


def _pdf(content: bytes, name: str) -> tuple[int, str]:
    try:
        # counted before it is read: a reader takes seconds over a file of nothing but beginnings ("obj" ends "endobj")
        if content.count(b"obj") > 2 * MAX_OBJECTS:
            raise ValueError("too many objects")
        if max(map(content.count, (b"startxref", b"trailer", b"/XRef"))) > MAX_SECTIONS:
            raise ValueError("too many sections")
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            sentence = gettext_noop("Tệp “{name}” có mật khẩu. Hãy gửi bản không đặt mật khẩu.")
            raise Refused("scans.locked", sentence, name=name)
        pages = len(reader.pages)
        active = any(_is_active(item) for item in _dictionaries(reader))
    except Refused:
        raise
    except Exception as broken:  # whatever the reader stumbles over, it is the file that is broken
        sentence = gettext_noop("Tệp “{name}” hỏng, không đọc được. Hãy quét lại.")
        raise Refused("scans.broken", sentence, name=name) from broken
    if active:
        sentence = gettext_noop(
            "Tệp “{name}” chứa mã lệnh hoặc tệp nhúng. Hãy in ra rồi quét lại, hoặc xuất PDF thường."
        )
        raise Refused("scans.active", sentence, name=name)
    if not 1 <= pages <= MAX_PAGES:
        sentence = gettext_noop("Tệp “{name}” có {pages} trang, ngoài mức 1 đến {limit} trang.")
        raise Refused("scans.pages", sentence, name=name, pages=pages, limit=MAX_PAGES)
    return pages, "application/pdf"


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary reachable from the trailer, each object once. Raises ValueError past the limit."""
    waiting: list[Any] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    count = 0
    while waiting:
        item = waiting.pop()
        if isinstance(item, IndirectObject):
            place = (item.idnum, item.generation)
            if place in seen:
                continue
            seen.add(place)
            item = item.get_object()
        count += 1
        if count > MAX_OBJECTS:
            raise ValueError("too many objects")
        if isinstance(item, DictionaryObject):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, ArrayObject):
            waiting.extend(item)


def _is_active(item: DictionaryObject) -> bool:
    if ACTIVE & set(item):
        return True
    # by index, not by `get`: a value may stand elsewhere in the file, and here only its number
    return ("/S" in item and str(item["/S"]) in ACTIONS) or ("/Type" in item and str(item["/Type"]) == "/EmbeddedFile")
