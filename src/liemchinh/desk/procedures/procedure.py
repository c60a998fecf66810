"""One procedure at the desk: its versions, what it lacks, what is scheduled; two versions side by side."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.procedures.lists import chip_of, may_edit
from liemchinh.dossiers.queries.pinned import open_by_version
from liemchinh.face.shapes import Chip
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.procedures import queries, rules
from liemchinh.procedures.rules import LACKING, SECTIONS, Difference, Piece, State

if TYPE_CHECKING:
    from liemchinh.procedures.models import ProcedureVersion, VersionDraft

MOST_DIGITS = 4
OF_DRAFT = "du-thao"
"""How an address names the draft among the versions."""


@dataclass(frozen=True)
class Shown:
    """One version in the history, with the dossiers that keep to it and the way to what it changed."""

    version: "ProcedureVersion"
    status: Chip
    dossiers: int
    compare_url: str


@dataclass(frozen=True)
class Change:
    """One line that differs, as the page shows it: `kind` is added, gone or changed, in words."""

    label: str
    kind: str
    pieces: list[Piece]


def found_draft(code: str) -> "VersionDraft | None":
    """The draft of a procedure, None without one."""
    try:
        return queries.draft_of(code)
    except NotFound:
        return None


def in_words(differences: list[Difference]) -> list[tuple[str, list[Change]]]:
    """Differences under the titles of their sections, word by word."""
    shown = []
    for section, lines in groupby(differences, key=lambda line: line.section):
        sentence = SECTIONS[section]
        changes = [Change(_label(line), _kind(line), rules.pieces(line.was, line.now)) for line in lines]
        shown.append((gettext(sentence), changes))
    return shown


def _label(line: Difference) -> str:
    sentence = line.label
    return gettext(sentence)


def _kind(line: Difference) -> str:
    if not line.was:
        return gettext("Thêm")
    return gettext("Sửa") if line.now else gettext("Bỏ")


@require_safe
@seated()
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Một thủ tục: bản đang áp dụng, thay đổi đã hẹn, dự thảo, các bản trước, bộ phận còn thiếu."""
    on = local_day(timezone.now())
    versions, draft = queries.versions_of(code), found_draft(code)
    if not versions and draft is None:
        raise NotFound(code)
    newest = queries.newest_version(code)
    states = {row.id: rules.state_of(row.valid_from, row.valid_until, on) for row in versions}
    current = next((row for row in versions if states[row.id] is State.IN_FORCE), None)
    lacking = [LACKING[part] for part in rules.missing_parts(queries.content_of(newest))] if newest else []
    first_here = local_day(newest.published_at) if newest and newest.published_at else on
    context = {
        "code": code,
        "name": current.name if current else newest.name if newest else draft.name if draft else code,
        "current": current,
        "newest": newest,
        "coming": next((row for row in versions if states[row.id] is State.COMING), None),
        "draft": draft,
        "history": _history(code, versions, states),
        "lacking": [gettext(sentence) for sentence in lacking],
        "timely": queries.timeliness_of(newest, first_here=first_here) if newest else None,
        "moves": [_moved(row) for row in queries.transfers_of(code)],
        "editor": may_edit(actor_of(request)),
        "prints": _prints(code) if current else [],
    }
    return render(request, "desk/procedures/procedure.html", context)


def _history(code: str, versions: "list[ProcedureVersion]", states: dict[int, State]) -> list[Shown]:
    dossiers = open_by_version(row.id for row in versions)
    shown = []
    for place, row in enumerate(versions):
        # what was cancelled never held: nothing is compared with it
        before = next((old for old in versions[place + 1 :] if states[old.id] is not State.CANCELLED), None)
        query = urlencode({"cu": before.number, "moi": row.number}) if before else ""
        shown.append(
            Shown(
                version=row,
                status=chip_of(states[row.id]),
                dossiers=dossiers.get(row.id, 0),
                compare_url=f"{reverse('desk:catalogue_compare', args=[code])}?{query}" if before else "",
            )
        )
    return shown


def _moved(row: Any) -> tuple[date, str, str]:
    old, new = (rules.LEVEL_NAMES[rules.Level(level)] for level in (row.from_level, row.to_level))
    sentences = (old, new)
    said = gettext("Từ {old} sang {new}.").format(old=gettext(sentences[0]).lower(), new=gettext(sentences[1]).lower())
    return row.on, said, row.decision


def _prints(code: str) -> list[tuple[str, str]]:
    """Papers of the public site that an office prints."""
    page = f"{settings.PUBLIC_URL}/thu-tuc/{code}"
    return [
        (gettext("Áp phích A4"), f"{page}/ap-phich.pdf"),
        (gettext("Áp phích A3"), f"{page}/ap-phich.pdf?kho=A3"),
        (gettext("Danh sách giấy tờ A4"), f"{page}/giay-to.pdf"),
        (gettext("Trang công khai"), f"{page}/"),
    ]


@require_safe
@seated()
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """So sánh hai bản của một thủ tục, từng mục, từng chữ; bản sau có thể là dự thảo."""
    old_number, new_number = request.GET.get("cu", ""), request.GET.get("moi", OF_DRAFT)
    if new_number == OF_DRAFT:
        draft = queries.draft_of(code)
        new = draft.content
        old = queries.content_of(draft.based_on) if draft.based_on and not old_number else None
        new_title, old_number = "", old_number or str(draft.based_on.number if draft.based_on else "")
    else:
        old, new, new_title = None, queries.content_of(_numbered(code, new_number)), new_number
    if old is None:
        old = queries.content_of(_numbered(code, old_number)) if old_number else queries.blank_content("")
    context = {
        "code": code,
        "name": new["values"].get("name", ""),
        "old": old_number,
        "new": new_title,
        "sections": in_words(rules.differences(old, new)),
    }
    return render(request, "desk/procedures/compare.html", context)


def _numbered(code: str, number: str) -> "ProcedureVersion":
    if not number.isascii() or not number.isdecimal() or len(number) > MOST_DIGITS:
        raise NotFound(code)
    return queries.version_numbered(code, int(number))
