"""Decides what of a file is its content and what betrays its maker: pictures, PDF and office files without metadata.

Works in memory on bytes alone. What cannot be cleaned is named, so that its owner decides.
"""

import io
import re
import zipfile
from dataclasses import dataclass

import pypdf
from PIL import Image, ImageOps
from pypdf.errors import PyPdfError
from pypdf.generic import NameObject

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed.rules.parcel import LARGEST, safe_name

PIXELS = 60_000_000
_PEOPLE = re.compile(rb'(\s(?:name|initials|displayName|userId|providerId|lastModifiedBy|userName)=)"[^"]*"')
_AUTHOR = re.compile(rb"<author>[^<]*</author>")
_HIDDEN = re.compile(rb'<sheet\b[^>]*\bstate="(?:hidden|veryHidden)"')
_DROPPED = ("docProps/", "customXml/", "word/people", "xl/persons/", "xl/revisions/", "ppt/changesInfos/")
_EMPTY = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
}
_PDF_DROPPED = ("/Metadata", "/Names", "/OpenAction", "/AA", "/AcroForm", "/PieceInfo", "/Collection", "/AF")
_PAGE_DROPPED = ("/Metadata", "/PieceInfo", "/AA", "/LastModified")


@dataclass(frozen=True)
class Cleaned:
    """A file as it will be sealed. `warnings` say what may still betray somebody; `whole`: nothing could be cleaned."""

    name: str
    content: bytes
    warnings: tuple[str, ...] = ()
    whole: bool = False


def clean(name: str, content: bytes) -> Cleaned:
    """The file without what its maker's programs wrote beside the content.

    Raises Refused("sealed.file") for one that cannot be read as what it is, ("sealed.macros") for one with a program.
    """
    name = safe_name(name)
    try:
        if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")) and content[8:12] != b"WAVE":
            return Cleaned(name, _picture(content))
        if content.startswith(b"%PDF-"):
            return Cleaned(name, _pdf(content))
        if content.startswith(b"PK\x03\x04"):
            return _office(name, content)
    except Refused:
        raise
    except (
        OSError,
        ValueError,
        SyntaxError,
        KeyError,
        PyPdfError,
        zipfile.BadZipFile,
        Image.DecompressionBombError,
    ) as broken:
        raise Refused(
            "sealed.file", gettext_noop("Không đọc được tệp “{name}”. Thử chụp ảnh lại nội dung."), name=name
        ) from broken
    if name.lower().endswith(".txt"):
        return Cleaned(name, content)
    return Cleaned(
        name, content, (gettext_noop("Không làm sạch được tệp này: nó có thể ghi tên máy, tên người tạo."),), True
    )


def _picture(content: bytes) -> bytes:
    """Only the pixels, turned as the camera meant them, in the same format."""
    with Image.open(io.BytesIO(content)) as opened:
        form = opened.format
        if form not in {"JPEG", "PNG", "WEBP"} or opened.width * opened.height > PIXELS:
            raise ValueError("not a picture we know")
        turned = ImageOps.exif_transpose(opened)
        mode = (
            turned.mode
            if turned.mode in {"L", "RGB", "RGBA"} and form != "JPEG"
            else "L"
            if turned.mode == "L"
            else "RGB"
        )
        if form != "JPEG" and turned.mode in {"P", "LA", "PA"}:
            mode = "RGBA"
        bare = Image.new(mode, turned.size)
        bare.paste(turned.convert(mode))
        out = io.BytesIO()
        bare.save(out, form, **({"quality": 90} if form != "PNG" else {}))
        return out.getvalue()


def _pdf(content: bytes) -> bytes:
    """The pages, without information about the document, scripts, attachments and forms."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise ValueError("locked")
    writer = pypdf.PdfWriter()
    for page in reader.pages:
        added = writer.add_page(page)
        for name in _PAGE_DROPPED:
            added.pop(NameObject(name), None)
        notes = added.get("/Annots")
        if notes is not None:
            added.pop(NameObject("/Annots"), None)  # comments bear their writers' names
    writer.metadata = None
    for name in _PDF_DROPPED:
        writer.root_object.pop(NameObject(name), None)
    writer.generate_file_identifiers()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _office(name: str, content: bytes) -> Cleaned:
    """A Word, Excel or PowerPoint file without properties, authors, revision marks; its pictures cleaned as well."""
    warnings: list[str] = []
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as opened, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        if sum(one.file_size for one in opened.infolist()) > 4 * LARGEST:
            raise ValueError("too large unpacked")
        names = opened.namelist()
        if "[Content_Types].xml" not in names:
            warning = gettext_noop("Không làm sạch được các tệp trong tệp nén này.")
            return Cleaned(name, content, (warning,), True)
        if any("vbaproject" in one.lower() for one in names):
            raise Refused(
                "sealed.macros",
                gettext_noop("Tệp “{name}” có chương trình kèm theo. Lưu lại dạng không có macro."),
                name=name,
            )
        for part in names:
            held = opened.read(part)
            if part in _EMPTY:
                held = _EMPTY[part]
            elif part.startswith(_DROPPED) and not part.endswith("/"):
                continue
            elif part.lower().endswith((".jpg", ".jpeg", ".png", ".webp")):
                held = _picture(held)
            elif part.endswith((".xml", ".rels")):
                if part == "xl/workbook.xml" and _HIDDEN.search(held):
                    warnings.append(gettext_noop("Tệp có trang tính bị ẩn. Xem lại trước khi gửi."))
                held = _bare_xml(part, held)
            made.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), held, zipfile.ZIP_DEFLATED)
    return Cleaned(name, out.getvalue(), tuple(warnings))


def _bare_xml(part: str, held: bytes) -> bytes:
    if part.endswith(".rels"):
        return re.sub(
            rb'<Relationship\b[^>]*Target="[^"]*(?:docProps/(?:custom|thumbnail)|customXml/|people\d*\.xml|persons/|changesInfos/)[^"]*"[^>]*/>',
            b"",
            held,
        )
    if part == "[Content_Types].xml":
        return re.sub(
            rb'<Override\b[^>]*PartName="/(?:docProps/custom|customXml/|word/people|xl/persons/|xl/revisions/|ppt/changesInfos/)[^"]*"[^>]*/>',
            b"",
            held,
        )
    if part.startswith("word/"):
        held = re.sub(rb"<w:rsids>.*?</w:rsids>", b"", held, flags=re.DOTALL)
        if b"<w:comment " in held or b"<w:ins " in held or b"<w:del " in held:
            held = re.sub(rb'\bw:author="[^"]*"', b'w:author="-"', held)
            held = re.sub(rb'\sw:(?:initials|date)="[^"]*"', b"", held)
        return re.sub(rb'\sw:rsid\w*="[^"]*"', b"", held)
    if "comment" in part.lower():
        held = _AUTHOR.sub(b"<author>-</author>", held)
        return _PEOPLE.sub(rb'\1"-"', held) if "Author" in part else held
    if part == "xl/workbook.xml":
        return re.sub(rb"<fileSharing\b[^>]*/>", b"", held)
    return held
