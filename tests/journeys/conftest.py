"""Journeys go through the real thing: a demo commune built by the program, served by it, seen in Chromium."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Chromium asks its maker's servers for news unless told not to; a test machine may have no network at all.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
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


@pytest.fixture(scope="session")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commune]:
    """The demo commune, built once for a whole run and served until its end."""
    folder = tmp_path_factory.mktemp("commune") / "data"
    public, desk = _free_port(), _free_port()
    env = {
        **os.environ,
        "DATABASE_URL": "",
        "LIEMCHINH_DATA": str(folder),
        "LIEMCHINH_PUBLIC_BIND": f"127.0.0.1:{public}",
        "LIEMCHINH_DESK_BIND": f"127.0.0.1:{desk}",
        "LIEMCHINH_PUBLIC_URL": f"http://127.0.0.1:{public}",
        "LIEMCHINH_DESK_URL": f"http://127.0.0.1:{desk}",
        "LIEMCHINH_REQUIRE_TOTP": "0",
    }
    program = [sys.executable, "-m", "liemchinh.cli"]
    built = subprocess.run([*program, "demo", "--no-serve"], env=env, capture_output=True, text=True, timeout=300)
    assert built.returncode == 0, built.stderr
    log = (folder / "serve.log").open("w")
    serve = subprocess.Popen([*program, "serve"], env=env, stdout=subprocess.PIPE, stderr=log, text=True)
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


@pytest.fixture
def page(browser: Browser, commune: Commune) -> Iterator[Page]:
    """A fresh visitor. The test fails when a page complains in the console or asks a third party."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    context.set_default_timeout(15_000)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A refused form answers 4xx on purpose; the browser notes it, and that is no fault of the page.
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            complaints.append(f"{message.text} at {message.location}")

    def watch(request: Request) -> None:
        if not request.url.startswith((commune.public, commune.desk, "data:", "blob:")):
            complaints.append(f"a third party was asked: {request.url}")

    context.on("console", hear)
    context.on("request", watch)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context.new_page()
    context.close()
    assert complaints == []


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Check a page against WCAG 2.2 A and AA; gives what is wrong, one line each."""
    script = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

    def check(page: Page) -> list[str]:
        page.evaluate(script)
        found: dict[str, Any] = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
        return [
            f"{wrong['id']}: {wrong['help']} ({' '.join(str(part) for part in node['target'])})"
            for wrong in found["violations"]
            for node in wrong["nodes"]
        ]

    return check
