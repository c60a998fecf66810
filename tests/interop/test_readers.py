"""Two other programs read a log that we published, and find every hash, proof and signature as we wrote it."""

import json
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from liemchinh.ledger.core.note import parse_note, sign_note
from liemchinh.ledger.core.tiles import new_tiles, tile_path, tiles_of
from tests.interop.published import Published

THEIRS = Path(__file__).parent / "theirs.py"
TEXT = "So cai thu\nmot van ban de ky\n"


def ask(command: list[str], task: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(command, input=json.dumps(task), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def task(log: Published) -> dict[str, Any]:
    return {
        "folder": str(log.folder),
        "key": str(log.key.verifier),
        "secret": str(log.key),
        "text": TEXT,
        "heads": log.heads(),
        "inclusion": log.inclusions(),
        "consistency": log.consistencies(),
        "growth": [
            {"old": old, "new": new, "paths": [tile_path(*tile) for tile in new_tiles(old, new)]}
            for old in (0, 1, 255, 256, 300, 65_536)
            for new in (256, 257, 511, 65_536, 70_000, 1_000_000)
            if old < new
        ],
    }


def test_a_log_reader_from_elsewhere_agrees_with_every_hash_and_proof(python: str, log: Published) -> None:
    report = ask([python, str(THEIRS), "read"], task(log))
    size = len(log.entries)
    assert report == {
        "problems": [],
        "tiles": len(list(tiles_of(size))),
        "bundles": sum(1 for tile in tiles_of(size) if tile[0] == 0),
    }


def test_go_agrees_with_every_hash_and_proof_and_signs_the_same_bytes(checker: str, log: Published) -> None:
    report = ask([checker], task(log))
    assert report["Problems"] is None
    assert report["Entries"] == len(log.entries)
    assert b64decode(report["Signed"]) == sign_note(TEXT, log.key).to_bytes()


@pytest.mark.parametrize("what", ["root", "leaf", "proof"])
def test_go_finds_what_was_changed(checker: str, log: Published, what: str) -> None:
    wrong = task(log)
    one = wrong["inclusion"][-1]
    other = wrong["inclusion"][0]["leaf"]
    one[what] = [other, *one["proof"][1:]] if what == "proof" else other
    assert ask([checker], wrong)["Problems"]


def test_a_log_reader_from_elsewhere_finds_a_changed_entry(python: str, tmp_path: Path) -> None:
    log = Published(tmp_path, sizes=(300,))
    path = tmp_path / "tile/entries/001.p/44"
    path.write_bytes(path.read_bytes().replace(b"dossiers", b"dossierz", 1))
    command = [python, str(THEIRS), "read"]
    done = subprocess.run(command, input=json.dumps(task(log)), capture_output=True, text=True, check=False)
    assert "TileVerificationError" in done.stderr


def test_go_finds_a_changed_signature(checker: str, log: Published) -> None:
    wrong = task(log)
    head = wrong["heads"][0]
    note = parse_note(head["note"].encode())
    line = note.signatures[0]
    swapped = bytes(reversed(line.payload))
    forged = type(line)(line.name, line.key_id, swapped)
    head["note"] = type(note)(note.text, (forged,)).to_bytes().decode()
    assert any("note of size" in problem for problem in ask([checker], wrong)["Problems"])
