"""The settlement of a day or a month, on the page, on paper and as a workbook."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.dossiers.lists import PeriodFilter
from liemchinh.desk.payments.charges import READERS, said_of
from liemchinh.dossiers.queries import Period
from liemchinh.face.sheets import XLSX
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.law.book import provision
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.papers.fees import settlement_xlsx
from liemchinh.payments import queries, rules

ON_PAGE = 500
"""Movements shown on the page; the workbook has them all."""


@require_safe
@seated(*READERS)
def settlement(request: HttpRequest) -> HttpResponse:
    """Quyết toán phí, lệ phí của một ngày hay một tháng: theo cách thu, từng phiếu, từng dòng; in và tải XLSX."""
    actor, at = actor_of(request), timezone.now()
    authority, offices = _office(actor, request.GET.get("don_vi", ""), at)
    usual = Period(*queries.month_of(local_day(at)))
    form = PeriodFilter.of(request.GET, usual=usual)
    period = form.period(usual)
    found = queries.sheet(actor, authority=authority, first=period.first, until=period.until, at=at)
    names = org.people({row.by for row in found.rows})
    if request.GET.get("tai") == "xlsx":
        note_reading(actor=actor, kind="export", subject="payments.settlement", authority=authority, at=at)
        paper = queries.settlement_of(found, office=offices[authority], names=names, at=at)
        response = HttpResponse(settlement_xlsx(paper), content_type=XLSX)
        days = f"{found.first:%Y%m%d}-{found.last:%Y%m%d}"
        response["Content-Disposition"] = f'attachment; filename="quyet-toan-{authority}-{days}.xlsx"'
        return response
    today = local_day(at)
    last_month = queries.month_of(today.replace(day=1) - timedelta(days=1))
    context = {
        "filter": form,
        "sheet": found,
        "totals": [(said_of(rules.METHOD_NAMES[rules.Method(total.method)]), total) for total in found.totals],
        "rows": [
            (row, said_of(rules.METHOD_NAMES[rules.Method(row.method)]), names.get(row.by, row.by))
            for row in found.rows[:ON_PAGE]
        ],
        "more": max(len(found.rows) - ON_PAGE, 0),
        "slips": [
            (year, rules.receipt_number(year, first), rules.receipt_number(year, last), count, last - first + 1 - count)
            for year, (first, last, count) in sorted(found.slips.items())
        ],
        "office": offices[authority],
        "authority": authority,
        "offices": offices if len(offices) > 1 else {},
        "basis": provision("payments.settlement", on=today).cite(),
        "transfer": provision("onestop.fee_transfer", on=today),
        "periods": [
            (gettext("Hôm nay"), _link(authority, today, today + timedelta(days=1))),
            (gettext("Tháng này"), _link(authority, usual.first, usual.until)),
            (gettext("Tháng trước"), _link(authority, *last_month)),
        ],
        "at": at,
    }
    return render(request, "desk/payments/settlement.html", context)


def _link(authority: str, first: date, until: date) -> str:
    last = until - timedelta(days=1)
    return "?" + urlencode({"don_vi": authority, "tu": first.isoformat(), "den": last.isoformat()})


def _office(actor: Actor, asked: str, at: datetime) -> tuple[str, dict[str, str]]:
    """The authority asked for, else the actor's own, and the names of all those they may choose. Raises NotFound."""
    on = local_day(at)
    seen = queries.authorities(actor, on)
    own = [seat.authority for seat in actor.seats if seat.roles & frozenset(READERS)]
    if asked and asked not in seen:
        raise NotFound(asked)
    names = dict(sorted(org.unit_names(seen, on).items(), key=lambda pair: pair[1]))
    chosen = asked or own[0]
    return chosen, {chosen: names.get(chosen, chosen), **names}
