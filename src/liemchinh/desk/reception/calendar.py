"""The calendar of reception at the desk: what is planned and posted, what the law still asks for, the day itself."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.reception import calendar as forms
from liemchinh.face.acts import pressed
from liemchinh.face.counting import counted
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import full_day, local_day, short_day, time_of_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.reception import services
from liemchinh.reception.queries import booking as bookings
from liemchinh.reception.queries import calendar as queries
from liemchinh.reception.rules import calendar as rules
from liemchinh.reception.rules.booking import BOOKING_STATE_NAMES, NEED_NAMES, BookingState, Need
from liemchinh.reception.rules.calendar import ChairedBy, SessionForm, SessionKind, SessionState

if TYPE_CHECKING:
    from liemchinh.reception.models import Session

MONTH = timedelta(days=31)
BACK, AHEAD = 2 * MONTH, 7 * MONTH
"""The stretch that the page shows."""
LOOKS = {
    SessionState.DRAFT: ChipKind.PAUSED,
    SessionState.PUBLISHED: ChipKind.ON,
    SessionState.OPEN: ChipKind.SOON,
    SessionState.HELD: ChipKind.DONE,
    SessionState.POSTPONED: ChipKind.PLAIN,
    SessionState.CANCELLED: ChipKind.PLAIN,
}


@dataclass(frozen=True)
class Line:
    """One session in the list. `warning`: a draft that can no longer be posted in time, or a day that went by."""

    session: "Session"
    hours: str
    kind: str
    chip: Chip
    booked: int
    warning: str


@dataclass(frozen=True)
class Act:
    """One thing that can be done to a session: its address, its word, its form (None: a button is enough)."""

    slug: str
    word: str
    origins: frozenset[SessionState]
    form: type[django_forms.Form] | None
    verb: Callable[..., Any]
    done: str
    extra: tuple[tuple[str, str], ...] = ()


ACTS: dict[str, Act] = {
    act.slug: act
    for act in (
        Act(
            "niem-yet",
            gettext_noop("Niêm yết"),
            frozenset({SessionState.DRAFT}),
            None,
            lambda *, session, by, at: services.publish(sessions=[session], by=by, at=at),
            gettext_noop("Đã niêm yết. Buổi tiếp hiện trên lịch công khai."),
        ),
        Act(
            "mo",
            gettext_noop("Bắt đầu tiếp"),
            frozenset({SessionState.PUBLISHED}),
            None,
            services.open_session,
            gettext_noop("Đã ghi giờ bắt đầu."),
        ),
        Act(
            "ket-thuc",
            gettext_noop("Kết thúc buổi tiếp"),
            frozenset({SessionState.OPEN}),
            forms.CloseForm,
            services.close_session,
            gettext_noop("Đã ghi buổi tiếp. Nhớ ghi từng lượt vào sổ và lập thông báo kết luận."),
        ),
        Act(
            "lui",
            gettext_noop("Lùi sang ngày khác"),
            frozenset({SessionState.PUBLISHED}),
            forms.PostponeForm,
            services.postpone,
            gettext_noop("Đã lùi buổi tiếp. Người đã đăng ký được chuyển theo và được báo."),
        ),
        Act(
            "huy",
            gettext_noop("Hủy buổi tiếp"),
            frozenset({SessionState.DRAFT, SessionState.PUBLISHED}),
            forms.CancelForm,
            services.cancel,
            gettext_noop("Đã hủy buổi tiếp."),
        ),
        *(
            Act(
                f"chuan-bi-{step}",
                word,
                frozenset({SessionState.PUBLISHED}),
                None,
                services.prepare,
                gettext_noop("Đã ghi bước chuẩn bị."),
                (("step", step),),
            )
            for step, word in (
                ("notified", gettext_noop("Ghi: đã báo người dân và cơ quan")),
                ("tested", gettext_noop("Ghi: đã kết nối thử thành công")),
                ("connected", gettext_noop("Ghi: đã kết nối xong mọi điểm cầu")),
            )
        ),
    )
}


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.READERS)
def calendar(request: HttpRequest) -> HttpResponse:
    """Lịch tiếp công dân: buổi dự kiến, đã niêm yết, đã tiếp; còn thiếu ngày nào theo luật; niêm yết nhiều buổi."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    authority = authority_of(actor, on, str(request.GET.get("don_vi", "")))
    unit = org.unit(authority, on)
    problem = ""
    if request.method == "POST":
        if authority not in actor.authorities_as(*rules.PLANNERS):
            raise NotFound(authority)
        numbers = [int(number) for number in request.POST.getlist("buoi") if number.isdecimal()]
        try:
            services.publish(sessions=numbers[: rules.LONGEST_SERIES], by=actor, at=at)
        except Refused as refused:
            problem = str(refused)
        else:
            messages.success(request, counted("Đã niêm yết {count} buổi.", len(numbers)).format(count=len(numbers)))
            return redirect("desk:reception_calendar")
    rows = queries.sessions(actor, authority=authority, first=on - BACK, until=on + AHEAD, on=on)
    working = org.calendar_of(unit, on)
    booked = bookings.counts([row.pk for row in rows])
    lines = [_line(row, booked.get(row.pk, 0), on, working) for row in rows]
    seen = sorted(queries.authorities(actor, on))
    names = org.unit_names(seen, on)
    context = {
        "unit": unit,
        "drafts": [line for line in lines if line.session.state == SessionState.DRAFT],
        "coming": [line for line in lines if line.session.on >= on and line.session.state != SessionState.DRAFT],
        "past": [line for line in reversed(lines) if line.session.on < on and line.session.state != SessionState.DRAFT],
        "counted": queries.frequency(unit, first=on.replace(day=1) - timedelta(days=1), last=on, today=on),
        "alarms": [one for one in queries.alarms(actor, at=at) if one.unit.code != authority],
        "plans": authority in actor.authorities_as(*rules.PLANNERS),
        "waiting": bookings.waiting(actor, on=on),
        "offices": [(code, names.get(code, code)) for code in seen] if len(seen) > 1 else [],
        "problem": problem,
    }
    return render(request, "desk/reception/calendar.html", context, status=409 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.PLANNERS)
