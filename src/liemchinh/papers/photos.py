"""Photos: taken out what tells more than the sheet, and a small picture of what really arrived.

A telephone writes into a photo where and when it was taken and with which device. Nobody asked for that: it is cut
out before the file is kept, without touching the picture itself. Takes files that `scans.inspect` has let pass.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, ImageOps

PREVIEW = 480
"""Pixels of the longer side of a small picture."""
MOST_PNG_PIXELS = 25_000_000
"""A PNG is drawn whole before it is made small; past this it is shown by name only."""
_ORIENTATION = 0x0112
_KEPT = frozenset({0xE0, 0xE2, 0xEE})
"""Application segments of a JPEG that say how to show it: JFIF, colour profile, Adobe's colours."""
_TOLD = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"})
"""Chunks of a PNG that tell of its making."""


def stripped(content: bytes, media_type: str) -> bytes:
    """The same picture without place, time and device; which way it is turned is kept. Other files as they are."""
    if media_type == "image/jpeg":
        return b"".join(_jpeg(content))
    if media_type == "image/png":
        return b"".join(_png(content))
    return content


def preview(content: bytes, media_type: str) -> bytes | None:
    """A small PNG of a photo, drawn anew from its points; None for what is no photo, or too large to be drawn."""
    if media_type not in ("image/jpeg", "image/png"):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            if image.format == "PNG" and image.width * image.height > MOST_PNG_PIXELS:
                return None
            image.draft("RGB", (PREVIEW, PREVIEW))
            small = ImageOps.exif_transpose(image).convert("RGB")
    small.thumbnail((PREVIEW, PREVIEW))
    drawn = io.BytesIO()
    small.save(drawn, "PNG")
    return drawn.getvalue()


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Segment by segment up to the first scan; from there on everything as it is, but for what comes after the end."""
    turned = _turned(content)
    yield content[:2]
    if turned != 1:
        yield _orientation(turned)
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:  # a fill byte
            at += 1
            continue
        if mark == 0xDA:
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if not (0xE0 <= mark <= 0xEF or mark == 0xFE) or mark in _KEPT:
            yield content[at:end]
        at = end
    # some telephones put a film or a second picture behind the first one's end
    end = content.rfind(b"\xff\xd9", at) if _one_picture(content, at) else content.find(b"\xff\xd9", at)
    yield content[at : end + 2] if end >= 0 else content[at:]


def _one_picture(content: bytes, at: int) -> bool:
    return content.find(b"\xff\xd8\xff", at) < 0


def _turned(content: bytes) -> int:
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        turned = image.getexif().get(_ORIENTATION, 1)
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1


def _orientation(turned: int) -> bytes:
    """A segment that says nothing but which way the picture is turned."""
    tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png(content: bytes) -> Iterator[bytes]:
    yield content[:8]
    at = 8
    while at + 12 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + size
        if kind == b"eXIf" and (turned := _turned_png(content)) != 1:
            tiff = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
            crc = zlib.crc32(b"eXIf" + tiff)
            yield struct.pack(">I", len(tiff)) + b"eXIf" + tiff + struct.pack(">I", crc)
        if kind not in _TOLD:
            yield content[at:end]
        at = end
        if kind == b"IEND":
            break


def _turned_png(content: bytes) -> int:
    with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
        turned = image.getexif().get(_ORIENTATION, 1)
    return turned if isinstance(turned, int) and 1 <= turned <= 8 else 1
