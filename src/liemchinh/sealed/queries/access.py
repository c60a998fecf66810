"""Shows a case to whoever can open it: fetching is the permission check."""

from datetime import datetime

from django.db.models import QuerySet

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound
from liemchinh.sealed import rules
from liemchinh.sealed.models import Case, Wrap
from liemchinh.sealed.queries.chart import acting, is_shut_out


def wraps_of(actor: Actor) -> QuerySet[Wrap]:
    """Wraps for this person's keys in force, by seats that they still hold."""
    seats = [seat.code for seat in actor.seats if seat.roles & rules.READERS]
    return Wrap.objects.filter(
        key__person=actor.code,
        key__seat__in=seats,
        key__purpose=rules.Purpose.READER,
        key__confirmed_at__isnull=False,
        key__retired_at__isnull=True,
    ).select_related("key", "case__body")


def fetch(actor: Actor, *, name: str, at: datetime, lock: bool = False) -> tuple[Case, Wrap]:
    """The case and the actor's own wrap. Raises NotFound for everybody who cannot open it, or must not."""
    if lock:
        list(Case.objects.select_for_update().filter(name=name).values_list("id"))
    wrap = wraps_of(actor).filter(case__name=name).order_by("id").first()
    if wrap is None or is_shut_out(wrap.case, acting(actor, at, seat=wrap.key.seat)):
        raise NotFound(name)
    return wrap.case, wrap


def by_lookup(lookup: str) -> Case:
    """The case of a derived look-up id. Raises NotFound."""
    found = Case.objects.select_related("body").filter(lookup=lookup).first()
    if found is None:
        raise NotFound("code")
    return found
