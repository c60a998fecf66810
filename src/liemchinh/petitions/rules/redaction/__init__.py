"""Redaction: what a public text would still tell of a person, found before anybody can publish it. It changes nothing.

It reads what people see and what they do not: marks left out, wide digits, numbers spelled out, signs of no width. It
finds too much rather than too little: a false alarm costs a second person's look, a leak cannot be called back.
"""

from collections.abc import Iterable, Sequence

from liemchinh.petitions.rules.redaction.finding import CLUE_NAMES, Clue, Finding
from liemchinh.petitions.rules.redaction.names import known_names, likely_names
from liemchinh.petitions.rules.redaction.numbers import numbers
from liemchinh.petitions.rules.redaction.places import places
from liemchinh.petitions.rules.redaction.reading import read

__all__ = ["CLUE_NAMES", "Clue", "Finding", "check_addresses", "findings"]

_SHORTEST_ADDRESS = 5
"""Letters of a part of an address that can lead anywhere."""


def findings(text: str, *, names: Iterable[str] = (), addresses: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Every clue in `text` that may lead to a person, by its place; each stretch once, under its first kind.

    `names` are those of the petitioners, their representatives and whoever else the petition names; `addresses` their
    addresses, of which each part before the commune counts.
    """
    reading = read(text)
    found = [(*reading.span(start, end), clue) for start, end, clue in numbers(reading)]
    found += [(*reading.span(start, end), clue) for start, end, clue in places(reading)]
    found += [(start, end, Clue.ADDRESS) for start, end in check_addresses(reading.shown, addresses)]
    spots = [*known_names(reading, names), *likely_names(reading)]
    found += [(start, end, Clue.NAME) for start, end in spots]
    return tuple(Finding(start, end, clue, reading.shown[start:end]) for start, end, clue in _apart(found))


def check_addresses(text: str, addresses: Iterable[str]) -> list[tuple[int, int]]:
    """Where the parts of these addresses stand in `text`, compared without marks."""
    reading = read(text)
    found = []
    for address in addresses:
        for part in [piece.strip() for piece in address.replace(";", ",").split(",")]:
            folded = " ".join(read(part).plain.split())
            if len(folded) < _SHORTEST_ADDRESS or folded.startswith(_WIDE):
                continue
            at = reading.plain.find(folded)
            while at >= 0:
                found.append(reading.span(at, at + len(folded)))
                at = reading.plain.find(folded, at + 1)
    return found


_WIDE = ("xa ", "phuong ", "tinh ", "thanh pho ", "tp ", "huyen ", "quan ", "thi tran ", "thi xa ", "dac khu ")
"""Parts of an address in which thousands live: they lead to nobody."""


def _apart(found: Sequence[tuple[int, int, Clue]]) -> list[tuple[int, int, Clue]]:
    """Stretches that overlap as one, under the kind of the longest."""
    apart: list[tuple[int, int, Clue]] = []
    for start, end, clue in sorted(found, key=lambda one: (one[0], -one[1])):
        if apart and start < apart[-1][1]:
            first, last, kind = apart[-1]
            longer = end - start > last - first
            apart[-1] = (first, max(last, end), clue if longer else kind)
        else:
            apart.append((start, end, clue))
    return apart
