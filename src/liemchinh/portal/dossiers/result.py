"""The result as its applicant gets it: how they want it, where the post has it, and its electronic form by the key.

What opening the electronic result proves is said as it is: somebody who had the key opened it. Reading a page never
records anything; only the button does.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.queries import Fact
from liemchinh.dossiers.rules.returning import POST_NEWS, Posted, posted
from liemchinh.dossiers.services.esigning import issues_electronic
from liemchinh.face.acts import pressed
from liemchinh.face.guards import FILING, READING
from liemchinh.face.limits import limited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.portal.dossiers import proofs, ticket
from liemchinh.portal.filing.amending import with_key
from liemchinh.portal.forms.returning import ChooseReturnForm

MAKING = ("issue", "add_result", "return_corrected")
"""Steps after which another electronic result is in force, or none."""


@dataclass(frozen=True)
class WayBack:
    """What the page of a dossier says of the way back: the chosen way, whether it may be changed, the post, the file.

    No address: the page of a dossier shows nothing of its applicant. `sent` is for who has shown the key: a carrier's
    own page tells where a number went. `electronic`: there is an electronic result; `opens`: opening it is how this one
    is returned, and it was not yet.
    """

    method: str
    words: str
    may_choose: bool
    electronic: bool
    opens: bool
    sent: Posted | None
    news: str


def way_back(found: queries.Tracked, *, has_key: bool) -> WayBack:
    """From a tracked dossier, without another query."""
    row = found.dossier
    sentences = gettext
    way = rules.Return(row.return_method)
    sent = posted((event.verb, event.facts) for event in found.events) if has_key else None
    made = [event.facts.get("result") for event in found.events if event.verb in MAKING]
    has = bool(made and made[-1] and queries.may_hand_out(row))  # as `result_of` finds it, without asking again
    return WayBack(
        method=str(way),
        words=sentences(rules.RETURN_NAMES[way]),
        may_choose=rules.may_still(rules.MOVE["choose_return"], queries.place_of(row)),
        electronic=has,
        opens=has and way is rules.Return.ONLINE and row.state == rules.State.DONE,
        sent=sent,
        news=sentences(POST_NEWS[sent.news]) if sent is not None and sent.news else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited(FILING, "POST")
@with_key("choose_return")
def choose(request: HttpRequest, dossier: Any, at: datetime) -> HttpResponse:
    """Change how the result is to come, until it is there; for who has shown the key."""
    electronic = issues_electronic()
    form = ChooseReturnForm(
        request.POST if request.method == "POST" else None,
        electronic=electronic,
        initial={
            "token": uuid.uuid4(),
            "seen_step": dossier.step,
            "method": dossier.return_method,
            "address": dossier.return_at or dossier.applicant_address,
        },
    )
    sent = pressed(
        form, lambda: services.choose_return(code=dossier.code, by=APPLICANT, at=at, **form.given(), **form.once())
    )
    if sent.done:
        messages.success(request, gettext("Đã ghi cách nhận kết quả."))
        return redirect("portal:dossier", dossier.code)
    context = {"dossier": dossier, "form": form, "electronic": electronic}
    return render(request, "portal/dossiers/choose_return.html", context, status=sent.status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(READING)
def result(request: HttpRequest, code: str) -> HttpResponse:
    """The electronic result: what it is, how to check it; pressing the button is what returns it, and says so."""
    fact = ticket.admits(request, code=code)
    found = queries.opened(code) if fact else None
    if found is None:
        return ticket.to_the_door(code)
    if fact is not Fact.KEY:  # four digits of a telephone show where a dossier is, never what was decided
        raise Refused(proofs.KEY_ONLY_CODE, proofs.KEY_ONLY)
    file = queries.result_of(found)
    opens = file is not None and found.return_method == rules.Return.ONLINE and found.state == rules.State.DONE
    if request.method == "POST":
        if opens:
            services.give_back(code=code, method=rules.Return.ONLINE, by=APPLICANT, at=timezone.now())
        return redirect("portal:result", code)
    context = {
        "dossier": found,
        "file": file,
        "opens": opens,
        "correcting": bool(found.proposal.get("correcting")),
        "online": found.return_method == rules.Return.ONLINE,
    }
    response = render(request, "portal/dossiers/result.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
@limited(READING)
def document(request: HttpRequest, code: str) -> HttpResponse:
    """The electronic result itself, as a download; one that is to be returned by it only after the button."""
    fact = ticket.admits(request, code=code)
    found = queries.opened(code) if fact else None
    if found is None:
        return ticket.to_the_door(code)
    if fact is not Fact.KEY:
        raise Refused(proofs.KEY_ONLY_CODE, proofs.KEY_ONLY)
    file = queries.result_of(found)
    if file is None or (found.return_method == rules.Return.ONLINE and found.state == rules.State.DONE):
        raise NotFound(code)
    try:
        content = services.path_of(file.sha256).open("rb")
    except FileNotFoundError as gone:
        raise NotFound(code) from gone
    response: Any = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response
