"""Backups are tested by restoring them: a commune at work, its database lost, put back, recovered and worked on."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVER = os.environ.get("DATABASE_URL", "")

MANY = """
import contextlib, io, json, sys
from liemchinh import cli
for words, typed in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    sys.stdin = io.StringIO(typed)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        if words[0] == "python":
            from liemchinh.prepare import prepare
            prepare()
            exec(words[1], {})
            status = 0
        else:
            try:
                status = cli.main(words)
            except SystemExit as left:
                status = left.code
    print(json.dumps([status, out.getvalue(), err.getvalue()]), flush=True)
"""
"""Several commands in one process, each as it would be said; "python" runs a script there."""
FOUND = """
from tests.cast import Cast, found_cast
from tests import builders
found_cast()
for _ in range(2):
    builders.received(Cast())
"""
RECEIVE = """
from tests.cast import Cast
from tests import builders
dossier = builders.received(Cast())
print(dossier.code, dossier.number)
"""
PAGES = """
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from liemchinh.dossiers.models import Dossier
client = Client()
seen = [client.get(path).status_code for path in ("/", "/thu-tuc/", "/ledger/", "/health/")]
for dossier in Dossier.objects.all():
    got = client.get(f"/h/{dossier.code}/{dossier.key}", follow=True)
    seen.append(got.status_code)
    assert dossier.code in got.content.decode()
print(set(seen))
"""
BUSY = """
import sys, time
from liemchinh.prepare import prepare
prepare()
from django.db import transaction
from django.utils import timezone
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import services
told = Kind("ledger.told", "Thử", "Không")
print("on", flush=True)
while True:
    with transaction.atomic():
        services.record_about("ledger.busy", kind=told, by=SYSTEM, at=timezone.now(), unit="H99.12", facts={})
    time.sleep(0.005)
"""


@dataclass
class Said:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str

    @property
    def done(self) -> str:
        assert self.status == 0, self.out + self.err
        return self.out

    @property
    def refused(self) -> str:
        assert self.status == 1, self.out + self.err
        return self.out + self.err


@dataclass
class Instance:
    """A data folder and a database of its own, and the program run on them."""

    data: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "LIEMCHINH_DATA": str(self.data),
            "DATABASE_URL": self.url,
            "PYTHONPATH": str(ROOT),
            "LIEMCHINH_LEDGER_ORIGIN": "motcua.songmau.example/ledger",
        }

    def says(self, *commands: list[str] | tuple[list[str], str]) -> list[Said]:
        """What each command said, all of them in one new process; a pair is a command and what is typed into it."""
        told = [command if isinstance(command, tuple) else (command, "") for command in commands]
        done = subprocess.run(
            [sys.executable, "-c", MANY, json.dumps(told)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return [Said(*json.loads(line)) for line in done.stdout.splitlines()]

    @contextmanager
    def signer(self) -> Iterator[None]:
        process = subprocess.Popen(
            [sys.executable, "-m", "liemchinh.cli", "signer"], env=self.environment, stdout=subprocess.DEVNULL
        )
        try:
            until = time.monotonic() + 30
            while not (self.data / "signer" / "socket").exists() and time.monotonic() < until:
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def database(template: str = "") -> Iterator[str]:
    """A database beside the tests' own on PostgreSQL, empty or a copy of another; nothing to make on SQLite."""
    if not SERVER:
        yield ""
        return
    name = f"kept_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(urlunsplit(urlsplit(SERVER)._replace(path="/postgres")), autocommit=True) as server:
        like = f' TEMPLATE "{urlsplit(template).path[1:]}"' if template else ""
        server.execute(f'CREATE DATABASE "{name}"{like}')
        try:
            parts = urlsplit(SERVER)
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """A founded commune with two dossiers, whose log has been sealed once: others start from a copy of it."""
    data = tmp_path_factory.mktemp("seed") / "data"
    with database() as url:
        here = Instance(data, url)
        with here.signer():
            for said in here.says(["jobs", "--once"], ["python", FOUND], ["seal", "--once"]):
                assert said.done is not None
        yield here


@contextmanager
def copied(seed: Instance, data: Path) -> Iterator[Instance]:
    """An instance of its own that has lived as the seed has."""
    shutil.copytree(seed.data, data, ignore=shutil.ignore_patterns("socket"))
    with database(seed.url) as url:
        yield Instance(data, url)


def objects(store: Path) -> set[str]:
    return {path.name for path in (store / "objects").glob("*/*")}


