"""What every verb stands on: fetch with a lock, check who asks, end what runs, write one ledger entry."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import services as ledger
from liemchinh.org import rules
from liemchinh.org.models import Unit
from liemchinh.org.queries import testimony
from liemchinh.org.queries.tree import nearest_authority, ways_up


def locked(code: str) -> Unit:
    """The unit with our `code`, locked until the end of the transaction. Raises NotFound."""
    found = Unit.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotFound(code)
    return found


def locked_all(codes: list[str]) -> list[Unit]:
    """The units in the order asked; locked in the order of their ids, so two verbs never wait in a ring."""
    rows = {row.code: row for row in Unit.objects.select_for_update().filter(code__in=codes).order_by("id")}
    for code in codes:
        if code not in rows:
            raise NotFound(code)
    return [rows[code] for code in codes]


def standing(unit: Unit) -> rules.Standing:
    """The unit as the rules see it."""
    return rules.Standing(unit.code, rules.UnitKind(unit.kind), unit.opened_on, unit.closed_on)


def check_administers(by: Actor, unit: Unit, at: datetime) -> None:
    """Refuse who does not administer the unit as the tree stands now.

    Before its opening that of its first day counts, after its end that of its last: its people still have a record.
    """
    day = max(local_day(at), unit.opened_on)
    if unit.closed_on is not None:
        day = min(day, unit.closed_on - date.resolution)
    rules.check_may_administer(by, [step.code for step in ways_up([unit.id], day)[unit.id]])


def authority_code(unit: Unit, at: datetime) -> str:
    """The authority under whose name the change stands in the public log."""
    day = max(local_day(at), unit.opened_on)
    if unit.closed_on is not None and unit.closed_on <= day:
        return unit.code
    return nearest_authority(ways_up([unit.id], day)[unit.id]).code


def end_periods(rows: models.QuerySet[Any], on: date, since: str = "valid_from", until: str = "valid_until") -> None:
    """End on that day whatever still runs; refuse if something is already planned to start on it or later."""
    later = rows.filter(**{f"{since}__gte": on}).order_by(since).values_list(since, flat=True).first()
    rules.check_after_last_change(later, on)
    rows.filter(Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": on})).update(**{until: on})


def note(
    subject: str,
    *,
    kind: Kind,
    unit: str,
    on: date | None = None,
    to: str = "",
    facts: Mapping[str, Any],
    touched: Iterable[models.QuerySet[Any]],
    by: Actor,
    at: datetime,
) -> None:
    """The one ledger entry of a verb. `facts` stay private; only the day and a unit's code become public.

    `touched` are the rows that the verb has made or changed, by which the audit compares them with the log later.
    """
    public: dict[str, str | int] = {}
    if on is not None:
        public["on"] = on.isoformat()
    if to:
        public["to"] = to
    ledger.record_about(
        f"org.{subject}", kind=kind, by=by, at=at, unit=unit, facts=facts, public=public, rows=testimony.told(touched)
    )
