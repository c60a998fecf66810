"""The ticket to one petition: what of its pages a browser may see after it has shown a second fact."""

from django.http import HttpRequest

from liemchinh.petitions.queries import Fact
from liemchinh.portal.tickets import Tickets

TICKETS = Tickets("liemchinh_don", "liemchinh.portal.petition", "portal:petition", "portal:petition_look_up")
hand_out, to_the_door = TICKETS.hand_out, TICKETS.to_the_door


def admits(request: HttpRequest, *, code: str) -> Fact | None:
    """By what this browser may see the petition `code` now, or None."""
    fact = TICKETS.admits(request, code=code)
    return Fact(fact) if fact else None
