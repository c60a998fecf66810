"""Shows one dossier as its applicant sees it: where it stands, who holds it, and why the date is that date."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.queries.fetch import as_happened, offices_of, read_once
from liemchinh.dossiers.rules.returning import POST_NEWS
from liemchinh.kernel.codes import KEY_LENGTH, tidy_code, tidy_fact
from liemchinh.kernel.days import local_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.law import clocks
from liemchinh.law.clocks import Reading, Unit
from liemchinh.ledger.queries import one_moment
from liemchinh.org import queries as org
from liemchinh.procedures import queries as catalogue

NO_KEY = "?" * KEY_LENGTH
PHONE_DIGITS, WHOLE_PHONE = 4, 9  # digits asked for, and digits that a number has at least


@dataclass(frozen=True)
class Standing:
    """A status in a word and a kind (`on`, `soon`, `late`, `paused`, `done`, `plain`)."""

    kind: str
    word: str


@dataclass(frozen=True)
class Knot:
    """One knot of the thread: what happened, where, when (None ahead of now), and `state` done | now | next | late.

    `step` is that of its event, None ahead of now.
    """

    title: str
    state: str
    at: datetime | None = None
    place: str = ""
    detail: str = ""
    note: str = ""
    step: int | None = None


@dataclass(frozen=True)
class Tracked:
    """A dossier with everything its page shows. `legal` and `index` are None when the procedure states no term."""

    dossier: Dossier
    standing: Standing
    knots: tuple[Knot, ...]
    events: tuple[Event, ...]
    legal: Reading | None
    index: Reading | None
    names: dict[str, str]
    places: dict[str, str]


class Fact(StrEnum):
    """The second fact that somebody showed: the key printed on the paper, or four digits of a telephone."""

    KEY = "key"
    PHONE = "phone"


def fact_shown(code: str, fact: str) -> Fact | None:
    """What `fact` is to the dossier with this code: its key, the last four digits of its applicant's phone, or nothing.

    A wrong code and a wrong fact do the same work: one query and two comparisons in constant time.
    """
    rows = list(Dossier.objects.filter(code=tidy_code(code)).values_list("key", "applicant_phone"))
    typed = tidy_fact(fact).encode()
    key, phone = rows[0] if rows else (NO_KEY, "")
    has_phone = len(phone) >= WHOLE_PHONE
    digits = phone[-PHONE_DIGITS:] if has_phone else NO_KEY
    by_key, by_phone = hmac.compare_digest(typed, key.encode()), hmac.compare_digest(typed, digits.encode())
    if not rows:
        return None
    return Fact.KEY if by_key else Fact.PHONE if by_phone and has_phone else None


def looked_up(code: str, fact: str) -> Dossier | None:
    """The dossier with this code if `fact` is one of its own. One query for a wrong fact, two for a right one."""
    return opened(tidy_code(code)) if fact_shown(code, fact) else None


def opened(code: str) -> Dossier | None:
    """The dossier with this code, for who has shown a second fact before (`fact_shown`). Two queries."""
    dossier = Dossier.objects.select_related("authority", "division", "seat").filter(code=code).first()
    if dossier is not None:
        dossier.version = catalogue.published(dossier.version_id)
    return dossier


_WORDS = {
    rules.State.REGISTERED: Standing("paused", gettext_noop("Chưa tiếp nhận · chờ ông/bà bổ sung")),
    rules.State.REFUSED: Standing("plain", gettext_noop("Không được tiếp nhận")),
    rules.State.SUPPLEMENT: Standing("paused", gettext_noop("Tạm dừng · chờ ông/bà bổ sung")),
    rules.State.OBLIGATION: Standing("paused", gettext_noop("Tạm dừng · chờ nghĩa vụ tài chính")),
    rules.State.WITHDRAWN: Standing("plain", gettext_noop("Đã rút hồ sơ")),
    rules.State.STOPPED: Standing("plain", gettext_noop("Đã dừng giải quyết")),
    rules.State.DONE: Standing("done", gettext_noop("Đã có kết quả")),
    rules.State.RETURNED: Standing("done", gettext_noop("Đã trả kết quả")),
}
_KIND_OF = {
    clocks.Urgency.LATE: "late",
    clocks.Urgency.TODAY: "soon",
    clocks.Urgency.SOON: "soon",
    clocks.Urgency.LATER: "on",
}


def standing(dossier: Dossier, *, at: datetime, office: rules.Office) -> Standing:
    """The status of a dossier at `at`. A term in days is late only when its last day is over."""
    if dossier.check_due_at is not None:
        if at > dossier.check_due_at:
            return Standing("late", gettext_noop("Chậm kiểm tra · Bộ phận Một cửa chưa trả lời"))
        return Standing("plain", gettext_noop("Đã nộp trực tuyến · chờ Bộ phận Một cửa kiểm tra"))
    settled = _WORDS.get(rules.State(dossier.state))
    if settled is not None:
        return settled
    if dossier.due_at is None:
        return Standing("plain", gettext_noop("Đang giải quyết · thủ tục không công bố thời hạn"))
    now = at
    if dossier.budget_unit != Unit.HOUR and local_day(at) == local_day(dossier.due_at):
        now = min(at, dossier.due_at)
    chip = clocks.chip(dossier.due_at, now, calendar=office.calendar, hours=office.hours)
    if chip.urgency is clocks.Urgency.LATE:
        return Standing("late", chip.words)
    if chip.urgency is clocks.Urgency.LATER:
        return Standing("on", gettext_noop("Đúng hạn · {left}").format(left=chip.words))
    return Standing("soon", gettext_noop("Sắp đến hạn · {left}").format(left=chip.words))


@one_moment()
def tracked(dossier: Dossier, *, at: datetime) -> Tracked:
    """Everything about a fetched dossier, from its events: two queries whatever its history, ten when org changed."""
    on = local_day(at)
    events = tuple(Event.objects.filter(dossier=dossier).order_by("step"))
    offices = offices_of(dossier.authority, ground=read_once())
    office = offices(at)
    status = standing(dossier, at=at, office=office)
    codes = {event.by for event in events}
    units = {event.to_unit for event in events} | {event.from_unit for event in events}
    units |= {dossier.authority.code, dossier.division.code if dossier.division else ""}
    names, places = org.people(codes), org.unit_names(units - {""}, on)
    history = [as_happened(event) for event in events]
    legal = index = None
    if dossier.budget is not None and dossier.received_at is not None:
        legal, index = rules.promised(dossier.budget, history, office_at=offices, now=at)
    return Tracked(
        dossier=dossier,
        standing=status,
        knots=_knots(dossier, events, status, places),
        events=events,
        legal=legal,
        index=index,
        names=names,
        places=places,
    )


_TOLD = {
    "file": gettext_noop("Ông/bà đã nộp hồ sơ trực tuyến"),
    "amend": gettext_noop("Ông/bà đã sửa, bổ sung hồ sơ"),
    "ask_at_reception": gettext_noop("Bộ phận Một cửa báo giấy tờ còn thiếu"),
    "still_missing": gettext_noop("Bộ phận Một cửa báo vẫn còn thiếu giấy tờ"),
    "register": gettext_noop("Đã ghi nhận, còn thiếu giấy tờ"),
    "receive": gettext_noop("Đã tiếp nhận hồ sơ"),
    "refuse": gettext_noop("Không tiếp nhận hồ sơ"),
    "hand_over": gettext_noop("Chuyển đến {place}"),
    "take_over": gettext_noop("{place} đã nhận đủ"),
    "assign": gettext_noop("Đã giao người thụ lý"),
    "ask_supplement": gettext_noop("Yêu cầu ông/bà bổ sung giấy tờ"),
    "consult": gettext_noop("Đang hỏi ý kiến {place}"),
    "reply": gettext_noop("Cơ quan phối hợp đã trả lời"),
    "report_silence": gettext_noop("Cơ quan phối hợp chưa trả lời đúng hạn"),
    "take_supplement": gettext_noop("Đã nhận đủ giấy tờ bổ sung"),
    "close_unanswered": gettext_noop("Đóng hồ sơ vì quá hạn bổ sung"),
    "ask_obligation": gettext_noop("Thông báo nghĩa vụ tài chính"),
    "meet_obligation": gettext_noop("Đã hoàn thành nghĩa vụ tài chính"),
    "submit": gettext_noop("Đã thẩm định xong, trình lãnh đạo"),
    "sign": gettext_noop("Lãnh đạo đã ký"),
    "issue": gettext_noop("Đã có kết quả tại Bộ phận Một cửa"),
    "give_back": gettext_noop("Đã trả kết quả"),
    "choose_return": gettext_noop("Đổi cách nhận kết quả"),
    "add_result": gettext_noop("Đã có bản điện tử của kết quả"),
    "note_post": gettext_noop("Tin của bưu điện về kết quả đã gửi"),
    "apologise": gettext_noop("Xin lỗi và hẹn lại ngày"),
    "withdraw": gettext_noop("Đã rút hồ sơ theo yêu cầu"),
    "stop": gettext_noop("Dừng giải quyết hồ sơ"),
    "reschedule": gettext_noop("Đổi ngày hẹn vì lịch làm việc thay đổi"),
    "correct": gettext_noop("Sửa thông tin ghi nhầm"),
    "admit_error": gettext_noop("Kết quả có sai sót do cơ quan; chúng tôi xin lỗi và trả lại kết quả đúng"),
    "return_corrected": gettext_noop("Đã trả kết quả đúng"),
    "reverse": gettext_noop("Đảo lại bước ghi nhầm"),
    "rehome": gettext_noop("{place} nhận hồ sơ sau khi sắp xếp đơn vị"),
}
"""What the applicant reads of each move; moves that are not here are the office's own and stay inside."""

