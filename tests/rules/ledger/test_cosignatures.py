"""Cosignatures: the signed bytes are those of the specification, and a line that fails condemns the note."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint
from liemchinh.ledger.core.cosign import cosign, cosigned_at, cosigned_message
from liemchinh.ledger.core.note import KeyType, Note, Signature, SignerKey, parse_note, parse_vkey
from tests.refusals import refused
from tests.rules.ledger import signed

SUNLIGHT = json.loads((Path(__file__).parent / "vectors" / "sunlight_mirror.json").read_text())
TEXT = signed.checkpoint().text()


@pytest.mark.parametrize("who", ["mirror", "witness"])
def test_cosignatures_of_a_sunlight_mirror_and_witness_verify(who: str) -> None:
    name = {"mirror": "checkpoint", "witness": "witness_checkpoint"}[who]
    note = parse_note(SUNLIGHT[name].encode())
    key = parse_vkey(SUNLIGHT[f"{who}_vkey"])
    assert key.type is KeyType.COSIGNATURE
    assert cosigned_at(note, key) == SUNLIGHT["cosignature_time"]
    assert parse_checkpoint(note.text).size == 300
    assert note.to_bytes() == SUNLIGHT[name].encode()
    with refused("ledger.cosignature", key.name):
        cosigned_at(Note(note.text.replace("300", "301"), note.signatures), key)


def test_the_signed_bytes_of_ed25519_are_those_of_the_specification() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    expected = (
        b"cosignature/v1\ntime 1679315147\n"
        b"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    assert cosigned_message(text, signed.FRONT.verifier, 1679315147) == expected
    line = cosign(text, signed.FRONT, 1679315147)
    assert line.key_id == signed.FRONT.verifier.key_id
    assert len(line.payload) == 72
    assert line.payload[:8] == (1679315147).to_bytes(8, "big")
    assert signed.FRONT.verifier.verify(expected, line.payload[8:])


def test_the_signed_bytes_of_ml_dsa_are_those_of_the_specification() -> None:
    root = signed.checkpoint().root
    expected = (
        b"subtree/v1\n\0"
        + bytes([len("truong.example/w")])
        + b"truong.example/w"
        + (7).to_bytes(8, "big")
        + bytes([len(signed.ORIGIN)])
        + signed.ORIGIN.encode()
        + bytes(8)
        + (20).to_bytes(8, "big")
        + root
    )
    assert cosigned_message(TEXT, signed.SCHOOL.verifier, 7) == expected
    line = cosign(TEXT, signed.SCHOOL, 7)
    assert len(line.payload) == 8 + 2420
    assert signed.SCHOOL.verifier.verify(expected, line.payload[8:])


@pytest.mark.parametrize("witness", [signed.FRONT, signed.SCHOOL], ids=lambda key: key.type.name)
def test_a_witness_tells_when_it_saw_the_tree_and_is_silent_elsewhere(witness: SignerKey) -> None:
    note = parse_note(signed.note(signed.PRESS, witness).to_bytes())
    assert cosigned_at(note, witness.verifier) == signed.SEEN_AT
    assert cosigned_at(signed.note(signed.PRESS), witness.verifier) is None
    # the same key and name of the other type is another key
    other = KeyType.COSIGNATURE if witness.type is KeyType.ML_DSA_COSIGNATURE else KeyType.ML_DSA_COSIGNATURE
    assert cosigned_at(note, SignerKey(witness.name, other, witness.secret).verifier) is None


@pytest.mark.parametrize("witness", [signed.FRONT, signed.SCHOOL], ids=lambda key: key.type.name)
def test_another_time_another_text_or_a_cut_line_fails(witness: SignerKey) -> None:
    good = cosign(TEXT, witness, signed.SEEN_AT)
    late = (signed.SEEN_AT + 1).to_bytes(8, "big") + good.payload[8:]
    for payload in (late, good.payload[:-1], good.payload + b"\0", good.payload[:8], good.payload[:3], b"\xff" * 80):
        with refused("ledger.cosignature"):
            cosigned_at(Note(TEXT, (Signature(witness.name, witness.verifier.key_id, payload),)), witness.verifier)
    with refused("ledger.cosignature", witness.name):
        cosigned_at(Note(signed.checkpoint(21).text(), (good,)), witness.verifier)


def test_extension_lines_are_covered_by_ed25519_and_left_out_by_ml_dsa() -> None:
    head = signed.checkpoint()
    more = Checkpoint(head.origin, head.size, head.root, ("ngoài lề",)).text()
    with refused("ledger.cosignature"):
        cosigned_at(Note(more, (cosign(TEXT, signed.FRONT, 7),)), signed.FRONT.verifier)
    assert cosigned_at(Note(more, (cosign(TEXT, signed.SCHOOL, 7),)), signed.SCHOOL.verifier) == 7


def test_of_two_good_lines_the_earlier_time_counts_and_one_bad_line_condemns() -> None:
    lines = tuple(cosign(TEXT, signed.FRONT, at) for at in (9, 5, 7))
    assert cosigned_at(Note(TEXT, lines), signed.FRONT.verifier) == 5
    bad = Signature(signed.FRONT.name, signed.FRONT.verifier.key_id, bytes(72))
    with refused("ledger.cosignature"):
        cosigned_at(Note(TEXT, (*lines, bad)), signed.FRONT.verifier)


@given(st.integers(0, 2**63 - 1))
def test_any_time_in_range_reads_back(at: int) -> None:
    assert cosigned_at(Note(TEXT, (cosign(TEXT, signed.PRESS, at),)), signed.PRESS.verifier) == at


@pytest.mark.parametrize("at", [-1, 2**63])
def test_a_time_out_of_range_is_not_signed(at: int) -> None:
    with refused("ledger.cosignature"):
        cosign(TEXT, signed.PRESS, at)


def test_a_log_key_does_not_cosign_and_no_text_but_a_checkpoint_is_cosigned() -> None:
    with refused("ledger.cosignature", signed.LOG.name):
        cosign(TEXT, signed.LOG, 7)
    with refused("ledger.checkpoint"):
        cosign("thư ngỏ\n", signed.FRONT, 7)


def test_a_name_too_long_for_ml_dsa_is_refused_in_a_sentence() -> None:
    long = SignerKey("x" * 256, KeyType.ML_DSA_COSIGNATURE, bytes(32))
    with refused("ledger.cosignature", "255"):
        cosign(TEXT, long, 7)
