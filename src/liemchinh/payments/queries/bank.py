"""Bank lines: which are matched, which wait for a person and why; derived from payments and what was set aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.payments import rules
from liemchinh.payments.models import Charge, Payment, SetAside, Statement, StatementLine
from liemchinh.payments.queries.charges import PAGE, candidates, scope

OPEN_CONSIDERED = 2000
"""Owed charges looked at for proposals: the oldest ones of a busy office; the rest are found by their code."""


@dataclass(frozen=True)
class Waiting:
    """A line that waits for a person: what is left of it, why, and charges that it may be for."""

    line: StatementLine
    rest: int
    verdict: rules.Verdict
    proposals: list[Charge]

    @property
    def why(self) -> str:
        """The doubt in a sentence; a line whose charge was open again says so."""
        return rules.DOUBTS[self.verdict.doubt] if self.verdict.doubt else rules.READY


def with_rest(rows: QuerySet[StatementLine]) -> QuerySet[Any]:
    """Lines with `rest`: what neither a payment nor a setting-aside has taken of them."""
    return rows.annotate(
        rest=F("amount")
        - Coalesce(Subquery(_total(Payment, "line")), 0, output_field=BigIntegerField())
        - Coalesce(Subquery(_total(SetAside, "line")), 0, output_field=BigIntegerField())
    )


def _total(model: type[Payment] | type[SetAside], column: str) -> QuerySet[Any]:
    rows = model._default_manager.filter(**{column: OuterRef("pk")}).order_by().values(column)
    return rows.annotate(total=Sum("amount")).values("total")


def statements(actor: Actor, *, on: date, latest: int = 20) -> list[Statement]:
    """The files taken in lately, the newest first."""
    return list(Statement.objects.filter(scope(actor, on)).order_by("-taken_at", "-id")[:latest])


def last_statement(authority_id: int) -> Statement | None:
    """The file taken in last for an authority: up to when transfers have been seen."""
    return Statement.objects.filter(authority_id=authority_id).order_by("-taken_at", "-id").first()


def taken_before(authority_id: int, sha256: str) -> Statement | None:
    """The same file, taken in before; None for a new one."""
    return Statement.objects.filter(authority_id=authority_id, sha256=sha256).first()


def unmatched(actor: Actor, *, on: date, page: int = 1) -> "Page[StatementLine]":
    """Lines of which something is left, the oldest first."""
    rows = with_rest(StatementLine.objects.filter(scope(actor, on))).filter(rest__gt=0)
    return Paginator(rows.order_by("booked_on", "id"), PAGE).get_page(page)


def set_aside_lately(actor: Actor, *, on: date, latest: int = 20) -> list[SetAside]:
    """What was set aside last, the newest first."""
    lines = StatementLine.objects.filter(scope(actor, on))
    rows = SetAside.objects.filter(line__in=lines, amount__gt=0).select_related("line")
    return list(rows.order_by("-id")[:latest])


def judged(lines: Iterable[StatementLine], *, actor: Actor, on: date) -> list[Waiting]:
    """Each line with its reason and proposals, of charges that `actor` sees. Two queries, however many lines."""
    some = list(lines)
    if not some:
        return []
    mine = scope(actor, on)
    named = {one for line in some for one in rules.references_in(line.text)}
    by_reference = {row.reference: row for row in Charge.objects.filter(mine, reference__in=named)}
    owed = list(
        Charge.objects.filter(mine, settled_at__isnull=True, amount__isnull=False).order_by("id")[:OPEN_CONSIDERED]
    )
    rows = {row.id: row for row in [*by_reference.values(), *owed]}
    known = {one.reference: one for one in candidates(by_reference.values())}
    open_ones = candidates(owed)
    found = []
    for line in some:
        rest: int = line.rest  # type: ignore[attr-defined]
        verdict = rules.judge(line.text, rest, by_reference=known, owed=open_ones)
        proposals = [rows[key] for key in ((verdict.charge,) if verdict.charge else verdict.proposals)]
        found.append(Waiting(line, rest, verdict, proposals))
    return found


def line_for(actor: Actor, *, key: int, at: datetime, lock: bool = False) -> StatementLine:
    """One line with its `rest`, if it exists for `actor`; locked when `lock`. Raises NotFound."""
    rows = StatementLine.objects.filter(scope(actor, local_day(at)), pk=key)
    if lock and rows.select_for_update().first() is None:
        raise NotFound(str(key))
    found = with_rest(rows).select_related("statement", "authority").first()
    if found is None:
        raise NotFound(str(key))
    return found
