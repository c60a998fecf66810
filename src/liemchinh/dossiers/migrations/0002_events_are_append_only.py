"""The database itself refuses to delete or change an event, and to delete a dossier."""

from django.db import migrations

REFUSAL = "events are append-only"
GUARDED = (("dossiers_event", "DELETE"), ("dossiers_event", "UPDATE"), ("dossiers_dossier", "DELETE"))


def _name(table, act):
    return f"{table}_no_{act.lower()}"


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"""CREATE FUNCTION dossiers_guard() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
        )
    for table, act in GUARDED:
        if schema_editor.connection.vendor == "postgresql":
            body = "FOR EACH ROW EXECUTE FUNCTION dossiers_guard()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    for table, act in GUARDED:
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        schema_editor.execute(f"DROP TRIGGER {_name(table, act)}{on}")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION dossiers_guard()")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_dossiers_events_files")]
    operations = [migrations.RunPython(guard, unguard)]
