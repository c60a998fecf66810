"""Declared kin of officials. A declaration is never deleted and changes once, when it ends: the database sees to it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

TABLE = "org_kinship"
REFUSAL = "declared kin is append-only"
CHANGED = """OLD.declared_until IS NOT NULL OR NEW.declared_until IS NULL OR NEW.id <> OLD.id
           OR NEW.person_id <> OLD.person_id OR NEW.relative_id <> OLD.relative_id OR NEW.relation <> OLD.relation
           OR NEW.declared_from <> OLD.declared_from"""
GUARDS = (("DELETE", "1 = 1"), ("UPDATE", CHANGED))


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for act, when in GUARDS:
        name = f"{TABLE}_no_{act.lower()}"
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
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {TABLE} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for act, _ in GUARDS:
        name = f"{TABLE}_no_{act.lower()}"
        schema_editor.execute(f"DROP TRIGGER {name}{f' ON {TABLE}' if postgres else ''}")
        if postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("org", "0003_readings")]
    operations = [
        migrations.CreateModel(
            name="Kinship",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(max_length=16)),
                ("declared_from", models.DateField()),
                ("declared_until", models.DateField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kin_declared", to="org.person"
                    ),
                ),
                (
                    "relative",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="kin_named", to="org.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        name="kinship_relation_known",
                        condition=Q(
                            relation__in=[
                                "child",
                                "child_in_law",
                                "interest",
                                "parent",
                                "parent_in_law",
                                "sibling",
                                "spouse",
                            ]
                        ),
                    ),
                    models.CheckConstraint(name="kinship_not_itself", condition=~Q(person=F("relative"))),
                    models.CheckConstraint(
                        name="kinship_forward",
                        condition=Q(declared_until__isnull=True) | Q(declared_until__gt=F("declared_from")),
                    ),
                    models.UniqueConstraint(
                        name="kinship_one_open",
                        fields=["person", "relative"],
                        condition=Q(declared_until__isnull=True),
                    ),
                ],
                "indexes": [models.Index(fields=["relative", "declared_from"], name="kinship_of_relative")],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