def plan(request: HttpRequest) -> HttpResponse:
    """Lập lịch tiếp công dân: một buổi hoặc cả loạt; ghi là dự kiến, niêm yết sau."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    unit = org.unit(own_authority(actor), on)
    heads = [(seat.code, f"{seat.title} {seat.person_name}".strip()) for seat in queries.heads_of(unit, on)]
    desk = queries.regular_desk(unit, on)
    working = org.calendar_of(unit, on)
    kept: dict[str, Any] = {"heads": heads, "calendar": working}
    status = 200
    if request.method == "POST":
        form, status = forms.PlanForm(request.POST, **kept), 422
        if form.is_valid():
            try:
                rows = services.plan(
                    authority=unit.code,
                    seat=form.cleaned_data["seat"],
                    days=form.days,
                    what=form.plan(),
                    token=form.cleaned_data["token"],
                    by=actor,
                    at=at,
                )
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                sentence = counted("Đã ghi {count} buổi dự kiến. Xem lại rồi niêm yết.", len(rows))
                messages.success(request, sentence.format(count=len(rows)))
                return redirect("desk:reception_calendar")
    else:
        start = {"token": uuid.uuid4(), "place": desk.place}
        form = forms.PlanForm(initial=start, **kept)
    earliest, term = rules.earliest_day(on, working)
    context = {"form": form, "unit": unit, "earliest": earliest, "term": term, "heads": heads}
    return render(request, "desk/reception/plan.html", context, status=status)


@require_http_methods(["GET", "HEAD"])
@seated(*rules.READERS)
def session(request: HttpRequest, number: int) -> HttpResponse:
    """Một buổi tiếp công dân: ngày giờ, chuẩn bị, ai đăng ký, việc làm được lúc này."""
    actor, at = actor_of(request), timezone.now()
    return _page(request, actor, queries.session_for(actor, number=number, on=local_day(at)))


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.PLANNERS)
def session_act(request: HttpRequest, number: int, slug: str) -> HttpResponse:
    """Một việc trên buổi tiếp: niêm yết, mở, kết thúc, lùi, hủy, ghi bước chuẩn bị trực tuyến."""
    actor, at = actor_of(request), timezone.now()
    act = ACTS.get(slug)
    row = queries.session_for(actor, number=number, on=local_day(at))
    if act is None or row.authority.code not in actor.authorities_as(*rules.PLANNERS):
        raise NotFound(slug)
    if act.form is None:
        if request.method != "POST":
            return redirect("desk:reception_session", number)
        try:
            act.verb(session=number, by=actor, at=at, **dict(act.extra))
        except Refused as refused:
            return _page(request, actor, row, problem=str(refused))
        messages.success(request, shown(act.done))
        return redirect("desk:reception_session", number)
    form = _form_of(act, request, row)
    verb = partial(act.verb, session=number, by=actor, at=at)
    sent = pressed(form, lambda: verb(**form.given()))  # type: ignore[attr-defined]
    if sent.done:
        messages.success(request, shown(act.done))
        return redirect("desk:reception_session", sent.made.pk)
    context = {"form": form, "act": act, "word": shown(act.word), "session": row, "hours": _hours(row)}
    return render(request, "desk/reception/session_act.html", context, status=sent.status)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.PLANNERS)
def regular(request: HttpRequest) -> HttpResponse:
    """Nơi tiếp công dân thường xuyên: nơi, giờ, ai trực thứ mấy, niêm yết từ một ngày."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    unit = org.unit(own_authority(actor), on)
    seats = [(seat.code, f"{seat.title} {seat.person_name}".strip()) for seat in services.receivers(unit, on)]
    kept: dict[str, Any] = {"units": [(unit.code, unit.name)], "today": on, "seats": seats}
    status = 200
    if request.method == "POST":
        form, status = forms.RegularForm(request.POST, **kept), 422
        if form.is_valid():
            try:
                services.set_regular(
                    authority=unit.code,
                    since=form.cleaned_data["on"],
                    place=form.cleaned_data["place"],
                    hours=form.cleaned_data["hours"],
                    duty=form.duty(),
                    rules_document=form.cleaned_data["rules_document"],
                    by=actor,
                    at=at,
                )
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, gettext("Đã niêm yết nơi và giờ tiếp thường xuyên."))
                return redirect("desk:reception_calendar")
    else:
        desk, row = queries.regular_desk(unit, on), queries.regular_row(unit, on)
        duty = {f"duty_{day}": codes for day, codes in (row.duty if row else {}).items()}
        start = {"unit": unit.code, "on": on, "place": desk.place, "rules_document": desk.rules, "token": uuid.uuid4()}
        form = forms.RegularForm(initial={**start, **forms.RegularForm.start(desk.hours), **duty}, **kept)
    return render(request, "desk/reception/regular.html", {"form": form, "unit": unit}, status=status)


