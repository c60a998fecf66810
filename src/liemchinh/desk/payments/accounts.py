"""The account to which people pay: who changed it, and the second person who has to agree."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms import payments as forms
from liemchinh.desk.payments.bank import authority_of
from liemchinh.face.acts import pressed
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org
from liemchinh.payments import queries, rules, services

READERS = tuple(dict.fromkeys((*rules.PROPOSERS, *rules.CONFIRMERS)))


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*READERS)
def account(request: HttpRequest) -> HttpResponse:
    """Tài khoản nhận tiền: đề nghị đổi, người thứ hai xác nhận, và mọi lần đổi trước đây."""
    actor, at = actor_of(request), timezone.now()
    authority = authority_of(actor, *READERS)
    form = forms.AccountForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    proposes = authority in actor.authorities_as(*rules.PROPOSERS)
    if form.is_bound and not proposes:
        raise PermissionDenied
    sent = pressed(form, lambda: services.propose_account(authority=authority, by=actor, at=at, **form.given()))
    if sent.done:
        messages.success(request, gettext("Đã ghi đề nghị. Tài khoản chưa đổi cho đến khi người thứ hai xác nhận."))
        return redirect("desk:fee_account")
    return _page(request, actor, authority, {"form": form, "proposes": proposes}, status=sent.status)


@require_http_methods(["POST"])
@seated(*READERS)
def account_act(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Xác nhận hoặc bỏ một đề nghị đổi tài khoản nhận tiền."""
    actor, at = actor_of(request), timezone.now()
    authority = authority_of(actor, *READERS)
    if slug == "bo":
        services.drop_account(account=number, by=actor, at=at)
        messages.success(request, gettext("Đã bỏ đề nghị. Tài khoản không đổi."))
        return redirect("desk:fee_account")
    form = forms.ConfirmForm(request.POST)
    sent = pressed(form, lambda: services.confirm_account(account=number, by=actor, at=at, **form.given()))
    if sent.done:
        messages.success(request, gettext("Tài khoản nhận tiền đã đổi. Mã chuyển khoản mới dùng tài khoản này."))
        return redirect("desk:fee_account")
    return _page(request, actor, authority, {"confirm": form}, status=sent.status)


def _page(
    request: HttpRequest, actor: Actor, authority: str, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    rows = queries.accounts([authority])
    names = org.people({code for row in rows for code in (row.proposed_by, row.confirmed_by) if code})
    waiting = next((row for row in rows if row.confirmed_at is None and row.ended_at is None), None)
    confirms = authority in actor.authorities_as(*rules.CONFIRMERS)
    form = forms.AccountForm(initial={"token": uuid.uuid4()})
    context = {
        "office": org.unit(authority, local_day(timezone.now())).agency_name,
        "current": next((row for row in rows if row.confirmed_at is not None and row.ended_at is None), None),
        "waiting": waiting,
        "rows": [(row, names.get(row.proposed_by, row.proposed_by), names.get(row.confirmed_by, "")) for row in rows],
        "may_confirm": confirms and waiting is not None and waiting.proposed_by != actor.code,
        "form": form,
        "confirm": forms.ConfirmForm(initial={"token": uuid.uuid4()}),
        "proposes": authority in actor.authorities_as(*rules.PROPOSERS),
        **more,
    }
    failed = next((one for one in (context["form"], context["confirm"]) if one.errors), None)
    return render(request, "desk/payments/account.html", {**context, "failed": failed}, status=status)
