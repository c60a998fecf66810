"""The reporter's one address: what cannot be hidden, the report, the code; later the answers. Every step is a POST.

Nothing is remembered between two requests but what the page itself carries, locked.
"""

import base64
import json
import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.face import locked
from liemchinh.face.limits import Limited
from liemchinh.face.shapes import Contact
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org.rules import ContactKind
from liemchinh.portal.authority import authority_on
from liemchinh.portal.forms.sealed import CodeForm, MoreForm, ReportForm, SumForm
from liemchinh.portal.sealed import flood
from liemchinh.portal.sealed.quiet import quietly
from liemchinh.sealed import queries, rules, services

BROWSER_PARCEL = "goi"
WRITING_SECONDS = 12 * 3600
READING_SECONDS = 30 * 60


@require_http_methods(["GET", "HEAD", "POST"])
@quietly
def page(request: HttpRequest) -> HttpResponse:
    """Report in confidence, and read the answers: one address for everything, no script needed, nothing kept."""
    at = timezone.now()
    step = _STEPS.get(request.POST.get("buoc", "")) if request.method == "POST" else None
    return step(request, at) if step else _door(request, at)


def _door(
    request: HttpRequest, at: datetime, form: CodeForm | None = None, *, status: int = 200, busy: bool = False
) -> HttpResponse:
    """What cannot be hidden, and the two ways on."""
    try:
        queries.plan(rules.About(), home=_home(at), at=at)
        is_open = True
    except (Refused, NotFound):
        is_open = False
    return _show(request, "door", {"form": form or CodeForm(), "is_open": is_open, **_sum(busy)}, status)


def _write(request: HttpRequest, at: datetime) -> HttpResponse:
    """An empty form with a fresh code."""
    code = rules.new_code()
    return _form(request, at, ReportForm(code=code, places=_places(at)), code)


def _seal(request: HttpRequest, at: datetime) -> HttpResponse:
    """Seal what was written, in memory, and take it in."""
    held = locked.unlock("write", request.POST.get("phieu", ""), seconds=WRITING_SECONDS)
    code = held.get("code", "")
    if not code:
        return _write(request, at)
    sealed = BROWSER_PARCEL in request.FILES
    form = ReportForm(request.POST, request.FILES, code=code, places=_places(at), sealed=sealed)
    if not form.is_valid():
        return _form(request, at, form, code, status=422)
    if not _let_through(request, at):
        return _form(request, at, form, code, status=429, busy=True)
    kind, about, home = rules.Report(form.cleaned_data["loai"]), form.about, _home(at)
    try:
        if sealed:
            parcel = _browser_parcel(request.FILES[BROWSER_PARCEL].read())  # type: ignore[union-attr]
        else:
            parcel = services.seal(
                queries.plan(about, home=home, at=at), report=_parts(form), identity=_who(form, kind)
            )
        done = services.file_report(
            parcel=parcel, kind=kind, about=about, home=home, code=code, by=rules.REPORTER, at=at
        )
    except (Refused, NotFound) as refused:
        said = str(refused) if isinstance(refused, Refused) else gettext("Chọn lại nơi nói đến.")
        form.add_error(None, said)
        return _form(request, at, form, code, status=422)
    return _show(request, "done", {"done": done, "phieu": _read_ticket(code), "phone": _phone(at)})


def _plan(request: HttpRequest, at: datetime) -> HttpResponse:
    """For a browser that seals before sending: whom to seal to, for this choice."""
    sort, _, code = request.POST.get("ve", "").partition(":")
    about = rules.About(seat=code) if sort == "seat" else rules.About(unit=code)
    try:
        plan = queries.plan(about, home=_home(at), at=at)
    except Refused as refused:
        return JsonResponse({"code": refused.code, "sentence": gettext(refused.sentence)}, status=409)
    return JsonResponse(
        {
            "body": plan.body_name,
            "openers": [{"id": key.id, "public": key.public} for key in plan.openers],
            "sides": [[{"id": key.id, "public": key.public} for key in side] for side in plan.sides],
            "sizes": list(rules.SIZES),
            "identity_size": rules.IDENTITY_SIZE,
        }
    )


def _open(request: HttpRequest, at: datetime) -> HttpResponse:
    """The status and the answers, for whoever has the code, or comes straight from the page that took the report in."""
    held = locked.unlock("read", request.POST.get("phieu", ""), seconds=READING_SECONDS)
    if held:
        return _status(request, at, held["code"])
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _door(request, at, form, status=422)
    if not _let_through(request, at):
        return _door(request, at, form, status=429, busy=True)
    try:
        return _status(request, at, form.cleaned_data["ma"])
    except NotFound:
        form.add_error("ma", gettext("Không có tin nào mang mã này. Xem lại từng nhóm bốn số."))
        return _door(request, at, form, status=422)


