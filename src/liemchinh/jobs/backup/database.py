"""A database at one moment, while others write: copied out, and put back into an empty one.

Tables are named as a database's own tools do: a backup is made before an upgrade too, when the tables are older than
this program's models.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

SQLITE, POSTGRESQL = "sqlite", "postgresql"
FILES = {SQLITE: "database.sqlite3", POSTGRESQL: "database.dump"}

Ask = Callable[[str], list[tuple[Any, ...]]]

_TOLD = {
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "host": "PGHOST",
    "port": "PGPORT",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "service": "PGSERVICE",
}


@dataclass(frozen=True)
class Facts:
    """What a copy holds: the steps of its tables (app, name), and the sizes of the log's books by origin."""

    schema: tuple[tuple[str, str], ...]
    heads: dict[str, int]


def facts(ask: Ask) -> Facts:
    """Ask a database what it holds, in plain SQL that both kinds know."""
    schema = tuple((str(app), str(name)) for app, name in ask("SELECT app, name FROM django_migrations ORDER BY id"))
    if ("ledger", "0003_shards_tiles_checkpoints") not in schema:
        return Facts(schema, {})
    return Facts(schema, {str(origin): int(size) for origin, size in ask("SELECT origin, size FROM ledger_shard")})


def copy_sqlite(source: Path, target: Path) -> Facts:
    """Copy a SQLite file as one moment shows it, with what still lies in its `-wal`; checks that the copy is sound.

    Raises Refused("backup.database").
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        origin = sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)
        copy = sqlite3.connect(target)
        try:
            origin.backup(copy)  # in one step: writers go on beside it, and the copy is of one moment
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
            copy.execute("PRAGMA ignore_check_constraints = ON")  # they call functions that only Django brings
            said = copy.execute("PRAGMA quick_check").fetchone()[0]
            if said != "ok":
                raise sqlite3.DatabaseError(said)
            found = facts(lambda sql: copy.execute(sql).fetchall())
            copy.commit()
        finally:
            copy.close()
            origin.close()
        with target.open("rb+") as written:
            os.fsync(written.fileno())
        return found
    except sqlite3.Error as problem:
        raise _failed(str(problem)) from problem


def environment(parameters: Mapping[str, Any]) -> dict[str, str]:
    """What PostgreSQL's programs are told, in the environment: on the command line everybody could read it."""
    told = {_TOLD[name]: str(value) for name, value in parameters.items() if name in _TOLD and value}
    return {**os.environ, **told, "PGCONNECT_TIMEOUT": "20"}


def program(name: str) -> str:
    """Where PostgreSQL's program of this name is. Raises Refused("backup.program")."""
    found = shutil.which(name)
    if found is None:
        sentence = gettext_noop("Máy này chưa có {name}. Cài gói postgresql-client cùng phiên bản với máy chủ.")
        raise Refused("backup.program", sentence, name=name)
    return found


def dump_postgresql(parameters: Mapping[str, Any], target: Path, *, snapshot: str) -> None:
    """Write what the exported `snapshot` shows as `pg_dump`'s own format. Raises Refused."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    _run("pg_dump", words, parameters)


def load_postgresql(parameters: Mapping[str, Any], dump: Path) -> None:
    """Put a dump into an empty database, all of it or nothing. Raises Refused."""
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run("pg_restore", [*words, f"--dbname={parameters['dbname']}", str(dump)], parameters)


def _run(name: str, words: Iterable[str], parameters: Mapping[str, Any]) -> None:
    done = subprocess.run(
        [program(name), "--no-password", *words],
        env=environment(parameters),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        raise _failed(f"{name}: {lines[0] if lines else done.returncode}")


def _failed(reason: str) -> Refused:
    sentence = gettext_noop("Cơ sở dữ liệu không sao chép được: {reason}.")
    return Refused("backup.database", sentence, reason=reason)
