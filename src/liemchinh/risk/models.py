"""Stores what units say about a case, and nothing about the case itself: that is read from the dossiers each time."""

from django.db import models


class CaseNote(models.Model):
    """Giải trình: what a unit says about one dossier that stands beside the on-time rate; append-only."""

    pattern = models.CharField(max_length=30)
    dossier = models.CharField(max_length=50)
    text = models.CharField(max_length=2000)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["dossier", "pattern", "at"], name="case_note_of")]
