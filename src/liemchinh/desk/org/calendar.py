"""Working time at the desk: the year, the decisions behind it, office hours; nothing is changed before its preview."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.calendar import DAY_FIELDS, DecisionForm, HoursForm, WithdrawForm, WorkingTimeForm, YearForm
from liemchinh.dossiers import queries as dossiers
from liemchinh.face.months import Declared, declared, months_of
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import queries as org
from liemchinh.org import services
from liemchinh.org.rules import AUTHORITIES, DAY_KINDS

SHOWN = 50
"""Dossiers that a preview names; all are counted."""


@dataclass(frozen=True)
class Line:
    """A decision in the list: for whom, its days, and whether this person may withdraw or replace it."""

    decided: org.Decided
    place: str
    days: tuple[Declared, ...]
    mine: bool
    begun: bool


def _units(actor: Actor, on: date) -> list[org.UnitOnDay]:
    """The authorities whose working time this person decides: their own and those below. Divisions follow theirs."""
    found: dict[str, org.UnitOnDay] = {}
    for root in org.roots_of(actor, on):
        found |= {unit.code: unit for unit in org.subtree(root.code, on) if unit.kind in AUTHORITIES}
    return list(found.values())


def _choices(units: list[org.UnitOnDay]) -> list[tuple[str, str]]:
    return [(unit.code, unit.name) for unit in units]


@require_safe
@seated(Role.ADMINISTRATOR)
def calendar(request: HttpRequest) -> HttpResponse:
    """Lịch làm việc: cả năm trên một trang, mọi quyết định phía sau, quyết định đã rút cũng còn."""
    actor, on = actor_of(request), local_day(timezone.now())
    units = _units(actor, on)
    years = [on.year - 1, on.year, on.year + 1]
    form = YearForm(request.GET or None, years=years, units=_choices(units))
    said = form.cleaned_data if form.is_valid() else {}
    year = int(said.get("nam") or on.year)
    unit = next((unit for unit in units if unit.code == said.get("don_vi")), units[0])
    form.initial = {"nam": str(year), "don_vi": unit.code}
    working = org.working_time(unit, on)
    around = org.decisions_around(unit, on)
    names = org.unit_names({one.unit for one in around if one.unit}, on)
    mine = {unit.code for unit in units}
    context = {
        "form": form,
        "unit": unit,
        "year": year,
        "on": on,
        "months": months_of(year, working.calendar),
        "confirmed_until": working.calendar.confirmed_until,
        "lines": [
            Line(one, names.get(one.unit, ""), declared(one.days, DAY_KINDS), one.unit in mine, one.days[0].day <= on)
            for one in around
        ],
    }
    return render(request, "desk/org/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def decide(request: HttpRequest) -> HttpResponse:
    """Quyết định ngày nghỉ, ngày làm việc: ghi, xem trước hồ sơ nào đổi ngày hẹn, rồi mới xác nhận."""
    actor, at = actor_of(request), timezone.now()
    today = local_day(at)
    choices = _choices(_units(actor, today))
    if request.method != "POST":
        start = {"token": uuid.uuid4(), "issued_on": today, **_replaced(request.GET.get("thay", ""), dict(choices))}
        return _form(request, DecisionForm(initial=start, units=choices, today=today), "decide")
    form = DecisionForm(request.POST, units=choices, today=today)
    if not form.is_valid():
        return _form(request, form, "decide", status=422)
    given = form.given()
    if "sua" in request.POST:
        return _form(request, form, "decide")
    try:
        if "ghi" not in request.POST:
            proposed = services.propose_days(**given, by=actor, at=at)
            return _preview(request, form, proposed, "decide", actor)
        services.declare_days(**given, by=actor, at=at)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form(request, form, "decide", status=409)
    messages.success(request, gettext("Đã ghi quyết định. Ngày hẹn được tính lại trong ít phút, người nộp được báo."))
    return redirect("desk:calendar")


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Rút một quyết định chưa thực hiện: ghi lý do, xem trước hồ sơ nào đổi ngày hẹn, rồi mới xác nhận."""
    actor, at = actor_of(request), timezone.now()
    today = local_day(at)
    found = org.decision(number)
    choices = _choices(_units(actor, today))
    if found.unit not in dict(choices):
        raise NotFound(str(number))
    if request.method != "POST":
        form = WithdrawForm(initial={"token": uuid.uuid4()}, units=choices, today=today)
        return _form(request, form, "withdraw", found=found)
    form = WithdrawForm(request.POST, units=choices, today=today)
    if not form.is_valid():
        return _form(request, form, "withdraw", found=found, status=422)
    if "sua" in request.POST:
        return _form(request, form, "withdraw", found=found)
    reason = form.cleaned_data["reason"]
    try:
        if "ghi" not in request.POST:
            proposed = services.propose_withdrawal(decision=number, reason=reason, by=actor, at=at)
            return _preview(request, form, proposed, "withdraw", actor, found=found)
        if not (found.withdrawn_at and found.withdrawn_reason == reason):  # the same form, posted twice
            services.withdraw_days(decision=number, reason=reason, by=actor, at=at)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form(request, form, "withdraw", found=found, status=409)
    messages.success(request, gettext("Đã rút quyết định. Ngày hẹn được tính lại trong ít phút, người nộp được báo."))
    return redirect("desk:calendar")


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def hours(request: HttpRequest) -> HttpResponse:
    """Giờ làm việc của một cơ quan từ một ngày: ghi, xem trước hồ sơ nào đổi ngày hẹn, rồi mới xác nhận."""
    actor, at = actor_of(request), timezone.now()
    today = local_day(at)
    units = _units(actor, today)
    choices = _choices(units)
    if request.method != "POST":
        unit = next((unit for unit in units if unit.code == request.GET.get("don_vi")), units[0])
        start = {"token": uuid.uuid4(), "unit": unit.code, **HoursForm.start(org.office_hours(unit, today))}
        return _form(request, HoursForm(initial=start, units=choices, today=today), "hours")
    form = HoursForm(request.POST, units=choices, today=today)
    if not form.is_valid():
        return _form(request, form, "hours", status=422)
    given = form.given()
    if "sua" in request.POST:
        return _form(request, form, "hours")
    try:
        if "ghi" not in request.POST:
            proposed = org.Proposed(given["unit"], at, hours=given["hours"], hours_from=given["on"])
            return _preview(request, form, proposed, "hours", actor)
        unit = next(unit for unit in units if unit.code == given["unit"])
        if org.office_hours(unit, given["on"]) != given["hours"]:  # else the same form, posted twice
            services.set_hours(**given, by=actor, at=at)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _form(request, form, "hours", status=409)
    messages.success(request, gettext("Đã ghi giờ làm việc. Ngày hẹn được tính lại trong ít phút, người nộp được báo."))
    return redirect("desk:calendar")


