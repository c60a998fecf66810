"""Handing over: what the one-stop sends to the divisions, and what is on its way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.rows import Offices
from liemchinh.desk.forms.dossiers.lists import HandOverForm, TakeOverForm
from liemchinh.desk.frame import CARRIERS
from liemchinh.dossiers import queries, rules, services
from liemchinh.face.counting import counted
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import queries as org

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier


@dataclass(frozen=True)
class Waiting:
    """A dossier to hand over: by when the decree wants it gone, whether that has passed, whether it is ticked."""

    dossier: "Dossier"
    due_at: datetime | None
    late: bool
    ticked: bool


@dataclass(frozen=True)
class Travelling:
    """A dossier on its way: to whom, and whether this person may say that it has arrived."""

    dossier: "Dossier"
    place: str
    mine: bool
    ticked: bool


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*CARRIERS)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Giao nhận: chọn hồ sơ chuyển phòng trong một danh sách; xác nhận nhận đủ hồ sơ đang trên đường."""
    actor, at = actor_of(request), timezone.now()
    waiting, moving = queries.to_hand_over(actor, at=at), queries.in_transit(actor, at=at)
    units = _divisions(actor, at)
    sending = HandOverForm(
        request.POST if "giao" in request.POST else None,
        codes=[row.code for row in waiting],
        divisions=list(units.items()),
    )
    mine = [row for row in moving if rules.may(actor, rules.MOVE["take_over"], queries.place_of(row))]
    taking = TakeOverForm(request.POST if "nhan" in request.POST else None, codes=[row.code for row in mine])
    status = 200
    if request.method == "POST":
        form = sending if "giao" in request.POST else taking
        status = 422
        if form.is_valid():
            try:
                messages.success(request, _carried_out(form, actor, at, units))
                return redirect("desk:hand_over")
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
    all_of = request.GET.get("chon")
    context = {
        "form": sending if sending.is_bound else taking,
        "sending": sending,
        "taking": taking,
        "waiting": _waiting(waiting, at, sending.ticked(all_of=all_of == "giao")),
        "moving": _moving(moving, mine, at, taking.ticked(all_of=all_of == "nhan")),
        "may_take": bool(mine),
        "is_receiver": actor.has(Role.RECEIVER),
        "at": at,
    }
    return render(request, "desk/dossiers/custody.html", context, status=status)


def _carried_out(form: HandOverForm | TakeOverForm, actor: Actor, at: datetime, units: dict[str, str]) -> str:
    """Do it, all or nothing; returns the sentence that says so."""
    codes = form.cleaned_data["ma"]
    if isinstance(form, HandOverForm):
        division = form.cleaned_data["phong"]
        services.hand_over_many(codes=codes, division=division, by=actor, at=at)
        sent = counted("Đã chuyển {count} hồ sơ đến {division}. Hồ sơ giấy chờ phòng bấm “Nhận đủ”.", len(codes))
        return sent.format(count=len(codes), division=units[division])
    services.take_over_many(codes=codes, by=actor, at=at)
    return counted("Đã nhận đủ {count} hồ sơ.", len(codes)).format(count=len(codes))


def _divisions(actor: Actor, at: datetime) -> dict[str, str]:
    """The divisions that this desk may send to, by code; not the one-stop itself."""
    on = local_day(at)
    units: dict[str, str] = {}
    own = actor.units_as(Role.RECEIVER)
    for code in sorted(actor.offices_as(Role.RECEIVER)):
        try:
            authority = org.unit(code, on)
        except NotFound:
            continue
        units |= {unit.code: unit.name for unit in org.divisions(authority, on) if unit.code not in own}
    return units


def _waiting(rows: Sequence["Dossier"], at: datetime, ticked: frozenset[str] | None) -> list[Waiting]:
    offices = Offices(at)
    shown = []
    for row in rows:
        due = None
        if row.received_at is not None:
            due = rules.handover_due(row.received_at, paper=row.paper, office=offices.of(row)).due_at
        late = due is not None and at > due
        shown.append(Waiting(row, due, late, ticked is None or row.code in ticked))
    return shown


def _moving(
    rows: Sequence["Dossier"], mine: Sequence["Dossier"], at: datetime, ticked: frozenset[str] | None
) -> list[Travelling]:
    places = org.unit_names({row.division.code for row in rows if row.division}, local_day(at)) if rows else {}
    own = {row.code for row in mine}
    return [
        Travelling(
            dossier=row,
            place=places.get(row.division.code, "") if row.division else "",
            mine=row.code in own,
            ticked=ticked is None or row.code in ticked,
        )
        for row in rows
    ]
