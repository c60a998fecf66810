"""A verdict on two letters may lose its reason once an erasure of its petition stands in the ledger; never the rest."""

from django.db import migrations

REFUSAL = "events are append-only"
TABLE = "petitions_samematter"
TRIGGER = f"{TABLE}_no_update"
KEPT = ("id", "petition_id", "number", "other_id", "verdict", "at", "by")
ERASED = """EXISTS (SELECT 1 FROM petitions_petition p JOIN ledger_entry e ON e.tag = p.tag
                    WHERE p.id = OLD.petition_id AND e.kind = 'ledger.erased')"""


def _allowed(operator):
    return " AND ".join(f'OLD."{name}" {operator} NEW."{name}"' for name in KEPT) + f" AND NEW.reason = '' AND {ERASED}"


SQLITE = [
    f"DROP TRIGGER {TRIGGER}",
    f"""CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} WHEN NOT ({_allowed("IS")})
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]
POSTGRESQL = [
    f"DROP TRIGGER {TRIGGER} ON {TABLE}",
    f"""CREATE FUNCTION petitions_verdict_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT ({_allowed("IS NOT DISTINCT FROM")}) THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            RETURN NEW;
        END $$""",
    f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION petitions_verdict_guard()",
]
UNDO = {
    "sqlite": [
        f"DROP TRIGGER {TRIGGER}",
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ],
    "postgresql": [
        f"DROP TRIGGER {TRIGGER} ON {TABLE}",
        "DROP FUNCTION petitions_verdict_guard()",
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION petitions_public_guard()",
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
    dependencies = [
        ("petitions", "0004_events_are_append_only"),
        ("ledger", "0004_tiles_and_checkpoints_stay"),
    ]
    operations = [migrations.RunPython(guard, unguard)]
