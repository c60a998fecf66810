"""The signer as a process: killed at any moment it forgets nothing that left the house, and never says two things."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.checkpoint import parse_checkpoint
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.signer.client import Signer, SignerAway
from liemchinh.ledger.signer.store import Store
from tests.rules.ledger.growing import ORIGIN, Log

BASE = ORIGIN.rpartition("/")[0]
KILLS = 12


def settings(data: Path) -> dict[str, str]:
    return {**os.environ, "LIEMCHINH_DATA": str(data), "LIEMCHINH_LEDGER_ORIGIN": BASE, "DATABASE_URL": ""}


def started(data: Path) -> subprocess.Popen[str]:
    """A signer of its own process group, with the folder `<data>/signer`."""
    return subprocess.Popen(
        [sys.executable, "-m", "liemchinh.cli", "signer"],
        env=settings(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        # as a terminal starts it: who runs the tests in the background may ignore Ctrl-C, and hands that down
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def said(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liemchinh.cli", *words],
        env=settings(data),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def up(data: Path) -> Signer:
    """A client, as soon as somebody answers."""
    signer, until = Signer(data / "signer", timeout=5), time.monotonic() + 20
    while True:
        try:
            signer.keys()
            return signer
        except SignerAway:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def test_on_an_empty_machine_it_makes_a_promise_key_and_leaves_nothing_open_behind(data: Path) -> None:
    process = started(data)
    keys = up(data).keys()
    assert keys.promise is not None and keys.promise.name == f"{BASE}/promise"
    second = started(data)
    assert second.wait(20) == 1
    assert "bộ ký khác" in (second.stdout.read() if second.stdout else "")
    assert up(data).keys() == keys
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not (data / "signer" / "socket").exists()
    assert (data / "signer").stat().st_mode & 0o077 == 0 and data.stat().st_mode & 0o077 == 0


def test_ctrl_c_ends_it_quietly(data: Path) -> None:
    process = started(data)
    up(data)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    assert "Traceback" not in (process.stdout.read() if process.stdout else "")
    assert not (data / "signer" / "socket").exists()


def test_killed_again_and_again_while_signing_it_keeps_one_history(data: Path) -> None:
    chance = random.Random(20261122)
    log, got = Log(), {}
    log.to(4000)
    size = 0
    for _ in range(KILLS):
        process = started(data)
        signer = up(data)
        signer.open_shard(ORIGIN)
        killer = threading.Timer(chance.uniform(0.0, 0.06), process.kill)
        killer.start()
        try:
            while size < 4000:
                signed = signer.state(ORIGIN)
                assert signed is not None
                # what left the house is still known, and nothing is known that was not asked for
                assert signed.size in {size, size + 1} if got else signed.size <= 1
                if signed.size in got:
                    assert signed.note == got[signed.size]
                size = signed.size
                note = signer.sign(log.to(size + 1), old_size=size, proof=log.proof(size, size + 1))
                got[size + 1] = note
                size += 1
        except SignerAway:
            pass
        killer.join()
        assert process.wait(20) == -signal.SIGKILL
    process = started(data)
    signer = up(data)
    last = signer.state(ORIGIN)
    assert last is not None and last.size >= max(got)
    with pytest.raises(Refused) as refusal:
        signer.sign(Log("khác").to(last.size), old_size=last.size, proof=[])
    assert refusal.value.code == "signer.fork"
    process.terminate()
    process.wait(20)
    history = {size: root for size, root, _ in Store(data / "signer").history(ORIGIN)}
    for size, note in got.items():
        assert history[size] == parse_checkpoint(parse_note(note).text).root == log.to(size).root


def test_the_ceremony_makes_shows_and_freezes_keys_while_the_signer_runs(data: Path) -> None:
    made = said(data, "keys", "create", "--year", "2026", "--ml-dsa")
    assert made.returncode == 0, made.stderr
    assert made.stdout.count("Vân tay:") == 3 and "PRIVATE" not in made.stdout
    again = said(data, "keys", "create", "--year", "2026")
    assert again.returncode == 1 and "Không ghi đè" in again.stderr
    process = started(data)
    signer, log = up(data), Log()
    key = signer.open_shard(ORIGIN)
    assert str(key) in made.stdout
    signer.sign(log.to(9), old_size=0, proof=[])
    shown = said(data, "keys", "show").stdout
    assert str(key) in shown and "đã ký 9 mục" in shown and "PRIVATE" not in shown
    turned = said(data, "keys", "rotate")
    assert turned.returncode == 0 and f"{BASE}/2027" in turned.stdout
    assert said(data, "keys", "freeze").returncode == 1
    frozen = said(data, "keys", "freeze", "--reason", "mất thẻ nhớ có khóa")
    assert frozen.returncode == 0 and log.to(9).root.hex() in frozen.stdout and "chứng kiến" in frozen.stdout
    with pytest.raises(Refused) as refusal:
        signer.sign(log.to(10), old_size=9, proof=log.proof(9, 10))
    assert refusal.value.code == "signer.frozen"
    with pytest.raises(Refused):
        signer.promise(b"\7" * 32, at=1_790_000_000, within=60)
    anew = said(data, "keys", "create", "--year", "2026-2")
    assert anew.returncode == 0 and f"{BASE}/promise-2" in anew.stdout
    assert str(signer.open_shard(f"{BASE}/2026-2", previous=ORIGIN)) in anew.stdout
    assert signer.promise(b"\7" * 32, at=1_790_000_000, within=60)
    process.terminate()
    assert process.wait(20) == 0


def test_after_a_store_was_put_back_the_ceremony_says_how_to_go_on(data: Path) -> None:
    process, log = started(data), Log()
    signer = up(data)
    signer.open_shard(ORIGIN)
    process.terminate()
    process.wait(20)
    folder = data / "signer"
    copy = (folder / "store.sqlite3").read_bytes()
    process = started(data)
    up(data).sign(log.to(9), old_size=0, proof=[])
    process.terminate()
    process.wait(20)
    for path in folder.glob("store.sqlite3*"):
        path.unlink()
    (folder / "store.sqlite3").write_bytes(copy)
    (folder / "store.sqlite3").chmod(0o600)
    shown = said(data, "keys", "show")
    assert shown.returncode == 1 and "liemchinh keys catch-up" in shown.stderr
    assert "đã ký 9 mục" in said(data, "keys", "catch-up").stdout
    assert "đã ký 9 mục" in said(data, "keys", "show").stdout
