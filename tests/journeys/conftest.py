"""Journeys go through the real thing: a demo commune built by the program, served by it, seen in Chromium."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    StorageState,
    sync_playwright,
)

from tests.journeys.eyes import Look, faults
from tests.journeys.stage import Stage

ROOT = Path(__file__).resolve().parent.parent.parent
# Chromium asks its maker's servers for news unless told not to; a test machine may have no network at all.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=vi",
]


@dataclass(frozen=True)
class Commune:
    """A demo commune being served: where its two sites are, and its data folder."""

    public: str
    desk: str
    data: Path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PROGRAM = [sys.executable, "-m", "liemchinh.cli"]


def _built(run: Path) -> Path:
    """The data folder of the demo commune, built by the first worker of this run that asks; the others wait for it."""
    folder = run / "demo"
    with (run / "demo.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (run / "demo.built").exists():
            env = {**os.environ, "DATABASE_URL": "", "LIEMCHINH_DATA": str(folder)}
            command = [*PROGRAM, "demo", "--no-serve"]
            built = subprocess.run(command, env=env, capture_output=True, text=True, timeout=280)
            assert built.returncode == 0, built.stderr
            (run / "demo.built").touch()
    return folder


@pytest.fixture(scope="session")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commune]:
    """The demo commune, built once for a whole run; each worker serves a copy of its own until its end."""
    base = tmp_path_factory.getbasetemp()
    folder = tmp_path_factory.mktemp("commune") / "data"
    shutil.copytree(_built(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base), folder)
    public, desk = _free_port(), _free_port()
    env = {
        **os.environ,
        "DATABASE_URL": "",
        "LIEMCHINH_DATA": str(folder),
        "LIEMCHINH_PUBLIC_BIND": f"127.0.0.1:{public}",
        "LIEMCHINH_DESK_BIND": f"127.0.0.1:{desk}",
        "LIEMCHINH_PUBLIC_URL": f"http://127.0.0.1:{public}",
        "LIEMCHINH_DESK_URL": f"http://127.0.0.1:{desk}",
    }
    log = (folder / "serve.log").open("w")
    serve = subprocess.Popen([*PROGRAM, "serve"], env=env, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert serve.stdout
        for line in serve.stdout:
            if "Ctrl-C" in line:
                break
        assert serve.poll() is None, (folder / "serve.log").read_text()
        yield Commune(f"http://127.0.0.1:{public}", f"http://127.0.0.1:{desk}", folder)
    finally:
        serve.terminate()
        serve.wait(20)
        log.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((path for name in names if (path := shutil.which(name))), None)
    assert program, "Chưa có Chromium. Chạy: apt-get install --no-install-recommends chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()


class Visitors:
    """Browsers of different people in one story. Whatever a page complains about is kept for the end."""

    def __init__(self, browser: Browser, commune: Commune, keys: dict[str, StorageState]) -> None:
        self._browser, self._commune, self._keys = browser, commune, keys
        self._open: list[BrowserContext] = []
        self.complaints: list[str] = []

    def citizen(self, *, scripts: bool = True, width: int = 1280) -> Page:
        """Somebody on the public site, never seen before."""
        return self._visitor(scripts=scripts, width=width)

    def officer(self, username: str, *, scripts: bool = True, width: int = 1280) -> Page:
        """An official at the desk; signs in with name and password the first time in a run."""
        from liemchinh.jobs.demo import PASSWORD  # needs Django, which is not set up when this file is read

        if username not in self._keys:
            page = self._visitor()
            page.goto(self._commune.desk)
            page.get_by_label("Tên đăng nhập").fill(username)
            page.get_by_label("Mật khẩu").fill(PASSWORD)
            page.get_by_role("button", name="Đăng nhập").click()
            page.get_by_role("button", name="Đăng xuất").wait_for()
            self._keys[username] = page.context.storage_state()
            page.close()
        return self._visitor(keys=self._keys[username], scripts=scripts, width=width)

    def _visitor(self, *, keys: StorageState | None = None, scripts: bool = True, width: int = 1280) -> Page:
        context = self._browser.new_context(
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            storage_state=keys,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 800},
        )
        context.set_default_timeout(20_000)
        context.on("console", self._hear)
        context.on("request", self._watch)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._open.append(context)
        return context.new_page()

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused form answers 4xx on purpose; the browser notes it, and that is no fault of the page.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.complaints.append(f"{message.text} at {message.location}")

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self._commune.public, self._commune.desk, "data:", "blob:")):
            self.complaints.append(f"a third party was asked: {request.url}")

    def leave(self) -> None:
        """Close every browser."""
        for context in self._open:
            context.close()


@pytest.fixture(scope="session")
def keys() -> dict[str, StorageState]:
    """Who has signed in during this run."""
    return {}


@pytest.fixture
def visitors(browser: Browser, commune: Commune, keys: dict[str, StorageState]) -> Iterator[Visitors]:
    """The people of one story. The test fails when a page complains in the console or asks a third party."""
    people = Visitors(browser, commune, keys)
    yield people
    people.leave()
    assert people.complaints == []


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """A fresh citizen."""
    return visitors.citizen()


@pytest.fixture
def stage(commune: Commune, visitors: Visitors) -> Stage:
    """The story's stage: every official at their desk, the citizen at home."""
    return Stage(commune.public, commune.desk, visitors.officer, visitors.citizen)


@pytest.fixture(scope="session")
def _looked_at() -> set[str]:
    """States of pages that this run has looked at: each once, however many stories pass through it."""
    return set()


@pytest.fixture
def look(_looked_at: set[str]) -> Look:
    """Look at the page in front of a person the way an accessibility tester does; fails with what is wrong."""
    script = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

    def check(page: Page, state: str) -> None:
        if state not in _looked_at:
            _looked_at.add(state)
            wrong = faults(page, script)
            assert wrong == [], f"{state}: {wrong}"

    return check
