"""The counter: one page from the person to the printed receipt. Works by keyboard and without any script.

Every press of Enter posts the page and gets it back with what was found; nothing is kept on the server until one
of the three answers is given. The posted page carries its own number, so pressing twice makes one dossier.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.cards import read_person
from liemchinh.desk.dossiers.dossier import PAPER_NAMES
from liemchinh.desk.forms.dossiers.papers import Asked
from liemchinh.desk.forms.dossiers.receiving import ReceiveForm, said
from liemchinh.dossiers import queries, rules, services
from liemchinh.face.acts import number_of
from liemchinh.face.templatetags.face import full_day
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.codes import grouped
from liemchinh.kernel.days import local_day, short_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Reading
from liemchinh.notices import rules as notice_rules
from liemchinh.notices import services as notices
from liemchinh.org import queries as org
from liemchinh.org.services import note_reading
from liemchinh.procedures import queries as catalogue

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier
    from liemchinh.procedures.models import Channel, ProcedureVersion

SHOWN = 12
"""Procedures that a search at the counter shows; more means: type another word."""
AT_THE_COUNTER = {
    rules.State.RECEIVED: ("receipt", ("A4", "A5", "80mm")),
    rules.State.REGISTERED: ("supplement", ("A4",)),
    rules.State.REFUSED: ("refusal", ("A4",)),
}
"""What each of the three answers gives the applicant in hand, and on which paper."""
ANSWERS: dict[str, Callable[..., "Dossier"]] = {
    "receive": services.receive,
    "register": services.register,
    "refuse": services.refuse_new,
}


@dataclass
class Counter:
    """What the page works with: the office, the day, what has been typed so far and what was found for it."""

    actor: Actor
    at: datetime
    authority: org.UnitOnDay
    authorities: list[tuple[str, str]]
    values: dict[str, Any]
    version: "ProcedureVersion | None" = None
    found: Sequence["ProcedureVersion"] = ()
    searched: str = ""
    nearest: bool = False
    note: str = ""
    focus: str = "quet"

    @property
    def on(self) -> date:
        """Today, in Vietnam."""
        return local_day(self.at)


@require_http_methods(["GET", "HEAD", "POST"])
@seated(Role.RECEIVER)
def receive(request: HttpRequest) -> HttpResponse:
    """Tiếp nhận hồ sơ tại quầy: người nộp, thủ tục, giấy tờ, ngày hẹn, rồi tiếp nhận, yêu cầu bổ sung hoặc từ chối."""
    number = number_of(request)
    if number is not None and request.method != "POST":
        became = queries.opened_with(actor_of(request), token=number, at=timezone.now())
        if became:  # come back to after the receipt: there is nothing to be sent a second time
            messages.info(request, gettext("Biểu mẫu ấy đã thành hồ sơ này. Hồ sơ khác thì bấm Tiếp nhận hồ sơ khác."))
            return redirect("desk:done", became)
    desk = _open(request, number)
    verb = said(request.POST, "lam")
    if verb in ANSWERS and desk.version is not None:
        return _answer(request, desk, verb)
    if request.method == "POST":
        _find_person(desk)
        _find_procedure(desk)
        if verb in ANSWERS and desk.version is None:
            desk.note = gettext("Chưa chọn thủ tục.")
    return _page(request, desk, _form(desk))


@require_safe
@seated(Role.RECEIVER)
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Vừa tiếp nhận xong: tờ lịch, mã hồ sơ, mã bí mật và giấy để in."""
    actor, at = actor_of(request), timezone.now()
    dossier = queries.handled_by(actor, code=code, at=at)
    note_reading(actor=actor, kind="read", subject=dossier.code, authority=dossier.authority.code, at=at)
    papers = AT_THE_COUNTER.get(rules.State(dossier.state))
    if papers is None:
        return redirect("desk:dossier", dossier.code)
    tracked = queries.tracked(dossier, at=at)
    context = {
        "dossier": dossier,
        "tracked": tracked,
        "state": rules.State(dossier.state).name,
        "paper": papers[0],
        "sizes": papers[1],
        "files": dossier.attachments.count(),
        "paper_name": PAPER_NAMES[papers[0]],
        "key": grouped(dossier.key),
        "told_by": [
            gettext(sentence) for channel, sentence in notice_rules.CHANNEL_NAMES.items() if dossier.notify.get(channel)
        ],
    }
    return render(request, "desk/dossiers/done.html", context)


