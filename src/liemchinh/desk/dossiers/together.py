"""The shares of other units: what we have been asked, what we have asked, what we have answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.frame import HANDLERS
from liemchinh.dossiers import queries, rules
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier, Part


@dataclass(frozen=True)
class Line:
    """A part in a list: the names of who asks and who is asked, and how its term stands."""

    part: "Part"
    kind: str
    unit: str
    asker: str
    late: bool
    waits: bool


@require_safe
@seated(*HANDLERS)
def together(request: HttpRequest) -> HttpResponse:
    """Phối hợp: việc đơn vị mình được hỏi, việc mình đang hỏi đơn vị khác, và những câu mình đã trả lời."""
    actor, at = actor_of(request), timezone.now()
    asked_us = [shown.part for shown in queries.waiting_parts(actor, at=at)]
    asked_by_us = [shown.part for shown in queries.asked_by_us(actor, at=at)]
    answered = queries.answered_by_us(actor)
    names = _names([*asked_us, *asked_by_us, *answered], at)
    context = {
        "asked_us": lines_of(asked_us, names, at),
        "asked_by_us": lines_of(asked_by_us, names, at),
        "answered": lines_of(answered, names, at),
    }
    return render(request, "desk/dossiers/together.html", context)


def parts_shown(dossier: "Dossier", at: datetime) -> list[Line]:
    """The parts of one dossier, for its page. Nothing is asked of the database where it cannot have any."""
    parts = queries.parts_of(dossier)
    return lines_of(parts, _names(parts, at, authority=dossier.authority.code), at)


def lines_of(parts: Iterable["Part"], names: dict[str, str], at: datetime) -> list[Line]:
    """Parts as a list shows them."""
    return [
        Line(
            part=part,
            kind=rules.PART_NAMES[rules.PartKind(part.kind)],
            unit=names.get(part.unit.code, part.unit.code),
            asker=names.get(part.dossier.authority.code, ""),
            late=queries.share_of(part).is_waiting and part.due_at is not None and part.due_at < at,
            waits=queries.share_of(part).is_waiting,
        )
        for part in parts
    ]


def _names(parts: Iterable["Part"], at: datetime, *, authority: str = "") -> dict[str, str]:
    codes = {part.unit.code for part in parts} | {authority or part.dossier.authority.code for part in parts}
    return org.unit_names(codes, local_day(at)) if codes else {}
