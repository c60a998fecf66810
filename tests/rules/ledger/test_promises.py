"""Promises on paper: a fixed number of digits, read back exactly, and not one digit can be changed unnoticed."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.note import KeyType, SignerKey
from liemchinh.ledger.core.promise import (
    Promise,
    check,
    digits,
    make,
    parse_digits,
    parse_promise,
    signed_text,
)
from tests.refusals import refused
from tests.rules.ledger import signed

KEY = signed.PROMISES
LEAF = bytes(range(32))
SALT = bytes(range(32, 64))
VECTOR = json.loads((Path(__file__).parent / "vectors" / "promise.json").read_text())
HASHES = st.binary(min_size=32, max_size=32)
SALTS = st.just(b"") | HASHES


@pytest.mark.parametrize("case", VECTOR["cases"], ids=lambda case: case["name"])
def test_promises_are_written_as_they_were_yesterday(case: dict[str, str]) -> None:
    """Papers already handed out must stay readable: these digits were once printed."""
    key = SignerKey(VECTOR["key"], KeyType.ED25519, bytes.fromhex(VECTOR["secret"]))
    promise = parse_digits(case["digits"])
    assert promise.to_bytes().hex() == case["bytes"]
    check(promise, key.verifier)
    made = make(promise.leaf, promise.at, promise.within, key, promise.salt)
    assert digits(made) == case["digits"]


def test_the_signed_bytes_and_the_packed_bytes_are_as_documented() -> None:
    promise = make(LEAF, 1_790_000_000, 3600, KEY, SALT)
    text = (
        b"liemchinh promise v1\nxa-mau.example/ledger/promise\n"
        b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n1790000000\n3600\n"
    )
    assert signed_text(KEY.name, LEAF, 1_790_000_000, 3600) == text
    assert KEY.verifier.verify(text, promise.signature)
    assert promise.to_bytes() == (
        b"\x01" + KEY.verifier.key_id + LEAF + bytes.fromhex("6ab13b800e10") + promise.signature + SALT
    )


@given(HASHES, st.integers(0, 2**32 - 1), st.integers(0, 65535), SALTS)
def test_any_promise_reads_back_from_bytes_and_digits_of_one_length(
    leaf: bytes, at: int, within: int, salt: bytes
) -> None:
    promise = make(leaf, at, within, KEY, salt)
    check(promise, KEY.verifier)
    assert parse_promise(promise.to_bytes()) == promise
    written = digits(promise)
    assert len(written) == (337 if salt else 260)
    assert written.isdigit()
    assert parse_digits(written) == promise
    assert parse_digits(" ".join(written[i : i + 5] for i in range(0, len(written), 5)) + "\n") == promise


@pytest.mark.parametrize("salt", [b"", SALT], ids=["bare", "salted"])
def test_no_digit_can_be_changed_and_no_neighbours_swapped(salt: bytes) -> None:
    written = digits(make(LEAF, 1_790_000_000, 3600, KEY, salt))
    for place, digit in enumerate(written):
        for other in set("0123456789") - {digit}:
            with refused("ledger.promise"):
                parse_digits(written[:place] + other + written[place + 1 :])
    for place in range(len(written) - 1):
        swapped = written[:place] + written[place + 1] + written[place] + written[place + 2 :]
        if swapped != written:
            with refused("ledger.promise"):
                parse_digits(swapped)


def test_whoever_mends_the_check_digits_still_fails_at_the_signature() -> None:
    promise = make(LEAF, 1_790_000_000, 3600, KEY)
    data = promise.to_bytes()
    for place in range(1, len(data)):
        changed = parse_promise(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        mended = parse_digits(digits(changed))
        with refused("ledger.promise"):
            check(mended, KEY.verifier)


def test_the_salt_is_outside_the_signature() -> None:
    promise = make(LEAF, 1_790_000_000, 3600, KEY, SALT)
    check(parse_promise(promise.to_bytes()[:-32]), KEY.verifier)
    check(parse_promise(promise.to_bytes()[:-32] + bytes(32)), KEY.verifier)


def test_anothers_promise_is_not_ours() -> None:
    promise = make(LEAF, 1_790_000_000, 3600, KEY)
    same_secret = SignerKey("khac.example/promise", KeyType.ED25519, KEY.secret)
    same_name = SignerKey(KEY.name, KeyType.ED25519, b"q" * 32)
    for key in (same_secret, same_name):
        with refused("ledger.promise", key.name):
            check(promise, key.verifier)
        # even when the key id is made to match, the name is under the signature
        forged = Promise(key.verifier.key_id, promise.leaf, promise.at, promise.within, promise.signature)
        with refused("ledger.promise"):
            check(forged, key.verifier)


@pytest.mark.parametrize("type_", [KeyType.COSIGNATURE, KeyType.ML_DSA_COSIGNATURE])
def test_a_witness_key_gives_no_promises(type_: KeyType) -> None:
    key = SignerKey(KEY.name, type_, KEY.secret)
    with refused("ledger.promise"):
        make(LEAF, 1, 1, key)
    with refused("ledger.promise"):
        check(make(LEAF, 1, 1, KEY), key.verifier)


@pytest.mark.parametrize(
    "facts", [{"leaf": bytes(31)}, {"at": -1}, {"at": 2**32}, {"within": -1}, {"within": 65536}, {"salt": b"x" * 31}]
)
def test_values_that_do_not_fit_make_no_promise(facts: dict[str, object]) -> None:
    with refused("ledger.promise"):
        make(**{"leaf": LEAF, "at": 1, "within": 1, "key": KEY, **facts})  # type: ignore[arg-type]


@given(st.text(max_size=5) | st.text("0123456789", min_size=255, max_size=340))
def test_other_digits_are_refused_and_never_crash(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_digits(text)
    assert refusal.value.code == "ledger.promise"


def test_a_number_above_the_bytes_or_with_digits_of_another_script_is_refused() -> None:
    written = digits(make(LEAF, 1_790_000_000, 3600, KEY))
    with refused("ledger.promise", "260", "337"):
        parse_digits(written.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")))
    body = "9" * 258
    with refused("ledger.promise"):
        parse_digits(body + f"{98 - int(body) * 100 % 97:02d}")


@given(st.binary(max_size=145))
def test_other_bytes_are_no_promise(data: bytes) -> None:
    for whole in (data, data[:107], b"\x02" + Random(data).randbytes(106), b"\x01" + data[:105]):
        if len(whole) == 107 and whole[0] == 1:
            assert parse_promise(whole).to_bytes() == whole
            continue
        if len(whole) == 139 and whole[0] == 1:
            continue
        with refused("ledger.promise"):
            parse_promise(whole)
