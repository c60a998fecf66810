"""Stores what a head concluded after receiving people, and the work that follows from it, each with its day."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Conclusion(models.Model):
    """Thông báo kết luận việc tiếp công dân (Decree 154/2026, article 25.2): said once; a mistake gets a new one."""

    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    session = models.ForeignKey("reception.Session", models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=60)
    issued_on = models.DateField()
    held_on = models.DateField()
    chaired_by = models.CharField(max_length=200)
    attended = models.CharField(max_length=500, blank=True)
    content = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    sent_to = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    token = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="conclusion_says_what", condition=~Q(content="") & ~Q(document="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority", "-issued_on", "-id"], name="conclusion_newest_first")
        ]


class ReceptionTask(models.Model):
    """Việc giao sau tiếp công dân: what, which unit, until when, whom to ask; done with a document, never deleted."""

    conclusion = models.ForeignKey(Conclusion, models.PROTECT, related_name="tasks", db_index=False)
    number = models.PositiveSmallIntegerField()
    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    visit = models.ForeignKey("reception.Visit", models.PROTECT, null=True, related_name="tasks")
    what = models.CharField(max_length=500)
    unit = models.ForeignKey("org.Unit", models.PROTECT, null=True, related_name="+")
    body = models.CharField(max_length=300)
    contact = models.CharField(max_length=200, blank=True)
    due_on = models.DateField()
    due_at = models.DateTimeField()
    changes = models.JSONField(default=list)
    reminders = models.JSONField(default=list)
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    document = models.CharField(max_length=300, blank=True)
    result = models.CharField(max_length=1000, blank=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="reception_task_once", fields=["conclusion", "number"]),
            models.CheckConstraint(
                name="reception_task_done_whole",
                condition=Q(done_at__isnull=True, done_by="", document="")
                | Q(done_at__isnull=False) & ~Q(done_by="") & ~Q(document=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority", "due_at", "id"], name="reception_task_open", condition=Q(done_at=None))
        ]
