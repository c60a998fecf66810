"""Taking a payment back: at once for what lies at the bank, by two people for a slip of cash; what waits for them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms import payments as forms
from liemchinh.desk.payments.charges import READERS
from liemchinh.face.acts import pressed
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org
from liemchinh.payments import queries, rules, services

if TYPE_CHECKING:
    from liemchinh.payments.models import Reversal


@dataclass(frozen=True)
class Asked:
    """One request as the page shows it: names instead of codes, and what this person may do with it."""

    row: "Reversal"
    slip: str
    asked: str
    ended: str
    own: bool
    decides: bool


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.CASHIER)
def payment_reverse(request: HttpRequest, number: int) -> HttpResponse:
    """Hủy một lần thu ghi nhầm, có lý do: phiếu tiền mặt thì đề nghị và chờ người thứ hai; số phiếu giữ nguyên."""
    actor, at = actor_of(request), timezone.now()
    payment = queries.payment_for(actor, key=number, at=at)
    rules.check_collects(actor, payment.authority.code)
    cash = payment.number is not None
    verb = services.ask_reversal if cash else services.reverse
    form = forms.ReverseForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    sent = pressed(form, lambda: verb(payment=number, by=actor, at=at, **form.given()))
    if not sent.done:
        context = {
            "form": form,
            "payment": payment,
            "charge": payment.charge,
            "trace": queries.trace_of(payment),
            "cash": cash,
        }
        return render(request, "desk/payments/reverse.html", context, status=sent.status)
    said = gettext("Đã đề nghị hủy. Phiếu hủy khi người thứ hai xác nhận.") if cash else gettext("Đã hủy lần thu.")
    messages.success(request, said)
    return redirect("desk:fee", payment.charge.reference)


@require_safe
@seated(*READERS)
def reversals(request: HttpRequest) -> HttpResponse:
    """Phiếu thu chờ người thứ hai xác nhận hủy, và những đề nghị đã giải quyết gần đây."""
    return _page(request, actor_of(request))


@require_POST
@seated(*rules.SECOND_TO_CASH)
def reversal_act(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Xác nhận hủy một phiếu thu, không đồng ý, hoặc rút đề nghị của mình."""
    actor, at = actor_of(request), timezone.now()
    try:
        if slug == "xac-nhan":
            payment = services.confirm_reversal(reversal=number, by=actor, at=at)
            said = gettext("Đã hủy phiếu {slip}. Số phiếu giữ nguyên, không cấp lại.")
            messages.success(request, said.format(slip=queries.trace_of(payment)))
        elif slug == "bo":
            services.drop_reversal(reversal=number, answer=request.POST.get("answer", ""), by=actor, at=at)
            messages.success(request, gettext("Đã bỏ đề nghị hủy. Phiếu vẫn còn hiệu lực."))
        else:
            raise Http404
    except Refused as refused:
        form = forms.AnswerForm({"answer": request.POST.get("answer", "")})
        form.add_error(None, str(refused))
        return _page(request, actor, failed=form, row=number, status=409)
    return redirect("desk:reversals")


def _page(
    request: HttpRequest, actor: Actor, *, failed: forms.AnswerForm | None = None, row: int = 0, status: int = 200
) -> HttpResponse:
    on = local_day(timezone.now())
    waiting, decided = queries.reversals_waiting(actor, on=on), queries.reversals_decided(actor, on=on)
    context = {
        "waiting": _shown(waiting, actor),
        "decided": _shown(decided, actor),
        "failed": failed,
        "failed_row": row,
        "longest": forms.LONGEST,
    }
    return render(request, "desk/payments/reversals.html", context, status=status)


def _shown(rows: Sequence["Reversal"], actor: Actor) -> list[Asked]:
    names = org.people({code for row in rows for code in (row.asked_by, row.ended_by) if code})
    return [
        Asked(
            row=row,
            slip=queries.trace_of(row.payment),
            asked=names.get(row.asked_by, row.asked_by),
            ended=names.get(row.ended_by, row.ended_by),
            own=row.asked_by == actor.code,
            decides=rules.decides_reversals(actor, row.authority.code),
        )
        for row in rows
    ]
