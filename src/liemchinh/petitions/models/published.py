"""Stores what everybody may read of recommendations, verdicts on two letters of one matter, and likeness of texts."""

from django.db import models

from liemchinh.petitions.models.petition import Petition
from liemchinh.petitions.rules.publishing import PUBLIC_STATE_NAMES, PublicState
from liemchinh.petitions.rules.publishing import VERDICT_NAMES as VERDICT_NAMES

_published = models.Q(state="published")


class Publication(models.Model):
    """Hỏi đáp công khai: a question and its answer as everybody reads them, apart from the petition's own text.

    `public_id` is its address; it leads to no code. `division` is the code of the unit that answered. `cleared` holds
    what a second person found to be a false alarm: {key: {"clue", "where", "by", "at", "reason"}}. `days` are the
    working days from receipt to answer. Withdrawn, its words are gone and `withdrawn_reason` stands in their place.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField()
    public_id = models.CharField(max_length=16, unique=True)
    state = models.CharField(
        max_length=10,
        default=PublicState.DRAFT.value,
        choices=[(str(s), name) for s, name in PUBLIC_STATE_NAMES.items()],
    )
    authority = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    division = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=200)
    question = models.TextField()
    answer = models.TextField()
    search = models.TextField(blank=True)
    cleared = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField(default=1)
    prepared_by = models.CharField(max_length=40)
    prepared_at = models.DateTimeField()
    published_by = models.CharField(max_length=40, blank=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "number"], name="publication_one_number"),
            models.UniqueConstraint(fields=["petition"], name="publication_one_at_a_time", condition=_published),
            models.CheckConstraint(
                name="publication_published_has_time",
                condition=models.Q(published_at__isnull=False) | ~models.Q(state="published"),
            ),
            models.CheckConstraint(
                name="publication_withdrawn_says_why",
                condition=~models.Q(state="withdrawn")
                | models.Q(question="", answer="") & ~models.Q(withdrawn_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="publication_newest", condition=_published),
            models.Index(
                fields=["authority", "-published_at", "-id"], name="publication_of_unit", condition=_published
            ),
            models.Index(fields=["asked_at", "id"], name="publication_asked", condition=_published),
        ]


class PublicationFile(models.Model):
    """Tệp công khai: a clean copy that goes with a published answer; pictures are drawn anew."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="public_files")
    publication = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="publication_file_one_number")]


class SameMatter(models.Model):
    """Kết luận trùng hay không: a person read two letters and said whether they are one matter. Append-only.

    The last verdict about a pair holds.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="verdicts")
    number = models.PositiveSmallIntegerField()
    other = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=10, choices=[(str(v), name) for v, name in VERDICT_NAMES.items()])
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="same_matter_one_number")]


class Likeness(models.Model):
    """Dấu vân của nội dung: the bands of a petition's text, eight bytes each, so that they can be found again.

    Derived data.
    """

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, primary_key=True, related_name="likeness")
    values = models.BinaryField()


class LikenessBand(models.Model):
    """One band of a petition's text: two letters that share one are worth comparing. Derived data.

    `authority` is the petition's, so that letters of others cost nothing.
    """

    value = models.BigIntegerField()
    authority = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["value", "authority", "petition"], name="likeness_by_value")]
