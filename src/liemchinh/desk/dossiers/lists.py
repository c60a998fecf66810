"""Finding dossiers: search, the quick way to return a result, and the list behind every figure."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.cards import read_code, read_person
from liemchinh.desk.dossiers.rows import pages_of, rows_of
from liemchinh.desk.forms.dossiers.lists import ListFilter, QueueFilter
from liemchinh.desk.frame import READERS
from liemchinh.dossiers import queries, rules
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day, short_day
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading


def scanned(text: str) -> str:
    """What a scanner typed, as a search understands it: the code of a receipt, the number of a card."""
    person = read_person(text)
    return read_code(text) or person.identity or person.phone or text


def _found(actor: Actor, form: QueueFilter, *, at: datetime, state: int | None = None) -> dict[str, Any]:
    """What a search page shows, and `only`: the one dossier whose whole code was typed or scanned."""
    filters = form.filters()
    text = scanned(filters.text)
    if not text and state is None:
        return {"filter": form, "rows": [], "total": 0, "only": None}
    wanted = queries.Filters(text=text, state=state, sort=filters.sort, page=filters.page)
    page = queries.listed(actor, at=at, filters=wanted)
    note_reading(actor=actor, kind="search", subject="", words=text, found=page.total, at=at)
    return {
        "filter": form,
        "typed": filters.text,
        "rows": rows_of(page.rows, actor, at=at, text=text),
        "total": page.total,
        "more": page.more,
        "page": pages_of(page),
        "only": page.rows[0].code if read_code(filters.text) and page.total == 1 else None,
    }


@require_safe
@seated(*READERS)
def search(request: HttpRequest) -> HttpResponse:
    """Tìm hồ sơ theo mã, tên, số điện thoại, số định danh; quét được giấy hẹn và thẻ căn cước."""
    context = _found(actor_of(request), QueueFilter(request.GET), at=timezone.now())
    if context["only"]:
        return redirect("desk:dossier", context["only"])
    return render(request, "desk/dossiers/search.html", context)


@require_safe
@seated(Role.RECEIVER)
def give_back(request: HttpRequest) -> HttpResponse:
    """Trả kết quả: quét giấy hẹn hoặc ghi tên, chọn hồ sơ đã có kết quả."""
    form = QueueFilter(request.GET)
    context = _found(actor_of(request), form, at=timezone.now(), state=int(rules.State.DONE))
    if context["only"]:
        return redirect("desk:act", context["only"], "tra-ket-qua")
    return render(request, "desk/dossiers/give_back.html", context)


@require_safe
@seated(*READERS)
def listed(request: HttpRequest) -> HttpResponse:
    """Danh sách hồ sơ, lọc và sắp xếp được; mỗi con số của bảng điều hành mở ra danh sách của nó."""
    actor, at = actor_of(request), timezone.now()
    usual = queries.month_of(local_day(at))
    form = ListFilter.of(request.GET, usual=usual) if request.GET.get("nhom") else ListFilter(request.GET)
    filters = form.narrowed(usual)
    page = queries.listed(actor, at=at, filters=filters)
    kind = "search" if filters.text else "list"
    note_reading(actor=actor, kind=kind, subject=filters.bucket, words=filters.text, found=page.total, at=at)
    context = {
        "filter": form,
        "heading": queries.BUCKETS.get(filters.bucket, ""),
        "narrowing": _narrowing(filters, at),
        "rows": rows_of(page.rows, actor, at=at),
        "total": page.total,
        "more": page.more,
        "page": pages_of(page),
        "at": at,
    }
    return render(request, "desk/dossiers/listed.html", context)


def _narrowing(filters: queries.Filters, at: datetime) -> list[str]:
    """In words, what the list is narrowed to beside its own boxes."""
    on, words = local_day(at), []
    if filters.bucket and filters.period:
        last = filters.period.until - timedelta(days=1)
        period = gettext("kỳ từ {first} đến hết {last}")
        words.append(period.format(first=short_day(filters.period.first), last=short_day(last)))
    if filters.division:
        names = org.unit_names([filters.division], on)
        words.append(names.get(filters.division, gettext("chưa chuyển phòng")))
    if filters.authority:
        words.append(org.unit_names([filters.authority], on).get(filters.authority, filters.authority))
    if filters.field:
        words.append(gettext("lĩnh vực {name}").format(name=filters.field))
    if filters.seat:
        words.append(
            gettext("vị trí {code}").format(code=filters.seat)
            if filters.seat != queries.NOBODY
            else gettext("chưa giao người thụ lý")
        )
    return words
