"""Stores requests for protection, what was decided and looked after, and acts of retaliation. Words are sealed."""

import uuid

from django.db import models
from django.db.models import Q

from liemchinh.sealed import rules
from liemchinh.sealed.models.cases import Case, Piece


class Protection(models.Model):
    """Bảo vệ người tố cáo: what was asked for, decided by which document, from when until when (Law on Denunciations
    arts. 47-58)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="protections")
    number = models.PositiveSmallIntegerField()
    asked_on = models.DateField()
    asked = models.ForeignKey(Piece, models.PROTECT, null=True, related_name="+")
    measures = models.JSONField(default=list)
    decided_on = models.DateField(null=True)
    granted = models.BooleanField(null=True)
    document = models.CharField(max_length=100, blank=True, default="")
    starts_on = models.DateField(null=True)
    check_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    end_ground = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sealed_protection_once", fields=["case", "number"]),
            models.CheckConstraint(
                name="sealed_protection_decided_whole",
                condition=Q(decided_on__isnull=True, granted__isnull=True, document="")
                | Q(decided_on__isnull=False, granted__isnull=False) & ~Q(document=""),
            ),
            models.CheckConstraint(
                name="sealed_protection_starts_when_granted",
                condition=Q(granted=True, starts_on__isnull=False) | ~Q(granted=True) & Q(starts_on__isnull=True),
            ),
            models.CheckConstraint(
                name="sealed_protection_ends_with_ground",
                condition=Q(ended_on__isnull=True, end_ground="")
                | Q(ended_on__isnull=False, end_ground__in=sorted(one.value for one in rules.EndGround)),
            ),
        ]


class ProtectionCheck(models.Model):
    """Lần hỏi thăm người được bảo vệ: on which day, how they are; append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protection = models.ForeignKey(Protection, models.PROTECT, related_name="checks")
    on = models.DateField()
    safe = models.BooleanField()
    by = models.CharField(max_length=40)
    piece = models.ForeignKey(Piece, models.PROTECT, null=True, related_name="+")


class Retaliation(models.Model):
    """Trù dập, trả thù: an act told by the reporter or seen by the body, by kind and day; its story is sealed;
    append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="retaliations")
    kind = models.CharField(max_length=12)
    on = models.DateField()
    told_on = models.DateField()
    by = models.CharField(max_length=40)
    piece = models.ForeignKey(Piece, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_retaliation_kind_known", condition=Q(kind__in=sorted(one.value for one in rules.Harm))
            )
        ]
