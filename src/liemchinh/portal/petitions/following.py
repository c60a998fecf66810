"""A petition as its sender follows it: where it stands and why, each date explained, its papers, more words."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liemchinh.face.guards import SENDING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Chip, ChipKind, Knot, KnotState
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import shown
from liemchinh.org import queries as org
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.queries import Fact, Tracked
from liemchinh.portal.authority import as_link
from liemchinh.portal.forms.petitions import LookUpForm, WordsForm
from liemchinh.portal.petitions import ticket
from liemchinh.portal.petitions.complaint import complaint_panel
from liemchinh.portal.petitions.solved import panel_of
from liemchinh.portal.tickets import Door

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition

DOOR = Door(ticket.TICKETS, LookUpForm, "portal/petitions/look_up.html", queries.fact_shown)
QUIET = frozenset({"attach", "correct", "note_duty", "warn", "tell_apart", "draft_answer"}) | {
    *("prepare_answer", "clear_findings"),
    *("ask_others", "note_others", "note_expert", "hear_accused", "prevent_harm", "pass_to_police"),
}
"""Acts that are the office's own housekeeping: the sender's thread leaves them out."""

PLAIN = frozenset({"register", "file", "sort", "guide", "forward", "return", "split", "archive"})
"""Acts whose public sentence says more to the sender than the button of the desk."""


@dataclass(frozen=True)
class Owed:
    """One thing that the office still owes, with its day: what the sender may hold it to."""

    label: str
    due_at: datetime
    late: bool
    basis: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Theo dõi đơn đã gửi: ghi mã đơn và một điều chỉ người gửi biết."""
    return DOOR.answer(request)


@never_cache
@require_safe
def by_key(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The address in the QR code of a receipt: opens the petition, and the key leaves the address bar."""
    return DOOR.by_key(request, code, key)


@require_POST
def leave(request: HttpRequest, code: str) -> HttpResponse:
    """Close the petition in this browser."""
    return ticket.TICKETS.left(code=code)


@never_cache
@require_safe
def petition(request: HttpRequest, code: str) -> HttpResponse:
    """Một đơn: đang ở đâu, ai giải quyết, hạn nào và vì sao, giấy tờ đã gửi, việc còn phải làm."""
    found = _admitted(request, code)
    if found is None:
        return ticket.to_the_door(code)
    row, fact = found
    at = timezone.now()
    tracked = queries.tracked(row, at=at)
    authority = org.in_charge(row.authority, local_day(at))
    context = {
        "petition": row,
        "tracked": tracked,
        "chip": chip_of(tracked),
        "state": rules.STATE_NAMES[rules.State(row.state)],
        "office": org.unit_names([row.authority.code], local_day(at)).get(row.authority.code, ""),
        "knots": list(_knots(tracked)),
        "owed": [
            Owed(shown(owed.label), owed.duty.due_at, owed.late, owed.duty.basis)
            for owed in tracked.duties
            if owed.told and owed.duty.done_at is None
        ],
        "papers": queries.papers_of(row, told=True) if fact is Fact.KEY else {},
        "answer": answer_of(tracked),
        "form": WordsForm(initial={"token": uuid.uuid4()}) if row.state in rules.OPEN and fact is Fact.KEY else None,
        "contacts": [as_link(way) for way in org.contacts(authority, local_day(at))],
        "has_key": fact is Fact.KEY,
        "recommendation": panel_of(row, at=at, has_key=fact is Fact.KEY) if row.erased_at is None else None,
        "complaint": complaint_panel(row, has_key=fact is Fact.KEY) if row.erased_at is None else None,
    }
    response = render(request, "portal/petitions/petition.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def why(request: HttpRequest, code: str) -> HttpResponse:
    """Vì sao là ngày này: hạn xem xét và hạn giải quyết của một đơn, từng ngày một."""
    found = _admitted(request, code)
    if found is None:
        return ticket.to_the_door(code)
    tracked = queries.tracked(found[0], at=timezone.now())
    return render(request, "portal/petitions/why.html", {"petition": found[0], "tracked": tracked})


@never_cache
@require_safe
def paper(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """In lại một giấy tờ đã gửi cho người gửi đơn; cần mã bí mật."""
    found = _admitted(request, code)
    if found is None or found[1] is not Fact.KEY:
        return ticket.to_the_door(code)
    response = HttpResponse(queries.paper_of(found[0], name, told=True), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found[0].code}-{name}.pdf"'
    return response


@never_cache
@require_POST
@limited(SENDING)
def add_words(request: HttpRequest, code: str) -> HttpResponse:
    """Bổ sung nội dung cho đơn đã gửi."""
    found = _admitted(request, code)
    if found is None or found[1] is not Fact.KEY:
        return ticket.to_the_door(code)
    form = WordsForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Chưa ghi nội dung bổ sung."))
        return redirect("portal:petition", code)
    try:
        services.add_words(
            code=found[0].code,
            words=form.cleaned_data["words"],
            by=APPLICANT,
            at=timezone.now(),
            token=form.cleaned_data["token"],
        )
        messages.success(request, gettext("Đã gửi nội dung bổ sung."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("portal:petition", code)


def _admitted(request: HttpRequest, code: str) -> "tuple[Petition, Fact] | None":
    fact = ticket.admits(request, code=code)
    found = queries.opened(code) if fact else None
    if found is None or fact is None or (found.restricted and fact is not Fact.KEY):
        return None
    return found, fact


def chip_of(tracked: Tracked) -> Chip:
    """The status for its sender."""
    petition, standing = tracked.petition, tracked.standing
    name = rules.STATE_NAMES[rules.State(petition.state)]
    if standing.due_at is not None and standing.kind == ChipKind.LATE:
        return Chip(ChipKind.LATE, gettext("Quá hạn từ {day}").format(day=short_day(local_day(standing.due_at))))
    return Chip(ChipKind(standing.kind), name)


def answer_of(tracked: Tracked) -> str:
    """The words that answer the petition, once there are any."""
    words = [event.facts.get("answer", "") for event in tracked.events if event.facts.get("answer")]
    return words[-1] if words else ""


def _knots(tracked: Tracked) -> list[Knot]:
    """The thread: what happened, where it is now, by when the next step is due."""
    told = [event for event in tracked.events if event.verb not in QUIET]
    knots = []
    for event in told:
        last, move = event is told[-1], rules.MOVE[event.verb]
        now = KnotState.LATE if tracked.standing.kind == "late" else KnotState.NOW
        open_still = tracked.petition.state in rules.OPEN
        body = str(event.facts.get("body", "")) if event.verb in ("guide", "forward", "return", "urge") else ""
        knots.append(
            Knot(
                title=shown(move.kind.sentence if event.verb in PLAIN else move.label),
                state=now if last and open_still else KnotState.DONE,
                at=event.at,
                place=body,
                note=event.reason if event.verb in ("guide", "return", "archive") else "",
            )
        )
    return knots
