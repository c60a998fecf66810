"""Decisions on days and hours, what has yet to follow them; the database refuses to change or delete a decision."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "org_calendardecision"
REFUSAL = "calendar decisions are append-only"
FIXED = ("unit_id", "document", "issued_on", "reason", "confirms_until", "replaces_id", "made_at", "token")
FUNCTION = f"""
CREATE FUNCTION org_calendar_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{REFUSAL}';
END
$$
"""


def guard(apps, schema_editor):
    """Install the triggers of this database: only a withdrawal, once, is let through."""
    postgres = schema_editor.connection.vendor == "postgresql"
    differs = "IS DISTINCT FROM" if postgres else "IS NOT"
    as_text = (
        "CAST(NEW.days AS text) IS DISTINCT FROM CAST(OLD.days AS text)" if postgres else "NEW.days IS NOT OLD.days"
    )
    changed = " OR ".join([*(f"NEW.{name} {differs} OLD.{name}" for name in FIXED), as_text])
    when = f"WHEN (OLD.withdrawn_at IS NOT NULL OR {changed})"
    body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    if postgres:
        schema_editor.execute(FUNCTION)
        body = "EXECUTE FUNCTION org_calendar_guard()"
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} FOR EACH ROW {body}")
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} FOR EACH ROW {when} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for act in ("delete", "update"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{act}" + (f" ON {TABLE}" if postgres else ""))
    if postgres:
        schema_editor.execute("DROP FUNCTION org_calendar_guard()")


class Migration(migrations.Migration):
    dependencies = [("org", "0001_units_seats_and_people")]
    operations = [
        migrations.AddField(model_name="unithours", name="made_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="CalendarDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(max_length=200)),
                ("issued_on", models.DateField()),
                ("reason", models.CharField(max_length=500)),
                ("days", models.JSONField()),
                ("confirms_until", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, default="", max_length=500)),
                ("token", models.UUIDField(null=True, unique=True)),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.calendardecision",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_reason", "")),
                            models.Q(
                                ("withdrawn_at__isnull", False), models.Q(("withdrawn_reason", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="calendar_decision_withdrawn_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cause", models.CharField(max_length=300)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("passes", models.PositiveSmallIntegerField(default=0)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["passes", "made_at"], name="calendar_change_left")],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
