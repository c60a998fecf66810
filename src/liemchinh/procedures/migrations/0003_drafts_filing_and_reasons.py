"""Drafts; where one files online; why and by which decision a version was published; a change taken back before its day.

The triggers of 0002 are made anew: the new columns never change either, and the end of a version may be set again only
where the version that ended it was cancelled before its first day.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q

before = import_module("liemchinh.procedures.migrations.0002_published_versions_stay")
REFUSAL, VERSION, PARTS, MAY_END = before.REFUSAL, before.VERSION, before.PARTS, before.MAY_END
BATCH = 400

MAY_END_AGAIN = f"""(OLD.{MAY_END} > OLD.valid_from
    AND EXISTS (SELECT 1 FROM {VERSION} v WHERE v.procedure_id = OLD.procedure_id AND v.published_at IS NOT NULL
        AND v.valid_from = OLD.{MAY_END} AND v.{MAY_END} = v.valid_from)
    AND NOT EXISTS (SELECT 1 FROM {VERSION} v WHERE v.procedure_id = OLD.procedure_id AND v.published_at IS NOT NULL
        AND v.valid_from = OLD.{MAY_END} AND (v.{MAY_END} IS NULL OR v.{MAY_END} > v.valid_from)))"""


def guard(apps, schema_editor):
    """Install the triggers of this database, with today's columns."""
    if schema_editor.connection.vendor == "sqlite":
        same = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in before.columns(apps))
        for statement in before.sqlite(apps):
            if "TRIGGER procedures_version_fixed" in statement:
                statement = f"""CREATE TRIGGER procedures_version_fixed BEFORE UPDATE ON {VERSION}
                    WHEN OLD.published_at IS NOT NULL
                    AND ((OLD.{MAY_END} IS NOT NULL AND NOT {MAY_END_AGAIN}) OR {same})
                    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""
            schema_editor.execute(statement, params=None)
        return
    for statement in before.postgresql(apps):
        refused = f"OLD.{MAY_END} IS NOT NULL OR"
        changed = statement.replace(refused, f"(OLD.{MAY_END} IS NOT NULL AND NOT {MAY_END_AGAIN}) OR")
        schema_editor.execute(changed, params=None)


def unguard(apps, schema_editor):
    """Remove them: tables are rebuilt, and what was published is filled in once."""
    before.unguard(apps, schema_editor)


def fill(apps, schema_editor):
    """What the new columns say of versions that are there already, as the program of this day would have said it."""
    version = apps.get_model("procedures", "ProcedureVersion")
    of = {"version": OuterRef("pk")}
    channel = apps.get_model("procedures", "Channel").objects.filter(**of)
    component = apps.get_model("procedures", "Component").objects.filter(**of)
    online = Exists(channel.filter(kind="online")) | ~Q(online_level_new__in=["", "none"])
    on_portal = Q(portal_integrated=True) | Q(source="portal")
    version.objects.filter(online & on_portal).update(filing="national")
    version.objects.filter(online & ~on_portal).update(filing="here")
    rows = version.objects.annotate(
        has_channel=Exists(channel),
        has_term=Exists(channel.filter(time_amount__isnull=False).exclude(time_unit="")),
        has_component=Exists(component),
    )
    wanted = ("name", "sequence", "subjects", "executing", "competent", "has_channel", "has_term", "has_component")
    lacking = {}
    for pk, name, sequence, subjects, executing, competent, *parts in rows.values_list("pk", *wanted).iterator():
        here = (name.strip(), sequence.strip(), subjects, executing or competent, *parts)
        lacking.setdefault(sum(not part for part in here), []).append(pk)
    for count, ids in lacking.items():
        for start in range(0, len(ids), BATCH):
            version.objects.filter(pk__in=ids[start : start + BATCH]).update(lacking=count)


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_published_versions_stay")]
    operations = [
        migrations.RunPython(unguard, before.guard),
        migrations.AddField("procedureversion", "decision_on", models.DateField(null=True)),
        migrations.AddField("procedureversion", "reason", models.CharField(blank=True, default="", max_length=500), False),
        migrations.AddField("procedureversion", "lacking", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("procedureversion", "filing", models.CharField(default="none", max_length=8)),
        migrations.AddField(
            "procedureversion", "filing_url", models.CharField(blank=True, default="", max_length=500), False
        ),
        migrations.RemoveConstraint("procedureversion", "version_source_known"),
        migrations.AddConstraint(
            "procedureversion",
            models.CheckConstraint(
                name="version_source_known", condition=Q(source__in=["portal", "catalogue", "desk"])
            ),
        ),
        migrations.AddConstraint(
            "procedureversion",
            models.CheckConstraint(name="version_filing_known", condition=Q(filing__in=["here", "national", "none"])),
        ),
        migrations.AddConstraint(
            "procedureversion",
            models.CheckConstraint(
                name="version_filing_url_is_elsewhere", condition=Q(filing_url="") | Q(filing="national")
            ),
        ),
        migrations.CreateModel(
            "VersionDraft",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=1000)),
                ("folded", models.CharField(max_length=1000)),
                ("field", models.CharField(blank=True, max_length=300)),
                ("content", models.JSONField()),
                ("lacking", models.PositiveSmallIntegerField(default=0)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("by", models.CharField(max_length=60)),
                ("started_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
