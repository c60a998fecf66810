"""Prepare the data folder: whatever command comes first on an empty machine finds it ready.

Makes the folder and its parts (readable by this account alone), the signing key (once), and the tables. It
never deletes, and never touches a database that a newer version has written.
"""

import fcntl
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liemchinh import env
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

PARTS = ("db", "files", "ledger", "keys", "static")
# Any two numbers nobody else uses: processes on different machines may share one PostgreSQL.
ADVISORY_LOCK = (1_954_052, 2_026)


def folders() -> Path:
    """Make the data folder, its parts and the signing key; return the folder. Safe to call at any time.

    Raises Refused when the folder cannot be written.
    """
    folder = env.folder()
    try:
        for path in (folder, *(folder / part for part in PARTS)):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _signing_key(folder / "keys" / "secret_key")
    except OSError as problem:
        raise Refused(
            "prepare.folder",
            gettext_noop("Không ghi được vào thư mục dữ liệu {folder}: {reason}. Kiểm tra biến {name}."),
            folder=folder,
            reason=problem.strerror or problem,
            name=env.DATA,
        ) from problem
    return folder


def _signing_key(path: Path) -> None:
    if path.exists():
        return
    # Written aside and linked into place: a second process sees a whole key or none; the first one wins.
    aside = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as sink:
        sink.write(secrets.token_urlsafe(48))
        sink.flush()
        os.fsync(sink.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()


def load() -> None:
    """Load Django with our settings; touches no data."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liemchinh.settings")
    import django

    django.setup()


def prepare() -> None:
    """Make everything ready for a command that uses the database: folders, Django itself, tables up to date.

    Quick when there is nothing to do. Two processes that start together take turns.
    """
    folder = folders()
    load()
    if not missing_migrations():
        return
    with _alone(folder / "db" / "prepare.lock"):
        missing = missing_migrations()  # the process before us may have done it
        if not missing:
            return
        from django.core.management import call_command

        print(f"Chuẩn bị dữ liệu trong {folder} ({len(missing)} bước) …", file=sys.stderr, flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def missing_migrations() -> set[tuple[str, str]]:
    """The steps (app, name) that the code has and the database has not.

    Compares file names with the table of applied steps and imports no migration, so it costs milliseconds.
    Raises Refused when the database is ahead of the code, or cannot be opened.
    """
    from django.apps import apps
    from django.db import OperationalError, connection
    from django.db.migrations.recorder import MigrationRecorder

    known = {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in (Path(config.path) / "migrations").glob("[!_]*.py")
    }
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except OperationalError as problem:
        raise Refused(
            "prepare.database",
            gettext_noop("Không mở được cơ sở dữ liệu: {reason}. Kiểm tra biến {name} và thư mục dữ liệu."),
            reason=str(problem).partition("\n")[0],
            name=env.DATABASE_URL,
        ) from problem
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("liemchinh.")}
    ahead = sorted(f"{app}.{name}" for app, name in applied - known if app in ours)
    if ahead:
        raise Refused(
            "prepare.newer",
            gettext_noop("Dữ liệu do một phiên bản mới hơn ghi ({steps}). Hãy chạy phiên bản đó."),
            steps=", ".join(ahead),
        )
    return known - applied


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the only right to change tables: a file lock on this machine, an advisory lock in PostgreSQL."""
    from django.db import connection

    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shared = connection.vendor == "postgresql"
        if shared:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", ADVISORY_LOCK)
        try:
            yield
        finally:
            if shared:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", ADVISORY_LOCK)
