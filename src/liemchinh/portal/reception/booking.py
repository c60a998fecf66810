"""Booking an hour of reception: one form, a code and a second fact, and the booking itself for who has both.

A signed cookie that goes to the pages of this one booking remembers for half an hour what was shown; nothing is
stored for it. Without a booking everybody is received all the same, and every page says so.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from liemchinh.face.guards import BOOKING, READING
from liemchinh.face.limits import limited
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.codes import KEY_LENGTH, grouped, tidy_fact
from liemchinh.kernel.days import VIETNAM, full_day, local_day, time_of_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import shown
from liemchinh.law.book import provision
from liemchinh.org import queries as org
from liemchinh.portal.forms.reception import FIELD_OF, BookForm, BookingLookUpForm, MoveForm, StepForm
from liemchinh.portal.reception.lines import heads_in_words, lines_of
from liemchinh.portal.tickets import Door, Tickets
from liemchinh.reception import services
from liemchinh.reception.queries import booking as queries
from liemchinh.reception.queries import calendar
from liemchinh.reception.rules.booking import ALIVE, BOOKING_STATE_NAMES, NEED_NAMES, BookingState, Need
from liemchinh.reception.rules.calendar import SessionState

if TYPE_CHECKING:
    from liemchinh.reception.models import Booking, Session

TICKETS = Tickets("liemchinh_lich_hen", "liemchinh.portal.booking", "portal:booking", "portal:booking_look_up")
LOOKS = {
    BookingState.ASKED: ChipKind.PAUSED,
    BookingState.CONFIRMED: ChipKind.ON,
    BookingState.OFFERED: ChipKind.SOON,
    BookingState.CAME: ChipKind.DONE,
    BookingState.CANCELLED: ChipKind.PLAIN,
    BookingState.MISSED: ChipKind.PLAIN,
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(READING)
@limited(BOOKING, "POST")
def book(request: HttpRequest, number: int) -> HttpResponse:
    """Đăng ký một giờ của buổi tiếp công dân: giờ, họ tên, cách liên hệ, việc gì, mấy người, cần hỗ trợ gì."""
    at = timezone.now()
    session = calendar.session_shown(number)
    if session.state != SessionState.PUBLISHED or not session.slot_minutes or session.on < local_day(at):
        raise NotFound(str(number))
    choices = _choices([session], with_day=False)
    group = provision("reception.group_size", on=session.on).number()
    kept = provision("reception.booking_kept", on=session.on)
    status = 200
    if request.method == "POST":
        known = _known(request)
        if known is not None:  # the same form again: its hour is no longer free, for it is its own
            return TICKETS.let_in(request, code=known.code, fact=known.key)
        form, status = BookForm(request.POST, choices=choices, group=group), 422
        if form.is_valid():
            chosen, slot = form.slot()
            try:
                row = services.book(
                    session=chosen, slot=slot, wish=form.wish(), token=form.cleaned_data["token"], at=at
                )
            except Refused as refused:
                sentence = str(refused)
                form.add_error(FIELD_OF.get(refused.code), sentence)
                status = 409
            else:
                return TICKETS.let_in(request, code=row.code, fact=row.key)
    else:
        form = BookForm(choices=choices, group=group, initial={"token": uuid.uuid4()})
    line = lines_of([session], heads_in_words(_unit(session), session.on))[0]
    context = {
        "form": form,
        "session": session,
        "line": line,
        "full": not choices,
        "unit": _unit(session),
        "kept": kept,
    }
    return render(request, "portal/reception/book.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Mở lịch hẹn đã đăng ký: mã lịch hẹn và bốn số cuối điện thoại hoặc mã bí mật."""
    return DOOR.answer(request)


