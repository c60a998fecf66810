"""Questions and answers that everybody may read: a list without a map, one question, its files, the file of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from liemchinh.face.guards import READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.petitions.queries import published
from liemchinh.petitions.queries.published import PAGE, Standing, Wanted
from liemchinh.petitions.rules.publishing import PublicState
from liemchinh.petitions.services.publishing import path_of
from liemchinh.portal.forms.published import NarrowForm

if TYPE_CHECKING:
    from liemchinh.petitions.models import Publication

WORDS = {
    Standing.ANSWERED: (ChipKind.ON, gettext_noop("Đã trả lời")),
    Standing.CONFIRMED: (ChipKind.DONE, gettext_noop("Người gửi xác nhận đã xong")),
    Standing.SILENT: (ChipKind.DONE, gettext_noop("Đã trả lời, người gửi không phản hồi")),
    Standing.UNSOLVED: (ChipKind.PAUSED, gettext_noop("Đã đóng, chưa giải quyết được")),
    Standing.AGAIN: (ChipKind.SOON, gettext_noop("Mở lại, đang giải quyết")),
}
"""Each standing as a chip. "Closed, not solved" is never among the solved ones."""
SHOWN = 280
"""Signs of a question and of an answer in the list; the whole stands on its own page."""


@dataclass(frozen=True)
class Line:
    """One question in the list: its standing, who answered, in how many working days."""

    row: "Publication"
    status: Chip
    unit: str


@dataclass(frozen=True)
class Sum:
    """How many are in one standing."""

    key: str
    word: str
    count: int


@require_safe
@limited(READING)
def questions(request: HttpRequest) -> HttpResponse:
    """Kiến nghị, phản ánh đã trả lời: lọc theo đơn vị, lĩnh vực, kết quả, thời gian; việc chưa xong đếm riêng."""
    on = local_day(timezone.now())
    units, fields = published.choices(on)
    narrow = NarrowForm(
        request.GET,
        units=units,
        fields=fields,
        standings=[(key, word) for key, (_, word) in WORDS.items()],
        on=on,
    )
    wanted = narrow.wanted()
    found = published.listed(wanted, page=_page(request), on=on)
    context = {
        "narrow": narrow,
        "narrowed": wanted != Wanted(),
        "lines": [Line(row, chip_of(row), _unit(row, found.people)) for row in found.rows],
        "found": found,
        "sums": [Sum(key, word, found.counts[key]) for key, (_, word) in WORDS.items()],
        "solved": found.counts[Standing.CONFIRMED],
        "all": sum(found.counts.values()),
        "page": Paginator(range(found.total), PAGE).get_page(found.page),
        "words": wanted.words,
        "cut": SHOWN,
    }
    return render(request, "portal/petitions/questions.html", context)


@require_safe
@limited(READING)
def question(request: HttpRequest, public_id: str) -> HttpResponse:
    """Một câu hỏi và câu trả lời; nếu đã rút thì ngày rút và lý do."""
    row = published.one(public_id)
    if row is None:
        raise Http404
    on = local_day(timezone.now())
    gone = row.state == PublicState.WITHDRAWN
    names = org.unit_names({row.authority.code, row.division} - {""}, on)
    context = {
        "row": row,
        "gone": gone,
        "status": None if gone else chip_of(row),
        "unit": _unit(row, names),
        "authority": names.get(row.authority.code, ""),
        "files": [] if gone else list(published.files_of(row)),
    }
    return render(request, "portal/petitions/question.html", context, status=410 if gone else 200)


@require_safe
@limited(READING)
def public_file(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Một tệp của câu trả lời, tải về; không mở trong trang."""
    row = published.one(public_id)
    if row is None or row.state != PublicState.PUBLISHED:
        raise Http404
    file = published.files_of(row).filter(number=number).first()
    if file is None or not path_of(file.sha256).exists():
        raise Http404
    response: Any = FileResponse(path_of(file.sha256).open("rb"), as_attachment=True, filename=file.name)
    response["Content-Type"] = file.media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response


def chip_of(row: "Publication") -> Chip:
    """Where a published question stands, as a chip."""
    kind, word = WORDS[published.standing_of(row)]
    return Chip(kind, word)


def _unit(row: "Publication", names: Mapping[str, str]) -> str:
    return names.get(row.division) or names.get(row.authority.code, "")


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("trang", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 1
