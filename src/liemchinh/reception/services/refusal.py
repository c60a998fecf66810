"""Verbs on turning somebody away: by a ground of the law, explained, with the written notice where one is due."""

from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger.rules.writing import Row
from liemchinh.reception.models import Refusal, VisitDuty
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import refusal as rules
from liemchinh.reception.rules import visits
from liemchinh.reception.services.ground import close_duty, locked, note, open_duty
from liemchinh.reception.services.visits import renumber


@transaction.atomic
def refuse_visit(
    *,
    code: str,
    ground: rules.Ground,
    reason: str,
    explained: bool,
    by: Actor,
    at: datetime,
    document: str = "",
) -> Refusal:
    """Turn away who came, by a ground in force on the day of the visit. Opens the notice of three working days.

    `reason` are the facts in words, `document` the paper that the ground rests on. The visit stays in the register and
    is no longer counted as a reception; no reply is owed any more.
    """
    visit = locked(code, by, at)
    if visit.refused:
        return visit.refusal  # the same form again
    on = local_day(visit.at)
    rules.check_refusal(ground, content=visits.Content(visit.content), explained=explained, document=document, on=on)
    if visit.petition or visit.conclusion_id is not None:
        sentence = gettext_noop("Lượt này đã có đơn hoặc kết luận nên không còn là lượt bị từ chối.")
        raise Refused("reception.refused_late", sentence)
    words = nfc(reason.strip())[:2000]
    if not words:
        raise Refused("reception.reason", gettext_noop("Ghi việc đã xảy ra làm căn cứ từ chối."))
    made = Refusal(
        visit=visit,
        ground=ground.value,
        basis=rules.basis_of(ground),
        reason=words,
        document=nfc(" ".join(document.split()))[:300],
        explained=explained,
        at=at,
        by=by.code,
    )
    made.save(force_insert=True)
    rows: list[Row] = [testimony.REFUSAL.told(made)]
    visit.refused = True
    visit.occasion = 0
    visit.save(update_fields=["refused", "occasion"])
    rows += renumber(visit.matter, but=visit)
    closed = close_duty(visit, visits.DutyKind.REPLY, by=by, at=at, document=made.basis, outcome="refused")
    if closed is not None:
        rows.append(testimony.DUTY.told(closed))
    if rules.needs_notice(ground, on):
        rows.append(testimony.DUTY.told(open_duty(visit, visits.DutyKind.NOTICE, since=visit.at, at=at)))
    facts = {"ground": ground.value, "explained": explained}
    note(visit, kind=rules.REFUSED, by=by, at=at, facts=facts, rows=rows)
    return made


@transaction.atomic
def issue_refusal_notice(
    *,
    code: str,
    number: str,
    signed_by: str,
    by: Actor,
    at: datetime,
    issued_on: date | None = None,
    concerned: str = "",
) -> Refusal:
    """The head has signed the notice (form 01/TCD): its number and who signed. Closes the duty."""
    visit = locked(code, by, at)
    found = Refusal.objects.select_for_update().filter(visit=visit).first()
    if found is None:
        raise NotFound(code)
    if found.notice_number:
        return found
    if not VisitDuty.objects.filter(visit=visit, kind=visits.DutyKind.NOTICE, done_at=None).exists():
        raise Refused("reception.no_notice", gettext_noop("Căn cứ này không phải ra thông báo bằng văn bản."))
    day = issued_on or local_day(at)
    if not local_day(found.at) <= day <= local_day(at):
        raise Refused("reception.notice_day", gettext_noop("Ngày ban hành phải từ ngày từ chối đến hôm nay."))
    found.notice_number = visits.check_reason(number, longest=60)
    found.notice_on = day
    found.signed_by = visits.check_reason(signed_by, longest=200)
    found.concerned = nfc(" ".join(concerned.split()))[:300]
    found.save(update_fields=["notice_number", "notice_on", "signed_by", "concerned"])
    rows: list[Row] = [testimony.REFUSAL.told(found)]
    done = close_duty(visit, visits.DutyKind.NOTICE, by=by, at=at, document=found.notice_number)
    if done is not None:
        rows.append(testimony.DUTY.told(done))
    note(visit, kind=rules.NOTICE_ISSUED, by=by, at=at, facts={"number": found.notice_number}, rows=rows)
    return found