_CHECK_MOVED = gettext_noop("Đổi hạn kiểm tra hồ sơ vì lịch làm việc thay đổi")
"""A `reschedule` of what waits for a check: no date of a result has been given yet."""

_QUOTED = frozenset(
    {
        "admit_error",
        "ask_at_reception",
        "still_missing",
        "register",
        "refuse",
        "ask_supplement",
        "apologise",
        "withdraw",
        "stop",
        "reverse",
        "reschedule",
    }
)

_AHEAD = (
    (rules.Awaits.HEAD, gettext_noop("Phòng chuyên môn thẩm định")),
    (rules.Awaits.LEADER, gettext_noop("Lãnh đạo ký")),
    (rules.Awaits.RECEIVER, gettext_noop("Trả kết quả")),
)


def _knots(dossier: Dossier, events: Sequence[Event], status: Standing, places: dict[str, str]) -> tuple[Knot, ...]:
    told = [event for event in events if event.verb in _TOLD]
    knots = []
    for event in told:
        here = event is told[-1]
        place = places.get(event.to_unit, "")
        state = "done"
        if here and dossier.state not in rules.ENDED:
            state = "late" if status.kind == "late" else "now"
        knots.append(
            Knot(
                title=_CHECK_MOVED if "new_check" in event.facts else _TOLD[event.verb].format(place=place),
                state=state,
                at=event.at,
                place="" if "{place}" in _TOLD[event.verb] else place,
                detail=", ".join(event.facts.get("missing", [])) or _paper_sent(event) or _news(event),
                note=event.reason if event.verb in _QUOTED else "",
                step=event.step,
            )
        )
    return (*knots, *_ahead(dossier))


def _paper_sent(event: Event) -> str:
    """The name of the paper that the applicant sent with this step."""
    return str(event.facts.get("paper", "")) if event.verb == "amend" else ""


def _news(event: Event) -> str:
    """What the post said; under which number it has the result is for who has the key."""
    return POST_NEWS.get(event.facts.get("news", ""), "")


def _ahead(dossier: Dossier) -> list[Knot]:
    if dossier.state in rules.ENDED:
        return []
    if dossier.state == rules.State.DONE:
        return [Knot(title=_AHEAD[-1][1], state="next")]
    steps = list(_AHEAD)
    if dossier.awaits == rules.Awaits.HEAD and dossier.proposal.get("outcome"):
        steps[0] = (rules.Awaits.HEAD, gettext_noop("Lãnh đạo phòng kiểm tra"))
    if dossier.awaits in (rules.Awaits.LEADER, rules.Awaits.CLERK):
        steps = steps[2:] if dossier.awaits == rules.Awaits.CLERK else steps[1:]
    return [Knot(title=title, state="next") for _, title in steps]
