"""Stores the batches in which acts reach the public log, and how often a page failed, by the day."""

from django.db import models


class Batch(models.Model):
    """Đợt ghi sổ: at a fixed hour, always, also without any act: one root over the salted hashes of the acts.

    `leaves` are all hashes in their order (32 bytes each), filled up with noise to a fixed number; append-only.
    """

    number = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField(unique=True)
    root = models.BinaryField(max_length=32)
    leaves = models.BinaryField()
    entry = models.ForeignKey("ledger.Entry", models.PROTECT, related_name="+", db_index=False)


class Trouble(models.Model):
    """Trục trặc: where a page of this channel failed and how often that day. No line in any log tells the minute."""

    on = models.DateField()
    what = models.CharField(max_length=200)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="sealed_trouble_by_day", fields=["on", "what"])]
