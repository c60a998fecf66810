"""Letters that may be one matter: proposed by the program, read side by side by a person, who joins or parts them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.petitions.rows import chip_of
from liemchinh.face.shapes import Chip
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.org.services import note_reading
from liemchinh.petitions import queries, rules
from liemchinh.petitions.queries.likeness import Alike, alike, crowd_of, text_of
from liemchinh.petitions.rules.likeness import compared, likeness, runs

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition


@dataclass(frozen=True)
class Line:
    """One proposal: how like (in whole percent), why else, where it stands."""

    found: Alike
    percent: int
    status: Chip
    url: str


@require_safe
@seated()
def duplicates(request: HttpRequest, code: str) -> HttpResponse:
    """Đơn có thể cùng một việc với đơn này: máy đề nghị, người đọc và quyết định."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handled_by(actor, code=code, at=at)
    on = local_day(at)
    note_reading(actor=actor, kind="read", subject=found.code, authority=found.authority.code, at=at)
    lines = [
        Line(
            one,
            round(one.share * 100),
            chip_of(one.petition, at=at),
            reverse("desk:petition_compare", args=[found.code, one.petition.code]),
        )
        for one in alike(found, actor, on=on)
    ]
    context = {"petition": found, "lines": lines, "crowd": crowd_of(found, actor, on=on)}
    return render(request, "desk/petitions/duplicates.html", context)


@require_safe
@seated()
def compare(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Hai đơn đặt cạnh nhau, chỗ giống và khác; rồi gộp hoặc ghi nhận là hai việc."""
    actor, at = actor_of(request), timezone.now()
    ours = queries.handled_by(actor, code=code, at=at)
    theirs = queries.handled_by(actor, code=other, at=at)
    if ours.pk == theirs.pk:
        raise Http404
    for petition in (ours, theirs):
        note_reading(actor=actor, kind="read", subject=petition.code, authority=petition.authority.code, at=at)
    on = local_day(at)
    open_to = {move.verb for move in rules.moves_open_to(actor, queries.place_of(ours, on=on), on=on)}
    context = {
        "petition": ours,
        "other": theirs,
        "pieces": compared(text_of(ours), text_of(theirs)),
        "percent": round(likeness(runs(text_of(ours)), runs(text_of(theirs))) * 100),
        "our_status": chip_of(ours, at=at),
        "their_status": chip_of(theirs, at=at),
        "may_merge": "merge" in open_to,
        "may_part": "tell_apart" in open_to,
        "merge_token": uuid.uuid4(),
        "part_token": uuid.uuid4(),
    }
    return render(request, "desk/petitions/compare.html", context)


def panel(found: "Petition", actor: Actor, at: datetime) -> tuple[str, dict[str, Any]] | None:
    """How many letters and how many people stand behind this matter, and the way to what may be the same."""
    crowd = crowd_of(found, actor, on=local_day(at))
    context = {"petition": found, "crowd": crowd, "letters": len(crowd.letters)}
    return "desk/petitions/panel_duplicates.html", context
