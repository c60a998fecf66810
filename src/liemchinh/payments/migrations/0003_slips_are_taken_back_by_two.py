"""A cash slip is taken back by two people: the request and how it ended, kept as it was asked."""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "money is append-only"
TABLE = "payments_reversal"
FROZEN = ("payment_id", "authority_id", "reason", "asked_by", "asked_at", "token")


def guard(apps, schema_editor):
    """Install the triggers of this database: nothing is deleted, what was asked stays, what ended stays ended."""
    acts = {
        f"{TABLE}_stays": f"UPDATE OF {', '.join(FROZEN)}",
        f"{TABLE}_no_delete": "DELETE",
    }
    if schema_editor.connection.vendor == "postgresql":
        for name, act in acts.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION payments_guard()"
            )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_ended BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) "
            "EXECUTE FUNCTION payments_guard()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION never_emptied()"
        )
        return
    body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for name, act in acts.items():
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} {body}")
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_ended BEFORE UPDATE ON {TABLE} WHEN OLD.ended_at IS NOT NULL {body}"
    )


def unguard(apps, schema_editor):
    """Remove them again."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name in ("stays", "no_delete", "ended", *(["no_truncate"] if postgresql else [])):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_{name}" + (f" ON {TABLE}" if postgresql else ""))


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_money_stays"),
        ("ledger", "0005_nothing_is_emptied"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reversal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=500)),
                ("asked_by", models.CharField(max_length=40)),
                ("asked_at", models.DateTimeField()),
                ("token", models.UUIDField(null=True, unique=True)),
                ("confirmed", models.BooleanField(default=False)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("ended_by", models.CharField(blank=True, max_length=40)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversals",
                        to="payments.payment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("payment",),
                        name="reversal_one_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed", False),
                            models.Q(("ended_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="reversal_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("confirmed", False), ("ended_at__isnull", True), ("ended_by", "")),
                            models.Q(models.Q(("ended_by", ""), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="reversal_ended_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="reversal_says_why"
                    ),
                ],
                "indexes": [models.Index(fields=["authority", "asked_at", "id"], name="reversal_by_day")],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
