"""The database itself refuses to delete a petition or what hangs on it, and to change an event.

An event may lose its words by a decision, once its ledger entry has lost its record; never the rest.
"""

from django.db import migrations

REFUSAL = "events are append-only"
EVENT = "petitions_petitionevent"
STAY = (EVENT, "petitions_petition", "petitions_petitioner", "petitions_duty")
KEPT = (
    *("id", "petition_id", "step", "verb", "at", "by", "seat", "state_before", "state", "awaits_before", "awaits"),
    *("to_unit", "legal", "until", "token", "entry_id"),
)
GONE = "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = OLD.entry_id AND e.record IS NULL AND e.salt IS NULL)"


def _same(operator):
    return " AND ".join(f'OLD."{name}" {operator} NEW."{name}"' for name in KEPT)


def _sqlite():
    for table in STAY:
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    yield f"""CREATE TRIGGER {EVENT}_no_update BEFORE UPDATE ON {EVENT}
        WHEN NOT ({_same("IS")} AND NEW.reason = '' AND NEW.facts = '{{}}' AND {GONE})
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""


def _postgresql():
    yield f"""CREATE FUNCTION petitions_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
    yield f"""CREATE FUNCTION petitions_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT ({_same("IS NOT DISTINCT FROM")} AND NEW.reason = '' AND NEW.facts = '{{}}'::jsonb AND {GONE})
            THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            RETURN NEW;
        END $$"""
    for table in STAY:
        yield (
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION petitions_guard()"
        )
    yield (
        f"CREATE TRIGGER {EVENT}_no_update BEFORE UPDATE ON {EVENT} FOR EACH ROW "
        "EXECUTE FUNCTION petitions_event_guard()"
    )


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    for statement in _postgresql() if schema_editor.connection.vendor == "postgresql" else _sqlite():
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Remove them again."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, act in (*((table, "delete") for table in STAY), (EVENT, "update")):
        schema_editor.execute(f"DROP TRIGGER {table}_no_{act}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION petitions_guard()")
        schema_editor.execute("DROP FUNCTION petitions_event_guard()")


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_published_and_alike")]
    operations = [migrations.RunPython(guard, unguard)]
