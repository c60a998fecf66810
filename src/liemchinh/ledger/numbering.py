"""Consecutive numbers; each series is a row of a room's own table of counters. None is lost, none is given twice."""

from django.db import connection
from django.db.models import Model


def next_numbers(counters: type[Model], *series: str, many: int = 1) -> list[int]:
    """The first of the next `many` numbers of each of these series, in their order, by one statement.

    The rows stay locked until the transaction ends, so numbers are consecutive and none is lost to a rollback.
    """
    table = counters._meta.db_table
    statement = (
        f"INSERT INTO {table} (series, last) VALUES {', '.join(['(%s, %s)'] * len(series))} "  # nosec B608 - our table
        f"ON CONFLICT (series) DO UPDATE SET last = {table}.last + %s RETURNING series, last"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*(value for one in series for value in (one, many)), many])
        last = dict(cursor.fetchall())
    return [last[one] - many + 1 for one in series]