def own_authority(actor: Actor) -> str:
    """The authority whose calendar this person writes. Raises NotFound."""
    mine = sorted(actor.offices_as(*rules.PLANNERS))
    if not mine:
        raise NotFound("reception")
    return mine[0]


def authority_of(actor: Actor, on: date, asked: str) -> str:
    """The authority that is meant: the one asked for, else the actor's own. Raises NotFound."""
    seen = queries.authorities(actor, on)
    if asked and asked not in seen or not seen:
        raise NotFound(asked)
    return asked or next(iter(sorted(actor.offices_as(*rules.READERS))))


def _form_of(act: Act, request: HttpRequest, row: "Session") -> django_forms.Form:
    data = request.POST if request.method == "POST" else None
    if act.form is forms.CloseForm:
        found = org.seats([row.authority, *org.divisions(row.authority, row.on)], row.on)
        deputies = [
            (seat.person, f"{seat.title} {seat.person_name}")
            for seat in found
            if Role.LEADER in seat.roles and seat.person
        ]
        return forms.CloseForm(data, deputies=deputies, online=row.form == SessionForm.ONLINE)
    assert act.form is not None
    return act.form(data, initial={"token": uuid.uuid4()})


def _page(request: HttpRequest, actor: Actor, row: "Session", *, problem: str = "") -> HttpResponse:
    state, on = SessionState(row.state), row.on
    mine = row.authority.code in actor.authorities_as(*rules.PLANNERS)
    online = row.form == SessionForm.ONLINE
    later = row.on != local_day(timezone.now())
    may = [act for act in ACTS.values() if mine and state in act.origins and (online or not act.extra)]
    may = [act for act in may if act.slug != "mo" or not later]
    heads = {seat.code: f"{seat.title} {seat.person_name}".strip() for seat in queries.heads_of(row.authority, on)}
    rows = bookings.bookings_of(actor, session=row.pk, on=on)
    if rows:
        code, at = row.authority.code, timezone.now()
        note_reading(actor=actor, kind="list", subject="reception.bookings", found=len(rows), authority=code, at=at)
    context = {
        "session": row,
        "day": full_day(row.on),
        "hours": _hours(row),
        "kind": shown(rules.KIND_NAMES[SessionKind(row.kind)]),
        "form_name": shown(rules.FORM_NAMES[SessionForm(row.form)]),
        "head": heads.get(row.seat, row.seat),
        "chip": Chip(LOOKS[state], shown(rules.STATE_NAMES[state])),
        "timers": queries.timers_of(row) if online else (),
        "buttons": [(act, shown(act.word)) for act in may if act.form is None],
        "links": [(act, shown(act.word)) for act in may if act.form is not None],
        "late": rules.late_minutes(row.on, row.opens, row.opened_at) if row.opened_at else 0,
        "chaired": org.people([row.chaired_by]).get(row.chaired_by, row.chaired_by) if row.chaired_by else "",
        "chaired_as": shown(rules.CHAIRED_NAMES[ChairedBy(row.chaired_as)]) if row.chaired_as else "",
        "warning": shown(rules.deputy_warning(row.on, ChairedBy(row.chaired_as))) if row.chaired_as else "",
        "bookings": [
            (
                one,
                time_of_day(one.slot),
                shown(BOOKING_STATE_NAMES[BookingState(one.state)]),
                ", ".join(shown(NEED_NAMES[Need(need)]) for need in one.needs),
            )
            for one in rows
        ],
        "mine": mine,
        "problem": problem,
    }
    return render(request, "desk/reception/session.html", context, status=409 if problem else 200)


def _line(row: "Session", booked: int, on: date, working: Any) -> Line:
    state = SessionState(row.state)
    warning = ""
    if state is SessionState.DRAFT and row.kind != SessionKind.UNSCHEDULED:
        last = rules.last_posting_day(row.on, working)
        if on > last:
            warning = gettext("Đã quá hạn niêm yết ({day}).").format(day=short_day(last))
        else:
            warning = gettext("Niêm yết chậm nhất {day}.").format(day=short_day(last))
    elif state in (SessionState.PUBLISHED, SessionState.OPEN) and row.on < on:
        warning = gettext("Ngày đã qua mà chưa ghi là đã tiếp.")
    kind = shown(rules.KIND_NAMES[SessionKind(row.kind)])
    return Line(row, _hours(row), kind, Chip(LOOKS[state], shown(rules.STATE_NAMES[state])), booked, warning)


def _hours(row: "Session") -> str:
    return f"{row.opens:%H:%M}–{row.closes:%H:%M}"
