"""Decides what is special to recommendations: their term, until when they may be opened again, why closed."""

from datetime import datetime, timedelta
from enum import StrEnum

from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import Provision, provision
from liemchinh.law.calendar import Calendar
from liemchinh.petitions.rules.rights import name_needs
from liemchinh.petitions.rules.states import Content, State

ANSWER_TERM = "petitions.recommendation_answer"
LONGEST_ANSWER = 20_000
"""Signs of one answer."""

UNSOLVED_REASONS = {
    "money": gettext_noop("Chưa bố trí được kinh phí"),
    "above": gettext_noop("Cần cấp trên quyết định, đã báo cáo"),
    "law": gettext_noop("Pháp luật hiện hành chưa cho phép"),
    "dispute": gettext_noop("Các bên liên quan chưa thống nhất"),
    "nature": gettext_noop("Do thiên tai, điều kiện kỹ thuật chưa khắc phục được"),
    "no_news": gettext_noop("Không liên hệ được người gửi, không đủ thông tin"),
}
"""Why a recommendation is closed although it is not solved: one of these, and words."""

NEEDS = {
    "division": gettext_noop("phòng xử lý"),
    "seat": gettext_noop("người xử lý"),
    "answer": gettext_noop("nội dung trả lời"),
    "question": gettext_noop("câu hỏi"),
    "findings": gettext_noop("chỗ máy báo"),
    "other": gettext_noop("đơn kia"),
}
"""What the needs of these moves are called."""


class Solved(StrEnum):
    """What became of an answered recommendation, by the one who sent it; kept as the petition's outcome."""

    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    SILENT = "silent"
    UNSOLVED = "unsolved"


SOLVED_NAMES = {
    Solved.ANSWERED: gettext_noop("Đã trả lời"),
    Solved.CONFIRMED: gettext_noop("Người gửi xác nhận đã xong"),
    Solved.SILENT: gettext_noop("Đã trả lời, người gửi không phản hồi"),
    Solved.UNSOLVED: gettext_noop("Đã đóng, chưa giải quyết được"),
}


def answer_term(at: datetime) -> Provision:
    """The term in which a recommendation given to a division at `at` is answered."""
    return provision(ANSWER_TERM, on=local_day(at))


def reopen_until(answered_at: datetime) -> datetime:
    """Until when the one who sent it may open it again: the window of the law book from the answer."""
    found = provision("petitions.reopen_window", on=local_day(answered_at))
    return answered_at + timedelta(days=found.number())


def may_reopen(answered_at: datetime | None, at: datetime) -> bool:
    """Whether an answered recommendation may still be opened again at `at`."""
    return answered_at is not None and at <= reopen_until(answered_at)


def check_reopen(answered_at: datetime | None, at: datetime) -> None:
    """Raise Refused("petitions.reopen_late") after the window."""
    if not may_reopen(answered_at, at):
        sentence = gettext_noop("Đã quá {days} ngày kể từ ngày trả lời. Hãy gửi đơn mới, ghi mã đơn cũ.")
        days = provision("petitions.reopen_window", on=local_day(answered_at or at)).number()
        raise Refused("petitions.reopen_late", sentence, days=days)


def days_taken(received_at: datetime, answered_at: datetime, *, calendar: Calendar) -> int:
    """Working days from receipt to answer: the day of receipt is not counted, the day of the answer is."""
    day, last, taken = local_day(received_at), local_day(answered_at), 0
    while day < last:
        day += timedelta(days=1)
        taken += calendar.is_working(day)
    return taken


def check_publishable(content: Content, state: State, *, restricted: bool) -> None:
    """Raise Refused("petitions.not_public"): only answered recommendations that nobody has restricted are published."""
    if content is not Content.RECOMMENDATION or restricted:
        sentence = gettext_noop("Chỉ công khai kiến nghị, phản ánh. Đơn này không được công khai dưới mọi hình thức.")
        raise Refused("petitions.not_public", sentence)
    if state not in (State.DECIDED, State.DONE, State.UNSOLVED):
        raise Refused("petitions.not_public", gettext_noop("Chỉ công khai sau khi đã trả lời hoặc đã đóng."))


name_needs(NEEDS, Content.RECOMMENDATION)
