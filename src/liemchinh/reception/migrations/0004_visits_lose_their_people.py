"""A line of the register may lose its people and words once the entry of its erasure is in the ledger; never more."""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "the register of reception stays"
MARK = "Đã xóa theo quyết định"


def _erased(visit):
    return f"""EXISTS (SELECT 1 FROM reception_visit v JOIN ledger_entry e ON e.id = v.erasure_id
                       WHERE v.id = {visit} AND e.kind = 'ledger.erased')"""


def _all_erased(conclusion):
    """Of a conclusion that was about visits: each of them is erased."""
    of = f"SELECT 1 FROM reception_visit v WHERE v.conclusion_id = {conclusion}"
    return f"(EXISTS ({of}) AND NOT EXISTS ({of} AND v.erasure_id IS NULL))"


# trigger: table, watched columns (none: all), columns that stay, columns that end as given, and when
GUARDS = {
    "reception_visitchange_no_update": (
        *("reception_visitchange", (), ("id", "visit_id", "number", "at", "by")),
        *({"reason": (MARK,), "facts": ("{}",)}, _erased("OLD.visit_id")),
    ),
    "reception_evidencereceipt_no_update": (
        *("reception_evidencereceipt", (), ("id", "visit_id", "number", "at", "by", "place", "copies", "token")),
        *({"giver": (MARK,), "giver_address": ("",), "giver_standing": ("",)}, _erased("OLD.visit_id")),
    ),
    "reception_refusal_stays": (
        "reception_refusal",
        ("visit_id", "ground", "basis", "reason", "document", "explained", "at", "by"),
        ("visit_id", "ground", "basis", "explained", "at", "by"),
        {"reason": (MARK,), "document": ("", MARK)},
        _erased("OLD.visit_id"),
    ),
    "reception_evidenceitem_stays": (
        "reception_evidenceitem",
        ("receipt_id", "number", "name", "pages", "copy", "state"),
        ("receipt_id", "number", "pages", "copy"),
        {"name": (MARK,), "state": ("",)},
        _erased("(SELECT r.visit_id FROM reception_evidencereceipt r WHERE r.id = OLD.receipt_id)"),
    ),
    "reception_conclusion_stays": (
        "reception_conclusion",
        ("authority_id", "document", "issued_on", "held_on", "chaired_by", "content", "at", "by"),
        ("authority_id", "document", "issued_on", "held_on", "chaired_by", "at", "by"),
        {"content": (MARK,)},
        _all_erased("OLD.id"),
    ),
    "reception_receptiontask_stays": (
        "reception_receptiontask",
        ("conclusion_id", "number", "authority_id", "what"),
        ("conclusion_id", "number", "authority_id"),
        {"what": (MARK,)},
        f"({_erased('OLD.visit_id')} OR {_all_erased('OLD.conclusion_id')})",
    ),
    "reception_visit_erasure": (
        "reception_visit",
        ("erased_at", "erasure_id"),
        (),
        {},
        "(OLD.erasure_id IS NULL AND NEW.erased_at IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM ledger_entry e WHERE e.id = NEW.erasure_id AND e.kind = 'ledger.erased'))",
    ),
}
BEFORE = {name: watched for name, (_, watched, *_) in GUARDS.items() if name != "reception_visit_erasure"}


def _allowed(stay, end, when, *, same, json):
    parts = [f'OLD."{name}" {same} NEW."{name}"' for name in stay]
    for name, values in end.items():
        cast = json if name == "facts" else ""
        parts.append(f'NEW."{name}" IN ({", ".join(f"{chr(39)}{value}{chr(39)}{cast}" for value in values)})')
    return " AND ".join([*parts, when])


def _act(watched):
    return "UPDATE OF " + ", ".join(f'"{name}"' for name in watched) if watched else "UPDATE"


def guard(apps, schema_editor):
    """Install the triggers of this database, in the place of those that knew no erasure."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, (table, watched, stay, end, when) in GUARDS.items():
        if name in BEFORE:
            schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            allowed = _allowed(stay, end, when, same="IS NOT DISTINCT FROM", json="::jsonb")
            schema_editor.execute(
                f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF NOT ({allowed}) THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
                        RETURN NEW;
                    END $$"""
            )
            body = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        else:
            allowed = _allowed(stay, end, when, same="IS", json="")
            body = f"WHEN NOT ({allowed}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {_act(watched)} ON {table} {body}")


def unguard(apps, schema_editor):
    """Go back to the stricter ones."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, (table, watched, *_) in GUARDS.items():
        schema_editor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if postgresql else ""))
        if postgresql:
            schema_editor.execute(f"DROP FUNCTION {name}()")
        if name in BEFORE:
            refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            body = "FOR EACH ROW EXECUTE FUNCTION reception_guard()" if postgresql else refuse
            schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {_act(watched)} ON {table} {body}")


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0003_register_stays"),
        ("ledger", "0004_tiles_and_checkpoints_stay"),
    ]
    operations = [
        migrations.AddField("visit", "erased_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "visit",
            "erasure",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.entry",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
