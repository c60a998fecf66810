"""What the doctor says of instances that are wrong in one way each, and of rows that would stop an upgrade."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from liemchinh import env
from liemchinh.dossiers.models import Dossier
from liemchinh.jobs import upgrade, worker
from liemchinh.jobs.backup import command as backup
from liemchinh.jobs.doctor import command, configured, machine, public_log, running, stored
from liemchinh.jobs.doctor.findings import Check, Finding, Level, looked
from liemchinh.jobs.doctor.home import home
from liemchinh.org import queries as org
from liemchinh.org.models import UnitCode
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.ledger.book import Book, tell
from tests.rooms.ledger.conftest import book as book

REAL = {
    "LIEMCHINH_HOSTS": "motcua.vidu.vn,canbo.vidu.vn",
    "LIEMCHINH_PUBLIC_URL": "https://motcua.vidu.vn",
    "LIEMCHINH_DESK_URL": "https://canbo.vidu.vn",
    "LIEMCHINH_HTTPS": "1",
    "LIEMCHINH_PROXIES": "1",
    "LIEMCHINH_LEDGER_ORIGIN": "motcua.vidu.vn/ledger",
    "LIEMCHINH_DEBUG": "0",
}


def codes(checks: Iterable[Check], *levels: Level) -> set[str]:
    found = [finding for check in checks for finding in looked(check)]
    return {finding.code for finding in found if not levels or finding.level in levels}


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Settings of an instance that faces the world, and nothing wrong with them."""
    for name in [name for name in os.environ if name.startswith("LIEMCHINH_")]:
        monkeypatch.delenv(name)
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    (tmp_path / "keys").mkdir(mode=0o700)
    (tmp_path / "keys" / "secret_key").write_text("x" * 50)
    (tmp_path / "keys" / "secret_key").chmod(0o600)
    return monkeypatch


def test_a_well_configured_instance_is_passed_over_in_silence(real: pytest.MonkeyPatch) -> None:
    assert codes(configured.CHECKS) == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("LIEMCHINH_DEBUG", "1", "debug.on"),
        ("LIEMCHINH_HTTPS", "0", "https.off"),
        ("LIEMCHINH_HTTPS", "có", "setting.bad"),
        ("LIEMCHINH_HOST", "motcua.vidu.vn", "setting.unknown"),
        ("LIEMCHINH_HOSTS", "*", "hosts.any"),
        ("LIEMCHINH_HOSTS", "canbo.vidu.vn", "hosts.missing"),
        ("LIEMCHINH_PUBLIC_URL", "", "url.missing"),
        ("LIEMCHINH_PUBLIC_URL", "http://motcua.vidu.vn", "url.plain"),
        ("LIEMCHINH_PROXIES", "0", "proxies.none"),
        ("LIEMCHINH_DESK_BIND", "0.0.0.0:8001", "bind.all"),
        ("LIEMCHINH_REQUIRE_TOTP", "0", "totp.off"),
        ("LIEMCHINH_LOG_LEVEL", "DEBUG", "log.debug"),
        ("LIEMCHINH_SECRET_KEY", "short", "setting.bad"),
    ],
)
def test_one_wrong_setting_is_named_with_its_mending(
    real: pytest.MonkeyPatch, name: str, value: str, code: str
) -> None:
    real.setenv(name, value)
    found = [finding for check in configured.CHECKS for finding in looked(check)]
    named = [finding for finding in found if finding.code == code]
    assert named, [finding.code for finding in found]
    assert len(named[0].mended()) > 10 and "{" not in named[0].said() + named[0].mended()


def test_open_folders_and_keys_are_errors(real: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "keys" / "secret_key").chmod(0o644)
    (tmp_path / "keys").chmod(0o755)
    assert codes([configured.secret, machine.folder], Level.ERROR) == {"secret.mode", "folder.mode"}
    (tmp_path / "keys" / "secret_key").unlink()
    assert codes([configured.secret]) == {"secret.none"}


def test_the_machine_itself_is_looked_at(real: pytest.MonkeyPatch) -> None:
    assert codes([machine.clock, machine.versions], Level.ERROR) == set()
    real.setattr(machine, "FULL", 1 << 62)
    real.setattr(machine, "TIGHT", 1 << 62)
    assert "disk.full" in codes([machine.disk], Level.ERROR)


def test_a_check_that_breaks_is_a_finding_and_stops_no_other() -> None:
    def broken() -> Any:
        raise RuntimeError("no such thing")
        yield

    (found,) = looked(broken)
    assert (found.level, found.code) == (Level.ERROR, "broken.unseen")
    assert "no such thing" in found.said()


@pytest.mark.django_db
def test_a_trigger_that_is_gone_is_missed(cast: Cast) -> None:
    assert stored.tables_with_guards() == stored.GUARDED, "an append-only table came or went: say so in stored.py"
    assert codes([stored.reachable, stored.guards]) == set()
    if connection.vendor == "postgresql":
        assert stored.tables_that_empty() == set(), "TRUNCATE passes row triggers: say so to this table, too"
        with pytest.raises(DatabaseError, match="never emptied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE ledger_entry CASCADE")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER ledger_entry_stays")
            cursor.execute("DROP TRIGGER ledger_entry_fixed")
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER USER")
    assert codes([stored.guards]) == {"database.unguarded"}


