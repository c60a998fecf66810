"""Decides what keys are for, and which seats may have one."""

from enum import StrEnum

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import gettext_noop


class Purpose(StrEnum):
    """What a key opens."""

    READER = "reader"
    CUSTODIAN = "custodian"
    RECOVERY = "recovery"


PURPOSE_NAMES = {
    Purpose.READER: gettext_noop("Đọc tin"),
    Purpose.CUSTODIAN: gettext_noop("Giữ danh tính"),
    Purpose.RECOVERY: gettext_noop("Phục hồi khóa mất"),
}

READERS = frozenset({Role.SEALED, Role.INSPECTOR, Role.CHAIR})
"""Seats whose holders may be given a case. At filing it goes to those of `Role.SEALED` alone."""
HOLDERS = {Purpose.READER: READERS, Purpose.CUSTODIAN: frozenset({Role.CUSTODIAN})}
WITNESSES = READERS | {Role.CUSTODIAN}
"""Who confirms another person's key, having heard its fingerprint: no administrator of machines."""

LEAVE_REASONS = {
    "moved": gettext_noop("Chuyển công tác, thôi giữ vị trí"),
    "done": gettext_noop("Không còn phần việc với tin này"),
    "key": gettext_noop("Khóa bị mất hoặc bị lộ"),
}
"""Why somebody reads no longer. It stands in the open, so none says that they are close to whom the report is about."""

COUNTED_FROM = 5
"""A smaller number is not shown: it could point to somebody."""


def check_seat(by: Actor, *, seat: str, purpose: Purpose) -> str:
    """The authority of the seat, if this actor holds it and it may have such a key. Raises NotFound."""
    for held in by.seats:
        if held.code == seat and held.roles & HOLDERS.get(purpose, frozenset()):
            return held.authority
    raise NotFound(seat)


def shown_count(count: int) -> str:
    """A count as it may be shown: from five on as it is, below that only that it is small."""
    return str(count) if count >= COUNTED_FROM or count == 0 else gettext_noop("dưới 5")
