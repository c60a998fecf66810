"""What a procedure was and will be: every published version with its decision, and what changed, word by word."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.procedures import queries, rules
from liemchinh.procedures.rules import SECTIONS, Piece, State

if TYPE_CHECKING:
    from liemchinh.procedures.models import ProcedureVersion

INTERNAL = "steps"
"""The office's own steps, with their hours: published elsewhere, no business of this page."""
COMPARED = 10
"""Versions whose changes are written out; older ones are only listed."""


@dataclass(frozen=True)
class Change:
    """One line that changed: of what section, of what, and its words."""

    section: str
    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Told:
    """One version with its state in words and what it changed; `changes` is None where nothing came before it."""

    version: "ProcedureVersion"
    state: str
    coming: bool
    changes: list[Change] | None


@require_safe
@limited(READING)
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """Read how a procedure changes: what is coming and from which day, what changed before, by which decision."""
    on = local_day(timezone.now())
    found = queries.versions_of(code)
    if not found:
        raise NotFound(code)
    states = {row.number: rules.state_of(row.valid_from, row.valid_until, on) for row in found}
    told = [row for row in found if states[row.number] is not State.CANCELLED]
    cancelled = [row for row in found if states[row.number] is State.CANCELLED]
    contents = {
        row.number: queries.content_of(queries.version_numbered(code, row.number)) for row in told[: COMPARED + 1]
    }
    shown = []
    for row, before in zip(told, [*told[1:], None], strict=True) if told else ():
        both = before is not None and row.number in contents and before.number in contents
        sentence = rules.STATE_NAMES[states[row.number]]
        shown.append(
            Told(
                version=row,
                state=gettext(sentence),
                coming=states[row.number] is State.COMING,
                changes=_between(contents[before.number], contents[row.number]) if both and before else None,
            )
        )
    newest = told[0] if told else found[0]
    context = {"code": code, "name": newest.name, "shown": shown, "cancelled": cancelled}
    return render(request, "portal/procedures/changes.html", context)


def _between(old: rules.Content, new: rules.Content) -> list[Change]:
    shown = []
    for line in rules.differences(old, new):
        if line.section == INTERNAL:
            continue
        sentence, sentence_of = SECTIONS[line.section], line.label
        shown.append(Change(gettext(sentence), gettext(sentence_of), rules.pieces(line.was, line.now)))
    return shown
