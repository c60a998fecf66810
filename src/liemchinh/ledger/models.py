"""Stores what rooms wrote for the public log, until the sequencer gives each entry its place, and after."""

from django.db import models


class Thread(models.Model):
    """Sợi chỉ: the chain of entries about one thing, under a random tag that no other number reveals.

    A `subject` that is only the name of a room (`org`) is the room's head: its `leaf` is that of the last entry
    about anything there, its `step` counts them.
    """

    subject = models.CharField(max_length=120, unique=True)
    tag = models.CharField(max_length=32, unique=True)
    step = models.PositiveIntegerField(default=0)
    leaf = models.BinaryField(max_length=32, default=b"")


class Entry(models.Model):
    """Mục sổ cái: one event as it will stand in the log, its salt and the private record it commits to.

    `place` is the index in the log, given by the sequencer. `salt` and `record` are null only after an authorised
    erasure. Triggers refuse any other change and every deletion.
    """

    kind = models.CharField(max_length=60)
    tag = models.CharField(max_length=32)
    step = models.PositiveIntegerField()
    entry = models.BinaryField()
    leaf = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32, null=True)
    record = models.BinaryField(null=True)
    at = models.DateTimeField()
    place = models.BigIntegerField(null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "step"], name="entry_one_step_once"),
            models.CheckConstraint(
                name="entry_erased_whole",
                condition=models.Q(salt__isnull=True, record__isnull=True)
                | models.Q(salt__isnull=False, record__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="entry_waiting", condition=models.Q(place__isnull=True)),
        ]
