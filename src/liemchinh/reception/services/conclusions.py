"""Verbs on what a head concluded: the notice with its tasks, sending it, and every task until it is done."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.acting import check_same_act
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules.writing import Block, Row
from liemchinh.org import queries as org
from liemchinh.reception.models import Conclusion, ReceptionTask, Session, Visit
from liemchinh.reception.queries import tasks as queries
from liemchinh.reception.queries import testimony
from liemchinh.reception.queries.visits import visit_for
from liemchinh.reception.rules import conclusions as rules
from liemchinh.reception.rules import erasing, visits
from liemchinh.reception.services.visits import tidy


@transaction.atomic
def conclude(
    *,
    authority: str,
    document: str,
    issued_on: date,
    chaired_by: str,
    content: str,
    codes: Sequence[str],
    tasks: Sequence[rules.TaskSaid],
    by: Actor,
    at: datetime,
    attended: str = "",
    session: int | None = None,
    token: uuid.UUID | None = None,
) -> Conclusion:
    """Put what the head said into a notice with its tasks, for visits (by their codes) that the head received.

    The same `token` twice is one notice. Raises NotFound for a visit that is not there, Refused as
    `rules.check_conclusion` does.
    """
    visits.check_writes(by, authority)
    if token is not None and (before := Conclusion.objects.filter(token=token).first()) is not None:
        check_same_act(before.by == by.code, room="reception")
        return before
    received = {code: visit_for(by, code=code, at=at, lock=True) for code in sorted(set(codes))}
    kinds = {visits.VisitKind(visit.kind) for visit in received.values()}
    held_on = max((local_day(visit.at) for visit in received.values()), default=issued_on)
    if issued_on > local_day(at):
        raise Refused("reception.conclusion", gettext_noop("Ngày ban hành không ở sau hôm nay."))
    rules.check_conclusion(tasks, kinds, content=content, issued_on=issued_on, held_on=held_on)
    for visit in received.values():
        erasing.check_not_erased(visit.erased_at is not None)
        if visit.authority.code != authority or visit.refused or visit.conclusion_id is not None:
            sentence = gettext_noop("Lượt {visit} đã có kết luận, bị từ chối, hoặc thuộc cơ quan khác.")
            raise Refused("reception.conclusion", sentence, visit=visit.code)
    unit = org.unit(authority, local_day(at))
    of_session = Session.objects.filter(pk=session, authority_id=unit.id).first() if session is not None else None
    made = Conclusion(
        authority_id=unit.id,
        session=of_session,
        document=visits.check_reason(document, longest=60),
        issued_on=issued_on,
        held_on=held_on,
        chaired_by=visits.check_reason(chaired_by, longest=200),
        attended=tidy(attended, 500),
        content=nfc(content.strip()),
        at=at,
        by=by.code,
        token=token,
    )
    made.save(force_insert=True)
    given = [_task(made, number, said, received, at) for number, said in enumerate(tasks, start=1)]
    for visit in received.values():
        visit.conclusion = made
        visit.save(update_fields=["conclusion"])
    rows: list[Row | Block] = [testimony.CONCLUSION.told(made)]
    rows += [testimony.TASK.told(task) for task in given]
    rows += [testimony.VISIT.told(visit) for visit in received.values()]
    facts = {"document": made.document, "visits": sorted(received), "tasks": len(given)}
    _note(authority, made, rules.CONCLUDED, by, at, facts=facts, rows=rows, public={"rows": len(given)})
    return made


@transaction.atomic
def send_conclusion(*, conclusion: int, to: Collection[str], citizens: bool, by: Actor, at: datetime) -> Conclusion:
    """Note to which bodies the notice went, and whether the people received have it."""
    made = queries.conclusion_for(by, key=conclusion, at=at, lock=True)
    authority = made.authority.code
    visits.check_writes(by, authority)
    added = [name for one in to if (name := tidy(one, 300)) and name not in made.sent_to]
    if not added and (made.told_at is not None or not citizens):
        return made
    made.sent_to = [*made.sent_to, *added]
    if added:
        made.sent_at = made.sent_at or at
    if citizens:
        made.told_at = made.told_at or at
    made.save(update_fields=["sent_to", "sent_at", "told_at"])
    rows = [testimony.CONCLUSION.told(made)]
    _note(authority, made, rules.CONCLUSION_SENT, by, at, facts={"to": added, "citizens": citizens}, rows=rows)
    return made


@transaction.atomic
def finish_task(*, task: int, document: str, result: str, by: Actor, at: datetime) -> ReceptionTask:
    """The work is done, by this document. By who keeps the register or answers for the unit."""
    row = _locked(task, by, at)
    if row.done_at is not None:
        return row
    row.done_at, row.done_by = at, by.code
    row.document = visits.check_reason(document, longest=300)
    row.result = tidy(result, 1000)
    row.save(update_fields=["done_at", "done_by", "document", "result"])
    return _told(row, rules.TASK_DONE, by, at, {"document": row.document})


@transaction.atomic
def move_task(*, task: int, due_on: date, reason: str, by: Actor, at: datetime) -> ReceptionTask:
    """Give a task another day, with the reason: the head's doing, so only where the register is kept."""
    row = _locked(task, by, at)
    visits.check_writes(by, row.authority.code)
    if row.done_at is not None or row.due_on == due_on:
        return row
    if due_on < local_day(at):
        raise Refused("reception.task", gettext_noop("Hạn mới phải từ hôm nay trở đi."))
    why = visits.check_reason(reason)
    change = {"from": row.due_on.isoformat(), "to": due_on.isoformat(), "reason": why}
    row.changes = [*row.changes, change | {"by": by.code, "at": at.isoformat()}]
    row.due_on, row.due_at = due_on, _end_of(due_on, row.authority)
    row.save(update_fields=["changes", "due_on", "due_at"])
    return _told(row, rules.TASK_MOVED, by, at, change)


