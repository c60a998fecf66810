"""What everybody will read of an answer, every finding marked in its place, for those who prepare and publish it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.petitions import queries, rules
from liemchinh.petitions.queries import published
from liemchinh.petitions.rules.publishing import PUBLIC_STATE_NAMES, WHERE_NAMES, Alarm, PublicState, uncleared
from liemchinh.petitions.rules.recommendations import SOLVED_NAMES, UNSOLVED_REASONS, Solved
from liemchinh.petitions.rules.redaction import CLUE_NAMES
from liemchinh.petitions.services.publishing import path_of

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition, Publication

OFFERED = ("prepare_answer", "clear_findings", "publish_answer", "withdraw_answer")


@dataclass(frozen=True)
class Piece:
    """A stretch of a public text: plain, or a finding with its name and whether it has been cleared."""

    text: str
    clue: str = ""
    cleared: bool = False


@dataclass(frozen=True)
class Shown:
    """One text of the public version, cut at its findings."""

    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Version:
    """One version with its state in words and who did what."""

    row: "Publication"
    state: str
    by: str


@require_safe
@seated()
def publication(request: HttpRequest, code: str) -> HttpResponse:
    """Bản công khai của một câu trả lời: đúng như người dân sẽ đọc, chỗ máy báo được tô, và việc làm được lúc này."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    if found.content != rules.Content.RECOMMENDATION or found.restricted:
        raise Http404
    note_reading(actor=actor, kind="read", subject=found.code, authority=found.authority.code, at=at)
    draft = published.draft_of(found)
    alarms = published.alarms_of(draft, on=local_day(at)) if draft else []
    versions = published.versions_of(found)
    names = org.people({row.prepared_by for row in versions} | {_cleared_by(row) for row in versions} - {""})
    context = {
        "petition": found,
        "draft": draft,
        "texts": [_cut(name, text, alarms, draft) for name, text in published.texts_of(draft).items()] if draft else [],
        "files": [(row, _of_file(alarms, row.number, draft)) for row in published.files_of(draft)] if draft else [],
        "left": len(uncleared(alarms, draft.cleared)) if draft else 0,
        "cleared": [
            (CLUE_NAMES.get(told["clue"], told["clue"]), told, names.get(told["by"], told["by"]))
            for told in (draft.cleared.values() if draft else ())
        ],
        "versions": [
            Version(row, PUBLIC_STATE_NAMES[PublicState(row.state)], names.get(row.prepared_by, "")) for row in versions
        ],
        "doors": doors(found, actor, at),
    }
    return render(request, "desk/petitions/publication.html", context)


@require_safe
@seated()
def public_file(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Một tệp của bản công khai, tải về để xem trước khi công khai."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    row = found.public_files.filter(number=number, dropped_at__isnull=True).first()
    if row is None or not path_of(row.sha256).exists():
        raise Http404
    note_reading(actor=actor, kind="file", subject=found.code, authority=found.authority.code, at=at)
    response = FileResponse(path_of(row.sha256).open("rb"), as_attachment=True, filename=row.name)
    response["Content-Type"] = row.media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response


def doors(found: "Petition", actor: Actor, at: datetime) -> list[tuple[rules.Move, str]]:
    """The acts about the public version that are open to this person now."""
    from liemchinh.desk.petitions.act_tables.recommendation import OF_RECOMMENDATIONS

    on = local_day(at)
    open_to = {move.verb: move for move in rules.moves_open_to(actor, queries.place_of(found, on=on), on=on)}
    states = {row.state for row in published.versions_of(found)}
    fitting = {
        "prepare_answer": PublicState.PUBLISHED not in states,
        "clear_findings": PublicState.DRAFT in states and PublicState.PUBLISHED not in states,
        "publish_answer": PublicState.DRAFT in states and PublicState.PUBLISHED not in states,
        "withdraw_answer": PublicState.PUBLISHED in states,
    }
    return [
        (open_to[verb], reverse("desk:petition_act", args=[found.code, OF_RECOMMENDATIONS[verb].slug]))
        for verb in OFFERED
        if verb in open_to and fitting[verb]
    ]


def panel(found: "Petition", actor: Actor, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """What was asked, drafted and answered, what became of it, and where the public version stands."""
    if found.content != rules.Content.RECOMMENDATION or found.accepted_at is None:
        return None
    wanted = (
        "ask_petitioner",
        "hear_petitioner",
        "draft_answer",
        "answer",
        "say_solved",
        "close_unsolved",
        "admit_unsolved",
    )
    said = list(found.events.filter(verb__in=wanted).order_by("step"))
    versions = published.versions_of(found) if not found.restricted else []
    newest = versions[0] if versions else None
    lines = [
        (
            rules.MOVE[event.verb].label,
            event,
            event.facts.get("question")
            or event.facts.get("words")
            or event.facts.get("answer")
            or event.facts.get("draft")
            or event.reason,
            UNSOLVED_REASONS.get(event.facts.get("reason_code", ""), ""),
        )
        for event in said
    ]
    context = {
        "petition": found,
        "said": lines,
        "outcome": SOLVED_NAMES[Solved(found.outcome)] if found.outcome in set(Solved) else "",
        "newest": newest,
        "public_state": PUBLIC_STATE_NAMES[PublicState(newest.state)] if newest else "",
        "answered": bool(found.outcome),
    }
    return "desk/petitions/panel_recommendation.html", context


def _cut(name: str, text: str, alarms: list[Alarm], draft: "Publication") -> Shown:
    pieces, at = [], 0
    for alarm in sorted((one for one in alarms if one.where == name), key=lambda one: one.start):
        if alarm.start > at:
            pieces.append(Piece(text[at : alarm.start]))
        pieces.append(Piece(alarm.words, CLUE_NAMES[alarm.clue], alarm.key in draft.cleared))
        at = alarm.start + len(alarm.words)
    if at < len(text):
        pieces.append(Piece(text[at:]))
    return Shown(WHERE_NAMES[name], tuple(pieces))


def _of_file(alarms: list[Alarm], number: int, draft: "Publication | None") -> list[Piece]:
    cleared = draft.cleared if draft else {}
    mine = [one for one in alarms if one.where.startswith(f"{number}:")]
    return [Piece(one.words, CLUE_NAMES[one.clue], one.key in cleared) for one in mine]


def _cleared_by(row: "Publication") -> str:
    return next((str(told["by"]) for told in row.cleared.values()), "")
