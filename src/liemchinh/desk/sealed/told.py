"""An official writes down what somebody tells beside them: whom it is about, then the words, the slip, the seal.

The only page of the desk through which words of a report pass. Nothing of it is kept here: the code and the choice
travel in the page, locked; no line of the log tells the minute, and a failure is counted by the day.
"""

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from liemchinh.desk.actors import actor_of
from liemchinh.desk.forms.told import AboutForm, ToldForm, about_of
from liemchinh.desk.sealed.close import close
from liemchinh.face import locked
from liemchinh.face.limits import Limit, Limited, count
from liemchinh.face.sheets import pdf_answer
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.codes import CodeSlip
from liemchinh.papers.forms import LookUp
from liemchinh.papers.press import Size
from liemchinh.papers.press import render as press
from liemchinh.sealed import queries, rules, services

TELLING_SECONDS = 3 * 3600
"""For so long a page that was begun can be sent, and its slip printed."""
OFTEN = Limit("sealed-told", 12, timedelta(hours=1))
"""Reports that one official begins: an account that was taken over must not drown the readers."""
SIZES: tuple[Size, ...] = ("80mm", "A5")
View = Callable[[HttpRequest], HttpResponse]


def unwritten(view: View) -> View:
    """Decorate a view: what goes wrong in it is counted by the day and place, and no line of a log quotes it."""

    @sensitive_post_parameters()
    @sensitive_variables()
    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            response = view(request)
        except (Refused, NotFound, Limited):
            raise
        except Exception as problem:  # no line anywhere may tell the minute
            frames = [one for one in traceback.extract_tb(problem.__traceback__) if "liemchinh" in one.filename]
            where = f"{frames[-1].filename.rpartition('/liemchinh/')[2]}:{frames[-1].lineno}" if frames else "?"
            try:
                services.note_trouble(what=f"{type(problem).__name__} {where}", at=timezone.now())
            except DatabaseError:
                pass  # then nothing can be kept at all
            response = render(request, "desk/sealed/told_broken.html", status=500)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@close(*sorted(rules.WRITERS))
@unwritten
def told(request: HttpRequest) -> HttpResponse:
    """Ghi lời kể: người đến kể hoặc gọi điện; lời được niêm phong, phiếu mã in ngay, người ghi không mở lại được."""
    actor, at = actor_of(request), timezone.now()
    home = min(actor.offices_as(*rules.WRITERS))
    step = request.POST.get("buoc", "") if request.method == "POST" else ""
    if step == "hoi":
        return _begin(request, actor, home, at)
    if not step:
        return _ask(request, home, at)
    held = locked.unlock("told", request.POST.get("phieu", ""), seconds=TELLING_SECONDS)
    if held.get("by") != actor.code or held.get("home") != home:  # not in silence: what was typed is one page back
        sentence = gettext_noop("Trang này đã mở quá lâu. Trở lại để chép lời đã ghi, rồi làm lại.")
        raise Refused("sealed.told_over", sentence)
    if step == "phieu":
        return _slip(request, held)
    return _seal(request, actor, held, at)


def _ask(
    request: HttpRequest,
    home: str,
    at: datetime,
    form: AboutForm | None = None,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """What to know first, and whom it is about; or why this official must not write it down, and where else to go."""
    context = {
        "form": form or AboutForm(places=_places(home, at)),
        "refused": refused,
        "address": _address(),
    }
    return render(request, "desk/sealed/told_about.html", context, status=status)


def _begin(request: HttpRequest, actor: Actor, home: str, at: datetime) -> HttpResponse:
    """An empty form with a fresh code, for an official whom the chart lets write this down."""
    form = AboutForm(request.POST, places=_places(home, at))
    if not form.is_valid():
        return _ask(request, home, at, form, status=422)
    chosen = form.cleaned_data["ve"]
    about = about_of(chosen)
    try:
        queries.check_writer(actor, about=about, home=home, at=at)
        queries.plan(about, home=home, at=at)
    except Refused as refused:
        return _ask(request, home, at, form, refused=str(refused), status=409)
    count(OFTEN, actor.code, at=at)
    held = {"code": rules.new_code(), "ve": chosen, "by": actor.code, "home": home}
    return _write(request, held, ToldForm(code=held["code"]))


def _write(request: HttpRequest, held: dict[str, str], form: ToldForm, *, status: int = 200) -> HttpResponse:
    kept = {name: held[name] for name in ("code", "ve", "by", "home")}
    context = {"form": form, "phieu": locked.lock("told", **kept), "sizes": SIZES}
    return render(request, "desk/sealed/told.html", context, status=status)


def _slip(request: HttpRequest, held: dict[str, str]) -> HttpResponse:
    """The slip, until the report is in: never afterwards."""
    code = held["code"]
    size = next((one for one in SIZES if one == request.POST.get("kho")), SIZES[0])
    try:
        queries.by_lookup(services.derive(code).lookup)
    except NotFound:
        return pdf_answer(press(CodeSlip(rules.grouped(code), LookUp(_address())), size), name="phieu")
    raise Refused("sealed.slip_over", gettext_noop("Tin đã gửi. Phiếu mã không in lại được."))


def _seal(request: HttpRequest, actor: Actor, held: dict[str, str], at: datetime) -> HttpResponse:
    """Seal what was told, in memory, and take it in."""
    form = ToldForm(request.POST, code=held["code"])
    if not form.is_valid():
        return _write(request, held, form, status=422)
    try:
        done = services.file_told(
            about=about_of(held["ve"]), home=held["home"], code=held["code"], by=actor, at=at, **form.given()
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _write(request, held, form, status=409)
    signed = form.cleaned_data["loai"] is rules.Report.NAMED
    return render(request, "desk/sealed/told_done.html", {"done": done, "signed": signed})


def _places(home: str, at: datetime) -> list[Any]:
    """Units with their seats, as the list to choose from."""
    groups: list[Any] = []
    for place in queries.places(home=home, at=at):
        seats = [(f"seat:{seat.code}", seat.name) for seat in queries.seats_of(place.code, at=at)]
        whole = (f"unit:{place.code}", gettext("{name} (cả đơn vị, hoặc không rõ ai)").format(name=place.name))
        groups.append((place.name, [whole, *seats]))
    return groups


def _address() -> str:
    """Where reporters write for themselves, on the public site."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/gop-y-kin/"
