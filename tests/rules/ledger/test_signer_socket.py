"""The signer behind its socket: what a stranger, a slow line or a crowd sends never makes it sign or fall."""

import json
import os
import socket
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from liemchinh.ledger.core import promise
from liemchinh.ledger.core.note import check_signed, parse_note
from liemchinh.ledger.signer import server, wire
from liemchinh.ledger.signer.client import Signer, SignerAway
from liemchinh.ledger.signer.signing import Signing
from tests.refusals import refused
from tests.rules.ledger.growing import ORIGIN, Log

BASE = ORIGIN.rpartition("/")[0]


@pytest.fixture
def signing(tmp_path: Path) -> Iterator[Signing]:
    """A signer that serves `tmp_path`, with a promise key and an open log."""
    with server.serving(tmp_path) as signing:
        signing.keyring.create(f"{BASE}/promise")
        signing.open_shard(ORIGIN)
        yield signing


def line_to(folder: Path) -> socket.socket:
    """A bare connection."""
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(5)
    with wire.address(folder) as address:
        line.connect(address)
    return line


def answer_to(folder: Path, sent: bytes) -> dict[str, object]:
    with line_to(folder) as line:
        line.sendall(sent)
        found = line.makefile("rb").readline()
    told: dict[str, object] = json.loads(found)
    return told


def test_everything_the_signer_does_can_be_asked_for_over_the_socket(signing: Signing, tmp_path: Path) -> None:
    signer, log = Signer(tmp_path), Log()
    assert signer.state(f"{BASE}/2031") is None and signer.state("khac.example/ledger/2026") is None
    key = signer.open_shard(ORIGIN)
    note = signer.sign(log.to(300), old_size=0, proof=[])
    check_signed(parse_note(note), key)
    assert signer.sign(log.to(301), old_size=300, proof=log.proof(300, 301)) != note
    signed = signer.state(ORIGIN)
    assert signed == signing.state(ORIGIN)
    keys = signer.keys()
    assert keys == signing.keys() and keys.promise is not None
    promise.check(signer.promise(b"\7" * 32, at=1_790_000_000, within=3600), keys.promise)
    assert signed is not None and signer.close(ORIGIN, 301) == signed.note
    assert signer.open_shard(f"{BASE}/2027", previous=ORIGIN) == signer.keys().logs[f"{BASE}/2027"]


def test_a_refusal_arrives_with_its_code_its_sentence_and_its_facts(signing: Signing, tmp_path: Path) -> None:
    signer, log = Signer(tmp_path), Log()
    signer.sign(log.to(20), old_size=0, proof=[])
    with refused("signer.behind", "từ 12 đến 19"):
        signer.sign(log.to(12), old_size=0, proof=[])
    with refused("signer.fork"):
        signer.sign(Log("khác").to(20), old_size=0, proof=[])
    signing.freeze(ORIGIN, reason="thử")
    with refused("signer.frozen", "thử"):
        signer.sign(log.to(21), old_size=20, proof=log.proof(20, 21))


@pytest.mark.parametrize(
    "sent",
    [
        b"\n",
        b"{}\n",
        b"[]\n",
        b'"sign"\n',
        b"\xff\xfe\x00\n",
        b"[" * 5000 + b"\n",
        b'{"do": "freeze", "name": "x"}\n',
        b'{"do": ["sign"]}\n',
        b'{"do": "sign"}\n',
        b'{"do": "sign", "origin": 5, "size": 1, "root": "", "old_size": 0, "proof": []}\n',
        b'{"do": "sign", "origin": "a/2026", "size": -1, "root": "", "old_size": 0, "proof": []}\n',
        b'{"do": "sign", "origin": "a/2026", "size": true, "root": "", "old_size": 0, "proof": []}\n',
        b'{"do": "sign", "origin": "a/2026", "size": 1e3, "root": "", "old_size": 0, "proof": []}\n',
        b'{"do": "sign", "origin": "a/2026", "size": 1, "root": "?", "old_size": 0, "proof": []}\n',
        b'{"do": "sign", "origin": "a\\n/2026", "size": 1, "root": "AA==", "old_size": 0, "proof": []}\n',
        b'{"do": "sign", "origin": "a/2026", "size": 1, "root": "", "old_size": 0, "proof": ["AA==", 5]}\n',
        b'{"do": "sign", "origin": "a/2026", "size": 1, "root": "", "old_size": 0, "proof": ' + b'["",' * 9 + b"\n",
        b'{"do": "promise", "leaf": "AA==", "at": 1, "within": 1}\n',
        b'{"do": "promise", "leaf": "AA==", "at": 1, "within": 99999999999999999999999}\n',
        b'{"do": "open_shard", "origin": "../../etc/2026"}\n',
        b'{"do": "state", "origin": "../../../../etc/passwd"}\n',
        b'{"do": "keys"' + b" " * 20_000 + b"}\n",
    ],
    ids=lambda sent: repr(sent[:60]),
)
def test_garbage_is_refused_and_the_next_one_is_served(signing: Signing, tmp_path: Path, sent: bytes) -> None:
    before = signing.keys()
    told = answer_to(tmp_path, sent)
    assert set(told) <= {"refused", "ok"} and (told.get("ok") is None)
    if b"state" not in sent:
        assert "signer.broken" not in str(told) and "refused" in told
    assert Signer(tmp_path).keys() == before


