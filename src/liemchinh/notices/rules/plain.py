"""The text of a short message: no diacritics, only signs of the GSM alphabet, never longer than one message."""

import unicodedata
from collections.abc import Sequence

LIMIT = 160
"""Septets of one short message (GSM 03.38); one sign beyond it would cost a second message, Unicode would leave 70."""

_BASIC = frozenset("@$\n\r _!\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_EXTENDED = frozenset("^{}\\[~]|€")
_OTHERWISE = str.maketrans(
    {"đ": "d", "Đ": "D", "–": "-", "—": "-", "‑": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."}
)


def plain(text: str) -> str:
    """Text without diacritics, each sign one that any telephone shows; what has no such form becomes `?`."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    simple = unicodedata.normalize("NFKC", bare.translate(_OTHERWISE))
    return "".join(sign if sign in _BASIC or sign in _EXTENDED else "?" for sign in simple)


def septets(text: str) -> int:
    """How much of a short message this plain text takes; signs of the extension table count twice."""
    return sum(2 if sign in _EXTENDED else 1 for sign in text)


def fitted(parts: Sequence[str]) -> str:
    """The first part and as many of the following as one message holds, in order; each is left out whole or not at all.

    Raises ValueError when the first part alone does not fit.
    """
    said = plain(parts[0])
    if septets(said) > LIMIT:
        raise ValueError(f"{septets(said)} septets do not fit one message")
    for part in parts[1:]:
        longer = f"{said} {plain(part)}"
        if septets(longer) <= LIMIT:
            said = longer
    return said
