"""Processes that receive dossiers are killed at any moment: what was acknowledged stays, no number is given twice."""

import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"


def test_thirty_kills_during_intake_lose_no_acknowledged_dossier_and_no_number(tmp_path: Path) -> None:
    words = [sys.executable, str(BENCH / "kills.py"), "--kills", "30", "--seed", "7"]
    if os.environ.get("DATABASE_URL"):
        words += ["--on", os.environ["DATABASE_URL"]]
    else:
        words += ["--database", "sqlite"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "30 processes killed" in done.stdout and "wrong: 0" in done.stdout
