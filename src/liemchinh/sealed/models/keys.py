"""Stores the public keys of those who may open reports, and each use of a recovery key."""

from django.db import models
from django.db.models import F, Q

from liemchinh.sealed import rules


class RecipientKey(models.Model):
    """Khóa của người nhận: an age recipient, made on its holder's own device, confirmed by a second person.

    `private` is the holder's private key locked with a passphrase (an age scrypt file), only if they chose to leave it
    here. A recovery key has no seat: `person` and `second` each keep one half of its secret, outside of this machine.
    """

    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10)
    person = models.CharField(max_length=40)
    second = models.CharField(max_length=40, blank=True, default="")
    seat = models.CharField(max_length=60, blank=True, default="")
    public = models.CharField(max_length=62, unique=True)
    private = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=40, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.CharField(max_length=40, blank=True, default="")
    retired_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_key_purpose_known", condition=Q(purpose__in=sorted(one.value for one in rules.Purpose))
            ),
            models.CheckConstraint(name="sealed_key_shape", condition=Q(public__regex=r"^age1[02-9ac-hj-np-z]{58}$")),
            models.CheckConstraint(
                name="sealed_key_two_people", condition=Q(confirmed_by="") | ~Q(confirmed_by=F("person"))
            ),
            models.CheckConstraint(
                name="sealed_key_confirmed_whole",
                condition=Q(confirmed_by="", confirmed_at__isnull=True)
                | ~Q(confirmed_by="") & Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sealed_key_retired_whole",
                condition=Q(retired_at__isnull=True, retired_by="", retired_reason="")
                | Q(retired_at__isnull=False) & ~Q(retired_by="") & ~Q(retired_reason=""),
            ),
            models.CheckConstraint(
                name="sealed_key_seat_or_halves",
                condition=Q(purpose="recovery", seat="", private__isnull=True) & ~Q(second="") & ~Q(second=F("person"))
                | ~Q(purpose="recovery") & Q(second="") & ~Q(seat=""),
            ),
            models.UniqueConstraint(
                name="sealed_key_one_of_a_seat",
                fields=["seat", "person", "purpose"],
                condition=Q(retired_at__isnull=True) & ~Q(seat=""),
            ),
            models.UniqueConstraint(
                name="sealed_key_one_recovery",
                fields=["authority"],
                condition=Q(retired_at__isnull=True, purpose="recovery"),
            ),
        ]


class Recovery(models.Model):
    """Phục hồi khóa mất: two keepers of the halves let one new key be given what the recovery key can open."""

    key = models.ForeignKey(RecipientKey, models.PROTECT, related_name="+")
    lost = models.ForeignKey(RecipientKey, models.PROTECT, related_name="+")
    new = models.ForeignKey(RecipientKey, models.PROTECT, related_name="+")
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    first_by = models.CharField(max_length=40, blank=True, default="")
    first_at = models.DateTimeField(null=True)
    second_by = models.CharField(max_length=40, blank=True, default="")
    second_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_recovery_two_people", condition=Q(second_by="") | ~Q(second_by=F("first_by"))
            ),
            models.CheckConstraint(name="sealed_recovery_says_why", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="sealed_recovery_one_open", fields=["lost"], condition=Q(ended_at__isnull=True)
            ),
        ]
