"""Decides what every erasure of personal data needs, whatever is erased: two people, one decision, its time of keeping.

A room adds only what is its own: who may, and when its thing has ended. `room` is the first word of a refusal's code.
"""

from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision

ERASED_NAME = gettext_noop("Đã xóa theo quyết định")
"""What stands in the place of a name, or of words that may not be empty."""

DECISION_LENGTH = 100  # signs of a decision's number


@dataclass(frozen=True)
class Asked:
    """A request that waits for a second person: the first one's code, the decision's number, why."""

    by: str
    decision: str
    reason: str


def check_decision(decision: str, *, room: str) -> None:
    """A decision has a number that fits its line. Raises Refused("….decision")."""
    if not 0 < len(decision) <= DECISION_LENGTH:
        raise Refused(f"{room}.decision", gettext_noop("Ghi số quyết định, ví dụ 12/QĐ-UBND."))


def check_four_eyes(asked: Asked | None, *, by: Actor, decision: str, room: str) -> Asked:
    """The request, if `by` is another person than the one who made it and has the same decision in hand.

    `asked` is None when nobody asked, or something has happened since. Raises Refused("….erase_unasked"),
    ("….four_eyes"), ("….decision").
    """
    if asked is None:
        sentence = gettext_noop("Chưa có đề nghị xóa, hoặc đã có việc khác sau đề nghị. Hãy đề nghị lại.")
        raise Refused(f"{room}.erase_unasked", sentence)
    if asked.by == by.code:
        sentence = gettext_noop("Người duyệt phải là người khác người đề nghị. Hãy nhờ một lãnh đạo khác duyệt.")
        raise Refused(f"{room}.four_eyes", sentence)
    if asked.decision != decision:
        sentence = gettext_noop("Số quyết định {decision} khác số trong đề nghị.")
        raise Refused(f"{room}.decision", sentence, decision=decision)
    return asked


def kept_until(rule: str, ended_on: date, *, on: date) -> date:
    """The first day on which a file that ended on `ended_on` need not be kept any more, by the law of the day `on`.

    Years of keeping are whole years after the year in which the work ended.
    """
    return date(ended_on.year + provision(rule, on=on).number() + 1, 1, 1)


def check_kept(rule: str, ended_on: date, *, on: date, room: str) -> None:
    """Refuse what the law still wants kept ("….erase_early")."""
    free = kept_until(rule, ended_on, on=on)
    if on < free:
        sentence = gettext_noop("Chưa hết thời hạn lưu trữ: xóa được từ {day} ({basis}).")
        basis = provision(rule, on=on).cite()
        raise Refused(f"{room}.erase_early", sentence, day=f"{free:%d/%m/%Y}", basis=basis)