@never_cache
@require_http_methods(["GET", "HEAD"])
def booking(request: HttpRequest, code: str) -> HttpResponse:
    """Lịch hẹn của ông/bà: giờ, nơi, đã xác nhận chưa, đổi giờ, hủy."""
    opened = _shown(request, code)
    if opened is None:
        return TICKETS.to_the_door(code)
    row, fact = opened
    return _page(request, row, fact)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(BOOKING, "POST")
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Đổi lịch hẹn sang giờ khác, cùng buổi hoặc buổi khác của cơ quan ấy."""
    opened = _shown(request, code)
    if opened is None:
        return TICKETS.to_the_door(code)
    row, fact = opened
    at = timezone.now()
    choices = _choices(queries.bookable(row.session.authority_id, on=local_day(at)), with_day=True)
    if request.POST.get("gio") == f"{row.session_id} {row.slot:%H:%M}":  # the same form, pressed twice
        return redirect("portal:booking", row.code)
    form = MoveForm(request.POST or None, choices=choices, initial={"seen_step": row.step})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            session, slot = form.slot()
            try:
                services.move(
                    code=code, fact=fact, session=session, slot=slot, seen_step=form.cleaned_data["seen_step"], at=at
                )
            except Refused as refused:
                form.add_error("gio", str(refused))
                status = 409
            else:
                messages.success(request, gettext("Đã đổi giờ. Lịch hẹn chờ xác nhận lại."))
                return redirect("portal:booking", row.code)
    context = {"form": form, "booking": row, "full": not choices}
    return render(request, "portal/reception/move.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(BOOKING, "POST")
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Hủy lịch hẹn, sau một lần hỏi lại."""
    opened = _shown(request, code)
    if opened is None:
        return TICKETS.to_the_door(code)
    row, fact = opened
    if request.method == "POST":
        services.cancel_booking(code=code, fact=fact, at=timezone.now())
        messages.success(request, gettext("Đã hủy lịch hẹn. Ông/bà vẫn đến được trong giờ tiếp công dân."))
        return redirect("portal:booking", row.code)
    return render(request, "portal/reception/cancel.html", {"booking": row, "when": _when(row)})


@never_cache
@require_http_methods(["POST"])
@limited(BOOKING, "POST")
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Nhận giờ mà cơ quan đề nghị."""
    opened = _shown(request, code)
    if opened is None:
        return TICKETS.to_the_door(code)
    row, fact = opened
    form = StepForm(request.POST)
    if form.is_valid():
        services.accept_offer(code=code, fact=fact, seen_step=form.cleaned_data["seen_step"], at=timezone.now())
        messages.success(request, gettext("Đã nhận giờ mới."))
    return redirect("portal:booking", row.code)


def _known(request: HttpRequest) -> "Booking | None":
    """What this form has already become."""
    try:
        return queries.booked_by_token(uuid.UUID(request.POST.get("token", "")))
    except ValueError:
        return None


def _page(request: HttpRequest, row: "Booking", fact: str) -> HttpResponse:
    state = BookingState(row.state)
    heads = heads_in_words(_unit(row.session), row.session.on)
    alive = state in ALIVE
    context = {
        "booking": row,
        "when": _when(row),
        "line": lines_of([row.session], heads)[0],
        "chip": Chip(LOOKS[state], shown(BOOKING_STATE_NAMES[state])),
        "needs": [shown(NEED_NAMES[Need(need)]) for need in row.needs],
        "key": grouped(row.key) if len(fact) == KEY_LENGTH else "",
        "code": grouped(row.code),
        "alive": alive and row.session.state == SessionState.PUBLISHED,
        "offered": _offer(row),
        "unit": _unit(row.session),
        "step": StepForm(initial={"seen_step": row.step}),
    }
    return render(request, "portal/reception/booking.html", context)


def _offer(row: "Booking") -> str:
    if row.offered is None or row.offered_slot is None:
        return ""
    return f"{time_of_day(row.offered_slot)}, {full_day(row.offered.on)}"


def _when(row: "Booking") -> datetime:
    """The instant of the appointment, for the leaf."""
    return datetime.combine(row.session.on, row.slot, VIETNAM)


def _choices(sessions: Sequence["Session"], *, with_day: bool) -> list[tuple[str, str]]:
    """The free hours of these sessions that have not passed, as a form offers them."""
    now = timezone.now()
    found = queries.slots_of_all(sessions)
    choices = []
    for session in sessions:
        for slot in found[session.pk]:
            if not slot.free or _past(session, slot.at, now):
                continue
            hour = gettext("{hour} (còn {free} chỗ)").format(hour=slot.words, free=slot.free)
            words = f"{full_day(session.on)}, {hour}" if with_day else hour
            choices.append((f"{session.pk} {slot.value}", words))
    return choices


def _past(session: "Session", hour: time, now: datetime) -> bool:
    return datetime.combine(session.on, hour, VIETNAM) <= now


def _unit(session: "Session") -> org.UnitOnDay:
    return org.units([session.authority_id], session.on)[session.authority_id]


def _shown(request: HttpRequest, code: str) -> "tuple[Booking, str] | None":
    """The booking that this browser has opened, with the fact it showed; None when it has to go through the door."""
    fact = TICKETS.admits(request, code=code)
    try:
        return (queries.opened(code, fact), fact) if fact else None
    except NotFound:
        return None


def _fact_shown(code: str, fact: str) -> str | None:
    """What the ticket remembers: the fact itself, which every page asks for again."""
    try:
        queries.opened(code, fact)
    except NotFound:
        return None
    return tidy_fact(fact)


DOOR = Door(TICKETS, BookingLookUpForm, "portal/reception/look_up.html", _fact_shown, code_of=tidy_fact)
