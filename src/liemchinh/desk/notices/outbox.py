"""The outbox: what waits, what was given up and why, how many a day; send again, or hold back with a reason."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.notices import OutboxFilter, SuppressForm
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.notices import queries, rules, services
from liemchinh.notices.rules import MessageState
from liemchinh.org import queries as org

HERE = "desk:outbox"


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.READERS)
def outbox(request: HttpRequest) -> HttpResponse:
    """Tin báo: kênh nào mở, tin nào chờ, tin nào hỏng và vì sao, mỗi ngày bao nhiêu; gửi lại tất cả tin hỏng."""
    actor, at = actor_of(request), timezone.now()
    offices = queries.offices_of(actor)
    if request.method == "POST":
        unit = str(request.POST.get("don_vi", ""))
        try:
            count = services.retry_all(unit=unit, by=actor, at=at)
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, gettext("Sẽ gửi lại {count} tin.").format(count=count))
        return redirect(reverse(HERE, query={"don_vi": unit}))
    names = org.unit_names(offices, local_day(at))
    form = OutboxFilter(request.GET, offices=[(code, names.get(code, code)) for code in offices])
    form.is_valid()
    unit = form.cleaned_data.get("don_vi") or offices[0]
    state = MessageState(form.cleaned_data.get("trang_thai") or MessageState.DEAD)
    number = form.cleaned_data.get("trang") or 1
    lines, more = queries.notices_of(actor, unit=unit, state=state, page=number)
    channels = services.open_channels()
    totals = queries.totals(unit)
    context = {
        "filter": form,
        "unit": unit,
        "office": names.get(unit, unit),
        "keeps": unit in queries.offices_of(actor, *queries.KEEPERS),
        "state": state,
        "state_name": rules.STATE_NAMES[state],
        "channels": [(sentence, channel in channels) for channel, sentence in rules.CHANNEL_NAMES.items()],
        "totals": [
            (rules.STATE_NAMES[MessageState(key)], count, f"?don_vi={unit}&trang_thai={key}")
            for key, count in totals.items()
        ],
        "has_dead": totals[MessageState.DEAD] > 0,
        "troubles": services.channel_troubles(),
        "lag": queries.lag(unit, at=at),
        "days": queries.by_day(unit, at=at),
        "lines": lines,
        "earlier": f"?don_vi={unit}&trang_thai={state}&trang={number + 1}" if more else "",
        "later": f"?don_vi={unit}&trang_thai={state}&trang={number - 1}" if number > 1 else "",
    }
    return render(request, "desk/notices/outbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.KEEPERS)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """Một tin báo chưa tới: gửi lại ngay, hoặc bỏ hẳn với một lý do ghi vào sổ cái."""
    actor = actor_of(request)
    unit, line = queries.kept_line(actor, number=number)
    form = SuppressForm(request.POST if request.POST.get("lam") == "bo" else None)
    if request.method != "POST":
        return _page(request, unit, line, form)
    said = request.POST.get("lam")
    if said == "bo" and not form.is_valid():
        return _page(request, unit, line, form, status=422)
    try:
        _do(str(said), number, form, actor)
    except Refused as refused:
        shown = SuppressForm(request.POST)
        shown.is_valid()
        shown.add_error(None, str(refused))
        _, line = queries.kept_line(actor, number=number)
        return _page(request, unit, line, shown, status=409)
    done = gettext("Sẽ gửi lại tin này.") if said == "gui-lai" else gettext("Đã bỏ tin này.")
    messages.success(request, done)
    return redirect(reverse(HERE, query={"don_vi": unit}))


def _do(said: str, number: int, form: SuppressForm, actor: Actor) -> None:
    at = timezone.now()
    if said == "gui-lai":
        services.retry(number=number, by=actor, at=at)
    elif said == "bo":
        services.suppress(number=number, reason=form.cleaned_data["ly_do"], by=actor, at=at)
    else:
        raise Http404


def _page(
    request: HttpRequest, unit: str, line: queries.Listed, form: SuppressForm, *, status: int = 200
) -> HttpResponse:
    context = {"line": line, "form": form, "unit": unit}
    return render(request, "desk/notices/notice.html", context, status=status)
