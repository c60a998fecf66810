"""What every verb of the calendar needs: the authority and its head, one row locked, the entry in the ledger."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules.writing import Block, Row
from liemchinh.org import queries as org
from liemchinh.reception.models import Session
from liemchinh.reception.queries.calendar import heads_of, session_for
from liemchinh.reception.rules import calendar as rules


def planning(authority: str, by: Actor, at: datetime) -> org.UnitOnDay:
    """The authority whose calendar `by` writes. Raises NotFound for anybody else's."""
    if authority not in by.authorities_as(*rules.PLANNERS):
        raise NotFound(authority)
    return org.unit(authority, local_day(at))


def check_head(unit: org.UnitOnDay, seat: str, on: date) -> None:
    """Raises Refused("reception.no_head") unless that seat is one of the head of that authority."""
    if all(head.code != seat for head in heads_of(unit, on)):
        raise Refused("reception.no_head", gettext_noop("Cơ quan không có vị trí người đứng đầu này."))


def locked(number: int, by: Actor, at: datetime) -> Session:
    """One session of a calendar that `by` writes, its row locked. Raises NotFound."""
    row = session_for(by, number=number, on=local_day(at), lock=True)
    if row.authority.code not in by.authorities_as(*rules.PLANNERS):
        raise NotFound(str(number))
    return row


def text(words: str, *, longest: int) -> str:
    """Words in one line. Raises Refused("reception.words") when they are longer than their column."""
    tidy = " ".join(words.split())
    if len(tidy) > longest:
        sentence = gettext_noop("Nhiều nhất {longest} ký tự, đã ghi {given}.")
        raise Refused("reception.words", sentence, longest=longest, given=len(tidy))
    return tidy


def note(
    authority: str,
    *,
    about: str = "calendar",
    kind: Kind,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    on: date | None = None,
    rows: Iterable[Row | Block],
) -> None:
    """One entry in the thread of this authority's calendar (or of its bookings)."""
    ledger.record_about(
        f"reception.{about}:{authority}",
        kind=kind,
        by=by,
        at=at,
        unit=authority,
        facts=facts,
        public={"on": on.isoformat()} if on else {},
        rows=rows,
    )
