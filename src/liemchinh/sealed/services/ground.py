"""What every verb stands on: the case locked, the act with its salted hash, the term that runs from it.

No entry of the log is written here: acts wait for the next batch, so that no line tells when they were done.
"""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from hashlib import sha256
from typing import Any
from uuid import UUID

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.deadlines import Deadline, due_under
from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules
from liemchinh.sealed.models import Case, CaseAct, Piece

MOVING = [
    *("state", "step", "due_at", "due_key", "due_basis", "keep_until", "ended_on", "destroyed_on"),
]
"""Columns of a case that acts move; the others are what it was at filing."""

MOST_ASKED = 32
"""Custodians of one case, and the one who asks: nobody has as many."""


def begin(verb: str, *, case: str, by: Actor, at: datetime) -> tuple[Case, str]:
    """The case, locked, for a reader whose seat may do this now, and that seat. Raises NotFound, Refused."""
    row, wrap = queries.fetch(by, name=case, at=at, lock=True)
    found = rules.check_move(verb, state=rules.State(row.state), kind=rules.Report(row.kind))
    if found.who and not by.has(*found.who):
        raise NotFound(case)
    return row, wrap.key.seat


def done_before(token: UUID | None, case: str) -> CaseAct | None:
    """The act of a form that was sent before."""
    return CaseAct.objects.filter(token=token, case__name=case).first() if token else None


def write(
    case: Case,
    *,
    verb: str,
    by: Actor,
    at: datetime,
    seat: str = "",
    facts: Mapping[str, Any] | None = None,
    pieces: Iterable[Piece] = (),
    token: UUID | None = None,
    to: rules.State | None = None,
) -> CaseAct:
    """Write the act and move the case; the case's other columns are saved too. The row must be locked."""
    found = rules.move(verb)
    on = local_day(at)
    before = rules.State(case.state)
    after = to or found.to or before
    told = dict(facts or {})
    if hashes := [piece.sha256 for piece in pieces]:
        told["pieces"] = hashes
    case.step += 1
    case.state = after
    if found.ends:
        case.due_at, case.due_key, case.due_basis = None, "", ""
        if after in rules.ENDED or after is rules.State.LEAD:
            case.ended_on = on
            case.keep_until = local_day(_moment(due_under("sealed.kept", _noon(at), **_hours(case, at))))
    salt = secrets.token_bytes(32)
    act = CaseAct(
        case=case,
        step=case.step,
        verb=verb,
        before=before,
        after=after,
        by=by.code,
        seat=seat,
        on=on,
        facts=told,
        token=token,
        salt=salt,
    )
    act.leaf = rules.act_leaf(queries.act_told(act), salt=salt)
    act.save(force_insert=True)
    case.save(update_fields=MOVING)
    return act


def start_clock(case: Case, verb: str, *, at: datetime, since: datetime | None = None) -> None:
    """Let the term run that the law book gives for this act; the case is saved by `write`."""
    key = rules.CLOCKS.get((verb, rules.Report(case.kind)))
    if key is None:
        return
    found = due_under(key, since or _noon(at), **_hours(case, at))
    case.due_at, case.due_key, case.due_basis = found.due_at, key, found.provision.cite()
    case.ended_on = case.keep_until = None


def add_piece(case: Case, *, sort: rules.Sort, sealed: bytes, stanzas: int, by: Actor, at: datetime) -> Piece:
    """Keep one sealed parcel. Raises Refused("sealed.not_age") for what is not one."""
    size = rules.check_sealed(sealed, stanzas=stanzas)
    piece = Piece(
        case=case,
        sort=sort,
        step=case.step + 1,
        by=by.code,
        on=local_day(at),
        size=size,
        sha256=sha256(sealed).hexdigest(),
        sealed=sealed,
        to_reporter=stanzas > 1,
    )
    piece.save(force_insert=True)
    return piece


def sealed_reason(blob: bytes) -> bytes:
    """A sealed reason, filled up to its one size, for one or several people. Raises Refused("sealed.not_age")."""
    for stanzas in range(1, MOST_ASKED + 1):
        try:
            size = rules.opened_size(blob, stanzas=stanzas)
        except Refused:
            continue
        if size == rules.REASON_SIZE:
            return blob
    raise Refused("sealed.not_age", gettext_noop("Phần gửi lên chưa được niêm phong đúng dạng."))


def exactly(blob: bytes, *, size: int) -> bytes:
    """A sealed blob of exactly that many bytes for one recipient. Raises Refused("sealed.not_age")."""
    if rules.opened_size(blob, stanzas=1) != size:
        raise Refused("sealed.not_age", gettext_noop("Phần gửi lên chưa được niêm phong đúng dạng."))
    return blob


def _noon(at: datetime) -> datetime:
    """Noon of that day: a term must not tell the minute from which it was counted."""
    return datetime.combine(local_day(at), time(12), tzinfo=VIETNAM)


def _moment(found: Deadline) -> datetime:
    if found.due_at is None:
        raise ValueError("a term without an end")
    return found.due_at


def _hours(case: Case, at: datetime) -> dict[str, Any]:
    on = local_day(at)
    return {"calendar": org.calendar_of(case.body, on), "hours": org.hours_of(case.body, on)}
