"""The exchange with the national portal: what was sent, what is stuck and why, what came, what was set aside."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh import env
from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.exchange import ExchangeFilter, LeaveOutForm
from liemchinh.exchange import queries, rules, services
from liemchinh.exchange.drivers import connected
from liemchinh.exchange.rules import Driver, ParcelState
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org

HERE = "desk:exchange"
WAYS = {
    Driver.FILES: gettext_noop("Ghi ra tệp, chương trình khác chuyển tới Cổng."),
    Driver.HTTP: gettext_noop("Gửi thẳng tới Cổng."),
}
CLOSED = gettext_noop("Chưa cấu hình kết nối: không có gì được gửi hay nhận.")
BROKEN = gettext_noop("Mô tả kết nối chưa đúng. Xem: liemchinh exchange status")


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.READERS)
def exchange(request: HttpRequest) -> HttpResponse:
    """Cổng quốc gia: gói đã gửi, gói vướng và vì sao, số theo ngày, hồ sơ nhận về, tệp để riêng; gửi lại tất cả."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "POST":
        unit = str(request.POST.get("don_vi", ""))
        try:
            count = services.retry_all(unit=unit, by=actor, at=at)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, gettext("Sẽ gửi lại {count} gói.").format(count=count))
        return redirect(reverse(HERE, query={"don_vi": unit}))
    offices = queries.offices_of(actor, local_day(at))
    names = org.unit_names(offices, local_day(at))
    form = ExchangeFilter(request.GET, offices=[(code, names.get(code, code)) for code in offices])
    form.is_valid()
    unit = form.cleaned_data.get("don_vi") or offices[0]
    state = ParcelState(form.cleaned_data.get("trang_thai") or ParcelState.REFUSED)
    number = form.cleaned_data.get("trang") or 1
    lines, more = queries.parcels_of(unit, state=state, page=number)
    totals = queries.totals(unit)
    context = {
        "filter": form,
        "unit": unit,
        "office": names.get(unit, unit),
        "keeps": queries.keeps(actor, unit),
        "way": _way(),
        "state_name": rules.STATE_NAMES[state],
        "totals": [
            (rules.STATE_NAMES[key], count, f"?don_vi={unit}&trang_thai={key}") for key, count in totals.items()
        ],
        "stuck": sum(totals[key] for key in rules.STUCK),
        "days": queries.by_day(unit, at=at),
        "arrivals": queries.arrivals_of(unit, at=at),
        "held": [(row, _said(row)) for row in queries.set_aside(unit)],
        "lines": lines,
        "earlier": f"?don_vi={unit}&trang_thai={state}&trang={number + 1}" if more else "",
        "later": f"?don_vi={unit}&trang_thai={state}&trang={number - 1}" if number > 1 else "",
    }
    return render(request, "desk/exchange/exchange.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.KEEPERS)
def parcel(request: HttpRequest, number: int) -> HttpResponse:
    """Một gói đồng bộ bị vướng: gửi lại ngay, hoặc bỏ qua với một lý do ghi vào sổ cái."""
    actor = actor_of(request)
    unit, line = queries.kept_line(actor, number=number)

    def again() -> str:
        services.retry(number=number, by=actor, at=timezone.now())
        return gettext("Sẽ gửi lại gói này.")

    def out(reason: str) -> str:
        services.skip(number=number, reason=reason, by=actor, at=timezone.now())
        return gettext("Đã bỏ qua gói này.")

    shown = {"line": line, "unit": unit}
    return _mend(request, "desk/exchange/parcel.html", shown, unit, again, out)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.KEEPERS)
def held(request: HttpRequest, number: int) -> HttpResponse:
    """Một tệp từ Cổng chưa thành hồ sơ: đọc lại sau khi sửa, hoặc loại với một lý do ghi vào sổ cái."""
    actor = actor_of(request)
    row = queries.held_by(actor, number=number)
    if row.settled_at is not None and request.method != "POST":
        raise Http404

    def again() -> str:
        services.read_again(number=number, by=actor, at=timezone.now())
        return gettext("Đã lập hồ sơ từ tệp này.")

    def out(reason: str) -> str:
        services.discard(number=number, reason=reason, by=actor, at=timezone.now())
        return gettext("Đã loại tệp này.")

    shown = {"row": row, "reason": _said(row), "unit": row.unit}
    return _mend(request, "desk/exchange/held.html", shown, row.unit, again, out)


def _mend(
    request: HttpRequest,
    template: str,
    shown: dict[str, Any],
    unit: str,
    again: Callable[[], str],
    out: Callable[[str], str],
) -> HttpResponse:
    """Show the page, or do what was pressed on it."""
    said = request.POST.get("lam", "")
    form = LeaveOutForm(request.POST if said == "bo" else None)
    if request.method != "POST":
        return render(request, template, {**shown, "form": form})
    if said not in ("lai", "bo"):
        raise Http404
    if said == "bo" and not form.is_valid():
        return render(request, template, {**shown, "form": form}, status=422)
    try:
        done = again() if said == "lai" else out(form.cleaned_data["ly_do"])
    except Refused as refused:
        form = LeaveOutForm({"ly_do": request.POST.get("ly_do", "-")})
        form.is_valid()
        form.add_error(None, str(refused))
        return render(request, template, {**shown, "form": form}, status=409)
    messages.success(request, done)
    return redirect(reverse(HERE, query={"don_vi": unit}))


def _way() -> str:
    """How this instance is connected, in a sentence; what is wrong with it is said to operators, not here."""
    try:
        connection = connected()
    except env.BadSetting:
        return BROKEN
    return WAYS[connection.driver] if connection is not None else CLOSED


def _said(row: Any) -> str:
    """Why a message was set aside, with its facts."""
    try:
        return gettext(row.sentence).format(**row.about)
    except (KeyError, IndexError, ValueError):  # a sentence of an earlier version of the program
        return str(row.reason)
