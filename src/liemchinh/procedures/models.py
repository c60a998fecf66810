"""Stores the catalogue: procedures, their published versions, who offers them and which level decides.

A version is written, then published; from then on the database refuses to change or delete it or its parts,
except for the day on which it ends (migration 0002).
"""

from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from liemchinh.law.clocks import Budget
from liemchinh.law.clocks import Unit as TimeUnit
from liemchinh.procedures import rules
from liemchinh.procedures.rules import ChannelKind, FeeState, Filing, Level, Online


def _one_of(field: str, kinds: type[StrEnum], name: str, *, or_empty: bool = False) -> models.CheckConstraint:
    values = sorted(kind.value for kind in kinds) + ([""] if or_empty else [])
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": values}))


def _together(fields: Iterable[str], name: str) -> models.CheckConstraint:
    names = list(fields)
    none = Q(**{f"{field}__isnull": True for field in names})
    every = Q(**{f"{field}__isnull": False for field in names})
    return models.CheckConstraint(name=name, condition=none | every)


class Procedure(models.Model):
    """Thủ tục hành chính: one procedure under its national code. `tag…leaf` end its ledger thread."""

    code = models.CharField(max_length=60, unique=True)
    tag = models.CharField(max_length=32, unique=True)
    step = models.PositiveIntegerField(default=0)
    leaf = models.BinaryField(max_length=32, default=b"")

    def __str__(self) -> str:
        return self.code


class ProcedureVersion(models.Model):
    """Phiên bản thủ tục: what a procedure asks and gives between two days, as one decision published it.

    `source` is where the facts come from: the national portal's cells, our own catalogue or an editor's draft.
    `assumed` lists what no source states and was filled with a default. `findings` are the doubts met while reading.
    `lacking` counts the missing ones of the seven parts (`rules.missing_parts`), as judged when it was published.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    source = models.CharField(max_length=10)
    decision = models.CharField(max_length=200, blank=True)
    decision_on = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    lacking = models.PositiveSmallIntegerField(default=0)

    name = models.CharField(max_length=1000)
    folded = models.CharField(max_length=1000)
    field = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=200, blank=True)
    at_ministry = models.BooleanField(default=False)
    at_province = models.BooleanField(default=False)
    at_commune = models.BooleanField(default=False)
    at_other = models.BooleanField(default=False)
    competent = models.TextField(blank=True)
    executing = models.TextField(blank=True)
    coordinating = models.TextField(blank=True)
    subjects = models.JSONField(default=list)
    sequence = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    results = models.JSONField(default=list)
    legal_basis = models.JSONField(default=list)

    online_level_old = models.PositiveSmallIntegerField(null=True)
    online_level_new = models.CharField(max_length=8, blank=True)
    partial_reason = models.CharField(max_length=500, blank=True)
    proactive_level = models.PositiveSmallIntegerField(null=True)
    filing = models.CharField(max_length=8, default=Filing.NONE)
    filing_url = models.CharField(max_length=500, blank=True)
    portal_integrated = models.BooleanField(default=False)
    pay_online = models.BooleanField(default=False)
    pause_on_obligation = models.BooleanField(default=False)
    supplement_days = models.PositiveSmallIntegerField(null=True)
    supplement_basis = models.CharField(max_length=300, null=True)  # noqa: DJ001 - null with the days it explains

    assumed = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    raw = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_one_number"),
            models.UniqueConstraint(
                fields=["procedure"],
                condition=Q(valid_until__isnull=True, published_at__isnull=False),
                name="version_one_in_force",
            ),
            models.CheckConstraint(
                name="version_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="version_only_published_ends",
                condition=Q(valid_until__isnull=True) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="version_source_known", condition=Q(source__in=["portal", "catalogue", "desk"])
            ),
            _one_of("online_level_new", Online, "version_online_known", or_empty=True),
            _one_of("filing", Filing, "version_filing_known"),
            models.CheckConstraint(
                name="version_filing_url_is_elsewhere", condition=Q(filing_url="") | Q(filing="national")
            ),
            models.CheckConstraint(
                name="version_partial_has_its_reason",
                condition=(Q(online_level_new="partial") & ~Q(partial_reason=""))
                | (~Q(online_level_new="partial") & Q(partial_reason="")),
            ),
            models.CheckConstraint(
                name="version_old_level_2_to_4",
                condition=Q(online_level_old__isnull=True) | Q(online_level_old__range=(2, 4)),
            ),
            models.CheckConstraint(
                name="version_proactive_1_to_4",
                condition=Q(proactive_level__isnull=True) | Q(proactive_level__range=(1, 4)),
            ),
            _together(["supplement_days", "supplement_basis"], "version_supplement_has_its_basis"),
        ]
        indexes = [
            models.Index(fields=["valid_from", "valid_until"], name="version_in_force"),
            models.Index(fields=["field"], name="version_field"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels this version names, from the ministry down."""
        named = (
            (Level.MINISTRY, self.at_ministry),
            (Level.PROVINCE, self.at_province),
            (Level.COMMUNE, self.at_commune),
            (Level.OTHER, self.at_other),
        )
        return tuple(level for level, is_named in named if is_named)


