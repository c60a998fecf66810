"""The ticket to one petition: what of its pages a browser may see after it has shown a second fact."""

from django.http import HttpRequest

from liemchinh.petitions.queries import Fact
from liemchinh.portal.tickets import Tickets

_tickets = Tickets("liemchinh_don", "liemchinh.portal.petition", "portal:petition")
hand_out, take_back = _tickets.hand_out, _tickets.take_back


def admits(request: HttpRequest, *, code: str) -> Fact | None:
    """By what this browser may see the petition `code` now, or None."""
    fact = _tickets.admits(request, code=code)
    return Fact(fact) if fact else None
