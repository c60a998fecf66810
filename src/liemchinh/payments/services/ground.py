"""What every verb stands on: rows locked in one order, sums kept with their rows, one ledger entry.

Lock order: a bank's line, then charges by number, then counters, then ledger rows: no two verbs wait in a ring.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.trail import Kind
from liemchinh.ledger import services as ledger
from liemchinh.ledger.rules.writing import Block, Row
from liemchinh.payments import queries, rules
from liemchinh.payments.models import Charge
from liemchinh.payments.queries import testimony

SUMS = ["amount", "amount_basis", "reduced", "reduced_reason", "reduced_basis", "paid", "refunded"]
STANDING = ["settled_at", "closed_at", "closed_reason", "refund_asked_at"]


def settle(charge: Charge, *, at: datetime) -> None:
    """Say since when nothing is owed, or that something is, and keep the row. The row must be locked."""
    if not charge.sum.settled:
        charge.settled_at = None
    elif charge.settled_at is None:
        charge.settled_at = at
    if not charge.sum.kept:
        charge.refund_asked_at = None
    charge.save(update_fields=[*SUMS, *STANDING])


def note(
    charge: Charge,
    *,
    kind: Kind,
    facts: Mapping[str, Any],
    by: Actor,
    at: datetime,
    public: Mapping[str, str | int] | None = None,
    rows: Iterable[Row | Block] = (),
    unit: str = "",
) -> None:
    """The entry of a verb on one charge: the charge as it stands now, and the rows that were added.

    `unit` saves the look-up of the authority's code where the caller knows it.
    """
    ledger.record_about(
        f"payments.charge:{charge.reference}",
        kind=kind,
        by=by,
        at=at,
        unit=unit or charge.authority.code,
        facts={"subject": charge.subject, "reference": charge.reference, **facts},
        public=public,
        rows=[testimony.CHARGE.told(charge), *rows],
    )


def locked(reference: str, by: Actor, at: datetime) -> Charge:
    """The charge, locked, for a cashier of its authority. Raises NotFound for everybody else."""
    row = queries.charge_for(by, reference=reference, at=at, lock=True)
    rules.check_collects(by, row.authority.code)
    return row
