"""How a share is said with its doubt."""

import math

Z = 1.96  # two sides, 95 in 100


def interval(found: int, of: int) -> tuple[float, float] | None:
    """Wilson's interval for a share of `found` in `of`, each 0 to 1; None when there is nothing to be a share of.

    Wilson, E. B. (1927), JASA 22:209: it stays inside 0 to 1 and is honest for few.
    """
    if of <= 0:
        return None
    share, square = found / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)
