"""Verbs on what the bank says: a statement taken in whole or not at all, a line matched, set aside, taken up again."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.payments import queries, rules
from liemchinh.payments.models import Account, Charge, Payment, SetAside, Statement, StatementLine
from liemchinh.payments.queries import testimony
from liemchinh.payments.queries.bank import with_rest
from liemchinh.payments.services.ground import locked
from liemchinh.payments.services.taking import match

AT_ONCE = 500


@dataclass(frozen=True)
class Taken:
    """What taking a statement in came to. `again`: this very file was there already, nothing was done."""

    statement: Statement
    matched: int
    waiting: int
    again: bool = False


def take_statement(*, authority: str, name: str, content: bytes, by: Actor, at: datetime) -> Taken:
    """Take in a bank's file: lines that are new, then each line that leaves no doubt is matched.

    Raises NotFound for who is no cashier of this authority, Refused("payments.statement_…") for a file that cannot be
    read or is of another account: then nothing of it is kept. The same file twice is told and does nothing. Lines
    come in one transaction; matching follows line by line and may be repeated (`match_waiting`).
    """
    rules.check_collects(by, authority)
    unit = org.unit(authority, local_day(at))
    sha256 = hashlib.sha256(content).hexdigest()
    before = queries.taken_before(unit.id, sha256)
    if before is not None:
        return Taken(before, 0, 0, again=True)
    read = rules.read_statement(content)
    _check_account(unit.id, read.account)
    statement = _keep(unit.id, authority, name, sha256, read, by=by, at=at)
    matched = match_waiting(authority=authority, by=by, at=at)
    fresh = with_rest(StatementLine.objects.filter(statement=statement)).filter(rest__gt=0).count()
    return Taken(statement, matched, fresh)


def match_waiting(*, authority: str, by: Actor, at: datetime) -> int:
    """Match every waiting line that leaves no doubt, each in its own transaction; returns how many."""
    rules.check_collects(by, authority)
    waiting = with_rest(StatementLine.objects.filter(authority__code=authority)).filter(rest__gt=0).order_by("id")
    done = 0
    lines = list(waiting.iterator(chunk_size=AT_ONCE))
    for start in range(0, len(lines), AT_ONCE):
        for one in queries.judged(lines[start : start + AT_ONCE], actor=by, on=local_day(at)):
            if one.verdict.charge is not None:
                done += _match_one(one.line.pk, one.proposals[0].reference, by, at)
    return done


@transaction.atomic
def match_line(*, line: int, reference: str, reason: str, by: Actor, at: datetime) -> Payment:
    """A person says to which charge a line belongs, and why: as much of it as the charge still owes."""
    found = _locked_line(line, by, at)
    row = locked(reference, by, at)
    rest = _rest(found)
    rules.check_open(row.sum)
    if row.sum.amount is None or not row.sum.rest:
        sentence = gettext_noop("Khoản {reference} không còn phải nộp.")
        raise Refused("payments.nothing_owed", sentence, reference=reference)
    return match(row, found, min(rest, row.sum.rest), by=by, at=at, reason=rules.check_words(reason))


@transaction.atomic
def set_aside(*, line: int, reason: str, by: Actor, at: datetime) -> SetAside:
    """What is left of a line belongs to no charge: returned to its sender, another income; with the document."""
    found = _locked_line(line, by, at)
    return _put(found, _rest(found), rules.check_words(reason), kind=rules.SET_ASIDE, by=by, at=at)


@transaction.atomic
def take_up(*, line: int, reason: str, by: Actor, at: datetime) -> SetAside:
    """A line that was set aside is looked at again."""
    found = _locked_line(line, by, at)
    aside = sum(SetAside.objects.filter(line=found).values_list("amount", flat=True))
    if not aside:
        raise Refused("payments.not_aside", gettext_noop("Dòng này chưa xếp riêng."))
    return _put(found, -aside, rules.check_words(reason), kind=rules.TAKEN_UP, by=by, at=at)


@transaction.atomic
def _match_one(line: int, reference: str, by: Actor, at: datetime) -> int:
    """Judge once more with both rows locked: somebody may have taken cash in the meantime."""
    found = _locked_line(line, by, at)
    row = Charge.objects.select_for_update(of=("self",)).select_related("authority").get(reference=reference)
    rules.check_collects(by, row.authority.code)
    left: int = found.rest  # type: ignore[attr-defined]
    known = {one.reference: one for one in queries.candidates([row])}
    if left <= 0 or rules.judge(found.text, left, by_reference=known).charge != row.pk:
        return 0
    match(row, found, left, by=by, at=at)
    return 1


@transaction.atomic
def _keep(
    unit_id: int, authority: str, name: str, sha256: str, read: rules.Statement, *, by: Actor, at: datetime
) -> Statement:
    """The file and those of its lines that no file brought before."""
    marks = rules.fingerprints(read.lines)
    known: set[str] = set()
    for start in range(0, len(marks), AT_ONCE):
        some = StatementLine.objects.filter(authority_id=unit_id, fingerprint__in=marks[start : start + AT_ONCE])
        known |= set(some.values_list("fingerprint", flat=True))
    new = [(number, line, mark) for number, (line, mark) in enumerate(zip(read.lines, marks, strict=True), start=1)]
    new = [one for one in new if one[2] not in known]
    statement = Statement(
        authority_id=unit_id,
        sha256=sha256,
        name=nfc(name)[:200],
        form=read.form,
        account=read.account[:40],
        lines_read=len(read.lines),
        lines_new=len(new),
        taken_at=at,
        by=by.code,
    )
    statement.save(force_insert=True)
    lines = StatementLine.objects.bulk_create(
        [
            StatementLine(
                statement=statement,
                authority_id=unit_id,
                ordinal=number,
                booked_on=line.booked_on,
                amount=line.amount,
                text=line.text,
                reference=line.reference,
                payer=line.payer,
                fingerprint=mark,
            )
            for number, line, mark in new
        ],
        batch_size=AT_ONCE,
    )
    rows: list[Any] = [testimony.STATEMENT.told(statement)]
    if lines:
        rows.append(testimony.LINE.block(lines))
    ledger.record_about(
        f"payments.statement:{authority}",
        kind=rules.STATEMENT_TAKEN,
        by=by,
        at=at,
        unit=authority,
        facts={"sha256": sha256, "name": statement.name},
        public={"rows": len(lines)},
        rows=rows,
    )
    return statement


def _check_account(unit_id: int, account: str) -> None:
    """A file that names its account must be of one that this authority has had."""
    if not account:
        return
    ours = Account.objects.filter(authority_id=unit_id, confirmed_at__isnull=False).values_list("number", flat=True)
    if not any(account == number or account.endswith(number) for number in ours):
        sentence = gettext_noop("Sao kê này của tài khoản {account}, không phải tài khoản nhận tiền của cơ quan.")
        raise Refused("payments.statement_other", sentence, account=account)


def _locked_line(key: int, by: Actor, at: datetime) -> StatementLine:
    found = queries.line_for(by, key=key, at=at, lock=True)
    rules.check_collects(by, found.authority.code)
    return found


def _rest(line: StatementLine) -> int:
    rest: int = line.rest  # type: ignore[attr-defined]
    if rest <= 0:
        raise Refused("payments.line_done", gettext_noop("Dòng sao kê này đã được xử lý hết."))
    return rest


def _put(line: StatementLine, amount: int, reason: str, *, kind: Any, by: Actor, at: datetime) -> SetAside:
    row = SetAside(line=line, amount=amount, reason=reason, at=at, by=by.code)
    row.save(force_insert=True)
    ledger.record_about(
        f"payments.line:{line.fingerprint[:32]}:{line.authority.code}",
        kind=kind,
        by=by,
        at=at,
        unit=line.authority.code,
        facts={"reason": reason, "amount": amount},
        rows=[testimony.SET_ASIDE.told(row)],
    )
    return row
