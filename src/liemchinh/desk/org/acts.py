"""One page per change of a unit: what it needs, then what would follow in sentences and counts, then the decision."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms import org as forms
from liemchinh.desk.org.following import Following, following
from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.org import queries, services


def _contact(*, value: str, unit: str, by: Any, at: datetime, **given: Any) -> None:
    """Publish a contact, or take the published one away when nothing is written."""
    if value:
        services.set_contact(unit=unit, value=value, by=by, at=at, **given)
    else:
        services.drop_contact(unit=unit, kind=given["kind"], on=given["on"], by=by, at=at)


@dataclass(frozen=True)
class UnitAct:
    """A change as a page: its part of the address, its name, its form, its verb.

    `foreseen`: people first see what would follow. `about` says what the change is for.
    """

    slug: str
    word: str
    about: str
    form: type[forms.UnitForm]
    verb: Callable[..., Any]
    foreseen: bool = True


ACTS = (
    UnitAct(
        "mo-don-vi",
        gettext_noop("Mở đơn vị bên dưới"),
        gettext_noop("Đơn vị mới hoạt động từ ngày ghi; trước đó nó chưa có trong cây."),
        forms.OpenForm,
        services.open_unit,
    ),
    UnitAct(
        "doi-ten",
        gettext_noop("Đổi tên, đổi loại"),
        gettext_noop("Tên cũ vẫn đúng cho những ngày trước. Mã, hồ sơ và vị trí không đổi."),
        forms.RenameForm,
        services.rename,
    ),
    UnitAct(
        "sap-nhap",
        gettext_noop("Nhập đơn vị khác vào đơn vị này"),
        gettext_noop("Đơn vị kết thúc để lại hồ sơ cho đơn vị này; mã hồ sơ và giấy hẹn cũ giữ nguyên."),
        forms.MergeForm,
        services.merge,
    ),
    UnitAct(
        "chia-tach",
        gettext_noop("Chia, tách đơn vị này"),
        gettext_noop("Mọi đơn vị mới đều thấy hồ sơ cũ cho đến khi hồ sơ được chuyển về phòng mới."),
        forms.SplitForm,
        services.split,
    ),
    UnitAct(
        "chuyen",
        gettext_noop("Chuyển về đơn vị khác"),
        gettext_noop("Mọi đơn vị bên dưới đi cùng."),
        forms.MoveForm,
        services.move,
    ),
    UnitAct(
        "giai-the",
        gettext_noop("Giải thể"),
        gettext_noop("Đơn vị kết thúc mà không có đơn vị kế thừa; phòng, vị trí bên trong kết thúc theo."),
        forms.CloseForm,
        services.close,
    ),
    UnitAct(
        "cap-ma",
        gettext_noop("Cấp mã"),
        gettext_noop("Mã định danh cơ quan đứng trong mã của hồ sơ nhận từ ngày ghi."),
        forms.CodeForm,
        services.give_code,
        foreseen=False,
    ),
    UnitAct(
        "lien-he",
        gettext_noop("Sửa liên hệ"),
        gettext_noop("In trên giấy hẹn và hiện trong danh bạ công khai."),
        forms.ContactForm,
        _contact,
        foreseen=False,
    ),
    UnitAct(
        "mo-vi-tri",
        gettext_noop("Mở vị trí công tác"),
        gettext_noop("Vị trí mang quyền; người giữ vị trí có quyền ấy trong những ngày giữ."),
        forms.SeatForm,
        services.create_seat,
        foreseen=False,
    ),
)
BY_SLUG = {act.slug: act for act in ACTS}


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def unit_act(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Một thay đổi của đơn vị: ghi nội dung, xem trước việc gì kéo theo, rồi ghi theo số quyết định."""
    act = BY_SLUG.get(slug)
    if act is None:
        raise Http404
    actor, at = actor_of(request), timezone.now()
    unit = queries.administered(actor, code, local_day(at))
    known: dict[str, Any] = {"unit": unit, "actor": actor, "on": local_day(at)}
    if request.method != "POST":
        return _page(request, act, unit, act.form(**known))
    form = act.form(request.POST, **known)
    if not form.is_valid():
        return _page(request, act, unit, form, status=422)
    given = form.given()

    def carry_out() -> None:
        act.verb(**given, by=actor, at=at)

    try:
        if act.foreseen and "lam" not in request.POST:
            would = services.foresee(carry_out, on=given["on"])
            return _preview(request, act, unit, following(act.slug, unit, given, would, on=given["on"]), given)
        carry_out()
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, act, unit, form, status=409)
    messages.success(request, gettext("Đã ghi: {word}.").format(word=shown(act.word)))
    return redirect("desk:unit", given["code"] if slug == "mo-don-vi" else unit.code)


def _page(
    request: HttpRequest, act: UnitAct, unit: queries.UnitOnDay, form: forms.UnitForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "act": act, "unit": unit}
    return render(request, "desk/org/unit_act.html", context, status=status)


def _preview(
    request: HttpRequest, act: UnitAct, unit: queries.UnitOnDay, follows: Following, given: dict[str, Any]
) -> HttpResponse:
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "act": act,
        "unit": unit,
        "follows": follows,
        "posted": [(name, value) for name, value in posted if name not in ("csrfmiddlewaretoken", "xem")],
        "on": given["on"],
        "decision": given.get("decision", ""),
        "is_coming": _is_coming(given["on"]),
    }
    return render(request, "desk/org/preview.html", context)


def _is_coming(on: date) -> bool:
    return on > local_day(timezone.now())
