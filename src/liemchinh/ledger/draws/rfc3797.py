"""The selection of RFC 3797, for comparison: the method others have used since 2004, reproduced with its own example.

Our draws do not use it (MD5, and a remainder instead of a ranking); its ideas stay: freeze the pool, name the sources
before they speak, let anyone compute.
"""

import hashlib
from collections.abc import Sequence


def key_string(sources: Sequence[Sequence[int]]) -> str:
    """The sources as one string: the numbers of each in ascending order, each with a dot, each source with a slash.

    RFC 3797 section 4: `9319./2.5.8.10.12./9.18.26.34.41.45./`.
    """
    return "".join("".join(f"{number}." for number in sorted(numbers)) + "/" for numbers in sources)


def draw_digest(key: str, step: int) -> bytes:
    """The MD5 digest of one step, counted from 0. RFC 3797 section 4."""
    mark = step.to_bytes(2, "big")
    return hashlib.md5(mark + key.encode("ascii") + mark, usedforsecurity=False).digest()


def select_rfc3797(pool_size: int, count: int, key: str) -> list[int]:
    """`count` numbers out of 1 … `pool_size`, in the order of selection. Raises ValueError for too many."""
    if not 0 <= count <= pool_size:
        raise ValueError("cannot select more than there are")
    left = list(range(1, pool_size + 1))
    return [left.pop(int.from_bytes(draw_digest(key, step), "big") % len(left)) for step in range(count)]
