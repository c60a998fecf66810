"""The database itself refuses to change or delete what was said of a case."""

from django.db import migrations

REFUSAL = "notes are append-only"
TABLE = "risk_casenote"


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            f"""CREATE FUNCTION risk_guard() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
        )
    for act in ("DELETE", "UPDATE"):
        body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        if postgresql:
            body = "FOR EACH ROW EXECUTE FUNCTION risk_guard()"
        schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for act in ("delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{act}" + (f" ON {TABLE}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION risk_guard()")


class Migration(migrations.Migration):
    dependencies = [("risk", "0001_what_units_say_of_a_case")]
    operations = [migrations.RunPython(guard, unguard)]
