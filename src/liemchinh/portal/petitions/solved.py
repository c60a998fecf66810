"""The sender's own words after an answer: is it truly solved, and a reply to what the office asked.

By the secret link of a notice, which opens these two buttons and nothing else, or on the page of the petition for a
browser that has shown its second fact.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liemchinh.face.acts import pressed
from liemchinh.face.guards import SENDING
from liemchinh.face.limits import limited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import NotFound
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.queries import Fact
from liemchinh.petitions.queries.fetch import of_citizen
from liemchinh.petitions.rules.recommendations import SOLVED_NAMES, Solved, may_reopen, reopen_until
from liemchinh.petitions.services.recommendations.telling import read_secret
from liemchinh.portal.forms.published import ReplyForm, SolvedForm
from liemchinh.portal.petitions import ticket

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition


@dataclass(frozen=True)
class Panel:
    """What the page of a recommendation adds for its sender: what was answered, and what they may still say.

    `question` is what the office asked and nobody has answered; `until` is until when it may be opened again.
    """

    answer: str
    answered_at: datetime | None
    unsolved: str
    outcome: str
    question: str
    may_say: bool
    until: datetime | None
    public_id: str


def panel_of(petition: "Petition", *, at: datetime, has_key: bool = True) -> Panel | None:
    """The panel of this petition, or of the head that it was joined to; None for other classes and before work began.

    Who has shown digits of a telephone only (`has_key` false) reads, and says nothing in the sender's name.
    """
    head = petition.same_as or petition
    if head.content != rules.Content.RECOMMENDATION or head.accepted_at is None:
        return None
    events = list(head.events.filter(verb__in=_TOLD).order_by("step"))
    last = {event.verb: event for event in events}
    answered = max((e for e in events if e.verb in _ENDS), key=lambda e: e.step, default=None)
    open_again = head.state == rules.State.ACCEPTED
    asked = last.get("ask_petitioner")
    public = head.publications.filter(state="published").first()
    own = has_key and head.pk == petition.pk
    may = own and not open_again and answered is not None and may_reopen(answered.at, at)
    return Panel(
        answer=last["answer"].facts.get("answer", "") if "answer" in last else "",
        answered_at=answered.at if answered else None,
        unsolved=answered.reason if answered and head.state == rules.State.UNSOLVED else "",
        outcome=SOLVED_NAMES[Solved(head.outcome)] if head.outcome in set(Solved) else "",
        question=asked.facts.get("question", "") if asked and own and head.awaits == rules.Awaits.CITIZEN else "",
        may_say=may,
        until=reopen_until(answered.at) if answered and may else None,
        public_id=public.public_id if public else "",
    )


_ENDS = ("answer", "close_unsolved", "admit_unsolved")
_TOLD = ("ask_petitioner", "hear_petitioner", *_ENDS)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(SENDING, "POST")
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Đã xong thật chưa: hai nút, mở bằng đường dẫn trong tin báo."""
    code, step = read_secret(secret)
    petition = of_citizen(APPLICANT, code=code, at=timezone.now())
    if not petition.events.filter(step=step, verb="ask_solved").exists():
        raise NotFound(secret)
    return _asked(request, petition, f"{request.path}?da-ghi=1")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(SENDING, "POST")
def by_ticket(request: HttpRequest, code: str) -> HttpResponse:
    """Đã xong thật chưa: mở từ trang theo dõi đơn."""
    petition = _mine(request, code)
    return _asked(request, petition, "")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(SENDING, "POST")
def reply(request: HttpRequest, code: str) -> HttpResponse:
    """Trả lời câu hỏi của cơ quan về đơn của mình."""
    petition, at = _mine(request, code), timezone.now()
    panel = panel_of(petition, at=at)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})

    def hear() -> None:
        said = form.cleaned_data
        given = {"words": said["loi_dap"], "token": said["token"]}
        services.hear_petitioner(code=petition.code, by=APPLICANT, at=at, fetch_by=of_citizen, **given)

    sent = pressed(form, hear)
    if sent.done:
        return redirect("portal:petition", petition.code)
    if panel is None or not panel.question and sent.status != HTTPStatus.CONFLICT:
        raise NotFound(code)
    context = {"form": form, "petition": petition, "question": panel.question}
    return render(request, "portal/petitions/reply.html", context, status=sent.status)


def _asked(request: HttpRequest, petition: "Petition", after: str) -> HttpResponse:
    """The page with the two answers; what it says of the petition is its code and whether it has been said already."""
    at = timezone.now()
    panel = panel_of(petition, at=at)
    if panel is None or panel.answered_at is None:
        raise NotFound(petition.code)
    form = SolvedForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    sent = pressed(form, lambda: _say(petition, form, at))
    if sent.done:
        return redirect(after) if after else redirect("portal:petition", petition.code)
    context = {
        "form": form,
        "petition": petition,
        "panel": panel,
        "done": request.GET.get("da-ghi") == "1" or not panel.may_say,
        "again": petition.state == rules.State.ACCEPTED,
        "confirmed": petition.outcome == Solved.CONFIRMED,
    }
    return render(request, "portal/petitions/solved.html", context, status=sent.status)


def _say(petition: "Petition", form: SolvedForm, at: datetime) -> None:
    said = form.cleaned_data
    if said["da_xong"] == "co":
        if petition.outcome != Solved.CONFIRMED:
            services.say_solved(code=petition.code, by=APPLICANT, at=at, token=said["token"], fetch_by=of_citizen)
        return
    services.reopen(
        code=petition.code,
        reason=said["con_gi"],
        by=APPLICANT,
        at=at,
        token=said["token"],
        fetch_by=of_citizen,
    )


def _mine(request: HttpRequest, code: str) -> "Petition":
    """The petition of a browser that has shown its key. Raises NotFound otherwise."""
    if ticket.admits(request, code=code) is not Fact.KEY:
        raise NotFound(code)
    found = queries.opened(code)
    if found is None:
        raise NotFound(code)
    return found
