"""Verbs on what is owed: charged, fixed, reduced; closed when a dossier ends without a result, and opened again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.org import queries as org
from liemchinh.payments import rules
from liemchinh.payments.models import Charge
from liemchinh.payments.services.ground import locked, note, settle

LONGEST_NAME = 300


@transaction.atomic(savepoint=False)
def charge(
    *,
    subject: str,
    unit: str,
    name: str,
    amount: int | None,
    kind: rules.Kind,
    at_moment: rules.Moment,
    by: Actor,
    at: datetime,
    basis: str = "",
    unit_id: int | None = None,
) -> Charge:
    """Record that something is owed for a dossier. `amount` is None where a cashier has to fix it with its basis.

    `unit` is the code of the authority, `unit_id` its number where the caller knows it. The caller has checked that
    `by` may do this to the dossier: what a procedure's version states is charged by whoever receives it.
    """
    if amount is not None:
        rules.check_amount(amount)
    authority_id = unit_id if unit_id is not None else org.unit(unit, local_day(at)).id
    ordinal, reference = _next(subject)
    row = Charge(
        subject=subject,
        ordinal=ordinal,
        authority_id=authority_id,
        kind=kind,
        moment=at_moment,
        name=nfc(" ".join(name.split()))[:LONGEST_NAME].strip(),
        reference=reference,
        amount=amount,
        amount_basis=basis.strip()[:500],
        charged_at=at,
        by=by.code,
    )
    row.save(force_insert=True)
    note(row, kind=rules.CHARGED, facts={"kind": str(kind), "amount": amount}, by=by, at=at, unit=unit)
    return row


@transaction.atomic
def add_charge(
    *, subject: str, unit: str, name: str, amount: int, kind: rules.Kind, basis: str, by: Actor, at: datetime
) -> Charge:
    """A cashier charges what the version does not state, by a document. Raises NotFound for who is no cashier there."""
    rules.check_collects(by, unit)
    if not name.strip():
        raise Refused("payments.name", gettext_noop("Ghi tên khoản thu."))
    document = rules.check_words(basis)
    return charge(
        subject=subject,
        unit=unit,
        name=name,
        amount=rules.check_amount(amount),
        kind=kind,
        at_moment=rules.Moment.RECEPTION,
        by=by,
        at=at,
        basis=document,
    )


@transaction.atomic
def fix_amount(*, reference: str, amount: int, basis: str, by: Actor, at: datetime) -> Charge:
    """A cashier fixes how much, by which document. Not once money has been taken."""
    row = locked(reference, by, at)
    rules.check_fix(row.sum, amount)
    document = rules.check_words(basis)
    if (row.amount, row.amount_basis) == (amount, document):
        return row  # the same form again
    row.amount, row.amount_basis = amount, document
    row.reduced, row.reduced_reason, row.reduced_basis = 0, "", ""
    settle(row, at=at)
    note(row, kind=rules.FIXED, facts={"amount": amount, "basis": row.amount_basis}, by=by, at=at)
    return row


@transaction.atomic
def reduce(*, reference: str, reduced: int, reason: str, basis: str, by: Actor, at: datetime) -> Charge:
    """Take `reduced` đồng off a charge, all of it for an exemption: who is entitled, and by which document.

    0 takes a reduction back; a reason is needed for that too.
    """
    row = locked(reference, by, at)
    rules.check_reduction(row.sum, reduced)
    said = (reduced, rules.check_words(reason), rules.check_words(basis))
    if (row.reduced, row.reduced_reason, row.reduced_basis) == said:
        return row  # the same form again
    row.reduced, row.reduced_reason, row.reduced_basis = said
    settle(row, at=at)
    facts = {"reduced": reduced, "reason": row.reduced_reason, "basis": row.reduced_basis}
    note(row, kind=rules.REDUCED, facts=facts, by=by, at=at)
    return row


@transaction.atomic
def close_charges(*, subject: str, reason: str, by: Actor, at: datetime) -> list[Charge]:
    """The dossier ended without a result: nothing more is collected, and what was paid waits for a decision on it."""
    rows = _open_rows(subject, closed=False)
    for row in rows:
        row.closed_at, row.closed_reason = at, rules.check_words(reason)
        row.refund_asked_at = at if row.sum.kept else None
        settle(row, at=at)
    for row in rows:
        note(row, kind=rules.CLOSED, facts={"reason": row.closed_reason}, by=by, at=at)
    return rows


@transaction.atomic
def reopen_charges(*, subject: str, by: Actor, at: datetime) -> list[Charge]:
    """The end was a mistake: what was owed is owed again, and no refund is asked for."""
    rows = _open_rows(subject, closed=True)
    for row in rows:
        row.closed_at, row.closed_reason, row.refund_asked_at = None, "", None
        settle(row, at=at)
    for row in rows:
        note(row, kind=rules.REOPENED, facts={}, by=by, at=at)
    return rows


def _next(subject: str) -> tuple[int, str]:
    """The next free ordinal of a dossier and its reference. One query for the first charge."""
    ordinal, reference = 1, rules.reference(subject, 1)
    rows = Charge.objects.filter(Q(subject=subject) | Q(reference=reference)).values_list("ordinal", flat=True)
    while taken := list(rows):  # two codes may read alike without their marks
        ordinal = max(ordinal, *taken) + 1
        reference = rules.reference(subject, ordinal)
        rows = Charge.objects.filter(reference=reference).values_list("ordinal", flat=True)
    return ordinal, reference


def _open_rows(subject: str, *, closed: bool) -> list[Charge]:
    rows = Charge.objects.select_for_update(of=("self",)).select_related("authority")
    return list(rows.filter(subject=subject, closed_at__isnull=not closed).order_by("id"))
