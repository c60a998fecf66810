"""Officials: the list, one official, a new one; account, password and second factor, and who keeps their record."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms import org as forms
from liemchinh.desk.org.seats import SmallAct, answered, of
from liemchinh.face.acts import pressed
from liemchinh.face.shapes import Fact
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.org import queries, services


@require_safe
@seated(Role.ADMINISTRATOR)
def people(request: HttpRequest) -> HttpResponse:
    """Cán bộ thuộc các đơn vị anh/chị quản trị, kể cả đơn vị đã nhập vào: tìm theo tên hoặc mã."""
    actor, on = actor_of(request), local_day(timezone.now())
    narrowed = forms.StaffFilter(request.GET)
    search = narrowed.cleaned_data["q"] if narrowed.is_valid() else ""
    asked = request.GET.get("trang", "1")
    number = int(asked) if asked.isdecimal() and 0 < len(asked) < 5 else 1
    found, total = queries.staff(actor, on, search=search, page=max(1, number))
    names = queries.unit_names({one.employer for one in found}, on)
    context = {
        "filter": narrowed,
        "people": [(one, names.get(one.employer, one.employer)) for one in found],
        "total": total,
        "page": Paginator(range(total), queries.STAFF_PAGE).get_page(number),
    }
    return render(request, "desk/org/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def person_new(request: HttpRequest) -> HttpResponse:
    """Ghi tên một cán bộ: mã, họ tên, cơ quan quản lý. Mở tài khoản và giao vị trí làm ở trang của người ấy."""
    actor, at = actor_of(request), timezone.now()
    form = forms.PersonForm(
        request.POST if request.method == "POST" else None, employers=_employers(actor, local_day(at))
    )
    sent = pressed(form, lambda: services.create_person(**form.cleaned_data, by=actor, at=at))
    if sent.done:
        messages.success(request, gettext("Đã ghi tên cán bộ."))
        return redirect("desk:person", form.cleaned_data["code"].strip())
    return render(request, "desk/org/person_new.html", {"form": form}, status=sent.status)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def person(request: HttpRequest, code: str) -> HttpResponse:
    """Một cán bộ: cơ quan quản lý, vị trí, tài khoản; mở, khóa tài khoản, đặt lại mật khẩu và mã xác thực."""
    actor, at = actor_of(request), timezone.now()
    who = queries.official(actor, code, local_day(at))
    acts = _acts(request, actor, who, local_day(at))
    status, shown = answered(request, acts, lambda act: act.verb(**_given(act), person=who.code, by=actor, at=at))
    if status == 302:
        return redirect("desk:person", who.code)
    employer = queries.unit_names([who.employer], local_day(at)).get(who.employer, who.employer)
    facts = [
        Fact(gettext("Mã cán bộ"), who.code),
        Fact(gettext("Cơ quan quản lý"), employer),
        Fact(gettext("Vị trí đang giữ"), ", ".join(who.seats) or None),
        Fact(gettext("Tài khoản"), gettext("đang mở") if who.has_account else gettext("không có")),
    ]
    context = {"form": shown, "who": who, "facts": facts, "acts": acts}
    return render(request, "desk/org/person.html", context, status=status)


def _given(act: SmallAct) -> dict[str, Any]:
    return {name: value for name, value in act.form.cleaned_data.items() if name != "sure"}


def _employers(actor: Actor, on: date) -> list[tuple[str, str]]:
    """Authorities that the actor administers that day, and those under them."""
    found = {root.code: root.name for root in queries.roots_of(actor, on)}
    for root in queries.roots_of(actor, on):
        found |= {line.unit.code: line.unit.name for line in queries.branches(root, on, deep=False) if line.depth}
    return sorted(found.items())


def _acts(request: HttpRequest, actor: Actor, who: queries.Official, on: date) -> list[SmallAct]:
    acts = []
    if who.has_account:
        acts += [
            SmallAct(
                "mat-khau",
                gettext("Đặt lại mật khẩu"),
                gettext("Các máy đang đăng nhập bị thoát ngay. Mã xác thực giữ nguyên."),
                of(request, "mat-khau", forms.PasswordForm),
                services.reset_password,
            ),
            SmallAct(
                "ma-xac-thuc",
                gettext("Gỡ mã xác thực"),
                gettext("Khi mất điện thoại: người ấy cài lại ở lần vào sau. Gặp đúng người rồi mới gỡ."),
                of(request, "ma-xac-thuc", forms.SureForm),
                services.reset_second_factor,
            ),
            SmallAct(
                "khoa",
                gettext("Khóa tài khoản"),
                gettext("Không vào được nữa; vị trí vẫn giữ cho đến khi thôi giữ."),
                of(request, "khoa", forms.SureForm),
                services.close_account,
            ),
        ]
    else:
        acts.append(
            SmallAct(
                "mo",
                gettext("Mở tài khoản"),
                gettext("Tên đăng nhập và mật khẩu đầu, trao tận tay."),
                of(request, "mo", forms.AccountForm),
                services.open_account,
            )
        )
    employers = [one for one in _employers(actor, on) if one[0] != who.employer]
    if employers:
        acts.append(
            SmallAct(
                "chuyen",
                gettext("Chuyển cơ quan quản lý"),
                gettext("Quyền quản lý tài khoản sang cơ quan mới. Vị trí đang giữ không đổi."),
                of(request, "chuyen", forms.EmployerForm, employers=employers),
                services.transfer_person,
            )
        )
    return acts
