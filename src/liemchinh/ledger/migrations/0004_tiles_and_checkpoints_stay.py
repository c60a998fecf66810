"""The database itself refuses to change or delete a tile or a checkpoint, and to let a shard shrink."""

from django.db import migrations

REFUSAL = "the ledger is append-only"
WRITTEN_ONCE = ("ledger_tile", "ledger_checkpoint")
SHRINKS = """NEW.origin IS NOT OLD.origin OR NEW.year IS NOT OLD.year OR NEW.first IS NOT OLD.first
             OR NEW.size < OLD.size OR (OLD.closed AND NEW.size IS NOT OLD.size)"""

SQLITE = [
    *(
        f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for table in WRITTEN_ONCE
        for name, act in (("stays", "DELETE"), ("fixed", "UPDATE"))
    ),
    f"CREATE TRIGGER ledger_shard_stays BEFORE DELETE ON ledger_shard BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"""CREATE TRIGGER ledger_shard_grows BEFORE UPDATE ON ledger_shard WHEN {SHRINKS}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
]

POSTGRESQL = [
    f"""CREATE FUNCTION ledger_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    f"""CREATE FUNCTION ledger_shard_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {SHRINKS.replace("IS NOT", "IS DISTINCT FROM")} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
            RETURN NEW;
        END $$""",
    *(
        f"""CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_written_once()"""
        for table in WRITTEN_ONCE
    ),
    """CREATE TRIGGER ledger_shard_stays BEFORE DELETE ON ledger_shard
       FOR EACH ROW EXECUTE FUNCTION ledger_written_once()""",
    """CREATE TRIGGER ledger_shard_grows BEFORE UPDATE ON ledger_shard
       FOR EACH ROW EXECUTE FUNCTION ledger_shard_guard()""",
]

UNDO = {
    "sqlite": [f"DROP TRIGGER {table}_{name}" for table in WRITTEN_ONCE for name in ("stays", "fixed")]
    + ["DROP TRIGGER ledger_shard_stays", "DROP TRIGGER ledger_shard_grows"],
    "postgresql": [
        "DROP TRIGGER ledger_tile_fixed ON ledger_tile",
        "DROP TRIGGER ledger_checkpoint_fixed ON ledger_checkpoint",
        "DROP TRIGGER ledger_shard_stays ON ledger_shard",
        "DROP TRIGGER ledger_shard_grows ON ledger_shard",
        "DROP FUNCTION ledger_written_once()",
        "DROP FUNCTION ledger_shard_guard()",
    ],
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
    dependencies = [("ledger", "0003_shards_tiles_checkpoints")]
    operations = [migrations.RunPython(guard, unguard)]
