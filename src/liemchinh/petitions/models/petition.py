"""Stores a petition with its people, events, files and duties. What must move together is a constraint."""

from django.db import models
from django.db.models import F

from liemchinh.law.clocks import Budget, Happening, Unit
from liemchinh.ledger.rules import Link
from liemchinh.petitions.rules import (
    AWAITS_NAMES,
    COMPLEXITY_NAMES,
    CONTENT_NAMES,
    FILE_ROLE_NAMES,
    OPEN,
    SOURCE_NAMES,
    STATE_NAMES,
    UNHANDLED,
    Complexity,
    Content,
    FileRole,
)

OPEN_STATES = sorted(int(state) for state in OPEN)
_open = models.Q(state__in=OPEN_STATES)
_unhandled = models.Q(state__in=sorted(int(state) for state in UNHANDLED))
_names_somebody = ~models.Q(about={})


class Counter(models.Model):
    """Số thứ tự: the last number given in a series (a register's day, a register's year)."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField()


class Petition(models.Model):
    """Đơn: one complaint, denunciation, recommendation or mixed letter, in one register.

    `register` is the authority in whose book it has its number, for life; `authority` settles it now, `division` and
    `seat` have it in hand. `restricted`: a denunciation, or what may be one. `conditions` maps each name of
    `CONDITION_NAMES` to whether it is met; `flags` lists names of `FLAG_NAMES`; `about` says whom it is about
    ({"unit", "seat", "person": codes, "words": as written}). `within` and `eligible` are a person's findings, null
    until they are made. `due_at` is derived from the events by the clock of settlement and null while it waits;
    `sort_due_at` is by when it must be decided what becomes of it. `rung` is the last alarm (days) for lying unhandled.
    `same_as` is the head of its duplicates, `split_from` the mixed letter it was part of, `earlier` the case of the
    instance before. `visit` is the visit's code. After `erased_at` nothing in the row is about a person.
    """

    code = models.CharField(max_length=60, unique=True)
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    register = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    authority = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    division = models.ForeignKey("org.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    seat = models.ForeignKey("org.Seat", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    source = models.CharField(max_length=12, choices=[(str(s), name) for s, name in SOURCE_NAMES.items()])
    source_name = models.CharField(max_length=300, blank=True)
    source_document = models.CharField(max_length=200, blank=True)
    visit = models.CharField(max_length=60, blank=True)
    written_on = models.DateField(null=True)
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=40)

    content = models.CharField(
        max_length=15, default=Content.UNSORTED.value, choices=[(str(c), name) for c, name in CONTENT_NAMES.items()]
    )
    restricted = models.BooleanField(default=False)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    search = models.TextField(blank=True)
    field = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=300, blank=True)
    conditions = models.JSONField(default=dict)
    within = models.BooleanField(null=True)
    eligible = models.BooleanField(null=True)
    flags = models.JSONField(default=list)
    about = models.JSONField(default=dict)
    decision_ref = models.CharField(max_length=200, blank=True)
    decision_on = models.DateField(null=True)
    people = models.PositiveIntegerField(default=1)

    instance = models.PositiveSmallIntegerField(default=0)
    complexity = models.CharField(
        max_length=15, default=Complexity.NORMAL.value, choices=[(str(c), name) for c, name in COMPLEXITY_NAMES.items()]
    )
    criteria = models.JSONField(default=list)
    remote = models.BooleanField(default=False)
    budget_amount = models.PositiveIntegerField(null=True)
    budget_unit = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=300, blank=True)

    state = models.PositiveSmallIntegerField(choices=[(int(s), name) for s, name in STATE_NAMES.items()])
    awaits = models.CharField(max_length=12, choices=[(str(a), name) for a, name in AWAITS_NAMES.items()])
    moved_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    sort_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_provisional = models.BooleanField(default=False)
    extended = models.PositiveSmallIntegerField(default=0)
    rung = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30, blank=True)
    result_number = models.CharField(max_length=100, blank=True)
    forwarded_to = models.CharField(max_length=300, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    split_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="split_into")
    earlier = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="later")
    notify = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True)

    key = models.CharField(max_length=16)
    token = models.UUIDField(unique=True, null=True)
    tag = models.CharField(max_length=32, unique=True)
    step = models.PositiveIntegerField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "year", "number"], name="petition_number_once_a_year"),
            models.CheckConstraint(
                name="petition_budget_whole",
                condition=models.Q(budget_amount__isnull=True, budget_unit="")
                | models.Q(budget_amount__isnull=False) & ~models.Q(budget_unit=""),
            ),
            models.CheckConstraint(
                name="petition_running_was_accepted",
                condition=models.Q(accepted_at__isnull=False) | ~models.Q(state__in=[3, 4, 5, 6]),
            ),
            models.CheckConstraint(
                name="petition_denunciation_restricted",
                condition=models.Q(restricted=True) | ~models.Q(content="denunciation"),
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "received_at", "id"], name="petition_received"),
            models.Index(fields=["authority", "due_at", "id"], name="petition_due", condition=_open),
            models.Index(fields=["authority", "sort_due_at", "id"], name="petition_sort_due", condition=_open),
            models.Index(fields=["division", "due_at", "id"], name="petition_division_due", condition=_open),
            models.Index(fields=["seat", "due_at", "id"], name="petition_seat_due", condition=_open),
            models.Index(fields=["authority", "source", "received_at"], name="petition_source"),
            models.Index(fields=["authority", "content", "received_at"], name="petition_content"),
            models.Index(fields=["received_at", "id"], name="petition_newest"),
            models.Index(fields=["seat", "id"], name="petition_of_seat", condition=models.Q(seat__isnull=False)),
            models.Index(
                fields=["division", "id"], name="petition_of_division", condition=models.Q(division__isnull=False)
            ),
            models.Index(fields=["rung", "received_at"], name="petition_alarms", condition=_unhandled),
            models.Index(F("about__person"), name="petition_about_person", condition=_names_somebody),
            models.Index(F("about__seat"), name="petition_about_seat", condition=_names_somebody),
            models.Index(F("about__unit"), name="petition_about_unit", condition=_names_somebody),
        ]

    @property
    def budget(self) -> Budget | None:
        """The term of settlement that was set at acceptance, or None."""
        return Budget(self.budget_amount, Unit(self.budget_unit)) if self.budget_amount is not None else None

    @property
    def link(self) -> Link:
        """The end of its ledger thread."""
        return Link(tag=self.tag, step=self.step, leaf=bytes(self.leaf))


class Petitioner(models.Model):
    """Người gửi đơn: one of the people behind a petition; the others of a joint one are rows of their own.

    `representative`: speaks for the others by a written appointment. `withdrawn_at`: no longer behind it.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="petitioners")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    identity = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=200, blank=True)
    representative = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="petitioner_one_number")]
        indexes = [
            models.Index(fields=["phone"], name="petitioner_phone"),
            models.Index(fields=["identity"], name="petitioner_identity"),
            models.Index(fields=["folded"], name="petitioner_folded"),
        ]


