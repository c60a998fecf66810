"""Every check of the code that needs no test to run: style, types, floors, migrations, law data, house, docs.

    .venv/bin/python scripts/check.py [name …]

Each check says in one line how it went; the words of a failed one follow. Exit status 0: all pass.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LIMIT = 10 * 60  # seconds for one check


@dataclass(frozen=True)
class Check:
    """One thing that is checked, and the command that does it."""

    name: str
    title: str
    command: tuple[str, ...]


_CODE = ("src", "tests", "scripts", "bench")

CHECKS = (
    # the longest first: two run at a time
    Check("types", "Kiểu dữ liệu (mypy)", ("mypy",)),
    Check("lint", "Lỗi thường gặp (ruff)", ("ruff", "check", "--quiet", *_CODE)),
    Check("format", "Cách trình bày mã (ruff format)", ("ruff", "format", "--check", "--quiet", *_CODE)),
    Check("floors", "Các tầng và phòng (import-linter)", ("lint-imports", "--no-cache")),
    Check("english", "Câu nào cũng có tiếng Anh (scripts/words.py)", ("python", "scripts/words.py", "check")),
    Check("law", "Dữ liệu pháp luật (yamllint)", ("yamllint", "--strict", "src/liemchinh/law/data")),
    Check("django", "Cấu hình Django", ("liemchinh", "manage", "check", "--fail-level", "WARNING")),
    Check(
        "migrations",
        "Bảng khớp với migration",
        ("liemchinh", "manage", "makemigrations", "--check", "--dry-run"),
    ),
    Check(
        "safety",
        "Lỗi bảo mật thường gặp (bandit)",
        ("bandit", "-q", "-c", "pyproject.toml", "-ll", "-ii", "-r", "src"),
    ),
    Check("house", "Nếp nhà và tài liệu (tests/test_house.py)", ("pytest", "-q", "tests/test_house.py")),
)


def run(check: Check, data: str) -> tuple[Check, bool, str, float]:
    """Run one check; whether it passed, what it said and the seconds it took."""
    began = time.monotonic()
    env = {**os.environ, "LIEMCHINH_DATA": data, "NO_COLOR": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # what one process compiled serves the next
    try:
        done = subprocess.run(
            [str(BIN / check.command[0]), *check.command[1:]],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        passed, said = done.returncode == 0, (done.stdout + done.stderr).strip()
    except subprocess.TimeoutExpired:
        passed, said = False, f"quá {LIMIT} giây"
    return check, passed, said, time.monotonic() - began


def main(names: list[str]) -> int:
    """Run the checks named, or all; 0 when all pass."""
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        known = ", ".join(check.name for check in CHECKS)
        print(f"Không có mục {', '.join(sorted(unknown))}. Có: {known}.")
        return 2
    failed = 0
    with (
        tempfile.TemporaryDirectory(prefix="liemchinh-check-") as data,
        ThreadPoolExecutor(max_workers=min(4, len(os.sched_getaffinity(0)))) as pool,
    ):
        chosen = [check for check in CHECKS if not names or check.name in names]
        for check, passed, said, seconds in pool.map(lambda check: run(check, data), chosen):
            print(f"{'✓' if passed else '✗'} {check.title:<48} {seconds:>6.1f} s", flush=True)
            if not passed:
                failed += 1
                print("\n".join(f"    {line}" for line in said.splitlines()[-120:]), flush=True)
            elif check.name == "house":  # the summary line of pytest, for whoever reads the log
                print("    " + said.splitlines()[-1])
    print("Tất cả đều đạt." if not failed else f"{failed} mục chưa đạt.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
