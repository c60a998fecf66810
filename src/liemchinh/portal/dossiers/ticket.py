"""The ticket: a signed, short-lived cookie that says "this browser has shown the second fact of this one dossier".

No account, no session, nothing stored here. The cookie goes only to the pages of its own dossier, and remembers
whether the key of the paper was shown: four digits of a telephone show where a dossier is, never whole papers again,
which hold the key, nor private records.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from liemchinh.dossiers.queries import Fact

COOKIE = "liemchinh_ho_so"
LASTS_SECONDS = 30 * 60
_signer = signing.TimestampSigner(salt="liemchinh.portal.ticket")


def hand_out(response: HttpResponseBase, request: HttpRequest, *, code: str, fact: Fact) -> None:
    """Let this browser see the dossier `code` for half an hour, as far as `fact` carries."""
    response.set_cookie(
        COOKIE,
        sealed(code, fact),
        max_age=LASTS_SECONDS,
        path=_path(code),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponseBase, *, code: str) -> None:
    """End it before its time."""
    response.delete_cookie(COOKIE, path=_path(code), samesite="Lax")


def sealed(code: str, fact: Fact) -> str:
    """What the cookie holds."""
    return _signer.sign(f"{code} {fact}")


def admits(request: HttpRequest, *, code: str) -> Fact | None:
    """By what this browser may see the dossier `code` now: signed by us, not too old, for this very code; else None."""
    try:
        shown = _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=LASTS_SECONDS)
    except signing.BadSignature:  # too old is one kind of bad
        return None
    theirs, _, fact = shown.partition(" ")
    return Fact(fact) if code and theirs == code else None


def _path(code: str) -> str:
    return reverse("portal:dossier", args=[code])
