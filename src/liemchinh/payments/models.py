"""Stores what is owed and what was paid. Rows of money are added, never changed; triggers refuse the rest.

Amounts are whole đồng. `subject` names what a charge is for: the code of a dossier.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from liemchinh.payments import rules


def _one_of(field: str, kinds: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": sorted(kind.value for kind in kinds)}))


class Counter(models.Model):
    """Số thứ tự: the last cash slip of an authority's year."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField()


class Account(models.Model):
    """Tài khoản nhận tiền: proposed by one person, in force once a second one has confirmed it, until the next.

    What was proposed never changes; only who confirmed it and when it ended is filled in.
    """

    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    bin = models.CharField(max_length=6)
    bank = models.CharField(max_length=100)
    number = models.CharField(max_length=19)
    holder = models.CharField(max_length=200)
    document = models.CharField(max_length=200)
    proposed_by = models.CharField(max_length=40)
    proposed_at = models.DateTimeField()
    confirmed_by = models.CharField(max_length=40, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_two_people", condition=Q(confirmed_by="") | ~Q(confirmed_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="account_confirmed_whole",
                condition=Q(confirmed_by="", confirmed_at__isnull=True)
                | ~Q(confirmed_by="") & Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(name="account_bin_shape", condition=Q(bin__regex=r"^[0-9]{6}$")),
            models.UniqueConstraint(
                name="account_one_in_force",
                fields=["authority"],
                condition=Q(confirmed_at__isnull=False, ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="account_one_proposed",
                fields=["authority"],
                condition=Q(confirmed_at__isnull=True, ended_at__isnull=True),
            ),
        ]


class Charge(models.Model):
    """Khoản phải nộp: one fee of one dossier. `amount` is null until somebody with a basis fixes it.

    `paid` (less reversals) and `refunded` are the sums of the rows below, kept for lists and checked by constraints;
    `settled_at` is set exactly while nothing is owed.
    """

    subject = models.CharField(max_length=60)
    ordinal = models.PositiveSmallIntegerField()
    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    moment = models.CharField(max_length=1)
    name = models.CharField(max_length=300)
    reference = models.CharField(max_length=25, unique=True)
    amount = models.PositiveBigIntegerField(null=True)
    amount_basis = models.CharField(max_length=500, blank=True)
    reduced = models.PositiveBigIntegerField(default=0)
    reduced_reason = models.CharField(max_length=500, blank=True)
    reduced_basis = models.CharField(max_length=500, blank=True)
    paid = models.PositiveBigIntegerField(default=0)
    refunded = models.PositiveBigIntegerField(default=0)
    charged_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    settled_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=500, blank=True)
    refund_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _one_of("kind", rules.Kind, "charge_kind_known"),
            _one_of("moment", rules.Moment, "charge_moment_known"),
            models.UniqueConstraint(name="charge_ordinal_once", fields=["subject", "ordinal"]),
            models.CheckConstraint(
                name="charge_reduced_within",
                condition=Q(reduced=0) | Q(amount__isnull=False, reduced__lte=F("amount")) & ~Q(reduced_reason=""),
            ),
            models.CheckConstraint(name="charge_refund_within", condition=Q(refunded__lte=F("paid"))),
            models.CheckConstraint(name="charge_paid_when_fixed", condition=Q(paid=0) | Q(amount__isnull=False)),
            models.CheckConstraint(
                name="charge_settled_when_paid",
                condition=Q(settled_at__isnull=True, closed_at__isnull=True)
                & (Q(amount__isnull=True) | Q(amount__gt=F("reduced") + F("paid") - F("refunded")))
                | Q(settled_at__isnull=False)
                & (
                    Q(closed_at__isnull=False)
                    | Q(amount__isnull=False, amount__lte=F("reduced") + F("paid") - F("refunded"))
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority", "charged_at"], name="charge_owed", condition=Q(settled_at__isnull=True)),
            models.Index(
                fields=["authority", "refund_asked_at"],
                name="charge_asked_back",
                condition=Q(refund_asked_at__isnull=False),
            ),
            models.Index(fields=["authority", "charged_at", "id"], name="charge_by_day"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def sum(self) -> rules.Sum:
        """The charge in figures, for the rules."""
        return rules.Sum(
            amount=self.amount,
            reduced=self.reduced,
            paid=self.paid,
            refunded=self.refunded,
            closed=self.closed_at is not None,
            asked_back=self.refund_asked_at is not None,
        )


class Statement(models.Model):
    """Sao kê: one file of a bank, known by its hash; append-only."""

    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    form = models.CharField(max_length=20)
    account = models.CharField(max_length=40, blank=True)
    lines_read = models.PositiveIntegerField()
    lines_new = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(name="statement_once", fields=["authority", "sha256"])]


class StatementLine(models.Model):
    """Dòng sao kê: one amount that arrived, once however often it is imported; append-only.

    Whether it is matched is derived: from the payments that point to it, and from what was set aside.
    """

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    ordinal = models.PositiveIntegerField()
    booked_on = models.DateField()
    amount = models.PositiveBigIntegerField()
    text = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    payer = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="line_once", fields=["authority", "fingerprint"]),
            models.CheckConstraint(name="line_is_a_credit", condition=Q(amount__gt=0)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority", "booked_on", "id"], name="line_by_day")
        ]


class Payment(models.Model):
    """Lần thu: money that came, or (negative) the counter-entry that takes a mistaken one back; append-only.

    Each way of paying has its own trace, and the table takes no payment without it: a cash slip's number, a line of a
    statement, a transaction of the national portal.
    """

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="payments")
    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    method = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    payer = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    line = models.ForeignKey(StatementLine, models.PROTECT, null=True, related_name="payments")
    transaction = models.CharField(max_length=100, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    reason = models.CharField(max_length=500, blank=True)
    token = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            _one_of("method", rules.Method, "payment_method_known"),
            models.CheckConstraint(
                name="payment_has_its_trace",
                condition=Q(reverses__isnull=False)
                | Q(method="cash", year__isnull=False, number__isnull=False, line__isnull=True, transaction="")
                | Q(method="transfer", year__isnull=True, number__isnull=True, line__isnull=False, transaction="")
                | Q(method="portal", year__isnull=True, number__isnull=True, line__isnull=True) & ~Q(transaction=""),
            ),
            models.CheckConstraint(
                name="payment_reversal_says_why",
                condition=Q(reverses__isnull=True, amount__gt=0)
                | Q(reverses__isnull=False, amount__lt=0, number__isnull=True) & ~Q(reason=""),
            ),
            models.UniqueConstraint(
                name="payment_slip_once",
                fields=["authority", "year", "number"],
                condition=Q(number__isnull=False),
            ),
            models.UniqueConstraint(
                name="payment_transaction_once",
                fields=["authority", "transaction"],
                condition=Q(reverses__isnull=True) & ~Q(transaction=""),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["authority", "at"], name="payment_by_day")]


