"""Shows visits whose matter was sent on and whose outcome nobody has told yet (article 27.2), the oldest first."""

from datetime import date, datetime

from django.core.paginator import Page, Paginator

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.law.book import Provision, law_on
from liemchinh.reception.models import Visit
from liemchinh.reception.queries.visits import open_to, scope

PAGE = 50


def unanswered(actor: Actor, *, at: datetime, page: int = 1) -> "Page[Visit]":
    """Visits that `actor` may read, sent to another body, without a word of how the case ended. Two queries a page.

    The law counts the other body's term from the day on which it settles the case, which nobody here knows: so there is
    no date that could be missed, only how long it has been.
    """
    rows = Visit.objects.filter(scope(actor, local_day(at)), open_to(actor), follow_up="", refused=False)
    rows = (
        rows.filter(erased_at=None).exclude(forwarded_to="").select_related("authority", "matter").order_by("at", "id")
    )
    return Paginator(rows, PAGE).get_page(page)


def term_of_answer(on: date) -> Provision | None:
    """Within what, from settling the case, the other body tells who sent it on."""
    return law_on(on).get("reception.forward_feedback")
