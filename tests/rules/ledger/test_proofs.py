"""Proofs in a file: read and written byte for byte, checked against the policy, and openings of entries."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.merkle import leaf_hash
from liemchinh.ledger.core.proof import (
    LogProof,
    Opening,
    check_proof,
    commitment,
    pack_opening,
    parse_opening,
    parse_proof,
)
from tests.refusals import refused
from tests.rules.ledger import signed, tree

FORMAT = json.loads((Path(__file__).parent / "vectors" / "proof_format.json").read_text())
HASHES = st.binary(min_size=32, max_size=32)
SALT = bytes(range(32))
RECORD = '{"applicant":"Người nộp"}'
ENTRY = json.dumps({"c": commitment(RECORD.encode(), salt=SALT).hex(), "v": 1}, separators=(",", ":"))
HEAD = b"c2sp.org/tlog-proof@v1\n"
HASH_LINE = b"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


@pytest.mark.parametrize("case", FORMAT["cases"], ids=lambda case: f"index {case['index']}")
def test_the_files_of_the_formats_repository_read_and_write_alike(case: dict[str, Any]) -> None:
    hashes = tuple(hashlib.sha256(name.encode()).digest() for name in case["hashes"])
    proof = LogProof(case["index"], hashes, case["checkpoint"].encode(), (case["extra"] or "").encode())
    lines = proof.to_bytes().split(b"\n")
    assert lines[0] == b"c2sp.org/tlog-proof@v1"
    assert lines[1].startswith(b"extra ") is (case["extra"] is not None)
    assert f"index {case['index']}".encode() in lines
    assert lines[lines.index(b"") + 1 :] == case["checkpoint"].encode().split(b"\n")
    assert parse_proof(proof.to_bytes()) == proof


@given(
    st.integers(0, 2**63 - 1), st.lists(HASHES, max_size=63), st.binary(min_size=1, max_size=50), st.binary(max_size=50)
)
def test_any_proof_reads_back(index: int, hashes: list[bytes], note: bytes, extra: bytes) -> None:
    proof = LogProof(index, tuple(hashes), note, extra)
    assert parse_proof(proof.to_bytes()) == proof


@pytest.mark.parametrize(
    "data",
    [
        b"",
        HEAD,
        HEAD + b"index 0\n",
        HEAD + b"index 0\n\n",
        HEAD + b"\nnote\n",
        HEAD.replace(b"v1", b"v2") + b"index 0\n\nnote\n",
        b"\n" + HEAD + b"index 0\n\nnote\n",
        b" " + HEAD + b"index 0\n\nnote\n",
        HEAD + b"index 00\n\nnote\n",
        HEAD + b"index -1\n\nnote\n",
        HEAD + b"index 1 \n\nnote\n",
        HEAD + b"index  1\n\nnote\n",
        HEAD + b"index\n\nnote\n",
        HEAD + b"Index 1\n\nnote\n",
        HEAD + b"index 9223372036854775808\n\nnote\n",
        HEAD + b"extra \nindex 0\n\nnote\n",
        HEAD + b"extra\nindex 0\n\nnote\n",
        HEAD + b"extra AA\nindex 0\n\nnote\n",
        HEAD + b"extra AB==\nindex 0\n\nnote\n",
        HEAD + b"extra AA==\nextra AA==\nindex 0\n\nnote\n",
        HEAD + b"index 0\nextra AA==\n\nnote\n",
        HEAD + b"extra AA==\n\nnote\n",
        HEAD + b"index 0\nindex 0\n\nnote\n",
        HEAD + b"index 0\nAA==\n\nnote\n",
        HEAD + b"index 0\n" + HASH_LINE.replace(b"8=", b"9=") + b"\nnote\n",
        HEAD + b"index 0\n" + HASH_LINE * 64 + b"\nnote\n",
        HEAD + b"index 0\n" + HASH_LINE[:-1] + b" \n\nnote\n",
        (HEAD + b"index 0\n\nnote\n").replace(b"\n", b"\r\n"),
        HEAD + "index \u0660\n\nnote\n".encode(),
        HEAD + b"\xff\nindex 0\n\nnote\n",
    ],
)
def test_what_is_not_exactly_a_proof_is_refused(data: bytes) -> None:
    assert parse_proof(HEAD + b"index 0\n" + HASH_LINE * 63 + b"\nnote\n").index == 0
    assert parse_proof(HEAD + b"extra AA==\nindex 0\n\nnote\n").extra == b"\0"
    with refused("ledger.proof"):
        parse_proof(data)


@given(st.binary(max_size=80), st.integers(0, 60))
def test_damaged_bytes_are_refused_or_written_back_the_same(junk: bytes, place: int) -> None:
    good = HEAD + b"extra AA==\nindex 5\n" + HASH_LINE + b"\nnote\n"
    data = good[:place] + junk + good[place:]
    try:
        proof = parse_proof(data)
    except Refused as refusal:
        assert refusal.code == "ledger.proof"
    else:
        assert proof.to_bytes() == data


@pytest.mark.parametrize("size", [1, 2, 3, 20, 255, 256, 257])
def test_a_proof_holds_for_its_entry_at_its_place_and_for_no_other(size: int) -> None:
    for index in {0, size // 2, size - 1}:
        proof = signed.proof(signed.FRONT, signed.PRESS, index=index, size=size)
        standing = check_proof(parse_proof(proof.to_bytes()), tree.leaf(index), signed.policy())
        assert standing.met
        assert standing.checkpoint.size == size
        with refused("ledger.inclusion"):
            check_proof(proof, tree.leaf(index + 1), signed.policy())
        with refused("ledger.inclusion"):
            check_proof(replace(proof, index=index + 1), tree.leaf(index), signed.policy())


def test_fewer_witnesses_than_the_quorum_are_told_and_not_raised() -> None:
    standing = check_proof(signed.proof(signed.FRONT), tree.leaf(7), signed.policy())
    assert standing.cosigned == {"front": signed.SEEN_AT}
    assert not standing.met


@pytest.mark.parametrize("change", [lambda path: path[:-1], lambda path: (*path, bytes(32)), lambda path: path[::-1]])
def test_a_shorter_longer_or_shuffled_path_leads_nowhere(change: Any) -> None:
    proof = signed.proof()
    with refused("ledger.inclusion"):
        check_proof(replace(proof, hashes=change(proof.hashes)), tree.leaf(7), signed.policy())


def test_no_byte_of_a_proof_can_be_changed_and_pass() -> None:
    data = signed.proof(signed.FRONT, signed.PRESS).to_bytes()
    policy = signed.policy()
    random = Random(7)
    for place in range(len(data)):
        for value in {data[place] ^ 1, random.randrange(256)} - {data[place]}:
            changed = data[:place] + bytes([value]) + data[place + 1 :]
            try:
                standing = check_proof(parse_proof(changed), tree.leaf(7), policy)
            except Refused:
                continue
            # a witness's name or key id made unknown: then it counts for nothing, and that is told
            assert not standing.met


def test_the_extra_is_not_trusted_and_changes_nothing() -> None:
    for extra in (b"", b"anything", pack_opening(Opening(ENTRY, RECORD, SALT))):
        assert check_proof(signed.proof(extra=extra), tree.leaf(7), signed.policy("none")).met


@pytest.mark.parametrize(
    "facts", [{"index": -1}, {"index": 2**63}, {"hashes": (bytes(31),)}, {"hashes": (bytes(32),) * 64}]
)
def test_values_that_cannot_be_written_make_no_proof(facts: dict[str, Any]) -> None:
    with refused("ledger.proof"):
        LogProof(**{"index": 0, "hashes": (), "note": b"x", **facts})


def test_an_opening_shows_that_the_record_is_the_one_committed_to() -> None:
    opening = parse_opening(pack_opening(Opening(ENTRY, RECORD, SALT)))
    assert opening.leaf == leaf_hash(ENTRY.encode())
    assert opening.commits_to_record()
    assert not Opening(ENTRY, RECORD + " ", SALT).commits_to_record()
    assert not Opening(ENTRY, RECORD, bytes(32)).commits_to_record()
    assert not Opening(ENTRY.replace('"c"', '"d"'), RECORD, SALT).commits_to_record()


@pytest.mark.parametrize("entry", [ENTRY, "[]", "no json", "[" * 100_000, '{"c":5}'])
def test_without_record_or_commitment_nothing_is_opened(entry: str) -> None:
    assert not Opening(entry).commits_to_record()
    if entry != ENTRY:
        assert not Opening(entry, RECORD, SALT).commits_to_record()


def test_an_opening_is_canonical_json_with_sorted_names() -> None:
    assert (
        pack_opening(Opening("Đ\n\x7f\u2028", "r", SALT))
        == ('{"entry":"Đ\\n\x7f\u2028","record":"r","salt":"' + SALT.hex() + '"}').encode()
    )
    assert pack_opening(Opening("e")) == b'{"entry":"e"}'


@given(st.text(min_size=1), st.text(min_size=1), HASHES)
def test_any_opening_reads_back(entry: str, record: str, salt: bytes) -> None:
    for opening in (Opening(entry, record, salt), Opening(entry)):
        assert parse_opening(pack_opening(opening)) == opening


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"entry":""}',
        b'{"entry":5}',
        b'{"entry":"e"} ',
        b'{"entry": "e"}',
        b'{"entry":"\\u0065"}',
        b'{"entry":"\\ud800"}',
        b'{"entry":"e","entry":"e"}',
        b'{"entry":"e","other":"x"}',
        b'{"entry":"e","record":"r"}',
        b'{"entry":"e","salt":"' + b"00" * 32 + b'"}',
        b'{"entry":"e","record":"r","salt":"' + b"00" * 31 + b'"}',
        b'{"entry":"e","record":"r","salt":"' + b"AA" * 32 + b'"}',
        b'{"entry":"e","record":"r","salt":"' + b"zz" * 32 + b'"}',
        b'{"record":"r","entry":"e","salt":"' + b"00" * 32 + b'"}',
    ],
)
def test_an_opening_spelt_otherwise_is_refused(data: bytes) -> None:
    parse_opening(b'{"entry":"e","record":"r","salt":"' + b"00" * 32 + b'"}')
    with refused("ledger.opening"):
        parse_opening(data)
