"""The follow-up register (form 07) on the page, as printed volumes and as a workbook; every export is noted first."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, chosen_office, seated
from liemchinh.desk.forms.dossiers.register import RegisterFilter
from liemchinh.dossiers import queries
from liemchinh.face.sheets import XLSX, pdf_answer, written_answer
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.papers import render as press
from liemchinh.papers.forms import Letterhead
from liemchinh.papers.register import Register, register_xlsx

READERS = (Role.RECEIVER, Role.CLERK, Role.LEADER, Role.AUDITOR, Role.OVERSEER)


@require_safe
@seated(*READERS)
def register(request: HttpRequest) -> HttpResponseBase:
    """Sổ theo dõi hồ sơ (mẫu 07) của một kỳ, một lĩnh vực: xem, tải PDF từng quyển (`tai=pdf`), tải XLSX."""
    actor, at = actor_of(request), timezone.now()
    today = local_day(at)
    authority, offices = _office(actor, request.GET.get("don_vi", ""), today)
    usual = queries.month_of(today)
    form = RegisterFilter.of(request.GET, usual=usual)
    period = form.period(usual)
    field = (request.GET.get("linh_vuc") or "").replace("\x00", "")[:300]
    asked: dict[str, Any] = {"authority": authority, "period": period, "field": field, "at": at}
    wanted = request.GET.get("tai", "")
    last = period.until - timedelta(days=1)
    if wanted not in ("", "pdf", "xlsx"):
        raise Http404
    if wanted:
        volume = request.GET.get("quyen", "1")
        if not (volume.isdecimal() and len(volume) < 5):
            raise Http404
        note_reading(actor=actor, kind="export", subject="dossiers.register", authority=authority, at=at)
        name = f"so-theo-doi-{authority}-{period.first:%Y%m%d}-{last:%Y%m%d}"
        if wanted == "xlsx":
            facts: dict[str, Any] = {"office": offices[authority], "sector": field, "first": period.first, "last": last}
            write = partial(register_xlsx, queries.register_lines(actor, **asked), made_at=at, **facts)
            return written_answer(lambda to: write(to=to), name=f"{name}.xlsx", media_type=XLSX)
        found = queries.register(actor, **asked)
        paper = Register(
            letterhead=_letterhead(authority, today),
            first=period.first,
            last=last,
            made_at=at,
            lines=tuple(queries.register_volume(actor, volume=int(volume), **asked)),
            sector=field,
            volume=int(volume),
            volumes=found.volumes,
        )
        return pdf_answer(press(paper), name=f"{name}-q{volume}")
    view = queries.register(actor, page=form.page(), **asked)
    note_reading(actor=actor, kind="list", subject="", found=view.total, authority=authority, at=at)
    context = {
        "filter": form,
        "view": view,
        "page": Paginator(range(view.total), queries.REGISTER_PAGE).get_page(view.number),
        "volumes": range(1, view.volumes + 1),
        "field": field,
        "fields": view.fields,
        "authority": authority,
        "office": offices[authority],
        "offices": offices if len(offices) > 1 else {},
        "first": period.first,
        "last": last,
        "at": at,
    }
    return render(request, "desk/dossiers/register.html", context)


def _letterhead(code: str, on: date) -> Letterhead:
    unit = org.unit(code, on)
    above = org.above(unit, on)
    return Letterhead(
        superior=above[1].agency_name if len(above) > 1 else "", issuer=unit.agency_name, place=unit.short_name, day=on
    )


def _office(actor: Actor, asked: str, on: date) -> tuple[str, dict[str, str]]:
    """The authority asked for, else the actor's own, and all those they may choose. Raises NotFound."""
    offices = queries.register_offices(actor, on)
    return chosen_office(actor, asked, offices), offices
