"""One line in the log for each request: its number, the name of its page, how it ended and how long it took.

Nothing of the address, the query, the form, the person or the browser: a code in an address, or a key, would be kept
for as long as logs are.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from liemchinh.face.health import PATH
from liemchinh.face.quiet import is_unwritten
from liemchinh.logs import REQUEST

log = logging.getLogger("liemchinh.access")

Answer = Callable[[HttpRequest], HttpResponseBase]
NUMBER = re.compile(r"[0-9a-f-]{16,36}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def number_of(request: HttpRequest) -> str:
    """The request's number: the one our own proxy gave it, so that both logs agree, or a new one."""
    given: str = request.META.get("HTTP_X_REQUEST_ID", "")
    if getattr(settings, "PROXIES", 0) and NUMBER.fullmatch(given):
        return given
    return secrets.token_hex(8)


class AccessLog:
    """Stands first, so that it times and numbers everything, also what others refuse.

    A request for the health page is not told: it comes every few seconds for ever. Nor is one for a quiet page, which
    gets no number either. Nor is one for a style or a script: fetched alone, without the line of a page beside it, it
    would tell the minute in which a quiet page was opened.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_unwritten(request.path_info) or request.path_info.startswith(settings.STATIC_URL):
            return self.get_response(request)
        began = time.monotonic()
        number = number_of(request)
        mark = REQUEST.set(number)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = number
            if request.path_info != PATH:
                self._tell(request, response.status_code, began)
            return response
        finally:
            REQUEST.reset(mark)

    @staticmethod
    def _tell(request: HttpRequest, status: int, began: float) -> None:
        match = request.resolver_match
        told = {
            "method": request.method if request.method in METHODS else "other",
            "route": match.view_name if match and match.view_name else "-",
            "status": status,
            "ms": round((time.monotonic() - began) * 1000),
        }
        log.info("answered", extra=told)
