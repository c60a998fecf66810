"""The envelope of identity: two custodians answer, each with their own half; the one who asked looks for a while."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of
from liemchinh.desk.forms import sealed as forms
from liemchinh.desk.sealed.close import READERS, close
from liemchinh.desk.sealed.envelopes import base64_of, locked_of
from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.sealed import queries, services


@require_safe
@close(Role.CUSTODIAN)
def identities(request: HttpRequest) -> HttpResponse:
    """Xin mở danh tính: những yêu cầu chờ anh/chị trả lời. Chưa ai biết trong phong bì có danh tính hay không."""
    actor, at = actor_of(request), timezone.now()
    return render(request, "desk/sealed/identities.html", {"lines": queries.identity_requests(actor, at=at)})


@require_http_methods(["GET", "HEAD", "POST"])
@close(Role.CUSTODIAN)
def answer(request: HttpRequest, number: UUID) -> HttpResponse:
    """Trả lời một yêu cầu: mở lý do bằng khóa của mình, đồng ý hoặc không, ghi vì sao; người xin đọc được lý do ấy."""
    actor, at = actor_of(request), timezone.now()
    found = next((line for line in queries.identity_requests(actor, at=at) if line.id == number), None)
    if found is None:
        raise NotFound(str(number))
    form, status = forms.AnswerIdentityForm(), 200
    if request.method == "POST":
        form, status = forms.AnswerIdentityForm(request.POST), 422
        if form.is_valid():
            try:
                services.answer_identity(request=number, by=actor, at=at, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, gettext("Đã ghi câu trả lời của anh/chị."))
                return redirect("desk:sealed_identities")
    context = {
        "form": form,
        "found": found,
        "reason": base64_of(found.reason),
        "share": base64_of(found.share),
        "locked": locked_of(actor, found.key),
    }
    return render(request, "desk/sealed/answer.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@close(*READERS)
def look(request: HttpRequest, name: str, number: UUID) -> HttpResponse:
    """Xem danh tính đã được hai người cho mở: chỉ người xin, trong thời hạn, mỗi lần xem là một việc được ghi."""
    actor, at = actor_of(request), timezone.now()
    found = queries.case_for(actor, name=name, at=at)
    ask = next((one for one in found.requests if one.id == number and one.own and one.granted_at), None)
    if ask is None:
        raise NotFound(str(number))
    context = {"found": found, "ask": ask, "locked": locked_of(actor, found.key)}
    if request.method == "POST":
        first, second = services.open_identity(request=number, by=actor, at=at)
        context |= {"first": base64_of(first), "second": base64_of(second)}
    return render(request, "desk/sealed/identity.html", context)
