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

    `place` is its number in the book, over all years, given by the sequencer. `salt` and `record` are null only after
    an authorised erasure, or when the entry came back from the published log. Triggers refuse any other change and
    every deletion.
    """

    kind = models.CharField(max_length=60)
    tag = models.CharField(max_length=32)
    step = models.PositiveIntegerField()
    entry = models.BinaryField()
    leaf = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32, null=True)
    record = models.BinaryField(null=True)
    at = models.DateTimeField()
    place = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tag", "step"], name="entry_one_step_once"),
            # entries that wait are not in this index: writing one costs nothing here
            models.UniqueConstraint(
                fields=["place"], condition=models.Q(place__isnull=False), name="entry_one_place_once"
            ),
            models.CheckConstraint(
                name="entry_erased_whole",
                condition=models.Q(salt__isnull=True, record__isnull=True)
                | models.Q(salt__isnull=False, record__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="entry_waiting", condition=models.Q(place__isnull=True)),
        ]


class Shard(models.Model):
    """Quyển sổ: the log of one year, a Merkle tree under its own name and key. Its row is the head.

    `first` is the place of its first entry, `size` how many it holds, `root` their tree hash (RFC 6962), `edge` the
    unfinished tiles at the right (`core.tiles.Edge`). Only one is open. A year has a second one only after its key was
    frozen.
    """

    origin = models.CharField(max_length=200, unique=True)
    year = models.PositiveSmallIntegerField()
    first = models.BigIntegerField()
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(max_length=32)
    edge = models.BinaryField()
    closed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["closed"], condition=models.Q(closed=False), name="shard_one_open"),
        ]


class Tile(models.Model):
    """Mảnh cây: 256 hashes of one level of a shard's tree, written once when the 256th is known (tlog-tiles)."""

    shard = models.ForeignKey(Shard, on_delete=models.PROTECT, related_name="tiles", db_index=False)
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shard", "level", "index"], name="tile_once")]


class Checkpoint(models.Model):
    """Mốc sổ, chưa ký: how large a shard was after one turn of the sequencer, and its root then."""

    shard = models.ForeignKey(Shard, on_delete=models.PROTECT, related_name="checkpoints", db_index=False)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shard", "size"], name="checkpoint_size_once")]
