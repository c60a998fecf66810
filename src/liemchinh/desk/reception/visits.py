"""The desk of citizen reception: today's people, writing a visit into the register, and one visit with its acts."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, chosen_office, seated
from liemchinh.desk.cards import read_person
from liemchinh.desk.forms.reception.visits import RecordForm, now_of, said_of
from liemchinh.desk.reception.acts import ACTS, Act
from liemchinh.face.acts import number_of
from liemchinh.face.shapes import Chip, ChipKind, Fact
from liemchinh.face.sheets import pdf_answer
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.papers import render as press
from liemchinh.reception import services
from liemchinh.reception.queries import booking as bookings
from liemchinh.reception.queries import calendar, tasks
from liemchinh.reception.queries import visit_papers as papers
from liemchinh.reception.queries import visits as queries
from liemchinh.reception.rules import erasing, register
from liemchinh.reception.rules import visits as rules

if TYPE_CHECKING:
    from liemchinh.reception.models import Session, Visit, VisitDuty

READERS = (*rules.WRITERS, *rules.OVERSEEING)


def office_of(actor: Actor, asked: str, *, at: datetime, writing: bool = False) -> tuple[str, dict[str, str]]:
    """The authority asked for, else the actor's own, and all those they may choose. Raises NotFound."""
    offices = queries.offices(actor, local_day(at))
    if writing:
        offices = {code: name for code, name in offices.items() if code in actor.offices_as(*rules.WRITERS)}
    return chosen_office(actor, asked, offices), offices


def due_chip(due_at: datetime | None, at: datetime) -> Chip:
    """Where something that is still to be done stands."""
    if due_at is None:
        return Chip(ChipKind.PLAIN, gettext("Luật không ghi thời hạn"))
    if due_at < at:
        return Chip(ChipKind.LATE, gettext("Quá hạn từ {day}").format(day=short_day(local_day(due_at))))
    if local_day(due_at) == local_day(at):
        return Chip(ChipKind.SOON, gettext("Hạn hôm nay"))
    return Chip(ChipKind.ON, gettext("Hạn {day}").format(day=short_day(local_day(due_at))))


