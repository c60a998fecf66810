"""What the search, the mail intake and the bulk figures need."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("petitions", "0001_petitions_events_duties")]
    operations = []
