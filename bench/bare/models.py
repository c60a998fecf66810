"""The one table of the bare views; made and filled by the measurement, never part of the product."""

from django.db import models


class Row(models.Model):
    """A row with an indexed key and a little text."""

    text = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "bench_bare"
