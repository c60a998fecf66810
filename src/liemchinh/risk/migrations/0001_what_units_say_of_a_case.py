"""What units say about the dossiers that stand beside their on-time rate."""

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pattern', models.CharField(max_length=30)),
                ('dossier', models.CharField(max_length=50)),
                ('text', models.CharField(max_length=2000)),
                ('by', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['dossier', 'pattern', 'at'], name='case_note_of')],
            },
        ),
    ]
