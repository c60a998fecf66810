"""Hand-over between people and seats: what a seat holds, both sides' word for it, the head's, and the minutes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.handing import HandingForm, RemarkForm
from liemchinh.desk.frame import HANDLERS
from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.rules import Handing, Stage
from liemchinh.face.acts import pressed
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.face.sheets import pdf_answer
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import shown
from liemchinh.org import queries as org
from liemchinh.papers import render as press

STAGE_CHIPS = {
    Stage.OFFERED: ChipKind.SOON,
    Stage.TAKEN: ChipKind.SOON,
    Stage.DONE: ChipKind.DONE,
    Stage.DROPPED: ChipKind.PLAIN,
}


@dataclass(frozen=True)
class Row:
    """A hand-over in the list: how far it is, and whether this person has a word to say."""

    handing: Handing
    giver: str
    taker: str
    status: Chip
    mine: bool


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*HANDLERS)
def handing(request: HttpRequest) -> HttpResponse:
    """Bàn giao hồ sơ giữa người và vị trí: lập biên bản, xem biên bản đang chờ và đã xong của phòng mình."""
    actor, at = actor_of(request), timezone.now()
    seats = _seats(actor, at)
    form = HandingForm(
        request.POST if request.method == "POST" else None,
        seats=[(one.code, f"{one.person_name}, {one.title}") for one in seats if _may_offer(actor, one)],
        others=[(one.code, f"{one.person_name}, {one.title}") for one in seats if Role.SPECIALIST in one.roles],
    )
    sent = pressed(form, lambda: services.offer_handing(**form.given(), by=actor, at=at))
    if sent.done:
        messages.success(request, gettext("Đã lập biên bản. Mời bên nhận mở trang này để đếm và nhận."))
        return redirect("desk:handed", sent.made.giver_seat, sent.made.step)
    found = queries.handings_for(actor, [one.code for one in seats])
    titles = {one.code: one.title for one in seats}
    names = org.people({code for one in found for code in (one.giver, one.taker)} - {""})
    rows = [
        Row(
            one,
            names.get(one.giver, ""),
            names.get(one.taker, "") or titles.get(one.taker_seat, one.taker_seat),
            _status(one),
            rules.may_take(actor, one) or rules.may_approve(actor, one),
        )
        for one in found[:60]
    ]
    return render(
        request, "desk/org/handings.html", {"form": form, "rows": rows, "may": bool(seats)}, status=sent.status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*HANDLERS)
def handed(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Một biên bản bàn giao: danh sách hồ sơ; bên nhận đếm và nhận, lãnh đạo phòng cho chuyển, hoặc bỏ biên bản."""
    actor, at = actor_of(request), timezone.now()
    found = queries.handing(actor, code, step)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    verbs: dict[str, Callable[..., Any]] = {
        "nhan": services.take_handing,
        "duyet": services.approve_handing,
        "bo": services.drop_handing,
    }
    what = request.POST.get("viec", "")
    if form.is_bound and what not in verbs:
        raise NotFound(what)

    def carry_out() -> None:
        given = {"remark": form.cleaned_data["remark"]} if what == "nhan" else {}
        verbs[what](seat=code, step=step, by=actor, at=at, **given)

    sent = pressed(form, carry_out)
    if sent.done:
        messages.success(request, gettext("Đã ghi vào biên bản."))
        return redirect("desk:handed", code, step)
    minutes = queries.minutes_of(found)
    context = {
        "form": form,
        "handing": found,
        "minutes": minutes,
        "status": _status(found),
        "may_take": rules.may_take(actor, found),
        "may_approve": rules.may_approve(actor, found),
        "may_drop": rules.may_drop(actor, found),
        "left": len(found.left) if found.stage is Stage.DONE else 0,
    }
    return render(request, "desk/org/handed.html", context, status=sent.status)


@require_safe
@seated(*HANDLERS)
def minutes(request: HttpRequest, code: str, step: int) -> HttpResponse:
    """Biên bản bàn giao hồ sơ ở dạng PDF, khổ A4."""
    found = queries.handing(actor_of(request), code, step)
    return pdf_answer(press(queries.minutes_of(found)), name=f"ban-giao-{code}-{step}")


def _seats(actor: Actor, at: datetime) -> list[org.SeatShown]:
    """The occupied seats of the units that the actor has a seat in."""
    on = local_day(at)
    units = [org.unit(code, on) for code in sorted({seat.unit for seat in actor.seats})]
    return [one for one in org.seats(units, on) if one.person]


def _may_offer(actor: Actor, seat: org.SeatShown) -> bool:
    return rules.may_offer(actor, seat=seat.code, unit=seat.unit)


def _status(found: Handing) -> Chip:
    return Chip(STAGE_CHIPS[found.stage], shown(rules.STAGE_NAMES[found.stage]))
