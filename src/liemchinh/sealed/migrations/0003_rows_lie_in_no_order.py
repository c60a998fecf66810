"""SQLite numbers rows in the order in which they come, also those whose key is random: here each new one is moved.

A row's hidden number is drawn at random, and with it the place of the row in the file. So a copy of the database does
not say which report, act or wrap came first. PostgreSQL has no such number (its own bookkeeping: docs/sealed.md).
"""

from django.db import migrations

TABLES = ("case", "wrap", "share", "piece", "caseact", "identityrequest", "identityanswer", "protection")
WHOLLY = {
    "protectioncheck": ("id", "protection_id", "on", "safe", "by", "piece_id"),
    "retaliation": ("id", "case_id", "kind", "on", "told_on", "by", "piece_id"),
}
"""Tables of which nothing may be changed, with all their columns: the guard lets only the hidden number change."""


def scatter(apps, schema_editor):
    """Move what is there, and from now on every new row."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name, columns in WHOLLY.items():
        schema_editor.execute(f"DROP TRIGGER sealed_{name}_no_update")
        schema_editor.execute(_guard(name, "UPDATE OF " + ", ".join(f'"{column}"' for column in columns)))
    for name in (*TABLES, *WHOLLY):
        table = f"sealed_{name}"
        schema_editor.execute(f"UPDATE {table} SET rowid = abs(random())")  # nosec B608 - our own table's name
        schema_editor.execute(
            f"CREATE TRIGGER {table}_in_no_order AFTER INSERT ON {table} "
            f"BEGIN UPDATE {table} SET rowid = abs(random()) WHERE rowid = NEW.rowid; END"  # nosec B608 - the same
        )


def leave(apps, schema_editor):
    """No new row is moved any more."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for name in (*TABLES, *WHOLLY):
        schema_editor.execute(f"DROP TRIGGER sealed_{name}_in_no_order")
    for name in WHOLLY:
        schema_editor.execute(f"DROP TRIGGER sealed_{name}_no_update")
        schema_editor.execute(_guard(name, "UPDATE"))


def _guard(name, act):
    """The trigger of migration 0002 on one of `WHOLLY`."""
    return (
        f"CREATE TRIGGER sealed_{name}_no_update BEFORE {act} ON sealed_{name} "
        "BEGIN SELECT RAISE(ABORT, 'sealed rows stay as they are'); END"
    )


class Migration(migrations.Migration):
    dependencies = [("sealed", "0002_what_is_sealed_stays")]
    operations = [migrations.RunPython(scatter, leave)]
