"""One page per act on a matter: what it needs, the article it rests on, and to whom its words are sealed."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of
from liemchinh.desk.forms import sealed as forms
from liemchinh.desk.sealed.close import READERS, close
from liemchinh.desk.sealed.envelopes import base64_of, locked_of
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop, shown
from liemchinh.sealed import queries, rules, services


@dataclass(frozen=True)
class Act:
    """A move as a page. `writes`: "message" (the reporter reads it too), "note", "reason" (for the custodians) or "".

    `opens`: the page needs the matter opened in it. `final`: nobody takes it back.
    """

    slug: str
    form: type[django_forms.Form]
    verb: Callable[..., Any]
    writes: str = ""
    optional: bool = False
    opens: bool = False
    final: bool = False


def _act(verb: str) -> Callable[..., Any]:
    return partial(services.act, verb=verb)


ACTS = {
    "read": Act("da-doc", forms.ActForm, _act("read")),
    "ask": Act("hoi", forms.WordsForm, _act("ask"), "message"),
    "answer": Act("tra-loi", forms.WordsForm, _act("answer"), "message"),
    "note": Act("ghi-chu", forms.WordsForm, _act("note"), "note"),
    "accept": Act("thu-ly", forms.MayWriteForm, _act("accept"), "message", optional=True),
    "extend": Act("gia-han", forms.ExtendForm, _act("extend"), "message", optional=True),
    "keep_as_lead": Act("luu-thong-tin", forms.MayWriteForm, _act("keep_as_lead"), "message", optional=True),
    "forward": Act("chuyen", forms.ForwardForm, services.forward, opens=True),
    "conclude": Act("ket-luan", forms.ConcludeForm, _act("conclude"), "message", optional=True),
    "close": Act("dong", forms.CloseForm, _act("close"), "message", optional=True),
    "reopen": Act("mo-lai", forms.MayWriteForm, _act("reopen"), "message", optional=True),
    "add_recipient": Act("them-nguoi-doc", forms.AddRecipientForm, services.add_recipient, opens=True),
    "remove_recipient": Act("bot-nguoi-doc", forms.RemoveRecipientForm, services.remove_recipient),
    "ask_identity": Act("xin-mo-danh-tinh", forms.IdentityForm, services.ask_identity, "reason"),
    "ask_protection": Act("de-nghi-bao-ve", forms.ProtectForm, services.ask_protection, "note", optional=True),
    "decide_protection": Act(
        "quyet-dinh-bao-ve", forms.DecideProtectionForm, services.decide_protection, "message", optional=True
    ),
    "check_protection": Act("hoi-tham", forms.CheckProtectionForm, services.check_protection, "note", optional=True),
    "end_protection": Act("cham-dut-bao-ve", forms.EndProtectionForm, services.end_protection),
    "tell_harm": Act("tru-dap", forms.HarmForm, services.tell_harm, "note", optional=True),
    "destroy": Act("huy", forms.DestroyForm, services.destroy, final=True),
}
"""Every move that a reader makes on the page of a matter."""
VERB_OF = {act.slug: verb for verb, act in ACTS.items()}

HINTS = {
    "message": gettext_noop("Trình duyệt niêm phong lời này cho người gửi tin và những người đọc tin."),
    "note": gettext_noop("Trình duyệt niêm phong lời này cho những người đọc. Người gửi tin không thấy."),
    "reason": gettext_noop("Trình duyệt niêm phong lý do cho những người giữ danh tính. Không nhắc lại nội dung tin."),
}
LABELS = {
    "message": gettext_noop("Lời gửi người báo tin"),
    "note": gettext_noop("Ghi chú nội bộ"),
    "reason": gettext_noop("Vì sao cần biết danh tính"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@close(*READERS)
def act(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Một việc với một tin: điều cần ghi, căn cứ; chữ viết ra được niêm phong trong trình duyệt trước khi gửi."""
    verb = VERB_OF.get(slug)
    if verb is None:
        raise Http404
    actor, at = actor_of(request), timezone.now()
    found = queries.case_for(actor, name=name, at=at)
    page = ACTS[verb]
    move = rules.check_move(verb, state=found.line.state, kind=found.line.kind)
    if all(open_.verb != verb for open_ in found.moves):
        raise Http404
    options = _options(verb, actor, found, name, at)
    form, status = page.form(initial={"token": uuid.uuid4()}, **options), 200
    if request.method == "POST":
        form, status = page.form(request.POST, **options), 422
        if form.is_valid():
            try:
                page.verb(case=name, by=actor, at=at, **form.given())  # type: ignore[attr-defined]
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409
            else:
                messages.success(request, gettext("Đã ghi: {act}.").format(act=shown(move.label)))
                return redirect("desk:sealed" if verb == "destroy" else "desk:sealed_case", *_to(verb, name))
    context = {
        "found": found,
        "act": page,
        "form": form,
        "writing": shown(LABELS[page.writes]) if page.writes else "",
        "writing_hint": shown(HINTS[page.writes]) if page.writes else "",
        "seal_to": " ".join(_sealed_to(page, actor, found, at)),
        "field": "reason" if page.writes == "reason" else "sealed",
        "wrap": base64_of(found.wrap) if page.opens else "",
        "locked": locked_of(actor, found.key) if page.opens else "",
        "pieces": found.pieces if verb == "forward" else (),
        "keys": options.get("keys", ()),
        "label": shown(move.label),
        "article": move.article,
    }
    return render(request, "desk/sealed/act.html", context, status=status)


def _to(verb: str, name: str) -> tuple[str, ...]:
    return () if verb == "destroy" else (name,)


def _options(verb: str, actor: Actor, found: queries.CaseShown, name: str, at: datetime) -> dict[str, Any]:
    """What a form has to choose from."""
    if verb == "add_recipient":
        return {"keys": queries.possible_recipients(actor, name=name, at=at)}
    if verb == "remove_recipient":
        return {"keys": [key for key in found.recipients if key.purpose is rules.Purpose.READER]}
    if verb in ("decide_protection", "check_protection", "end_protection"):
        return {"numbers": [(one.number, _protection(one)) for one in found.protections if _fits(verb, one)]}
    return {}


def _fits(verb: str, one: Any) -> bool:
    """Whether this protection awaits that act."""
    if verb == "decide_protection":
        return one.decided_on is None and one.ended_on is None
    return bool(one.granted) and one.ended_on is None


def offered(verb: str, found: queries.CaseShown) -> bool:
    """Whether an act that the state allows has anything to be done to."""
    if verb in ("decide_protection", "check_protection", "end_protection"):
        return any(_fits(verb, one) for one in found.protections)
    return True


def measures_of(one: Any) -> list[str]:
    """What is to be protected, in the words of the law."""
    return [shown(rules.MEASURES[rules.Measure(code)]) for code in one.measures]


def _protection(one: Any) -> str:
    day, names = short_day(one.asked_on), ", ".join(measures_of(one))
    return gettext("Đề nghị {number}, ngày {day}: {measures}").format(number=one.number, day=day, measures=names)


def _sealed_to(page: Act, actor: Actor, found: queries.CaseShown, at: datetime) -> list[str]:
    """The public keys that the words of this page are sealed to."""
    if page.writes == "message":
        return [found.public, found.reporter]
    if page.writes == "note":
        return [found.public]
    if page.writes == "reason":
        plan = queries.identity_plan(actor, name=found.line.name, at=at)
        own = [key.public for key in queries.keys_of(actor, at=at) if key.id == found.key]
        return [*dict.fromkeys([*(key.public for key in plan), *own])]
    return []
