"""Charges: those of one dossier for whoever was let in to it, and those of an authority for its cashiers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.org.queries.units import HasDays
from liemchinh.payments import rules
from liemchinh.payments.models import Account, Charge, Payment, Refund

PAGE = 50
VIEWS = ("owed", "unset", "paid", "asked_back", "all")
"""Ways to narrow the list of charges."""


@dataclass(frozen=True)
class Figures:
    """What open charges come to: how many, how much still owed, how many wait for an amount or a refund."""

    owed: int
    owed_amount: int
    unset: int
    asked_back: int


def charges_of(subject: str) -> list[Charge]:
    """The charges of a dossier, first to last. For whoever may see the dossier: the caller has checked that."""
    return list(Charge.objects.filter(subject=subject).select_related("authority").order_by("ordinal"))


def outstanding(subject: str) -> int:
    """Đồng still to be paid for a dossier; a charge without an amount counts as nothing."""
    return sum(charge.sum.rest for charge in charges_of(subject))


def is_settled(subject: str) -> bool:
    """Whether the dossier has charges and none is left: each fixed, and paid, exempt or closed."""
    charges = charges_of(subject)
    return bool(charges) and all(charge.sum.settled for charge in charges)


def authorities(actor: Actor, on: date) -> set[str]:
    """Codes of the authorities whose money `actor` may see: own ones, and for an auditor everything below."""
    seen = set(actor.authorities_as(*rules.READERS))
    for code in actor.authorities_as(*rules.OVERSEEING):
        seen |= {unit.code for unit in org.subtree(code, on)} | {code}
    return seen


def scope(actor: Actor, on: date) -> Q:
    """The rows of this room that exist for `actor` that day."""
    seen = authorities(actor, on)
    return Q(authority__code__in=seen) if seen else Q(pk__in=[])


def charge_for(actor: Actor, *, reference: str, at: datetime, lock: bool = False) -> Charge:
    """The charge with this reference, if it exists for `actor`; its row locked when `lock`. Raises NotFound."""
    rows = Charge.objects.select_related("authority")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(scope(actor, local_day(at)), reference=reference).first()
    if found is None:
        raise NotFound(reference)
    return found


def charges(actor: Actor, *, on: date, view: str = "owed", text: str = "", page: int = 1) -> "Page[Charge]":
    """Charges of the authorities `actor` sees, narrowed by `view` and a piece of code or name, the newest first."""
    rows = _view(Charge.objects.filter(scope(actor, on)), view)
    words = text.strip()
    if words:
        bare = rules.squeezed(words)
        rows = rows.filter(Q(subject__icontains=words) | Q(reference__startswith=bare) | Q(name__icontains=words))
    rows = rows.select_related("authority").order_by("-charged_at", "-id")
    return Paginator(rows, PAGE).get_page(page)


def figures(actor: Actor, *, on: date) -> Figures:
    """What stands above the list. Two queries."""
    rows = Charge.objects.filter(scope(actor, on))
    still = F("amount") - F("reduced") - F("paid") + F("refunded")
    waiting = rows.filter(settled_at__isnull=True)
    amounts = waiting.filter(amount__isnull=False)
    said = amounts.aggregate(rest=Coalesce(Sum(still), 0))
    return Figures(
        owed=amounts.count(),
        owed_amount=int(said["rest"]),
        unset=waiting.filter(amount__isnull=True).count(),
        asked_back=rows.filter(refund_asked_at__isnull=False).count(),
    )


def movements(charge: Charge) -> tuple[list[Payment], list[Refund]]:
    """Everything that was paid and given back, first to last. Two queries."""
    payments = charge.payments.select_related("line", "reversal", "reverses").order_by("id")
    return list(payments), list(charge.refunds.order_by("id"))


def payment_for(actor: Actor, *, key: int, at: datetime) -> Payment:
    """One payment of a charge that `actor` sees. Raises NotFound."""
    rows = Payment.objects.select_related("charge__authority", "authority", "line")
    found = rows.filter(scope(actor, local_day(at)), pk=key).first()
    if found is None:
        raise NotFound(str(key))
    return found


def account_of(authority: HasDays, on: date) -> Account | None:
    """The account in force to which money of this authority, or of what became of it, goes; None without one."""
    holder = org.in_charge(authority, on)
    return Account.objects.filter(authority_id=holder.id, confirmed_at__isnull=False, ended_at__isnull=True).first()


def accounts(authority_codes: Collection[str]) -> list[Account]:
    """Every account these authorities have had or have been proposed, the newest first."""
    rows = Account.objects.filter(authority__code__in=authority_codes).select_related("authority")
    return list(rows.order_by("-proposed_at", "-id"))


def code_of(charge: Charge, account: Account | None) -> str:
    """The text of the VietQR for what is still owed; empty when nothing is, or no account is in force."""
    if account is None or not charge.sum.rest:
        return ""
    transfer = rules.Transfer(account.bin, account.number, charge.sum.rest, charge.reference)
    return rules.encode(transfer)


def candidates(rows: Iterable[Charge]) -> list[rules.Candidate]:
    """Charges as the matching rule reads them."""
    return [rules.Candidate(row.id, row.subject, row.reference, row.sum) for row in rows]


def _view(rows: QuerySet[Charge], view: str) -> QuerySet[Charge]:
    if view == "owed":
        return rows.filter(settled_at__isnull=True, amount__isnull=False)
    if view == "unset":
        return rows.filter(settled_at__isnull=True, amount__isnull=True)
    if view == "paid":
        return rows.filter(settled_at__isnull=False, paid__gt=0)
    if view == "asked_back":
        return rows.filter(refund_asked_at__isnull=False)
    return rows
