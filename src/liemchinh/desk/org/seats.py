"""One seat: who holds it, and what an administrator may do with it: fill, pass on, empty, end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms import org as forms
from liemchinh.face.shapes import Fact
from liemchinh.kernel.actors import ROLE_NAMES, Actor, Role
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import shown
from liemchinh.org import queries, services


@dataclass(frozen=True)
class SmallAct:
    """One form of a page with several: its part of the post, its name, what it does, the form, and the verb."""

    slug: str
    word: str
    about: str
    form: django_forms.Form
    verb: Callable[..., Any]


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.ADMINISTRATOR)
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """Một vị trí công tác: quyền, người giữ; giao, chuyển cho người khác, thôi giữ, bỏ vị trí."""
    actor, at = actor_of(request), timezone.now()
    unit, line = queries.seat_in(actor, code, local_day(at))
    acts = _acts(request, actor, line, local_day(at))
    status, shown = answered(request, acts, lambda act: act.verb(**act.form.cleaned_data, seat=code, by=actor, at=at))
    if status == 302:
        return redirect("desk:seat", code)
    context = {
        "form": shown,
        "unit": unit,
        "seat": line,
        "facts": _facts(unit, line),
        "acts": acts,
    }
    return render(request, "desk/org/seat.html", context, status=status)


def answered(
    request: HttpRequest, acts: list[SmallAct], carry_out: Callable[[SmallAct], object]
) -> tuple[int, django_forms.Form | None]:
    """What a post to a page with several forms came to: a status (302 when done) and the form that was sent."""
    if request.method != "POST":
        return 200, None
    act = next((act for act in acts if act.slug == request.POST.get("viec")), None)
    if act is None:
        raise NotFound(request.POST.get("viec", ""))
    if not act.form.is_valid():
        return 422, act.form
    try:
        carry_out(act)
    except Refused as refused:
        act.form.add_error(None, str(refused))
        return 409, act.form
    except NotFound:
        act.form.add_error(None, gettext("Ngày ấy không có gì để thay đổi. Xem lại ngày."))
        return 409, act.form
    messages.success(request, gettext("Đã ghi: {word}.").format(word=act.word))
    return 302, None


def of(request: HttpRequest, slug: str, form: type[Any], **options: Any) -> Any:
    """The form of one act, filled in only when it was the one that was sent; its ids never meet another's."""
    data = request.POST if request.POST.get("viec") == slug else None
    return form(data, auto_id=f"id_{slug}_%s", **options)


def _acts(request: HttpRequest, actor: Actor, line: queries.SeatLine, today: date) -> list[SmallAct]:
    if line.closed_on is not None and line.closed_on <= today:
        return []
    start: dict[str, Any] = {"initial": {"on": max(today, line.opened_on)}, "today": today}
    people = queries.assignable(actor, today)
    held = line.since is not None and line.since <= today and (line.until is None or line.until > today)
    acts = []
    if not held:
        acts.append(
            SmallAct(
                "giao",
                gettext("Giao vị trí"),
                gettext("Người được giao có quyền của vị trí từ ngày ghi."),
                of(request, "giao", forms.HolderForm, people=people, **start),
                services.appoint,
            )
        )
    else:
        others = [one for one in people if one[0] != line.person]
        acts += [
            SmallAct(
                "chuyen",
                gettext("Chuyển cho người khác"),
                gettext("Hồ sơ đi theo vị trí. Lập biên bản bàn giao ở trang “Bàn giao hồ sơ” trước khi chuyển."),
                of(request, "chuyen", forms.HolderForm, people=others, lasting=False, **start),
                _pass_on,
            ),
            SmallAct(
                "thoi",
                gettext("Thôi giữ"),
                gettext("Từ ngày ghi không ai giữ vị trí; hồ sơ ở vị trí ấy chờ người mới."),
                of(request, "thoi", forms.EndSeatForm, today=today),
                services.vacate,
            ),
        ]
    acts.append(
        SmallAct(
            "bo",
            gettext("Bỏ vị trí"),
            gettext("Trưởng phòng phải giao lại hồ sơ của vị trí này."),
            of(request, "bo", forms.EndSeatForm, today=today),
            services.close_seat,
        )
    )
    return acts


def _pass_on(*, person: str, **given: Any) -> None:
    services.hand_over(to=person, **given)


def _facts(unit: queries.UnitOnDay, line: queries.SeatLine) -> list[Fact]:
    days = gettext("từ {day}").format(day=short_day(line.opened_on))
    if line.closed_on is not None:
        days += " " + gettext("đến trước {day}").format(day=short_day(line.closed_on))
    holder = None
    if line.since is not None:
        holder = gettext("{name}, từ {day}").format(name=line.person_name, day=short_day(line.since))
        if line.until is not None:
            holder += " " + gettext("đến trước {day}").format(day=short_day(line.until))
    return [
        Fact(gettext("Mã vị trí"), line.code),
        Fact(gettext("Đơn vị"), unit.name),
        Fact(gettext("Quyền"), ", ".join(shown(ROLE_NAMES[role]) for role in line.roles)),
        Fact(gettext("Có"), days),
        Fact(gettext("Người giữ"), holder),
    ]