def test_half_a_request_signs_nothing(signing: Signing, tmp_path: Path) -> None:
    with line_to(tmp_path) as line:
        line.sendall(wire.line_of({"do": "close", "origin": ORIGIN, "size": 0})[:-1])
        line.shutdown(socket.SHUT_WR)
        assert b"signer.garbled" in line.makefile("rb").readline()
    signed = signing.state(ORIGIN)
    assert signed is not None and not signed.closed


def test_a_crowd_is_told_to_wait_and_costs_no_threads(signing: Signing, tmp_path: Path) -> None:
    crowd = [line_to(tmp_path) for _ in range(server.MOST_CONNECTIONS)]
    until = time.monotonic() + 5
    while threading.active_count() < server.MOST_CONNECTIONS and time.monotonic() < until:
        time.sleep(0.01)
    with line_to(tmp_path) as late:
        assert b"signer.busy" in late.makefile("rb").readline()
    for line in crowd:
        line.close()
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            Signer(tmp_path).keys()
            break
        except Exception:
            time.sleep(0.01)
    assert Signer(tmp_path).keys().logs


def test_the_socket_is_for_its_own_account_alone(signing: Signing, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "socket").stat().st_mode) == 0o600


def test_a_second_signer_does_not_start_on_the_same_folder(signing: Signing, tmp_path: Path) -> None:
    with refused("signer.running"), server.serving(tmp_path):
        pass
    assert Signer(tmp_path).keys().logs


def test_a_socket_behind_which_somebody_answers_is_not_taken_away(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as other, wire.address(tmp_path) as address:
        other.bind(address)
        other.listen()
        with refused("signer.running"), server.serving(tmp_path):
            pass
        assert (tmp_path / "socket").exists()


def test_a_socket_left_by_a_killed_signer_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as dead, wire.address(tmp_path) as address:
        dead.bind(address)
    with server.serving(tmp_path):
        assert Signer(tmp_path).keys().logs == {}
    assert not (tmp_path / "socket").exists()


def test_nobody_there_is_said_as_such(tmp_path: Path) -> None:
    with pytest.raises(SignerAway):
        Signer(tmp_path).keys()


def test_a_signer_that_does_not_answer_in_time_is_away(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent, wire.address(tmp_path) as address:
        silent.bind(address)
        silent.listen()
        begun = time.monotonic()
        with pytest.raises(SignerAway):
            Signer(tmp_path, timeout=0.2).keys()
        assert time.monotonic() - begun < 2


def test_the_client_finds_a_signer_that_was_started_again(tmp_path: Path) -> None:
    signer = Signer(tmp_path)
    for _ in range(3):
        with server.serving(tmp_path):
            assert signer.keys().logs == {}
            assert signer.keys().logs == {}


def test_one_client_serves_many_threads(signing: Signing, tmp_path: Path) -> None:
    signer, key, wrong = Signer(tmp_path, timeout=10), signing.promise_key().verifier, []

    def ask(number: int) -> None:
        for turn in range(20):
            leaf = bytes([number, turn]) * 16
            given = signer.promise(leaf, at=1_790_000_000 + turn, within=60)
            promise.check(given, key)
            if given.leaf != leaf:
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert not wrong


def test_a_client_kept_across_a_fork_opens_a_line_of_its_own(signing: Signing, tmp_path: Path) -> None:
    signer = Signer(tmp_path)
    signer.keys()
    mine = signer._idle[0]
    signer._owner = os.getpid() + 1  # as a forked child finds it
    signer.keys()
    assert signer._idle[0] is not mine


def test_a_folder_with_a_very_long_name_has_a_socket_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 120)
    with server.serving(folder):
        assert Signer(folder).keys().logs == {}
    assert not (folder / "socket").exists()
