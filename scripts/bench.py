"""Run the measurements in `bench/`, one after the other, and say which of them met their goals.

.venv/bin/python scripts/bench.py [name …]
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / "bench"


def main(names: list[str]) -> int:
    """Run the scripts named, or all; 0 when every one of them says its goal is met."""
    scripts = {path.stem: path for path in sorted(BENCH.glob("*.py")) if not path.stem.startswith("_")}
    unknown = [name for name in names if name not in scripts]
    if unknown:
        print(f"Không có phép đo {', '.join(unknown)}. Có: {', '.join(scripts)}.")
        return 2
    print(f"{time.strftime('%Y-%m-%d')}, {platform.machine()}, {len(os.sched_getaffinity(0))} nhân, ", end="")
    print(f"Python {platform.python_version()}", flush=True)
    missed = []
    for name in names or scripts:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, scripts[name]], cwd=ROOT, check=False).returncode:
            missed.append(name)
    print(f"\nChưa đạt: {', '.join(missed)}." if missed else "\nTất cả đều đạt mục tiêu.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
