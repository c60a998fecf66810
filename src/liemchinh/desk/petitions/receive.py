"""Entering a petition that came to the office: one page, one receipt."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.petitions.intake import ReceiveForm
from liemchinh.face.acts import number_of
from liemchinh.kernel.actors import Role
from liemchinh.kernel.codes import is_visit_code, tidy_code
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org
from liemchinh.petitions import queries, services


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.RECEPTION)
def enter(request: HttpRequest) -> HttpResponse:
    """Vào sổ một đơn: đến bằng cách nào, ai gửi, nói gì, bản chụp; xong là có mã và giấy biên nhận."""
    actor, at = actor_of(request), timezone.now()
    offices = org.unit_names(actor.offices_as(Role.RECEPTION), local_day(at))
    authorities = sorted(offices.items())
    if request.method != "POST":
        number = number_of(request)
        became = queries.entered_with(actor, token=number, at=at) if number is not None else ""
        if became:  # come back to after it was entered: there is nothing to be sent a second time
            messages.info(request, gettext("Biểu mẫu ấy đã thành đơn này. Đơn khác thì bấm Vào sổ một đơn."))
            return redirect("desk:petition", became)
        visit = request.GET.get("luot", "")
        start = {"token": number or uuid.uuid4(), "visit": tidy_code(visit) if is_visit_code(visit) else ""}
        if start["visit"]:
            start["source"] = "reception"
        form = ReceiveForm(initial=start, authorities=authorities, now=at)
        return render(request, "desk/petitions/enter.html", {"form": form})
    form = ReceiveForm(request.POST, request.FILES, authorities=authorities, now=at)
    if not form.is_valid():
        return render(request, "desk/petitions/enter.html", {"form": form}, status=422)
    said = form.cleaned_data
    try:
        petition = services.register(letter=form.letter(), files=said["attached"], by=actor, at=at, token=said["token"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "desk/petitions/enter.html", {"form": form}, status=409)
    messages.success(request, gettext("Đã vào sổ đơn số {number}.").format(number=petition.number))
    return redirect("desk:petition", petition.code)
