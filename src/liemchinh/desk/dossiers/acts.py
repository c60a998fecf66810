"""One page per move of the table: what it needs, the article it rests on, what it does to the date, and the button."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.dossiers.returning import returning_said
from liemchinh.desk.dossiers.rows import chip_of
from liemchinh.desk.forms.dossiers import acts as forms
from liemchinh.desk.forms.dossiers import returning, together
from liemchinh.dossiers import queries, rules, services
from liemchinh.face.acts import answer
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Happening, Reading
from liemchinh.org.services import note_reading

if TYPE_CHECKING:
    from liemchinh.dossiers.models import Dossier


@dataclass(frozen=True)
class Act:
    """A move as a page: its part of the address, its form, its verb. `final`: nobody here takes it back."""

    slug: str
    form: type[forms.ActForm]
    verb: Callable[..., Any]
    final: bool = False


ACTS = {
    "receive": Act("tiep-nhan", forms.ArrivedForm, services.complete),
    "refuse": Act("tu-choi", forms.RefuseForm, services.refuse, final=True),
    "ask_at_reception": Act("bao-thieu", forms.AskForm, services.ask_at_reception),
    "still_missing": Act("van-thieu", forms.AskForm, services.still_missing),
    "hand_over": Act("chuyen-phong", forms.HandOverForm, services.hand_over),
    "take_over": Act("nhan-du", forms.ActForm, services.take_over),
    "assign": Act("giao-thu-ly", forms.AssignForm, services.assign),
    "propose_supplement": Act("de-nghi-bo-sung", forms.ProposeForm, services.propose_supplement),
    "ask_supplement": Act("yeu-cau-bo-sung", forms.ActForm, services.ask_supplement),
    "take_supplement": Act("nhan-bo-sung", forms.ArrivedForm, services.take_supplement),
    "ask_obligation": Act("nghia-vu-tai-chinh", forms.DocumentForm, services.ask_obligation),
    "meet_obligation": Act("xong-nghia-vu", forms.DocumentForm, services.meet_obligation),
    "consult": Act("hoi-y-kien", together.ConsultForm, services.consult),
    "reply": Act("tra-loi", together.ReplyForm, services.reply),
    "recall": Act("rut-cau-hoi", together.RecallForm, services.recall),
    "submit": Act("trinh-ket-qua", forms.SubmitForm, services.submit),
    "endorse": Act("dong-y", forms.ActForm, services.endorse),
    "send_back": Act("tra-lai", forms.ReasonForm, services.send_back),
    "sign": Act("ky", forms.ActForm, services.sign, final=True),
    "issue": Act("phat-hanh", returning.IssueForm, services.issue, final=True),
    "give_back": Act("tra-ket-qua", returning.ReturnForm, services.give_back, final=True),
    "apologise": Act("xin-loi", forms.ApologyForm, services.apologise, final=True),
    "withdraw": Act("rut", forms.ReasonForm, services.withdraw, final=True),
    "stop": Act("dung", forms.StopForm, services.stop, final=True),
    "attach": Act("dinh-kem", forms.AttachForm, services.attach),
    "correct": Act("sua", forms.CorrectForm, services.correct),
    "admit_error": Act("ghi-nhan-sai-sot", forms.ReasonForm, services.admit_error, final=True),
    "return_corrected": Act("tra-ket-qua-dung", forms.CorrectedForm, services.return_corrected, final=True),
    "reverse": Act("dao-buoc", forms.ReasonForm, services.reverse),
    "rehome": Act("ve-phong-moi", forms.RehomeForm, services.rehome),
    "choose_return": Act("cach-nhan", returning.ChooseReturnForm, services.choose_return),
    "add_result": Act("ket-qua-dien-tu", returning.AddResultForm, services.add_result),
    "note_post": Act("tin-buu-dien", returning.PostNewsForm, services.note_post),
}
"""Every move of the table that a person makes on a dossier that is there."""
VERB_OF = {act.slug: verb for verb, act in ACTS.items()}
ONE_PRESS = frozenset({"take_over", "endorse", "ask_supplement"})
"""Moves that need no words: the dossier's page offers their button itself."""

EFFECTS = {
    Happening.START: gettext_noop("Thời hạn bắt đầu tính từ lúc này."),
    Happening.SUSPEND: gettext_noop("Ngày hẹn sẽ tạm dừng."),
    Happening.RESUME: gettext_noop("Ngày hẹn chạy tiếp, cộng thời gian đã chờ."),
    Happening.SUPERSEDE: gettext_noop(
        "Thời hạn theo luật tính lại từ đầu. Chỉ số quốc gia chạy tiếp, trừ thời gian chờ."
    ),
    Happening.EXTEND: gettext_noop("Ngày hẹn đổi sang ngày mới. Chỉ số quốc gia vẫn theo ngày cũ."),
    Happening.STOP: gettext_noop("Thời hạn dừng tính tại đây."),
}


