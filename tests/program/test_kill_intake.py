"""Processes that receive are killed at any moment: what was acknowledged stays whole, no number is given twice."""

import os
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).resolve().parents[2] / "bench"


def test_kills_during_intake_lose_no_dossier_no_petition_and_no_sealed_report(tmp_path: Path) -> None:
    words = [sys.executable, str(BENCH / "kills.py"), "--kills", "45", "--seed", "7"]
    words += ["--what", "dossiers", "petitions", "sealed"]
    words += ["--on", os.environ["DATABASE_URL"]] if os.environ.get("DATABASE_URL") else ["--database", "sqlite"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "45 processes killed" in done.stdout and "wrong: 0" in done.stdout