class VersionDraft(models.Model):
    """Dự thảo phiên bản: what an editor is still writing, one for a procedure; it binds nobody until it is published.

    `content` has the shape of `rules.Content`; `based_on` is the version it started from, `revision` counts savings.
    """

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=1000)
    folded = models.CharField(max_length=1000)
    field = models.CharField(max_length=300, blank=True)
    based_on = models.ForeignKey(ProcedureVersion, models.PROTECT, null=True, related_name="+")
    content = models.JSONField()
    lacking = models.PositiveSmallIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Channel(models.Model):
    """Cách thức thực hiện: one way of filing for one case, its time limit, its fee, and their raw text."""

    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="channels")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6)
    name = models.CharField(max_length=200)
    case = models.CharField(max_length=300, blank=True)
    time_amount = models.PositiveIntegerField(null=True)
    time_unit = models.CharField(max_length=12, blank=True)
    time_unit_from = models.CharField(max_length=10, blank=True)
    time_evidence = models.TextField(blank=True)
    time_raw = models.CharField(max_length=200, blank=True)
    fee_state = models.CharField(max_length=8)
    fee_amount = models.PositiveBigIntegerField(null=True)
    fee_foreign = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    fee_currency = models.CharField(max_length=3, blank=True)
    fee_note = models.TextField(blank=True)
    fee_doubt = models.CharField(max_length=300, blank=True)
    fee_raw = models.TextField(blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["version_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal"], name="channel_one_place"),
            _one_of("kind", ChannelKind, "channel_kind_known"),
            _one_of("time_unit", TimeUnit, "channel_time_unit_known", or_empty=True),
            models.CheckConstraint(
                name="channel_unit_has_amount", condition=Q(time_unit="") | Q(time_amount__isnull=False)
            ),
            models.CheckConstraint(
                name="channel_fee_number_when_stated",
                condition=(
                    Q(
                        fee_state="amount",
                        fee_amount__isnull=False,
                        fee_foreign__isnull=True,
                        fee_currency="VND",
                    )
                    | (
                        Q(fee_state="amount", fee_amount__isnull=True, fee_foreign__isnull=False)
                        & ~Q(fee_currency__in=["", "VND"])
                    )
                    | Q(fee_state="free", fee_amount=0, fee_foreign__isnull=True)
                    | Q(
                        fee_state__in=["varies", "unstated"],
                        fee_amount__isnull=True,
                        fee_foreign__isnull=True,
                    )
                ),
            ),
            _one_of("fee_state", FeeState, "channel_fee_state_known"),
        ]

    @property
    def budget(self) -> Budget | None:
        """The time limit for the clocks; None where the source states none with its unit."""
        return rules.budget(self.time_amount, self.time_unit)

    @property
    def fee(self) -> str:
        """The fee in words."""
        state = FeeState(self.fee_state)
        return rules.fee_words(state, amount=self.fee_amount, foreign=self.fee_foreign, currency=self.fee_currency)

    @property
    def basis(self) -> str:
        """What the time limit rests on: the decision behind the version, else the procedure's code."""
        return self.version.decision or self.version.procedure.code


class Component(models.Model):
    """Thành phần hồ sơ: one paper with its form and counts; 0 and 0 is a remark, null is not stated."""

    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="components")
    ordinal = models.PositiveSmallIntegerField()
    group = models.TextField(blank=True)
    name = models.TextField(blank=True)
    form = models.CharField(max_length=300, blank=True)
    originals = models.PositiveIntegerField(null=True)
    copies = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["version_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["version", "ordinal"], name="component_one_place"),
            _together(["originals", "copies"], "component_counted_whole"),
        ]

    @property
    def is_remark(self) -> bool:
        """Whether the line tells something instead of asking for a paper."""
        return self.originals == 0 and self.copies == 0


class Step(models.Model):
    """Bước của quy trình nội bộ: who does what within how many office hours."""

    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="steps")
    ordinal = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    hours = models.DecimalField(max_digits=6, decimal_places=2)

    class Meta:
        ordering = ["version_id", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["version", "ordinal"], name="step_one_place")]


class Exemption(models.Model):
    """Miễn, giảm phí, lệ phí: who need not pay, in the source's words, and by which document if named."""

    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="exemptions")
    ordinal = models.PositiveSmallIntegerField()
    who = models.CharField(max_length=1000)
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["version_id", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["version", "ordinal"], name="exemption_one_place")]


class Offering(models.Model):
    """Thủ tục đơn vị tiếp nhận: from this day an authority takes in this procedure."""

    unit = models.ForeignKey("org.Unit", models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="offerings")
    offered_from = models.DateField()
    offered_until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "procedure"],
                condition=Q(offered_until__isnull=True),
                name="offering_one_open",
            ),
            models.CheckConstraint(
                name="offering_forward",
                condition=Q(offered_until__isnull=True) | Q(offered_until__gt=F("offered_from")),
            ),
        ]


class AuthorityTransfer(models.Model):
    """Chuyển thẩm quyền: on this day, by this decision, a procedure left one level for another."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="transfers")
    from_level = models.CharField(max_length=8)
    to_level = models.CharField(max_length=8)
    on = models.DateField()
    decision = models.CharField(max_length=200)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            _one_of("from_level", Level, "transfer_from_known"),
            _one_of("to_level", Level, "transfer_to_known"),
            models.CheckConstraint(name="transfer_between_two", condition=~Q(from_level=F("to_level"))),
            models.UniqueConstraint(fields=["procedure", "on", "to_level"], name="transfer_told_once"),
        ]


class UnreadLine(models.Model):
    """Dòng không đọc được: a line of an import that is no procedure, kept as it came, with the reason."""

    fingerprint = models.CharField(max_length=64, unique=True)
    place = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    text = models.TextField()
    seen_at = models.DateTimeField()