@require_safe
@seated(*READERS)
def today(request: HttpRequest) -> HttpResponse:
    """Tiếp công dân hôm nay: người đã hẹn, lượt đã ghi, việc còn phải trả lời."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    authority, offices = office_of(actor, request.GET.get("don_vi", ""), at=at)
    found = queries.of_day(actor, authority=authority, on=on)
    owed = tasks.duties(actor, at=at, latest=20)
    writes = rules.writes(actor, authority)
    note_reading(actor=actor, kind="list", subject="reception.day", found=len(found), authority=authority, at=at)
    context = {
        "authority": authority,
        "office": offices[authority],
        "offices": offices if len(offices) > 1 else {},
        "on": on,
        "writes": writes,
        "booked": [row for row in bookings.bookings_of_day(actor, on=on) if not row.visit] if writes else [],
        "sessions": _sessions(actor, authority, at),
        "visits": [(row, said_of(rules.VISIT_KIND_NAMES[rules.VisitKind(row.kind)])) for row in found],
        "people": sum(row.people for row in found if not row.refused),
        "duties": [_duty(row, at) for row in owed],
        "outstanding": tasks.outstanding(actor, at=at),
    }
    return render(request, "desk/reception/today.html", context)


def _sessions(actor: Actor, authority: str, at: datetime) -> "list[Session]":
    on = local_day(at)
    following = on.fromordinal(on.toordinal() + 1)
    return calendar.sessions(actor, authority=authority, first=on, until=following, on=on)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.WRITERS)
def record(request: HttpRequest) -> HttpResponse:
    """Ghi một lượt tiếp vào sổ: ai đến, việc gì, đã hướng dẫn hay tiếp nhận; hỏi có phải vụ việc đã tiếp không."""
    actor, at = actor_of(request), timezone.now()
    number = number_of(request)
    if number is not None and request.method != "POST":
        became = queries.written_with(actor, token=number, at=at)
        if became:  # come back to after it was written: there is nothing to be sent a second time
            messages.info(request, gettext("Biểu mẫu ấy đã thành lượt tiếp này. Lượt khác thì ghi từ trang Hôm nay."))
            return redirect("desk:visit", became)
    asked = str(request.POST.get("authority") or request.GET.get("don_vi") or "")
    authority, offices = office_of(actor, asked, at=at, writing=True)
    held = _sessions(actor, authority, at)
    sessions = [(str(row.pk), f"{row.opens:%H:%M}–{row.closes:%H:%M}, {row.place}") for row in held]
    if request.method != "POST":
        form = RecordForm(initial=_start(request, actor, authority, at, number), sessions=sessions)
        return _record_page(request, form, offices[authority], at)
    if request.POST.get("lam") == "quet":
        return _record_page(request, _scanned(request, sessions), offices[authority], at)
    form = RecordForm(request.POST, sessions=sessions)
    if not form.is_valid():
        return _record_page(request, form, offices[authority], at, status=422)
    chosen = request.POST.get("vu_viec", "")
    sent = queries.by_token(form.cleaned_data["token"])  # the same form again is asked nothing: the verb knows it
    known = _known(form, actor, authority) if sent is None else []
    if known and chosen not in {"new", *(str(one.key) for one in known)}:
        return _record_page(request, form, offices[authority], at, known=known)
    session = form.cleaned_data["session"]
    try:
        visit = services.record_visit(
            authority=authority,
            said=form.said(),
            by=actor,
            at=at,
            held_at=form.held_at(),
            matter=int(chosen) if chosen.isdecimal() and known else None,
            session=int(session) if session else None,
            booking=form.cleaned_data["booking"],
            token=form.cleaned_data["token"],
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _record_page(request, form, offices[authority], at, known=known, status=409)
    messages.success(request, gettext("Đã ghi lượt {code}.").format(code=visit.code))
    return redirect("desk:visit", visit.code)


def _known(form: RecordForm, actor: Actor, authority: str) -> list[rules.Known]:
    people = form.people_named()
    return queries.likely_matters(
        actor,
        authority=authority,
        subject=form.cleaned_data["subject"],
        identities=[one.identity for one in people],
        names=[one.name for one in people],
    )


def _start(
    request: HttpRequest, actor: Actor, authority: str, at: datetime, number: uuid.UUID | None
) -> dict[str, Any]:
    start: dict[str, Any] = {
        "token": number or uuid.uuid4(),
        "authority": authority,
        "kind": "regular",
        "form": "direct",
        "people": 1,
        "content": "unsorted",
        "within": "",
        "n0_identity_kind": "card",
        **now_of(at),
    }
    code = request.GET.get("hen", "")
    if code:
        row = bookings.booking_for(actor, code=code)
        start |= {"booking": row.code, "n0_name": row.name, "n0_phone": row.phone, "people": row.people}
        start |= {"subject": row.about, "kind": row.session.kind, "form": row.session.form}
        start["session"] = str(row.session_id)
    return start


def _scanned(request: HttpRequest, sessions: list[tuple[str, str]]) -> RecordForm:
    """The page as it was, with the first person's boxes filled from an identity card."""
    values = {name: request.POST[name] for name in request.POST if name not in ("quet", "lam", "csrfmiddlewaretoken")}
    person = read_person(request.POST.get("quet", ""))
    facts = {"identity": person.identity, "phone": person.phone, "name": person.name, "address": person.address}
    for name, value in facts.items():
        if value:
            values[f"n0_{name}"] = value
    if person.identity:
        values["n0_identity_kind"] = "card"
    return RecordForm(initial=values, sessions=sessions)


def _record_page(
    request: HttpRequest,
    form: RecordForm,
    office: str,
    at: datetime,
    *,
    known: "list[rules.Known] | None" = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "office": office,
        "known": known or [],
        "chosen": request.POST.get("vu_viec", ""),
        "register_form": register.form_on(local_day(at)),
    }
    return render(request, "desk/reception/record.html", context, status=status)


