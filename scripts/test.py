"""Run every test: the rules, the papers, then rooms and pages on SQLite, the same on PostgreSQL, then whole journeys.

    .venv/bin/python scripts/test.py [part …] [-- options of pytest]
    parts: rules papers interop sqlite postgresql program journeys

The PostgreSQL is started here, in a temporary folder, and stopped at the end. The exit status is 0 only when
every part asked for ran and passed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from cluster import NoServer, postgresql
from interop import prepare

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 15 * 60  # seconds for one part: longer means that something hangs


@dataclass(frozen=True)
class Part:
    """One part of the run: which folders, on which database, with which options of pytest."""

    name: str
    title: str
    folders: tuple[str, ...]
    options: tuple[str, ...] = ()
    database: Callable[[], AbstractContextManager[str]] = nullcontext  # type: ignore[assignment]


@contextmanager
def _others() -> Iterator[str]:
    """Fetch other people's programs before a test's own limit of time runs; say in one line what is missing."""
    if missing := prepare()["missing"]:
        print(f"Bỏ qua một phần: {missing}", flush=True)
    yield ""


_UNFUZZED = ("-p", "no:schemathesis")
_PURE = ("-p", "no:django", *_UNFUZZED)
# what asks a database is asked of both; commands, serving and looks need only one
_DATABASE = ("tests/rooms", "tests/web/desk", "tests/web/portal", "tests/web/api")

PARTS = (
    Part("rules", "quy tắc, pháp luật (không có Django)", ("tests/rules", "tests/law"), _PURE),
    Part("papers", "giấy tờ in ra (không có Django)", ("tests/papers",), _PURE),
    Part("interop", "sổ cái với chương trình của người khác", ("tests/interop",), _PURE, _others),
    Part("sqlite", "phòng và trang trên SQLite", _DATABASE, database=lambda: nullcontext("")),
    Part("postgresql", "phòng và trang trên PostgreSQL", _DATABASE, database=postgresql),
    Part("program", "lệnh, máy chủ, diện mạo", ("tests/program", "tests/web/face"), _UNFUZZED, lambda: nullcontext("")),
    Part("journeys", "hành trình trong trình duyệt", ("tests/journeys",), _UNFUZZED, lambda: nullcontext("")),
)


@dataclass(frozen=True)
class Outcome:
    """What one part came to."""

    title: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    note: str = ""

    @property
    def good(self) -> bool:
        return not self.failed and not self.note


def run(part: Part, extra: list[str]) -> Outcome:
    """Run one part and count what it came to."""
    folders = [folder for folder in part.folders if next((ROOT / folder).rglob("test_*.py"), None)]
    if not folders:
        return Outcome(part.title, note="không có bài kiểm nào")
    print(f"\n== {part.title}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="liemchinh-report-") as place:
        report = Path(place) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n", workers(), "--dist", "worksteal"]
        command += [*part.options, f"--junitxml={report}", *folders, *extra]
        try:
            with part.database() as url:
                status = _pytest(command, {**_environment(), "DATABASE_URL": url or ""})
        except NoServer as problem:
            return Outcome(part.title, note=str(problem))
        seconds = time.monotonic() - began
        note = "" if status in (0, 1) else f"pytest dừng với mã {status}"
        if not report.exists():
            return Outcome(part.title, seconds=seconds, note=note or "pytest không để lại báo cáo")
        passed = failed = skipped = 0
        for suite in ET.parse(report).getroot().iter("testsuite"):
            count = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
            failed += count["failures"] + count["errors"]
            skipped += count["skipped"]
            passed += count["tests"] - count["failures"] - count["errors"] - count["skipped"]
        if status == 1 and not failed:
            note = "pytest dừng với mã 1"
        return Outcome(part.title, passed, failed, skipped, seconds, note)


def workers() -> str:
    """As many as the cores, at most four: the database is the next thing to wait for."""
    return str(min(len(os.sched_getaffinity(0)), 4))


def _environment() -> dict[str, str]:
    """Ours, and leave to keep what Python compiled: hundreds of processes start, each would compile all of it again."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _pytest(command: list[str], env: dict[str, str]) -> int:
    child = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        return child.wait(LIMIT)
    except subprocess.TimeoutExpired:
        print(f"Quá {LIMIT // 60} phút: dừng phần này.", flush=True)
        return 124
    finally:
        if child.poll() is None:  # time is up, or Ctrl-C: stop pytest with its workers and browsers
            os.killpg(child.pid, signal.SIGINT)
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)


def main(words: list[str]) -> int:
    """Run the parts named, or all; print the sum; 0 when all is well."""
    extra = words[words.index("--") + 1 :] if "--" in words else []
    names = words[: words.index("--")] if "--" in words else words
    unknown = set(names) - {part.name for part in PARTS}
    if unknown:
        print(f"Không có phần {', '.join(sorted(unknown))}. Có: {', '.join(part.name for part in PARTS)}.")
        return 2
    outcomes = [run(part, extra) for part in PARTS if not names or part.name in names]
    print("\n" + "─" * 78)
    for outcome in outcomes:
        mark = "✓" if outcome.good else "✗"
        counted = f"{outcome.passed:>5} đạt {outcome.failed:>4} hỏng {outcome.skipped:>4} bỏ qua"
        print(f"{mark} {outcome.title:<38}{counted} {outcome.seconds:>6.0f} s")
        if outcome.note:
            print(f"  {outcome.note}")
    print("─" * 78)
    passed, failed, skipped = (
        sum(getattr(outcome, name) for outcome in outcomes) for name in ("passed", "failed", "skipped")
    )
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 0 if outcomes and all(outcome.good for outcome in outcomes) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
