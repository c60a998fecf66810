"""Stores what goes to the national portal and what came from it: parcels, arrivals, and files that were set aside."""

from django.db import models
from django.db.models import Q

from liemchinh.exchange.rules import SERVICE_NAMES, STATE_NAMES, ParcelState, Service

_waiting = Q(state=ParcelState.WAITING.value)  # text: a frozen migration knows no rules
_unsettled = Q(state__in=[ParcelState.WAITING.value, ParcelState.REFUSED.value, ParcelState.DEAD.value])


class Parcel(models.Model):
    """Gói đồng bộ: one message to the national portal about one step of one dossier, made once, sent in order.

    `place` orders the parcels of a dossier; `opens` is the one by which the portal first learns of it. `digest` is the
    SHA-256 of what was sent last; the message itself is made anew from the records each time. `claim` is the worker's
    number for the attempt under way, good until `claimed_until`. `path` is the file below the exchange folder that a
    message lies in, "" when none does.
    """

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", db_index=False)
    unit = models.CharField(max_length=60)
    step = models.PositiveIntegerField()
    service = models.CharField(max_length=30, choices=[(str(s), SERVICE_NAMES[s]) for s in Service])
    place = models.PositiveIntegerField()
    opens = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(str(s), STATE_NAMES[s]) for s in ParcelState])
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    path = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    answer_code = models.CharField(max_length=60, blank=True)
    answer_text = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "step", "service"], name="parcel_once_a_step"),
            models.CheckConstraint(
                name="parcel_waiting_has_turn",
                condition=_waiting & Q(next_at__isnull=False) | ~_waiting & Q(next_at__isnull=True),
            ),
            models.CheckConstraint(name="parcel_claimed_waits", condition=Q(claim__isnull=True) | _waiting),
            models.CheckConstraint(
                name="parcel_sent_has_time",
                condition=Q(state=ParcelState.SENT.value, sent_at__isnull=False)
                | ~Q(state=ParcelState.SENT.value) & Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="parcel_to_send", condition=Q(next_at__isnull=False)),
            models.Index(fields=["dossier", "place"], name="parcel_unsettled", condition=_unsettled),
            models.Index(fields=["unit", "state", "made_at"], name="parcel_in_state"),
            models.Index(fields=["unit", "made_at"], name="parcel_of_unit"),
            models.Index(fields=["state", "id"], name="parcel_with_file", condition=~Q(path="")),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}/{self.step} {self.service}"


class Arrival(models.Model):
    """Hồ sơ từ Cổng dịch vụ công quốc gia: what was filed there and has become a dossier of ours, once.

    `code` is the code that the portal gave it; the dossier has its own. `links` are the addresses of files that were
    not sent along. `verified`: filed with an account that was checked against the national identity.
    """

    code = models.CharField(max_length=50, unique=True)
    dossier = models.OneToOneField("dossiers.Dossier", models.PROTECT, related_name="+")
    unit = models.CharField(max_length=60)
    arrived_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    verified = models.BooleanField(default=False)
    links = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["unit", "arrived_at"], name="arrival_of_unit")]

    def __str__(self) -> str:
        return self.code


class Held(models.Model):
    """Tệp để riêng: a message from the national portal that could not become a dossier, kept whole until mended.

    `digest` is the SHA-256 of the message, by which it lies in the folder of what was set aside; `reason` is a code,
    `about` the name of the field or paper it is about. `settled` says what a person did with it.
    """

    digest = models.CharField(max_length=64, unique=True)
    unit = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=50, blank=True)
    reason = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300)
    about = models.JSONField(default=dict)
    held_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="held_settled_says_how",
                condition=Q(settled_at__isnull=True, settled="") | Q(settled_at__isnull=False) & ~Q(settled=""),
            )
        ]
        indexes = [
            models.Index(fields=["unit", "held_at"], name="held_open", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.name
