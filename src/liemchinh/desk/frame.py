"""What surrounds every page of the desk: whose office this is, the ways through it, who is signed in."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from liemchinh.desk.actors import actor_of
from liemchinh.dossiers import rules
from liemchinh.face.acts import numbered
from liemchinh.face.shapes import Account, Frame, Masthead, NavLink
from liemchinh.kernel.actors import ROLE_NAMES, Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import shown
from liemchinh.org import queries as org

BASE = "face/desk_base.html"
HANDLERS = (Role.RECEIVER, Role.HEAD, Role.SPECIALIST, Role.CLERK, Role.LEADER)
CARRIERS = (Role.RECEIVER, Role.HEAD, Role.SPECIALIST, Role.CLERK)
WATCHERS = (Role.LEADER, Role.HEAD, Role.OVERSEER, Role.AUDITOR)
READERS = (*rules.ALL_OF_AUTHORITY, *rules.OWN_DIVISION, Role.OVERSEER)


def frame(request: HttpRequest) -> Frame:
    """The frame of a request; for nobody, or an account without a seat, only the empty masthead."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Frame(masthead=Masthead(name="", service=gettext("Dành cho cán bộ")), base=BASE)
    try:
        actor = actor_of(request)
    except NotFound:
        actor = Actor(code="", name=user.get_username())
    return Frame(
        masthead=Masthead(name=_office(actor), home_url=reverse("desk:queue"), service=gettext("Dành cho cán bộ")),
        nav_links=tuple(_links(actor, request.path)),
        account=Account(
            name=actor.name,
            seat=", ".join(_roles(actor)),
            sign_out_url=reverse("account_logout"),
            settings_url=reverse("mfa_index"),
        ),
        base=BASE,
    )


def _office(actor: Actor) -> str:
    """The authority of the first seat, as it signs today."""
    if not actor.seats:
        return ""
    try:
        return org.unit(actor.seats[0].authority, local_day(timezone.now())).agency_name
    except NotFound:
        return ""


def _roles(actor: Actor) -> list[str]:
    held = {role for seat in actor.seats for role in seat.roles}
    return [shown(name) for role, name in ROLE_NAMES.items() if role in held]


def _way(name: str) -> str:
    url = reverse(name)
    return numbered(url) if name == "desk:receive" else url


def _links(actor: Actor, path: str) -> list[NavLink]:
    """Only the ways that this person may go."""
    ways = (
        (gettext("Việc của tôi"), "desk:queue", HANDLERS),
        (gettext("Tiếp nhận"), "desk:receive", (Role.RECEIVER,)),
        (gettext("Giao nhận"), "desk:hand_over", CARRIERS),
        (gettext("Ký"), "desk:sign", (Role.LEADER,)),
        (gettext("Trả kết quả"), "desk:give_back", (Role.RECEIVER,)),
        (gettext("Tìm"), "desk:search", READERS),
        (gettext("Danh sách"), "desk:listed", READERS),
        (gettext("Đơn thư"), "desk:petitions", (Role.RECEPTION, Role.CHAIR, Role.INSPECTOR)),
        (gettext("Bảng điều hành"), "desk:leader", WATCHERS),
        (gettext("Quản lý"), "desk:manage", ()),
    )
    return [
        NavLink(word=word, url=_way(name), current=path == reverse(name))
        for word, name, roles in ways
        if not roles or actor.has(*roles)
    ]
