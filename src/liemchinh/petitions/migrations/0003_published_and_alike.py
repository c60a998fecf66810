"""Publications, likeness of texts, verdicts on duplicates; the database itself refuses to delete what was published."""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "events are append-only"
GUARDED = (
    ("petitions_publication", "DELETE"),
    ("petitions_publicationfile", "DELETE"),
    ("petitions_samematter", "DELETE"),
    ("petitions_samematter", "UPDATE"),
)


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        schema_editor.execute(
            f"""CREATE FUNCTION petitions_public_guard() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"""
        )
    for table, act in GUARDED:
        if postgresql:
            body = "FOR EACH ROW EXECUTE FUNCTION petitions_public_guard()"
        else:
            body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        schema_editor.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, act in GUARDED:
        on = f" ON {table}" if postgresql else ""
        schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}{on}")
    if postgresql:
        schema_editor.execute("DROP FUNCTION petitions_public_guard()")


class Migration(migrations.Migration):
    dependencies = [("org", "0003_readings"), ("petitions", "0002_words_and_mail")]

    operations = [
        migrations.CreateModel(
            name='Likeness',
            fields=[
                ('petition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='likeness', serialize=False, to='petitions.petition')),
                ('values', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='LikenessBand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.BigIntegerField()),
                ('petition', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='petitions.petition')),
            ],
            options={
                'indexes': [models.Index(fields=['value', 'petition'], name='likeness_by_value')],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('public_id', models.CharField(max_length=16, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Bản soạn, chưa công khai'), ('published', 'Đang công khai'), ('withdrawn', 'Đã rút')], default='draft', max_length=10)),
                ('division', models.CharField(blank=True, max_length=60)),
                ('field', models.CharField(blank=True, max_length=200)),
                ('place', models.CharField(blank=True, max_length=300)),
                ('title', models.CharField(max_length=200)),
                ('question', models.TextField()),
                ('answer', models.TextField()),
                ('search', models.TextField(blank=True)),
                ('cleared', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField()),
                ('days', models.PositiveSmallIntegerField()),
                ('people', models.PositiveIntegerField(default=1)),
                ('prepared_by', models.CharField(max_length=40)),
                ('prepared_at', models.DateTimeField()),
                ('published_by', models.CharField(blank=True, max_length=40)),
                ('published_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, max_length=40)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=500)),
                ('authority', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='petitions.petition')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'published')), fields=['-published_at', '-id'], name='publication_newest'), models.Index(condition=models.Q(('state', 'published')), fields=['authority', '-published_at', '-id'], name='publication_of_unit'), models.Index(condition=models.Q(('state', 'published')), fields=['asked_at', 'id'], name='publication_asked')],
                'constraints': [models.UniqueConstraint(fields=('petition', 'number'), name='publication_one_number'), models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('petition',), name='publication_one_at_a_time'), models.CheckConstraint(condition=models.Q(('published_at__isnull', False), models.Q(('state', 'published'), _negated=True), _connector='OR'), name='publication_published_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('answer', ''), ('question', ''), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='publication_withdrawn_says_why')],
            },
        ),
        migrations.CreateModel(
            name='PublicationFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('publication', models.PositiveSmallIntegerField()),
                ('number', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('findings', models.JSONField(default=list)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='public_files', to='petitions.petition')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('petition', 'number'), name='publication_file_one_number')],
            },
        ),
        migrations.CreateModel(
            name='SameMatter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('verdict', models.CharField(choices=[('same', 'Cùng một việc'), ('different', 'Hai việc khác nhau'), ('parted', 'Đã tách ra')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=40)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='petitions.petition')),
                ('petition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='petitions.petition')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('petition', 'number'), name='same_matter_one_number')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
