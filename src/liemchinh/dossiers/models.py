"""Stores dossiers, their events and their files. What must move together is a constraint; nothing is decided here."""

from django.db import models

from liemchinh.dossiers.rules import AWAITS_NAMES, RETURN_NAMES, STATE_NAMES, Awaits, FileRole, PartKind, Return, State
from liemchinh.law.clocks import Budget, Happening, Unit
from liemchinh.ledger.rules import Link

OPEN_STATES = [int(state) for state in (State.REGISTERED, State.RECEIVED, State.PROCESSING, State.SUPPLEMENT)] + [
    int(State.OBLIGATION),
    int(State.DONE),
]
_open = models.Q(state__in=OPEN_STATES)


class Counter(models.Model):
    """Số thứ tự: the last number given in a series (a unit's day, a unit's year)."""

    series = models.CharField(max_length=60, primary_key=True)
    last = models.PositiveIntegerField()


class Dossier(models.Model):
    """Hồ sơ thủ tục hành chính: one request of one applicant under one version of one procedure.

    `authority` decides, `desk` (a unit's code) received it, `division` and `seat` hold it now.

    `due_at` and `index_due_at` are derived from the events by the two clocks and kept for sorting; they are null while
    a clock waits (unless the term was over before). `check_due_at` is by when the one-stop must accept what was filed
    online or ask for what is missing. `partners` are the codes of the units that have been asked for their part;
    `notify` says by which ways the applicant wants to be told ({"email": true, …}). Whether a dossier is late is never
    stored. `tag`, `step` and `leaf` are the end of its ledger thread. After `erased_at` nothing in the row is about a
    person.
    """

    code = models.CharField(max_length=50, unique=True)
    number = models.PositiveIntegerField()
    year = models.PositiveSmallIntegerField()
    authority = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    division = models.ForeignKey("org.Unit", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    seat = models.ForeignKey("org.Seat", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    desk = models.CharField(max_length=60)
    in_transit = models.BooleanField(default=False)
    version = models.ForeignKey("procedures.ProcedureVersion", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    paper = models.BooleanField()
    budget_amount = models.PositiveIntegerField(null=True)
    budget_unit = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=300, blank=True)

    applicant_name = models.CharField(max_length=200)
    applicant_folded = models.CharField(max_length=200)
    applicant_identity = models.CharField(max_length=30, blank=True)
    applicant_address = models.CharField(max_length=300, blank=True)
    applicant_phone = models.CharField(max_length=20, blank=True)
    applicant_email = models.CharField(max_length=200, blank=True)
    principal = models.JSONField(default=dict)
    request_text = models.CharField(max_length=1000, blank=True)
    components = models.JSONField(default=list)
    sets = models.PositiveSmallIntegerField(default=1)
    return_at = models.CharField(max_length=300, blank=True)
    return_method = models.CharField(
        max_length=10, default=Return.COUNTER, choices=[(str(r), RETURN_NAMES[r]) for r in Return]
    )
    notify = models.JSONField(default=dict)

    state = models.PositiveSmallIntegerField(choices=[(int(s), STATE_NAMES[s]) for s in State])
    awaits = models.CharField(max_length=12, choices=[(str(a), AWAITS_NAMES[a]) for a in Awaits])
    registered_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    due_provisional = models.BooleanField(default=False)
    index_due_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    supplements_asked = models.PositiveSmallIntegerField(default=0)
    index_exception = models.BooleanField(default=False)
    apologised = models.BooleanField(default=False)
    proposal = models.JSONField(default=dict)
    partners = models.JSONField(default=list)
    outcome = models.CharField(max_length=10, blank=True)
    result_number = models.CharField(max_length=60, blank=True)
    erased_at = models.DateTimeField(null=True)

    key = models.CharField(max_length=16)
    token = models.UUIDField(unique=True, null=True)
    tag = models.CharField(max_length=32, unique=True)
    step = models.PositiveIntegerField()
    leaf = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "year", "number"], name="dossier_number_once_a_year"),
            models.CheckConstraint(
                name="dossier_budget_whole",
                condition=models.Q(budget_amount__isnull=True, budget_unit="")
                | models.Q(budget_amount__isnull=False) & ~models.Q(budget_unit=""),
            ),
            models.CheckConstraint(
                name="dossier_running_was_received",
                condition=models.Q(received_at__isnull=False) | models.Q(state__in=[1, 3, 7]),
            ),
            models.CheckConstraint(
                name="dossier_done_has_end",
                condition=models.Q(finished_at__isnull=False) | ~models.Q(state__in=[9, 10]),
            ),
            models.CheckConstraint(
                name="dossier_returned_has_time",
                condition=models.Q(state=10, returned_at__isnull=False)
                | ~models.Q(state=10) & models.Q(returned_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["authority", "awaits", "due_at", "id"], name="dossier_desk_queue", condition=_open),
            models.Index(fields=["division", "awaits", "due_at", "id"], name="dossier_division_queue", condition=_open),
            models.Index(fields=["seat", "awaits", "due_at", "id"], name="dossier_own_queue", condition=_open),
            models.Index(fields=["authority", "due_at", "id"], name="dossier_by_due"),
            models.Index(fields=["division", "due_at", "id"], name="dossier_division_by_due"),
            models.Index(fields=["due_at", "id"], name="dossier_all_by_due"),
            # holds all that a search for part of a name or the end of a code reads: no row is touched for it
            models.Index(fields=["authority", "applicant_folded", "code", "id"], name="dossier_words"),
            models.Index(fields=["division", "applicant_folded", "code", "id"], name="dossier_division_words"),
            models.Index(fields=["authority", "received_at"], name="dossier_received"),
            models.Index(fields=["authority", "finished_at"], name="dossier_finished"),
            models.Index(fields=["authority", "applicant_phone"], name="dossier_by_phone"),
            models.Index(fields=["authority", "applicant_identity"], name="dossier_by_identity"),
            models.Index(
                fields=["answer_due_at"],
                name="dossier_unanswered",
                condition=models.Q(answer_due_at__isnull=False),
            ),
            models.Index(
                fields=["authority", "check_due_at", "id"],
                name="dossier_unchecked",
                condition=models.Q(check_due_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def budget(self) -> Budget | None:
        """The term of this dossier as its version stated it on the day of receipt, or None when none is stated."""
        if self.budget_amount is None:
            return None
        return Budget(self.budget_amount, Unit(self.budget_unit))

    @property
    def link(self) -> Link:
        """The end of this dossier's ledger thread."""
        return Link(tag=self.tag, step=self.step, leaf=bytes(self.leaf))


class Event(models.Model):
    """Diễn biến hồ sơ: one act of one person on one dossier; append-only, each with its ledger entry.

    `entry` may not be empty and is checked when the transaction ends: an event without its entry cannot be committed.
    `reason` and `facts` are emptied by an erasure, when the entry's record is gone too; triggers refuse all else.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="events", db_index=False)
    step = models.PositiveIntegerField()
    verb = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    seat = models.CharField(max_length=60, blank=True)
    state_before = models.PositiveSmallIntegerField(null=True)
    state = models.PositiveSmallIntegerField()
    awaits_before = models.CharField(max_length=12, blank=True)
    awaits = models.CharField(max_length=12)
    from_unit = models.CharField(max_length=60, blank=True)
    to_unit = models.CharField(max_length=60, blank=True)
    legal = models.CharField(max_length=12, blank=True, choices=[(str(h), str(h)) for h in Happening])
    index = models.CharField(max_length=12, blank=True, choices=[(str(h), str(h)) for h in Happening])
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=2000, blank=True)
    facts = models.JSONField(default=dict)
    undoes = models.PositiveIntegerField(null=True)
    token = models.UUIDField(unique=True, null=True)
    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "step"], name="event_one_step_once")]
        indexes = [models.Index(fields=["at"], name="event_at")]


class DayClosed(models.Model):
    """Khóa sổ ngày: what one authority's day came to, as its public entry says it; append-only.

    `received` and `ended` that day, `late` still running past their due moment at midnight, `last` number by then.
    """

    authority = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField()
    received = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    entry = models.OneToOneField("ledger.Entry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["on", "authority"], name="day_closed_once")]


class Tally(models.Model):
    """Số liệu cộng sẵn: what half a month came to at one authority, by division, field and channel. Derived data.

    `half` is its first day: the 1st or the 15th, where every period of a report begins. `received` stands under no
    division; results under the one that gave them. `minutes` are those from receipt to result, added up.
    """

    authority = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    half = models.DateField()
    division = models.CharField(max_length=60, blank=True)
    field = models.CharField(max_length=300, blank=True)
    channel = models.CharField(max_length=10)
    received = models.PositiveIntegerField(default=0)
    on_time = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    no_term = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    supplemented = models.PositiveIntegerField(default=0)
    apologised = models.PositiveIntegerField(default=0)
    minutes = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["half", "authority", "division", "field", "channel"], name="tally_once"),
        ]


class TallyMark(models.Model):
    """Đã cộng tới đâu: the tallies of this half month count every day before `until`; `stale`: to be counted again."""

    half = models.DateField(primary_key=True)
    until = models.DateField()
    stale = models.BooleanField(default=False)


class Attachment(models.Model):
    """Tệp kèm hồ sơ: a scan or a result, kept by the hash of its content, never served as a page.

    `role` says what it is here: a paper of the applicant's, the result, a partner's answer.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments")
    role = models.CharField(max_length=10, default=FileRole.PAPER, choices=[(str(r), str(r)) for r in FileRole])
    component = models.PositiveSmallIntegerField(null=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    by = models.CharField(max_length=40)
    step = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "sha256"], name="attachment_once")]


class Part(models.Model):
    """Phần việc phối hợp: what one other unit was asked to say or to do on a dossier, and what came of it.

    Parts of one `stage` run side by side; a later stage opens when the earlier are done: until then `asked_at` is
    null. `due_at` is reckoned from the opening; the clock of the whole dossier never waits. `silent_at`: the term was
    over without an answer and the one-stop has been told.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(str(k), str(k)) for k in PartKind])
    stage = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=2000)
    term_amount = models.PositiveSmallIntegerField()
    term_unit = models.CharField(max_length=20)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.CharField(max_length=40)
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=4000, blank=True)
    agrees = models.BooleanField(null=True)
    document = models.CharField(max_length=100, blank=True)
    silent_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="part_one_number"),
            models.CheckConstraint(
                name="part_asked_has_its_date",
                condition=models.Q(asked_at__isnull=True, due_at__isnull=True)
                | models.Q(asked_at__isnull=False, due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="part_answered_was_asked",
                condition=models.Q(answered_at__isnull=True) | models.Q(asked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "due_at", "id"],
                name="part_waiting",
                condition=models.Q(asked_at__isnull=False, answered_at__isnull=True, recalled_at__isnull=True),
            ),
        ]


class Correction(models.Model):
    """Sửa kết quả do sai sót của cơ quan: an error of the office in a result, and the right one by `due_at`."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    admitted_at = models.DateTimeField()
    admitted_by = models.CharField(max_length=40)
    what = models.CharField(max_length=2000)
    due_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)
    fixed_by = models.CharField(max_length=40, blank=True)
    result_number = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="correction_one_number"),
            models.CheckConstraint(
                name="correction_fixed_has_its_number",
                condition=models.Q(fixed_at__isnull=True, result_number="")
                | models.Q(fixed_at__isnull=False) & ~models.Q(result_number=""),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="correction_open", condition=models.Q(fixed_at__isnull=True)),
        ]


