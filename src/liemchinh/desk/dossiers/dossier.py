"""The page of one dossier: what it is, where it stands, why the date is that date, and what may be done now."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.acts import ACTS, ONE_PRESS, effect_of, warnings_of
from liemchinh.desk.dossiers.returning import return_facts
from liemchinh.desk.dossiers.rows import PATH, chip_of, open_moves
from liemchinh.desk.dossiers.together import parts_shown
from liemchinh.desk.exchange.panel import synced_of
from liemchinh.desk.payments.panel import fees_of
from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.queries.papers import KINDS as PAPER_KINDS
from liemchinh.face.shapes import ChipKind, Fact, Knot
from liemchinh.face.sheets import pdf_answer
from liemchinh.kernel.actors import APPLICANT, SYSTEM
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import queries as ledger
from liemchinh.notices.queries import told_about
from liemchinh.notices.rules import CHANNEL_NAMES
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.papers import render as press
from liemchinh.papers.press import Size

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier

NAMELESS = {actor.code: actor.name for actor in (SYSTEM, APPLICANT)}
"""Who acts without being a person of the office."""
PAPER_NAMES = {
    "acknowledgement": gettext_noop("Xác nhận đã nhận hồ sơ trực tuyến"),
    "receipt": gettext_noop("Giấy tiếp nhận và hẹn trả (mẫu 01)"),
    "supplement": gettext_noop("Phiếu yêu cầu bổ sung (mẫu 02)"),
    "refusal": gettext_noop("Phiếu từ chối (mẫu 03)"),
    "apology": gettext_noop("Thư xin lỗi, hẹn lại (mẫu 04)"),
    "stop": gettext_noop("Thông báo dừng giải quyết (mẫu 05)"),
    "consultation": gettext_noop("Phiếu lấy ý kiến phối hợp"),
    "control": gettext_noop("Phiếu kiểm soát quá trình (mẫu 06)"),
}
_MOMENT = timedelta(seconds=1)  # the term for an answer ends at midnight: people say the day before
SIZES: tuple[Size, ...] = ("A4", "A5", "80mm")


@dataclass(frozen=True)
class Door:
    """A move as the panel offers it: where it leads, what it does to the date, whether one press is enough."""

    move: rules.Move
    url: str
    effect: str
    one_press: bool
    warnings: list[str]


@dataclass(frozen=True)
class PaperLink:
    """A paper that was issued: its name, when, and where each size is."""

    name: str
    at: datetime
    sizes: list[tuple[str, str]]


@dataclass(frozen=True)
class Happening:
    """One line of the history: what, when, by whom, why, and the end of the ledger's thread after it."""

    step: int
    label: str
    at: datetime
    by: str
    place: str
    reason: str
    undoes: int | None
    fingerprint: str


@require_safe
@seated()
def dossier(request: HttpRequest, code: str) -> HttpResponse:
    """Một hồ sơ: thông tin, giấy tờ, tệp, đường đi, hai đồng hồ có giải thích, lịch sử, và việc làm được lúc này."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    note_reading(actor=actor, kind="read", subject=found.code, authority=found.authority.code, at=at)
    tracked = queries.tracked(found, at=at)
    doors = [_door(move, found, at) for move in open_moves(actor, found) if move.verb in ACTS]
    first = doors[0] if doors and doors[0].move.verb in PATH else None
    context = {
        "dossier": found,
        "tracked": tracked,
        "status": chip_of(found, tracked.standing),
        "is_late": tracked.standing.kind == ChipKind.LATE,
        "state": rules.STATE_NAMES[rules.State(found.state)],
        "turn": rules.AWAITS_NAMES[rules.Awaits(found.awaits)],
        "facts": _facts(found, tracked, whole=rules.sees_whole(actor, queries.place_of(found))),
        "parts": parts_shown(found, at),
        "principal": _principal(found),
        "fees": fees_of(found, actor),
        "synced": synced_of(found),
        "papers": _papers(found, tracked),
        "files": [file for file in found.attachments.order_by("id") if file.component is None],
        "absent": [line for event in tracked.events for line in event.facts.get("absent", ())],
        "helper": _helper(tracked),
        "links": _links(found, tracked) if found.erased_at is None else [],
        "knots": [_knot(knot) for knot in tracked.knots],
        "history": _history(tracked),
        "first": first,
        "doors": doors[1:] if first else doors,
        "token": uuid.uuid4(),
        "outcome": services.OUTCOMES.get(found.outcome or found.proposal.get("outcome", ""), ""),
        "old_due": _old_due(tracked),
        "told": told_about(found.code, officials=True),
        "answer_last_on": local_day(found.answer_due_at - _MOMENT) if found.answer_due_at else None,
    }
    return render(request, "desk/dossiers/dossier.html", context)


@require_safe
@seated()
def paper(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Một giấy tờ của hồ sơ ở dạng PDF, khổ `kho` (A4, A5, 80mm), của bước `buoc` hoặc bước mới nhất."""
    size = request.GET.get("kho", "A4")
    step = request.GET.get("buoc", "")
    if size not in SIZES or (step and not (step.isdecimal() and len(step) < 6)):
        raise Http404
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    note_reading(actor=actor, kind="paper", subject=found.code, authority=found.authority.code, at=at)
    filled = queries.paper_of(found, name, site=settings.PUBLIC_URL, step=int(step) if step else None)
    return pdf_answer(press(filled, size), name=f"{found.code}-{name}")


