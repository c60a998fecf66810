"""Stores how far each mailbox has been read, and what became of every message in it."""

from typing import ClassVar

from django.db import models

from liemchinh.petitions.rules.mail import FATE_NAMES, REASON_NAMES


class Mailbox(models.Model):
    """Hộp thư: a folder of a mail account, read from `uid` on. The server's `validity` says what its numbers mean.

    `name` is account and folder. `failure` is why the last look failed, empty when it did not.
    """

    name = models.CharField(max_length=300, unique=True)
    validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True)


class MailItem(models.Model):
    """Thư đến: one message of a mailbox and what became of it; a message set aside stays until a person has settled it.

    `digest` is the SHA-256 of its bytes: the same message under another number is known. `name` is that of its
    petition. The bytes of what was set aside are kept beside the files until it is settled, and so long only the row
    says who wrote it and what about.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="items", db_index=False)
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    authority = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    message_id = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField()
    sent_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField()
    fate = models.CharField(max_length=10, choices=[(str(one), name) for one, name in FATE_NAMES.items()])
    reason = models.CharField(
        max_length=20, blank=True, choices=[(str(one), name) for one, name in REASON_NAMES.items()]
    )
    left_out = models.JSONField(default=list)
    petition = models.ForeignKey(
        "petitions.Petition", null=True, on_delete=models.PROTECT, related_name="letters", db_index=True
    )
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=40, blank=True)
    settled_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "validity", "uid"], name="mail_item_taken_once"),
            models.CheckConstraint(
                name="mail_item_settled_whole",
                condition=models.Q(settled_at__isnull=True, settled_by="")
                | models.Q(settled_at__isnull=False) & ~models.Q(settled_by=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["digest"], name="mail_item_digest"),
            models.Index(
                fields=["authority", "-came_at", "-id"],
                name="mail_item_waiting",
                condition=models.Q(fate="aside", settled_at__isnull=True),
            ),
        ]
