"""Stores units as a dated tree, the seats in them and the people who hold the seats.

A period runs from its first day (`valid_from`, `held_from`) to the first day outside it (`…_until`); an empty
`…_until` means that it still runs. Nothing here is deleted: units close, periods end.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liemchinh.org import rules


def _one_of(field: str, kinds: type[StrEnum], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": sorted(kind.value for kind in kinds)}))


def _forward(name: str, since: str = "valid_from", until: str = "valid_until") -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": F(since)})
    )


def _one_open(fields: Iterable[str], name: str, until: str = "valid_until") -> models.UniqueConstraint:
    return models.UniqueConstraint(name=name, fields=list(fields), condition=Q(**{f"{until}__isnull": True}))


class Unit(models.Model):
    """Đơn vị: an authority, or a part of one.

    `code` is ours and for life: the agency identifier where there is one.
    """

    code = models.CharField(max_length=35, unique=True)
    kind = models.CharField(max_length=12)
    admin_code = models.CharField(max_length=5, blank=True, default="")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _one_of("kind", rules.UnitKind, "unit_kind_known"),
            _forward("unit_closes_after_opening", "opened_on", "closed_on"),
            models.CheckConstraint(name="unit_code_not_empty", condition=~Q(code="")),
            models.CheckConstraint(
                name="unit_admin_code_shape",
                condition=Q(admin_code="")
                | Q(kind="province", admin_code__regex=r"^[0-9]{2}$")
                | Q(kind="commune", admin_code__regex=r"^[0-9]{5}$"),
            ),
            models.UniqueConstraint(
                name="unit_one_admin_code",
                fields=["admin_code"],
                condition=Q(closed_on__isnull=True) & ~Q(admin_code=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnitName(models.Model):
    """Tên đơn vị: what a unit is called in a period, and its statutory type then."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200)
    type = models.CharField(max_length=12, blank=True, default="")
    decision = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            _one_of("type", rules.LocalityType, "unit_name_type_known"),
            _forward("unit_name_forward"),
            _one_open(["unit"], "unit_name_one_open"),
            models.UniqueConstraint(name="unit_name_one_a_day", fields=["unit", "valid_from"]),
        ]


class UnitPlace(models.Model):
    """Vị trí trong cây: under which unit a unit stands in a period. A unit without a place stands alone."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="children")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    decision = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            _forward("unit_place_forward"),
            _one_open(["unit"], "unit_place_one_open"),
            models.UniqueConstraint(name="unit_place_one_a_day", fields=["unit", "valid_from"]),
            models.CheckConstraint(name="unit_place_not_itself", condition=~Q(unit=F("parent"))),
        ]
        indexes = [models.Index(fields=["parent", "valid_from"], name="unit_place_children")]


class UnitCode(models.Model):
    """Mã đơn vị: every code a unit ever had, by whoever gave it, so that an old one still finds the unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=8)
    code = models.CharField(max_length=35)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _one_of("scheme", rules.CodeScheme, "unit_code_scheme_known"),
            _forward("unit_code_forward"),
            models.UniqueConstraint(name="unit_code_given_once", fields=["unit", "scheme", "code"]),
            _one_open(["scheme", "code"], "unit_code_one_owner"),
        ]
        indexes = [models.Index(fields=["code"], name="unit_code_look_up")]


class Succession(models.Model):
    """Kế thừa: on a day, by a decision, one unit became another, or the same one changed name or place."""

    old = models.ForeignKey(Unit, models.PROTECT, related_name="became")
    new = models.ForeignKey(Unit, models.PROTECT, related_name="came_from")
    on = models.DateField()
    kind = models.CharField(max_length=8)
    decision = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="succession_itself_or_another",
                condition=(Q(kind__in=["renamed", "moved"]) & Q(old=F("new")))
                | (Q(kind__in=["merged", "split"]) & ~Q(old=F("new"))),
            ),
            models.UniqueConstraint(name="succession_told_once", fields=["old", "new", "on", "kind"]),
        ]


class Contact(models.Model):
    """Thông tin liên hệ: one way to reach a unit, printed on every receipt and shown in the directory."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField(default=0)
    value = models.CharField(max_length=300)
    note = models.CharField(max_length=200, blank=True, default="")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _one_of("kind", rules.ContactKind, "contact_kind_known"),
            _forward("contact_forward"),
            _one_open(["unit", "kind", "position"], "contact_one_open"),
            models.CheckConstraint(name="contact_not_empty", condition=~Q(value="")),
        ]


class UnitHours(models.Model):
    """Giờ làm việc: office hours of a unit in a period, in the JSON form of `law.hours.OfficeHours`.

    `made_at` is when they were decided: a date promised before follows the hours known then.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hours")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    hours = models.JSONField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _forward("unit_hours_forward"),
            _one_open(["unit"], "unit_hours_one_open"),
            models.UniqueConstraint(name="unit_hours_one_a_day", fields=["unit", "valid_from"]),
        ]


