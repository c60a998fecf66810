"""Stores the calendar of reception: sessions of a head, the posted hours of the regular desk, citizens' bookings."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from liemchinh.reception.rules.booking import BOOKING_STATE_NAMES, LONGEST_ABOUT, BookingState
from liemchinh.reception.rules.calendar import (
    CHAIRED_NAMES,
    FORM_NAMES,
    KIND_NAMES,
    STATE_NAMES,
    ChairedBy,
    SessionForm,
    SessionKind,
    SessionState,
)


def _one_of(field: str, kinds: type[StrEnum], name: str, *, empty: bool = False) -> models.CheckConstraint:
    known = sorted(kind.value for kind in kinds)
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": ["", *known] if empty else known}))


class Session(models.Model):
    """Buổi tiếp công dân: a day on which the head of an authority, who holds `seat`, receives.

    `premises` are the places of an online link, the central one first. A postponed session points to the one that
    took its place (`postponed_to`); both have the same `uid`, by which calendar programs know the appointment, and the
    later one the higher `sequence`. `slot_minutes` 0: no booking by the hour. `recording` says of an online session
    where its record lies, kept by whom, and its SHA-256.
    """

    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    seat = models.CharField(max_length=60)
    kind = models.CharField(max_length=12, choices=[(str(kind), KIND_NAMES[kind]) for kind in SessionKind])
    form = models.CharField(max_length=8, choices=[(str(form), FORM_NAMES[form]) for form in SessionForm])
    on = models.DateField()
    opens = models.TimeField()
    closes = models.TimeField()
    place = models.CharField(max_length=300)
    premises = models.JSONField(default=list)
    online_ground = models.CharField(max_length=1, blank=True)
    content = models.CharField(max_length=1000, blank=True)
    participants = models.CharField(max_length=500, blank=True)
    ground = models.CharField(max_length=1, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    slot_minutes = models.PositiveSmallIntegerField(default=0)
    slot_places = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=[(str(state), STATE_NAMES[state]) for state in SessionState])
    uid = models.UUIDField()
    sequence = models.PositiveSmallIntegerField(default=0)
    planned_by = models.CharField(max_length=40)
    planned_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    postponed_to = models.OneToOneField("self", models.PROTECT, null=True, related_name="instead_of")
    notified_at = models.DateTimeField(null=True)
    tested_at = models.DateTimeField(null=True)
    connected_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    chaired_by = models.CharField(max_length=40, blank=True)
    chaired_as = models.CharField(
        max_length=8, blank=True, choices=[(str(one), CHAIRED_NAMES[one]) for one in ChairedBy]
    )
    notes = models.CharField(max_length=1000, blank=True)
    recording = models.JSONField(default=dict)
    token = models.UUIDField(null=True)

    class Meta:
        constraints = [
            _one_of("kind", SessionKind, "session_kind_known"),
            _one_of("form", SessionForm, "session_form_known"),
            _one_of("state", SessionState, "session_state_known"),
            _one_of("chaired_as", ChairedBy, "session_chaired_known", empty=True),
            models.CheckConstraint(name="session_ends_after_it_begins", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(
                name="session_posted_has_time",
                condition=Q(state__in=["draft", "cancelled", "held"]) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="session_open_has_time", condition=~Q(state__in=["open", "held"]) | Q(opened_at__isnull=False)
            ),
            models.CheckConstraint(
                name="session_held_has_end",
                condition=Q(state="held", closed_at__isnull=False) & ~Q(chaired_as="") | ~Q(state="held"),
            ),
            models.CheckConstraint(
                name="session_postponed_leads_on",
                condition=Q(state="postponed", postponed_to__isnull=False) & ~Q(reason="")
                | ~Q(state="postponed") & Q(postponed_to__isnull=True),
            ),
            models.UniqueConstraint(
                name="session_one_at_a_time",
                fields=["authority", "seat", "on", "opens"],
                condition=Q(state__in=["draft", "published", "open", "held"]),
            ),
            models.UniqueConstraint(name="session_one_a_sequence", fields=["uid", "sequence"]),
            models.UniqueConstraint(name="session_planned_once", fields=["token", "on"]),
        ]
        indexes = [
            models.Index(fields=["authority", "on", "opens"], name="session_of_authority"),
            models.Index(fields=["on", "opens"], name="session_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.on} {self.opens}"


class RegularDesk(models.Model):
    """Nơi tiếp công dân thường xuyên: the posted hours and place from a day on, and who sits there on which weekday.

    `hours` is the JSON form of `law.hours.OfficeHours`; `duty` gives the seats by the codes of weekdays
    ({"mon": ["H99.12-tiepdan"], …}); `rules` names the decision that issued the rules of the place.
    """

    authority = models.ForeignKey("org.Unit", models.PROTECT, related_name="+", db_index=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    place = models.CharField(max_length=300)
    hours = models.JSONField()
    duty = models.JSONField(default=dict)
    rules = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="regular_desk_forward", condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from"))
            ),
            models.UniqueConstraint(
                name="regular_desk_one_open", fields=["authority"], condition=Q(valid_until__isnull=True)
            ),
            models.UniqueConstraint(name="regular_desk_one_a_day", fields=["authority", "valid_from"]),
        ]


class Booking(models.Model):
    """Lịch hẹn của công dân: one appointed time of a session for one person or one group.

    `code` and a second fact (`key`, or the last four digits of `phone`) open it. `offered` and `offered_slot` are the
    other time that the office proposes. After `erased_at` nothing in the row is about a person.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="bookings")
    slot = models.TimeField()
    code = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=16)
    state = models.CharField(
        max_length=10, choices=[(str(state), BOOKING_STATE_NAMES[state]) for state in BookingState]
    )
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=LONGEST_ABOUT)
    people = models.PositiveSmallIntegerField()
    representatives = models.CharField(max_length=500, blank=True)
    needs = models.JSONField(default=list)
    notify = models.JSONField(default=dict)
    offered = models.ForeignKey(Session, models.PROTECT, null=True, related_name="+")
    offered_slot = models.TimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    visit = models.CharField(max_length=60, blank=True)
    step = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    token = models.UUIDField(unique=True)

    class Meta:
        constraints = [
            _one_of("state", BookingState, "booking_state_known"),
            models.CheckConstraint(name="booking_has_people", condition=Q(people__gte=1)),
            models.CheckConstraint(
                name="booking_offer_is_whole",
                condition=Q(state="offered", offered__isnull=False, offered_slot__isnull=False)
                | ~Q(state="offered") & Q(offered__isnull=True, offered_slot__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["session", "slot", "id"], name="booking_of_session"),
            models.Index(fields=["changed_at"], name="booking_to_erase", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.code