class PetitionEvent(models.Model):
    """Bước xử lý: one act on a petition, append-only, with the ledger entry that it left.

    `entry` is checked when the transaction ends: an event without its entry cannot be committed.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="events", db_index=False)
    step = models.PositiveIntegerField()
    verb = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    seat = models.CharField(max_length=60, blank=True)
    state_before = models.PositiveSmallIntegerField(null=True)
    state = models.PositiveSmallIntegerField()
    awaits_before = models.CharField(max_length=12, blank=True)
    awaits = models.CharField(max_length=12)
    to_unit = models.CharField(max_length=60, blank=True)
    legal = models.CharField(max_length=12, blank=True, choices=[(str(h), str(h)) for h in Happening])
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    facts = models.JSONField(default=dict)
    token = models.UUIDField(unique=True, null=True)
    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "step"], name="petition_event_one_step")]
        indexes = [models.Index(fields=["at"], name="petition_event_at")]


class PetitionFile(models.Model):
    """Tệp kèm đơn: a scan, evidence or a document, kept by the hash of its content, never served as a page."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(
        max_length=10, default=FileRole.PETITION.value, choices=[(str(r), name) for r, name in FILE_ROLE_NAMES.items()]
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    step = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "sha256"], name="petition_file_once")]


class Duty(models.Model):
    """Việc phải làm: what must follow an act, by when and under which article; done with its document.

    `kind` is a code of `rules.DUTIES`. A duty that an act made void has `done_at` and no document.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="duties")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    basis = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=40, blank=True)
    document = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["petition", "number"], name="duty_one_number")]
        indexes = [
            models.Index(fields=["due_at", "id"], name="duty_open", condition=models.Q(done_at__isnull=True)),
        ]
