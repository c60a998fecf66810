"""A filed dossier mended by its applicant until a decision is signed: papers sent one by one, facts, withdrawal.

Only for a browser that has shown the key of the paper: four digits of a telephone show, they do not change.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.queries import Fact
from liemchinh.face.acts import ActForm
from liemchinh.face.guards import FILING
from liemchinh.face.limits import limited
from liemchinh.kernel.actors import APPLICANT
from liemchinh.kernel.errors import Refused
from liemchinh.portal.dossiers import proofs, ticket
from liemchinh.portal.filing.draft import private
from liemchinh.portal.forms.filing import MendForm, SendForm, WithdrawForm

Page = Callable[..., HttpResponse]


def with_key(verb: str) -> Callable[[Page], Page]:
    """Decorate a page on which the applicant makes a move: for who has shown the key, while the table allows it."""

    def decorate(view: Page) -> Page:
        @private
        @wraps(view)
        def opened(request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
            fact = ticket.admits(request, code=code)
            if fact is None or queries.opened(code) is None:
                return ticket.to_the_door(code)
            if fact is not Fact.KEY:
                raise Refused(proofs.KEY_ONLY_CODE, proofs.KEY_ONLY)
            at = timezone.now()
            dossier = queries.of_applicant(APPLICANT, code=code, at=at)
            if request.method != "POST":  # a second press comes after the move: the verb knows it by its token
                rules.check_move(rules.MOVE[verb], queries.place_of(dossier))
            return view(request, dossier, at, **kwargs)

        return opened

    return decorate


@require_http_methods(["GET", "HEAD"])
@with_key("amend")
def amend(request: HttpRequest, dossier: Any, at: datetime) -> HttpResponse:
    """What can be mended: the papers asked for, one by one; another paper; how to be reached; withdrawal."""
    asked = queries.asked_for(dossier)
    open_now = dossier.awaits == rules.Awaits.CITIZEN and asked.missing
    rows = [(number, name, name not in asked.left) for number, name in enumerate(asked.missing, 1)] if open_now else []
    return render(
        request, "portal/filing/amend.html", {"dossier": dossier, "rows": rows, "asked": asked, "left": asked.left}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@limited(FILING, "POST")
@with_key("amend")
def send(request: HttpRequest, dossier: Any, at: datetime, number: int) -> HttpResponse:
    """Send one paper: the one with this number of those asked for, or with 0 any other."""
    asked = queries.asked_for(dossier)
    if number > len(asked.missing):
        raise Http404
    name = asked.missing[number - 1] if number else ""
    form = SendForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        asked=bool(number),
        initial=_once(dossier, ten=name),
    )

    def carry_out() -> str:
        said = form.cleaned_data
        after = services.amend(
            code=dossier.code,
            paper=name or said["ten"],
            files=said["tep"],
            absent=said.get("khong_co", ""),
            by=APPLICANT,
            at=at,
            **form.once(),
        )
        if after.awaits == rules.Awaits.RECEIVER and dossier.awaits == rules.Awaits.CITIZEN:
            return gettext("Đã gửi đủ. Bộ phận Một cửa sẽ kiểm tra và trả lời.")
        return gettext("Đã gửi: {name}.").format(name=name or said["ten"])

    return _answer(request, dossier, form, carry_out, "portal/filing/send.html", {"name": name})


@require_http_methods(["GET", "HEAD", "POST"])
@limited(FILING, "POST")
@with_key("amend")
def mend(request: HttpRequest, dossier: Any, at: datetime) -> HttpResponse:
    """Change how the applicant is reached, and what is asked for."""
    now = {
        "phone": dossier.applicant_phone,
        "email": dossier.applicant_email,
        "address": dossier.applicant_address,
        "request_text": dossier.request_text,
    }
    form = MendForm(request.POST if request.method == "POST" else None, initial=_once(dossier, **now))

    def carry_out() -> str:
        services.amend(code=dossier.code, changes=form.changes(), by=APPLICANT, at=at, **form.once())
        return gettext("Đã sửa. Nội dung cũ vẫn được giữ trong lịch sử hồ sơ.")

    return _answer(request, dossier, form, carry_out, "portal/filing/mend.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
@limited(FILING, "POST")
@with_key("withdraw")
def withdraw(request: HttpRequest, dossier: Any, at: datetime) -> HttpResponse:
    """Withdraw the dossier, after saying what that means."""
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial=_once(dossier))

    def carry_out() -> str:
        services.withdraw(code=dossier.code, reason=form.cleaned_data["reason"], by=APPLICANT, at=at, **form.once())
        return gettext("Đã rút hồ sơ. Ông/bà có thể nộp lại bất cứ lúc nào.")

    return _answer(request, dossier, form, carry_out, "portal/filing/withdraw.html", {})


def _once(dossier: Any, **more: Any) -> dict[str, Any]:
    return {"token": uuid.uuid4(), "seen_step": dossier.step, **more}


def _answer(
    request: HttpRequest,
    dossier: Any,
    form: ActForm,
    carry_out: Callable[[], str],
    page: str,
    more: dict[str, Any],
) -> HttpResponse:
    """Do it and go back to the dossier, or show the page again with what is wrong and all that was typed."""
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                messages.success(request, carry_out())
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                waits = dossier.awaits == rules.Awaits.CITIZEN and queries.asked_for(dossier).left
                return redirect(
                    "portal:amend" if waits and page.endswith("send.html") else "portal:dossier", dossier.code
                )
    return render(request, page, {"dossier": dossier, "form": form, **more}, status=status)