def test_a_lost_database_is_restored_recovered_and_worked_on(seed: Instance, tmp_path: Path) -> None:
    store, data = tmp_path / "saoluu", tmp_path / "data"
    (seed.data / "files" / "ab").mkdir(parents=True, exist_ok=True)
    (seed.data / "files" / "ab" / "abc").write_bytes(b"a scan")
    with copied(seed, data) as here, database() as second:
        with here.signer():
            busy = subprocess.Popen(
                [sys.executable, "-c", BUSY], env=here.environment, stdout=subprocess.PIPE, text=True, cwd=ROOT
            )
            try:
                assert busy.stdout is not None and busy.stdout.readline()
                made, checked = here.says(["backup", str(store), "--keep", "2"], ["backup", str(store), "--check"])
            finally:
                busy.kill()
                busy.communicate()
            assert "Không kèm khóa" in made.done
            assert "nguyên vẹn" in checked.done
            assert not [path for path in store.rglob("*") if "secret" in path.name or path.suffix == ".key"]
            received, sealed = here.says(["python", RECEIVE], ["seal", "--once"])
            lost_code, lost_number = received.done.split()
            assert sealed.status == 0

        back = Instance(data, second)
        for path in (data / "db").glob("liemchinh.sqlite3*"):
            path.unlink()
        restored, again, shut = back.says(
            ["restore", str(store)], ["restore", str(store)], ["serve", "--only", "public"]
        )
        assert re.search(r"thiếu [1-9]\d* mục", restored.refused)
        assert "liemchinh ledger recover" in restored.out
        assert "không ghi đè" in again.refused
        assert "ledger recover" in shut.refused
        with back.signer():
            stuck, examined, recovered, sealed, audited, received, more, silent, shown = back.says(
                ["seal", "--once"],
                ["doctor", "--json"],
                ["ledger", "recover"],
                ["seal", "--once"],
                ["audit", "--sentences"],
                ["python", RECEIVE],
                ["seal", "--once"],
                ["audit", "--sentences"],
                ["python", PAGES],
            )
        assert "ledger recover" in stuck.refused
        assert "ledger.behind" in {finding["code"] for finding in json.loads(examined.refused)}
        assert "lấy lại từ bản công bố" in recovered.done
        assert (sealed.status, more.status) == (0, 0)
        assert (audited.status, audited.out) == (0, ""), audited.out
        assert (silent.status, silent.out) == (0, ""), silent.out
        code, number = received.done.split()
        assert code != lost_code
        assert int(number) == int(lost_number) + 1
        assert "{200}" in shown.done


def test_a_whole_machine_comes_back_from_one_file_with_its_keys(seed: Instance, tmp_path: Path) -> None:
    passphrase, tar = "mười hai chữ cái\n", tmp_path / "all.tar"
    with copied(seed, tmp_path / "old") as here:
        made, short = here.says(
            (["backup", str(tar), "--with-keys"], passphrase),
            (["backup", str(tmp_path / "x.tar"), "--with-keys"], "ngắn\n"),
        )
        assert "đã mã hóa" in made.done
        assert "12 ký tự" in short.refused and not (tmp_path / "x.tar").exists()
    content = tar.read_bytes()
    secrets = [path for path in (tmp_path / "old").rglob("keys/*") if path.is_file()]
    assert len(secrets) >= 3
    assert [path.name for path in secrets if path.read_bytes().strip() in content] == []
    assert b"signer/store" not in content
    assert tar.stat().st_mode & 0o077 == 0
    with database() as second:
        new = Instance(tmp_path / "new", second)
        wrong, right = new.says(
            (["restore", str(tar), "--keys"], "không phải cụm này\n"), (["restore", str(tar), "--keys"], passphrase)
        )
        assert "không mở được" in wrong.refused
        assert "keys catch-up" in right.done
        for path in secrets:
            back = tmp_path / "new" / path.relative_to(tmp_path / "old")
            assert back.read_bytes() == path.read_bytes()
            assert back.stat().st_mode & 0o077 == 0
        point = next((tmp_path / "new" / "ledger").glob("*/checkpoint"))
        assert "đã ký" in new.says(["keys", "catch-up", str(point)])[0].done
        with new.signer():
            sealed, audited = new.says(["seal", "--once"], ["audit", "--sentences"])
        assert sealed.status == 0, sealed.out
        assert (audited.status, audited.out) == (0, ""), audited.out


@pytest.mark.skipif(bool(SERVER), reason="what is looked at here are files")
def test_a_damaged_backup_is_named_and_restores_nothing_and_old_ones_go(seed: Instance, tmp_path: Path) -> None:
    store, data = tmp_path / "saoluu", tmp_path / "data"
    with copied(seed, data) as here:
        (data / "files" / "first").write_bytes(b"first")
        (data / ".backup-killed").mkdir()
        os.utime(data / ".backup-killed", (0, 0))
        assert here.says(["backup", str(store)])[0].status == 0
        (data / "files" / "first").unlink()
        (data / "files" / "second").write_bytes(b"second")
        assert not (data / ".backup-killed").exists(), "no half-made copy of the database is left lying about"
        gone = hashlib.sha256(b"first").hexdigest()
        assert gone in objects(store)
        kept, inside = here.says(["backup", str(store), "--keep", "1"], ["backup", str(data / "sao")])
    assert "đã xóa bản cũ" in kept.done
    assert len(list(store.glob("liemchinh-*"))) == 1
    assert gone not in objects(store), "what only the old backup had is gone with it"
    assert "trong thư mục dữ liệu" in inside.refused

    digest = hashlib.sha256(b"second").hexdigest()
    (store / "objects" / digest[:2] / digest).write_bytes(b"sEcond")
    new = Instance(tmp_path / "new")
    checked, refused = new.says(["backup", str(store), "--check"], ["restore", str(store)])
    assert "files/second" in checked.refused
    assert "Chưa phục hồi gì" in refused.refused
    assert not (tmp_path / "new" / "db").exists()
    manifest = next(store.glob("liemchinh-*/manifest.json"))
    manifest.write_bytes(manifest.read_bytes().replace(b'"files/second"', b'"../../outside"'))
    told = f"{hashlib.sha256(manifest.read_bytes()).hexdigest()}  manifest.json\n"
    manifest.with_name("manifest.json.sha256").write_text(told)
    assert "Bản kê" in new.says(["restore", str(store)])[0].refused
