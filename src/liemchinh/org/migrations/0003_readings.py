from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('org', '0002_calendar_decisions')]
    operations = [
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('person', models.CharField(max_length=40)),
                ('seat', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(max_length=10)),
                ('subject', models.CharField(blank=True, max_length=80)),
                ('found', models.PositiveIntegerField(default=1)),
            ],
            options={
                'indexes': [models.Index(fields=['at'], name='reading_at'), models.Index(fields=['person', 'at'], name='reading_by_person'), models.Index(fields=['subject', 'at'], name='reading_of_subject')],
            },
        ),
    ]
