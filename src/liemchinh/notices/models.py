"""Stores the outbox and the pair of tokens by which Zalo knows us. Nothing is decided here."""

from django.db import models
from django.db.models import Q

from liemchinh.notices.rules import CHANNEL_NAMES, LONGEST_ADDRESS, STATE_NAMES, Channel, MessageState

_waiting = Q(state__in=[MessageState.QUEUED, MessageState.FAILED])
_sending = Q(state=MessageState.SENDING)
_sent = Q(state=MessageState.SENT)


class Message(models.Model):
    """Tin báo: one notice to one address on one channel, written in the transaction of what it tells of.

    `once` is the caller's key: the same notice is never written twice. `unit` is the authority whose outbox it is.
    `tracking` is what the other side sees of it. `claim` is the worker's number for the attempt under way, good until
    `claimed_until`. `facts` are emptied once it is delivered; `address` is masked some days later (`masked`).
    """

    subject = models.CharField(max_length=60)
    unit = models.CharField(max_length=60)
    template = models.CharField(max_length=30)
    channel = models.CharField(max_length=8, choices=[(str(c), CHANNEL_NAMES[c]) for c in Channel])
    once = models.CharField(max_length=120)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    masked = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=[(str(s), STATE_NAMES[s]) for s in MessageState])
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tracking = models.UUIDField(unique=True)
    provider_id = models.CharField(max_length=100, blank=True)
    error_code = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["once", "channel"], name="message_once_a_channel"),
            models.CheckConstraint(
                name="message_waiting_has_turn",
                condition=_waiting & Q(next_at__isnull=False) | ~_waiting & Q(next_at__isnull=True),
            ),
            models.CheckConstraint(
                name="message_sending_is_claimed",
                condition=_sending & Q(claim__isnull=False, claimed_until__isnull=False)
                | ~_sending & Q(claim__isnull=True, claimed_until__isnull=True),
            ),
            models.CheckConstraint(
                name="message_sent_has_time",
                condition=_sent & Q(sent_at__isnull=False) | ~_sent & Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="message_to_send", condition=Q(next_at__isnull=False)),
            models.Index(fields=["claimed_until"], name="message_under_way", condition=Q(claimed_until__isnull=False)),
            models.Index(fields=["subject", "created_at"], name="message_about"),
            models.Index(fields=["unit", "created_at"], name="message_of_unit"),
            models.Index(fields=["unit", "state", "created_at"], name="message_in_state"),
            models.Index(fields=["created_at"], name="message_to_mask", condition=Q(masked=False)),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.template} {self.channel}"


class ProviderToken(models.Model):
    """Cặp khóa truy cập: the access token and the single-use refresh token of a provider, both encrypted.

    The key is derived from the application's secret, which is in the environment and never in the database.
    `version` grows with every pair. `claimed_until` is set while somebody changes the pair: nobody else may try.
    `broken` when the provider refused the refresh token: an administrator has to authorise us again.
    """

    provider = models.CharField(max_length=20, primary_key=True)
    version = models.PositiveIntegerField(default=1)
    access = models.TextField()
    refresh = models.TextField()
    expires_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    broken = models.BooleanField(default=False)
