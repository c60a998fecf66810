"""A view that leaves nothing behind: no cookie, no session, no cache, no address, no file on a disk, no line in a log.

What goes wrong is counted by the day and place in the program, never with a value or a minute.
"""

import traceback
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.sealed import services

View = Callable[[HttpRequest], HttpResponse]
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


class MemoryOnly(MemoryFileUploadHandler):
    """Files stay in memory, however large: what is sent may be no larger than `face.quiet.LARGEST_QUIET`."""

    def handle_raw_input(self, *args: object, **kwargs: object) -> None:
        """Take every file on."""
        self.activated = True


def quietly(view: View) -> View:
    """Decorate a view so that nothing of a visit is kept. Whoever forges a form for somebody gains nothing here:
    there is no session to ride on, and a form's own ticket is what counts.
    """

    @csrf_exempt
    @sensitive_post_parameters()
    @sensitive_variables()
    @wraps(view)
    def quiet(request: HttpRequest) -> HttpResponse:
        request.upload_handlers = [MemoryOnly(request)]
        try:
            response = view(request)
        except (Refused, NotFound):
            response = render(request, "portal/sealed/broken.html", status=404)
        except Exception as problem:  # no line anywhere may tell the minute
            _count(problem)
            response = render(request, "portal/sealed/broken.html", status=500)
        response.cookies.clear()
        for name, value in HEADERS.items():
            response.headers[name] = value
        onion = getattr(settings, "ONION_LOCATION", "")
        if onion:
            response.headers["Onion-Location"] = onion.rstrip("/") + request.path
        return response

    return quiet


def _count(problem: BaseException) -> None:
    frames = [frame for frame in traceback.extract_tb(problem.__traceback__) if "liemchinh" in frame.filename]
    where = f"{frames[-1].filename.rpartition('/liemchinh/')[2]}:{frames[-1].lineno}" if frames else "?"
    try:
        services.note_trouble(what=f"{type(problem).__name__} {where}", at=timezone.now())
    except DatabaseError:
        return  # then nothing can be kept at all
