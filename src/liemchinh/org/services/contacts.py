"""Verbs on how to reach a unit and when its doors are open."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.hours import OfficeHours
from liemchinh.org import rules
from liemchinh.org.models import Contact, UnitHours
from liemchinh.org.services.calendar import hours_changed
from liemchinh.org.services.ground import (
    authority_code,
    check_administers,
    end_periods,
    locked,
    note,
    standing,
)


@transaction.atomic
def set_contact(
    *,
    unit: str,
    kind: rules.ContactKind,
    value: str,
    on: date,
    note_text: str = "",
    position: int = 0,
    by: Actor,
    at: datetime,
) -> None:
    """Publish a contact from that day, in place of the one of that kind and position.

    `note_text` is shown beside it (`giờ hành chính`); `position` orders several of one kind, 0 first.
    """
    row = locked(unit)
    check_administers(by, row, at)
    rules.check_open(standing(row), on)
    value = rules.check_contact(kind, value)
    contacts = Contact.objects.filter(unit=row, kind=kind, position=position)
    end_periods(contacts, on)
    Contact.objects.create(
        unit=row, kind=kind, position=position, value=value, note=" ".join(note_text.split()), valid_from=on
    )
    facts = {"unit": unit, "kind": kind.value, "position": position, "value": value, "note": note_text}
    authority = authority_code(row, at)
    note(f"unit:{unit}", kind=rules.CONTACT_SET, unit=authority, on=on, facts=facts, touched=[contacts], by=by, at=at)


@transaction.atomic
def drop_contact(*, unit: str, kind: rules.ContactKind, on: date, position: int = 0, by: Actor, at: datetime) -> None:
    """From that day the contact is no longer published. Raises NotFound when there is none."""
    row = locked(unit)
    check_administers(by, row, at)
    contacts = Contact.objects.filter(unit=row, kind=kind, position=position)
    running = contacts.filter(valid_until__isnull=True)
    if not running.exists():
        raise NotFound(unit)
    end_periods(running, on)
    facts = {"unit": unit, "kind": kind.value, "position": position}
    authority = authority_code(row, at)
    note(
        f"unit:{unit}", kind=rules.CONTACT_DROPPED, unit=authority, on=on, facts=facts, touched=[contacts], by=by, at=at
    )


@transaction.atomic
def set_hours(*, unit: str, hours: OfficeHours, on: date, by: Actor, at: datetime) -> None:
    """From that day the unit keeps these office hours; terms follow them, promised dates as `reschedule` allows."""
    row = locked(unit)
    check_administers(by, row, at)
    rules.check_open(standing(row), on)
    periods = UnitHours.objects.filter(unit=row)
    end_periods(periods, on)
    stored: dict[str, Any] = dict(hours.as_json())
    UnitHours.objects.create(unit=row, hours=stored, valid_from=on, made_at=at)
    cause = gettext_noop("Giờ làm việc mới từ ngày {day}").format(day=short_day(on))
    hours_changed(row, cause=cause, since=on, at=at)
    facts = {"unit": unit, "hours": stored}
    authority = authority_code(row, at)
    note(f"unit:{unit}", kind=rules.HOURS_SET, unit=authority, on=on, facts=facts, touched=[periods], by=by, at=at)
