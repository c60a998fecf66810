"""Shows requests to take a cash slip back: those that wait for a second person, and the last that were decided."""

from collections.abc import Iterable
from datetime import date, datetime

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.payments.models import Reversal
from liemchinh.payments.queries.charges import scope

DECIDED_SHOWN = 20


def reversal_for(actor: Actor, *, key: int, at: datetime, lock: bool = False) -> Reversal:
    """The request with this number, if its authority's money exists for `actor`. Raises NotFound."""
    rows = Reversal.objects.select_related("payment__charge", "authority")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(scope(actor, local_day(at)), pk=key).first()
    if found is None:
        raise NotFound(str(key))
    return found


def reversals_waiting(actor: Actor, *, on: date) -> list[Reversal]:
    """Requests that nobody has decided, the oldest first. One query."""
    rows = Reversal.objects.filter(scope(actor, on), ended_at=None).select_related("payment__charge", "authority")
    return list(rows.order_by("asked_at", "id"))


def reversals_decided(actor: Actor, *, on: date, most: int = DECIDED_SHOWN) -> list[Reversal]:
    """The last requests that were agreed to, declined or taken back, the newest first. One query."""
    rows = Reversal.objects.filter(scope(actor, on), ended_at__isnull=False)
    return list(rows.select_related("payment__charge", "authority").order_by("-ended_at", "-id")[:most])


def waiting_for(payments: Iterable[int]) -> set[int]:
    """Of these payments, those that somebody has asked to take back and nobody has decided. One query."""
    rows = Reversal.objects.filter(payment__in=list(payments), ended_at=None)
    return set(rows.values_list("payment_id", flat=True))
