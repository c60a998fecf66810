"""Tables without their indexes and foreign keys while millions of rows come in. PostgreSQL, nobody else there."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection

from liemchinh.dossiers.models import Dossier, Event
from liemchinh.ledger import bulk


@contextmanager
def bare(timed: Callable[[str, Callable[[], Any]], Any]) -> Iterator[None]:
    """Without indexes and foreign keys meanwhile: they are built once, over all rows, whatever happens in between.

    Only for a database that nobody else uses. At the end the sequences stand behind the last number.
    """
    tables = (bulk.TABLE, Event._meta.db_table, Dossier._meta.db_table)
    again: list[str] = []
    with connection.cursor() as cursor:
        for kinds in (("f",), ("u",)):
            cursor.execute(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid::regclass::text = ANY(%s) AND contype::text = ANY(%s)",
                [list(tables), list(kinds)],
            )
            for table, name, definition in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}" CASCADE')
                again.insert(0, f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
            "(SELECT conname FROM pg_constraint)",
            [list(tables)],
        )
        for name, definition in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
            again.insert(0, definition)
    try:
        yield
    finally:
        timed("dựng chỉ mục", lambda: _rebuild(again, tables))


def _rebuild(again: Sequence[str], tables: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for statement in again:
            cursor.execute(statement)
        for table in tables:
            sequence = f"pg_get_serial_sequence('{table}', 'id')"
            cursor.execute(f'SELECT setval({sequence}, (SELECT coalesce(max(id), 1) FROM "{table}"))')  # nosec B608 - a model's own
            cursor.execute(f'ANALYZE "{table}"')
