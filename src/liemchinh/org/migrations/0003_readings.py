"""Looks into people's records, their closed days, links to a shared sign-in; more about open sessions.

The database itself refuses to change a look, and to delete one before its day is forgotten by an entry of the log.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

REFUSAL = "looks are append-only"
LOOKS, DAYS = "org_reading", "org_readingday"
KEPT = f"""NOT EXISTS (SELECT 1 FROM {DAYS} AS d WHERE d.home = OLD.home AND d."on" = OLD."on"
           AND d.forgotten_at IS NOT NULL)"""
CHANGED = """NEW.forgotten_at IS NULL OR OLD.forgotten_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.home <> OLD.home
           OR NEW."on" <> OLD."on" OR NEW.count <> OLD.count OR NEW.digest <> OLD.digest
           OR NEW.closed_at <> OLD.closed_at"""
GUARDS = ((LOOKS, "UPDATE", "1 = 1"), (LOOKS, "DELETE", KEPT), (DAYS, "DELETE", "1 = 1"), (DAYS, "UPDATE", CHANGED))


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, act, when in GUARDS:
        name = f"{table}_no_{act.lower()}"
        if postgres:
            schema_editor.execute(
                f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF {when} THEN RAISE EXCEPTION '{REFUSAL}'; END IF;
                        RETURN {"OLD" if act == "DELETE" else "NEW"};
                    END $$"""
            )
            body = f"FOR EACH ROW EXECUTE FUNCTION {name}()"
        else:
            body = f"WHEN {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, act, _ in GUARDS:
        name = f"{table}_no_{act.lower()}"
        schema_editor.execute(f"DROP TRIGGER {name}{f' ON {table}' if postgres else ''}")
        if postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("org", "0002_calendar_decisions")]
    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("on", models.DateField()),
                ("person", models.CharField(max_length=40)),
                ("seat", models.CharField(blank=True, max_length=60)),
                ("unit", models.CharField(max_length=35)),
                ("home", models.CharField(max_length=35)),
                ("authority", models.CharField(max_length=35)),
                ("kind", models.CharField(max_length=10)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("found", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="reading_kind_known",
                        condition=Q(kind__in=["export", "file", "list", "log", "paper", "read", "search"]),
                    )
                ],
                "indexes": [
                    models.Index(fields=["home", "on"], name="reading_of_day"),
                    models.Index(fields=["authority", "on"], name="reading_of_records"),
                    models.Index(fields=["person", "on"], name="reading_by_person"),
                    models.Index(fields=["subject", "on"], name="reading_of_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("home", models.CharField(max_length=35)),
                ("on", models.DateField()),
                ("count", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("closed_at", models.DateTimeField()),
                ("forgotten_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("home", "on"), name="reading_day_closed_once")],
            },
        ),
        migrations.CreateModel(
            name="LinkedIdentity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("issuer", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=200)),
                ("linked_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="identities", to="org.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="identity_of_one_person"),
                    models.UniqueConstraint(fields=("person", "issuer"), name="identity_one_a_person"),
                    models.CheckConstraint(name="identity_not_empty", condition=~Q(subject="")),
                ],
            },
        ),
        migrations.AddField("opensession", "seen_at", models.DateTimeField(null=True)),
        migrations.AddField("opensession", "device", models.CharField(blank=True, default="", max_length=60)),
        migrations.AddField("opensession", "network", models.CharField(blank=True, default="", max_length=40)),
        migrations.RunPython(guard, unguard),
    ]
