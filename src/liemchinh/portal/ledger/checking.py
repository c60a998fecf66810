"""The page that checks a receipt or a proof in the browser alone, and the same page as one file to keep."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from liemchinh.face.middleware import HEADERS
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import shown
from liemchinh.portal.authority import authority_on
from liemchinh.portal.ledger import book, words

SOURCES = Path(__file__).resolve().parent.parent / "static" / "portal" / "verify"
ORDER = ("bytes", "sha2", "ed25519", "note", "policy", "promise", "proof", "verdict", "page")
"""The modules of the page, each after those it imports."""

_IMPORT = re.compile(r"^import \{[^}]*\} from \"\./[a-z0-9]+\.js\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)


@require_safe
@cache_control(max_age=0)
def check(request: HttpRequest) -> HttpResponse:
    """Check a paper's promise or a proof file: everything happens in the reader's own browser."""
    response = render(request, "portal/ledger/check.html", _context(reverse("portal:ledger")))
    # this one page may look through the camera, when its reader asks it to
    response["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    return response


@require_safe
@cache_control(max_age=0)
def saved(request: HttpRequest) -> HttpResponse:
    """The same page as one file with keys and program inside: it works without network, and can reach none."""
    script, style = _script(), (SOURCES / "saved.css").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(style)};"
        " base-uri 'none'; form-action 'none'"
    )
    context = {
        **_context(settings.PUBLIC_URL + reverse("portal:ledger")),
        "content_policy": policy,
        "style": _element("style", style),
        "script": _element('script type="module"', script),
        "authority": authority_on(local_day(timezone.now())),
        "site": settings.PUBLIC_URL,
        "at": timezone.now(),
    }
    response = HttpResponse(render_to_string("portal/ledger/saved.html", context))
    response["Content-Disposition"] = 'attachment; filename="kiem-tra-giay-hen.html"'
    response["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    return response


def _context(ledger_url: str) -> dict[str, object]:
    unit = authority_on(local_day(timezone.now())).unit
    return {
        "policy": book.policy_text(),
        "kinds": [(code, shown(kind.sentence)) for code, kind in words.kinds().items()],
        "units": [(unit.code, unit.agency_name)] if unit else [],
        "ledger_url": ledger_url,
    }


@cache
def _script() -> str:
    """All modules as one, in order: what they say to each other by import and export, they now say directly."""
    parts = []
    for name in ORDER:
        source = _IMPORT.sub("", (SOURCES / f"{name}.js").read_text("utf-8"))
        parts.append(_EXPORT.sub("", source))
    return "\n".join(parts)


def _element(tag: str, content: str) -> SafeString:
    """Our own files as an element of the page; whoever could change them could change the page."""
    if "</" in content:
        raise ValueError("an end tag inside a script or style would end it")
    return mark_safe(f"<{tag}>{content}</{tag.split()[0]}>")  # nosec B308 B703 - files of this program only


def _allowed(content: str) -> str:
    """The one script or style that the page may use (CSP level 2, hash source)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
