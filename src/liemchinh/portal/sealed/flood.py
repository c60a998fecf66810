"""Keeps floods out without knowing anybody: one count for everyone, then a small sum in words, then a full stop."""

import secrets
from datetime import datetime, timedelta

from liemchinh.face import locked
from liemchinh.face.limits import Limit, Limited, count
from liemchinh.kernel.words import gettext_noop

QUARTER = timedelta(minutes=15)
BUSY = Limit("sealed-busy", 60, QUARTER)
FULL = Limit("sealed-full", 900, QUARTER)
EVERYONE = "everyone"
SUM_SECONDS = 30 * 60
ONES = (
    *(gettext_noop("không"), gettext_noop("một"), gettext_noop("hai"), gettext_noop("ba"), gettext_noop("bốn")),
    *(gettext_noop("năm"), gettext_noop("sáu"), gettext_noop("bảy"), gettext_noop("tám"), gettext_noop("chín")),
)


def is_let_through(*, sum_ticket: str, answer: str, at: datetime) -> bool:
    """Whether this try may go on: there is room in the quarter of an hour, or the sum is right.

    Raises Limited when even sums would be too many.
    """
    count(FULL, EVERYONE, at=at)
    try:
        count(BUSY, EVERYONE, at=at)
    except Limited:
        right = locked.unlock("sum", sum_ticket, seconds=SUM_SECONDS).get("sum")
        return right is not None and answer.strip() == right
    return True


def new_sum() -> tuple[str, str]:
    """A question in words, and its locked answer."""
    one, other, third = (1 + secrets.randbelow(9) for _ in range(3))
    question = gettext_noop("{a} cộng {b} cộng {c} bằng mấy? Ghi bằng chữ số.")
    return question.format(a=ONES[one], b=ONES[other], c=ONES[third]), locked.lock("sum", sum=str(one + other + third))
