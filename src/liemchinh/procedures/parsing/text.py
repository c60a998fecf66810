"""Cells as text: one Unicode form, ordinary spaces, and the portal's way of saying nothing."""

import re
import unicodedata
from typing import Any

NOTHING = "Không có thông tin"
"""What the portal prints in an empty place."""

UPPER = "A-ZÀ-ÃÈ-ÊÌ-ÍÒ-ÕÙ-ÚÝĂĐĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ"
LOWER = "a-zà-ãè-êì-íò-õù-úýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
"""Vietnamese letters, as the inside of a regular expression's brackets."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


def plain(value: Any) -> str:
    """`value` of a cell as text: NFC, ordinary spaces, no invisible marks; lists are joined line by line.

    Whether that text says anything is for `is_nothing` to tell.
    """
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return "\n".join(part for part in (plain(item) for item in value) if part)
    if isinstance(value, dict):
        return "\n".join(part for part in (plain(item) for item in value.values()) if part)
    text = unicodedata.normalize("NFC", str(value))
    text = _INVISIBLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub(r"[^\S\n]+", " ", text)
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def is_nothing(text: str) -> bool:
    """Whether a cell states nothing: empty, dashes, or „Không có thông tin“ alone."""
    return not text.strip(" .-–—\n") or text.strip(" .\n").casefold() == NOTHING.casefold()


def stated(value: Any) -> str:
    """The cell's text, or an empty string where it states nothing."""
    text = plain(value)
    return "" if is_nothing(text) else text


def balanced(text: str, start: int) -> int:
    """Index just after the bracket that closes the one at `start`, or -1 where it is never closed."""
    depth = 0
    for index in range(start, len(text)):
        if text[index] == "(":
            depth += 1
        elif text[index] == ")":
            depth -= 1
            if depth == 0:
                return index + 1
    return -1
