"""Whose instance this is: the authority that the setting names must be one, or a part of the site serves nobody."""

from collections.abc import Iterator

from django.utils import timezone

from liemchinh import env
from liemchinh.jobs.doctor.findings import Finding, error, warning
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org


def home() -> Iterator[Finding]:
    """The code in `LIEMCHINH_UNIT` is that of a unit that exists today, or of one that others answer for."""
    code, on = env.text(env.UNIT), local_day(timezone.now())
    if not code:
        return
    try:
        org.unit(code, on)
    except NotFound:
        yield _of_no_unit(code, org.resolve(code, on))


def _of_no_unit(code: str, answering: list[org.UnitOnDay]) -> Finding:
    if not answering:
        return error(
            "unit.unknown",
            gettext_noop("{name}={given} không phải mã của đơn vị nào đang hoạt động: trang công dân chưa có cơ quan."),
            gettext_noop("Sửa {name} cho đúng mã đơn vị, hoặc bỏ trống khi máy chỉ phục vụ một cơ quan."),
            name=env.UNIT,
            given=code,
        )
    return warning(
        "unit.succeeded",
        gettext_noop("{name}={given} không còn là mã của một đơn vị đang hoạt động; nay {names} trả lời thay."),
        gettext_noop("Đặt {name}={now}."),
        name=env.UNIT,
        given=code,
        names=", ".join(unit.agency_name for unit in answering),
        now=answering[0].code,
    )
