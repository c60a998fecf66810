"""`liemchinh erase`: two people, each with their own password; afterwards not even the file of the database knows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SCRIPT = """
from datetime import datetime
from tests.cast import Cast, found_cast
from tests import builders
found_cast()
print(builders.returned(Cast()).code)
"""
NAME, IDENTITY = "Nguyễn Thị Thí Dụ".encode(), b"000000000012"


def said(data: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "liemchinh.cli", *words],
        env={**os.environ, "LIEMCHINH_DATA": str(data), "DATABASE_URL": "", "PYTHONPATH": str(Path.cwd())},
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def code(data: Path) -> Iterator[str]:
    """An ended dossier of the cast's commune, in a data folder of its own."""
    assert said(data, "jobs", "--once").returncode == 0
    founded = said(data, "manage", "shell", "--no-imports", "-c", SCRIPT)
    assert founded.returncode == 0, founded.stderr
    found = re.findall(r"^\S+-\d{6}-\d{4}$", founded.stdout, re.MULTILINE)
    yield found[-1]


def on_disk(data: Path, wanted: bytes) -> list[str]:
    """The files of the data folder in which these bytes stand."""
    return [path.name for path in data.rglob("*") if path.is_file() and wanted in path.read_bytes()]


def test_a_person_is_erased_by_two_people_down_to_the_bytes_of_the_database(data: Path, code: str) -> None:
    from tests.cast import PASSWORD

    assert on_disk(data, NAME) and on_disk(data, IDENTITY)
    asking = ("erase", "request", code, "--decision", "12/QĐ-UBND")
    approving = ("erase", "approve", code, "--decision", "12/QĐ-UBND")
    wrong = said(data, *asking, "--by", "vanthu", typed="không phải mật khẩu\n")
    assert wrong.returncode == 1 and "chưa đúng" in wrong.stderr
    asked = said(data, *asking, "--by", "vanthu", typed=PASSWORD)
    assert asked.returncode == 0 and "Chưa có gì bị xóa" in asked.stdout, asked.stderr
    alone = said(data, *approving, "--by", "vanthu", typed=PASSWORD)
    assert alone.returncode == 1
    assert on_disk(data, NAME)
    done = said(data, *approving, "--by", "lanhdao", typed=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert "Bản sao lưu" in done.stdout
    assert on_disk(data, NAME) == [] and on_disk(data, IDENTITY) == []
    finished = said(data, "erase", "finish", code)
    assert finished.returncode == 0 and "thêm 0 tệp" in finished.stdout
