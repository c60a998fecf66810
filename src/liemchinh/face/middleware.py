"""Web plumbing that every answer passes: security headers, a limit to what is sent, refusals turned into pages.

Order in the settings: `SecurityHeaders` first of all, then `Bodies`; `Refusals` last (nearest to the views).
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, override

from liemchinh.face.context import LANGUAGE_COOKIE
from liemchinh.face.guards import SENDING
from liemchinh.face.limits import SENTENCE, Limited, client_of, count, wait_in_words
from liemchinh.face.quiet import LARGEST_QUIET, is_quiet
from liemchinh.kernel.errors import NotFound, Refused

Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # the kit draws check marks and arrows from data: images in its sheet
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
"""Where a page may take things from: nothing from elsewhere, nothing inline, no frame around it."""

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeaders:
    """Put the house's headers on every answer that does not carry its own.

    Answers to a browser that holds a session, and answers that open one, are not to be stored anywhere,
    unless the view has said otherwise.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        session = settings.SESSION_COOKIE_NAME
        if session in request.COOKIES or session in response.cookies:
            response.headers.setdefault("Cache-Control", "no-store")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            # The size of the letters is in a cookie, and so is the session.
            patch_vary_headers(response, ("Cookie",))
        if response.headers.get("Access-Control-Allow-Origin") == "*":
            # Open to every site is the same for everybody, whoever has looked into the session on the way.
            response.headers.pop("Vary", None)
        return response


LARGEST_FORM = 256 * 1024
"""Bytes that anybody may send: the longest form of the public site, many times over."""
LARGEST_FILING = 50 * 1024 * 1024
"""Bytes that a citizen may send at once on a page that takes papers: a handful of photos."""
TAKES_PAPERS = re.compile(r"/nop/ho-so/[\w-]+/giay-to/\d+/|/ho-so/[^/]+/bo-sung/\d+/")
"""The pages of the public site that take papers."""
LARGEST_UPLOAD = 100 * 1024 * 1024
"""Bytes that a signed-in official may send at once, scans and all."""


class Language:
    """Speak the language that this browser has chosen: English by a cookie, else the Vietnamese of the source.

    What a browser says it prefers is not asked: many telephones here are set to English by people who read Vietnamese.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = "en" if request.COOKIES.get(LANGUAGE_COOKIE) == "en" else settings.LANGUAGE_CODE
        with override(chosen):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", chosen)
        return response


class Bodies:
    """Refuse what is too large to be a form of ours before a byte of it is read: reading would fill the disk.

    Stands before everything that looks into a form. A body of no stated length is read as empty.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        official = settings.AUDIENCE == "desk" and settings.SESSION_COOKIE_NAME in request.COOKIES
        papers = settings.AUDIENCE == "public" and TAKES_PAPERS.fullmatch(request.path_info) is not None
        limit = LARGEST_UPLOAD if official else LARGEST_FILING if papers else LARGEST_FORM
        if is_quiet(request.path_info):
            limit = LARGEST_QUIET
        stated = request.META.get("CONTENT_LENGTH") or "0"
        if papers and request.method == "POST":
            try:
                count(SENDING, client_of(request), at=timezone.now())
            except Limited as limited:  # before a byte of it is read, and without the request, as below
                sentence = gettext(SENTENCE).format(wait=wait_in_words(limited.wait))
                answer = HttpResponse(render_to_string("429.html", {"sentence": sentence}), status=429)
                answer["Retry-After"] = str(limited.wait)
                return answer
        if stated.isdecimal() and int(stated[:20]) > limit:
            # without the request, whose session nobody has opened yet
            return HttpResponse(render_to_string("413.html", {"limit": limit}), status=413)
        return self.get_response(request)


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The page of a refusal, status 409: what was not done, that nothing was lost, and the way back."""
    context = {
        "sentence": str(refused),
        "code": refused.code,
        "back_url": _back(request),
    }
    return render(request, "face/refusal.html", context, status=409)


def limited_page(request: HttpRequest, limited: Limited) -> HttpResponse:
    """The page for too many tries, status 429, with `Retry-After` in seconds."""
    sentence = gettext(SENTENCE).format(wait=wait_in_words(limited.wait))
    response = render(request, "429.html", {"sentence": sentence}, status=429)
    response["Retry-After"] = str(limited.wait)
    response["Cache-Control"] = "no-store"
    return response


def _back(request: HttpRequest) -> str:
    """Where the person came from, if it was this site; else nothing."""
    before = request.META.get("HTTP_REFERER", "")
    here = {request.get_host()}
    return before if before and url_has_allowed_host_and_scheme(before, here, request.is_secure()) else ""


class Refusals:
    """Turn the three ways in which lower floors say no into pages with their right status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """A `Refused` is 409, a `NotFound` 404, a `Limited` 429; everything else is not ours to answer."""
        if isinstance(problem, Refused):
            return refused_page(request, problem)
        if isinstance(problem, NotFound):
            return render(request, "404.html", status=404)
        if isinstance(problem, Limited):
            return limited_page(request, problem)
        return None
