"""The outbox: what waits, what was given up and why, how many a day; send again, or hold back with a reason."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.queues import SuppressForm
from liemchinh.desk.queues import all_again, looked, mend
from liemchinh.face.counting import counted
from liemchinh.notices import queries, rules, services
from liemchinh.notices.rules import MessageState

HERE = "desk:outbox"


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.READERS)
def outbox(request: HttpRequest) -> HttpResponse:
    """Tin báo: kênh nào mở, tin nào chờ, tin nào hỏng và vì sao, mỗi ngày bao nhiêu; gửi lại tất cả tin hỏng."""
    actor, at = actor_of(request), timezone.now()
    if request.method == "POST":

        def said(count: int) -> str:
            return counted("Sẽ gửi lại {count} tin.", count).format(count=count)

        return all_again(request, here=HERE, retry=partial(services.retry_all, by=actor, at=at), said=said)
    seen = looked(
        request,
        queries.offices_of(actor),
        at=at,
        states=rules.STATE_NAMES,
        first=(MessageState.DEAD,),
        usual=MessageState.DEAD,
    )
    unit, state = seen.unit, MessageState(seen.state)
    lines, more = queries.notices_of(actor, unit=unit, state=state, page=seen.number)
    channels = services.open_channels()
    totals = queries.totals(unit)
    context = seen.context(more=more) | {
        "keeps": unit in queries.offices_of(actor, *queries.KEEPERS),
        "state": state,
        "state_name": rules.STATE_NAMES[state],
        "channels": [(sentence, channel in channels) for channel, sentence in rules.CHANNEL_NAMES.items()],
        "totals": seen.totals(totals, rules.STATE_NAMES),
        "has_dead": totals[MessageState.DEAD] > 0,
        "troubles": services.channel_troubles(),
        "lag": queries.lag(unit, at=at),
        "days": queries.by_day(unit, at=at),
        "lines": lines,
    }
    return render(request, "desk/notices/outbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*queries.KEEPERS)
def notice(request: HttpRequest, number: int) -> HttpResponse:
    """Một tin báo chưa tới: gửi lại ngay, hoặc bỏ hẳn với một lý do ghi vào sổ cái."""
    actor = actor_of(request)
    unit, _ = queries.kept_line(actor, number=number)

    def shown() -> dict[str, Any]:
        return {"line": queries.kept_line(actor, number=number)[1], "unit": unit}

    def again() -> str:
        services.retry(number=number, by=actor, at=timezone.now())
        return gettext("Sẽ gửi lại tin này.")

    def out(reason: str) -> str:
        services.suppress(number=number, reason=reason, by=actor, at=timezone.now())
        return gettext("Đã bỏ tin này.")

    return mend(
        request,
        "desk/notices/notice.html",
        shown,
        form=SuppressForm,
        here=HERE,
        unit=unit,
        again=("gui-lai", again),
        out=out,
    )
