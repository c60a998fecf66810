"""The database itself refuses to delete a line of the register and to change what was received, said or given out."""

from django.db import migrations

REFUSAL = "the register of reception stays"
WHOLLY = ("visitchange", "evidencereceipt")
FROZEN = {
    "visit": ("code", "year", "number", "authority_id", "at", "recorded_at", "by", "token"),
    "visitduty": ("visit_id", "number", "kind", "opened_at", "due_at", "basis"),
    "refusal": ("visit_id", "ground", "basis", "reason", "document", "explained", "at", "by"),
    "evidenceitem": ("receipt_id", "number", "name", "pages", "copy", "state"),
    "conclusion": ("authority_id", "document", "issued_on", "held_on", "chaired_by", "content", "at", "by"),
    "receptiontask": ("conclusion_id", "number", "authority_id", "what"),
}


def _triggers():
    """Name, when, and on which table."""
    for name in WHOLLY:
        yield f"reception_{name}_no_update", "UPDATE", f"reception_{name}"
    for name, columns in FROZEN.items():
        written = ", ".join(f'"{column}"' for column in columns)
        yield f"reception_{name}_stays", f"UPDATE OF {written}", f"reception_{name}"
    for name in (*WHOLLY, *FROZEN):
        yield f"reception_{name}_no_delete", "DELETE", f"reception_{name}"


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            f"""CREATE FUNCTION reception_guard() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
        )
    for name, act, table in _triggers():
        if postgresql:
            body = "FOR EACH ROW EXECUTE FUNCTION reception_guard()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, _, table in _triggers():
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION reception_guard()")


class Migration(migrations.Migration):
    dependencies = [("reception", "0002_register_of_visits")]
    operations = [migrations.RunPython(guard, unguard)]
