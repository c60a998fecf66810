"""Decides on what is filed from afar: what a draft still lacks, how long it is kept, by when it is answered."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from liemchinh.dossiers.rules.states import Awaits, State
from liemchinh.dossiers.rules.terms import Office, OfficeAt
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.law import deadlines
from liemchinh.law.book import provision


class Question(StrEnum):
    """A page of the form. What was said is kept under this name in a draft's answers; papers have a page each."""

    WHO = "who"
    CONTACT = "contact"
    REQUEST = "request"
    RESULT = "result"


QUESTION_NAMES = {
    Question.WHO: gettext_noop("Người nộp"),
    Question.CONTACT: gettext_noop("Cách liên hệ"),
    Question.REQUEST: gettext_noop("Nội dung yêu cầu"),
    Question.RESULT: gettext_noop("Cách nhận kết quả"),
}
ABSENT = "absent"
"""In a draft's answers: why a paper is not there, by its number in the version (as text: JSON knows no other keys)."""
PAPERS = "papers"
"""In a draft's answers: what each number was called when it was asked, so that another version can be laid beside."""
VERSION = "version"
"""In a draft's answers: the number of the version that it was begun, or carried over, with."""

MOST_FILES = 40
MOST_BYTES = 80 * 1024 * 1024
"""Bytes that the files of one draft may have together."""
MOST_OF_ALL_BYTES = 20 * 1024**3
"""Bytes that all drafts may have together, so that strangers cannot fill the disk under the desk's work."""
MOST_DRAFTS = 100_000
LONGEST_ANSWER = 1000


@dataclass(frozen=True)
class Wanted:
    """A paper that a version asks for: its number there, its name."""

    number: int
    name: str


def draft_expires(saved_at: datetime) -> datetime:
    """When a draft saved at this instant is deleted: at the end of the last day that it is kept."""
    kept = provision("onestop.draft_kept", on=local_day(saved_at))
    last = local_day(saved_at) + timedelta(days=kept.number())
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=VIETNAM)


def check_reading(arrived_at: datetime, *, office: Office) -> deadlines.Deadline:
    """The term for accepting what arrived, or saying once what is missing (Decree 118/2025, 17.2.c)."""
    return deadlines.online_check_due(arrived_at, calendar=office.calendar, hours=office.hours)


def check_due(arrived_at: datetime, *, office: Office) -> datetime:
    """The last moment of `check_reading`."""
    reading = check_reading(arrived_at, office=office)
    if reading.due_at is None:
        raise Refused("dossiers.check_due", gettext_noop("Chưa tính được hạn kiểm tra hồ sơ trực tuyến."))
    return reading.due_at


def check_recounted(
    check_due_at: datetime | None, *, arrived_at: datetime, office_at: OfficeAt, at: datetime
) -> datetime | None:
    """The last moment of a check that runs, after a change of working time known at `at`; None where none runs.

    As with promised dates: the later of what was told when it arrived and what is reckoned now stands; a moment that
    had passed stays passed unless that very day has become a day off; nothing is moved into the past.
    """
    if check_due_at is None:
        return None
    office = office_at(at)
    if check_due_at < at and office.calendar.is_working(local_day(check_due_at)):
        return check_due_at
    told, now = check_due(arrived_at, office=office_at(arrived_at)), check_due(arrived_at, office=office)
    moved = max(told, now)
    return check_due_at if moved < min(at, check_due_at) else moved


def is_unchecked(state: State, awaits: Awaits) -> bool:
    """Whether something sent from afar lies before the one-stop: only then does the term of checking run."""
    return awaits is Awaits.RECEIVER and state in (State.REGISTERED, State.SUPPLEMENT)


def answer_due_again(answer_due_at: datetime, *, answered_at: datetime, at: datetime, office: Office) -> datetime:
    """The new last moment for a supplement that was answered and found still incomplete at `at`.

    The days that the one-stop took to look are given back to the citizen, whole days and never fewer; the last day
    moves past a day off, as it did when it was first reckoned.
    """
    taken = math.ceil((at - answered_at) / timedelta(days=1))
    last = local_day(answer_due_at) - timedelta(days=1) + timedelta(days=taken)
    if not office.calendar.is_working(last):
        last = office.calendar.next_working(last)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=VIETNAM)


