"""The settlement sheet: what came in and went out between two days, by way of paying, with every slip and line."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.payments import rules
from liemchinh.payments.models import Payment, Refund, StatementLine
from liemchinh.payments.queries.bank import with_rest
from liemchinh.payments.queries.charges import scope

ONE_DAY = timedelta(days=1)
MOST_ROWS = 20_000
"""A month of a very busy office; a sheet of more is asked for in parts."""


@dataclass(frozen=True)
class Row:
    """One movement: money in (positive) or out (negative), with the trace it rests on."""

    at: datetime
    subject: str
    name: str
    kind: str
    method: str
    amount: int
    trace: str
    by: str
    note: str = ""


@dataclass(frozen=True)
class Total:
    """One way of paying: how often and how much came in, was taken back and was refunded."""

    method: str
    count: int
    taken: int
    reversed: int
    refunded: int

    @property
    def kept(self) -> int:
        """What remains."""
        return self.taken - self.reversed - self.refunded


@dataclass(frozen=True)
class Sheet:
    """`first` to `until` (outside). `slips` are the first and the last number of cash slips, by year."""

    first: date
    until: date
    totals: list[Total]
    rows: list[Row]
    slips: dict[int, tuple[int, int, int]]
    unmatched: int
    unmatched_amount: int
    cut: bool

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.until - ONE_DAY

    @property
    def kept(self) -> int:
        """What remains of all ways of paying."""
        return sum(total.kept for total in self.totals)


def month_of(day: date) -> tuple[date, date]:
    """The first day of the month of `day`, and the first day of the next."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)


def sheet(actor: Actor, *, authority: str, first: date, until: date, at: datetime) -> Sheet:
    """The sheet of one authority that `actor` sees; empty for any other. Four queries."""
    mine = scope(actor, local_day(at))
    between = {"authority__code": authority, "at__gte": _midnight(first), "at__lt": _midnight(until)}
    payments = list(
        Payment.objects.filter(mine, **between)
        .select_related("charge", "line", "reverses")
        .order_by("at", "id")[: MOST_ROWS + 1]
    )
    refunds = list(Refund.objects.filter(mine, **between).select_related("charge").order_by("at", "id")[:MOST_ROWS])
    rows = [_of_payment(row) for row in payments[:MOST_ROWS]] + [_of_refund(row) for row in refunds]
    rows.sort(key=lambda row: row.at)
    lines = StatementLine.objects.filter(mine, authority__code=authority, booked_on__gte=first, booked_on__lt=until)
    left = list(with_rest(lines).filter(rest__gt=0).values_list("rest", flat=True))
    return Sheet(
        first=first,
        until=until,
        totals=_totals(payments, refunds),
        rows=rows,
        slips=_slips(payments),
        unmatched=len(left),
        unmatched_amount=sum(left),
        cut=len(payments) > MOST_ROWS,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _totals(payments: list[Payment], refunds: list[Refund]) -> list[Total]:
    totals = []
    for method in rules.Method:
        own = [row for row in payments if row.method == method]
        totals.append(
            Total(
                method=method,
                count=sum(1 for row in own if row.amount > 0),
                taken=sum(row.amount for row in own if row.amount > 0),
                reversed=-sum(row.amount for row in own if row.amount < 0),
                refunded=sum(row.amount for row in refunds if row.method == method),
            )
        )
    return totals


def _slips(payments: list[Payment]) -> dict[int, tuple[int, int, int]]:
    """By year: first number, last number, how many; a gap shows when last - first + 1 is more than the count."""
    found: dict[int, tuple[int, int, int]] = {}
    for row in payments:
        if row.year is not None and row.number is not None:
            first, last, count = found.get(row.year, (row.number, row.number, 0))
            found[row.year] = min(first, row.number), max(last, row.number), count + 1
    return found


def _of_payment(row: Payment) -> Row:
    return Row(
        at=row.at,
        subject=row.charge.subject,
        name=row.charge.name,
        kind=row.charge.kind,
        method=row.method,
        amount=row.amount,
        trace=trace_of(row),
        by=row.by,
        note=row.reason,
    )


def _of_refund(row: Refund) -> Row:
    return Row(
        at=row.at,
        subject=row.charge.subject,
        name=row.charge.name,
        kind=row.charge.kind,
        method=row.method,
        amount=-row.amount,
        trace=row.document,
        by=row.by,
        note=row.reason,
    )


def trace_of(payment: Payment) -> str:
    """What a payment rests on: the slip's number, the bank's reference, the portal's transaction; a reversal's slip."""
    row = payment.reverses or payment
    if row.year is not None and row.number is not None:
        return rules.receipt_number(row.year, row.number)
    if row.line is not None:
        return row.line.reference or row.line.text[:100]
    return row.transaction
