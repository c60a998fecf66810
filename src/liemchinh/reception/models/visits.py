"""Stores the register of citizen reception: each visit, who came, the matter it was about, what was changed later."""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from liemchinh.reception.rules import visits as rules


def one_of(field: str, kinds: type[StrEnum], name: str) -> models.CheckConstraint:
    """The column holds one of the values of an enumeration."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": sorted(kind.value for kind in kinds)}))


class VisitCounter(models.Model):
    """Số thứ tự: the last visit of an authority's year, and of its day."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField()


class Matter(models.Model):
    """Vụ việc: what one or many visits to an authority are about; counted once however often people come for it."""

    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    first_at = models.DateTimeField()
    restricted = models.BooleanField(default=False)
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.CheckConstraint(name="matter_says_what", condition=~Q(subject=""))]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority", "-first_at", "-id"], name="matter_newest_first")
        ]


class Visit(models.Model):
    """Lượt tiếp công dân: one line of the register (form 03/TCD) with all that follows from it.

    `at` is when people were received, `recorded_at` when it was written down. `occasion` is the how-manieth visit for
    this matter (1: first time), 0 for a visit that was refused. `restricted`: only who wrote it and the head read who
    came and what about. Which duties it opened, its refusal and its evidence are rows of their own. After `erased_at`
    nothing in it or them is about a person; `erasure` is the entry that says so, and what the triggers ask for.
    """

    code = models.CharField(max_length=60, unique=True)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey("reception.Session", models.PROTECT, null=True, related_name="+")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="visits", db_index=False)
    occasion = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    seat = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    form = models.CharField(max_length=8)
    received_by = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField()
    group = models.BooleanField(default=False)
    delegation = models.CharField(max_length=300, blank=True)
    summary = models.TextField()
    request = models.TextField(blank=True)
    content = models.CharField(max_length=14)
    petitioners = models.PositiveIntegerField(default=0)
    settled_by = models.CharField(max_length=300, blank=True)
    within = models.BooleanField(null=True)
    guided_to = models.CharField(max_length=300, blank=True)
    guided_document = models.CharField(max_length=200, blank=True)
    forwarded_to = models.CharField(max_length=300, blank=True)
    forwarded_document = models.CharField(max_length=200, blank=True)
    follow_up = models.TextField(blank=True)
    answered = models.BooleanField(default=False)
    wants_result = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    petition = models.CharField(max_length=60, blank=True)
    conclusion = models.ForeignKey("reception.Conclusion", models.PROTECT, null=True, related_name="visits")
    amended = models.PositiveSmallIntegerField(default=0)
    erased_at = models.DateTimeField(null=True)
    erasure = models.ForeignKey("ledger.Entry", models.PROTECT, null=True, related_name="+", db_index=False)
    token = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            one_of("kind", rules.VisitKind, "visit_kind_known"),
            one_of("form", rules.VisitForm, "visit_form_known"),
            one_of("content", rules.Content, "visit_content_known"),
            models.UniqueConstraint(name="visit_number_once", fields=["authority", "year", "number"]),
            models.CheckConstraint(name="visit_has_people", condition=Q(people__gt=0)),
            models.CheckConstraint(name="visit_not_before_it_was", condition=Q(recorded_at__gte=F("at"))),
            models.CheckConstraint(
                name="visit_refused_counts_nothing",
                condition=Q(refused=True, occasion=0) | Q(refused=False, occasion__gt=0),
            ),
            models.CheckConstraint(
                name="visit_denunciation_restricted", condition=~Q(content="denunciation") | Q(restricted=True)
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority", "at", "id"], name="visit_register"),
            models.Index(fields=["matter", "at", "id"], name="visit_of_matter"),
        ]

    def __str__(self) -> str:
        return self.code


class Visitor(models.Model):
    """Người được tiếp: who stated name, address and papers (Decree 154/2026, article 12); all others are counted."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="visitors", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)
    identity_kind = models.CharField(max_length=10)
    identity = models.CharField(max_length=30, blank=True)
    identity_on = models.DateField(null=True)
    identity_place = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    standing = models.CharField(max_length=14)
    paper = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            one_of("identity_kind", rules.IdentityKind, "visitor_identity_known"),
            one_of("standing", rules.Standing, "visitor_standing_known"),
            models.UniqueConstraint(name="visitor_once", fields=["visit", "number"]),
            models.CheckConstraint(name="visitor_has_name", condition=~Q(name="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["identity"], name="visitor_by_identity", condition=~Q(identity="")),
        ]


class VisitChange(models.Model):
    """Lần sửa: what a visit said before and after, who changed it and why; append-only."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="changes", db_index=False)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="visit_change_once", fields=["visit", "number"]),
            models.CheckConstraint(name="visit_change_says_why", condition=~Q(reason="")),
        ]
