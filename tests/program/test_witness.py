"""The kit and the command as processes: run outside the checkout, killed at random, started again."""

import importlib.util
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from liemchinh.ledger.core.merkle import EMPTY_ROOT
from liemchinh.ledger.core.note import parse_vkey
from liemchinh.ledger.core.policy import Witness
from liemchinh.ledger.core.tiles import consistency_proof, tile_path
from liemchinh.ledger.witness import client
from tests.rules.ledger.published import MORNING, Author, Publisher

NAME = "bao.vidu.vn/chung-kien"
ROOT = Path(__file__).resolve().parents[2]


def _scripted(name: str) -> ModuleType:
    """A module of `scripts/`, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The single file, in a folder of its own."""
    target = tmp_path_factory.mktemp("kit") / "liemchinh-witness.pyz"
    _scripted("kit").write(target)
    return target


def python(*words: str, bare: bool = False) -> list[str]:
    """Python without our checkout; `bare` also without any installed library."""
    return [sys.executable, "-I", *(["-S"] if bare else []), *words]


@dataclass
class Running:
    """A witness process and how to ask it."""

    process: subprocess.Popen[str]
    witness: Witness


@contextmanager
def running(command: list[str], data: Path, log: Publisher, *, here: Path) -> Iterator[Running]:
    """Start a witness on a free port; killed outright at the end if it still runs."""
    words = [*command, "--data", str(data), "--name", NAME, "--listen", "127.0.0.1:0", "--log", str(log.key.verifier)]
    environment = {"PATH": os.environ["PATH"], "PYTHONUTF8": "1", "LIEMCHINH_DATA": str(here / "none")}
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=here, env=environment, encoding="utf-8")
    try:
        said = ""
        assert process.stdout is not None
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, f"it ended with {process.wait()}: {said}"
            said += line
        address = re.search(r"http://\S+:\d+", said)
        vkey = re.search(rf"^{re.escape(NAME)}\+\S+$", said, re.MULTILINE)
        assert address and vkey
        yield Running(process, Witness("bao", parse_vkey(vkey[0]), address[0]))
    finally:
        process.kill()
        process.communicate()


def ask(now: Running, log: Publisher, *, budget: float = 5.0) -> client.Answer:
    """Ask it to cosign the log as it is."""

    def read(level: int, index: int, width: int) -> bytes:
        return (log.folder / tile_path(level, index, width)).read_bytes()

    def proof(old: int) -> list[bytes]:
        return consistency_proof(old, log.edge.size, read)

    (answer,) = client.ask(log.note(MORNING, ()), witnesses=[now.witness], proof=proof, sizes={}, budget=budget)
    return answer


def test_the_kit_holds_only_what_may_leave_the_house_and_is_the_same_every_time(kit: Path, tmp_path: Path) -> None:
    script = _scripted("kit")
    assert all(
        name.startswith(("liemchinh.kernel", "liemchinh.ledger")) or name == "liemchinh" for name in script.modules()
    )
    again = tmp_path / "again.pyz"
    script.write(again)
    assert again.read_bytes() == kit.read_bytes()


@pytest.mark.parametrize("bare", [False, True])
def test_the_kit_witnesses_outside_the_checkout_with_and_without_cryptography(
    kit: Path, tmp_path: Path, bare: bool
) -> None:
    log = Publisher(tmp_path / "log", witnesses=())
    with running(python(str(kit), "witness", bare=bare), tmp_path / "data", log, here=tmp_path) as now:
        assert ask(now, log).cosignature is not None
        log.add([b"1", b"2"])
        assert ask(now, log).cosignature is not None
        now.process.send_signal(signal.SIGTERM)
        assert now.process.wait(timeout=10) == 0
    assert log.edge.root() != EMPTY_ROOT


def test_the_kit_monitors_outside_the_checkout(kit: Path, tmp_path: Path) -> None:
    log, author = Publisher(tmp_path / "log", witnesses=()), Author()
    author.opens_book(log.key.name, str(log.key.verifier), MORNING)
    author.numbers["H99.12", 2026] = 3
    author.received("a", MORNING)
    author.closes_day("2026-09-07", in_=1, out=0, late=0, last=4)
    log.grow(author.entries, MORNING)
    words = ["monitor", str(log.root), "--policy", str(log.policy()), "--state", str(tmp_path / "state")]
    command = python(str(kit), *words, bare=True)
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", env={"PYTHONUTF8": "1"})
    assert done.returncode == 1, done.stderr
    assert "thiếu 3 số" in done.stdout
    assert done.stdout.count("✗") == 1


def test_a_witness_killed_at_any_moment_remembers_all_it_has_answered(tmp_path: Path) -> None:
    """Asked without pause by three threads and killed from outside: what it said it has seen, it has seen."""
    chance = random.Random(7)
    log = Publisher(tmp_path / "log", witnesses=())
    command = python("-m", "liemchinh.cli", "witness")
    answered, stop, turn = 0, threading.Event(), threading.Lock()
    for _ in range(6):
        with running(command, tmp_path / "data", log, here=tmp_path) as now:
            first = ask(now, log)
            assert first.cosignature is not None, first.problem
            stop.clear()

            def grow(now: Running = now) -> None:
                nonlocal answered
                while not stop.is_set():
                    with turn:
                        log.add([os.urandom(8)])
                        size = log.edge.size
                        answer = ask(now, log, budget=1.0)
                    if answer.cosignature is not None:
                        answered = max(answered, size)

            threads = [threading.Thread(target=grow) for _ in range(3)]
            for thread in threads:
                thread.start()
            time.sleep(chance.uniform(0.02, 0.4))
            now.process.send_signal(signal.SIGKILL)
            now.process.wait()
            stop.set()
            for thread in threads:
                thread.join()
        with running(command, tmp_path / "data", log, here=tmp_path) as now:
            empty = Publisher(tmp_path / "other", witnesses=())
            empty.key = log.key
            told = ask(now, empty).size
            assert told is not None and answered <= told <= log.edge.size
    assert answered > 0
