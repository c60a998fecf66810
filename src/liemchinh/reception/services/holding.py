"""Verbs of the day itself: what goes before an online session, its opening and its end; sessions from a paper book."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import VIETNAM, local_day
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
from liemchinh.reception.rules.calendar import ChairedBy, SessionForm, SessionState
from liemchinh.reception.services.calendar import Plan, _row
from liemchinh.reception.services.diary import check_head, locked, note, planning, text

STEPS = ("notified", "tested", "connected")
"""What article 23.1 of Decree 154/2026 asks for before an online session, in order."""
AT_ONCE = 500


@dataclass(frozen=True)
class Recording:
    """Where the record of an online session lies, kept by whom, and the SHA-256 of its file (64 hex digits)."""

    place: str
    keeper: str
    sha256: str


@transaction.atomic
def prepare(*, session: int, step: str, by: Actor, at: datetime) -> Session:
    """Note that a step before an online session is done now. Doing it again keeps the first time."""
    row = locked(session, by, at)
    if step not in STEPS or row.form != SessionForm.ONLINE:
        raise Refused("reception.step", gettext_noop("Buổi tiếp này không có bước chuẩn bị ấy."))
    if row.state != SessionState.PUBLISHED:
        raise Refused("reception.step_state", gettext_noop("Chỉ ghi được khi buổi tiếp đã niêm yết và chưa mở."))
    if getattr(row, f"{step}_at") is None:
        setattr(row, f"{step}_at", at)
        row.changed_at = at
        row.save(update_fields=[f"{step}_at", "changed_at"])
        _note(row, trail.PREPARED, by=by, at=at, step=step)
    return row


@transaction.atomic
def open_session(*, session: int, by: Actor, at: datetime) -> Session:
    """The session begins now: on its own day, and online only when the lines were tried and are up."""
    row = locked(session, by, at)
    if row.state == SessionState.OPEN:
        return row
    rules.check_move(SessionState(row.state), SessionState.OPEN)
    rules.check_opening(row.on, at)
    if row.form == SessionForm.ONLINE:
        online_rules.check_tested(queries.timers_of(row))
    row.state, row.opened_at, row.changed_at = SessionState.OPEN, at, at
    row.save(update_fields=["state", "opened_at", "changed_at"])
    _note(row, trail.OPENED, by=by, at=at, late=rules.late_minutes(row.on, row.opens, at))
    return row


@transaction.atomic
def close_session(
    *,
    session: int,
    chaired_as: ChairedBy,
    chaired_by: str = "",
    notes: str = "",
    recording: Recording | None = None,
    by: Actor,
    at: datetime,
) -> Session:
    """The session is over: who received (`chaired_by`: a person's code; the holder of the head's seat when empty).

    An online session needs the note of its recording. A deputy is noted as a deputy; see `rules.deputy_warning`.
    """
    row = locked(session, by, at)
    if row.state == SessionState.HELD:
        return row
    rules.check_move(SessionState(row.state), SessionState.HELD)
    if row.form == SessionForm.ONLINE:
        kept = recording or Recording("", "", "")
        online_rules.check_recording(kept.place, kept.keeper, kept.sha256)
        row.recording = {
            "place": text(kept.place, longest=300),
            "keeper": text(kept.keeper, longest=200),
            "sha256": kept.sha256.strip().lower(),
            "at": at.isoformat(),
        }
    holder = next((seat.person for seat in queries.heads_of(row.authority, row.on) if seat.code == row.seat), "")
    row.chaired_by = chaired_by or (holder if chaired_as is ChairedBy.HEAD else "")
    if not row.chaired_by:
        raise Refused("reception.nobody", gettext_noop("Hãy chọn người đã tiếp."))
    row.chaired_as, row.notes = chaired_as, text(notes, longest=1000)
    row.state, row.closed_at, row.changed_at = SessionState.HELD, at, at
    row.save(update_fields=["state", "closed_at", "changed_at", "chaired_as", "chaired_by", "notes", "recording"])
    _note(row, trail.HELD, by=by, at=at, chaired=row.chaired_as)
    return row


@transaction.atomic
def record_held(
    *, authority: str, seat: str, days: Sequence[date], what: Plan, document: str, by: Actor, at: datetime
) -> list[Session]:
    """Enter sessions of past days from a paper book, held by the head; one entry for all, `document` names the book.

    Days that have a session of this head at that hour already are left out. They were posted on paper, so
    `published_at` stays empty and the public calendar does not show them; the minimum counts them.
    """
    unit = planning(authority, by, at)
    today = local_day(at)
    check_head(unit, seat, today)
    source = text(document, longest=200)
    if not source or not days or max(days) >= today:
        raise Refused("reception.paper", gettext_noop("Ghi từ sổ giấy: hãy nêu tên sổ, và chỉ những ngày đã qua."))
    rules.check_times(what.opens, what.closes, slot_minutes=0)
    rules.check_ground(what.kind, what.ground, what.reason)
    rows = []
    for day in rules.free_days(days, queries.days_taken(unit.id, seat, what.opens)):
        row = _row(unit, seat, day, what, token=None, by=by, at=at)
        row.state, row.chaired_as = SessionState.HELD, ChairedBy.HEAD
        row.opened_at = datetime.combine(day, what.opens, VIETNAM)
        row.closed_at = datetime.combine(day, what.closes, VIETNAM)
        row.notes, row.slot_minutes, row.slot_places = source, 0, 0
        rows.append(row)
    for holder, some in _by_holder(rows, unit, seat).items():
        for row in some:
            row.chaired_by = holder
    made = Session.objects.bulk_create(rows, batch_size=AT_ONCE)
    if made:
        note(
            authority,
            kind=trail.HELD,
            by=by,
            at=at,
            facts={"document": source, "sessions": len(made)},
            rows=[testimony.SESSION.block(made)],
        )
    return made


def _by_holder(rows: Sequence[Session], unit: org.UnitOnDay, seat: str) -> dict[str, list[Session]]:
    """The sessions by who held the head's seat on their day; "" where nobody is known to have."""
    if not rows:
        return {}
    first, last = min(row.on for row in rows), max(row.on for row in rows)
    found: dict[str, list[Session]] = {}
    holders = queries.holders_of(unit, seat, first=first, last=last)
    for row in rows:
        person = next((code for code, since, until in holders if since <= row.on < until), "")
        found.setdefault(person, []).append(row)
    return found


def _note(row: Session, kind: Kind, *, by: Actor, at: datetime, **facts: object) -> None:
    note(
        row.authority.code,
        kind=kind,
        by=by,
        at=at,
        on=row.on,
        facts={"session": row.pk, **facts},
        rows=[testimony.SESSION.told(row)],
    )
