"""Changes that may come at any time: corrections, more words, duties met, climbing, and what the clock does itself."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor
from liemchinh.kernel.days import local_day, midnight
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.org import queries as org
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.services import acts, linking

CORRECTABLE = {
    "subject": gettext_noop("Nội dung chính"),
    "text": gettext_noop("Toàn văn"),
    "source_name": gettext_noop("Nơi chuyển đơn"),
    "source_document": gettext_noop("Số văn bản chuyển"),
    "place": gettext_noop("Nơi xảy ra"),
    "field": gettext_noop("Lĩnh vực"),
    "people": gettext_noop("Số người"),
    "written_on": gettext_noop("Ngày viết đơn"),
}
"""Columns that an official may correct, with a reason; what they were stays in the event."""
LONGEST_SUBJECT = 300


@transaction.atomic
def correct(
    *,
    code: str,
    changes: Mapping[str, Any],
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Correct what was written into the register; old and new stand in the event. Nothing changed is refused."""
    given = {"changes": dict(changes), "reason": reason}
    act = acts.begin("correct", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    petition, said = act.petition, {}
    for name, value in changes.items():
        if name not in CORRECTABLE:
            raise Refused("petitions.correctable", gettext_noop("Mục này không sửa được."))
        new = nfc(value.strip()) if isinstance(value, str) else value
        old = getattr(petition, name)
        if new != old:
            said[name] = [_plain(old), _plain(new)]
            setattr(petition, name, new)
    if not said:
        raise Refused("petitions.same", gettext_noop("Chưa có gì khác với thông tin đang ghi."))
    if not petition.subject or len(petition.subject) > LONGEST_SUBJECT:
        sentence = gettext_noop("Nội dung chính phải có, không quá {most} chữ cái.")
        raise Refused("petitions.subject", sentence, most=LONGEST_SUBJECT)
    petition.search = acts.words_to_search(petition, petition.petitioners.values_list("name", flat=True))
    acts.write(act, facts={"changes": said}, reason=reason)
    return petition


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def add_words(
    *,
    code: str,
    words: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """More that the sender has to say: the citizen who has shown the key, or an official who writes it down."""
    fetch_by = fetch.of_citizen if by == APPLICANT else fetch.handled_by
    act = acts.begin(
        "add_words",
        code=code,
        by=by,
        at=at,
        given={"words": words.strip()},
        token=token,
        seen_step=seen_step,
        fetch_by=fetch_by,
    )
    if act.repeated:
        return act.petition
    said = nfc(words.strip())
    act.petition.search = f"{act.petition.search} {acts.folded(said, most=len(said) * 3)}"
    acts.write(act, facts={"words": said})
    return act.petition


@transaction.atomic
def note_duty(
    *,
    code: str,
    duty: int,
    document: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Say that what had to follow is done, and with which document. `duty` is its number on the petition."""
    given = {"duty": duty, "document": document.strip()}
    act = acts.begin("note_duty", code=code, by=by, at=at, given=given, token=token, seen_step=seen_step)
    if act.repeated:
        return act.petition
    row = Duty.objects.select_for_update().filter(petition=act.petition, number=duty, done_at__isnull=True).first()
    if row is None:
        raise Refused("petitions.duty", gettext_noop("Việc này đã ghi nhận xong rồi, hoặc không có."))
    row.done_at, row.done_by, row.document = at, by.code, nfc(document.strip())
    row.save(update_fields=["done_at", "done_by", "document"])
    acts.write(act, facts={"duty": row.kind, "number": duty}, reason="", document=row.document, beside=[row])
    return act.petition


@transaction.atomic
def climb(
    *,
    code: str,
    body: str,
    reason: str,
    by: Actor,
    at: datetime,
    token: uuid.UUID | None = None,
    seen_step: int | None = None,
) -> Petition:
    """Give it to the authority above, because this one may not settle it. Its code and number stay as they are.

    `body` is the code of an authority above the present one. Raises Refused("petitions.climb") for any other.
    """
    act = acts.begin(
        "climb",
        code=code,
        by=by,
        at=at,
        given={"body": body, "reason": reason},
        token=token,
        seen_step=seen_step,
        fetch_by=fetch.by_clock if by == SYSTEM else fetch.handled_by,
    )
    if act.repeated:
        return act.petition
    petition = act.petition
    above = {unit.code: unit for unit in org.above(petition.authority, local_day(at))[1:]}
    if body not in above:
        raise Refused("petitions.climb", gettext_noop("Chỉ chuyển lên được cơ quan cấp trên của cơ quan đang giữ đơn."))
    petition.authority_id = above[body].id  # Django fetches the new one where it is asked for
    petition.division = petition.seat = None
    # nobody at the desk there entered it: what is kept from all but few waits for the head
    turn = rules.Awaits.CHAIR if petition.restricted else None
    acts.write(act, facts={"body": body}, reason=reason, to_unit=body, awaits=turn)
    linking.move_bands(petition)
    return petition


def waiting_for_alarm(at: datetime) -> QuerySet[Petition]:
    """Petitions for which an alarm is due that has not rung, the longest lying first: `next_alarm`, as a query."""
    due = Q(pk__in=[])
    for day in rules.alarm_days(at):
        due |= Q(rung__lt=day, received_at__lt=midnight(local_day(at) - timedelta(day - 1)))
    waiting = Petition.objects.filter(due, state__in=[int(state) for state in rules.UNHANDLED])
    return waiting.order_by("received_at", "id")


def ring(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Warn of petitions that have lain unhandled for 30, 40, 45 days; how many warnings. For the clock; repeatable."""
    if by != SYSTEM:
        raise NotFound
    rung = 0
    for code in list(waiting_for_alarm(at).values_list("code", flat=True)):
        with transaction.atomic():
            act = acts.begin("warn", code=code, by=by, at=at, fetch_by=fetch.by_clock)
            days = rules.next_alarm(act.petition.received_at, at, rung=act.petition.rung)
            if days is not None:
                act.petition.rung = days
                acts.write(act, facts={"days": days})
                rung += 1
    return rung


def reschedule(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Reckon open due dates again after working time has changed; how many moved. For the clock; repeatable.

    A date that was promised is never moved to an earlier day, and one that has passed stays passed.
    """
    if by != SYSTEM:
        raise NotFound
    moved = 0
    for petition in fetch.rows().filter(due_at__gt=at, state__in=[int(state) for state in rules.OPEN]):
        if _later(petition, at) is None:
            continue
        with transaction.atomic():
            act = acts.begin("reschedule", code=petition.code, by=by, at=at, fetch_by=fetch.by_clock)
            later = _later(act.petition, at)
            if later is None or act.petition.due_at is None:
                continue
            old, act.petition.due_at = act.petition.due_at, later
            acts.write(act, facts={"old": old.isoformat(), "new": later.isoformat()})
            moved += 1
    return moved


def _later(petition: Petition, at: datetime) -> datetime | None:
    if petition.budget is None or petition.due_at is None or petition.state == rules.State.SUSPENDED:
        return None
    office = fetch.office_of(petition.authority, local_day(at))
    due = rules.settlement(petition.budget, fetch.happened(petition), office=office, now=at, story=False).due_at
    return due if due is not None and due > petition.due_at else None
