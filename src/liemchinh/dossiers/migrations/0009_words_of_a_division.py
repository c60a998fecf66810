"""The head of a division searches a name without reading the rows of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0008_lists_flat_in_size")]

    operations = [
        migrations.AddIndex(
            "dossier",
            models.Index(fields=["division", "applicant_folded", "code", "id"], name="dossier_division_words"),
        ),
    ]
