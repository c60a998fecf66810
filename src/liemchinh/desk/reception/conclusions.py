"""What a head concluded: writing the notice, its page and paper, and the work that was given out until it is done."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.forms.reception import conclusions as forms
from liemchinh.desk.forms.reception.following import today_of
from liemchinh.desk.forms.reception.visits import said_of
from liemchinh.desk.reception.visits import READERS, due_chip, office_of
from liemchinh.face.acts import TokenForm, pressed
from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.face.sheets import pdf_answer
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.papers import render as press
from liemchinh.reception import services
from liemchinh.reception.queries import tasks as queries
from liemchinh.reception.queries import visits
from liemchinh.reception.queries.visit_papers import conclusion_notice
from liemchinh.reception.rules import conclusions as rules
from liemchinh.reception.rules.visits import WRITERS, writes

if TYPE_CHECKING:
    from liemchinh.reception.models import ReceptionTask, Visit

TASK_READERS = (*READERS, *rules.UNIT_ROLES)
BACK = 90
"""Days back from today in which the visits of a new notice are looked for: how long the page reaches, not a term."""


@dataclass(frozen=True)
class TaskAct:
    """An act on one task: its word, its form, its verb, whether it is only for who keeps the register."""

    word: str
    form: type[TokenForm]
    verb: Callable[..., object]
    ours: bool
    done: bool = False


ACTS = {
    "xong": TaskAct(gettext_noop("Hoàn thành"), forms.FinishForm, services.finish_task, ours=False),
    "don-doc": TaskAct(gettext_noop("Đôn đốc"), forms.RemindForm, services.remind_task, ours=True),
    "doi-han": TaskAct(gettext_noop("Đổi hạn"), forms.MoveForm, services.move_task, ours=True),
    "gui-ket-qua": TaskAct(
        gettext_noop("Gửi kết quả cho người được tiếp"), forms.ToldForm, services.tell_task, ours=True, done=True
    ),
}


def task_chip(row: "ReceptionTask", at: datetime) -> Chip:
    """Where a task stands."""
    if row.done_at is not None:
        return Chip(ChipKind.DONE, gettext("Xong {day}").format(day=short_day(local_day(row.done_at))))
    return due_chip(row.due_at, at)


@require_safe
@seated(*READERS)
def conclusions(request: HttpRequest) -> HttpResponse:
    """Thông báo kết luận việc tiếp công dân của người đứng đầu: danh sách, việc giao còn lại."""
    actor, at = actor_of(request), timezone.now()
    authority, offices = office_of(actor, request.GET.get("don_vi", ""), at=at)
    number = request.GET.get("trang", "1")
    page = queries.conclusions(
        actor,
        authority=authority,
        on=local_day(at),
        page=int(number) if number.isdecimal() and len(number) < 6 else 1,
    )
    context = {
        "page": page,
        "authority": authority,
        "office": offices[authority],
        "offices": offices if len(offices) > 1 else {},
        "writes": writes(actor, authority),
        "outstanding": queries.outstanding(actor, at=at),
    }
    return render(request, "desk/reception/conclusions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*WRITERS)
def conclude(request: HttpRequest) -> HttpResponse:
    """Lập thông báo kết luận: lượt tiếp nào, ý kiến chỉ đạo, việc gì, đơn vị nào, hạn nào, hỏi ai."""
    actor, at = actor_of(request), timezone.now()
    authority, offices = office_of(actor, request.GET.get("don_vi", ""), at=at, writing=True)
    form = _form(request, actor, authority, at)
    sent = pressed(form, lambda: services.conclude(authority=authority, by=actor, at=at, **form.given()))
    if sent.done:
        messages.success(request, gettext("Đã lập thông báo {number}.").format(number=sent.made.document))
        return redirect("desk:conclusion", sent.made.pk)
    context = {"form": form, "office": offices[authority], "empty": not form.offered}
    return render(request, "desk/reception/conclude.html", context, status=sent.status)


def _form(request: HttpRequest, actor: Actor, authority: str, at: datetime) -> forms.ConcludeForm:
    today = local_day(at)
    first = today.fromordinal(today.toordinal() - BACK)
    until = today.fromordinal(today.toordinal() + 1)
    rows = visits.of_head(actor, authority=authority, on=first, until=until)
    offered = [(row.code, _heard(row)) for row in rows]
    unit = org.unit(authority, today)
    units = [(one.code, one.name) for one in org.subtree(authority, today) if one.code != unit.code]
    if request.method == "POST":
        return forms.ConcludeForm(request.POST, visits=offered, units=units)
    heads = org.seat_holders(unit, Role.CHAIR, today)
    start = {
        "token": uuid.uuid4(),
        "issued_on": today_of(at),
        "chaired_by": heads[0].name if heads else "",
        "codes": [code for code in request.GET.getlist("luot") if code],
    }
    return forms.ConcludeForm(initial=start, visits=offered, units=units)


def _heard(row: "Visit") -> str:
    names = ", ".join(one.name for one in row.visitors.all())
    return f"{short_day(local_day(row.at))}: {names}. {row.matter.subject}"


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*READERS)
def conclusion(request: HttpRequest, number: int) -> HttpResponse:
    """Một thông báo kết luận: lượt tiếp, ý kiến chỉ đạo, việc giao; ghi đã gửi cho ai."""
    actor, at = actor_of(request), timezone.now()
    found = queries.conclusion_for(actor, key=number, at=at)
    mine = writes(actor, found.authority.code)
    form = forms.SendForm(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
    status = 200
    if request.method == "POST":
        if not mine:
            raise NotFound(str(number))
        status = 422
        if form.is_valid():
            services.send_conclusion(conclusion=number, by=actor, at=at, **form.given())
            messages.success(request, gettext("Đã ghi nơi gửi."))
            return redirect("desk:conclusion", number)
    note_reading(
        actor=actor, kind="read", subject=f"reception.conclusion:{number}", authority=found.authority.code, at=at
    )
    context = {
        "conclusion": found,
        "visits": queries.visits_of(found),
        "tasks": [(row, task_chip(row, at)) for row in queries.tasks_of(found)],
        "form": form,
        "writes": mine,
    }
    return render(request, "desk/reception/conclusion.html", context, status=status)


@require_safe
@seated(*READERS)
def conclusion_paper(request: HttpRequest, number: int) -> HttpResponse:
    """Thông báo kết luận việc tiếp công dân, khổ A4."""
    actor, at = actor_of(request), timezone.now()
    found = queries.conclusion_for(actor, key=number, at=at)
    subject = f"reception.conclusion:{number}"
    note_reading(actor=actor, kind="paper", subject=subject, authority=found.authority.code, at=at)
    return pdf_answer(press(conclusion_notice(found)), name=f"ket-luan-{number}")


@require_safe
@seated(*TASK_READERS)
def tasks(request: HttpRequest) -> HttpResponse:
    """Việc giao sau tiếp công dân: quá hạn, đang làm, đã xong; đơn vị chỉ thấy việc của mình."""
    actor, at = actor_of(request), timezone.now()
    view = request.GET.get("xem", "open")
    view = view if view in queries.VIEWS else "open"
    number = request.GET.get("trang", "1")
    page = queries.tasks(actor, at=at, view=view, page=int(number) if number.isdecimal() and len(number) < 6 else 1)
    note_reading(actor=actor, kind="list", subject="reception.tasks", found=page.paginator.count, at=at)
    context = {
        "page": page,
        "rows": [(row, task_chip(row, at)) for row in page.object_list],
        "view": view,
        "views": [(name, said_of(VIEW_NAMES[name])) for name in queries.VIEWS],
    }
    return render(request, "desk/reception/tasks.html", context)


VIEW_NAMES = {
    "open": gettext_noop("Đang làm"),
    "late": gettext_noop("Quá hạn"),
    "done": gettext_noop("Đã xong"),
    "all": gettext_noop("Tất cả"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*TASK_READERS)
def task(request: HttpRequest, number: int) -> HttpResponse:
    """Một việc giao: nội dung, hạn, đôn đốc, đổi hạn, kết quả; và việc làm được lúc này."""
    actor, at = actor_of(request), timezone.now()
    found = queries.task_for(actor, key=number, at=at)
    slug = str(request.POST.get("viec") or request.GET.get("viec") or "")
    open_now = _open_acts(found, actor)
    if slug and slug not in open_now:
        if slug not in ACTS:
            raise Http404
        return redirect("desk:reception_task", number)
    form: TokenForm | None = None
    status = 200
    if slug:
        act = ACTS[slug]
        form = act.form(request.POST if request.method == "POST" else None, initial={"token": uuid.uuid4()})
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    act.verb(task=number, by=actor, at=at, **form.given())
                except Refused as refused:
                    form.add_error(None, str(refused))
                    status = 409
                else:
                    messages.success(request, gettext("Đã ghi: {word}.").format(word=said_of(act.word)))
                    return redirect("desk:reception_task", number)
    context = {
        "task": found,
        "status": task_chip(found, at),
        "form": form,
        "slug": slug,
        "word": said_of(ACTS[slug].word) if slug else "",
        "doors": [(name, said_of(ACTS[name].word)) for name in open_now],
        "sees_conclusion": found.authority.code in visits.offices(actor, local_day(at)),
    }
    return render(request, "desk/reception/task.html", context, status=status)


def _open_acts(found: "ReceptionTask", actor: Actor) -> list[str]:
    ours = writes(actor, found.authority.code)
    may = rules.may_finish(actor, authority=found.authority.code, unit=found.unit.code if found.unit else "")
    done = found.done_at is not None
    return [
        slug
        for slug, act in ACTS.items()
        if (ours or (may and not act.ours)) and act.done == done and not (act.done and found.told_at)
    ]
