"""The database itself refuses to change an act, to replace what is sealed, and to delete what must leave a trace.

Sealed content may be erased by a decision, never exchanged; wrapped keys may be taken away.
"""

from django.db import migrations

REFUSAL = "sealed rows stay as they are"
WHOLLY = ("batch", "protectioncheck", "retaliation")
FROZEN = {
    "case": ("id", "name", "kind", "public", "reporter", "lookup", "shut_salt", "shut_out", "received_on"),
    "caseact": ("id", "case_id", "step", "verb", "before", "after", "by", "seat", "on", "facts", "salt", "leaf"),
    "piece": ("id", "case_id", "sort", "step", "by", "on", "size", "sha256", "to_reporter"),
    "recipientkey": ("authority_id", "purpose", "person", "second", "seat", "public", "made_at"),
    "recovery": ("key_id", "lost_id", "new_id", "asked_by", "asked_at", "reason"),
    "identityrequest": ("case_id", "asked_by", "key_id", "asked_on"),
    "identityanswer": ("request_id", "side", "by", "approved", "on"),
    "protection": ("case_id", "number", "asked_on", "asked_id"),
}
ERASED_ONLY = {"piece": "sealed", "identityrequest": "reason", "identityanswer": "half"}


def _triggers():
    """Name, when, on which table, and under which condition."""
    for name in WHOLLY:
        yield f"sealed_{name}_no_update", "UPDATE", f"sealed_{name}", ""
    for name, columns in FROZEN.items():
        written = ", ".join(f'"{column}"' for column in columns)
        yield f"sealed_{name}_stays", f"UPDATE OF {written}", f"sealed_{name}", ""
    for name, column in ERASED_ONLY.items():
        yield (
            f"sealed_{name}_is_not_exchanged",
            f'UPDATE OF "{column}"',
            f"sealed_{name}",
            f'WHEN (NEW."{column}" IS NOT NULL)',
        )
    for name in (*WHOLLY, *FROZEN):
        yield f"sealed_{name}_no_delete", "DELETE", f"sealed_{name}", ""


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            f"""CREATE FUNCTION sealed_guard() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
        )
    for name, act, table, when in _triggers():
        if postgresql:
            body = f"FOR EACH ROW {when} EXECUTE FUNCTION sealed_guard()"
        else:
            body = f"{when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, _, table, _ in _triggers():
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION sealed_guard()")


class Migration(migrations.Migration):
    dependencies = [("sealed", "0001_keys_cases_and_what_is_sealed")]
    operations = [migrations.RunPython(guard, unguard)]