@transaction.atomic
def remind_task(*, task: int, document: str, by: Actor, at: datetime) -> ReceptionTask:
    """Note that the unit was urged, by which document or call."""
    row = _locked(task, by, at)
    visits.check_writes(by, row.authority.code)
    if row.done_at is not None:
        return row
    words = visits.check_reason(document, longest=300)
    if row.reminders and row.reminders[-1]["document"] == words and row.reminders[-1]["on"] == str(local_day(at)):
        return row  # the same form again
    row.reminders = [*row.reminders, {"document": words, "on": str(local_day(at)), "by": by.code}]
    row.reminded_at = at
    row.save(update_fields=["reminders", "reminded_at"])
    return _told(row, rules.TASK_REMINDED, by, at, {"document": words})


@transaction.atomic
def tell_task(*, task: int, by: Actor, at: datetime) -> ReceptionTask:
    """The result was sent to who came (Decree 154/2026, article 25.2)."""
    row = _locked(task, by, at)
    if row.done_at is None:
        raise Refused("reception.task_open", gettext_noop("Việc chưa xong nên chưa có kết quả để gửi."))
    if row.told_at is None:
        row.told_at = at
        row.save(update_fields=["told_at"])
        _told(row, rules.TASK_TOLD, by, at, {})
    return row


def _task(
    made: Conclusion, number: int, said: rules.TaskSaid, received: dict[str, Visit], at: datetime
) -> ReceptionTask:
    unit = org.unit(said.unit, local_day(at)) if said.unit else None
    if said.visit and said.visit not in received:
        raise NotFound(said.visit)
    row = ReceptionTask(
        conclusion=made,
        number=number,
        authority_id=made.authority_id,
        visit=received[said.visit] if said.visit else None,
        what=tidy(said.what, 500),
        unit_id=unit.id if unit is not None else None,
        body=tidy(said.body, 300) or (unit.name if unit is not None else ""),
        contact=tidy(said.contact, 200),
        due_on=said.due_on,
        due_at=_end_of(said.due_on, made.authority),
    )
    row.save(force_insert=True)
    return row


def _end_of(day: date, authority: Any) -> datetime:
    """The last office moment of a day; of a day off, of the end of that day itself: the head set it."""
    calendar, hours = org.calendar_of(authority, day), org.hours_of(authority, day)
    if calendar.is_working(day):
        return hours.closes_at(day, calendar)
    return datetime.combine(day, hours.make_up[-1][1], VIETNAM)


def _locked(task: int, by: Actor, at: datetime) -> ReceptionTask:
    row = queries.task_for(by, key=task, at=at, lock=True)
    if not rules.may_finish(by, authority=row.authority.code, unit=row.unit.code if row.unit else ""):
        raise NotFound(str(task))
    return row


def _told(row: ReceptionTask, kind: Kind, by: Actor, at: datetime, facts: dict[str, Any]) -> ReceptionTask:
    rows = [testimony.TASK.told(row)]
    _note(row.authority.code, row.conclusion, kind, by, at, facts={"task": row.number, **facts}, rows=rows)
    return row


def conclusions_of(authority: str) -> str:
    """The thread of the conclusions of an authority."""
    return f"reception.conclusions:{authority}"


def _note(
    authority: str,
    made: Conclusion,
    kind: Kind,
    by: Actor,
    at: datetime,
    *,
    facts: dict[str, Any],
    rows: Iterable[Row | Block],
    public: dict[str, str | int] | None = None,
) -> None:
    ledger.record_about(
        conclusions_of(authority),
        kind=kind,
        by=by,
        at=at,
        unit=authority,
        facts={"conclusion": made.pk, **facts},
        public=public,
        rows=rows,
    )
