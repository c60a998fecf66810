"""Which authority takes in which procedure, and which level decides: dated, with a ledger entry."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.procedures import rules
from liemchinh.procedures.models import AuthorityTransfer, Offering, Procedure
from liemchinh.procedures.queries import testimony
from liemchinh.procedures.services.versions import authority_of


@transaction.atomic
def offer(*, unit: str, codes: Sequence[str], offered_from: date, by: Actor, at: datetime) -> int:
    """The unit takes in these procedures from that day on; returns how many it did not offer before.

    Raises NotFound for an unknown unit or code, Refused for who may not edit the catalogue.
    """
    rules.check_may_edit(by)
    taker = org.unit(unit, offered_from)
    procedures = {row.code: row for row in Procedure.objects.filter(code__in=codes)}
    for code in codes:
        if code not in procedures:
            raise NotFound(code)
    already = set(
        Offering.objects.filter(unit_id=taker.id, offered_until__isnull=True).values_list("procedure__code", flat=True)
    )
    fresh = [code for code in dict.fromkeys(codes) if code not in already]
    Offering.objects.bulk_create(
        Offering(unit_id=taker.id, procedure=procedures[code], offered_from=offered_from) for code in fresh
    )
    if fresh:
        ledger.record_about(
            f"procedures.offered:{unit}",
            kind=rules.PROCEDURES_OFFERED,
            by=by,
            at=at,
            unit=unit,
            facts={"codes": fresh},
            public={"on": offered_from.isoformat(), "new": len(fresh)},
            rows=testimony.told(
                Offering.objects.filter(unit_id=taker.id, procedure__code__in=fresh, offered_until__isnull=True)
            ),
        )
    return len(fresh)


@transaction.atomic
def stop_offering(*, unit: str, codes: Sequence[str], offered_until: date, by: Actor, at: datetime) -> int:
    """From that day the unit takes these procedures in no more; returns how many it had taken in until then.

    What it began to offer on that day or later stays. Raises NotFound for an unknown unit, Refused for who may not
    edit the catalogue.
    """
    rules.check_may_edit(by)
    giver = org.unit(unit, offered_until)
    rows = Offering.objects.filter(
        unit_id=giver.id, procedure__code__in=codes, offered_until__isnull=True, offered_from__lt=offered_until
    )
    ids = list(rows.order_by("id").values_list("id", flat=True))
    if not ids:
        return 0
    stopped = Offering.objects.filter(id__in=ids)
    stopped.update(offered_until=offered_until)
    ledger.record_about(
        f"procedures.offered:{unit}",
        kind=rules.OFFERING_STOPPED,
        by=by,
        at=at,
        unit=unit,
        facts={"codes": sorted(stopped.values_list("procedure__code", flat=True))},
        public={"on": offered_until.isoformat(), "new": len(ids)},
        rows=testimony.told(stopped),
    )
    return len(ids)


@transaction.atomic
def transfer_authority(
    *,
    codes: Sequence[str],
    from_level: rules.Level,
    to_level: rules.Level,
    on: date,
    decision: str,
    by: Actor,
    at: datetime,
    takers: Sequence[str] = (),
    leavers: Sequence[str] = (),
) -> int:
    """From that day the procedures are decided at another level, by this decision. Told twice is told once.

    Offerings follow: `takers` (codes of units) take the procedures in from that day, `leavers` no more. Raises
    NotFound for an unknown code, Refused for one level twice, no decision, or who may not edit.
    """
    rules.check_may_edit(by)
    rules.check_transfer(from_level, to_level, decision)
    procedures = {row.code: row for row in Procedure.objects.filter(code__in=codes)}
    for code in codes:
        if code not in procedures:
            raise NotFound(code)
    told = set(
        AuthorityTransfer.objects.filter(procedure__code__in=codes, on=on, to_level=to_level).values_list(
            "procedure__code", flat=True
        )
    )
    fresh = [code for code in dict.fromkeys(codes) if code not in told]
    AuthorityTransfer.objects.bulk_create(
        AuthorityTransfer(
            procedure=procedures[code],
            from_level=from_level,
            to_level=to_level,
            on=on,
            decision=decision.strip(),
        )
        for code in fresh
    )
    if fresh:
        ledger.record_about(
            "catalogue:authority",
            kind=rules.AUTHORITY_TRANSFERRED,
            by=by,
            at=at,
            unit=authority_of(by),
            facts={
                "codes": fresh,
                "from": str(from_level),
                "to": str(to_level),
                "on": on.isoformat(),
                "decision": decision,
            },
            public={"on": on.isoformat(), "new": len(fresh)},
            rows=testimony.told(AuthorityTransfer.objects.filter(procedure__code__in=fresh, on=on, to_level=to_level)),
        )
    moved = list(dict.fromkeys(codes))
    for unit in leavers:
        stop_offering(unit=unit, codes=moved, offered_until=on, by=by, at=at)
    for unit in takers:
        offer(unit=unit, codes=moved, offered_from=on, by=by, at=at)
    return len(fresh)
