"""Tickets: signed, short-lived cookies that say "this browser has shown the second fact of this one thing".

No account, no session, nothing stored here. A cookie goes only to the pages of its own thing, and remembers which fact
was shown. A door is where code and fact are asked for; a wrong code and a wrong fact are one answer there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from liemchinh.face.guards import count_look_up
from liemchinh.portal.forms.door import LONGEST_CODE, DoorForm

LASTS_SECONDS = 30 * 60


@dataclass(frozen=True)
class Tickets:
    """One kind of ticket: cookie, salt of its signature, the page under which it is sent back, the page of its door."""

    cookie: str
    salt: str
    page: str
    door: str

    def hand_out(self, response: HttpResponseBase, request: HttpRequest, *, code: str, fact: str) -> None:
        """Let this browser see `code` for half an hour, as far as `fact` carries."""
        response.set_cookie(
            self.cookie,
            self.sealed(code, fact),
            max_age=LASTS_SECONDS,
            path=self._path(code),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )

    def let_in(self, request: HttpRequest, *, code: str, fact: str) -> HttpResponse:
        """To the thing's own page, with a ticket to it."""
        response = HttpResponseRedirect(self._path(code), status=303)
        self.hand_out(response, request, code=code, fact=fact)
        return response

    def to_the_door(self, code: str) -> HttpResponse:
        """Without a ticket every code, real or not, leads to the same door."""
        return redirect(reverse(self.door, query={"ma": code}))

    def left(self, *, code: str) -> HttpResponse:
        """Out of the door, the ticket taken back, for those who read it on somebody else's machine."""
        response = redirect(self.door)
        self.take_back(response, code=code)
        return response

    def take_back(self, response: HttpResponseBase, *, code: str) -> None:
        """End it before its time."""
        response.delete_cookie(self.cookie, path=self._path(code), samesite="Lax")

    def sealed(self, code: str, fact: str) -> str:
        """What the cookie holds."""
        return self._signer().sign(f"{code} {fact}")

    def admits(self, request: HttpRequest, *, code: str) -> str | None:
        """The fact by which this browser may see `code` now: signed by us, not too old, for this very code; or None."""
        try:
            shown = self._signer().unsign(request.COOKIES.get(self.cookie, ""), max_age=LASTS_SECONDS)
        except signing.BadSignature:  # too old is one kind of bad
            return None
        theirs, _, fact = shown.partition(" ")
        return fact if code and theirs == code else None

    def _signer(self) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=self.salt)

    def _path(self, code: str) -> str:
        return reverse(self.page, args=[code])


@dataclass(frozen=True)
class Door:
    """The page that asks for a code and a second fact, and lets in who has both.

    `shown` takes them as typed: what the ticket will remember of the fact, or None when they do not belong together.
    `code_of` turns a typed code into the one that the thing has here; `beside` is what else the page shows.
    """

    tickets: Tickets
    form: type[DoorForm]
    template: str
    shown: Callable[[str, str], str | None]
    code_of: Callable[[str], str] = str
    beside: Callable[[], dict[str, Any]] = dict

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The empty form, or what comes of the one that was sent."""
        if request.method != "POST":
            return self._page(request, self.form(initial={"ma": request.GET.get("ma", "")[:LONGEST_CODE]}))
        return self._open(request, self.form(request.POST))

    def by_key(self, request: HttpRequest, code: str, key: str) -> HttpResponse:
        """The same for the address in a QR code: the key leaves the address bar."""
        response = self._open(request, self.form({"ma": code, "bi_mat": key}))
        response["Referrer-Policy"] = "no-referrer"
        return response

    def _open(self, request: HttpRequest, form: DoorForm) -> HttpResponse:
        if form.is_valid():
            code, fact = self.code_of(form.cleaned_data["ma"]), form.cleaned_data["bi_mat"]
            count_look_up(request, code=code, fact=fact, at=timezone.now())
            shown = self.shown(code, fact)
            if shown is not None:
                return self.tickets.let_in(request, code=code, fact=shown)
            form.refuse()
        form.data = {"ma": form["ma"].value(), "bi_mat": ""}  # a secret is not written back onto the screen
        return self._page(request, form, status=422)

    def _page(self, request: HttpRequest, form: DoorForm, *, status: int = 200) -> HttpResponse:
        return render(request, self.template, {"form": form, **self.beside()}, status=status)