def _replaced(asked: str, mine: dict[str, str]) -> dict[str, object]:
    """What a decision starts from that takes the place of another: its unit and its days."""
    if not asked.isdecimal():
        return {}
    old = org.decision(int(asked))
    if old.unit not in mine:
        raise NotFound(asked)
    off = [day for day in old.days if day.kind != "swap_work"]
    return {
        "replaces": old.id,
        "unit": old.unit,
        "reason": old.reason,
        "kind": off[0].kind if off else "closure",
        "off": _written([day.day for day in off]),
        "work": _written([day.day for day in old.days if day.kind == "swap_work"]),
        "confirms_until": old.confirms_until,
    }


def _written(days: list[date]) -> str:
    return "\n".join(f"{day.day}/{day.month}/{day.year}" for day in days)


def _title(page: str) -> str:
    return {
        "decide": gettext("Quyết định ngày nghỉ, ngày làm việc"),
        "withdraw": gettext("Rút quyết định"),
        "hours": gettext("Giờ làm việc"),
    }[page]


def _form(
    request: HttpRequest, form: WorkingTimeForm, page: str, *, found: org.Decided | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "page": page, "title": _title(page), "found": found}
    if found is not None:
        context["days"] = declared(found.days, DAY_KINDS)
    return render(request, "desk/org/calendar_form.html", context, status=status)


def _preview(
    request: HttpRequest,
    form: WorkingTimeForm,
    proposed: org.Proposed,
    page: str,
    actor: Actor,
    *,
    found: org.Decided | None = None,
) -> HttpResponse:
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "ghi", "sua", "xem")
        for value in values
    ]
    context = {
        "page": page,
        "title": _title(page),
        "found": found,
        "preview": dossiers.preview(proposed, by=actor, shown=SHOWN),
        "days": declared(proposed.decision.days, DAY_KINDS) if proposed.decision else (),
        "proposed": proposed,
        "said": form.cleaned_data,
        "sessions": [(word, form.cleaned_data[code]) for code, word in DAY_FIELDS] if page == "hours" else [],
        "typed": typed,
    }
    return render(request, "desk/org/calendar_preview.html", context)
