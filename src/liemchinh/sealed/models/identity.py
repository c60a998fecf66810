"""Stores the envelope of identity in two shares, requests to open it, and the answers of the two custodians."""

import uuid

from django.db import models
from django.db.models import Q

from liemchinh.sealed.models.cases import Case
from liemchinh.sealed.models.keys import RecipientKey


class Share(models.Model):
    """Nửa phong bì danh tính: one of the two halves, sealed to one custodian; either alone is noise.

    Every case has both, of the same size, whether its reporter gave a name or not. No person holds both sides.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="shares")
    side = models.PositiveSmallIntegerField()
    key = models.ForeignKey(RecipientKey, models.PROTECT, related_name="shares")
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="sealed_share_side_known", condition=Q(side__in=[1, 2])),
            models.UniqueConstraint(name="sealed_share_once", fields=["case", "key"]),
        ]


class IdentityRequest(models.Model):
    """Yêu cầu mở danh tính: one reader asks, with a reason sealed to the custodians; opened for that reader only.

    From `granted_at` to `until_at` the two re-sealed halves lie here for the one who asked; then they are erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="identity_requests")
    asked_by = models.CharField(max_length=40)
    key = models.ForeignKey(RecipientKey, models.PROTECT, related_name="+")
    reason = models.BinaryField(null=True)
    asked_on = models.DateField()
    granted_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_identity_granted_for_a_time",
                condition=Q(granted_at__isnull=True, until_at__isnull=True)
                | Q(granted_at__isnull=False, until_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="sealed_identity_one_open",
                fields=["case", "asked_by"],
                condition=Q(ended_at__isnull=True),
            ),
        ]


class IdentityAnswer(models.Model):
    """Trả lời của người giữ danh tính: one custodian of one side says yes, with the half re-sealed, or no.

    `reason` is sealed to the one who asked; `half` is null for a no, and again when the time is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(IdentityRequest, models.PROTECT, related_name="answers")
    side = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=40)
    approved = models.BooleanField()
    reason = models.BinaryField(null=True)
    half = models.BinaryField(null=True)
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sealed_answer_once_a_side", fields=["request", "side"]),
            models.UniqueConstraint(name="sealed_answer_two_people", fields=["request", "by"]),
            models.CheckConstraint(name="sealed_answer_side_known", condition=Q(side__in=[1, 2])),
            models.CheckConstraint(
                name="sealed_answer_no_half_when_denied", condition=Q(approved=True) | Q(half__isnull=True)
            ),
        ]
