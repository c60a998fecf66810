"""The ticket to one dossier: what of its pages a browser may see after it has shown a second fact.

Four digits of a telephone show where a dossier is, never whole papers again, which hold the key, nor private records.
"""

from django.http import HttpRequest

from liemchinh.dossiers.queries import Fact
from liemchinh.portal.tickets import Tickets

COOKIE = "liemchinh_ho_so"
TICKETS = Tickets(COOKIE, "liemchinh.portal.ticket", "portal:dossier", "portal:look_up")
hand_out, take_back, to_the_door = TICKETS.hand_out, TICKETS.take_back, TICKETS.to_the_door


def admits(request: HttpRequest, *, code: str) -> Fact | None:
    """By what this browser may see the dossier `code` now, or None."""
    fact = TICKETS.admits(request, code=code)
    return Fact(fact) if fact else None


__all__ = ["COOKIE", "TICKETS", "admits", "hand_out", "take_back", "to_the_door"]
