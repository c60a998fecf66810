"""QR codes as vector pictures, black on the paper's own white."""

import io
import re
from typing import Any

import segno

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

MASK = 3
"""One mask for all. Trying all eight costs four fifths of the time, and in our trial (120 addresses, shrunk,
blurred, speckled) codes with the chosen mask were read no more often: 78 against 80, 29 against 21."""

DARK = re.compile(rb"\x01+")
CAPITALS = re.compile(r"[0-9A-Z$%*+\-./:]{12,}$")  # the end of an address that needs 5.5 bits a sign instead of 8

LONGEST = 250
"""Bytes. Longer text makes modules under 0.45 mm at 25 mm across, which old phones do not read."""

ROOM = 1728
"""Bits that a code of version 10 (57 modules across) holds at error correction M (ISO/IEC 18004, table 7)."""


def qr_svg(text: str, border: int = 0, *, digits: str = "") -> str:
    """`text` as one SVG picture, `border` modules of quiet zone around it; error correction at least M.

    With `digits` the code says `text#digits`; decimal digits take 3.3 bits each, so a signature fits on paper as it
    would not in letters. Raises Refused `papers.qr_too_long` for a `text` above `LONGEST` bytes, or one that does
    not go with these digits into a code of version 10 (ask `carries` first).
    """
    if len(text.encode()) > LONGEST:
        sentence = gettext_noop("Địa chỉ dài quá {longest} ký tự, mã QR in ra sẽ khó quét. Hãy dùng địa chỉ ngắn hơn.")
        raise Refused("papers.qr_too_long", sentence, longest=LONGEST)
    if digits and not carries(text, digits):
        sentence = gettext_noop("Địa chỉ và lời hứa không vừa một mã QR. Hãy dùng địa chỉ ngắn hơn.")
        raise Refused("papers.qr_too_long", sentence)
    content: Any = [part for part in _segments(text, digits) if part] if digits else text  # segno takes lists too
    matrix = segno.make(content, error="m", micro=False, mask=MASK).matrix
    side = len(matrix) + 2 * border
    path = "".join(
        f"M{run.start() + border} {row + border}.5h{run.end() - run.start()}"
        for row, modules in enumerate(matrix)
        for run in DARK.finditer(modules)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path stroke="#000" d="{path}"/></svg>'


def qr_png(text: str, *, scale: int = 8) -> bytes:
    """`text` as a PNG picture with its quiet zone, `scale` dots a module: for a phone's gallery, where banks read it.

    Raises Refused `papers.qr_too_long` as `qr_svg` does.
    """
    if len(text.encode()) > LONGEST:
        sentence = gettext_noop("Địa chỉ dài quá {longest} ký tự, mã QR in ra sẽ khó quét. Hãy dùng địa chỉ ngắn hơn.")
        raise Refused("papers.qr_too_long", sentence, longest=LONGEST)
    kept = io.BytesIO()
    segno.make(text, error="m", micro=False).save(kept, kind="png", scale=scale, border=4)
    return kept.getvalue()


def carries(text: str, digits: str) -> bool:
    """Whether `text#digits` goes into a code of version 10 at error correction M, the largest we print."""
    before, capitals, hash_sign, numbers = _segments(text, digits)
    bits = sum(4 + 16 + 8 * len(part.encode()) for part in (before, hash_sign) if part)
    if capitals:
        bits += 4 + 11 + 11 * (len(capitals) // 2) + 6 * (len(capitals) % 2)
    bits += 4 + 12 + 10 * (len(numbers) // 3) + (0, 4, 7)[len(numbers) % 3]
    return bits <= ROOM


def _segments(text: str, digits: str) -> tuple[str, str, str, str]:
    """Four parts that a code may each hold in the tightest of its modes: bytes, capitals, bytes, digits."""
    found = CAPITALS.search(text)
    end = found.start() if found else len(text)
    return text[:end], text[end:], "#", digits
