"""The door to a dossier: code and second fact in, a ticket out."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liemchinh.dossiers import queries
from liemchinh.exchange.queries import our_code
from liemchinh.kernel.days import local_day
from liemchinh.org.rules import ContactKind
from liemchinh.portal.authority import authority_on
from liemchinh.portal.dossiers.ticket import TICKETS
from liemchinh.portal.forms.dossiers import LookUpForm
from liemchinh.portal.tickets import Door


def _whom_to_call() -> dict[str, Any]:
    return {"phone": authority_on(local_day(timezone.now())).way(ContactKind.HOTLINE, ContactKind.PHONE)}


DOOR = Door(
    TICKETS,
    LookUpForm,
    "portal/dossiers/look_up.html",
    queries.fact_shown,
    code_of=our_code,
    beside=_whom_to_call,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code and the second fact, and open the dossier when they match."""
    return DOOR.answer(request)


@never_cache
@require_safe
def by_key(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The address in the QR code of a receipt: opens the dossier, and the key leaves the address bar."""
    return DOOR.by_key(request, code, key)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Close the dossier in this browser, for those who read it on somebody else's machine."""
    return TICKETS.left(code=code)
