"""Ed25519 with the library and without: the standard's vectors, crooked inputs, and never two answers."""

import json
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liemchinh.ledger.core import ed25519

VECTORS = json.loads((Path(__file__).parent / "vectors" / "ed25519.json").read_text())
SEEDS = st.binary(min_size=32, max_size=32)
SMALL_ORDER = [  # every canonical encoding of a point of order 1, 2, 4 or 8
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
]


def both(public: bytes, message: bytes, signature: bytes) -> bool:
    """The one answer that both ways give."""
    answer = ed25519.verify(public, message, signature)
    assert ed25519.verify_pure(public, message, signature) is answer
    return answer


@pytest.mark.parametrize("case", VECTORS["rfc8032"], ids=lambda case: case["message"][:8] or "empty")
def test_the_vectors_of_the_standard_hold_both_ways(case: dict[str, str]) -> None:
    secret, public, message, signature = (
        bytes.fromhex(case[name]) for name in ("secret", "public", "message", "signature")
    )
    assert ed25519.public_of(secret) == ed25519.public_of_pure(secret) == public
    assert ed25519.make_signature(secret, message) == ed25519.make_signature_pure(secret, message) == signature
    assert both(public, message, signature)
    assert not both(public, message + b"x", signature)


@pytest.mark.parametrize("case", VECTORS["crooked"], ids=lambda case: case["why"])
def test_crooked_signatures_get_one_answer_and_the_strict_one(case: dict[str, str]) -> None:
    public, message, signature = (bytes.fromhex(case[name]) for name in ("public", "message", "signature"))
    assert both(public, message, signature) is case["passes"]


@pytest.mark.parametrize("public", SMALL_ORDER)
def test_a_key_of_small_order_signs_nothing(public: str) -> None:
    # with such a key and S = 0 some R of small order passes for about every eighth message
    for number in range(16):
        for commit in SMALL_ORDER:
            assert not both(bytes.fromhex(public), bytes([number]), bytes.fromhex(commit) + bytes(32))


@pytest.mark.parametrize(
    "public",
    [
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # y = p
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  # y = p + 1
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",  # y = 2^255 − 1, sign set
        "0100000000000000000000000000000000000000000000000000000000000080",  # x = 0 with a sign
        "0200000000000000000000000000000000000000000000000000000000000000",  # no such point
    ],
)
def test_what_is_no_point_or_another_spelling_of_one_is_no_key(public: str) -> None:
    assert not both(bytes.fromhex(public), b"", bytes(64))
    assert not both(bytes.fromhex(public), b"", (1).to_bytes(32, "little") + bytes(32))


def test_adding_the_order_to_s_makes_no_second_signature() -> None:
    public, signature = ed25519.public_of(bytes(32)), ed25519.make_signature(bytes(32), b"x")
    s = int.from_bytes(signature[32:], "little") + ed25519.ORDER
    assert both(public, b"x", signature)
    assert not both(public, b"x", signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("size", [0, 31, 33, 63, 65])
def test_wrong_lengths_do_not_verify_and_do_not_crash(size: int) -> None:
    assert not both(bytes(size), b"", bytes(64))
    assert not both(ed25519.public_of(bytes(32)), b"", bytes(size if size > 33 else 63))


@settings(max_examples=15, deadline=None)
@given(SEEDS, st.binary(max_size=60), st.integers(0, 511), st.integers(0, 255))
def test_both_ways_sign_alike_and_agree_on_every_flipped_bit(seed: bytes, message: bytes, bit: int, other: int) -> None:
    public, signature = ed25519.public_of(seed), ed25519.make_signature(seed, message)
    assert ed25519.make_signature_pure(seed, message) == signature
    assert both(public, message, signature)
    assert not both(public, message, flipped(signature, bit))
    assert not both(flipped(public, other), message, signature)


def test_random_bytes_are_neither_keys_nor_signatures() -> None:
    random = Random(8032)
    for _ in range(40):
        assert not both(random.randbytes(32), random.randbytes(9), random.randbytes(64))


def test_without_the_library_plain_python_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    with_library = ed25519.make_signature(b"k" * 32, b"x")
    for cached in (ed25519.checker, ed25519._fast_private):
        cached.cache_clear()
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    try:
        assert ed25519._fast_private() is None
        public = ed25519.public_of(b"k" * 32)
        assert ed25519.make_signature(b"k" * 32, b"x") == with_library
        assert ed25519.verify(public, b"x", with_library)
        assert not ed25519.verify(public, b"y", with_library)
    finally:
        for cached in (ed25519.checker, ed25519._fast_private):
            cached.cache_clear()


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_of_another_length_is_an_error(size: int) -> None:
    with pytest.raises(ValueError):
        ed25519.make_signature_pure(bytes(size), b"")


def flipped(data: bytes, bit: int) -> bytes:
    number = int.from_bytes(data, "little") ^ (1 << bit)
    return number.to_bytes(len(data), "little")
