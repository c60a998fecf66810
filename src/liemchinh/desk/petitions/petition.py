"""The page of one petition: what it says, where it stands, why the date is that date, and what may be done now."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.petitions.acts import ACTS, effect_of
from liemchinh.desk.petitions.panels import panels_of
from liemchinh.desk.petitions.rows import chip_of
from liemchinh.face.shapes import Fact
from liemchinh.face.sheets import pdf_answer
from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.words import joined, shown
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.petitions import queries, rules, services

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition

ASIDE = (
    frozenset({"attach", "correct", "add_words", "note_duty", "climb"})
    | {
        *("merge", "tell_apart", "prepare_answer", "clear_findings", "publish_answer", "withdraw_answer"),
    }
    | rules.BESIDE
)
"""Moves that are never the next step: they stand below the others."""


@dataclass(frozen=True)
class Door:
    """A move as the panel offers it: where it leads and what it does to the date."""

    move: rules.Move
    url: str
    effect: str


@dataclass(frozen=True)
class Happening:
    """One line of the history: what, when, by whom, why, and the end of the ledger's thread after it."""

    step: int
    label: str
    at: datetime
    by: str
    reason: str
    fingerprint: str


@require_safe
@seated()
def petition(request: HttpRequest, code: str) -> HttpResponse:
    """Một đơn: người gửi, nội dung, tệp, hạn có giải thích, việc phải làm, lịch sử, và việc làm được lúc này."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    note_reading(actor=actor, kind="read", subject=found.code, authority=found.authority.code, at=at)
    tracked = queries.tracked(found, at=at)
    doors = doors_of(actor, found, at)
    named = queries.denunciations.knows_who(actor, found)
    files = list(found.files.order_by("id"))
    context = {
        "petition": found,
        "tracked": tracked,
        "status": chip_of(found, at=at),
        "is_late": tracked.standing.kind == "late",
        "state": rules.STATE_NAMES[rules.State(found.state)],
        "turn": rules.AWAITS_NAMES[rules.Awaits(found.awaits)],
        "content": rules.CONTENT_NAMES[rules.Content(found.content)],
        "facts": _facts(found, at),
        "people": list(found.petitioners.order_by("number")) if named else [],
        "named": named,
        "files": [file for file in files if named or file.role != rules.FileRole.PETITION],
        "doors": [door for door in doors if door.move.verb not in ASIDE],
        "aside": [door for door in doors if door.move.verb in ASIDE],
        "history": _history(tracked),
        "words": [event for event in tracked.events if event.verb == "add_words"],
        "panels": panels_of(found, actor, at) if found.erased_at is None else [],
        "related": _related(found, actor, at),
        "papers": [
            (name, reverse("desk:petition_paper", args=[found.code, key]))
            for key, name in queries.papers_of(found, named=named).items()
        ],
    }
    return render(request, "desk/petitions/petition.html", context)


def doors_of(actor: Actor, found: "Petition", at: datetime) -> list[Door]:
    """The acts open to this person, in the order of the table."""
    on = local_day(at)
    place = queries.place_of(found, on=on)
    moves = [move for move in rules.moves_open_to(actor, place, on=on) if move.verb in ACTS]
    if not found.duties.filter(done_at__isnull=True).exclude(kind="handle").exists():
        moves = [move for move in moves if move.verb != "note_duty"]
    return [
        Door(move, reverse("desk:petition_act", args=[found.code, ACTS[move.verb].slug]), effect_of(move, found))
        for move in moves
    ]


def _facts(found: "Petition", at: datetime) -> list[Fact]:
    on = local_day(at)
    units = org.unit_names([found.authority.code, *([found.division.code] if found.division else [])], on)
    came = [shown(rules.SOURCE_NAMES[rules.Source(found.source)]), found.source_name, found.source_document]
    facts = [
        Fact(gettext("Số vào sổ"), f"{found.number}/{found.year}"),
        Fact(gettext("Ngày nhận"), short_day(local_day(found.received_at))),
        Fact(gettext("Đến bằng"), joined(", ", [part for part in came if part])),
        Fact(gettext("Loại đơn"), rules.CONTENT_NAMES[rules.Content(found.content)]),
        Fact(gettext("Cơ quan giải quyết"), units.get(found.authority.code, found.authority.code)),
    ]
    if found.division:
        facts.append(Fact(gettext("Đơn vị xử lý"), units.get(found.division.code, found.division.code)))
    if found.seat:
        holder = org.holder_of(found.seat.code, on)
        name = org.people([holder]).get(holder, holder) if holder else ""
        facts.append(Fact(gettext("Người xử lý"), f"{found.seat.title} ({name})" if name else found.seat.title))
    if found.written_on:
        facts.append(Fact(gettext("Ngày viết đơn"), short_day(found.written_on)))
    if found.place:
        facts.append(Fact(gettext("Nơi xảy ra"), found.place))
    if found.field:
        facts.append(Fact(gettext("Lĩnh vực"), found.field))
    if found.about.get("words"):
        facts.append(Fact(gettext("Nói về"), found.about["words"]))
    if found.decision_ref:
        facts.append(Fact(gettext("Quyết định bị khiếu nại"), found.decision_ref))
    if found.flags:
        facts.append(Fact(gettext("Cần lưu ý"), joined(", ", [rules.FLAG_NAMES[flag] for flag in found.flags])))
    lacking = [rules.CONDITION_NAMES[name] for name, met in found.conditions.items() if not met]
    if lacking:
        facts.append(Fact(gettext("Điều kiện còn thiếu"), joined("; ", lacking)))
    if found.people > 1:
        facts.append(Fact(gettext("Số người"), str(found.people)))
    if found.forwarded_to:
        facts.append(Fact(gettext("Cơ quan nhận"), found.forwarded_to))
    if found.visit:
        facts.append(Fact(gettext("Lượt tiếp công dân"), found.visit))
    return facts


def _history(tracked: queries.Tracked) -> list[Happening]:
    names = {SYSTEM.code: shown(SYSTEM.name), APPLICANT.code: gettext("Người gửi đơn")}
    names |= org.people({event.by for event in tracked.events} - set(names))
    return [
        Happening(
            step=event.step,
            label=shown(rules.MOVE[event.verb].label),
            at=event.at,
            by=names.get(event.by, event.by),
            reason=event.reason,
            fingerprint=bytes(event.entry.leaf).hex(),
        )
        for event in reversed(tracked.events)
    ]


def _related(found: "Petition", actor: Actor, at: datetime) -> list[tuple[str, "Petition"]]:
    """Other petitions that hang together with this one, only those that exist for this person."""
    wanted = [(gettext("Tách từ"), [found.split_from]), (gettext("Lần trước"), [found.earlier])]
    wanted += [(gettext("Trùng với"), [found.same_as]), (gettext("Tách thành"), list(found.split_into.all()))]
    wanted += [(gettext("Đơn trùng"), list(found.duplicates.all())), (gettext("Lần sau"), list(found.later.all()))]
    keys = [row.pk for _, rows in wanted for row in rows if row is not None]
    if not keys:
        return []
    mine = queries.rows().filter(queries.scope(actor, local_day(at)), pk__in=keys)
    known = {row.pk: row for row in mine}
    return [(word, known[row.pk]) for word, rows in wanted for row in rows if row is not None and row.pk in known]


@require_safe
@seated()
def attachment(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Một tệp kèm đơn, tải về; không mở trong trang."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    file = found.files.filter(pk=number).first()
    if file is None or not services.path_of(file.sha256).exists():
        raise Http404
    if file.role == rules.FileRole.PETITION and not queries.denunciations.knows_who(actor, found):
        raise Http404  # the handwriting of who denounced
    note_reading(actor=actor, kind="file", subject=found.code, authority=found.authority.code, at=at)
    response = FileResponse(services.path_of(file.sha256).open("rb"), as_attachment=True, filename=file.name)
    response["Content-Type"] = file.media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
@seated()
def paper(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Một giấy tờ của đơn ở dạng PDF."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    if name not in queries.papers_of(found, named=queries.denunciations.knows_who(actor, found)):
        raise Http404
    note_reading(actor=actor, kind="paper", subject=found.code, authority=found.authority.code, at=at)
    pdf = queries.paper_of(found, name)
    return pdf_answer(pdf, name=f"{found.code}-{name}")
