"""Verbs of the reporter: a report comes in, more is sent, the answers are read.

What is slow is done before the transaction: two derivations, the sealing. Inside there are only inserts of random
numbers, so any number of people may file at once.
"""

import secrets
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from threading import Lock
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules
from liemchinh.sealed.models import Case, Piece, Share, Wrap
from liemchinh.sealed.queries.chart import Plan, charted, marks
from liemchinh.sealed.services.deriving import derive
from liemchinh.sealed.services.ground import add_piece, done_before, exactly, start_clock, write
from liemchinh.sealed.services.sealing import Parcel, opened_with, sealed_to

_TURN = Lock()
"""SQLite writes one at a time and makes the others poll until they give up; waiting in line here is fair."""


@dataclass(frozen=True)
class Filed:
    """A report that is in: its number, its day, by when it must be handled; `fresh`: by this very call."""

    name: str
    received_on: date
    due_at: datetime | None
    fresh: bool


@dataclass(frozen=True)
class Said:
    """One message of the office as its reporter reads it."""

    on: date
    parts: Mapping[str, bytes]


def file_report(
    *, parcel: Parcel, kind: rules.Report, about: rules.About, home: str, code: str, by: Actor, at: datetime
) -> Filed:
    """Take in a sealed report. The same code again is the same case: nothing is added.

    `about` decides who must never open it, `home` on whose site it came in. Raises Refused("sealed.nobody") when
    nobody may receive it, ("sealed.parcel") when it is not sealed for exactly those who may.
    """
    plan = queries.plan(about, home=home, at=at)
    _check_parcel(parcel, plan)
    accused, _ = charted(about, home=home, on=local_day(at))
    derived = derive(rules.read_code(code))
    on = local_day(at)
    case = Case(
        name=rules.new_name(),
        kind=kind,
        body_id=org.unit(plan.body, on).id,
        state=rules.State.RECEIVED,
        public=parcel.public,
        reporter=derived.public,
        lookup=derived.lookup,
        shut_salt=secrets.token_bytes(32),
        received_on=on,
    )
    case.shut_out = rules.shut_out_list(marks(case, rules.shut_out_marks(accused)))
    start_clock(case, "file", at=at)
    try:
        with _TURN if connection.vendor == "sqlite" else nullcontext():
            _insert(case, parcel, plan, by=by, at=at)
    except IntegrityError:
        known = Case.objects.filter(lookup=derived.lookup).first()
        if known is None:
            raise
        return Filed(known.name, known.received_on, known.due_at, fresh=False)
    return Filed(case.name, case.received_on, case.due_at, fresh=True)


@transaction.atomic
def _insert(case: Case, parcel: Parcel, plan: Plan, *, by: Actor, at: datetime) -> None:
    case.save(force_insert=True)
    Wrap.objects.bulk_create(Wrap(case=case, key_id=key, sealed=blob) for key, blob in parcel.wraps.items())
    sides = {key.id: side for side, keys in enumerate(plan.sides, 1) for key in keys}
    Share.objects.bulk_create(
        Share(case=case, key_id=key, side=sides[key], sealed=blob) for key, blob in parcel.shares.items()
    )
    report = add_piece(case, sort=rules.Sort.REPORT, sealed=parcel.report, stanzas=1, by=by, at=at)
    write(case, verb="file", by=by, at=at, pieces=[report])


def send_more(
    *,
    code: str,
    parts: Mapping[str, bytes],
    by: Actor,
    at: datetime,
    token: UUID | None = None,
    measures: list[str] | None = None,
) -> str:
    """More from the reporter: sealed to the case alone. With `measures` it asks for protection. Returns the number.

    Raises NotFound for a code of no case, Refused("sealed.says_code") for a text that holds the code.
    """
    code = rules.read_code(code)
    for content in parts.values():
        rules.check_says_no_code(content.decode(errors="replace") if len(content) < rules.SIZES[1] else "", code)
    derived = derive(code)
    public = queries.by_lookup(derived.lookup).public
    sealed = sealed_to(rules.pack(parts), [public])
    return _add(derived.lookup, sealed, by=by, at=at, token=token, measures=measures)


@transaction.atomic
def _add(lookup: str, sealed: bytes, *, by: Actor, at: datetime, token: UUID | None, measures: list[str] | None) -> str:
    case = Case.objects.select_for_update().filter(lookup=lookup).first()
    if case is None:
        raise NotFound("code")
    if done_before(token, case.name):
        return case.name
    verb = "ask_protection" if measures else "send_more"
    rules.check_move(verb, state=rules.State(case.state), kind=rules.Report(case.kind))
    sort = rules.Sort.PROTECTION if measures else rules.Sort.MESSAGE
    piece = add_piece(case, sort=sort, sealed=sealed, stanzas=1, by=by, at=at)
    if measures:
        from liemchinh.sealed.services.protecting import note_request

        note_request(case, measures=measures, piece=piece, by=by, at=at, token=token)
    else:
        # an answer to a question: the case waits for its readers again
        back = rules.State.READ if case.state == rules.State.ASKED else None
        write(case, verb=verb, by=by, at=at, pieces=[piece], token=token, to=back)
    return case.name


def read_answers(*, derived: rules.Derived, by: Actor, at: datetime) -> list[Said]:
    """What the office has written to the reporter, oldest first; marks it as seen. Opened in memory alone."""
    case = queries.by_lookup(derived.lookup)
    rows = list(case.pieces.filter(to_reporter=True, sealed__isnull=False).order_by("step"))
    Piece.objects.filter(id__in=[row.id for row in rows], seen=False).update(seen=True)
    return [Said(row.on, rules.unpack(opened_with(bytes(row.sealed or b""), derived.secret))) for row in rows]


def _check_parcel(parcel: Parcel, plan: Plan) -> None:
    """Sealed for exactly those of the plan, each part of its size. Nothing in it can be opened here."""
    wanted = {key.id for key in plan.openers}
    shares = {key.id for side in plan.sides for key in side}
    if set(parcel.wraps) != wanted or set(parcel.shares) != shares:
        sentence = gettext_noop("Người nhận vừa thay đổi. Xin mở lại trang rồi gửi lần nữa.")
        raise Refused("sealed.parcel", sentence)
    rules.check_recipient(parcel.public)
    for blob in parcel.wraps.values():
        exactly(blob, size=rules.SECRET_SIZE)
    for blob in parcel.shares.values():
        exactly(blob, size=rules.IDENTITY_SIZE)
    rules.check_sealed(parcel.report, stanzas=1)


def hash_of(blob: bytes) -> str:
    """SHA-256 of what was sealed, as acts tell it."""
    return sha256(blob).hexdigest()
