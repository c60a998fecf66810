"""A text as the check reads it: folded sign by sign, each still knowing where it stands in what people see."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from liemchinh.kernel.words import nfc

_UNSEEN = frozenset({"Cf", "Cc", "Mn", "Me"})
"""Categories of signs that take no room: a number or a name could be broken up by them unseen."""


@dataclass(frozen=True)
class Word:
    """One word: folded, as written, and its place `start:end` in the shown text."""

    folded: str
    written: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.written[:1].isupper()

    @property
    def is_bare(self) -> bool:
        """Whether it is written without any mark: then it says nothing about which marks were meant."""
        return self.written.casefold() == self.folded


@dataclass(frozen=True)
class Reading:
    """`shown` is the text in one form (NFC); `plain` the same folded, `places[i]` where its sign `i` stands in it."""

    shown: str
    plain: str
    places: tuple[int, ...]
    words: tuple[Word, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `plain` stands in `shown`."""
        if start >= end:
            return self.places[start], self.places[start]
        return self.places[start], self.places[end - 1] + 1


def read(text: str) -> Reading:
    """Fold `text` sign by sign: no marks, đ as d, wide and styled forms as plain ones, line breaks as spaces."""
    shown = nfc(text)
    plain: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(shown):
        if sign.isspace():
            plain.append("\n" if sign == "\n" else " ")
            places.append(place)
            continue
        for bare in unicodedata.normalize("NFKD", sign).casefold():
            if unicodedata.category(bare) in _UNSEEN:
                continue
            digit = unicodedata.digit(bare, -1)
            plain.append(str(digit) if digit >= 0 else _DASHES.get(bare, "d" if bare == "đ" else bare))
            places.append(place)
    folded = "".join(plain)
    words = []
    for found in re.finditer(r"[a-z0-9]+", folded):
        start, end = places[found.start()], places[found.end() - 1] + 1
        words.append(Word(found.group(), shown[start:end], start, end))
    return Reading(shown=shown, plain=folded, places=tuple(places), words=tuple(words))


_DASHES = dict.fromkeys("‐‑‒–—―−﹣－", "-")
