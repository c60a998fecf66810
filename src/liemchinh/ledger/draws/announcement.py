"""What is fixed before anybody can know the outcome: the announcement of a draw, and its one way of being written.

The log holds only the SHA-256 of these bytes (`doc` of the entry); the file itself is published beside the log.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.draws.beacon import QUICKNET_CHAIN, beacon_time
from liemchinh.ledger.draws.selection import Quota

DRAW_METHOD = "boc-tham/v1"
NOTICE_SECONDS = 24 * 3600
"""An announcement must be in a cosigned checkpoint this long before its round comes out."""
MOST_DIGITS = 12
LAST_ROUND = 2**36
"""Rounds from here on come out after the year 8000: no clock can say when."""
LONGEST_PERIOD = 40
_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Lottery:
    """The second source: which state lottery, which prize of it, on which day (ISO), and how many digits it has."""

    draw: str
    prize: str
    on: str
    digits: int


@dataclass(frozen=True)
class Party:
    """Somebody who puts a secret of their own into the seed, and what they published about it beforehand (hex)."""

    name: str
    commitment: str


@dataclass(frozen=True)
class Announcement:
    """A draw as announced. `number` counts the announcements of `unit` for `period`, and `replaces` is the leaf (hex)
    of the one before, void from now on: how often somebody began anew is there for everyone to see.

    `root` commits to the public pool of `people` lines in `units` units; `excluded` counts reasons, never per unit.
    """

    unit: str
    period: str
    number: int
    announced_by: str
    basis: str
    law: tuple[str, ...]
    root: str
    people: int
    units: int
    quota: Quota
    round: int
    fallback: int
    lottery: Lottery
    excluded: Mapping[str, int] = field(default_factory=dict)
    parties: tuple[Party, ...] = ()
    replaces: str = ""
    reason: str = ""

    def to_bytes(self) -> bytes:
        """The announcement as canonical JSON."""
        return draw_json(
            {
                "method": DRAW_METHOD,
                "unit": self.unit,
                "period": self.period,
                "number": self.number,
                "announced_by": self.announced_by,
                "basis": self.basis,
                "law": list(self.law),
                "pool": {
                    "root": self.root,
                    "people": self.people,
                    "units": self.units,
                    "excluded": dict(self.excluded),
                },
                "quota": _shape_of_quota(self.quota),
                "beacon": {"chain": QUICKNET_CHAIN, "round": self.round, "fallback": self.fallback},
                "lottery": {
                    "draw": self.lottery.draw,
                    "prize": self.lottery.prize,
                    "on": self.lottery.on,
                    "digits": self.lottery.digits,
                },
                "parties": [{"name": party.name, "commitment": party.commitment} for party in self.parties],
                "replaces": self.replaces,
                "reason": self.reason,
            }
        )

    @property
    def opens_at(self) -> int:
        """The second (Unix time) in which the announced round comes out."""
        return beacon_time(self.round)


def draw_json(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON (RFC 8785) of names in ASCII, strings, whole numbers and truths: all that a draw is written in."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def document_hash(document: bytes) -> str:
    """What the log holds of a published document: its SHA-256, in hex."""
    return hashlib.sha256(document).hexdigest()


def parse_announcement(data: bytes) -> Announcement:
    """Read an announcement. Raises Refused("draws.announcement") for any other bytes than `to_bytes` would give."""
    refusal = Refused(
        "draws.announcement", gettext_noop("Tệp này không phải thông báo bốc thăm theo cách boc-tham/v1.")
    )
    try:
        told = json.loads(data.decode("utf-8"))
        pool, beacon, lottery, quota = told["pool"], told["beacon"], told["lottery"], told["quota"]
        found = Announcement(
            unit=told["unit"],
            period=told["period"],
            number=told["number"],
            announced_by=told["announced_by"],
            basis=told["basis"],
            law=tuple(told["law"]),
            root=pool["root"],
            people=pool["people"],
            units=pool["units"],
            quota=Quota(quota["units"], quota["people"], quota["leaders"]),
            round=beacon["round"],
            fallback=beacon["fallback"],
            lottery=Lottery(lottery["draw"], lottery["prize"], lottery["on"], lottery["digits"]),
            excluded=dict(pool["excluded"]),
            parties=tuple(Party(party["name"], party["commitment"]) for party in told["parties"]),
            replaces=told["replaces"],
            reason=told["reason"],
        )
        same = found.to_bytes() == data
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refusal from None
    if not same:
        raise refusal
    check_announcement(found)
    return found


def check_announcement(draw: Announcement) -> None:
    """Check that an announcement leaves nothing open. Raises Refused("draws.announcement_part") naming the part."""
    numbers = (
        draw.number,
        draw.people,
        draw.units,
        draw.round,
        draw.fallback,
        draw.lottery.digits,
        *draw.excluded.values(),
    )
    percents = (draw.quota.units, draw.quota.people)
    faults = {
        "number": any(type(number) is not int or number < 1 for number in numbers),
        "unit, period": not draw.unit.isascii() or not draw.unit or not 1 <= len(draw.period) <= LONGEST_PERIOD,
        "basis": not draw.basis.strip() or not draw.law,
        "pool": not _HEX64.fullmatch(draw.root),
        "quota": any(type(part) is not int or not 1 <= part <= 100 for part in percents)
        or type(draw.quota.leaders) is not int
        or draw.quota.leaders < 0,
        "beacon": not draw.round < draw.fallback < LAST_ROUND,
        "lottery": not draw.lottery.draw
        or not draw.lottery.prize
        or draw.lottery.digits > MOST_DIGITS
        or not _is_day(draw.lottery.on),
        "parties": any(not _HEX64.fullmatch(party.commitment) or not party.name for party in draw.parties)
        or len({party.name for party in draw.parties}) < len(draw.parties),
        "replaces": bool(draw.replaces) != (draw.number > 1)
        or (bool(draw.replaces) and (not _HEX64.fullmatch(draw.replaces) or not draw.reason.strip())),
    }
    wrong = [name for name, bad in faults.items() if bad]
    if wrong:
        sentence = gettext_noop("Thông báo bốc thăm chưa đúng ở phần: {parts}.")
        raise Refused("draws.announcement_part", sentence, parts="; ".join(wrong))


def _is_day(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def _shape_of_quota(quota: Quota) -> dict[str, int]:
    return {"units": quota.units, "people": quota.people, "leaders": quota.leaders}
