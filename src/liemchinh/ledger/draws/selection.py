"""Who is drawn: a seed made of what nobody could choose, and an order that follows from it alone.

Everyone's rank is HMAC-SHA256(seed, own tag): it depends on nobody else in the pool, on no order of lines, and on no
remainder of a division, so there is no bias of that kind. The first of the order are drawn, the rest is the reserve.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liemchinh.ledger.draws.pool import LEADER, PoolLine

DRAW_LABEL = b"boc-tham/v1\n"
_UNIT_LABEL, _PERSON_LABEL = b"cq\n", b"ng\n"
_REVEAL_LABEL = b"boc-tham-bi-mat/v1\n"


@dataclass(frozen=True)
class Quota:
    """How many must be drawn at least: per cent of the units, per cent of those who declare in each drawn unit, and
    how many of these must be heads or deputies."""

    units: int
    people: int
    leaders: int


@dataclass(frozen=True)
class DrawnUnit:
    """One drawn unit: how many declare in it, how many must be drawn, who is (tags, in order), and who would follow.

    `reserve_leaders` follow a head or deputy who was drawn for the quota of leaders, `reserve` everybody else.
    `short` counts the places that nobody was left for; `no_leader` says that no head or deputy could be drawn.
    """

    unit: str
    declarants: int
    quota: int
    leaders: tuple[str, ...]
    others: tuple[str, ...]
    reserve_leaders: tuple[str, ...]
    reserve: tuple[str, ...]
    short: int
    no_leader: bool


@dataclass(frozen=True)
class Outcome:
    """What a draw gives: drawn units in their order, units that would follow, and units where nobody can be drawn."""

    units: tuple[DrawnUnit, ...]
    reserve_units: tuple[str, ...]
    empty_units: tuple[str, ...]


def reveal_commitment(secret: bytes) -> str:
    """What a party publishes beforehand about its 32 secret bytes (hex)."""
    if len(secret) != 32:
        raise ValueError("a secret is 32 random bytes")
    return hashlib.sha256(_REVEAL_LABEL + secret).hexdigest()


def draw_seed(leaf: bytes, signature: bytes, lottery: str, reveals: Iterable[bytes]) -> bytes:
    """The seed: SHA-256 over the announcement's leaf in the log, the beacon's signature, the lottery's digits and the
    reveals (32 bytes each) in the order of the announcement.

    All lengths are fixed by the announcement, so no two inputs give the same bytes.
    """
    secrets = list(reveals)
    if len(leaf) != 32 or len(signature) != 48 or any(len(secret) != 32 for secret in secrets):
        raise ValueError("a leaf of 32 bytes, a signature of 48, reveals of 32 each")
    return hashlib.sha256(DRAW_LABEL + leaf + signature + lottery.encode("ascii") + b"".join(secrets)).digest()


def unit_rank(seed: bytes, unit: str) -> bytes:
    """The rank of a unit: the smallest is drawn first."""
    return hmac.digest(seed, _UNIT_LABEL + unit.encode("ascii"), "sha256")


def person_rank(seed: bytes, tag: str) -> bytes:
    """The rank of a person within their unit: the smallest is drawn first."""
    return hmac.digest(seed, _PERSON_LABEL + tag.encode("ascii"), "sha256")


def part_of(count: int, percent: int) -> int:
    """`percent` per cent of `count`, rounded up, in whole numbers only."""
    return -(-count * percent // 100)


def carry_out_draw(seed: bytes, lines: Sequence[PoolLine], quota: Quota) -> Outcome:
    """The outcome of the seed for this pool.

    Percentages are taken of all units and of all who declare in a unit, also of those who cannot be drawn. A unit
    where nobody can be drawn is passed over and named.
    """
    by_unit: dict[str, list[PoolLine]] = {}
    for line in lines:
        by_unit.setdefault(line.unit, []).append(line)
    order = sorted(by_unit, key=lambda unit: (unit_rank(seed, unit), unit))
    usable = [unit for unit in order if any(line.drawable for line in by_unit[unit])]
    wanted = part_of(len(by_unit), quota.units)
    return Outcome(
        units=tuple(_drawn_unit(seed, unit, by_unit[unit], quota) for unit in usable[:wanted]),
        reserve_units=tuple(usable[wanted:]),
        empty_units=tuple(sorted(set(order) - set(usable))),
    )


def _drawn_unit(seed: bytes, unit: str, lines: Sequence[PoolLine], quota: Quota) -> DrawnUnit:
    ranked = sorted((person_rank(seed, line.tag), line) for line in lines if line.drawable)
    leaders = [line.tag for _, line in ranked if line.stratum == LEADER]
    wanted = max(1, quota.leaders, part_of(len(lines), quota.people))
    chosen = leaders[: quota.leaders]
    others = [line.tag for _, line in ranked if line.tag not in set(chosen)]
    filling = others[: wanted - len(chosen)]
    return DrawnUnit(
        unit=unit,
        declarants=len(lines),
        quota=wanted,
        leaders=tuple(chosen),
        others=tuple(filling),
        reserve_leaders=tuple(tag for tag in leaders if tag not in {*chosen, *filling}),
        reserve=tuple(others[len(filling) :]),
        short=wanted - len(chosen) - len(filling),
        no_leader=len(chosen) < quota.leaders,
    )
