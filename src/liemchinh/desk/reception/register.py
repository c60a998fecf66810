"""The register of visits (form 03/TCD) on the page, as printed volumes, a workbook and CSV; every export is noted."""

import io
from datetime import timedelta
from typing import IO, Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.reception.register import VisitFilter
from liemchinh.desk.reception.visits import READERS, office_of
from liemchinh.face.sheets import XLSX, pdf_answer, written_answer
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org.services import note_reading
from liemchinh.papers import render as press
from liemchinh.papers.visits import VisitRegister, register_csv, register_xlsx
from liemchinh.reception.queries import figures, visits
from liemchinh.reception.queries import register as queries
from liemchinh.reception.queries.visit_papers import letterhead_of
from liemchinh.reception.rules import register as rules


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
        return pdf_answer(press(paper), name=f"{name}-q{volume}")
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

    def write(to: IO[bytes]) -> None:
        if kind == "xlsx":
            register_xlsx(lines, to=to, office=office, basis=basis, first=first, last=last, made_at=at)
            return
        text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="", write_through=True)
        register_csv(lines, to=text)
        text.detach()

    media_type = XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    return written_answer(write, name=f"{name}.{kind}", media_type=media_type)
