"""A booking at the desk: confirm it, offer another hour, turn it down, note on the day who came."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.reception import calendar as forms
from liemchinh.kernel.days import full_day, local_day, time_of_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import shown
from liemchinh.org.services import note_reading
from liemchinh.reception import services
from liemchinh.reception.queries import booking as queries
from liemchinh.reception.rules import calendar as rules
from liemchinh.reception.rules.booking import ALIVE, BOOKING_STATE_NAMES, NEED_NAMES, BookingState, Need

if TYPE_CHECKING:
    from liemchinh.reception.models import Booking

BUTTONS = {
    "xac-nhan": lambda code, by, at: services.confirm(code=code, by=by, at=at),
    "da-den": lambda code, by, at: services.note_came(code=code, came=True, by=by, at=at),
    "khong-den": lambda code, by, at: services.note_came(code=code, came=False, by=by, at=at),
}


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.PLANNERS)
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """Một lịch hẹn của công dân: ai, việc gì, cần hỗ trợ gì; xác nhận, đề nghị giờ khác, từ chối, ghi đã đến."""
    actor, at = actor_of(request), timezone.now()
    row = queries.booking_for(actor, code=code)
    if row.erased_at is not None:
        raise NotFound(code)
    if request.method != "POST":
        note_reading(actor=actor, kind="read", subject=row.code, authority=row.session.authority.code, at=at)
    choices = _choices(row, at)
    bound = request.POST.get("viec", "") if request.method == "POST" else ""
    offer = forms.OfferForm(request.POST if bound == "gio-khac" else None, choices=choices)
    decline = forms.AnswerForm(request.POST if bound == "tu-choi" else None, prefix="tu-choi")
    problem, status = "", 200
    if bound:
        try:
            done = _act(bound, row, offer, decline, actor, at)
        except Refused as refused:
            problem, status = str(refused), 409
        else:
            if done:
                messages.success(request, gettext("Đã ghi. Người đăng ký được báo nếu họ đồng ý nhận tin."))
                return redirect("desk:reception_booking", row.code)
            status = 422
    context = {
        "booking": row,
        "when": f"{time_of_day(row.slot)}, {full_day(row.session.on)}",
        "state": shown(BOOKING_STATE_NAMES[BookingState(row.state)]),
        "needs": [shown(NEED_NAMES[Need(need)]) for need in row.needs],
        "alive": row.state in ALIVE,
        "today": row.session.on <= local_day(at),
        "offer": offer if choices else None,
        "decline": decline,
        "failed": next((form for form in (offer, decline) if form.is_bound and form.errors), None),
        "problem": problem,
    }
    return render(request, "desk/reception/booking.html", context, status=status)


def _act(slug: str, row: "Booking", offer: Any, decline: Any, actor: Any, at: Any) -> bool:
    """Do what was pressed; False when a form needs mending. Raises NotFound for what nobody offered."""
    if slug in BUTTONS:
        BUTTONS[slug](row.code, actor, at)
        return True
    if slug == "gio-khac" and offer.is_valid():
        services.offer(code=row.code, by=actor, at=at, **offer.given())
        return True
    if slug == "tu-choi" and decline.is_valid():
        services.decline(code=row.code, by=actor, at=at, **decline.given())
        return True
    if slug not in ("gio-khac", "tu-choi"):
        raise NotFound(slug)
    return False


def _choices(row: "Booking", at: Any) -> list[tuple[str, str]]:
    """Free hours of the office's coming sessions, other than the one this booking has."""
    sessions = queries.bookable(row.session.authority_id, on=local_day(at))
    found = queries.slots_of_all(sessions)
    return [
        (f"{one.pk} {slot.value}", f"{full_day(one.on)}, {slot.words}")
        for one in sessions
        for slot in found[one.pk]
        if (slot.free and (one.pk, slot.at) != (row.session_id, row.slot))
        or (one.pk, slot.at) == (row.offered_id, row.offered_slot)  # the same form, pressed twice
    ]
