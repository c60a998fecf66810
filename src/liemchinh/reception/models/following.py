"""Stores what follows a visit: what must be answered and by when, a refusal, papers that were taken in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from liemchinh.reception.models.visits import Visit, one_of
from liemchinh.reception.rules import refusal, visits


class VisitDuty(models.Model):
    """Việc phải làm sau lượt tiếp: what, by when and by which rule; done with its document."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="duties", db_index=False)
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    basis = models.CharField(max_length=300)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    document = models.CharField(max_length=300, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            one_of("kind", visits.DutyKind, "visit_duty_known"),
            models.UniqueConstraint(name="visit_duty_once", fields=["visit", "number"]),
            models.CheckConstraint(
                name="visit_duty_done_whole",
                condition=Q(done_at__isnull=True, done_by="") | Q(done_at__isnull=False) & ~Q(done_by=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at", "id"], name="visit_duty_open", condition=Q(done_at__isnull=True))
        ]


class Refusal(models.Model):
    """Từ chối tiếp: by which ground, what was explained, and the written notice (form 01/TCD) where one is due."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="refusal")
    ground = models.CharField(max_length=8)
    basis = models.CharField(max_length=300)
    reason = models.TextField()
    document = models.CharField(max_length=300, blank=True)
    explained = models.BooleanField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    notice_number = models.CharField(max_length=60, blank=True)
    notice_on = models.DateField(null=True)
    signed_by = models.CharField(max_length=200, blank=True)
    concerned = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            one_of("ground", refusal.Ground, "refusal_ground_known"),
            models.CheckConstraint(
                name="refusal_notice_whole",
                condition=Q(notice_number="", notice_on__isnull=True)
                | ~Q(notice_number="") & Q(notice_on__isnull=False),
            ),
            models.CheckConstraint(name="refusal_says_why", condition=~Q(reason="")),
        ]


class EvidenceReceipt(models.Model):
    """Giấy biên nhận (form 02/TCD): papers and things that somebody handed over; append-only."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="receipts", db_index=False)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    place = models.CharField(max_length=300)
    giver = models.CharField(max_length=200)
    giver_address = models.CharField(max_length=300, blank=True)
    giver_standing = models.CharField(max_length=200, blank=True)
    copies = models.PositiveSmallIntegerField()
    token = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="evidence_receipt_once", fields=["visit", "number"]),
            models.CheckConstraint(name="evidence_receipt_two_copies", condition=Q(copies__gt=0)),
        ]


class EvidenceItem(models.Model):
    """Tài liệu đã nhận: one line of a receipt; given back with a name and a day, never deleted."""

    receipt = models.ForeignKey(EvidenceReceipt, models.PROTECT, related_name="items", db_index=False)
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    pages = models.PositiveIntegerField(null=True)
    copy = models.CharField(max_length=10)
    state = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_to = models.CharField(max_length=200, blank=True)
    returned_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            one_of("copy", visits.CopyKind, "evidence_copy_known"),
            models.UniqueConstraint(name="evidence_item_once", fields=["receipt", "number"]),
            models.CheckConstraint(
                name="evidence_returned_whole",
                condition=Q(returned_at__isnull=True, returned_to="", returned_by="")
                | Q(returned_at__isnull=False) & ~Q(returned_to="") & ~Q(returned_by=""),
            ),
        ]
