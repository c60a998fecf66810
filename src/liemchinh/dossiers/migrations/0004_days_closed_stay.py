"""The database itself refuses to change or delete the last line of a day."""

from django.db import migrations

REFUSAL = "closed days are append-only"
TABLE = "dossiers_dayclosed"


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    for act in ("DELETE", "UPDATE"):
        if schema_editor.connection.vendor == "postgresql":
            body = "FOR EACH ROW EXECUTE FUNCTION dossiers_guard()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    on = f" ON {TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    for act in ("delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{act}{on}")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0003_days_closed")]
    operations = [migrations.RunPython(guard, unguard)]