@require_safe
@seated()
def attachment(request: HttpRequest, code: str, number: int) -> FileResponse:
    """Tải một tệp kèm hồ sơ về máy; không bao giờ mở trong trang."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    file = found.attachments.filter(pk=number).first()
    if file is None:
        raise Http404
    note_reading(actor=actor, kind="file", subject=found.code, authority=found.authority.code, at=at)
    try:
        content = services.path_of(file.sha256).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _door(move: rules.Move, found: "Dossier", at: datetime) -> Door:
    warnings = warnings_of(move.verb, found, at)
    return Door(
        move=move,
        url=reverse("desk:act", args=[found.code, ACTS[move.verb].slug]),
        effect=effect_of(move, found),
        one_press=move.verb in ONE_PRESS and not warnings,
        warnings=warnings,
    )


def _facts(found: "Dossier", tracked: queries.Tracked, *, whole: bool) -> list[Fact]:
    """Who filed and who works on it. A unit that was only asked for its part (not `whole`) has no use for a phone."""
    division = found.division.code if found.division else ""
    facts = [
        Fact(gettext("Người nộp"), found.applicant_name),
        Fact(gettext("Số định danh"), found.applicant_identity or None),
        *([Fact(gettext("Điện thoại"), found.applicant_phone or None)] if whole else []),
        Fact(gettext("Địa chỉ"), found.applicant_address or None),
        Fact(gettext("Nội dung"), found.request_text),
        Fact(gettext("Đang ở"), tracked.places.get(division or found.desk) or tracked.places.get(found.authority.code)),
    ]
    ways = [gettext(sentence) for channel, sentence in CHANNEL_NAMES.items() if found.notify.get(channel)]
    if ways:
        facts.append(Fact(gettext("Báo tin bằng"), ", ".join(ways)))
    if found.result_number:
        facts.append(Fact(gettext("Văn bản kết quả"), found.result_number))
    if whole:
        facts += return_facts(found)
    return facts


def _principal(found: "Dossier") -> str:
    """The one who gave the authority to act, in a line."""
    named = (found.principal.get(key, "") for key in ("name", "identity", "address"))
    return ", ".join(part for part in named if part)


def _papers(found: "Dossier", tracked: queries.Tracked) -> list[dict[str, Any]]:
    """Every paper with its files; `since` when its applicant sent it after filing."""
    files: dict[int, list[Any]] = {}
    for file in found.attachments.order_by("id"):
        if file.component is not None:
            files.setdefault(file.component, []).append(file)
    amended = {event.step: event.at for event in tracked.events if event.verb == "amend"}
    return [
        {
            "name": item.get("name", ""),
            "kind": PAPER_KINDS.get(str(item.get("kind")), ""),
            "count": item.get("count", 1),
            "pages": item.get("pages"),
            "files": files.get(number, []),
            "since": next((amended[file.step] for file in files.get(number, []) if file.step in amended), None),
        }
        for number, item in enumerate(found.components)
    ]


def _helper(tracked: queries.Tracked) -> str:
    """Who helped the applicant to fill in what was filed online."""
    code = tracked.events[0].facts.get("helper", "") if tracked.events else ""
    return org.people({code}).get(code, code) if code else ""


def _knot(knot: queries.Knot) -> Knot:
    """A knot as the thread draws it; the officials' history has its own column for the ledger."""
    return Knot(knot.title, knot.state, knot.at, knot.place, knot.detail, knot.note)  # type: ignore[arg-type]


def _links(found: "Dossier", tracked: queries.Tracked) -> list[PaperLink]:
    """Every paper that was issued, newest last; the control slip once, since it grows."""
    links = []
    for name, (verbs, _) in queries.PAPERS.items():
        events = [event for event in tracked.events if event.verb in verbs]
        for event in events[-1:] if name == "control" else events:
            sizes = SIZES if name == "receipt" else SIZES[:1]
            address = reverse("desk:paper", args=[found.code, name])
            links.append(
                PaperLink(
                    name=PAPER_NAMES[name],
                    at=event.at,
                    sizes=[(size, f"{address}?kho={size}&buoc={event.step}") for size in sizes],
                )
            )
    return links


def _history(tracked: queries.Tracked) -> list[Happening]:
    """Every event, newest first."""
    leaves = ledger.fingerprints(event.entry_id for event in tracked.events)
    return [
        Happening(
            step=event.step,
            label=rules.MOVE[event.verb].kind.sentence,
            at=event.at,
            by=NAMELESS.get(event.by) or tracked.names.get(event.by, event.by),
            place=tracked.places.get(event.to_unit, ""),
            reason=event.reason,
            undoes=event.undoes,
            fingerprint=leaves.get(event.entry_id, ""),
        )
        for event in reversed(tracked.events)
    ]


def _old_due(tracked: queries.Tracked) -> datetime | None:
    """The date promised before an apology or a new calendar, to be shown struck out."""
    for event in reversed(tracked.events):
        if event.verb in ("apologise", "reschedule") and event.facts.get("old_due"):
            return datetime.fromisoformat(event.facts["old_due"])
    return None
