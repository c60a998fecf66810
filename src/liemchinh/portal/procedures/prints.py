"""What a procedure looks like on paper: a poster for the wall, a board of a whole field, a list of papers to tick."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.face.counting import counted
from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import as_written
from liemchinh.org.rules import ContactKind
from liemchinh.papers import (
    Board,
    BoardRow,
    CheckGroup,
    Checklist,
    CheckRow,
    Contacts,
    Letterhead,
    LookUp,
    Poster,
    Size,
    render,
)
from liemchinh.papers.qr import LONGEST
from liemchinh.portal.authority import Authority, authority_on
from liemchinh.portal.procedures.pages import Paper, bundles_of, line_of
from liemchinh.procedures import queries
from liemchinh.procedures.rules import Filing

SIZES: dict[str, Size] = {"A3": "A3", "A4": "A4"}
MOST_ROWS = 300
"""Procedures on one board: the largest field of a province has about as many."""
View = Callable[..., HttpResponse]


def _in_vietnamese(view: View) -> View:
    """What hangs on a wall speaks the language of the form it explains, whoever prints it."""

    @wraps(view)
    def vietnamese(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override("vi"), as_written():
            return view(request, *args, **kwargs)

    return vietnamese


@require_safe
@limited(READING)
@_in_vietnamese
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """Print a poster of a procedure, A4 or A3 (`?kho=A3`): one code to scan, the address, term, fee and phone."""
    on = local_day(timezone.now())
    version, here = queries.version_on(code, on), authority_on(on)
    line, url = line_of(version, set()), _address("portal:procedure", code)
    return _pdf(
        request,
        f"ap-phich-{version.procedure_id}",
        lambda size: render(
            Poster(
                letterhead=_head(here, on),
                code=code,
                name=version.name,
                address=_typed(url),
                term=line.term,
                fee=line.fee,
                filing=_filing(version.filing),
                hours=here.hours,
                state=_state(version.number, version.valid_from),
                look_up=LookUp(url),
                contacts=_contacts(here),
            ),
            size,
        ),
    )


@require_safe
@limited(READING)
@_in_vietnamese
def board(request: HttpRequest) -> HttpResponse:
    """Print the procedures of one field that are taken in here (`?linh_vuc=…`, `?kho=A3`), with term and fee."""
    on = local_day(timezone.now())
    here, field = authority_on(on), request.GET.get("linh_vuc", "")
    found = queries.search("", on=on, field=field, unit=here.unit).found[:MOST_ROWS] if field else []
    if not found:
        raise NotFound(field)
    prefetch_related_objects(found, "channels")
    plain = _address("portal:procedures")
    narrowed = f"{plain}?{urlencode({'linh_vuc': field})}"
    paper = Board(
        letterhead=_head(here, on),
        field_name=field,
        address=_typed(plain),
        rows=tuple(
            BoardRow(version.name, version.procedure.code, (line := line_of(version, set())).term, line.fee)
            for version in found
        ),
        hours=here.hours,
        state=gettext("Theo danh mục ngày {day}. Trang sau mã QR luôn là bản mới nhất.").format(day=short_day(on)),
        look_up=LookUp(narrowed if len(narrowed) <= LONGEST else plain),
        contacts=_contacts(here),
    )
    return _pdf(request, "bang-cong-khai", lambda size: render(paper, size))


@require_safe
@limited(READING)
@_in_vietnamese
def checklist(request: HttpRequest, code: str) -> HttpResponse:
    """Print the papers to bring, with boxes to tick, on A4."""
    on = local_day(timezone.now())
    version, here = queries.version_on(code, on), authority_on(on)
    line, url = line_of(version, set()), _address("portal:procedure", code)
    paper = Checklist(
        letterhead=_head(here, on),
        code=code,
        name=version.name,
        address=_typed(url),
        groups=tuple(
            CheckGroup(
                bundle.title,
                tuple(CheckRow(paper.name, _counts(paper), paper.form) for paper in bundle.papers),
                bundle.remarks,
            )
            for bundle in bundles_of(version)
        ),
        term=line.term,
        fee=line.fee,
        hours=here.hours,
        state=_state(version.number, version.valid_from),
        look_up=LookUp(url),
        contacts=_contacts(here),
    )
    return _pdf(request, f"giay-to-{version.procedure_id}", lambda size: render(paper, "A4"))


def _pdf(request: HttpRequest, name: str, made: Callable[[Size], bytes]) -> HttpResponse:
    size = SIZES.get(request.GET.get("kho", ""), "A4")
    response = HttpResponse(made(size), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _address(name: str, *args: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def _typed(url: str) -> str:
    """An address as a person types it."""
    return url.split("://", 1)[-1].rstrip("/")


def _head(here: Authority, on: date) -> Letterhead:
    return Letterhead(superior=here.parent, issuer=here.name, day=on)


def _contacts(here: Authority) -> Contacts:
    hotline, phone = here.way(ContactKind.HOTLINE), here.way(ContactKind.PHONE)
    return Contacts(hotline=hotline.value if hotline else "", phone=phone.value if phone else "")


def _state(number: int, valid_from: date) -> str:
    said = gettext("Theo bản số {number}, áp dụng từ ngày {day}. Trang sau mã QR luôn là bản mới nhất.")
    return said.format(number=number, day=short_day(valid_from))


def _filing(filing: str) -> str:
    if filing == Filing.NATIONAL:
        return gettext("Nộp tại Bộ phận Một cửa, hoặc trực tuyến trên Cổng dịch vụ công quốc gia.")
    if filing == Filing.HERE:
        return gettext("Nộp tại Bộ phận Một cửa, hoặc trực tuyến ở trang sau mã QR.")
    return gettext("Nộp tại Bộ phận Một cửa.")


def _counts(paper: Paper) -> str:
    said = []
    if paper.originals:
        said.append(counted("{number} bản chính", paper.originals).format(number=paper.originals))
    if paper.copies:
        said.append(counted("{number} bản sao", paper.copies).format(number=paper.copies))
    return ", ".join(said)
