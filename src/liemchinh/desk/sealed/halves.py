"""A custodian's halves, and giving one to a successor: opened and sealed again in the custodian's own browser."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of
from liemchinh.desk.forms import sealed as forms
from liemchinh.desk.sealed.close import close
from liemchinh.desk.sealed.envelopes import base64_of, locked_of
from liemchinh.kernel.actors import Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.sealed import queries, services


@require_safe
@close(Role.CUSTODIAN)
def halves(request: HttpRequest) -> HttpResponse:
    """Nửa phong bì anh/chị đang giữ: trao hết cho người kế nhiệm trước khi thôi giữ vị trí."""
    return render(request, "desk/sealed/halves.html", {"lines": queries.shares(actor_of(request))})


@require_http_methods(["GET", "HEAD", "POST"])
@close(Role.CUSTODIAN)
def hand_over(request: HttpRequest, name: str) -> HttpResponse:
    """Trao nửa phong bì của một tin: mở bằng khóa của mình, niêm phong cho người kế nhiệm; nửa cũ bị xóa."""
    actor, at = actor_of(request), timezone.now()
    found = next((line for line in queries.shares(actor) if line.case == name), None)
    if found is None:
        raise NotFound(name)
    keys = queries.successors(actor, name=name, at=at)
    form, status = forms.HandOverForm(keys=keys), 200
    if request.method == "POST":
        form, status = forms.HandOverForm(request.POST, keys=keys), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.hand_over_share(case=name, key=given["key"], sealed=given["sealed"], by=actor, at=at)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, gettext("Đã trao nửa phong bì. Anh/chị không còn giữ nửa ấy."))
                return redirect("desk:sealed_halves")
    context = {
        "form": form,
        "found": found,
        "keys": keys,
        "share": base64_of(found.share),
        "locked": locked_of(actor, found.key),
    }
    return render(request, "desk/sealed/hand_over.html", context, status=status)
