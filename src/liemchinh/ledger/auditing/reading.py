"""Reads for an audit: one unchanging view of the database while others write, rows streamed in an order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from django.db import connection, transaction

from liemchinh.ledger.models import Entry

ENTRIES = Entry._meta.db_table
AT_ONCE = 256  # rows that fit in the cache of a processor: twice as many are read no faster, and hashed slower


@contextmanager
def one_view() -> Iterator[None]:
    """Inside, everything read is as of one moment and nothing is written. In a transaction already: that one's view.

    PostgreSQL: REPEATABLE READ, READ ONLY. SQLite: a reading transaction, which keeps no writer waiting (WAL).
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def chunks(statement: str, values: Sequence[Any] = ()) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, a few at a time from the server: the same memory for a thousand or a million."""
    if connection.vendor == "sqlite":
        cursor = connection.cursor()
    else:
        cursor = connection.chunked_cursor()
    with cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def stream(statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The same, row by row."""
    return chain.from_iterable(chunks(statement, values))
