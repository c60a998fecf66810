"""Lists and searches that do not grow with other people's dossiers: by due date, and by words without reading rows."""

from django.db import connections, migrations, models, transaction
from django.db.utils import DatabaseError

INDEX = "dossier_trigrams"


def add_trigrams(apps, schema_editor):
    """On PostgreSQL: who oversees a province searches a million names by their trigrams.

    The extension comes with the server and may be created by the owner of the database (PostgreSQL 13 and later); a
    server without it goes on without this index, and a search over a whole province takes a second instead.
    """
    if schema_editor.connection.vendor != "postgresql":
        return
    alias = schema_editor.connection.alias
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(
                f"CREATE INDEX {INDEX} ON dossiers_dossier USING gin "
                "(applicant_folded gin_trgm_ops, code gin_trgm_ops)"
            )
    except DatabaseError:
        return


def drop_trigrams(apps, schema_editor):
    """Remove the index; the extension may serve others."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


GUARD = "dossiers_dossier_no_delete"


def guard_again(apps, schema_editor):
    """On SQLite a column that changes makes its table again, and the table's trigger with it is gone: put it back."""
    if schema_editor.connection.vendor == "sqlite":
        body = "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {GUARD}")
        schema_editor.execute(f"CREATE TRIGGER {GUARD} BEFORE DELETE ON dossiers_dossier {body}")


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0007_tallies")]

    operations = [
        # nobody asks for the beginning of a name over all authorities: the index over it is replaced by the last below
        migrations.AlterField("dossier", "applicant_folded", models.CharField(max_length=200)),
        migrations.AddIndex("dossier", models.Index(fields=["authority", "due_at", "id"], name="dossier_by_due")),
        migrations.AddIndex(
            "dossier", models.Index(fields=["division", "due_at", "id"], name="dossier_division_by_due")
        ),
        migrations.AddIndex("dossier", models.Index(fields=["due_at", "id"], name="dossier_all_by_due")),
        migrations.AddIndex(
            "dossier",
            models.Index(fields=["authority", "applicant_folded", "code", "id"], name="dossier_words"),
        ),
        migrations.RunPython(add_trigrams, drop_trigrams),
        migrations.RunPython(guard_again, migrations.RunPython.noop),
    ]