class Person(models.Model):
    """Cán bộ, công chức, viên chức: someone who may hold seats; `user` is their account, if they have one.

    `employer` keeps their record: only its administrators, or those above, may open or reset the account.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    employer = models.ForeignKey(Unit, models.PROTECT, related_name="staff")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person")

    class Meta:
        constraints = [
            models.CheckConstraint(name="person_is_not_the_house", condition=~Q(code__iexact="system")),
        ]


class Seat(models.Model):
    """Vị trí công tác: a position in a unit and what it may do.

    Its roles never change: close it, open another.
    """

    code = models.CharField(max_length=60, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
    title = models.CharField(max_length=200)
    roles = models.JSONField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [_forward("seat_closes_after_opening", "opened_on", "closed_on")]


class Holding(models.Model):
    """Giữ vị trí: who held a seat from which day; the last day is the one before `held_until`."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    held_from = models.DateField()
    held_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _forward("holding_forward", "held_from", "held_until"),
            _one_open(["seat"], "holding_one_open", "held_until"),
            models.UniqueConstraint(name="holding_one_a_day", fields=["seat", "held_from"]),
        ]


class OpenSession(models.Model):
    """Phiên đăng nhập: a signed-in browser of an account; with too many the oldest ends."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    device = models.CharField(max_length=60, blank=True, default="")
    network = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["user", "opened_at"], name="open_session_oldest")]


class SignInTrouble(models.Model):
    """Đăng nhập hỏng: failures in a row for one typed name, and until when it is locked.

    The name is hashed because people sometimes type their password into the wrong box.
    """

    name_hash = models.CharField(max_length=64, unique=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_failed_at = models.DateTimeField()
    locked_until_at = models.DateTimeField(null=True)


class CalendarDecision(models.Model):
    """Quyết định về ngày làm việc: days that a document makes days off or working days, for a unit and all below it.

    `unit` empty: for everyone. `days` is a list of {"day", "kind", "reason"} with the kinds of `law.calendar`.
    `confirms_until`: the last day up to which the document makes the calendar certain. Append-only but for its
    withdrawal; one that `replaces` another has withdrawn it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    document = models.CharField(max_length=200)
    issued_on = models.DateField()
    reason = models.CharField(max_length=500)
    days = models.JSONField()
    confirms_until = models.DateField(null=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True, default="")
    token = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="calendar_decision_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]


class CalendarChange(models.Model):
    """Việc tính lại ngày hẹn: one change of days or hours that promised dates have yet to follow.

    `unit` empty: everyone's. `first_on` and `last_on` (none: for good) are the days whose working time has changed.
    `passes` is how often all open matters have been gone through since: see `rules.PASSES`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=300)
    first_on = models.DateField()
    last_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    passes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["passes", "made_at"], name="calendar_change_left")]


class Reading(models.Model):
    """Lượt xem: an official opened, searched or took out something about people; append-only.

    `subject` is a dossier's code, or of a search the kind of its words and a keyed hash of them; `found` how many it
    showed. `unit` and `home` are the unit and the authority of the seat that looked, `authority` whose records those
    are, `on` the day in Vietnam.
    """

    at = models.DateTimeField()
    on = models.DateField()
    person = models.CharField(max_length=40)
    seat = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=35)
    home = models.CharField(max_length=35)
    authority = models.CharField(max_length=35)
    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=80, blank=True)
    found = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [_one_of("kind", rules.ReadingKind, "reading_kind_known")]
        indexes = [
            models.Index(fields=["home", "on"], name="reading_of_day"),
            models.Index(fields=["authority", "on"], name="reading_of_records"),
            models.Index(fields=["person", "on"], name="reading_by_person"),
            models.Index(fields=["subject", "on"], name="reading_of_subject"),
        ]


class ReadingDay(models.Model):
    """Sổ lượt xem đã khóa: how many looks an authority's people took on a day, and SHA-256 over them in their order.

    Once `forgotten_at` is set the looks may be deleted: their time is over.
    """

    home = models.CharField(max_length=35)
    on = models.DateField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="reading_day_closed_once", fields=["home", "on"])]


class LinkedIdentity(models.Model):
    """Danh tính đã nối: under which subject a trusted sign-in service of another house knows an official of ours."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="identity_of_one_person", fields=["issuer", "subject"]),
            models.UniqueConstraint(name="identity_one_a_person", fields=["person", "issuer"]),
            models.CheckConstraint(name="identity_not_empty", condition=~Q(subject="")),
        ]


class Kinship(models.Model):
    """Quan hệ thân thích: `relative` is the `relation` of `person`, both officials, from one day to another.

    Declared so that neither handles a denunciation against the other. `declared_until` is outside; nothing is deleted.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="kin_declared")
    relative = models.ForeignKey(Person, models.PROTECT, related_name="kin_named")
    relation = models.CharField(max_length=16)
    declared_from = models.DateField()
    declared_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _one_of("relation", rules.Relation, "kinship_relation_known"),
            models.CheckConstraint(name="kinship_not_itself", condition=~Q(person=F("relative"))),
            models.CheckConstraint(
                name="kinship_forward",
                condition=Q(declared_until__isnull=True) | Q(declared_until__gt=F("declared_from")),
            ),
            _one_open(["person", "relative"], "kinship_one_open", "declared_until"),
        ]
        indexes = [models.Index(fields=["relative", "declared_from"], name="kinship_of_relative")]
