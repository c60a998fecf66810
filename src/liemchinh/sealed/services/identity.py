"""Verbs on the envelope of identity: one asks, two custodians answer, one looks for a limited time."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.sealed import queries, rules
from liemchinh.sealed.models import Case, IdentityAnswer, IdentityRequest
from liemchinh.sealed.queries.chart import acting, is_shut_out
from liemchinh.sealed.services.ground import begin, done_before, exactly, sealed_reason, write


@transaction.atomic
def ask_identity(*, case: str, reason: bytes, by: Actor, at: datetime, token: UUID | None = None) -> IdentityRequest:
    """A reader asks the two custodians to open the envelope for them; `reason` is sealed to the custodians.

    The same for every case: nobody knows yet whether there is a name in it.
    """
    if done_before(token, case):
        return IdentityRequest.objects.get(case__name=case, asked_by=by.code, ended_at__isnull=True)
    row, seat = begin("ask_identity", case=case, by=by, at=at)
    _, wrap = queries.fetch(by, name=case, at=at)
    if IdentityRequest.objects.filter(case=row, asked_by=by.code, ended_at__isnull=True).exists():
        raise Refused("sealed.asked_already", gettext_noop("Anh/chị đã có một yêu cầu đang chờ trả lời."))
    request = IdentityRequest(
        case=row, asked_by=by.code, key=wrap.key, reason=sealed_reason(reason), asked_on=local_day(at)
    )
    request.save(force_insert=True)
    write(row, verb="ask_identity", by=by, at=at, seat=seat, facts={"request": str(request.pk)}, token=token)
    return request


@transaction.atomic
def answer_identity(
    *, request: UUID, approved: bool, half: bytes | None, reason: bytes, by: Actor, at: datetime
) -> IdentityAnswer:
    """One custodian says yes, with their half re-sealed to the one who asked, or no; the asker reads the reason.

    One no ends the request. Raises NotFound for who keeps no half of this case.
    """
    asked = IdentityRequest.objects.select_related("case").filter(pk=request).first()
    case = Case.objects.select_for_update().filter(pk=asked.case_id).first() if asked else None
    share = queries.share_of(by, case=case.name) if case else None
    if asked is None or case is None or share is None or by.code == asked.asked_by:
        raise NotFound(str(request))
    if is_shut_out(case, acting(by, at, seat=share.key.seat)):
        raise NotFound(str(request))
    before = asked.answers.filter(by=by.code).first()
    if before is not None:
        return before
    asked.refresh_from_db()
    if asked.ended_at is not None or asked.answers.filter(side=share.side).exists():
        raise Refused("sealed.answered", gettext_noop("Yêu cầu này đã được trả lời."))
    if approved and half is None:
        raise Refused("sealed.no_half", gettext_noop("Đồng ý thì phải mở và bọc lại nửa phong bì của mình."))
    answer = IdentityAnswer(
        request=asked,
        side=share.side,
        by=by.code,
        approved=approved,
        reason=sealed_reason(reason),
        half=exactly(half, size=rules.IDENTITY_SIZE) if approved and half is not None else None,
        on=local_day(at),
    )
    answer.save(force_insert=True)
    if not approved:
        asked.ended_at = at
        asked.answers.update(half=None)
    elif asked.answers.filter(approved=True).count() == len((1, 2)):
        hours = provision("sealed.identity_open", on=local_day(at)).number()
        asked.granted_at, asked.until_at = at, at + timedelta(hours=hours)
    asked.save(update_fields=["ended_at", "granted_at", "until_at"])
    facts = {"request": str(asked.pk), "yes": int(approved)}
    write(case, verb="answer_identity", by=by, at=at, seat=share.key.seat, facts=facts)
    return answer


@transaction.atomic
def open_identity(*, request: UUID, by: Actor, at: datetime) -> tuple[bytes, bytes]:
    """The two halves, sealed to the one who asked and for nobody else, while their time lasts. Each look is an act."""
    asked = IdentityRequest.objects.select_related("case").filter(pk=request, asked_by=by.code).first()
    if asked is None:
        raise NotFound(str(request))
    case, seat = begin("open_identity", case=asked.case.name, by=by, at=at)
    asked.refresh_from_db()
    if asked.until_at is None or asked.ended_at is not None or at >= asked.until_at:
        raise Refused("sealed.not_granted", gettext_noop("Chưa được hai người giữ đồng ý, hoặc đã hết thời gian xem."))
    one, other = (bytes(answer.half or b"") for answer in asked.answers.order_by("side"))
    write(case, verb="open_identity", by=by, at=at, seat=seat, facts={"request": str(asked.pk)})
    return one, other


def end_identity(*, at: datetime) -> int:
    """Erase the halves of requests whose time is over; how many."""
    over = list(IdentityRequest.objects.filter(until_at__lte=at, ended_at__isnull=True).values_list("pk", "case_id"))
    for request, case in over:
        _end(request, case, at)
    return len(over)


@transaction.atomic
def _end(request: UUID, case_id: UUID, at: datetime) -> None:
    case = Case.objects.select_for_update().get(pk=case_id)
    row = IdentityRequest.objects.get(pk=request)
    if row.ended_at is not None:
        return
    row.answers.update(half=None)
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    write(case, verb="end_identity", by=SYSTEM, at=at, facts={"request": str(request)})
