"""The face's own answers: the switches for large letters and English, and error pages in our words and layout."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from liemchinh.face.context import LANGUAGE_COOKIE, LARGE_TEXT_COOKIE

ONE_YEAR = 365 * 24 * 60 * 60
"""Seconds for which the choice of letters is remembered."""


@require_safe
def text_size(request: HttpRequest) -> HttpResponse:
    """Remember large (`co=to`) or usual letters in a cookie and go back to `ve`, a path of this site.

    A plain link, so that it works without script and without a form token; it changes nothing but the look.
    """
    return _remembered(request, LARGE_TEXT_COOKIE, "1" if request.GET.get("co") == "to" else "")


@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """Remember English (`tieng=en`) or the Vietnamese of the source in a cookie and go back to `ve`."""
    return _remembered(request, LANGUAGE_COOKIE, "en" if request.GET.get("tieng") == "en" else "")


def _remembered(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    """Go back to `ve`, a path of this site, with the choice kept; the usual choice keeps nothing."""
    back = request.GET.get("ve", "/")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    if value:
        secure = request.is_secure()
        response.set_cookie(cookie, value, max_age=ONE_YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(cookie, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400. Rendered without the request's context: an unknown host or a broken cookie may be the cause."""
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the seat in use does not open this page."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old. `reason` is for the log, not for people."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404. What was looked for is not repeated: it may be a code."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Touches neither database nor session: one of them may be what failed."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
