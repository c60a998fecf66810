"""Other people's programs, fetched once by `scripts/interop.py`; a test without them says why it is skipped."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.interop.published import Published

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def programs() -> dict[str, str]:
    """Where the programs are; see `scripts/interop.py`."""
    script = ROOT / "scripts" / "interop.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="session")
def python(programs: dict[str, str]) -> str:
    """The interpreter that has the other log reader and the other witness."""
    if not programs["python"]:
        pytest.skip(f"other programs cannot be had here: {programs['missing']}")
    return programs["python"]


@pytest.fixture(scope="session")
def checker(programs: dict[str, str]) -> str:
    """The program over Go's own packages."""
    if not programs["checker"]:
        pytest.skip(f"Go's packages cannot be had here: {programs['missing']}")
    return programs["checker"]


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """One published log, for all tests that only read it."""
    return Published(tmp_path_factory.mktemp("log"))
