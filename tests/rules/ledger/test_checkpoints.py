"""Checkpoints: one spelling of a log's name, size and root, signed by the log's own key alone."""

import json
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint, sign
from liemchinh.ledger.core.merkle import EMPTY_ROOT
from liemchinh.ledger.core.note import KeyType, SignerKey, check_signed, parse_note
from tests.refusals import refused
from tests.rules.ledger import signed

TESSERA = json.loads((Path(__file__).parent / "vectors" / "tessera_log.json").read_text())
ROOT = b64encode(bytes(range(32))).decode()
LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@pytest.mark.parametrize("size", TESSERA["checkpoints"])
def test_checkpoints_of_a_tessera_log_read_and_write_alike(size: str) -> None:
    note = parse_note(TESSERA["checkpoints"][size].encode())
    checkpoint = parse_checkpoint(note.text)
    assert checkpoint.origin == "example.com/log/testdata"
    assert checkpoint.size == int(size)
    assert (checkpoint.root == EMPTY_ROOT) is (size == "0")
    assert checkpoint.text() == note.text


@given(LINES, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINES, max_size=3))
def test_any_checkpoint_reads_back(origin: str, size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin, size, root, tuple(extensions))
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "so.example\n",
        "so.example\n5\n",
        f"so.example\n5\n{ROOT}",
        f"\n5\n{ROOT}\n",
        f"so.example\n\n{ROOT}\n",
        f"so.example\n05\n{ROOT}\n",
        f"so.example\n+5\n{ROOT}\n",
        f"so.example\n-5\n{ROOT}\n",
        f"so.example\n5 \n{ROOT}\n",
        f"so.example\n0x5\n{ROOT}\n",
        f"so.example\n\u0665\n{ROOT}\n",
        f"so.example\n9223372036854775808\n{ROOT}\n",
        f"so.example\n{'9' * 5000}\n{ROOT}\n",
        "so.example\n5\n\n",
        f"so.example\n5\n{ROOT[:-1]}\n",
        f"so.example\n5\n{ROOT[:-2]}9=\n",  # bits after the end of the root
        f"so.example\n5\n{ROOT} \n",
        f"so.example\n5\n{b64encode(bytes(31)).decode()}\n",
        f"so.example\n5\n{b64encode(bytes(33)).decode()}\n",
        f"so.example\n5\n{ROOT}\n\n",
        f"so.example\n5\n{ROOT}\n\nmore\n",
        f"so.example\n5\n{ROOT}\nmore",
        f"so.example\r\n5\r\n{ROOT}\r\n",
    ],
)
def test_any_other_spelling_is_refused(text: str) -> None:
    assert parse_checkpoint(f"so.example\n5\n{ROOT}\n").size == 5
    with refused("ledger.checkpoint"):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "facts",
    [
        {"origin": ""},
        {"origin": "a\nb"},
        {"origin": "a\tb"},
        {"size": -1},
        {"size": 2**63},
        {"root": bytes(31)},
        {"extensions": ("",)},
        {"extensions": ("a\nb",)},
    ],
    ids=str,
)
def test_values_that_cannot_be_written_make_no_checkpoint(facts: dict[str, object]) -> None:
    whole = {"origin": "so.example", "size": 5, "root": bytes(32), **facts}
    with refused("ledger.checkpoint"):
        Checkpoint(**whole)  # type: ignore[arg-type]


def test_the_log_signs_with_the_key_that_bears_its_name() -> None:
    note = sign(signed.checkpoint(), signed.LOG)
    check_signed(parse_note(note.to_bytes()), signed.LOG.verifier)
    assert sign(signed.checkpoint(), signed.LOG).to_bytes() == note.to_bytes()
    with refused("ledger.checkpoint", "khac.example", signed.ORIGIN):
        sign(signed.checkpoint(), SignerKey("khac.example", KeyType.ED25519, bytes(32)))
    with refused("ledger.key"):
        sign(signed.checkpoint(), SignerKey(signed.ORIGIN, KeyType.COSIGNATURE, bytes(32)))
