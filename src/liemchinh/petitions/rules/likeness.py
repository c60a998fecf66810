"""Likeness: whether two letters speak of one matter, as a proposal to a person who reads both. It links nothing.

Letters are compared by their runs of three folded words. Which letters are worth comparing is found by 40 bands of a
MinHash of 80 places, two places a band: a pair of a likeness of 0.25 shares a band in 92 of 100 cases, of 0.4 in 99.9.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from rensa import RMinHash

from liemchinh.kernel.words import fold, nfc

RUN = 3
"""Words of one run."""
PLACES, BAND = 80, 2
SEED = 2026
LIKE = 0.25
"""From this likeness on a pair is proposed (measured on edited copies: docs/benchmarks.md)."""
FEWEST_WORDS = 8
"""A shorter text says too little to be like another."""
_KEPT = 4_000
"""Words of a text that are compared."""


def runs(text: str) -> frozenset[str]:
    """Every run of three folded words of a text; signs do not count. Empty for a text that is too short."""
    words = _words(text)
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset(" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of runs that both have: 0.0 nothing in common, 1.0 the same."""
    both = len(first & second)
    either = len(first) + len(second) - both
    return both / either if either else 0.0


def bands(of: frozenset[str]) -> tuple[int, ...]:
    """The 40 band values of a text's runs, as signed whole numbers of 64 bits; none for no runs."""
    if not of:
        return ()
    sketch = RMinHash(num_perm=PLACES, seed=SEED)
    sketch.update(sorted(of))
    digest = sketch.digest()
    return tuple(
        int.from_bytes(
            blake2b(
                b"".join(part.to_bytes(4, "big") for part in (place, *digest[place : place + BAND])), digest_size=8
            ).digest(),
            "big",
            signed=True,
        )
        for place in range(0, PLACES, BAND)
    )


def packed(values: tuple[int, ...]) -> bytes:
    """Band values as bytes, to be kept beside the petition."""
    return b"".join(value.to_bytes(8, "big", signed=True) for value in values)


def unpacked(kept: bytes) -> list[int]:
    """The band values again."""
    return [int.from_bytes(kept[place : place + 8], "big", signed=True) for place in range(0, len(kept), 8)]


def _words(text: str) -> list[str]:
    bare = "".join(sign if sign.isalnum() else " " for sign in fold(nfc(text)))
    return bare.split()[:_KEPT]


@dataclass(frozen=True)
class Piece:
    """A stretch of two texts laid side by side: in both (`same`), only in the first (`gone`), only in the second."""

    kind: str
    text: str


def compared(first: str, second: str) -> tuple[Piece, ...]:
    """Two texts word by word: what both say, what only the first, what only the second. Marks count as written."""
    ours, theirs = nfc(first).split()[:_SHOWN], nfc(second).split()[:_SHOWN]
    pieces = []
    matched = difflib.SequenceMatcher(a=[fold(w) for w in ours], b=[fold(w) for w in theirs], autojunk=False)
    for tag, a_from, a_until, b_from, b_until in matched.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(ours[a_from:a_until])))
            continue
        if a_until > a_from:
            pieces.append(Piece("gone", " ".join(ours[a_from:a_until])))
        if b_until > b_from:
            pieces.append(Piece("new", " ".join(theirs[b_from:b_until])))
    return tuple(pieces)


_SHOWN = 1_200
"""Words of each text that are laid side by side."""


@dataclass(frozen=True)
class Sender:
    """One person behind a letter, as far as the letter tells."""

    identity: str
    phone: str
    folded: str
    address: str


def persons(senders: Iterable[Sender]) -> int:
    """How many different people these are: the same identity, the same phone with the same name, or name and address.

    One person who wrote ten times is one; two of one household who share a telephone are two.
    """
    groups: dict[tuple[str, ...], int] = {}
    parent: list[int] = []

    def root(of: int) -> int:
        while parent[of] != of:
            parent[of] = parent[parent[of]]
            of = parent[of]
        return of

    for sender in senders:
        place = len(parent)
        parent.append(place)
        keys: list[tuple[str, ...]] = []
        if sender.identity:
            keys.append(("identity", sender.identity))
        if sender.phone:
            keys.append(("phone", sender.phone, sender.folded))
        if sender.folded and fold(sender.address):
            keys.append(("home", sender.folded, fold(sender.address)))
        if not keys and sender.folded:
            keys.append(("name", sender.folded))
        for key in keys:
            parent[root(place)] = root(groups.setdefault(key, place))
    return sum(1 for place in range(len(parent)) if root(place) == place)