def _open(request: HttpRequest, number: uuid.UUID | None) -> Counter:
    """The page as it was posted, or an empty one. The procedure may come with the address (`?thu_tuc=`)."""
    actor, at = actor_of(request), timezone.now()
    on = local_day(at)
    codes = sorted(actor.offices_as(Role.RECEIVER))
    names = org.unit_names(codes, on)
    values: dict[str, Any] = {name: request.POST[name] for name in request.POST}
    wanted = str(values.get("authority") or codes[0])
    if wanted not in codes:
        raise NotFound(wanted)
    values.setdefault("authority", wanted)
    values.setdefault("token", str(number or uuid.uuid4()))
    desk = Counter(
        actor=actor,
        at=at,
        authority=org.unit(wanted, on),
        authorities=[(code, names.get(code, code)) for code in codes],
        values=values,
    )
    chosen = said(request.POST, "chon") or said(request.GET, "thu_tuc")
    if said(request.POST, "lam") == "doi":
        _choose(desk, "")
    elif chosen:
        _choose(desk, chosen)
    else:
        desk.version = _version(desk, said(values, "procedure"))
    return desk


def _version(desk: Counter, code: str) -> "ProcedureVersion | None":
    """The version in force today of a procedure that this authority offers; None for anything else."""
    if not code:
        return None
    try:
        version = catalogue.version_on(code, desk.on)
        first = next(iter(version.channels.all()), None)
        if first is not None:
            catalogue.offered_channel(code, first.id, unit=desk.authority, on=desk.on)
    except NotFound:
        return None
    return version


def _choose(desk: Counter, code: str) -> None:
    """Take another procedure: the papers of the former one are no longer asked about."""
    desk.version = _version(desk, code)
    desk.values = {
        name: value
        for name, value in desk.values.items()
        if name not in ("tim", "channel") and not (name[:1] == "g" and name[1:2].isdecimal())
    }
    desk.values["procedure"] = code if desk.version is not None else ""
    desk.focus = "g0_co" if desk.version is not None else "tim"


def _find_person(desk: Counter) -> None:
    """Fill the applicant's boxes from what was scanned, and from their last dossier at this counter."""
    typed = said(desk.values, "quet")
    if not typed:
        return
    person = read_person(typed)
    if not person:
        desk.note = gettext("Chưa nhận ra “{typed}”. Quét thẻ, hoặc ghi số định danh 12 số, số điện thoại.").format(
            typed=typed[:60]
        )
        return
    desk.values["quet"] = ""
    last = queries.same_applicant(
        desk.actor, authority=desk.authority.code, phone=person.phone, identity=person.identity
    )
    facts = {"identity": person.identity, "phone": person.phone, "name": person.name, "address": person.address}
    for name, value in facts.items():
        if value:
            desk.values[name] = value
    if last is not None:
        for name in ReceiveForm.PERSON:
            if not said(desk.values, name):
                desk.values[name] = getattr(last, f"applicant_{name}")
        desk.note = gettext("Lấy từ hồ sơ {code}, ngày {day}. Hỏi lại trước khi dùng.").format(
            code=last.code, day=short_day(local_day(last.registered_at))
        )
    elif not person.name:
        desk.note = gettext("Người này chưa có hồ sơ tại đây. Ghi họ tên.")
    desk.focus = "tim" if said(desk.values, "name") else "name"


def _find_procedure(desk: Counter) -> None:
    """Look for the procedure typed; a single find, or the whole code, is chosen at once."""
    typed = said(desk.values, "tim")
    if not typed or desk.version is not None:
        return
    result = catalogue.search(typed, on=desk.on, unit=desk.authority)
    exact = [version for version in result.found if version.procedure.code == typed]
    if len(result.found) == 1 or exact:
        _choose(desk, (exact or result.found)[0].procedure.code)
        return
    desk.searched = typed
    desk.found = (result.found or result.nearest)[:SHOWN]
    desk.nearest = not result.found
    desk.focus = "chon-0" if desk.found else "tim"