def effect_of(move: rules.Move, dossier: "Dossier") -> str:
    """What a move does to the promised date, in a sentence."""
    if move.verb == "reverse":
        return gettext("Trạng thái và ngày hẹn trở lại như trước bước bị đảo.")
    if move.legal is None or (dossier.received_at is None and move.legal is not Happening.START):
        return gettext("Không đổi ngày hẹn.")
    return EFFECTS[move.legal]


def warnings_of(verb: str, dossier: "Dossier", at: datetime) -> list[str]:
    """What the law or the index makes of doing this again, or too late: said before, not after."""
    said = []
    if verb in ("propose_supplement", "ask_supplement"):
        if dossier.supplements_asked:
            again = gettext("Hồ sơ đã được yêu cầu bổ sung {times} lần. Thêm lần nữa, chỉ số quốc gia tính là quá hạn.")
            said.append(again.format(times=dossier.supplements_asked))
        elif dossier.received_at is not None:
            office = queries.office_of(dossier.authority, local_day(at))
            sector_days = dossier.version.supplement_days
            if rules.is_late_request(
                rules.request_due(dossier.received_at, office=office, sector_days=sector_days), at
            ):
                said.append(gettext("Đã quá hạn yêu cầu bổ sung. Phải ghi căn cứ, và chỉ số quốc gia tính là quá hạn."))
    if verb == "apologise" and dossier.apologised:
        said.append(gettext("Hồ sơ đã hẹn lại một lần. Pháp luật không cho hẹn lại lần nữa."))
    said += returning_said(verb, dossier)
    if ACTS[verb].final:
        said.append(gettext("Làm xong không sửa được. Nhầm thì chỉ ghi bút toán đảo."))
    return said


def reading_after(move: rules.Move, dossier: "Dossier", at: datetime) -> Reading | None:
    """The term as it would read if the move were made now; None where it sets no new date."""
    sets = (Happening.START, Happening.RESUME, Happening.SUPERSEDE)
    if dossier.budget is None or move.legal not in sets:
        return None
    now = rules.Happened(dossier.step + 1, at, move.legal, move.index, reason=move.kind.sentence, basis=move.article)
    office = queries.office_of(dossier.authority, local_day(at))
    return rules.legal_reading(dossier.budget, [*queries.happened(dossier), now], office=office, now=at)


@require_http_methods(["GET", "HEAD", "POST"])
@seated()
def act(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Một bước xử lý hồ sơ: việc cần ghi, căn cứ, ảnh hưởng đến ngày hẹn, rồi xác nhận."""
    verb = VERB_OF.get(slug)
    if verb is None:
        raise Http404
    actor, at = actor_of(request), timezone.now()
    dossier = queries.handled_by(actor, code=code, at=at)
    page, move, place = ACTS[verb], rules.MOVE[verb], queries.place_of(dossier)
    try:
        rules.check_may(actor, move, place)
    except NotFound as watching:  # fetched all the same: a province sees it and only reads
        raise PermissionDenied from watching

    def check() -> None:
        rules.check_move(move, place)
        if request.method != "POST":
            note_reading(actor=actor, kind="read", subject=dossier.code, authority=dossier.authority.code, at=at)

    shown = answer(
        request,
        form=partial(page.form, dossier=dossier, on=local_day(at)),
        step=dossier.step,
        check=check,
        do=lambda form: page.verb(code=code, by=actor, at=at, **form.once(), **form.given()),
        page=partial(_page, request, dossier, verb, at),
    )
    if shown is not None:
        return shown
    messages.success(request, f"{gettext(move.kind.sentence)}.")
    if verb == "reply":  # whoever has answered no longer sees the dossier
        return redirect("desk:together")
    return redirect("desk:done" if verb == "receive" else "desk:dossier", dossier.code)


def _page(
    request: HttpRequest, dossier: "Dossier", verb: str, at: datetime, form: forms.ActForm, *, status: int = 200
) -> HttpResponse:
    move = rules.MOVE[verb]
    is_open = move in rules.moves_open_to(actor_of(request), queries.place_of(dossier))
    office = queries.office_of(dossier.authority, local_day(at))
    context = {
        "form": form,
        "dossier": dossier,
        "move": move,
        "act": ACTS[verb],
        "status": chip_of(dossier, queries.standing(dossier, at=at, office=office)),
        "effect": effect_of(move, dossier),
        "warnings": warnings_of(verb, dossier, at),
        "after": reading_after(move, dossier, at) if is_open else None,
        "proposal": dossier.proposal if verb in ("ask_supplement", "endorse", "sign", "send_back") else None,
        "outcome": services.OUTCOMES.get(dossier.proposal.get("outcome", ""), ""),
    }
    return render(request, "desk/dossiers/act.html", context, status=status)
