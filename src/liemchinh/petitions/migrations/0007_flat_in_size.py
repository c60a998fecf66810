"""Lists that do not grow with the register: by receipt, seat, alarm, by whom a letter names; bands of an authority."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

NAMES_SOMEBODY = ~Q(about={})


def forget(apps, schema_editor):
    """Bands are derived from the texts: the worker reckons them again, now each with its authority."""
    apps.get_model("petitions", "Likeness").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("org", "0004_kinship"), ("petitions", "0005_verdicts_lose_their_words")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.DeleteModel("LikenessBand"),
        migrations.CreateModel(
            name="LikenessBand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.BigIntegerField()),
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
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="petitions.petition",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["value", "authority", "petition"], name="likeness_by_value")]},
        ),
        migrations.AddIndex("petition", models.Index(fields=["received_at", "id"], name="petition_newest")),
        migrations.AddIndex(
            "petition", models.Index(fields=["seat", "id"], name="petition_of_seat", condition=Q(seat__isnull=False))
        ),
        migrations.AddIndex(
            "petition",
            models.Index(fields=["division", "id"], name="petition_of_division", condition=Q(division__isnull=False)),
        ),
        migrations.AddIndex(
            "petition",
            models.Index(fields=["rung", "received_at"], name="petition_alarms", condition=Q(state__in=[1, 2])),
        ),
        migrations.AddIndex(
            "petition", models.Index(F("about__person"), name="petition_about_person", condition=NAMES_SOMEBODY)
        ),
        migrations.AddIndex(
            "petition", models.Index(F("about__seat"), name="petition_about_seat", condition=NAMES_SOMEBODY)
        ),
        migrations.AddIndex(
            "petition", models.Index(F("about__unit"), name="petition_about_unit", condition=NAMES_SOMEBODY)
        ),
    ]
