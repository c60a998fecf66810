"""A dossier as its applicant follows it: the date and why, whose turn it is, the thread, the papers again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from liemchinh.dossiers import queries, rules
from liemchinh.dossiers.queries import Fact, Tracked
from liemchinh.dossiers.queries.drafts import ASKING
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Chip, Knot
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org.rules import ContactKind
from liemchinh.papers import render as print_paper
from liemchinh.portal import payments
from liemchinh.portal.authority import as_link
from liemchinh.portal.dossiers import proofs, ticket
from liemchinh.portal.dossiers.looks import looks_at
from liemchinh.portal.dossiers.result import way_back

ASKED = (rules.State.REGISTERED, rules.State.SUPPLEMENT)
CITIZENS_PAPERS = {
    "acknowledgement": gettext_noop("Xác nhận đã nhận hồ sơ trực tuyến"),
    "receipt": gettext_noop("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "supplement": gettext_noop("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "refusal": gettext_noop("Phiếu từ chối tiếp nhận giải quyết hồ sơ"),
    "apology": gettext_noop("Thư xin lỗi và hẹn lại ngày trả kết quả"),
    "stop": gettext_noop("Thông báo dừng giải quyết hồ sơ"),
}
"""Papers that were handed to the applicant and may be printed again; the control slip is the office's own."""

TO_ASK = (ContactKind.HOTLINE, ContactKind.PHONE, ContactKind.EMAIL, ContactKind.RECEPTION)
"""Ways to ask about one dossier; the others stand at the foot of every page."""

SIZES = {"a4": "A4", "a5": "A5"}


@dataclass(frozen=True)
class PaperLink:
    """One official paper that can be had again: its name and an address for every size it comes in."""

    title: str
    sizes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Changed:
    """A promised date that was moved: the old moment and why."""

    old: datetime
    reason: str


@dataclass(frozen=True)
class Shown:
    """What the page of one dossier says beyond what `queries.tracked` gives."""

    state: str
    chip: Chip
    knots: tuple[Knot, ...]
    due_at: datetime | None
    changed: Changed | None
    missing: tuple[str, ...]
    reason: str
    answer_by: date | None
    place: str
    holder: str
    kept: bool | None
    papers: tuple[PaperLink, ...]
    has_key: bool  # what was shown was the key: papers may be had again
    check_by: datetime | None  # the one-stop is to look at it by then
    may_amend: bool  # the applicant may still mend or withdraw it


@never_cache
@require_safe
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Follow one dossier: when, who holds it, what to do now, and why that date."""
    at = timezone.now()
    fact = ticket.admits(request, code=code)
    found = _tracked(code, at) if fact else None
    if found is None or fact is None:
        return ticket.to_the_door(code)
    on = local_day(at)
    authority = org.in_charge(found.dossier.authority, on)
    contacts = [as_link(way) for way in org.contacts(authority, on) if way.kind in TO_ASK]
    heirs = org.answering(authority, on) if authority.id != found.dossier.authority_id else []
    context = {
        "tracked": found,
        "dossier": found.dossier,
        "shown": _shown(found, fact, moved_to=heirs[0].agency_name if heirs else ""),
        "contacts": contacts,
        "looks": looks_at(found.dossier.code, local_day(at)),
        "heirs": heirs,
        "fees": payments.panel(found.dossier, at=at),
        "back": way_back(found, has_key=fact is Fact.KEY),
        "before": found.places.get(found.dossier.authority.code, "") if heirs else "",
    }
    return _private(render(request, "portal/dossiers/dossier.html", context))


@never_cache
@require_safe
def why(request: HttpRequest, code: str) -> HttpResponse:
    """Explain the date of one dossier day by day, by the clock of the law and by that of the national index."""
    fact = ticket.admits(request, code=code)
    found = _tracked(code, timezone.now()) if fact else None
    if found is None or fact is None:
        return ticket.to_the_door(code)
    context = {"tracked": found, "dossier": found.dossier, "shown": _shown(found, fact)}
    return _private(render(request, "portal/dossiers/why.html", context))


@never_cache
@require_safe
@limited(READING)
def paper(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Print one of the applicant's papers again, as it was issued: `?kho=a5` for the small size."""
    fact = ticket.admits(request, code=code)
    found = queries.opened(code) if fact else None
    if found is None:
        return ticket.to_the_door(code)
    if fact is not Fact.KEY:  # the paper holds the key: four digits must not become all of it
        raise Refused(proofs.KEY_ONLY_CODE, proofs.KEY_ONLY)
    if name not in CITIZENS_PAPERS:
        raise NotFound(name)
    form = queries.paper_of(found, name, site=settings.PUBLIC_URL)
    size = SIZES.get(request.GET.get("kho", ""), "A4")
    pdf = print_paper(form, size if size in form.sizes else form.sizes[0])  # type: ignore[arg-type]
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{code}-{name}.pdf"'
    return _private(response)


