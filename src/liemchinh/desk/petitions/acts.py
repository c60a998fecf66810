"""One page per move of the table of petitions: what it needs, its article, what it does to the date, and the button."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of, seated
from liemchinh.desk.petitions import proposal
from liemchinh.desk.petitions.act_tables.beside import OF_BESIDE
from liemchinh.desk.petitions.act_tables.complaint import OF_COMPLAINTS
from liemchinh.desk.petitions.act_tables.denunciation import OF_DENUNCIATIONS
from liemchinh.desk.petitions.act_tables.every_class import COMMON
from liemchinh.desk.petitions.act_tables.line import Act
from liemchinh.desk.petitions.act_tables.recommendation import OF_RECOMMENDATIONS
from liemchinh.desk.petitions.rows import chip_of
from liemchinh.face.acts import ActForm, answer
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Happening
from liemchinh.org.services import note_reading
from liemchinh.petitions import queries, rules

if TYPE_CHECKING:
    from liemchinh.petitions.models import Petition

ACTS: dict[str, Act] = {**COMMON, **OF_COMPLAINTS, **OF_DENUNCIATIONS, **OF_RECOMMENDATIONS, **OF_BESIDE}
"""Every move of the table that a person makes on a petition that is there."""
VERB_OF = {act.slug: verb for verb, act in ACTS.items()}

EFFECTS = {
    Happening.START: gettext_noop("Thời hạn giải quyết bắt đầu tính từ lúc này."),
    Happening.SUSPEND: gettext_noop("Thời hạn tạm dừng; thời gian tạm dừng không tính."),
    Happening.RESUME: gettext_noop("Thời hạn chạy tiếp."),
    Happening.SUPERSEDE: gettext_noop("Thời hạn tính lại từ đầu."),
    Happening.EXTEND: gettext_noop("Hạn đổi sang ngày mới."),
    Happening.STOP: gettext_noop("Thời hạn dừng tính tại đây."),
}


def effect_of(move: rules.Move, petition: "Petition") -> str:
    """What a move does to the date, in a sentence."""
    running = petition.accepted_at is not None or move.legal is Happening.START
    return EFFECTS[move.legal] if move.legal is not None and running else gettext("Không đổi hạn giải quyết.")


def warnings_of(verb: str, petition: "Petition", at: datetime) -> list[str]:
    """What should be known before, not after."""
    act = ACTS[verb]
    said = list(act.says(petition, at)) if act.says else []
    if rules.MOVE[verb].final:
        said.append(gettext("Làm xong không sửa được."))
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@seated()
def act(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Một bước xử lý đơn: việc cần ghi, căn cứ, ảnh hưởng đến hạn, rồi xác nhận."""
    verb = VERB_OF.get(slug)
    if verb is None:
        raise Http404
    actor, at = actor_of(request), timezone.now()
    petition = queries.handled_by(actor, code=code, at=at)
    page, move, on = ACTS[verb], rules.MOVE[verb], local_day(at)
    place = queries.place_of(petition, on=on)
    try:
        rules.check_may(actor, move, place)
    except NotFound as watching:  # fetched all the same: a province sees it and only reads
        raise PermissionDenied from watching

    def check() -> None:
        rules.check_move(move, place, on=on)
        if request.method != "POST":
            note_reading(actor=actor, kind="read", subject=petition.code, authority=petition.authority.code, at=at)

    def do(form: ActForm) -> None:
        given = form.given() | ({"proposed": proposal.proposed(petition)} if verb == "sort" else {})
        page.verb(code=code, by=actor, at=at, **form.once(), **given)

    shown = answer(
        request,
        form=partial(page.form, petition=petition, actor=actor, on=on),
        step=petition.step,
        check=check,
        do=do,
        page=partial(_page, request, petition, verb, at),
    )
    if shown is not None:
        return shown
    messages.success(request, f"{gettext(move.kind.sentence)}.")
    try:
        queries.handled_by(actor, code=code, at=at)
    except NotFound:  # it has gone to somebody else, and is theirs alone now
        return redirect("desk:petitions")
    return redirect("desk:petition", petition.code)


def _page(
    request: HttpRequest, petition: "Petition", verb: str, at: datetime, form: ActForm, *, status: int = 200
) -> HttpResponse:
    move = rules.MOVE[verb]
    context = {
        "form": form,
        "petition": petition,
        "move": move,
        "act": ACTS[verb],
        "status": chip_of(petition, at=at),
        "content": rules.CONTENT_NAMES[rules.Content(petition.content)],
        "effect": effect_of(move, petition),
        "warnings": warnings_of(verb, petition, at),
        "panel": proposal.shown(petition) if verb == "sort" else None,
    }
    return render(request, "desk/petitions/act.html", context, status=status)
