"""`liemchinh serve`: two sites and the jobs come up together, stay up, and stop together."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """A running `liemchinh serve` on ports of its own."""

    def __init__(self, data: Path) -> None:
        self.public, self.desk = free_port(), free_port()
        self.env = {
            **os.environ,
            "LIEMCHINH_DATA": str(data),
            "LIEMCHINH_PUBLIC_BIND": f"127.0.0.1:{self.public}",
            "LIEMCHINH_DESK_BIND": f"127.0.0.1:{self.desk}",
            "DATABASE_URL": "",
        }
        self.process = self.start()

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "liemchinh.cli", "serve"],
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def await_ready(self) -> str:
        assert self.process.stdout
        said = ""
        for line in self.process.stdout:
            said += line
            if "Ctrl-C" in line:
                return said
        raise AssertionError(said)

    def children(self) -> list[int]:
        """Every process below the supervisor, by pid."""
        found, ahead = [], [self.process.pid]
        while ahead:
            below = children_of(ahead.pop())
            ahead += below
            found += below
        return found

    def parts(self) -> list[int]:
        """The supervisor's own children; a part may have passing ones of its own."""
        return children_of(self.process.pid)

    def status(self, port: int) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as answer:
            return answer.code


def children_of(pid: int) -> list[int]:
    try:
        text = "".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return []
    return [int(child) for child in text.split()]


def gone(pids: list[int], within: float = 12.0) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}/status").exists() and not zombie(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def zombie(pid: int) -> bool:
    try:
        return bool(re.search(r"^State:\s+Z", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE))
    except OSError:
        return True


@pytest.fixture
def served(data: Path) -> Iterator[Served]:
    running = Served(data)
    yield running
    if running.process.poll() is None:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(20)


def test_both_sites_answer_and_one_ctrl_c_stops_everything(served: Served) -> None:
    said = served.await_ready()
    assert f"http://127.0.0.1:{served.public}" in said
    assert served.status(served.public) == 200
    assert served.status(served.desk) == 200
    below = served.children()
    assert len(below) >= 3
    os.killpg(served.process.pid, signal.SIGINT)  # as the terminal does: to everyone in the foreground
    assert served.process.wait(20) == 0
    assert gone(below)
    assert served.process.stdout
    assert "Traceback" not in served.process.stdout.read()


def test_a_part_that_falls_is_started_again(served: Served) -> None:
    served.await_ready()
    before = served.parts()
    os.kill(before[0], signal.SIGKILL)
    until = time.monotonic() + 30
    while time.monotonic() < until and not set(served.parts()) - set(before):
        time.sleep(0.1)
    while time.monotonic() < until:
        try:
            if served.status(served.public) == served.status(served.desk) == 200:
                break
        except OSError:
            time.sleep(0.1)
    assert len(served.parts()) == len(before) == 4  # two sites, the scheduled work with sealing, the signer
    assert served.process.poll() is None


def test_nothing_outlives_a_supervisor_that_was_killed(served: Served) -> None:
    served.await_ready()
    below = served.children()
    served.process.kill()
    served.process.wait(10)
    assert gone(below)


def test_an_address_in_use_is_said_in_a_sentence(served: Served) -> None:
    served.await_ready()
    second = served.start()
    assert second.stdout
    said = second.stdout.read()
    assert second.wait(30) == 1
    assert f"127.0.0.1:{served.public} đang có chương trình khác dùng" in said
    assert "Traceback" not in said


def test_two_sites_cannot_share_one_address(data: Path) -> None:
    one = f"127.0.0.1:{free_port()}"
    env = {**os.environ, "LIEMCHINH_DATA": str(data), "DATABASE_URL": ""}
    env |= {"LIEMCHINH_PUBLIC_BIND": one, "LIEMCHINH_DESK_BIND": one}
    done = subprocess.run(
        [sys.executable, "-m", "liemchinh.cli", "serve"], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "LIEMCHINH_DESK_BIND" in done.stderr


def test_an_address_that_is_none_is_said_in_a_sentence(data: Path) -> None:
    env = {**os.environ, "LIEMCHINH_DATA": str(data), "LIEMCHINH_DESK_BIND": "nowhere", "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-m", "liemchinh.cli", "serve"], env=env, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "LIEMCHINH_DESK_BIND" in done.stderr
    assert "Traceback" not in done.stderr
