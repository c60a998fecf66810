"""The follow-up register (form 07) on the page, as printed volumes and as a workbook; every export is noted first."""

import tempfile
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.dossier import PDF_POLICY
from liemchinh.desk.forms.dossiers.register import RegisterFilter
from liemchinh.desk.payments.sheets import XLSX
from liemchinh.dossiers import queries
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.papers import render as press
from liemchinh.papers.forms import Letterhead
from liemchinh.papers.register import Register, register_xlsx

READERS = (Role.RECEIVER, Role.CLERK, Role.LEADER, Role.AUDITOR, Role.OVERSEER)
IN_MEMORY = 2 * 1024 * 1024
"""Bytes of a workbook that are kept in memory; a larger one waits in a file without a name."""


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
            scratch = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
            lines = queries.register_lines(actor, **asked)
            facts: dict[str, Any] = {"office": offices[authority], "sector": field, "first": period.first, "last": last}
            register_xlsx(lines, to=scratch, made_at=at, **facts)
            scratch.seek(0)
            return FileResponse(scratch, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
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
        response = HttpResponse(press(paper), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}-q{volume}.pdf"'
        response["Content-Security-Policy"] = PDF_POLICY
        return response
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
    return Letterhead(superior=above[0].agency_name if above else "", issuer=unit.agency_name, day=on)


def _office(actor: Actor, asked: str, on: date) -> tuple[str, dict[str, str]]:
    """The authority asked for, else the actor's own, and all those they may choose. Raises NotFound."""
    offices = queries.register_offices(actor, on)
    if asked and asked not in offices:
        raise NotFound(asked)
    own = [seat.authority for seat in actor.seats if seat.authority in offices]
    chosen = asked or (own[0] if own else next(iter(offices), ""))
    if not chosen:
        raise NotFound(asked)
    return chosen, offices
