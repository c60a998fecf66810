"""The beacon: real rounds of drand quicknet pass, nothing else does; hashing to the curve as RFC 9380 prints it."""

import hashlib
import json
from typing import Any

import pytest

from liemchinh.ledger.draws import bls
from liemchinh.ledger.draws.beacon import (
    QUICKNET_KEY,
    QUICKNET_SUITE,
    Beacon,
    beacon_round,
    beacon_time,
    check_beacon,
    parse_beacon,
)
from tests.refusals import refused

# Rounds as the network published them.
ROUNDS = {
    657413: "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
    1000: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
}
RANDOMNESS = {
    657413: "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
    1000: "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd",
}


def beacon(number: int = 1000) -> Beacon:
    return Beacon(number, bytes.fromhex(ROUNDS[number]))


def told(**changes: Any) -> bytes:
    return json.dumps({"round": 1000, "randomness": RANDOMNESS[1000], "signature": ROUNDS[1000], **changes}).encode()


@pytest.mark.parametrize("number", ROUNDS)
def test_a_round_the_network_signed_passes(number: int) -> None:
    check_beacon(beacon(number), rounds=(number,))
    assert hashlib.sha256(beacon(number).signature).hexdigest() == RANDOMNESS[number]


def test_a_signature_of_another_round_is_refused() -> None:
    with refused("draws.beacon", "999"):
        check_beacon(Beacon(999, beacon(1000).signature), rounds=(999,))
    with refused("draws.beacon"):
        check_beacon(Beacon(1000, beacon(657413).signature), rounds=(1000,))


def test_a_round_that_was_not_announced_is_refused_before_anything_is_computed() -> None:
    with refused("draws.round", "1000", "1001, 1101"):
        check_beacon(beacon(1000), rounds=(1001, 1101))


def test_a_signature_with_one_bit_changed_is_refused() -> None:
    good = beacon(1000).signature
    for place in (0, 1, 23, 47):
        bad = bytearray(good)
        bad[place] ^= 1
        with refused("draws.beacon"):
            check_beacon(Beacon(1000, bytes(bad)), rounds=(1000,))


def test_the_negative_of_a_signature_is_refused() -> None:
    """The same point mirrored: another number with the same x. A choice of two would be a choice."""
    bad = bytearray(beacon(1000).signature)
    bad[0] ^= 0x20
    with refused("draws.beacon"):
        check_beacon(Beacon(1000, bytes(bad)), rounds=(1000,))


def test_points_outside_the_group_are_refused() -> None:
    infinity = bytes([0xC0]) + bytes(47)
    uncompressed = bytes([beacon(1000).signature[0] & 0x7F]) + beacon(1000).signature[1:]
    on_the_curve_only = bytes([0x80]) + bytes(46) + b"\4"  # x = 4: on the curve, not in the subgroup
    too_large = bytes([0x9F]) + b"\xff" * 47
    for bad in (infinity, uncompressed, on_the_curve_only, too_large, b""):
        assert not bls.verify_short_signature(QUICKNET_KEY, b"", bad, suite=QUICKNET_SUITE)


def test_another_key_or_a_broken_one_verifies_nothing() -> None:
    message = hashlib.sha256((1000).to_bytes(8, "big")).digest()
    flipped = bytes([QUICKNET_KEY[0] ^ 0x20]) + QUICKNET_KEY[1:]
    for key in (flipped, QUICKNET_KEY[:-1], bytes(96), bytes([0x9F]) + b"\xff" * 95):
        assert not bls.verify_short_signature(key, message, beacon(1000).signature, suite=QUICKNET_SUITE)


def test_hashing_to_the_curve_gives_the_point_that_rfc_9380_prints() -> None:
    """Appendix J.9.1, the empty message."""
    assert bls.hash_to_g1(b"", suite=b"QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_") == (
        0x052926ADD2207B76CA4FA57A8734416C8DC95E24501772C814278700EED6D1E4E8CF62D9C09DB0FAC349612B759E79A1,
        0x08BA738453BFED09CB546DBB0783DBB3A5F1F566ED67BB6BE0E8C67E2E81A4CC68EE29813BB7994998F3EAE0C9C6A265,
    )


def test_rounds_and_seconds_turn_into_each_other() -> None:
    assert beacon_time(1) == 1692803367
    assert beacon_time(27946612) == 1776643200  # 2026-04-20T00:00:00Z
    assert beacon_round(1776643200) == 27946612
    assert [beacon_round(1776643200 + past) - 27946612 for past in (-3, -2, 0, 1, 3, 4)] == [-1, 0, 0, 1, 1, 2]
    assert beacon_round(0) == 1
    assert all(beacon_time(beacon_round(at)) - at in (0, 1, 2) for at in range(1776643200, 1776643210))


def test_a_beacon_is_read_from_what_every_node_answers() -> None:
    assert parse_beacon(told()) == beacon(1000)
    assert parse_beacon(json.dumps({"round": 1000, "signature": ROUNDS[1000]}).encode()) == beacon(1000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"1",
        b"\xff",
        b"[" * 100_000,
        told(round="1000"),
        told(round=True),
        told(round=0),
        told(signature="zz"),
        told(signature="ab"),
        told(signature=None),
        told(randomness="00"),
        told(randomness=RANDOMNESS[657413]),
    ],
)
def test_any_other_file_is_no_beacon(data: bytes) -> None:
    with refused("draws.beacon_file"):
        parse_beacon(data)
