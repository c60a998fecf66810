"""The database itself refuses to delete an entry or to change what it says."""

from django.db import migrations

REFUSAL = "ledger entries are append-only"

SQLITE = [
    f"""CREATE TRIGGER ledger_entry_stays BEFORE DELETE ON ledger_entry
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER ledger_entry_fixed BEFORE UPDATE ON ledger_entry
        WHEN OLD.id IS NOT NEW.id OR OLD.kind IS NOT NEW.kind OR OLD.tag IS NOT NEW.tag OR OLD.step IS NOT NEW.step
          OR OLD.entry IS NOT NEW.entry OR OLD.leaf IS NOT NEW.leaf OR OLD.at IS NOT NEW.at
          OR (OLD.place IS NOT NULL AND OLD.place IS NOT NEW.place)
          OR (NEW.salt IS NOT NULL AND OLD.salt IS NOT NEW.salt)
          OR (NEW.record IS NOT NULL AND OLD.record IS NOT NEW.record)
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]

POSTGRESQL = [
    f"""CREATE FUNCTION ledger_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE'
               OR (OLD.id, OLD.kind, OLD.tag, OLD.step, OLD.entry, OLD.leaf, OLD.at)
                  IS DISTINCT FROM (NEW.id, NEW.kind, NEW.tag, NEW.step, NEW.entry, NEW.leaf, NEW.at)
               OR (OLD.place IS NOT NULL AND OLD.place IS DISTINCT FROM NEW.place)
               OR (NEW.salt IS NOT NULL AND OLD.salt IS DISTINCT FROM NEW.salt)
               OR (NEW.record IS NOT NULL AND OLD.record IS DISTINCT FROM NEW.record)
            THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            RETURN NEW;
        END $$""",
    """CREATE TRIGGER ledger_entry_fixed BEFORE UPDATE OR DELETE ON ledger_entry
        FOR EACH ROW EXECUTE FUNCTION ledger_entry_guard()""",
]

UNDO = {
    "sqlite": ["DROP TRIGGER ledger_entry_stays", "DROP TRIGGER ledger_entry_fixed"],
    "postgresql": ["DROP TRIGGER ledger_entry_fixed ON ledger_entry", "DROP FUNCTION ledger_entry_guard()"],
}


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Remove them again."""
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_entries")]
    operations = [migrations.RunPython(guard, unguard)]
