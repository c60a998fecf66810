"""The door to a dossier: code and second fact in, a ticket out. A wrong code and a wrong fact are one answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liemchinh.dossiers import queries
from liemchinh.exchange.queries import our_code
from liemchinh.face.guards import count_look_up
from liemchinh.kernel.days import local_day
from liemchinh.org.rules import ContactKind
from liemchinh.portal.authority import authority_on
from liemchinh.portal.dossiers import ticket
from liemchinh.portal.forms.dossiers import LookUpForm

SHOWN_CODE = 80
"""Characters of a code that are put back into the form."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for the code and the second fact, and open the dossier when they match."""
    if request.method != "POST":
        return _page(request, LookUpForm(initial={"ma": request.GET.get("ma", "")[:SHOWN_CODE]}))
    return _open(request, LookUpForm(request.POST))


@never_cache
@require_safe
def by_key(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The address in the QR code of a receipt: opens the dossier, and the key leaves the address bar."""
    response = _open(request, LookUpForm({"ma": code, "bi_mat": key}))
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Close the dossier in this browser, for those who read it on somebody else's machine."""
    response = redirect("portal:look_up")
    ticket.take_back(response, code=code)
    return response


def _open(request: HttpRequest, form: LookUpForm) -> HttpResponse:
    if form.is_valid():
        code, fact = our_code(form.cleaned_data["ma"]), form.cleaned_data["bi_mat"]
        count_look_up(request, code=code, fact=fact, at=timezone.now())
        shown = queries.fact_shown(code, fact)
        if shown is not None:
            response = HttpResponseRedirect(reverse("portal:dossier", args=[code]))
            response.status_code = 303
            ticket.hand_out(response, request, code=code, fact=shown)
            return response
        form.refuse()
    form.data = {"ma": form["ma"].value(), "bi_mat": ""}  # a secret is not written back onto the screen
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: LookUpForm, status: int = 200) -> HttpResponse:
    authority = authority_on(local_day(timezone.now()))
    context = {"form": form, "phone": authority.way(ContactKind.HOTLINE, ContactKind.PHONE)}
    return render(request, "portal/dossiers/look_up.html", context, status=status)
