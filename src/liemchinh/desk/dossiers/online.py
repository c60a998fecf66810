"""What came in from afar and waits to be looked at, late ones first; and filing begun for somebody at the desk."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.rows import rows_of
from liemchinh.desk.forms.dossiers.online import AssistForm
from liemchinh.dossiers import queries, services
from liemchinh.face.shapes import ChipKind
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.procedures import queries as catalogue
from liemchinh.procedures.rules import Filing

MOST = 200


@require_safe
@seated(Role.RECEIVER, Role.LEADER)
def online(request: HttpRequest) -> HttpResponse:
    """Hồ sơ nộp trực tuyến chờ kiểm tra: trễ hạn đứng trên; lãnh đạo thấy ai đang để người dân chờ."""
    actor, at = actor_of(request), timezone.now()
    rows = rows_of(queries.unchecked(actor, at=at, limit=MOST), actor, at=at, turn=True)
    late = [row for row in rows if row.status.kind is ChipKind.LATE]
    context = {
        "late": late,
        "rest": [row for row in rows if row.status.kind is not ChipKind.LATE],
        "at": at,
        "receives": actor.has(Role.RECEIVER),
    }
    return render(request, "desk/dossiers/online.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.RECEIVER)
def assist(request: HttpRequest) -> HttpResponse:
    """Giúp người dân nộp trực tuyến tại Bộ phận Một cửa: người nộp vẫn là người dân, người giúp được ghi lại."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    choices = [
        (f"{unit.code}/{version.procedure.code}", f"{version.name} ({unit.name})")
        for unit in _units(actor, on)
        for version in catalogue.offered_by(unit, on)
        if version.filing == Filing.HERE
    ]
    form = AssistForm(request.POST if request.method == "POST" else None, choices=choices)
    link = ""
    if form.is_bound and form.is_valid():
        unit, _, procedure = form.cleaned_data["thu_tuc"].partition("/")
        _, secret = services.begin_draft(procedure=procedure, unit=unit, by=actor, at=at)
        link = settings.PUBLIC_URL + reverse("portal:draft", args=[secret], urlconf="liemchinh.urls_public")
    context = {"form": form, "link": link, "none": not choices}
    return render(request, "desk/dossiers/assist.html", context, status=422 if form.errors else 200)


def _units(actor: Actor, on: date) -> list[org.UnitOnDay]:
    """The authorities that this person receives for."""
    return [org.unit(code, on) for code in sorted(actor.offices_as(Role.RECEIVER))]
