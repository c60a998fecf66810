"""The exchange with the national portal: what was sent, what is stuck and why, what came, what was set aside."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh import env
from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.queues import LeaveOutForm
from liemchinh.desk.queues import all_again, looked, mend
from liemchinh.exchange import queries, rules, services
from liemchinh.exchange.drivers import connected
from liemchinh.exchange.rules import Driver, ParcelState
from liemchinh.face.counting import counted
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop

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

        def said(count: int) -> str:
            return counted("Sẽ gửi lại {count} gói.", count).format(count=count)

        return all_again(request, here=HERE, retry=partial(services.retry_all, by=actor, at=at), said=said)
    seen = looked(
        request,
        queries.offices_of(actor, local_day(at)),
        at=at,
        states=rules.STATE_NAMES,
        first=rules.STUCK,
        usual=ParcelState.REFUSED,
    )
    unit, state = seen.unit, ParcelState(seen.state)
    lines, more = queries.parcels_of(unit, state=state, page=seen.number)
    totals = queries.totals(unit)
    context = seen.context(more=more) | {
        "keeps": queries.keeps(actor, unit),
        "way": _way(),
        "state_name": rules.STATE_NAMES[state],
        "totals": seen.totals(totals, rules.STATE_NAMES),
        "stuck": sum(totals[key] for key in rules.STUCK),
        "days": queries.by_day(unit, at=at),
        "arrivals": queries.arrivals_of(unit, at=at),
        "held": [(row, _said(row)) for row in queries.set_aside(unit)],
        "lines": lines,
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

    return _mend(request, "desk/exchange/parcel.html", {"line": line, "unit": unit}, again, out)


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
    return _mend(request, "desk/exchange/held.html", shown, again, out)


def _mend(
    request: HttpRequest, template: str, shown: dict[str, Any], again: Callable[[], str], out: Callable[[str], str]
) -> HttpResponse:
    return mend(
        request,
        template,
        lambda: shown,
        form=LeaveOutForm,
        here=HERE,
        unit=shown["unit"],
        again=("lai", again),
        out=out,
    )


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
