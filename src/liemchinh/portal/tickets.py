"""Tickets: signed, short-lived cookies that say "this browser has shown the second fact of this one thing".

No account, no session, nothing stored here. A cookie goes only to the pages of its own thing, and remembers which fact
was shown.
"""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

LASTS_SECONDS = 30 * 60


@dataclass(frozen=True)
class Tickets:
    """One kind of ticket: the cookie's name, the salt of its signature, the page under which it is sent back."""

    cookie: str
    salt: str
    page: str

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