def _form(desk: Counter, data: Any = None, files: Any = None, *, verb: str = "receive") -> ReceiveForm:
    """The form with what the chosen procedure asks for; with `data` it is to be checked, else only shown."""
    channels = list(desk.version.channels.all()) if desk.version is not None else []
    if channels and not said(desk.values, "channel"):
        desk.values["channel"] = str(next((c for c in channels if c.kind == "direct"), channels[0]).id)
    form = ReceiveForm(
        data,
        files,
        initial=desk.values,
        verb=verb,
        asked=_asked(desk.version) if desk.version is not None else (),
        channels=[(str(channel.id), channel_words(channel)) for channel in channels],
        authorities=desk.authorities,
        ways=notices.open_channels(),
    )
    if data is None and desk.focus in form.fields:
        form.fields[desk.focus].widget.attrs["autofocus"] = True
    return form


def _asked(version: "ProcedureVersion") -> list[Asked]:
    """The papers of a version as rows to tick; remarks ask for nothing and are left out."""
    return [
        Asked(
            name=paper.name or paper.form or gettext("Giấy tờ số {n}").format(n=paper.ordinal),
            kind="copy" if not paper.originals and paper.copies else "original",
            count=min(99, max(1, paper.originals or paper.copies or 1)),
            note=paper.group,
        )
        for paper in version.components.all()
        if not paper.is_remark
    ]


def channel_words(channel: "Channel") -> str:
    """One way of filing in a line: how, in which case, how long, how much."""
    term = channel.budget.words() if channel.budget else gettext("không công bố thời hạn")
    return " · ".join(part for part in (channel.name, channel.case, term, channel.fee) if part)


def _readings(desk: Counter) -> dict[str, Reading]:
    """By channel, the term as it would run if the dossier were accepted now."""
    if desk.version is None:
        return {}
    office = queries.office_of(desk.authority, desk.on)
    move = rules.MOVE["receive"]
    start = rules.Happened(1, desk.at, move.legal, move.index, basis=move.article)
    return {
        str(channel.id): rules.legal_reading(channel.budget, [start], office=office, now=desk.at)
        for channel in desk.version.channels.all()
        if channel.budget is not None
    }


def _page(request: HttpRequest, desk: Counter, form: ReceiveForm, *, status: int = 200) -> HttpResponse:
    readings = _readings(desk)
    hints = {
        channel: gettext("Nhận lúc này thì hẹn trả {day}.").format(day=full_day(reading.due_at))
        for channel, reading in readings.items()
        if reading.due_at
    }
    context = {
        "form": form,
        "desk": desk,
        "version": desk.version,
        "scanned": said(desk.values, "quet"),
        "looked_for": said(desk.values, "tim"),
        "hints": hints,
        "reading": readings.get(said(desk.values, "channel")),
        "focus": "" if form.errors else desk.focus,
    }
    return render(request, "desk/dossiers/receive.html", context, status=status)


def _answer(request: HttpRequest, desk: Counter, verb: str) -> HttpResponse:
    """Give one of the three answers, then show what to print; a form that is not right comes back as it was."""
    form = _form(desk, request.POST, request.FILES, verb=verb)
    if not form.is_valid():
        return _page(request, desk, form, status=422)
    try:
        dossier = _act(desk, form, verb)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, desk, form, status=409)
    return redirect("desk:done", dossier.code)


def _act(desk: Counter, form: ReceiveForm, verb: str) -> "Dossier":
    """The verb itself; scans follow as an act of their own, since they were looked into before."""
    said_why: dict[str, Mapping[str, Any]] = {
        "receive": {},
        "register": {"reason": form.cleaned_data["reason"], "missing": form.missing()},
        "refuse": {name: form.cleaned_data[name] for name in ("reason", "reason_code")},
    }
    token = form.token_given()
    filing = form.filing()
    dossier = ANSWERS[verb](filing=filing, by=desk.actor, at=desk.at, token=token, **said_why[verb])
    if (dossier.applicant_name, dossier.version.procedure.code) != (filing.applicant.name, filing.procedure):
        sentence = gettext_noop("Biểu mẫu này đã thành hồ sơ {opened}. Muốn ghi hồ sơ khác thì mở lại trang Tiếp nhận.")
        raise Refused("desk.form_used", sentence, opened=dossier.code)
    if form.cleaned_data["scans"]:
        services.attach(
            code=dossier.code,
            files=form.cleaned_data["scans"],
            by=desk.actor,
            at=desk.at,
            token=uuid.uuid5(token, "files"),
        )
    return dossier
