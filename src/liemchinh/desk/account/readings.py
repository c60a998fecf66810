"""Who looked at what: the auditor's page. Opening it is itself a look, and stands in it."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.readings import LooksFilter
from liemchinh.dossiers.queries import BUCKETS
from liemchinh.kernel.actors import Role
from liemchinh.kernel.codes import tidy_code
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.org import rules
from liemchinh.org.queries.readings import READINGS_PAGE
from liemchinh.org.services import note_reading, searched


@dataclass(frozen=True)
class Line:
    """A look in words; `url` leads to the dossier when it was one."""

    look: org.Look
    kind: str
    unit: str
    what: str
    url: str


@require_safe
@seated(Role.AUDITOR)
def readings(request: HttpRequest) -> HttpResponse:
    """Nhật ký lượt xem: ai đã mở, tìm, xuất dữ liệu của hồ sơ nào, ngày nào; ai mở nhiều hơn thường lệ."""
    actor, at = actor_of(request), timezone.now()
    form = LooksFilter(request.GET)
    form.is_valid()
    said = form.cleaned_data
    person, words, on = said.get("nguoi") or "", said.get("xem") or "", said.get("ngay")
    page = org.looks(
        actor,
        at=at,
        person=person,
        subjects=[tidy_code(words), searched(words)] if words else (),
        on=on,
        page=said.get("trang") or 1,
    )
    note_reading(actor=actor, kind="log", subject=person or tidy_code(words)[:80], found=page.total, at=at)
    day = on or local_day(at)
    units = org.unit_names({look.unit for look in page.rows}, local_day(at))
    context = {
        "filter": form,
        "day": day,
        "persons": org.looks_of_day(actor, at=at, on=day),
        "usual_days": rules.USUAL_DAYS,
        "lines": [_line(look, units) for look in page.rows],
        "total": page.total,
        "page": Paginator(range(page.total), READINGS_PAGE).get_page(page.number),
        "kept_since": rules.kept_since(local_day(at)),
    }
    return render(request, "desk/account/readings.html", context)


def _line(look: org.Look, units: dict[str, str]) -> Line:
    """One look in words."""
    sentences = gettext
    opened = look.kind in rules.OPENED
    what = look.subject
    if look.kind is rules.ReadingKind.SEARCH:
        what = sentences(rules.WORD_NAMES.get(look.subject.partition(":")[0], ""))
    elif look.kind is rules.ReadingKind.LIST:
        what = sentences(BUCKETS.get(look.subject, "")) if look.subject else ""
    return Line(
        look=look,
        kind=sentences(rules.READING_NAMES[look.kind]),
        unit=units.get(look.unit, look.unit),
        what=what,
        url=reverse("desk:dossier", args=[look.subject]) if opened else "",
    )
