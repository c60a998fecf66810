"""Sessions of heads of the past, many at once: a diary kept elsewhere, or an invented year. Each row testified."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.reception.models import Session
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import calendar as rules
from liemchinh.reception.rules import trail

AT_ONCE = 500
"""Sessions told in one entry."""


@dataclass(frozen=True)
class PastSession:
    """A session that was held: whose seat, on which day, from when to when, where; the head himself or a deputy."""

    seat: str
    kind: rules.SessionKind
    on: date
    opens: time
    closes: time
    place: str
    chaired_by: str
    chaired_as: rules.ChairedBy = rules.ChairedBy.HEAD


@transaction.atomic
def enter_held(*, authority: str, sessions: Iterable[PastSession], by: Actor, at: datetime) -> list[int]:
    """Write sessions that were held before `at`; their numbers in the database, in the order given.

    Raises NotFound when `by` keeps no calendar there or a session lies after `at`.
    """
    if by != SYSTEM and authority not in by.authorities_as(*rules.PLANNERS):
        raise NotFound(authority)
    unit = org.unit(authority, local_day(at))
    rows = [_row(one, unit.id, by, at) for one in sessions]
    if any(row.closed_at is None or row.closed_at > at for row in rows):
        raise NotFound(authority)
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        Session.objects.bulk_create(some)
        ledger.record_about(
            f"reception.calendar:{authority}",
            kind=trail.SESSIONS_ENTERED,
            by=by,
            at=at,
            unit=authority,
            facts={"first": some[0].on.isoformat(), "last": some[-1].on.isoformat()},
            public={"rows": len(some)},
            rows=[testimony.SESSION.block(some)],
        )
    return [row.pk for row in rows]


def _row(one: PastSession, unit: int, by: Actor, at: datetime) -> Session:
    opened = datetime.combine(one.on, one.opens, tzinfo=VIETNAM)
    return Session(
        authority_id=unit,
        seat=one.seat,
        kind=one.kind,
        form=rules.SessionForm.DIRECT,
        on=one.on,
        opens=one.opens,
        closes=one.closes,
        place=one.place,
        state=rules.SessionState.HELD,
        uid=uuid.uuid4(),
        planned_by=by.code,
        planned_at=at,
        changed_at=at,
        opened_at=opened,
        closed_at=datetime.combine(one.on, one.closes, tzinfo=VIETNAM),
        chaired_by=one.chaired_by,
        chaired_as=one.chaired_as,
    )