@require_safe
@seated(*READERS)
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """Một lượt tiếp: điều đã ghi, việc phải làm và hạn, việc làm được, lịch sử sửa."""
    actor, at = actor_of(request), timezone.now()
    found = queries.visit_for(actor, code=code, at=at)
    note_reading(actor=actor, kind="read", subject=found.code, authority=found.authority.code, at=at)
    changes = queries.changes_of(found)
    names = org.people({found.by, *(change.by for change in changes)})
    context = {
        "visit": found,
        "people": queries.visitors_of(found),
        "facts": _facts(found, names),
        "chips": _chips(found),
        "duties": [_duty(row, at) for row in queries.duties_of(found)],
        "refusal": found.refusal if found.refused and found.erased_at is None else None,
        "refusal_ground": found.refusal.basis if found.refused else "",
        "receipts": [
            (row, f"bien-nhan-so-{row.number}") for row in queries.receipts_of(found) if found.erased_at is None
        ],
        "copies": {str(kind): said_of(name) for kind, name in rules.COPY_NAMES.items()},
        "others": queries.of_matter(actor, found),
        "changes": [(change, names.get(change.by, change.by), _told(change.facts)) for change in changes],
        "doors": _doors(found, actor),
    }
    return render(request, "desk/reception/visit.html", context)


def _duty(row: "VisitDuty", at: datetime) -> tuple["VisitDuty", str, Chip]:
    word = said_of(rules.DUTY_NAMES[rules.DutyKind(row.kind)])
    if row.outcome == "refused":
        return row, word, Chip(ChipKind.PLAIN, gettext("Thôi, vì đã từ chối tiếp"))
    if row.done_at is not None:
        return row, word, Chip(ChipKind.DONE, gettext("Xong {day}").format(day=short_day(local_day(row.done_at))))
    return row, word, due_chip(row.due_at, at)


def _doors(found: "Visit", actor: Actor) -> list[tuple[str, str]]:
    """The acts that are open now, the most pressing first."""
    if not rules.writes(actor, found.authority.code) or found.erased_at is not None:
        return []
    return [
        (reverse("desk:visit_act", args=[found.code, slug]), said_of(act.word))
        for slug, act in ACTS.items()
        if act.open_to(found)
    ]


def _chips(found: "Visit") -> list[Chip]:
    chips = [Chip(ChipKind.PLAIN, said_of(rules.CONTENT_NAMES[rules.Content(found.content)]))]
    if found.refused:
        chips.append(Chip(ChipKind.PAUSED, gettext("Đã từ chối tiếp")))
    elif found.occasion > 1:
        chips.append(Chip(ChipKind.PLAIN, gettext("Tiếp lần {number}").format(number=found.occasion)))
    if found.group:
        chips.append(Chip(ChipKind.SOON, gettext("Đoàn đông người")))
    if found.restricted:
        chips.append(Chip(ChipKind.PAUSED, gettext("Giữ kín")))
    return chips


def _facts(found: "Visit", names: dict[str, str]) -> list[Fact]:
    within = {True: gettext("Có"), False: gettext("Không"), None: gettext("Chưa xem xét")}[found.within]
    facts = [
        Fact(gettext("Chế độ"), said_of(rules.VISIT_KIND_NAMES[rules.VisitKind(found.kind)])),
        Fact(gettext("Hình thức"), said_of(rules.VISIT_FORM_NAMES[rules.VisitForm(found.form)])),
        Fact(gettext("Người tiếp"), found.received_by or names.get(found.by, found.by)),
        Fact(gettext("Số người được tiếp"), str(found.people)),
        Fact(gettext("Vụ việc"), found.matter.subject),
        Fact(gettext("Tóm tắt nội dung"), found.summary),
        Fact(gettext("Yêu cầu, đề nghị"), found.request or None),
        Fact(gettext("Văn bản cử người đại diện"), found.delegation or None),
        Fact(gettext("Số người có đơn cùng nội dung"), str(found.petitioners) if found.petitioners else None),
        Fact(gettext("Cơ quan đã giải quyết hết thẩm quyền"), found.settled_by or None),
        Fact(gettext("Thuộc thẩm quyền"), within),
        Fact(gettext("Hướng dẫn đến"), register.with_document(found.guided_to, found.guided_document) or None),
        Fact(gettext("Chuyển đơn đến"), register.with_document(found.forwarded_to, found.forwarded_document) or None),
        Fact(gettext("Theo dõi kết quả"), found.follow_up or None),
        Fact(gettext("Đơn đã nhận"), found.petition or None),
        Fact(gettext("Người ghi sổ"), names.get(found.by, found.by)),
    ]
    return [fact for fact in facts if fact.value is not None]