class Reversal(models.Model):
    """Đề nghị hủy phiếu thu: one person asks to take a cash slip back, another one agrees or declines; never deleted.

    What was asked never changes; only how it ended is filled in, once. `answer` says why it was declined.
    """

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="reversals")
    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    token = models.UUIDField(unique=True, null=True)
    confirmed = models.BooleanField(default=False)
    answer = models.CharField(max_length=500, blank=True)
    ended_by = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reversal_one_waiting", fields=["payment"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="reversal_two_people", condition=Q(confirmed=False) | ~Q(ended_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="reversal_ended_whole",
                condition=Q(ended_by="", ended_at__isnull=True, confirmed=False, answer="")
                | ~Q(ended_by="") & Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(name="reversal_says_why", condition=~Q(reason="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["authority", "asked_at", "id"], name="reversal_by_day")
        ]


class Refund(models.Model):
    """Lần hoàn: money given back, by a document and for a reason; append-only."""

    charge = models.ForeignKey(Charge, models.PROTECT, related_name="refunds")
    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    amount = models.PositiveBigIntegerField()
    method = models.CharField(max_length=10)
    document = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    token = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            _one_of("method", rules.Method, "refund_method_known"),
            models.CheckConstraint(name="refund_is_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="refund_says_why", condition=~Q(document="") & ~Q(reason="")),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["authority", "at"], name="refund_by_day")]


class SetAside(models.Model):
    """Xếp riêng: what of a line belongs to no charge, and why; a negative amount takes it up again; append-only."""

    line = models.ForeignKey(StatementLine, models.PROTECT, related_name="set_aside")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.CheckConstraint(name="set_aside_says_why", condition=~Q(reason="") & ~Q(amount=0)),
        ]