def open_questions(answers: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions that nobody has answered yet, in the order of the form."""
    return tuple(question for question in Question if not answers.get(question))


def open_papers(papers: Iterable[Wanted], answers: Mapping[str, Any], sent: Collection[int]) -> tuple[Wanted, ...]:
    """The papers that have neither a file nor a reason why there is none."""
    absent = answers.get(ABSENT, {})
    return tuple(paper for paper in papers if paper.number not in sent and not absent.get(str(paper.number)))


def check_whole(papers: Iterable[Wanted], answers: Mapping[str, Any], sent: Collection[int]) -> None:
    """Raise Refused("dossiers.draft_open") naming what has not been answered; a dossier is filed whole or not."""
    names: list[str] = [QUESTION_NAMES[question] for question in open_questions(answers)]
    names += [paper.name for paper in open_papers(papers, answers, sent)]
    if names:
        sentence = gettext_noop("Còn phần chưa làm: {names}. Phần đã ghi vẫn còn.")
        raise Refused("dossiers.draft_open", sentence, names="; ".join(names))


def carried_numbers(before: Mapping[str, str], now: Sequence[Wanted]) -> dict[int, int | None]:
    """Where each paper of an earlier version stands in this one, by its name; None where it is no longer asked for.

    `before` is what the draft kept under `PAPERS`. Two papers of one name are taken in their order.
    """
    places: dict[str, list[int]] = {}
    for paper in now:
        places.setdefault(fold(paper.name), []).append(paper.number)
    found: dict[int, int | None] = {}
    for number in sorted(before, key=int):
        left = places.get(fold(before[number]), [])
        found[int(number)] = left.pop(0) if left else None
    return found


def check_room(*, files: int, size: int, of_all: int) -> None:
    """May one file more be kept? `files` and `size` (bytes) of this draft, `of_all` bytes of all drafts, with it."""
    if files > MOST_FILES:
        sentence = gettext_noop("Mỗi hồ sơ gửi được {limit} tệp. Hãy gộp các trang thành một tệp PDF.")
        raise Refused("dossiers.too_many_files", sentence, limit=MOST_FILES)
    if size > MOST_BYTES:
        sentence = gettext_noop("Các tệp nặng hơn {limit} MB. Hãy chụp lại nhỏ hơn, hoặc bỏ bớt trang thừa.")
        raise Refused("dossiers.too_many_bytes", sentence, limit=MOST_BYTES // 1024 // 1024)
    if of_all > MOST_OF_ALL_BYTES:
        sentence = gettext_noop("Lúc này hệ thống không nhận thêm được tệp. Mời ông/bà nộp tại Bộ phận Một cửa.")
        raise Refused("dossiers.no_room", sentence)


def check_draft_room(drafts: int) -> None:
    """May one draft more be begun?"""
    if drafts >= MOST_DRAFTS:
        sentence = gettext_noop("Lúc này có quá nhiều hồ sơ đang soạn. Mời ông/bà nộp tại Bộ phận Một cửa.")
        raise Refused("dossiers.no_room", sentence)


AMENDABLE = {
    "applicant_phone": gettext_noop("Số điện thoại"),
    "applicant_email": gettext_noop("Thư điện tử"),
    "applicant_address": gettext_noop("Địa chỉ"),
    "request_text": gettext_noop("Nội dung yêu cầu"),
}
"""What an applicant may change from afar. A name or an identity number is mended at the counter, with the card."""


def check_amendable(names: Iterable[str]) -> None:
    """Raise Refused("dossiers.amend_field") for what cannot be changed from afar."""
    if stray := sorted(set(names) - set(AMENDABLE)):
        sentence = gettext_noop("Không sửa được mục {names} qua mạng. Mời ông/bà đến Bộ phận Một cửa.")
        raise Refused("dossiers.amend_field", sentence, names=", ".join(stray))


def unanswered(asked: Iterable[str], answered: Collection[str]) -> tuple[str, ...]:
    """Of the papers asked for, those that nothing has been sent or said about, in their order."""
    return tuple(name for name in asked if name not in answered)


def turn_after_amending(state: State, awaits: Awaits, *, left: Collection[str]) -> Awaits | None:
    """Whose turn it is once the applicant has sent something; None where it does not change.

    Asked for papers, they have answered when nothing is `left`: then the one-stop looks again.
    """
    waiting = awaits is Awaits.CITIZEN and state in (State.REGISTERED, State.SUPPLEMENT)
    return Awaits.RECEIVER if waiting and not left else None
