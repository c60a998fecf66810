"""The ticket: a signed, short-lived cookie that says "this browser has shown the second fact of this one dossier".

No account, no session, nothing stored here. The cookie goes only to the pages of its own dossier.
"""

from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

COOKIE = "liemchinh_ho_so"
LASTS_SECONDS = 30 * 60
_signer = signing.TimestampSigner(salt="liemchinh.portal.ticket")


def hand_out(response: HttpResponseBase, request: HttpRequest, *, code: str) -> None:
    """Let this browser see the dossier `code` for half an hour."""
    response.set_cookie(
        COOKIE,
        _signer.sign(code),
        max_age=LASTS_SECONDS,
        path=_path(code),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def take_back(response: HttpResponseBase, *, code: str) -> None:
    """End it before its time."""
    response.delete_cookie(COOKIE, path=_path(code), samesite="Lax")


def admits(request: HttpRequest, *, code: str) -> bool:
    """Whether this browser may see the dossier `code` now: signed by us, not too old, and for this very code."""
    try:
        shown = _signer.unsign(request.COOKIES.get(COOKIE, ""), max_age=LASTS_SECONDS)
    except signing.BadSignature:  # too old is one kind of bad
        return False
    return bool(code) and shown == code


def _path(code: str) -> str:
    return reverse("portal:dossier", args=[code])
