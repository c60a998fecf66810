"""The health page: whether this site can do its work, for the programs that watch it. Cheap, and no secrets in it.

Anything deeper (keys, witnesses, disk, law) is for `liemchinh doctor`: whoever can reach a site could ask here.
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)

PATH = "/health/"
Answer = Callable[[HttpRequest], HttpResponseBase]


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the site and its database answer: 200, or 503 for a proxy or a watcher to act on. One query."""
    database = _database_answers()
    told = {
        "status": "ok" if database else "unavailable",
        "site": settings.AUDIENCE,
        "database": "ok" if database else "unavailable",
    }
    response = JsonResponse(told, status=200 if database else 503)
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        log.exception("the database does not answer")
        connection.close()  # the next one to ask begins with a fresh connection
        return False
    return True


class Health:
    """Answers for the health page before anything looks at hosts, transport or sessions.

    A watcher on the machine asks by address and without TLS; that must not be redirected or refused, and tells
    nothing that a closed door would hide.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == PATH:
            return health(request)
        return self.get_response(request)
