"""Verbs on the calendar of a head: plan, post, move, cancel. Each is one entry in the authority's own thread."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.reception.models import Session
from liemchinh.reception.queries import calendar as queries
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import calendar as rules
from liemchinh.reception.rules import online as online_rules
from liemchinh.reception.rules import trail
from liemchinh.reception.rules.calendar import SessionForm, SessionKind, SessionState
from liemchinh.reception.services import following
from liemchinh.reception.services.diary import check_head, locked, note, planning, text


@dataclass(frozen=True)
class Plan:
    """What is written of one session or of a whole series: everything but its days.

    `premises` are the places of an online link, the central one first; `protection_asked` whether a denouncer who is
    to be received online asks that their identity be protected.
    """

    opens: time
    closes: time
    place: str
    kind: SessionKind = SessionKind.SCHEDULED
    form: SessionForm = SessionForm.DIRECT
    content: str = ""
    participants: str = ""
    ground: str = ""
    reason: str = ""
    premises: tuple[str, ...] = field(default=())
    online_ground: str = ""
    protection_asked: bool | None = None
    slot_minutes: int = 0
    slot_places: int = 0


@transaction.atomic
def plan(
    *, authority: str, seat: str, days: Sequence[date], what: Plan, token: uuid.UUID, by: Actor, at: datetime
) -> list[Session]:
    """Draft a session on each of these days. Days on which this head already has one at that hour are left out.

    The same token again changes nothing and gives what it has become. Raises NotFound for another authority's
    calendar, Refused("reception.…") for what the law or the clock does not allow.
    """
    unit = planning(authority, by, at)
    before = queries.planned_by_token(token)
    if before:
        return before
    today = local_day(at)
    check_head(unit, seat, today)
    _check(what, days, today)
    free = rules.free_days(days, queries.days_taken(unit.id, seat, what.opens))
    if not free:
        raise Refused("reception.taken", gettext_noop("Người đứng đầu đã có buổi tiếp vào những ngày, giờ này."))
    rows = [_row(unit, seat, day, what, token=token, by=by, at=at) for day in free]
    for row in rows:
        row.save(force_insert=True)
    _tell(rows, kind=trail.PLANNED, by=by, at=at, on=free[0])
    return rows


@transaction.atomic
def publish(*, sessions: Sequence[int], by: Actor, at: datetime) -> list[Session]:
    """Post drafted sessions, all of them or none: each far enough ahead (article 24.4), or unscheduled with its ground.

    What is posted already stays as it is. Raises Refused("reception.posting") with the earliest lawful day.
    """
    today = local_day(at)
    rows = [locked(number, by, at) for number in sorted(set(sessions))]
    fresh = [row for row in rows if row.state != SessionState.PUBLISHED]
    by_authority: dict[str, list[Session]] = {}
    for row in fresh:
        rules.check_move(SessionState(row.state), SessionState.PUBLISHED)
        calendar = org.calendar_of(row.authority, today)
        rules.check_posting(SessionKind(row.kind), row.on, posted_on=today, calendar=calendar)
        row.state, row.published_at, row.changed_at = SessionState.PUBLISHED, at, at
        row.save(update_fields=["state", "published_at", "changed_at"])
        by_authority.setdefault(row.authority.code, []).append(row)
    for some in by_authority.values():
        _tell(some, kind=trail.PUBLISHED, by=by, at=at, on=some[0].on)
    return rows


@transaction.atomic
def postpone(
    *,
    session: int,
    to: date,
    opens: time | None = None,
    closes: time | None = None,
    reason: str,
    token: uuid.UUID,
    by: Actor,
    at: datetime,
) -> Session:
    """Move a posted session to a later day, with a reason that everybody reads; returns the session in its place.

    Bookings move along to the same hour where the new session has it, else to the free hour nearest to it; whoever
    agreed to notices is told.
    """
    row = locked(session, by, at)
    if row.state == SessionState.POSTPONED and row.postponed_to is not None and row.postponed_to.token == token:
        return row.postponed_to
    rules.check_move(SessionState(row.state), SessionState.POSTPONED)
    why = text(reason, longest=500)
    rules.check_postponed(row.on, to=to, today=local_day(at), reason=why)
    begins, ends = opens or row.opens, closes or row.closes
    rules.check_times(begins, ends, slot_minutes=row.slot_minutes)
    if to in queries.days_taken(row.authority_id, row.seat, begins):
        raise Refused("reception.taken", gettext_noop("Người đứng đầu đã có buổi tiếp vào những ngày, giờ này."))
    later = Session.objects.get(pk=row.pk)
    later.pk, later.on, later.opens, later.closes = None, to, begins, ends
    later.sequence, later.token, later.planned_by = row.sequence + 1, token, by.code
    later.planned_at = later.changed_at = later.published_at = at
    later.notified_at = later.tested_at = later.connected_at = None
    later._state.adding = True
    later.save(force_insert=True)
    row.state, row.reason, row.postponed_to, row.changed_at = SessionState.POSTPONED, why, later, at
    row.save(update_fields=["state", "reason", "postponed_to", "changed_at"])
    _tell([row, later], kind=trail.POSTPONED, by=by, at=at, on=to)
    following.move_along(row, later, by=by, at=at)
    return later


@transaction.atomic
def cancel(*, session: int, reason: str, by: Actor, at: datetime) -> Session:
    """Give a session up, with a reason that everybody reads once it was posted. Bookings end with it."""
    row = locked(session, by, at)
    if row.state == SessionState.CANCELLED:
        return row
    rules.check_move(SessionState(row.state), SessionState.CANCELLED)
    why = text(reason, longest=500)
    if not why:
        raise Refused("reception.reason", gettext_noop("Hãy ghi lý do: người dân đọc lý do này trên lịch."))
    row.state, row.reason, row.changed_at, row.sequence = SessionState.CANCELLED, why, at, row.sequence + 1
    row.save(update_fields=["state", "reason", "changed_at", "sequence"])
    _tell([row], kind=trail.CANCELLED, by=by, at=at, on=row.on)
    following.end_with(row, by=by, at=at)
    return row


def _check(what: Plan, days: Sequence[date], today: date) -> None:
    """What holds for every day of a plan, whatever its calendar."""
    rules.check_times(what.opens, what.closes, slot_minutes=what.slot_minutes)
    rules.check_ground(what.kind, what.ground, what.reason)
    if not what.place.strip():
        raise Refused("reception.place", gettext_noop("Hãy ghi nơi tiếp công dân."))
    if not days or min(days) < today:
        raise Refused("reception.past_day", gettext_noop("Ngày tiếp phải từ hôm nay trở đi."))
    for day in days:
        if what.form is SessionForm.ONLINE:
            online_rules.check_online(
                what.online_ground,
                premises=what.premises,
                denunciation_protected=what.protection_asked,
                on=day,
            )


def _row(
    unit: org.UnitOnDay, seat: str, day: date, what: Plan, *, token: uuid.UUID | None, by: Actor, at: datetime
) -> Session:
    online = what.form is SessionForm.ONLINE
    return Session(
        authority_id=unit.id,
        seat=seat,
        kind=what.kind,
        form=what.form,
        on=day,
        opens=what.opens,
        closes=what.closes,
        place=text(what.place, longest=300),
        premises=[text(place, longest=300) for place in what.premises if place.strip()] if online else [],
        online_ground=what.online_ground if online else "",
        content=text(what.content, longest=1000),
        participants=text(what.participants, longest=500),
        ground=what.ground if what.kind is SessionKind.UNSCHEDULED else "",
        reason=text(what.reason, longest=500) if what.kind is SessionKind.UNSCHEDULED else "",
        slot_minutes=what.slot_minutes,
        slot_places=what.slot_places if what.slot_minutes else 0,
        state=SessionState.DRAFT,
        uid=uuid.uuid4(),
        planned_by=by.code,
        planned_at=at,
        changed_at=at,
        token=token,
    )


def _tell(rows: Sequence[Session], *, kind: Kind, by: Actor, at: datetime, on: date) -> None:
    first = rows[0]
    note(
        first.authority.code,
        kind=kind,
        by=by,
        at=at,
        on=on,
        facts={"sessions": [[row.pk, row.on.isoformat(), row.state] for row in rows], "reason": first.reason},
        rows=[testimony.SESSION.block(rows)] if len(rows) > 1 else [testimony.SESSION.told(first)],
    )
