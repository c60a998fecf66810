"""Keys: made on their holder's device, in force once a second person has heard the fingerprint, retired, recovered."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of
from liemchinh.desk.forms import sealed as forms
from liemchinh.desk.sealed.close import READERS, close, seats_of
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import shown
from liemchinh.org import queries as org
from liemchinh.sealed import queries, rules, services

PURPOSES = {"doc": rules.Purpose.READER, "danh-tinh": rules.Purpose.CUSTODIAN, "phuc-hoi": rules.Purpose.RECOVERY}
SLUGS = {purpose: slug for slug, purpose in PURPOSES.items()}
LEAST = 20
"""Signs of a passphrase: about five words."""


def keys_for(actor: Actor, at: datetime) -> list[queries.KeyLine]:
    """Other people's keys that wait for this person to hear the fingerprint."""
    lines = queries.keys_to_confirm(actor, at=at)
    return [key for key in lines if key.confirmed_at is None and actor.code not in (key.person, key.second)]


@require_safe
@close()
def keys(request: HttpRequest) -> HttpResponse:
    """Khóa: khóa của anh/chị, khóa của người khác chờ anh/chị nghe đọc vân tay và xác nhận, việc phục hồi đang mở."""
    actor, at = actor_of(request), timezone.now()
    own = queries.keys_of(actor, at=at)
    context = {
        "own": [(key, shown(rules.PURPOSE_NAMES[key.purpose])) for key in own],
        "waiting": [(key, shown(rules.PURPOSE_NAMES[key.purpose])) for key in keys_for(actor, at)],
        "others": [
            (key, shown(rules.PURPOSE_NAMES[key.purpose]))
            for key in queries.keys_to_confirm(actor, at=at)
            if key.in_force and actor.code not in (key.person, key.second)
        ],
        "purposes": [
            (SLUGS[purpose], shown(rules.PURPOSE_NAMES[purpose]))
            for purpose, roles in rules.HOLDERS.items()
            if actor.has(*roles)
        ],
        "keeps": actor.has(Role.CUSTODIAN),
        "reads": actor.has(*READERS),
        "recoveries": queries.recoveries(actor, at=at),
    }
    return render(request, "desk/sealed/keys.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@close()
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Tạo khóa trên máy của anh/chị: trang chỉ gửi đi phần công khai; phần riêng nằm trong tệp có mật khẩu."""
    purpose = PURPOSES.get(slug)
    if purpose is None:
        raise Http404
    actor, at = actor_of(request), timezone.now()
    if purpose is rules.Purpose.RECOVERY:
        return _make_recovery(request, actor, at)
    seats = seats_of(actor, *rules.HOLDERS[purpose])
    if not seats:
        raise NotFound(slug)
    form, status = forms.MakeKeyForm(seats=seats), 200
    if request.method == "POST":
        form, status = forms.MakeKeyForm(request.POST, seats=seats), 422
        if form.is_valid():
            try:
                services.register_key(purpose=purpose, by=actor, at=at, **form.cleaned_data)
            except Refused as refused:
                _say(form, refused)
                status = 409
            else:
                messages.success(
                    request, gettext("Đã đăng ký. Khóa có hiệu lực khi người thứ hai nghe vân tay và xác nhận.")
                )
                return redirect("desk:sealed_keys")
    context = {
        "form": form,
        "least": LEAST,
        "name": f"khoa-{slug}-{actor.code}.age",
        "title": shown(rules.PURPOSE_NAMES[purpose]),
    }
    return render(request, "desk/sealed/make.html", context, status=status)


def _make_recovery(request: HttpRequest, actor: Actor, at: datetime) -> HttpResponse:
    offices = sorted(actor.offices_as(Role.CUSTODIAN))
    if not offices:
        raise NotFound("phuc-hoi")
    authority = offices[0]
    others = _other_custodians(authority, actor, at)
    form, status = forms.MakeRecoveryForm(people=others), 200
    if request.method == "POST":
        form, status = forms.MakeRecoveryForm(request.POST, people=others), 422
        if form.is_valid():
            try:
                services.register_recovery(authority=authority, by=actor, at=at, **form.cleaned_data)
            except Refused as refused:
                _say(form, refused)
                status = 409
            else:
                messages.success(request, gettext("Đã đăng ký khóa phục hồi. Chờ một người khác xác nhận vân tay."))
                return redirect("desk:sealed_keys")
    context = {"form": form, "least": LEAST, "name": "nua-khoa-{side}.age"}
    return render(request, "desk/sealed/make_recovery.html", context, status=status)


def _other_custodians(authority: str, actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """The other custodians of an authority, in it or in one of its divisions, as code and name."""
    on = local_day(at)
    here = org.unit(authority, on)
    seats = org.seats([here, *org.divisions(here, on)], on)
    codes = {seat.person for seat in seats if Role.CUSTODIAN in seat.roles and seat.person} - {actor.code}
    names = org.people(codes)
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda pair: pair[1])


@require_http_methods(["GET", "HEAD", "POST"])
@close()
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Xác nhận khóa của người khác: nghe họ đọc vân tay từ máy của họ, ghi lại; trang này không hiện vân tay."""
    actor, at = actor_of(request), timezone.now()
    found = next((key for key in keys_for(actor, at) if key.id == number), None)
    if found is None:
        raise NotFound(str(number))
    form, status = forms.ConfirmKeyForm(), 200
    if request.method == "POST":
        form, status = forms.ConfirmKeyForm(request.POST), 422
        if form.is_valid():
            try:
                services.confirm_key(key=number, by=actor, at=at, **form.cleaned_data)
            except Refused as refused:
                _say(form, refused, "fingerprint")
                status = 409
            else:
                messages.success(request, gettext("Đã xác nhận. Khóa có hiệu lực từ lúc này."))
                return redirect("desk:sealed_keys")
    context = {"form": form, "key": found, "purpose": shown(rules.PURPOSE_NAMES[found.purpose])}
    return render(request, "desk/sealed/confirm.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@close()
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Thôi dùng một khóa: mất, lộ, hoặc chuyển công tác. Tin mới không niêm phong cho khóa ấy nữa."""
    actor, at = actor_of(request), timezone.now()
    lines = [*queries.keys_of(actor, at=at), *queries.keys_to_confirm(actor, at=at)]
    key = next((line for line in lines if line.id == number and line.retired_at is None), None)
    if key is None:
        raise NotFound(str(number))
    form, status = forms.ReasonForm(), 200
    if request.method == "POST":
        form, status = forms.ReasonForm(request.POST), 422
        if form.is_valid():
            try:
                services.retire_key(key=number, by=actor, at=at, **form.cleaned_data)
            except Refused as refused:
                _say(form, refused)
                status = 409
            else:
                messages.success(request, gettext("Khóa đã thôi dùng."))
                return redirect("desk:sealed_keys")
    return render(request, "desk/sealed/retire.html", {"form": form, "key": key}, status=status)


def _say(form: Any, refused: Refused, field: str | None = None) -> None:
    form.add_error(field, str(refused))
