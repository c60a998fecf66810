"""What verbs on the register stand on: numbers, rows locked in one order, duties with their day, one entry.

Lock order: a visit, then counters, then ledger rows: no two verbs wait in a ring.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.law.deadlines import due_under
from liemchinh.ledger import numbering
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules.writing import Block, Row
from liemchinh.org import queries as org
from liemchinh.reception.models import Visit, VisitCounter, VisitDuty
from liemchinh.reception.queries import testimony
from liemchinh.reception.queries.visits import visit_for
from liemchinh.reception.rules import visits as rules
from liemchinh.reception.rules.erasing import check_not_erased


def thread_of(authority: str) -> str:
    """The thread of an authority's register."""
    return f"reception.register:{authority}"


def locked(code: str, by: Actor, at: datetime, *, erased: bool = False) -> Visit:
    """The visit, locked, for who keeps this register and may read it whole. Raises NotFound for everybody else.

    One whose people were erased is refused ("reception.erased") unless `erased`.
    """
    visit = visit_for(by, code=code, at=at, lock=True)
    rules.check_writes(by, visit.authority.code)
    if not erased:
        check_not_erased(visit.erased_at is not None)
    return visit


def note(
    visit: Visit,
    *,
    kind: Kind,
    by: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    rows: Iterable[Row | Block] = (),
) -> None:
    """The entry of a verb on one visit: the visit as it stands now, and the rows that were written with it."""
    authority = visit.authority.code
    ledger.record_about(
        thread_of(authority),
        kind=kind,
        by=by,
        at=at,
        unit=authority,
        facts={"visit": visit.code, **facts},
        public={"no": visit.number},
        rows=[testimony.VISIT.told(visit), *rows],
    )


def open_duty(
    visit: Visit, kind: rules.DutyKind, *, since: datetime, at: datetime, facts: dict[str, Any] | None = None
) -> VisitDuty:
    """Open what must be done, with the day the law gives it; without a day where the law of that time gave none."""
    on = local_day(since)
    number = visit.duties.count() + 1
    duty = VisitDuty(visit=visit, number=number, kind=kind, opened_at=at, facts=facts or {})
    try:
        found = due_under(
            rules.DUTY_LAW[kind],
            since,
            calendar=org.calendar_of(visit.authority, on),
            hours=org.hours_of(visit.authority, on),
        )
    except Refused as unknown:
        if unknown.code != "law.not_in_force":
            raise
        duty.basis = ""
    else:
        duty.due_at, duty.provisional, duty.basis = found.due_at, found.provisional, found.provision.cite()
    duty.save(force_insert=True)
    return duty


def close_duty(
    visit: Visit, kind: rules.DutyKind, *, by: Actor, at: datetime, document: str = "", outcome: str = ""
) -> VisitDuty | None:
    """Say that the open duty of this kind is done; None when there is none."""
    duty = visit.duties.select_for_update().filter(kind=kind, done_at=None).order_by("number").first()
    if duty is None:
        return None
    duty.done_at, duty.done_by, duty.document, duty.outcome = at, by.code, document[:300], outcome
    duty.save(update_fields=["done_at", "done_by", "document", "outcome"])
    return duty


def next_numbers(series: str, many: int = 1) -> int:
    """The first of the next `many` numbers of a series of this room."""
    return numbering.next_numbers(VisitCounter, series, many=many)[0]
