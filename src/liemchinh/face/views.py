"""The face's one page of its own: the switch for large letters."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from liemchinh.face.context import LARGE_TEXT_COOKIE

ONE_YEAR = 365 * 24 * 60 * 60
"""Seconds for which the choice of letters is remembered."""


@require_safe
def text_size(request: HttpRequest) -> HttpResponse:
    """Remember large (`co=to`) or usual letters in a cookie and go back to `ve`, a path of this site.

    A plain link, so that it works without script and without a form token; it changes nothing but the look.
    """
    back = request.GET.get("ve", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.GET.get("co") == "to":
        response.set_cookie(
            LARGE_TEXT_COOKIE,
            "1",
            max_age=ONE_YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(LARGE_TEXT_COOKIE, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response