def _told(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What a change says: the name of the box, before and after."""
    labels = {name: str(field.label) for name, field in RecordForm.base_fields.items()}
    lines = []
    for name, (before, after) in sorted(facts.items()):
        label = gettext("Người được tiếp") if name == "visitors" else labels.get(name, name)
        lines.append((label, _shown(before), _shown(after)))
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, list):
        people = ([one[name] for name in ("name", "address", "identity") if one[name]] for one in value)
        return "; ".join(", ".join(parts) for parts in people)
    if isinstance(value, bool):
        return gettext("Có") if value else gettext("Không")
    for names in (rules.CONTENT_NAMES, rules.VISIT_KIND_NAMES, rules.VISIT_FORM_NAMES):
        if value in [str(key) for key in names]:
            return said_of(names[value])  # type: ignore[index]
    return "–" if value in (None, "") else str(value)


@require_safe
@seated(*READERS)
def paper(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Giấy của lượt tiếp: thông báo từ chối (mẫu 01), giấy biên nhận tài liệu (mẫu 02)."""
    actor, at = actor_of(request), timezone.now()
    found = queries.visit_for(actor, code=code, at=at)
    erasing.check_not_erased(found.erased_at is not None)
    kind, _, number = name.partition("-so-")
    if kind == "tu-choi":
        content = press(papers.refusal_notice(found, today=local_day(at)))
    elif kind == "bien-nhan" and number.isdecimal() and len(number) < 5:
        content = press(papers.evidence_paper(found, int(number)))
    else:
        raise Http404
    note_reading(actor=actor, kind="paper", subject=found.code, authority=found.authority.code, at=at)
    return pdf_answer(content, name=name)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*rules.WRITERS)
def act(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Một việc với lượt tiếp: sửa, xếp vụ việc, trả lời, từ chối, thông báo, biên nhận, trả tài liệu, kết quả."""
    known = ACTS.get(slug)
    if known is None:
        raise Http404
    actor, at = actor_of(request), timezone.now()
    found = queries.visit_for(actor, code=code, at=at)
    rules.check_writes(actor, found.authority.code)
    if request.method != "POST":
        if not known.open_to(found):
            return redirect("desk:visit", found.code)
        form = known.make(None, found, actor, at)
        return _act_page(request, found, known, form)
    form = known.make(request.POST, found, actor, at)
    if not form.is_valid():
        return _act_page(request, found, known, form, status=422)
    try:
        known.do(form, found, actor, at)
    except Refused as refused:
        data = request.POST.copy()
        data["seen"] = str(queries.changes_seen(found))  # everything typed, on a page that knows what was not seen
        form = known.make(data, found, actor, at)
        form.is_valid()
        form.add_error(None, str(refused))
        return _act_page(request, found, known, form, status=409)
    messages.success(request, gettext("Đã ghi: {word}.").format(word=said_of(known.word)))
    return redirect("desk:visit", found.code)


def _act_page(request: HttpRequest, found: "Visit", known: Act, form: Any, *, status: int = 200) -> HttpResponse:
    context = {
        "visit": found,
        "act": {"word": said_of(known.word), "about": said_of(known.about)},
        "form": form,
        "chips": _chips(found),
        "people": queries.visitors_of(found),
    }
    return render(request, known.template, context, status=status)
