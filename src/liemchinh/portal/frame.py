"""The frame of every public page: whose page it is, the ways through it, the contacts at its foot."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from liemchinh.face.shapes import Frame, Masthead, NavLink
from liemchinh.kernel.days import local_day
from liemchinh.portal.authority import authority_on


def frame(request: HttpRequest) -> Frame:
    """The frame for one request; the setting FACE_FRAME names this function."""
    authority = authority_on(local_day(timezone.now()))
    return Frame(
        masthead=Masthead(
            name=authority.name,
            parent=authority.parent,
            home_url=reverse("portal:home"),
            contacts=authority.contacts,
            hours=authority.hours,
        ),
        nav_links=tuple(
            NavLink(word, reverse(name), request.path.startswith(section))
            for word, name, section in (
                (gettext("Thủ tục"), "portal:procedures", "/thu-tuc/"),
                (gettext("Xem hồ sơ"), "portal:look_up", "/tra-cuu/"),
                (gettext("Đúng hẹn"), "portal:figures", "/dung-hen/"),
                (gettext("Sổ công khai"), "portal:ledger", "/ledger/"),
                (gettext("Danh bạ"), "portal:directory", "/danh-ba/"),
                (gettext("Luật áp dụng"), "portal:law", "/luat/"),
            )
        ),
        footer_links=(
            NavLink(gettext("Lịch tiếp công dân"), reverse("portal:reception_offices")),
            NavLink(gettext("Lịch làm việc"), reverse("portal:calendar")),
            NavLink(gettext("Tính ngày hẹn"), reverse("portal:reckon")),
            NavLink(gettext("Kiểm tra giấy hẹn"), reverse("portal:check")),
            NavLink(gettext("Góp ý kín"), reverse("portal:sealed")),
            NavLink(gettext("Về trang này"), reverse("portal:about")),
        ),
        base="face/portal_base.html",
    )
