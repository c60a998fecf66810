"""The tree by its definition, for comparison: RFC 6962 §2.1 word for word, slow and plain."""

import hashlib
from functools import cache

MANY = 601


@cache
def leaf(index: int) -> bytes:
    """The leaf hash of the entry that reads as its own number."""
    return hashlib.sha256(b"\x00" + str(index).encode()).digest()


@cache
def root(start: int, end: int) -> bytes:
    """MTH(D[start:end])."""
    if start == end:
        return hashlib.sha256(b"").digest()
    if end - start == 1:
        return leaf(start)
    middle = start + largest_power_below(end - start)
    return hashlib.sha256(b"\x01" + root(start, middle) + root(middle, end)).digest()


def path(index: int, start: int, end: int) -> list[bytes]:
    """PATH(index, D[start:end]), §2.1.1; `index` counted from `start`."""
    if end - start == 1:
        return []
    half = largest_power_below(end - start)
    if index < half:
        return [*path(index, start, start + half), root(start + half, end)]
    return [*path(index - half, start + half, end), root(start, start + half)]


def proof(old: int, new: int) -> list[bytes]:
    """PROOF(old, D[0:new]), §2.1.2."""
    return _subproof(old, 0, new, whole=True)


def _subproof(old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    if old == end - start:
        return [] if whole else [root(start, end)]
    half = largest_power_below(end - start)
    if old <= half:
        return [*_subproof(old, start, start + half, whole=whole), root(start + half, end)]
    return [*_subproof(old - half, start + half, end, whole=False), root(start, start + half)]


def largest_power_below(count: int) -> int:
    """The largest power of two strictly below `count`."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power
