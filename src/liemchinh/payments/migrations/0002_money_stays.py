"""The database itself refuses to delete money, to change a payment, and to change what a charge or an account is."""

from django.db import migrations

REFUSAL = "money is append-only"
WHOLLY = ("statement", "statementline", "payment", "refund", "setaside")
FROZEN = {
    "charge": ("subject", "ordinal", "authority_id", "kind", "name", "reference", "charged_at", "by"),
    "account": ("authority_id", "bin", "bank", "number", "holder", "document", "proposed_by", "proposed_at"),
}


def _triggers():
    """Name, when, and on which table."""
    for name in WHOLLY:
        yield f"payments_{name}_no_update", "UPDATE", f"payments_{name}"
    for name, columns in FROZEN.items():
        written = ", ".join(f'"{column}"' for column in columns)
        yield f"payments_{name}_stays", f"UPDATE OF {written}", f"payments_{name}"
    for name in (*WHOLLY, *FROZEN):
        yield f"payments_{name}_no_delete", "DELETE", f"payments_{name}"


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            f"""CREATE FUNCTION payments_guard() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
        )
    for name, act, table in _triggers():
        if postgresql:
            body = "FOR EACH ROW EXECUTE FUNCTION payments_guard()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, _, table in _triggers():
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION payments_guard()")


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_charges_and_payments")]
    operations = [migrations.RunPython(guard, unguard)]
