"""The register of visits (form 03/TCD) on the page, as printed volumes, a workbook and CSV; every export is noted."""

import io
import tempfile
from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.dossier import PDF_POLICY
from liemchinh.desk.forms.reception.register import VisitFilter
from liemchinh.desk.reception.visits import READERS, office_of
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org.services import note_reading
from liemchinh.papers import render as press
from liemchinh.papers.visits import VisitRegister, register_csv, register_xlsx
from liemchinh.reception.queries import figures, visits
from liemchinh.reception.queries import register as queries
from liemchinh.reception.queries.visit_papers import letterhead_of
from liemchinh.reception.rules import register as rules

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2 * 1024 * 1024
"""Bytes of a file that are kept in memory; a larger one waits in a file without a name."""


@require_safe
@seated(*READERS)
def register(request: HttpRequest) -> HttpResponseBase:
    """Sổ tiếp công dân (mẫu 03/TCD) của một kỳ: lọc, xem, tải PDF từng quyển, XLSX, CSV; số đếm của kỳ."""
    actor, at = actor_of(request), timezone.now()
    today = local_day(at)
    authority, offices = office_of(actor, request.GET.get("don_vi", ""), at=at)
    usual = visits.month_of(today)
    form = VisitFilter.of(request.GET, usual=usual)  # type: ignore[arg-type]
    wanted = form.wanted(usual)
    last = wanted.period.until - timedelta(days=1)
    basis = rules.form_on(min(last, today))
    asked: dict[str, Any] = {"authority": authority, "wanted": wanted, "at": at}
    kind = request.GET.get("tai", "")
    if kind not in ("", "pdf", "xlsx", "csv"):
        raise Http404
    if kind:
        note_reading(actor=actor, kind="export", subject="reception.register", authority=authority, at=at)
        name = f"so-tiep-cong-dan-{authority}-{wanted.period.first:%Y%m%d}-{last:%Y%m%d}"
        if kind != "pdf":
            lines = queries.register_lines(actor, **asked)
            return _table(kind, lines, name, offices[authority], basis, wanted.period.first, last, at)
        volume = request.GET.get("quyen", "1")
        if not (volume.isdecimal() and len(volume) < 5):
            raise NotFound(volume)
        found = queries.register_page(actor, **asked)
        paper = VisitRegister(
            letterhead=letterhead_of(authority, today, sign=""),
            first=wanted.period.first,
            last=last,
            made_at=at,
            lines=tuple(queries.register_volume(actor, volume=int(volume), **asked)),
            basis=basis,
            volume=int(volume),
            volumes=found.volumes,
        )
        response = HttpResponse(press(paper), content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}-q{volume}.pdf"'
        response["Content-Security-Policy"] = PDF_POLICY
        return response
    view = queries.register_page(actor, page=form.page(), **asked)
    how = {"kind": "search", "words": wanted.text} if wanted.text else {"kind": "list"}
    note_reading(actor=actor, subject="reception.register", found=view.total, authority=authority, at=at, **how)
    context = {
        "filter": form,
        "view": view,
        "page": Paginator(range(view.total), queries.REGISTER_PAGE).get_page(view.number),
        "volumes": range(1, view.volumes + 1),
        "counted": figures.counted(wanted.period, authorities=[authority]),
        "authority": authority,
        "office": offices[authority],
        "offices": offices if len(offices) > 1 else {},
        "first": wanted.period.first,
        "last": last,
        "basis": basis,
    }
    return render(request, "desk/reception/register.html", context)


def _table(kind: str, lines: Any, name: str, office: str, basis: str, first: Any, last: Any, at: Any) -> FileResponse:
    """The whole register as a file that is sent while it is read."""
    scratch = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    if kind == "xlsx":
        register_xlsx(lines, to=scratch, office=office, basis=basis, first=first, last=last, made_at=at)
    else:
        text = io.TextIOWrapper(scratch, encoding="utf-8-sig", newline="", write_through=True)
        register_csv(lines, to=text)
        text.detach()
    scratch.seek(0)
    mime = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    return FileResponse(scratch, as_attachment=True, filename=f"{name}.{kind}", content_type=mime)
