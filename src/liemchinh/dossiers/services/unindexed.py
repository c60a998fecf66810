"""Tables without their indexes and foreign keys while millions of rows come in. PostgreSQL, nobody else there."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection

from liemchinh.dossiers.models import Dossier, Event
from liemchinh.ledger import bulk

TABLES = (bulk.TABLE, Event._meta.db_table, Dossier._meta.db_table)
AT_ONCE = 2
"""So many indexes are built at the same time: one at a time leaves a processor idle, as words cannot be parallel."""

Statements = list[str]


@contextmanager
def bare(timed: Callable[[str, Callable[[], Any]], Any]) -> Iterator[None]:
    """Without indexes and foreign keys meanwhile: they are built once, over all rows, whatever happens in between.

    Only for a database that nobody else uses. At the end the sequences stand behind the last number.
    """
    indexes: Statements = []
    unique: Statements = []
    foreign: dict[str, Statements] = {}
    with connection.cursor() as cursor:
        for table, name, definition in _constraints(cursor, "f"):
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            foreign.setdefault(table, []).append(f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{name}"')
            unique.append(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} NOT VALID')
        for table, name, definition in _constraints(cursor, "u"):
            cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
            indexes.append(cursor.fetchone()[0])
            delay = definition.partition(")")[2]  # DEFERRABLE …
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            unique.insert(0, f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE USING INDEX "{name}"{delay}')
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)",
            [list(TABLES)],
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
            indexes.append(definition)
    indexes.sort(key=lambda statement: "USING gin" not in statement)  # the longest first
    try:
        yield
    finally:
        timed("dựng chỉ mục", lambda: _rebuild(indexes, unique, list(foreign.values())))


def _constraints(cursor: Any, kind: str) -> list[tuple[str, str, str]]:
    """Table, name and definition of the constraints of one kind: "f" foreign, "u" unique."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid::regclass::text = ANY(%s) AND contype::text = %s ORDER BY conname",
        [list(TABLES), kind],
    )
    found: list[tuple[str, str, str]] = cursor.fetchall()
    return found


def _rebuild(indexes: Statements, constraints: Statements, checks: Sequence[Statements]) -> None:
    """Indexes and the look over what foreign keys name beside each other; what locks a whole table alone."""
    _beside([[statement] for statement in indexes])
    _run(constraints)
    _beside([*checks, *([f'ANALYZE "{table}"'] for table in TABLES)])
    with connection.cursor() as cursor:
        for table in TABLES:
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            cursor.execute(f'SELECT setval({sequence}, (SELECT coalesce(max(id), 1) FROM "{table}"))')  # nosec B608 - a model's own


def _beside(some: Sequence[Statements]) -> None:
    """Each of these on one of `AT_ONCE` connections of their own; raises what one of them raised, after all."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(_alone, some))


def _alone(statements: Statements) -> None:
    try:
        _run(statements)
    finally:
        connection.close()


def _run(statements: Statements) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(f"SET max_parallel_maintenance_workers = {2 - AT_ONCE}")
        for statement in statements:
            cursor.execute(statement)
