"""Declared kin: each official declares their own, an administrator for the staff of their office."""

from datetime import date, datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.kin import EndKinForm, KinForm
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import queries, services
from liemchinh.org.rules import RELATION_NAMES

BETWEEN = "/"  # in no code of an official


@require_http_methods(["GET", "HEAD", "POST"])
@seated()
def kin(request: HttpRequest) -> HttpResponse:
    """Quan hệ thân thích: khai người thân là cán bộ; người quản trị khai cho cán bộ thuộc cơ quan mình."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    shown = queries.declared_kin(actor, on)
    ties = _may_end(actor, shown, on)
    ending = "tie" in request.POST
    declare = KinForm(request.POST if request.POST and not ending else None, for_others=_others(actor))
    end = EndKinForm(request.POST if ending else None, ties=ties)
    status = 200
    if request.method == "POST":
        form, act = (end, _end) if ending else (declare, _declare)
        status = 422
        try:
            done = form.is_valid() and act(form, actor, at)
        except NotFound:
            form.add_error(None, gettext("Không có cán bộ này trong phạm vi của anh/chị."))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            if done:
                messages.success(request, done)
                return redirect("desk:kin")
    context = {
        "form": declare,
        "end": end,
        "ties": ties,
        "kin": [(one, RELATION_NAMES[one.relation]) for one in shown],
        "of_others": actor.has(*queries.KIN_READERS),
    }
    return render(request, "desk/org/kin.html", context, status=status)


def _declare(form: forms.Form, actor: Actor, at: datetime) -> str:
    found = _named(form, actor, local_day(at))
    if not found:
        return ""
    services.declare_kin(**found, by=actor, at=at)
    return gettext("Đã khai quan hệ thân thích.")


def _end(form: forms.Form, actor: Actor, at: datetime) -> str:
    person, _, relative = form.cleaned_data["tie"].partition(BETWEEN)
    services.end_kin(person=person, relative=relative, reason=form.cleaned_data["reason"], by=actor, at=at)
    return gettext("Đã thôi quan hệ đã khai.")


def _others(actor: Actor) -> bool:
    return actor.has(Role.ADMINISTRATOR)


def _may_end(actor: Actor, shown: list[queries.KinShown], on: date) -> list[tuple[str, str]]:
    """Open declarations as choices: one's own, and for an administrator those of their staff."""
    staff: frozenset[str] = frozenset()
    if _others(actor):
        staff = queries.employed(queries.offices_of(actor, on, Role.ADMINISTRATOR), {one.person for one in shown})
    return [
        (
            f"{one.person}{BETWEEN}{one.relative}",
            gettext("{person} khai {relative}").format(person=one.person_name, relative=one.relative_name),
        )
        for one in shown
        if one.declared_until is None and (one.person == actor.code or one.person in staff)
    ]


def _named(form: forms.Form, actor: Actor, on: date) -> dict[str, str]:
    """What to declare; nothing when a name means nobody or several, which the form then says."""
    said = form.cleaned_data
    found = {"person": actor.code, "relation": said["relation"]}
    asked: list[tuple[str, frozenset[str]]] = [("relative", frozenset())]
    if said.get("person"):
        asked.append(("person", queries.offices_of(actor, on, Role.ADMINISTRATOR)))
    for name, among in asked:
        meant = queries.namesakes(said[name], among)
        if len(meant) == 1:
            found[name] = meant[0].code
        elif meant:
            codes = ", ".join(f"{one.code} ({one.employer})" for one in meant)
            form.add_error(name, gettext("Nhiều người cùng tên. Ghi một mã: {codes}.").format(codes=codes))
        else:
            form.add_error(name, gettext("Không có cán bộ nào mang mã hoặc họ tên này."))
    return {} if form.errors else found
