"""What the bank says: a statement taken in, and the lines that wait for a person."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms import payments as forms
from liemchinh.face.counting import counted
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.org import queries as org
from liemchinh.payments import queries, rules, services


def authority_of(actor: Actor, *roles: Role, asked: str = "") -> str:
    """The authority whose money is meant: the one asked for, else that of the first such seat. Raises NotFound."""
    mine = [seat.authority for seat in actor.seats if seat.roles & frozenset(roles)]
    if asked and asked not in actor.authorities_as(*roles):
        raise NotFound(asked)
    if not mine:
        raise NotFound(asked)
    return asked or mine[0]


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.CASHIER)
def statements(request: HttpRequest) -> HttpResponse:
    """Sao kê ngân hàng: nạp tệp, ghép tự động dòng không còn nghi ngờ, xem dòng chờ người xử lý."""
    actor, at = actor_of(request), timezone.now()
    authority = authority_of(actor, Role.CASHIER, asked=str(request.GET.get("don_vi", "")))
    form = forms.StatementForm()
    status = 200
    if request.method == "POST" and "ghep" in request.POST:
        matched = services.match_waiting(authority=authority, by=actor, at=at)
        messages.success(request, counted("Đã ghép {count} dòng.", matched).format(count=matched))
        return redirect("desk:statements")
    if request.method == "POST":
        form = forms.StatementForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                taken = _take(form.cleaned_data["tep"], authority, actor, at)
            except Refused as refused:
                form.add_error("tep", str(refused))
                status = 409
            else:
                messages.add_message(request, *_said(taken))
                return redirect("desk:statements")
    on = local_day(at)
    number = request.GET.get("trang", "1")
    page = queries.unmatched(actor, on=on, page=int(number) if number.isdecimal() and len(number) < 6 else 1)
    waiting = queries.judged(page.object_list, actor=actor, on=on)
    context = {
        "form": form,
        "office": org.unit(authority, on).agency_name,
        "waiting": waiting,
        "page": page,
        "ready": sum(1 for one in waiting if one.verdict.charge is not None),
        "statements": queries.statements(actor, on=on),
        "set_aside": queries.set_aside_lately(actor, on=on),
    }
    return render(request, "desk/payments/statements.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.CASHIER)
def line(request: HttpRequest, number: int) -> HttpResponse:
    """Một dòng sao kê chờ xử lý: ghép với khoản thu, xếp riêng, hoặc xét lại; lần nào cũng ghi lý do."""
    actor, at = actor_of(request), timezone.now()
    found = queries.line_for(actor, key=number, at=at)
    rules.check_collects(actor, found.authority.code)
    rest: int = found.rest  # type: ignore[attr-defined]
    (one,) = queries.judged([found], actor=actor, on=local_day(at))
    start = {"token": uuid.uuid4(), "reference": one.proposals[0].reference if len(one.proposals) == 1 else ""}
    match, aside = forms.MatchForm(initial=start, prefix="g"), forms.ReasonForm(initial=start, prefix="r")
    status = 200
    if request.method == "POST":
        which = "match" if "ghep" in request.POST else "aside" if "rieng" in request.POST else "up"
        bound: Any = forms.MatchForm(request.POST, prefix="g") if which == "match" else None
        bound = bound or forms.ReasonForm(request.POST, prefix="r")
        status = 422
        if bound.is_valid():
            try:
                _do(which, number, bound.given(), actor, at)
            except Refused as refused:
                bound.add_error(None, str(refused))
                status = 409
            except NotFound:
                bound.add_error("reference", gettext("Không có khoản thu nào mang mã này."))
            else:
                messages.success(request, gettext("Đã ghi."))
                return redirect("desk:statements")
        match, aside = (bound, aside) if which == "match" else (match, bound)
    context = {
        "line": found,
        "rest": rest,
        "why": one.why if rest > 0 else "",
        "proposals": one.proposals if rest > 0 else [],
        "payments": list(found.payments.select_related("charge").order_by("id")),
        "aside": list(found.set_aside.order_by("id")),
        "match": match,
        "reason": aside,
        "failed": match if match.errors else aside if aside.errors else None,
        "is_aside": sum(row.amount for row in found.set_aside.all()) > 0,
    }
    return render(request, "desk/payments/line.html", context, status=status)


def _take(file: Any, authority: str, actor: Actor, at: Any) -> services.Taken:
    return services.take_statement(authority=authority, name=file.name or "", content=file.read(), by=actor, at=at)


def _said(taken: services.Taken) -> tuple[int, str]:
    if taken.again:
        sentence = gettext("Tệp này đã nạp lúc {at}. Không ghi thêm gì.")
        return messages.WARNING, sentence.format(at=f"{timezone.localtime(taken.statement.taken_at):%H:%M %d/%m/%Y}")
    row = taken.statement
    sentence = counted(
        "Đã nạp {new} dòng mới trong {read} dòng. Ghép được {matched}, chờ xử lý {waiting}.", row.lines_new
    )
    said = sentence.format(new=row.lines_new, read=row.lines_read, matched=taken.matched, waiting=taken.waiting)
    return messages.SUCCESS, said


def _do(which: str, number: int, said: dict[str, Any], actor: Actor, at: Any) -> None:
    if which == "match":
        services.match_line(line=number, by=actor, at=at, **said)
    elif which == "aside":
        services.set_aside(line=number, by=actor, at=at, **said)
    else:
        services.take_up(line=number, by=actor, at=at, **said)
