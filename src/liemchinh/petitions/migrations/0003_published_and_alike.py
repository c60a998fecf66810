"""Publications, likeness of texts, answers to "is it solved?"."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("petitions", "0002_words_and_mail")]
    operations = []
