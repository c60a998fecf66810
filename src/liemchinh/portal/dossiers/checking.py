"""Is this electronic result real? A PDF goes in, sentences come out; the file is not kept and nothing is recorded."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liemchinh.dossiers import queries
from liemchinh.dossiers.services import esigning
from liemchinh.face.limits import Limit, limited
from liemchinh.kernel.days import moment
from liemchinh.kernel.errors import Refused
from liemchinh.papers import esign
from liemchinh.portal.forms.returning import CheckResultForm

CHECKING = Limit("check-result", 20, timedelta(minutes=10))
"""Files that one client may have looked into: each costs as much as some hundred pages."""


@dataclass(frozen=True)
class Line:
    """One sentence; `kind` good, plain or bad is also said in a word, never by colour alone."""

    kind: str
    words: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(CHECKING, "POST")
def check_result(request: HttpRequest) -> HttpResponse:
    """Check an electronic result: who signed, what was changed since, who vouches, and whether it is known here."""
    posted = request.method == "POST"
    form = CheckResultForm(request.POST if posted else None, request.FILES if posted else None)
    context: dict[str, Any] = {"form": form, "trusted": _names()}
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                verdict = esign.read(form.cleaned_data["tep"], trust=esigning.trusted(), at=timezone.now())
            except Refused as refused:
                form.add_error("tep", str(refused))
            else:
                status = 200
                context |= {
                    "verdict": verdict,
                    "signatures": [[_line(said) for said in esign.sentences(one)] for one in verdict.signatures],
                    "known": queries.known_result(verdict.sha256),
                }
    return render(request, "portal/dossiers/check_result.html", context, status=status)


def _names() -> list[str]:
    names = (certificate.subject.native.get("common_name", name) for name, certificate in esigning.trusted().items())
    return sorted({str(name) for name in names})


def _line(said: esign.Said) -> Line:
    facts = {name: moment(value) if isinstance(value, datetime) else value for name, value in said.facts.items()}
    sentences = gettext
    return Line(said.kind, sentences(said.words).format(**facts))
