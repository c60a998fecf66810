"""Verbs of those who can open a case: read, ask, answer, take on, extend, keep, forward, conclude, close, reopen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.sealed import queries, rules
from liemchinh.sealed.models import CaseAct
from liemchinh.sealed.services.ground import add_piece, begin, done_before, start_clock, write

PLAIN = frozenset({"read", "ask", "answer", "note", "accept", "extend", "keep_as_lead", "conclude", "close", "reopen"})
SPEAKS = frozenset({"ask", "answer"})


@transaction.atomic
def act(
    *,
    verb: str,
    case: str,
    by: Actor,
    at: datetime,
    token: UUID | None = None,
    sealed: bytes | None = None,
    facts: Mapping[str, Any] | None = None,
) -> CaseAct:
    """Do what a reader may do to a case in its state; `sealed` is a message (two recipients) or a note (one).

    `facts` are bare: the number of a document, a code. Raises NotFound for who cannot open it, Refused("sealed.move"),
    ("sealed.empty") when the act needs words, ("sealed.not_age") when they are not sealed.
    """
    if verb not in PLAIN:
        raise Refused("sealed.verb", gettext_noop("Không có việc nào tên là {verb}."), verb=verb)
    if before := done_before(token, case):
        return before
    row, seat = begin(verb, case=case, by=by, at=at)
    if sealed is None and verb in SPEAKS | {"note"}:
        raise Refused("sealed.empty", gettext_noop("Viết nội dung rồi niêm phong."))
    told = rules.check_facts(facts or {})
    if verb in {"extend", "conclude"}:
        told["document"] = rules.check_document(str(told.get("document", "")))
    pieces = []
    if sealed is not None:
        speaks = verb in SPEAKS or (verb != "note" and _recipients(sealed) > 1)
        sort = rules.Sort.MESSAGE if speaks else rules.Sort.NOTE
        pieces = [add_piece(row, sort=sort, sealed=sealed, stanzas=2 if speaks else 1, by=by, at=at)]
    if verb == "extend":
        most = provision("denunciations.extensions_very_complex", on=local_day(at)).number()
        if row.due_at is None or CaseAct.objects.filter(case=row, verb="extend").count() >= most:
            raise Refused("sealed.extended", gettext_noop("Chỉ được gia hạn {most} lần."), most=most)
        start_clock(row, verb, at=at, since=row.due_at)
    else:
        start_clock(row, verb, at=at)
    return write(row, verb=verb, by=by, at=at, seat=seat, facts=told, pieces=pieces, token=token)


def take(*, case: str, by: Actor, at: datetime) -> CaseAct:
    """Note that a reader takes what is sealed in a case, to open it or to keep it; called before it is handed out.

    The server cannot tell the two apart. Once in an hour of the clock, however many parts there are. Raises NotFound
    for who cannot open the case.
    """
    row, _ = queries.fetch(by, name=case, at=at)
    mark = rules.hour_mark(row.name, by.code, at, key=settings.SECRET_KEY.encode())
    return done_before(mark, case) or _take(case, mark, by, at)


@transaction.atomic
def _take(case: str, mark: UUID, by: Actor, at: datetime) -> CaseAct:
    row, seat = begin("take", case=case, by=by, at=at)
    # again under the lock: a browser asks for all the parts at once
    return done_before(mark, case) or write(row, verb="take", by=by, at=at, seat=seat, token=mark)


@transaction.atomic
def forward(
    *, case: str, to_body: str, package_sha256: str, document: str, by: Actor, at: datetime, token: UUID | None = None
) -> CaseAct:
    """Record that a package, made and sealed to the receiving body outside of this machine, was handed over.

    Kept are the body's code, the hash of the sealed package and the document's number.
    """
    if before := done_before(token, case):
        return before
    row, seat = begin("forward", case=case, by=by, at=at)
    facts = rules.check_facts({"to": to_body, "package": package_sha256.lower()})
    facts["document"] = rules.check_document(document)
    return write(row, verb="forward", by=by, at=at, seat=seat, facts=facts, token=token)


@transaction.atomic
def destroy(*, case: str, document: str, by: Actor, at: datetime) -> CaseAct:
    """Erase everything sealed in a case whose time is over, by a decision. Its number, days and acts stay.

    Raises Refused("sealed.kept") before the time is over.
    """
    row, seat = begin("destroy", case=case, by=by, at=at)
    if row.keep_until is None or local_day(at) < row.keep_until:
        raise Refused(
            "sealed.kept", gettext_noop("Chưa hết thời hạn lưu ({until}), chưa hủy được."), until=row.keep_until or "?"
        )
    told = {"document": rules.check_document(document)}
    row.pieces.update(sealed=None)
    row.wraps.all().delete()
    row.shares.all().delete()
    for request in row.identity_requests.all():
        request.answers.update(half=None, reason=None)
    row.identity_requests.update(reason=None)
    row.identity_requests.filter(ended_at__isnull=True).update(ended_at=at)
    row.destroyed_on = local_day(at)
    return write(row, verb="destroy", by=by, at=at, seat=seat, facts=told)


def _recipients(sealed: bytes) -> int:
    try:
        rules.check_sealed(sealed, stanzas=2)
    except Refused:
        return 1
    return 2