def _send(request: HttpRequest, at: datetime) -> HttpResponse:
    """More from the reporter, sealed in memory."""
    held = locked.unlock("read", request.POST.get("phieu", ""), seconds=READING_SECONDS)
    code = held.get("code", "")
    if not code:
        return _door(request, at)
    form = MoreForm(request.POST, request.FILES, code=code)
    if not form.is_valid() or not _let_through(request, at):
        return _status(request, at, code, form, status=422)
    parts = {rules.TEXT: form.cleaned_data["noi_dung"].encode(), **_files(form)}
    try:
        services.send_more(
            code=code,
            parts=parts,
            by=rules.REPORTER,
            at=at,
            token=uuid.UUID(held["token"]),
            measures=form.cleaned_data["bao_ve"] or None,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _status(request, at, code, form, status=422)
    return _status(request, at, code, sent=True)


def _proof(request: HttpRequest, at: datetime) -> HttpResponse:
    """The proof that the report is in the public log, to keep."""
    held = locked.unlock("read", request.POST.get("phieu", ""), seconds=READING_SECONDS)
    if not held:
        return _door(request, at)
    case = queries.by_lookup(services.derive(held["code"]).lookup)
    proof = queries.proof_of_filing(case)
    if proof is None:
        return _status(request, at, held["code"])
    return HttpResponse(
        proof,
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="bang-chung.json"'},
    )


def _leave(request: HttpRequest, at: datetime) -> HttpResponse:
    """Away from here: what the browser keeps of this site is thrown away. Its history it keeps."""
    response = HttpResponseRedirect(reverse("portal:home"), status=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


_STEPS = {
    "viet": _write,
    "niem-phong": _seal,
    "nguoi-nhan": _plan,
    "mo": _open,
    "gui-them": _send,
    "bang-chung": _proof,
    "thoat": _leave,
}


def _status(
    request: HttpRequest,
    at: datetime,
    code: str,
    form: MoreForm | None = None,
    *,
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    """How the case stands. Raises NotFound for a code of no case."""
    derived = services.derive(code)
    case = queries.by_lookup(derived.lookup)
    said = services.read_answers(derived=derived, by=rules.REPORTER, at=at)
    told = queries.status(case)
    context = {
        "told": told,
        "state": rules.STATE_NAMES[told.state],
        "state_said": rules.STATE_SAID[told.state],
        "kind": rules.REPORT_NAMES[told.kind],
        "messages_said": [(one.on, one.parts.get(rules.TEXT, b"").decode(errors="replace")) for one in said],
        "form": form or MoreForm(code=code),
        "sent": sent,
        "in_log": queries.proof_of_filing(case) is not None,
        "phieu": _read_ticket(code),
        "protections": [
            (one, [rules.MEASURES[rules.Measure(measure)] for measure in one.measures]) for one in told.protections
        ],
    }
    return _show(request, "status", context, status)


def _form(
    request: HttpRequest, at: datetime, form: ReportForm, code: str, *, status: int = 200, busy: bool = False
) -> HttpResponse:
    context = {
        "form": form,
        "code": rules.grouped(code),
        "phieu": locked.lock("write", code=code),
        **_sum(busy),
    }
    return _show(request, "write", context, status)


def _read_ticket(code: str) -> str:
    """For the next step of whoever has just shown that they have the code: it stands on no page again."""
    return locked.lock("read", code=code, token=str(uuid.uuid4()))


def _sum(busy: bool) -> dict[str, Any]:
    """The small sum for a page, when it is needed."""
    question, locked = flood.new_sum() if busy else ("", "")
    return {"busy": busy, "question": question, "sum_ticket": locked, "sum_form": SumForm()}


def _let_through(request: HttpRequest, at: datetime) -> bool:
    """Whether there is room now, or the sum is right; too many altogether is as if the sum were wrong."""
    try:
        return flood.is_let_through(
            sum_ticket=request.POST.get("tong", ""), answer=request.POST.get("phep_tinh", ""), at=at
        )
    except Limited:
        return False


def _browser_parcel(sent: bytes) -> services.Parcel:
    """The parcel that a browser sealed. Raises Refused("sealed.parcel") for another shape."""
    try:
        told = json.loads(sent)
        return services.Parcel(
            public=str(told["public"]),
            wraps={int(key): base64.b64decode(blob, validate=True) for key, blob in told["wraps"].items()},
            shares={int(key): base64.b64decode(blob, validate=True) for key, blob in told["shares"].items()},
            report=base64.b64decode(told["report"], validate=True),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        sentence = gettext_noop("Phần gửi lên chưa được niêm phong đúng dạng.")
        raise Refused("sealed.parcel", sentence) from None


def _parts(form: ReportForm) -> dict[str, bytes]:
    """The report as it will lie in the parcel: the words, then the files."""
    chosen = dict(form.fields["ve"].choices).get(form.cleaned_data["ve"], "")  # type: ignore[attr-defined]
    flat = chosen if isinstance(chosen, str) else str(chosen)
    head = f"Nói về: {form.cleaned_data['ve'] or '-'} {flat}\n\n"
    return {rules.TEXT: (head + form.cleaned_data["noi_dung"]).encode(), **_files(form)}


def _files(form: ReportForm | MoreForm) -> dict[str, bytes]:
    return {
        f"tep/{number:02d}-{one.name}": one.content for number, one in enumerate(form.cleaned_data.get("tep") or [], 1)
    }


def _who(form: ReportForm, kind: rules.Report) -> dict[str, str]:
    """The identity of a denunciation; nothing for a lead, whatever was typed."""
    if kind is not rules.Report.NAMED:
        return {}
    given = form.cleaned_data
    return {"name": given["ho_ten"], "address": given["dia_chi"], "contact": given["lien_he"]}


def _home(at: datetime) -> str:
    unit = authority_on(local_day(at)).unit
    if unit is None:
        raise NotFound("home")
    return unit.code


def _places(at: datetime) -> list[Any]:
    """Units with their seats, as the list to choose from."""
    groups: list[Any] = []
    for place in queries.places(home=_home(at), at=at):
        seats = [(f"seat:{seat.code}", seat.name) for seat in queries.seats_of(place.code, at=at)]
        whole = (f"unit:{place.code}", gettext("{name} (cả đơn vị, hoặc không rõ ai)").format(name=place.name))
        groups.append((place.name, [whole, *seats]))
    return groups


def _phone(at: datetime) -> Contact | None:
    return authority_on(local_day(at)).way(ContactKind.HOTLINE, ContactKind.PHONE)


def _show(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"portal/sealed/{name}.html", context, status=status)
