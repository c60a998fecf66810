"""An empty folder becomes a working one, by itself, once."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from liemchinh import env
from liemchinh.kernel.errors import Refused
from liemchinh.prepare import PARTS, folders, missing_migrations

PREPARE = "from liemchinh.prepare import prepare; prepare()"


def prepared(data: Path, **more: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "LIEMCHINH_DATA": str(data), "DATABASE_URL": "", **more}
    return subprocess.Popen([sys.executable, "-c", PREPARE], env=environment, stderr=subprocess.PIPE, text=True)


def test_the_folder_and_its_parts_are_for_this_account_alone(data: Path) -> None:
    folders()
    for path in (data, *(data / part for part in PARTS)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "keys" / "secret_key").stat().st_mode) == 0o600


def test_the_signing_key_is_made_once_and_kept(data: Path) -> None:
    folders()
    first = env.secret_key()
    folders()
    assert env.secret_key() == first
    assert len(first) >= 50
    assert [path.name for path in (data / "keys").iterdir()] == ["secret_key"]


def test_a_folder_that_cannot_be_made_is_refused_with_its_name(data: Path) -> None:
    data.parent.mkdir(exist_ok=True)
    data.write_text("a file stands in the way")
    with pytest.raises(Refused, match="LIEMCHINH_DATA") as refused:
        folders()
    assert refused.value.facts["folder"] == data


def test_two_processes_that_start_together_prepare_one_database(data: Path) -> None:
    both = [prepared(data), prepared(data)]
    said = [process.communicate(timeout=110)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    with sqlite3.connect(data / "db" / "liemchinh.sqlite3") as database:
        (steps,) = database.execute("SELECT count(*) FROM django_migrations").fetchone()
        (different,) = database.execute("SELECT count(DISTINCT app || name) FROM django_migrations").fetchone()
    assert steps == different > 0


@pytest.mark.django_db
def test_a_database_made_by_the_code_misses_nothing() -> None:
    assert missing_migrations() == set()


@pytest.mark.django_db
def test_a_step_that_was_not_taken_is_seen() -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="sessions", name="0001_initial").delete()
    assert missing_migrations() == {("sessions", "0001_initial")}


@pytest.mark.django_db
def test_a_database_written_by_a_newer_version_is_left_alone() -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_applied("ledger", "9999_from_the_future")
    with pytest.raises(Refused, match="ledger.9999_from_the_future"):
        missing_migrations()
