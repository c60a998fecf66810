"""Memory of `liemchinh serve` at rest: the sum of Pss over its process tree, against the goal of 200 MiB.

    .venv/bin/python bench/memory.py [--data FOLDER] [--requests N]

Pss counts a page shared by n processes as one n-th for each, so the sum is what the machine really gives up.
"At rest" means: started on a prepared folder, a few pages asked of each site, then quiet. For comparison the same
run measures one Python process that has only loaded Django and our settings.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

GOAL = 200.0  # MiB
BARE = "import django, time; django.setup(); print('ready', flush=True); time.sleep(60)"


def family(pid: int) -> list[int]:
    """`pid` and every process below it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def pss(pid: int) -> float:
    """Proportional set size of one process, in MiB."""
    match = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    assert match
    return int(match[1]) / 1024


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(url: str) -> None:
    """Fetch a page and forget it; an error page costs memory like any other."""
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            answer.read()
    except urllib.error.HTTPError as answer:
        answer.read()


def started(command: list[str], env: dict[str, str], sign: str) -> subprocess.Popen[str]:
    """Start `command` and wait until it prints a line with `sign`."""
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout
    for line in process.stdout:
        if sign in line:
            return process
    raise SystemExit(f"{command} ended with status {process.wait()} before it was ready")


def stopped(process: subprocess.Popen[str]) -> None:
    """End what we started."""
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def main() -> int:
    """Measure, print the table, and tell by the exit status whether the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="a prepared data folder (default: an empty one, prepared here)")
    parser.add_argument("--requests", type=int, default=20, help="pages asked of each site before measuring")
    args = parser.parse_args()
    public, desk = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="liemchinh-bench-") as folder:
        env = {
            **os.environ,
            "LIEMCHINH_DATA": args.data or folder,
            "LIEMCHINH_PUBLIC_BIND": f"127.0.0.1:{public}",
            "LIEMCHINH_DESK_BIND": f"127.0.0.1:{desk}",
            "DJANGO_SETTINGS_MODULE": "liemchinh.settings",
        }
        serve = started([sys.executable, "-m", "liemchinh.cli", "serve"], env, "Ctrl-C")
        try:
            for _ in range(args.requests):
                ask(f"http://127.0.0.1:{public}/")
                ask(f"http://127.0.0.1:{desk}/")
            time.sleep(2)
            each = [pss(pid) for pid in family(serve.pid)]
        finally:
            stopped(serve)
        bare = started([sys.executable, "-c", BARE], env, "ready")
        try:
            alone = pss(bare.pid)
        finally:
            stopped(bare)
    total = sum(each)
    print(f"liemchinh serve, {len(each)} processes   {total:7.1f} MiB   ({', '.join(f'{one:.0f}' for one in each)})")
    print(f"one process, Django loaded     {alone:7.1f} MiB   ratio {total / alone:.2f}")
    print(f"goal                           {GOAL:7.1f} MiB   {'met' if total <= GOAL else 'NOT MET'}")
    return 0 if total <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
