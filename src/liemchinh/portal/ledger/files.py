"""The book's own files as tlog-tiles and its kin want them served: public, cacheable, without cookie or database.

Only for an instance with no web server in front of it that serves the folder itself; the answers are the same.
"""

import re
from datetime import date
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.tiles import bundle_path, parse_bundle_path, parse_tile_path, tile_path
from liemchinh.portal.ledger.book import published

FRESH_SECONDS = 2
"""How long a checkpoint may be kept by caches: a sealing turn takes about a second."""

YEAR_SECONDS = 365 * 24 * 3600
TEXT, BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_DAY = re.compile(r"history/([0-9]{4}-[0-9]{2}-[0-9]{2})")


@require_safe
def file(request: HttpRequest, volume: str, rest: str) -> HttpResponseBase:
    """A file of one year's book: `checkpoint`, tiles, entry bundles, the history of a day."""
    path = _path_in_volume(rest)
    if path is None:
        return _missing()
    return _answer(request, published() / volume / path, forever=path.startswith("tile/"))


@require_safe
def policy(request: HttpRequest) -> HttpResponseBase:
    """The policy: keys of the book, of the promises and of the witnesses, and how many witnesses are enough."""
    return _answer(request, published() / "policy")


@require_safe
def verifier(request: HttpRequest) -> HttpResponseBase:
    """The single-file verifier `verify.py`, as it was published."""
    response = _answer(request, published() / "verify.py")
    if response.status_code == 200:
        response["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


def _path_in_volume(rest: str) -> str | None:
    """The file meant, put together anew from what was understood: no address leads out of the folder."""
    if rest == "checkpoint":
        return rest
    day = _DAY.fullmatch(rest)
    if day:
        try:
            return f"history/{date.fromisoformat(day[1]).isoformat()}"
        except ValueError:
            return None
    try:
        if rest.startswith("tile/entries/"):
            return bundle_path(*parse_bundle_path(rest))
        return tile_path(*parse_tile_path(rest))
    except Refused:
        return None


def _answer(request: HttpRequest, path: Path, *, forever: bool = False) -> HttpResponseBase:
    try:
        source = path.open("rb")
    except OSError:
        return _missing()
    with source:
        state = path.stat()
        if forever or state.st_size < 1024 * 1024:
            response: HttpResponseBase = HttpResponse(source.read(), content_type=BYTES if forever else TEXT)
        else:
            response = FileResponse(path.open("rb"), content_type=TEXT)
            response["Content-Disposition"] = "inline"
    _open_to_all(response)
    if forever:
        response["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
        return response
    response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    tag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
    response["ETag"] = tag
    response["Last-Modified"] = http_date(state.st_mtime)
    unchanged = get_conditional_response(request, tag, int(state.st_mtime), response)  # type: ignore[arg-type]
    if unchanged is None:
        return response
    _open_to_all(unchanged)
    return unchanged


def _missing() -> HttpResponse:
    """404 in one line: programs read it. It may be there a second later, so nobody keeps it."""
    response = HttpResponse(gettext("Không có tệp này trong sổ.\n"), status=404, content_type=TEXT)
    response["Cache-Control"] = "no-store"
    _open_to_all(response)
    return response


def _open_to_all(response: HttpResponseBase) -> None:
    """Anybody's page and program may read what is public anyway."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