def test_the_log_is_compared_with_the_signer_and_with_what_is_published(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(env.LEDGER_ORIGIN, book.sealing.base)
    tell("thing", 3)
    assert "ledger.late" in codes([public_log.told], Level.ERROR)
    book.seal()
    assert codes(public_log.CHECKS) == {"witness.none"}
    note = book.folder.root / "checkpoint"
    whole = note.read_bytes()
    lines = whole.split(b"\n")
    lines[1] = str(int(lines[1]) + 7).encode()
    note.write_bytes(b"\n".join(lines))
    assert codes([public_log.told], Level.ERROR) == {"ledger.behind"}
    lines = whole.split(b"\n")
    lines[2] = b"A" * 43 + b"="
    note.write_bytes(b"\n".join(lines))
    assert codes([public_log.told], Level.ERROR) == {"ledger.fork"}
    note.write_bytes(whole)
    monkeypatch.setenv(env.SIGNER, str(book.data / "nobody"))
    assert "signer.away" in codes([public_log.signer], Level.ERROR)
    monkeypatch.setenv(env.LEDGER_ORIGIN, "elsewhere.vidu.vn/ledger")
    assert codes([public_log.name]) == {"ledger.renamed"}


def test_work_and_backups_that_stopped_are_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, db: None) -> None:
    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    assert codes([running.jobs, running.backups]) == {"jobs.never", "backup.never"}
    now = timezone.now()
    worker.leave_word(now, dict.fromkeys(worker.WORK, 0))
    (tmp_path / backup.TRACE).write_text(json.dumps({"at": now.isoformat(), "where": "/mnt", "manifest": ""}))
    assert codes([running.jobs, running.backups]) == set()
    worker.leave_word(now - timedelta(hours=1), {})
    old = (now - timedelta(hours=60)).isoformat()
    (tmp_path / backup.TRACE).write_text(json.dumps({"at": old, "where": "/mnt", "manifest": ""}))
    assert codes([running.jobs, running.backups], Level.ERROR) == {"jobs.late", "jobs.failed", "backup.old"}


def test_a_setting_that_names_no_authority_is_told_with_who_answers_now(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(env.UNIT, cast.commune)
    assert codes([home]) == set()
    monkeypatch.setenv(env.UNIT, "H00.00")
    (found,) = looked(home)
    assert (found.level, found.code, "H00.00" in found.said()) == (Level.ERROR, "unit.unknown", True)
    unit = org.unit(cast.commune, MORNING.date())
    UnitCode.objects.create(unit_id=unit.id, scheme="old", code="H98.07", valid_from=unit.opened_on)  # of before
    monkeypatch.setenv(env.UNIT, "H98.07")
    (found,) = looked(home)
    assert (found.code, found.facts["now"]) == ("unit.succeeded", cast.commune)


def test_a_silent_mail_server_is_found_only_when_the_network_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert running.mail not in running.CHECKS
    monkeypatch.setenv(env.SMTP, "smtp://127.0.0.1:9")
    assert codes([running.mail], Level.ERROR) == {"mail.away"}


def test_settings_that_stop_the_program_are_told_by_the_command_itself(tmp_path: Path) -> None:
    told = {**os.environ, "LIEMCHINH_DATA": str(tmp_path / "none"), "LIEMCHINH_HTTPS": "perhaps"}
    done = subprocess.run(
        [sys.executable, "-m", "liemchinh.cli", "doctor", "--json"],
        env=told,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "setting.bad" in {finding["code"] for finding in json.loads(done.stdout)}
    assert not (tmp_path / "none").exists(), "looking changes nothing"


def test_findings_are_sorted_and_told_with_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    command.tell([Finding(Level.ERROR, "a.b", "Hỏng {what}.", "Sửa {what}.", {"what": "X"})], 3)
    assert capsys.readouterr().out.splitlines() == [
        "[LỖI] Hỏng X.",
        "    → Sửa X.",
        "Đã khám 3 mục: 1 lỗi, 0 điều nên sửa.",
    ]


# upgrade-check --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_upgrade_wants_a_young_backup_and_lists_its_steps(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'dossiers' AND name LIKE '0005%%'")
    steps, found = upgrade.examine()
    assert [app for app, _ in steps] == ["dossiers"]
    assert "upgrade.backup" in {finding.code for finding in found}
    now = timezone.now().isoformat()
    (tmp_path / backup.TRACE).write_text(json.dumps({"at": now, "where": "/mnt", "manifest": ""}))
    assert [finding.code for finding in upgrade.examine()[1]] == []


@pytest.mark.django_db
def test_rows_that_a_coming_constraint_would_not_let_stand_are_counted(cast: Cast) -> None:
    builders.received(cast)
    coming = models.CheckConstraint(name="coming", condition=models.Q(year__gt=3000))
    unknown = models.CheckConstraint(name="unknown", condition=models.Q(received_at__gt=models.F("due_at")))
    later = models.CheckConstraint(name="later", condition=models.Q(column_to_come=1))
    assert upgrade._breaking(Dossier, coming) == 1
    assert upgrade._breaking(Dossier, later) == 0
    Dossier.objects.update(due_at=None)
    assert upgrade._breaking(Dossier, unknown) == 0, "what is unknown breaks no constraint"


@pytest.mark.django_db
def test_data_of_a_younger_version_are_refused(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('org', '9999_later', %s)", [timezone.now()]
        )
    steps, found = upgrade.examine(backup=False)
    assert (steps, [finding.code for finding in found]) == ([], ["prepare.newer"])
