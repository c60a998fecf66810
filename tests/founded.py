"""The founded commune, kept aside: after a test that commits, its rows are put back instead of founded again.

Django would empty the tables after such a test and leave them empty, so every later test of that worker would found
the commune once more: two seconds each. Rows are put back past the triggers that guard append-only tables.
"""

from pathlib import Path
from typing import Any

from django.db import transaction

ASIDE = "founded"


def keep(connection: Any) -> None:
    """Keep a copy of every row there is now; from here on, to flush this database means to put them back."""
    kept = _keep_on_sqlite(connection) if connection.vendor == "sqlite" else _keep_on_postgresql(connection)
    connection.ops.execute_sql_flush = kept


def _keep_on_sqlite(connection: Any) -> Any:
    aside = Path(connection.settings_dict["NAME"]).with_name(f"{ASIDE}.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(aside)])
        tables = connection.introspection.table_names(cursor)
        full = _with_rows(cursor, tables)

    def put_back(statements: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ATTACH DATABASE %s AS {ASIDE}", [str(aside)])
            with connection.constraint_checks_disabled(), transaction.atomic():
                cursor.execute("SELECT name, sql FROM main.sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
                for name, _ in triggers:
                    cursor.execute(f"DROP TRIGGER {name}")
                for table in tables:
                    cursor.execute(f'DELETE FROM main."{table}"')
                for table in full:
                    cursor.execute(f'INSERT INTO main."{table}" SELECT * FROM {ASIDE}."{table}"')
                for _, definition in triggers:
                    cursor.execute(definition)
            cursor.execute(f"DETACH DATABASE {ASIDE}")

    return put_back


def _keep_on_postgresql(connection: Any) -> Any:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        full = _with_rows(cursor, tables)
        cursor.execute(f"CREATE SCHEMA {ASIDE}")
        for table in full:
            cursor.execute(f'CREATE TABLE {ASIDE}."{table}" AS TABLE public."{table}"')
    # one message to the server: a hundred tables, most of them empty
    everything = [f'DELETE FROM public."{table}"' for table in tables]
    everything += [f'INSERT INTO public."{table}" SELECT * FROM {ASIDE}."{table}"' for table in full]

    def put_back(statements: list[str]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
            cursor.execute("; ".join(everything))

    return put_back


def _with_rows(cursor: Any, tables: list[str]) -> list[str]:
    full = []
    for table in tables:
        cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')
        if cursor.fetchone()[0]:
            full.append(table)
    return full