def _tracked(code: str, at: datetime) -> Tracked | None:
    found = queries.opened(code)
    return queries.tracked(found, at=at) if found is not None else None


def _private(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def _shown(found: Tracked, fact: Fact, *, moved_to: str = "") -> Shown:
    """What the page says; `moved_to` names the agency that answers now when the one that received it is no more."""
    row = found.dossier
    undone = {event.undoes for event in found.events}
    events = [event for event in found.events if event.step not in undone]
    last = {event.verb: event for event in events}
    asked = max((last[verb] for verb in ASKING if verb in last), key=lambda event: event.step, default=None)
    state = rules.State(row.state)
    ended = {
        rules.State.REFUSED: ("refuse", rules.REFUSAL_REASONS),
        rules.State.STOPPED: ("stop" if "stop" in last else "close_unanswered", rules.STOP_REASONS),
        rules.State.WITHDRAWN: ("withdraw", {}),
        rules.State.OBLIGATION: ("ask_obligation", {}),
    }
    reason = ""
    if state in ended and ended[state][0] in last:
        verb, reasons = ended[state]
        reason = _said(reasons.get(last[verb].facts.get("reason_code", ""), ""), last[verb].reason)
    elif asked is not None and row.awaits == rules.Awaits.CITIZEN and state in ASKED:
        reason = _said("", asked.reason)
    moves = [last[verb] for verb in ("apologise", "reschedule") if verb in last and last[verb].facts.get("old_due")]
    changed = None
    if moves:
        latest = max(moves, key=lambda event: event.step)
        words = _said(rules.LATE_REASONS.get(latest.facts.get("reason_code", ""), ""), latest.reason)
        changed = Changed(datetime.fromisoformat(latest.facts["old_due"]), words)
    kept = None
    if row.finished_at and row.due_at and row.budget and state in (rules.State.DONE, rules.State.RETURNED):
        kept = rules.is_on_time(row.finished_at, row.due_at, row.budget.unit)
    authority = found.places.get(row.authority.code, "")
    return Shown(
        state=state.name.lower(),
        chip=Chip(found.standing.kind, found.standing.word),  # type: ignore[arg-type]
        knots=tuple(proofs.with_marks(found, fact)),
        due_at=row.due_at,
        changed=changed,
        missing=tuple(asked.facts.get("missing", [])) if asked else (),
        reason=reason,
        answer_by=local_day(row.answer_due_at) - date.resolution if row.answer_due_at else None,
        place=_desk(found, authority, moved_to),
        holder=_holder(found, authority),
        kept=kept,
        papers=tuple(_papers(row.code, {event.verb for event in events})) if row.erased_at is None else (),
        has_key=fact is Fact.KEY,
        check_by=row.check_due_at,
        may_amend=rules.may_still(rules.MOVE["amend"], queries.place_of(row)),
    )


def _desk(found: Tracked, authority: str, moved_to: str) -> str:
    """Where the result is collected: where the dossier was handed in, or the one-stop of the agency that took over."""
    if moved_to:
        return gettext("Bộ phận Một cửa, {authority}").format(authority=moved_to)
    first = found.places.get(found.events[0].to_unit, "") if found.events else ""
    if first and first != authority:
        return first
    return gettext("Bộ phận Một cửa, {authority}").format(authority=authority)


def _said(coded: str, written: str) -> str:
    return ". ".join(part.strip().rstrip(".") for part in (coded, written) if part.strip())


def _holder(found: Tracked, authority: str) -> str:
    """Who has the papers in hand now, in words."""
    row = found.dossier
    if row.awaits == rules.Awaits.RECEIVER or row.division is None:
        return gettext("Bộ phận Một cửa")
    return found.places.get(row.division.code, authority)


def _papers(code: str, verbs: set[str]) -> Iterable[PaperLink]:
    for name, title in CITIZENS_PAPERS.items():
        issued_by, _ = queries.PAPERS[name]
        if not verbs & issued_by:
            continue
        address = reverse("portal:paper", args=[code, name])
        sizes = [(gettext("PDF khổ A4"), address)]
        if name == "receipt":
            sizes.append((gettext("PDF khổ A5"), f"{address}?kho=a5"))
        yield PaperLink(title, tuple(sizes))
