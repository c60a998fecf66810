"""Stores cases, the keys wrapped for those who may open them, what is sealed in them, and the acts."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from liemchinh.sealed import rules
from liemchinh.sealed.models.keys import RecipientKey
from liemchinh.sealed.models.log import Batch


class Case(models.Model):
    """Tin niêm phong: one report. Its number is random, its days are whole days: the order of rows tells nothing.

    `public` is the age recipient that everything in the case is sealed to; its secret exists only inside `Wrap`s.
    `lookup` and `reporter` are derived from the reporter's code, which is kept nowhere. `body` is the authority that is
    to deal with it; `shut_out` are keyed hashes of the units, seats and people that must never open it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=6)
    body = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    state = models.PositiveSmallIntegerField()
    step = models.PositiveIntegerField(default=0)
    public = models.CharField(max_length=62, unique=True)
    reporter = models.CharField(max_length=62, unique=True)
    lookup = models.CharField(max_length=64, unique=True)
    shut_salt = models.BinaryField(max_length=32)
    shut_out = models.JSONField(default=list)
    received_on = models.DateField()
    due_at = models.DateTimeField(null=True)
    due_key = models.CharField(max_length=60, blank=True, default="")
    due_basis = models.CharField(max_length=300, blank=True, default="")
    keep_until = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    destroyed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_case_kind_known", condition=Q(kind__in=sorted(one.value for one in rules.Report))
            ),
            models.CheckConstraint(
                name="sealed_case_state_known", condition=Q(state__in=sorted(state.value for state in rules.State))
            ),
            models.CheckConstraint(name="sealed_case_public", condition=Q(public__regex=r"^age1[02-9ac-hj-np-z]{58}$")),
            models.CheckConstraint(
                name="sealed_case_reporter", condition=Q(reporter__regex=r"^age1[02-9ac-hj-np-z]{58}$")
            ),
            models.CheckConstraint(name="sealed_case_lookup", condition=Q(lookup__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="sealed_case_destroyed_whole",
                condition=Q(destroyed_on__isnull=True) & ~Q(state=rules.State.DESTROYED.value)
                | Q(destroyed_on__isnull=False, state=rules.State.DESTROYED.value),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "state"], name="sealed_case_of_body"),
            models.Index(fields=["due_at"], name="sealed_case_due", condition=Q(due_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class Wrap(models.Model):
    """Lớp bọc khóa: the secret of one case, sealed to one recipient. Without it that recipient opens nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="wraps")
    key = models.ForeignKey(RecipientKey, models.PROTECT, related_name="wraps")
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="sealed_wrap_once", fields=["case", "key"])]


class Piece(models.Model):
    """Phần niêm phong: a report, a message or a paper as an age file around a padded ZIP; append-only until destroyed.

    `size` is the padded size before sealing, one of a few. `sealed` is null once the case was destroyed; its hash
    stays. `to_reporter`: sealed to the reporter's own key too. `seen`: the reporter has opened it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="pieces")
    sort = models.CharField(max_length=10)
    step = models.PositiveIntegerField()
    by = models.CharField(max_length=40)
    on = models.DateField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True)
    to_reporter = models.BooleanField(default=False)
    seen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_piece_sort_known", condition=Q(sort__in=sorted(one.value for one in rules.Sort))
            ),
            models.CheckConstraint(name="sealed_piece_padded", condition=Q(size__in=sorted(rules.SIZES))),
            models.CheckConstraint(name="sealed_piece_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.UniqueConstraint(name="sealed_piece_once", fields=["case", "sha256"]),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["case", "step"], name="sealed_piece_in_order")]


class CaseAct(models.Model):
    """Việc đã làm với một tin: verb, by whom, on which day, codes only. Its salted hash is a leaf of a batch.

    Append-only; only the batch and the place in it are filled in later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    step = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=40)
    seat = models.CharField(max_length=60, blank=True, default="")
    on = models.DateField()
    facts = models.JSONField(default=dict)
    token = models.UUIDField(unique=True, null=True)
    salt = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)
    batch = models.ForeignKey(Batch, models.PROTECT, null=True, related_name="acts")
    place = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sealed_act_one_step_once", fields=["case", "step"]),
            models.CheckConstraint(
                name="sealed_act_placed_whole",
                condition=Q(batch__isnull=True, place__isnull=True) | Q(batch__isnull=False, place__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], name="sealed_act_waiting", condition=Q(batch__isnull=True))
        ]
