"""A witness from elsewhere cosigns our log and refuses its forks; its own client is served by our witness."""

import json
import re
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from liemchinh.ledger.core.cosign import cosigned_at
from liemchinh.ledger.core.note import KeyType, Note, SignerKey, VerifierKey, parse_note, parse_vkey
from liemchinh.ledger.core.policy import Witness as Known
from liemchinh.ledger.core.tiles import consistency_proof
from liemchinh.ledger.witness.client import Answer, ask
from liemchinh.ledger.witness.server import Witness, WitnessServer
from liemchinh.ledger.witness.store import Store
from tests.interop.published import ORIGIN, Published, text

THEIRS = Path(__file__).parent / "theirs.py"
SIZES = (5, 300, 700)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return Published(tmp_path_factory.mktemp("history"), sizes=SIZES)


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The same log with an old entry exchanged, signed with the same key."""
    return Published(tmp_path_factory.mktemp("fork"), sizes=SIZES, twist=3)


@pytest.fixture
def witness(python: str, history: Published, tmp_path: Path) -> Iterator[Known]:
    """The other program, serving on a port of its choice."""
    program = str(Path(python).parent / "aics-witness")
    config = str(tmp_path / "witness.json")

    def run(*words: str) -> str:
        command = [program, words[0], "--config", config, *words[1:]]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    key = parse_vkey(run("init", "--name", "bao-chi.example/w1", "--listen", "127.0.0.1:0").strip())
    run("add-log", "--origin", ORIGIN, "--vkey", str(history.key.verifier))
    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen([program, "serve", "--config", config], stdout=said, stderr=said)
        try:
            yield Known(key.name, key, f"http://127.0.0.1:{_port(server, tmp_path / 'said')}")
        finally:
            server.terminate()
            server.wait(20)


def _port(server: subprocess.Popen[bytes], said: Path) -> int:
    until = time.monotonic() + 20
    while time.monotonic() < until and server.poll() is None:
        if found := re.search(r"127\.0\.0\.1:([1-9]\d*)", said.read_text()):
            return int(found[1])
        time.sleep(0.05)
    raise AssertionError(said.read_text())


def cosigned(log: Published, size: int, witness: Known, *, known: int = 0) -> Answer:
    (answer,) = ask(
        log.notes[size],
        witnesses=[witness],
        proof=lambda old: consistency_proof(old, size, log.read),
        sizes={witness.name: known},
        budget=20,
    )
    return answer


def test_a_witness_from_elsewhere_cosigns_as_we_grow(witness: Known, history: Published) -> None:
    for size in SIZES:
        answer = cosigned(history, size, witness)  # it is told 0 each time, and names what it has seen
        assert answer.problem == ""
        assert answer.cosignature is not None
        note = parse_note(history.notes[size])
        at = cosigned_at(Note(note.text, (*note.signatures, answer.cosignature)), witness.key)
        assert at is not None
        assert abs(at - time.time()) < 60


def test_a_witness_from_elsewhere_refuses_a_fork_and_a_way_back(
    witness: Known, history: Published, fork: Published
) -> None:
    assert cosigned(history, 300, witness).problem == ""
    for log, size in ((fork, 300), (fork, 700), (history, 5)):
        answer = cosigned(log, size, witness, known=300)
        assert answer.cosignature is None
        assert answer.problem
    assert cosigned(history, 700, witness, known=300).cosignature is not None


def test_its_client_is_served_by_our_witness(python: str, history: Published, fork: Published, tmp_path: Path) -> None:
    signer = SignerKey.generate("mat-tran.example/w1", KeyType.COSIGNATURE)
    store = Store(tmp_path / "witness.sqlite3")
    trusted = {ORIGIN: (history.key.verifier,)}
    with WitnessServer(("127.0.0.1", 0), Witness(store, (signer,), lambda: trusted)) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        asks = [
            asked(history, 5, 0),
            asked(history, 300, 5),
            asked(history, 700, 0),  # it is told 300, and comes again with a proof from there
            asked(fork, 700, 700),
            asked(history, 300, 300),
        ]
        task = json.dumps({"url": url, "key": str(signer.verifier), "asks": asks})
        command = [python, str(THEIRS), "feed"]
        done = subprocess.run(command, input=task, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        *good, forked, back = json.loads(done.stdout)["answers"]
        assert [_is_cosigned(answer.get("note", ""), signer.verifier) for answer in good] == [True] * 3
        assert forked in ({"status": 422}, {"status": 409, "size": 700})
        assert back == {"status": 409, "size": 700}
        server.shutdown()
    store.close()


def test_a_stranger_log_is_unknown_to_the_witness_from_elsewhere(witness: Known, history: Published) -> None:
    body = b"old 0\n\n" + history.notes[5].replace(b"so-cai.example", b"la-mat.example")
    request = urllib.request.Request(f"{witness.url}/add-checkpoint", body)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=20)
    assert refusal.value.code == 404


def asked(log: Published, size: int, old: int) -> dict[str, object]:
    """One checkpoint, with the proofs from each size that the witness may name."""
    proofs = {
        before: [text(one) for one in consistency_proof(before, size, log.read)]
        for before in (0, *SIZES)
        if before <= size
    }
    return {"note": log.notes[size].decode(), "old": old, "proofs": proofs}


def _is_cosigned(note: str, key: VerifierKey) -> bool:
    return bool(note) and cosigned_at(parse_note(note.encode()), key) is not None
