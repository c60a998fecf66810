"""Personal data may be erased by a decision: a dossier says when, and an event may lose its words, never the rest."""

from django.db import migrations, models

REFUSAL = "events are append-only"
TABLE, TRIGGER = "dossiers_event", "dossiers_event_no_update"
KEPT = (
    *("id", "dossier_id", "step", "verb", "at", "by", "seat", "state_before", "state", "awaits_before", "awaits"),
    *("from_unit", "to_unit", "legal", "index", "until", "undoes", "token", "entry_id"),
)
# what the act said is gone from the ledger as well, in the same transaction
GONE = "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = OLD.entry_id AND e.record IS NULL AND e.salt IS NULL)"


def _same(operator):
    return " AND ".join(f'OLD."{name}" {operator} NEW."{name}"' for name in KEPT)


SQLITE = [
    f"DROP TRIGGER {TRIGGER}",
    f"""CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE}
        WHEN NOT ({_same("IS")} AND NEW.reason = '' AND NEW.facts = '{{}}' AND {GONE})
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
POSTGRESQL = [
    f"DROP TRIGGER {TRIGGER} ON {TABLE}",
    f"""CREATE FUNCTION dossiers_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT ({_same("IS NOT DISTINCT FROM")} AND NEW.reason = '' AND NEW.facts = '{{}}'::jsonb AND {GONE})
            THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            RETURN NEW;
        END $$""",
    f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION dossiers_event_guard()",
]
UNDO = {
    "sqlite": [
        f"DROP TRIGGER {TRIGGER}",
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        f"DROP TRIGGER {TRIGGER} ON {TABLE}",
        "DROP FUNCTION dossiers_event_guard()",
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION dossiers_guard()",
    ],
}


def guard(apps, schema_editor):
    """Install the trigger of this database."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Go back to the stricter one."""
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_days_closed_stay"), ("ledger", "0004_tiles_and_checkpoints_stay")]
    operations = [
        migrations.AddField("dossier", "erased_at", models.DateTimeField(null=True)),
        migrations.RunPython(guard, unguard),
    ]
