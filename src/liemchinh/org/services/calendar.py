"""Verbs on working time: declare days, withdraw a decision, and the mark that promised dates have followed."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import DeclaredDay, national_calendar
from liemchinh.org import queries, rules
from liemchinh.org.models import CalendarChange, CalendarDecision, Unit
from liemchinh.org.services.ground import authority_code, check_administers, locked, note, standing
from liemchinh.org.services.listing import COUNTRY


@transaction.atomic
def declare_days(
    *,
    unit: str,
    document: str,
    issued_on: date,
    reason: str,
    days: Sequence[DeclaredDay],
    confirms_until: date | None = None,
    replaces: int | None = None,
    token: uuid.UUID | None = None,
    by: Actor,
    at: datetime,
) -> int:
    """Declare days off or working days for `unit` and all below it, for everyone when "" (the house alone may).

    `replaces`: the number of an earlier decision, which ends with this one. `token` makes a repeated form harmless.
    Returns the number of the decision. Promised dates follow later (`dossiers.services.reschedule`).
    Raises Refused("org.…"), NotFound.
    """
    row = _administered(unit, by, at)
    if token is not None and (known := queries.decision_by_token(token)) is not None:
        return known
    checked = _checked(unit, document, issued_on, reason, days, confirms_until, replaces, at)
    document, reason, ordered = checked.document, checked.reason, checked.days
    touched, changed = [], [declared.day for declared in ordered]
    if replaces is not None:
        old = _locked(replaces)
        old.withdrawn_at, old.withdrawn_reason = at, gettext_noop("Thay bằng {document}.").format(document=document)
        old.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        touched.append(old.pk)
        changed += [declared.day for declared in queries.decision(replaces).days]
    made = CalendarDecision.objects.create(
        unit=row,
        document=document,
        issued_on=issued_on,
        reason=reason,
        days=[{"day": day.day.isoformat(), "kind": day.kind, "reason": day.reason} for day in ordered],
        confirms_until=confirms_until,
        replaces_id=replaces,
        made_at=at,
        token=token,
    )
    _to_follow(row, f"{document}: {reason}", min(changed), None if confirms_until else max(changed), at)
    note(
        f"calendar:{unit or COUNTRY}",
        kind=rules.CALENDAR_DECIDED,
        unit=authority_code(row, at) if row else COUNTRY,
        on=ordered[0].day,
        facts={"unit": unit, "document": document, "number": made.pk, "replaces": replaces or 0},
        touched=[CalendarDecision.objects.filter(pk__in=[*touched, made.pk])],
        by=by,
        at=at,
    )
    return made.pk


@transaction.atomic
def withdraw_days(*, decision: int, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a decision none of whose days has begun, with a reason that stands on the public calendar.

    Raises Refused("org.decision_…"), NotFound where there is none or it is not this person's to withdraw.
    """
    old = _locked(decision)
    before = queries.decision(decision)
    _administered(before.unit, by, at)
    reason = rules.check_withdrawal(before, reason=reason, today=local_day(at))
    old.withdrawn_at, old.withdrawn_reason = at, reason
    old.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    cause = gettext_noop("Rút {document}: {reason}").format(document=before.document, reason=reason)
    last = None if before.confirms_until else before.days[-1].day
    _to_follow(old.unit, cause, before.days[0].day, last, at)
    note(
        f"calendar:{before.unit or COUNTRY}",
        kind=rules.CALENDAR_WITHDRAWN,
        unit=authority_code(old.unit, at) if old.unit else COUNTRY,
        on=before.days[0].day,
        facts={"unit": before.unit, "number": decision, "reason": reason},
        touched=[CalendarDecision.objects.filter(pk=decision)],
        by=by,
        at=at,
    )


@transaction.atomic
def propose_days(
    *,
    unit: str,
    document: str,
    issued_on: date,
    reason: str,
    days: Sequence[DeclaredDay],
    confirms_until: date | None = None,
    replaces: int | None = None,
    token: uuid.UUID | None = None,
    by: Actor,
    at: datetime,
) -> rules.Proposed:
    """What `declare_days` would declare, checked like it and written nowhere: for a preview. Raises the same."""
    _administered(unit, by, at)
    checked = _checked(unit, document, issued_on, reason, days, confirms_until, replaces, at)
    changed = {declared.day for declared in checked.days}
    if replaces is not None:
        changed |= {declared.day for declared in queries.decision(replaces).days}
    return rules.Proposed(unit, at, decision=checked, without=replaces, days=tuple(sorted(changed)))


@transaction.atomic
def propose_withdrawal(*, decision: int, reason: str, by: Actor, at: datetime) -> rules.Proposed:
    """What `withdraw_days` would take back, checked like it and written nowhere: for a preview. Raises the same."""
    found = queries.decision(decision)
    _administered(found.unit, by, at)
    rules.check_withdrawal(found, reason=reason, today=local_day(at))
    return rules.Proposed(found.unit, at, without=decision, days=tuple(declared.day for declared in found.days))


def hours_changed(unit: Unit, *, cause: str, since: date, at: datetime) -> None:
    """Have promised dates follow new office hours of `unit` from `since` on: part of `set_hours`."""
    _to_follow(unit, cause, since, None, at)


@transaction.atomic
def changes_followed(*, change: int, by: Actor, at: datetime) -> None:
    """All open dossiers have been gone through once more since this change. Bookkeeping of a job, no entry."""
    CalendarChange.objects.filter(pk=change).update(passes=F("passes") + 1)


def _checked(
    unit: str,
    document: str,
    issued_on: date,
    reason: str,
    days: Sequence[DeclaredDay],
    confirms_until: date | None,
    replaces: int | None,
    at: datetime,
) -> rules.Decided:
    """The decision in good order, not stored; 0 is nobody's number."""
    today = local_day(at)
    document, reason, ordered = rules.check_decision(
        document=document,
        issued_on=issued_on,
        reason=reason,
        days=days,
        confirms_until=confirms_until,
        today=today,
        calendar=national_calendar(),
    )
    if replaces is not None:
        rules.check_replacement(queries.decision(replaces), unit=unit, days=ordered, today=today)
    return rules.Decided(0, unit, document, issued_on, reason, ordered, at, confirms_until, replaces)


def _administered(unit: str, by: Actor, at: datetime) -> Unit | None:
    if not unit:
        rules.check_may_administer(by, [])
        return None
    row = locked(unit)
    check_administers(by, row, at)
    rules.check_open(standing(row), local_day(at))
    return row


def _locked(number: int) -> CalendarDecision:
    found = CalendarDecision.objects.select_for_update(of=("self",)).filter(pk=number).first()
    if found is None:
        raise NotFound(str(number))
    return found


def _to_follow(unit: Unit | None, cause: str, first_on: date, last_on: date | None, at: datetime) -> None:
    longest = CalendarChange._meta.get_field("cause").max_length
    CalendarChange.objects.create(unit=unit, cause=cause[:longest], first_on=first_on, last_on=last_on, made_at=at)