class RatingSlip(models.Model):
    """Phiếu đánh giá đã dùng: only that a dossier's one rating has been given; what it said is not to be found here.

    `digest` is a keyed hash of the dossier's code. No time is kept, so it cannot be laid beside the ratings.
    """

    digest = models.CharField(max_length=64, primary_key=True)


class Rating(models.Model):
    """Đánh giá hài lòng: what somebody whose result was returned thought of a unit, apart from who and which dossier.

    `level` is one of `rules.RATING_LEVELS`, `answers` those of the optional questions, `month` its first day.
    """

    code = models.CharField(max_length=32, primary_key=True)
    unit = models.ForeignKey("org.Unit", on_delete=models.PROTECT, related_name="+")
    field = models.CharField(max_length=300, blank=True)
    month = models.DateField()
    level = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    remark = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="rating_level_known", condition=models.Q(level__in=[1, 2, 3])),
        ]
        indexes = [models.Index(fields=["unit", "month"], name="rating_by_month")]


class Draft(models.Model):
    """Hồ sơ đang soạn: what somebody has filled in online and not yet filed; deleted when it expires.

    Whoever has the link has the draft: only the hash of the link's secret is kept. `answers` holds what was typed, as
    typed. `dossier` is what it has become. `helper` is the official at whose screen it was filled in, if any.
    """

    digest = models.CharField(max_length=64, unique=True)
    procedure = models.CharField(max_length=60)
    channel = models.PositiveBigIntegerField(null=True)
    unit = models.CharField(max_length=60)
    answers = models.JSONField(default=dict)
    helper = models.CharField(max_length=40, blank=True)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="draft_expires")]


class DraftFile(models.Model):
    """Tệp của hồ sơ đang soạn: one photo or file, checked by its content, kept by its hash."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    component = models.PositiveSmallIntegerField(null=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    pages = models.PositiveSmallIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "sha256"], name="draft_file_once")]
