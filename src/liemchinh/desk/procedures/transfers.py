"""Moving authority between levels: one procedure or a list of them, from a day, with a look at what it does first."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.procedures.publishing import TransferForm
from liemchinh.desk.procedures.lists import EDITORS
from liemchinh.face.counting import counted
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import queries as org
from liemchinh.procedures import queries, services
from liemchinh.procedures.rules import LEVEL_NAMES, Level

SHOWN = 300
"""Procedures that the preview names; the rest it counts."""


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*EDITORS)
def transfer(request: HttpRequest) -> HttpResponse:
    """Chuyển thẩm quyền giữa các cấp từ một ngày, một hoặc nhiều thủ tục: xem trước rồi mới ghi."""
    actor, at = actor_of(request), timezone.now()
    if request.method != "POST":
        start = {"codes": request.GET.get("ma", "")[:60], "from_level": Level.DISTRICT, "to_level": Level.COMMUNE}
        return _page(request, TransferForm(initial={**start, "follow": True}), None)
    form = TransferForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, None, status=422)
    said = form.cleaned_data
    from_level, to_level = Level(said["from_level"]), Level(said["to_level"])
    below = _province_of(actor, at) if said["follow"] else ""
    seen = queries.takeover(said["listed"], from_level=from_level, to_level=to_level, on=said["day"], below=below)
    if "ghi" not in request.POST or seen.unknown or not (seen.fresh or seen.told_before):
        return _page(request, _pasted(form), seen)
    try:
        moved = services.transfer_authority(
            codes=[code for code, _ in seen.fresh] + list(seen.told_before),
            from_level=from_level,
            to_level=to_level,
            on=said["day"],
            decision=said["decision"],
            by=actor,
            at=at,
            takers=seen.takers,
            leavers=seen.leavers,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, form, seen, status=409)
    messages.success(request, counted("Đã chuyển {number} thủ tục.", moved).format(number=moved))
    return redirect("desk:catalogue_counts")


def _province_of(actor: Actor, at: Any) -> str:
    """The topmost unit above the editor's authority: offerings follow within it."""
    day = local_day(at)
    for seat in actor.seats:
        try:
            return org.above(org.unit(seat.authority, day), day)[-1].code
        except NotFound:
            continue
    return ""


def _pasted(form: TransferForm) -> TransferForm:
    """The form again with the codes of the file in its box: a second press need not send the file."""
    data = cast("QueryDict", form.data).copy()
    data["codes"] = "\n".join(form.cleaned_data["listed"])
    again = TransferForm(data)
    again.is_valid()
    return again


def _page(
    request: HttpRequest, form: TransferForm, seen: queries.Takeover | None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "seen": seen}
    if seen is not None:
        sentences = [LEVEL_NAMES[Level(form.cleaned_data[name])] for name in ("from_level", "to_level")]
        context |= {
            "old": gettext(sentences[0]).lower(),
            "new": gettext(sentences[1]).lower(),
            "day": form.cleaned_data["day"],
            "shown": seen.fresh[:SHOWN],
            "more": max(0, len(seen.fresh) - SHOWN),
        }
    return render(request, "desk/procedures/transfer.html", context, status=status)
