"""The result of a draw: one file that carries everything from which anyone computes it again, except the pool."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.draws.announcement import Announcement, draw_json, parse_announcement
from liemchinh.ledger.draws.beacon import Beacon
from liemchinh.ledger.draws.pool import PoolLine
from liemchinh.ledger.draws.selection import DrawnUnit, Outcome, carry_out_draw, draw_seed, reveal_commitment

RESULT_METHOD = "boc-tham-ket-qua/v1"


@dataclass(frozen=True)
class Reveal:
    """A party's secret (32 bytes) and the entry, as written in the log, that made it public."""

    party: str
    secret: bytes
    entry: str


@dataclass(frozen=True)
class DrawResult:
    """A finished draw: announcement and its entry, all inputs of the seed, who is drawn.

    `proof` is the `.tlog-proof` of the announcement by the earliest checkpoint that speaks for it, empty when there
    was none. `omitted` names the parties whose secret was not in the log in time.
    """

    announcement: Announcement
    entry: str
    beacon: Beacon
    lottery: str
    reveals: tuple[Reveal, ...]
    omitted: tuple[str, ...]
    seed: bytes
    outcome: Outcome
    proof: str = ""

    @property
    def leaf(self) -> bytes:
        """The leaf hash of the announcement in the log (RFC 6962 section 2.1)."""
        return leaf_hash(self.entry.encode("utf-8"))

    def to_bytes(self) -> bytes:
        """The result as canonical JSON."""
        return draw_json(
            {
                "method": RESULT_METHOD,
                "announcement": json.loads(self.announcement.to_bytes()),
                "entry": self.entry,
                "beacon": {"round": self.beacon.round, "signature": self.beacon.signature.hex()},
                "lottery": self.lottery,
                "reveals": [
                    {"party": one.party, "secret": one.secret.hex(), "entry": one.entry} for one in self.reveals
                ],
                "omitted": list(self.omitted),
                "seed": self.seed.hex(),
                "outcome": shape_of_outcome(self.outcome),
                "proof": self.proof,
            }
        )


def finish_draw(
    announcement: Announcement,
    *,
    entry: str,
    pool: Sequence[PoolLine],
    beacon: Beacon,
    lottery: str,
    reveals: Mapping[str, Reveal],
    proof: str = "",
) -> DrawResult:
    """Compute a result. `reveals` are those in the log before the announced round, by party; the seed takes them in
    the order of the announcement and leaves out, by rule, whoever is missing. Checks nothing about the inputs.
    """
    kept = tuple(reveals[party.name] for party in announcement.parties if party.name in reveals)
    leaf = leaf_hash(entry.encode("utf-8"))
    seed = draw_seed(leaf, beacon.signature, lottery, [one.secret for one in kept])
    return DrawResult(
        announcement=announcement,
        entry=entry,
        beacon=beacon,
        lottery=lottery,
        reveals=kept,
        omitted=tuple(party.name for party in announcement.parties if party.name not in reveals),
        seed=seed,
        outcome=carry_out_draw(seed, pool, announcement.quota),
        proof=proof,
    )


def check_lottery(announcement: Announcement, digits: str) -> None:
    """Check that `digits` is written as announced: digits only, all of them. Raises Refused("draws.lottery")."""
    if not (digits.isascii() and digits.isdigit() and len(digits) == announcement.lottery.digits):
        sentence = gettext_noop("Kết quả xổ số phải viết đúng {count} chữ số, kể cả số 0 ở đầu.")
        raise Refused("draws.lottery", sentence, count=announcement.lottery.digits)


def check_secret(announcement: Announcement, party: str, secret: bytes) -> None:
    """Check that a secret is the one that its party committed to. Raises Refused("draws.reveal")."""
    committed = {one.name: one.commitment for one in announcement.parties}.get(party)
    if len(secret) != 32 or committed != reveal_commitment(secret):
        sentence = gettext_noop("Số bí mật của {party} không khớp với cam kết trong thông báo.")
        raise Refused("draws.reveal", sentence, party=party)


def reveal_document(leaf: bytes, party: str, secret: bytes) -> bytes:
    """What is published when a party opens its secret; the log holds its hash."""
    return draw_json({"announcement": leaf.hex(), "party": party, "secret": secret.hex()})


def parse_result(data: bytes) -> DrawResult:
    """Read a result file. Raises Refused("draws.result") for any other bytes than `to_bytes` would give."""
    refusal = Refused("draws.result", gettext_noop("Tệp này không phải kết quả bốc thăm, hoặc đã bị sửa."))
    try:
        told = json.loads(data.decode("utf-8"))
        result = DrawResult(
            announcement=parse_announcement(draw_json(told["announcement"])),
            entry=told["entry"],
            beacon=Beacon(told["beacon"]["round"], bytes.fromhex(told["beacon"]["signature"])),
            lottery=told["lottery"],
            reveals=tuple(Reveal(one["party"], bytes.fromhex(one["secret"]), one["entry"]) for one in told["reveals"]),
            omitted=tuple(told["omitted"]),
            seed=bytes.fromhex(told["seed"]),
            outcome=_outcome_from(told["outcome"]),
            proof=told["proof"],
        )
        same = result.to_bytes() == data and type(result.beacon.round) is int and len(result.beacon.signature) == 48
        same = same and all(len(one.secret) == 32 for one in result.reveals) and _is_text(result)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refusal from None
    if not same:
        raise refusal
    return result


def shape_of_outcome(outcome: Outcome) -> dict[str, Any]:
    """An outcome as it stands in the result file."""
    return {
        "units": [
            {
                "unit": one.unit,
                "declarants": one.declarants,
                "quota": one.quota,
                "leaders": list(one.leaders),
                "others": list(one.others),
                "reserve_leaders": list(one.reserve_leaders),
                "reserve": list(one.reserve),
                "short": one.short,
                "no_leader": one.no_leader,
            }
            for one in outcome.units
        ],
        "reserve_units": list(outcome.reserve_units),
        "empty_units": list(outcome.empty_units),
    }


def _is_text(result: DrawResult) -> bool:
    """Whether all that should be words are words: JSON would also let numbers and lists pass in their place."""
    words = [result.entry, result.lottery, result.proof, *result.omitted]
    words += [word for one in result.reveals for word in (one.party, one.entry)]
    words += [*result.outcome.reserve_units, *result.outcome.empty_units, *(one.unit for one in result.outcome.units)]
    words += [tag for one in result.outcome.units for tag in (*one.leaders, *one.others)]
    return all(isinstance(word, str) for word in words)


def _outcome_from(told: Mapping[str, Any]) -> Outcome:
    return Outcome(
        units=tuple(
            DrawnUnit(
                unit=one["unit"],
                declarants=one["declarants"],
                quota=one["quota"],
                leaders=tuple(one["leaders"]),
                others=tuple(one["others"]),
                reserve_leaders=tuple(one["reserve_leaders"]),
                reserve=tuple(one["reserve"]),
                short=one["short"],
                no_leader=one["no_leader"],
            )
            for one in told["units"]
        ),
        reserve_units=tuple(told["reserve_units"]),
        empty_units=tuple(told["empty_units"]),
    )
