"""PostgreSQL refuses to empty an append-only table at one stroke: TRUNCATE passes the triggers on rows.

One function for all tables. A table that becomes append-only later gets its trigger where it gets its others;
`liemchinh doctor` and a test name the one that was forgotten.
"""

from django.db import migrations

REFUSAL = "append-only tables are never emptied"
TABLES = (
    *(f"dossiers_{name}" for name in ("correction", "dayclosed", "dossier", "event", "part", "rating", "ratingslip")),
    *(f"ledger_{name}" for name in ("checkpoint", "entry", "shard", "tile")),
    *(f"org_{name}" for name in ("calendardecision", "kinship", "reading", "readingday")),
    *(f"payments_{name}" for name in ("account", "charge", "payment", "refund")),
    *(f"payments_{name}" for name in ("setaside", "statement", "statementline")),
    *(f"petitions_{name}" for name in ("duty", "petition", "petitionevent", "petitioner")),
    *(f"petitions_{name}" for name in ("publication", "publicationfile", "samematter")),
    *(f"procedures_{name}" for name in ("channel", "component", "exemption", "procedureversion", "step")),
    *(f"reception_{name}" for name in ("conclusion", "evidenceitem", "evidencereceipt", "receptiontask")),
    *(f"reception_{name}" for name in ("refusal", "visit", "visitchange", "visitduty")),
    "risk_casenote",
    *(f"sealed_{name}" for name in ("batch", "case", "caseact", "identityanswer", "identityrequest", "piece")),
    *(f"sealed_{name}" for name in ("protection", "protectioncheck", "recipientkey", "recovery", "retaliation")),
)


def guard(apps, schema_editor):
    """Install the triggers; SQLite has no TRUNCATE."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        f"""CREATE FUNCTION never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
    )
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION never_emptied()"
        )


def unguard(apps, schema_editor):
    """Remove them again."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        schema_editor.execute("DROP FUNCTION never_emptied()")


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_tiles_and_checkpoints_stay"),
        ("dossiers", "0006_online_filing_parts_ratings_corrections"),
        ("org", "0004_kinship"),
        ("payments", "0002_money_stays"),
        ("petitions", "0004_events_are_append_only"),
        ("procedures", "0003_drafts_filing_and_reasons"),
        ("reception", "0003_register_stays"),
        ("risk", "0002_notes_stay"),
        ("sealed", "0002_what_is_sealed_stays"),
    ]
    operations = [migrations.RunPython(guard, unguard)]
