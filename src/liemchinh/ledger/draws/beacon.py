"""The public beacon of a draw: drand quicknet, one number every three seconds that nobody can know before or bend.

Its keepers (the League of Entropy) sign each round together; fewer than their threshold can neither foresee nor
choose a signature. A beacon is given as a file, never fetched: the machine of a draw needs no network.
"""

import hashlib
import json
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.draws.bls import verify_short_signature

QUICKNET_CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_KEY = bytes.fromhex(
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc2"
    "2b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
"""Public key of the chain above, as its nodes publish it (`/<chain>/info`); pinned, like the genesis and the period."""
QUICKNET_GENESIS = 1_692_803_367
QUICKNET_PERIOD = 3
QUICKNET_SUITE = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"


@dataclass(frozen=True)
class Beacon:
    """One round of quicknet: its number and the signature (48 bytes) that is its randomness."""

    round: int
    signature: bytes


def beacon_time(number: int) -> int:
    """The second (Unix time) in which round `number` comes out; the first round is 1."""
    return QUICKNET_GENESIS + (number - 1) * QUICKNET_PERIOD


def beacon_round(at: int) -> int:
    """The first round that comes out at `at` (Unix time) or later."""
    return max(1, -(-(at - QUICKNET_GENESIS) // QUICKNET_PERIOD) + 1)


def parse_beacon(data: bytes) -> Beacon:
    """Read the JSON that every drand node answers with: `round`, `signature`, and `randomness` where given.

    Raises Refused("draws.beacon_file") for anything else, or when the randomness is not SHA-256 of the signature.
    """
    try:
        told = json.loads(data)
        number, signature = told["round"], bytes.fromhex(told["signature"])
        randomness = bytes.fromhex(told.get("randomness", hashlib.sha256(signature).hexdigest()))
        if type(number) is not int or number < 1 or len(signature) != 48:
            raise ValueError("not a round of quicknet")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        sentence = gettext_noop("Tệp đèn hiệu phải là JSON có round và signature của mạng drand quicknet.")
        raise Refused("draws.beacon_file", sentence) from wrong
    if hashlib.sha256(signature).digest() != randomness:
        sentence = gettext_noop("Tệp đèn hiệu tự mâu thuẫn: randomness không phải SHA-256 của signature.")
        raise Refused("draws.beacon_file", sentence)
    return Beacon(number, signature)


def check_beacon(beacon: Beacon, *, rounds: tuple[int, ...]) -> None:
    """Check that `beacon` is one of the announced `rounds` and was signed by the network.

    Raises Refused("draws.round") or Refused("draws.beacon").
    """
    if beacon.round not in rounds:
        sentence = gettext_noop("Đèn hiệu thuộc lượt {round}, không phải lượt đã báo trước ({announced}).")
        raise Refused("draws.round", sentence, round=beacon.round, announced=", ".join(map(str, rounds)))
    message = hashlib.sha256(beacon.round.to_bytes(8, "big")).digest()
    if not verify_short_signature(QUICKNET_KEY, message, beacon.signature, suite=QUICKNET_SUITE):
        sentence = gettext_noop("Chữ ký của đèn hiệu lượt {round} sai: đây không phải số do mạng drand đưa ra.")
        raise Refused("draws.beacon", sentence, round=beacon.round)
