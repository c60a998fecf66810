"""Online filing, shares of other units, ratings kept apart, corrections; what happened in them is not deleted."""

import django.db.models.deletion
from django.db import migrations, models

REFUSAL = "events are append-only"
GUARDED = (
    ("dossiers_part", "DELETE"),
    ("dossiers_correction", "DELETE"),
    ("dossiers_ratingslip", "DELETE"),
    ("dossiers_ratingslip", "UPDATE"),
    ("dossiers_rating", "DELETE"),
    ("dossiers_rating", "UPDATE"),
)
REMADE = (("dossiers_dossier", "DELETE"),)
# on SQLite a table that gains columns is made again, and its triggers with it


def guard(apps, schema_editor):
    """Install the triggers of this database."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table, act in GUARDED if postgresql else (*GUARDED, *REMADE):
        name = f"{table}_no_{act.lower()}"
        body = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        if postgresql:
            body = "FOR EACH ROW EXECUTE FUNCTION dossiers_guard()"
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        schema_editor.execute(f"CREATE TRIGGER {name} BEFORE {act} ON {table} {body}")


def unguard(apps, schema_editor):
    """Remove them again."""
    on = schema_editor.connection.vendor == "postgresql"
    for table, act in GUARDED:
        schema_editor.execute(f"DROP TRIGGER {table}_no_{act.lower()}" + (f" ON {table}" if on else ""))



class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0005_erasures'),
        ('org', '0003_readings'),
        ('procedures', '0002_published_versions_stay'),
    ]

    operations = [
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('admitted_at', models.DateTimeField()),
                ('admitted_by', models.CharField(max_length=40)),
                ('what', models.CharField(max_length=2000)),
                ('due_at', models.DateTimeField()),
                ('fixed_at', models.DateTimeField(null=True)),
                ('fixed_by', models.CharField(blank=True, max_length=40)),
                ('result_number', models.CharField(blank=True, max_length=60)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='dossiers.dossier')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('fixed_at__isnull', True)), fields=['due_at'], name='correction_open'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('dossier', 'number'), name='correction_one_number'),
                    models.CheckConstraint(condition=models.Q(models.Q(('fixed_at__isnull', True), ('result_number', '')), models.Q(('fixed_at__isnull', False), models.Q(('result_number', ''), _negated=True)), _connector='OR'), name='correction_fixed_has_its_number'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('procedure', models.CharField(max_length=60)),
                ('channel', models.PositiveBigIntegerField(null=True)),
                ('unit', models.CharField(max_length=60)),
                ('answers', models.JSONField(default=dict)),
                ('helper', models.CharField(blank=True, max_length=40)),
                ('began_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('dossier', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['expires_at'], name='draft_expires'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DraftFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('component', models.PositiveSmallIntegerField(null=True)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=60)),
                ('size', models.PositiveIntegerField()),
                ('pages', models.PositiveSmallIntegerField(null=True)),
                ('sha256', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='dossiers.draft')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('draft', 'sha256'), name='draft_file_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('opinion', 'opinion'), ('step', 'step')], max_length=10)),
                ('stage', models.PositiveSmallIntegerField(default=1)),
                ('question', models.CharField(max_length=2000)),
                ('term_amount', models.PositiveSmallIntegerField()),
                ('term_unit', models.CharField(max_length=20)),
                ('asked_at', models.DateTimeField(null=True)),
                ('asked_by', models.CharField(max_length=40)),
                ('due_at', models.DateTimeField(null=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=40)),
                ('answer', models.CharField(blank=True, max_length=4000)),
                ('agrees', models.BooleanField(null=True)),
                ('document', models.CharField(blank=True, max_length=100)),
                ('silent_at', models.DateTimeField(null=True)),
                ('recalled_at', models.DateTimeField(null=True)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='dossiers.dossier')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'indexes': [
                    models.Index(condition=models.Q(('answered_at__isnull', True), ('asked_at__isnull', False), ('recalled_at__isnull', True)), fields=['unit', 'due_at', 'id'], name='part_waiting'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('dossier', 'number'), name='part_one_number'),
                    models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('due_at__isnull', True)), models.Q(('asked_at__isnull', False), ('due_at__isnull', False)), _connector='OR'), name='part_asked_has_its_date'),
                    models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('asked_at__isnull', False), _connector='OR'), name='part_answered_was_asked'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('code', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('field', models.CharField(blank=True, max_length=300)),
                ('month', models.DateField()),
                ('level', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField(default=dict)),
                ('remark', models.CharField(blank=True, max_length=1000)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['unit', 'month'], name='rating_by_month'),
                ],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('level__in', [1, 2, 3])), name='rating_level_known'),
                ],
            },
        ),
        migrations.CreateModel(
            name='RatingSlip',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
            ],
        ),
        migrations.AddField(
            model_name='attachment',
            name='role',
            field=models.CharField(choices=[('paper', 'paper'), ('result', 'result'), ('answer', 'answer')], default='paper', max_length=10),
        ),
        migrations.AddField(
            model_name='dossier',
            name='check_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='dossier',
            name='notify',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='dossier',
            name='partners',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='dossier',
            name='return_method',
            field=models.CharField(choices=[('counter', 'Nhận tại Bộ phận Một cửa'), ('post', 'Nhận qua bưu điện'), ('online', 'Nhận bản điện tử trên mạng')], default='counter', max_length=10),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('check_due_at__isnull', False)), fields=['authority', 'check_due_at', 'id'], name='dossier_unchecked'),
        ),
        migrations.RunPython(guard, unguard),
    ]
