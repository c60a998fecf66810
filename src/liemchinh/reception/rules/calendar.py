"""Decides what a head's reception session may become: its kinds and states, when it must be posted, who held it.

Law on Citizen Reception 42/2013/QH13 (consolidated 28/VBHN-VPQH of 2026), articles 12, 15, 18, 24.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import VIETNAM, local, local_day, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import Provision, provision
from liemchinh.law.calendar import Calendar

ONE_DAY = timedelta(days=1)


class SessionKind(StrEnum):
    """Why a session is held; only the first two are the head's own days."""

    SCHEDULED = "scheduled"
    UNSCHEDULED = "unscheduled"
    REGULAR = "regular"


KIND_NAMES: Mapping[SessionKind, str] = {
    SessionKind.SCHEDULED: gettext_noop("Định kỳ"),
    SessionKind.UNSCHEDULED: gettext_noop("Đột xuất"),
    SessionKind.REGULAR: gettext_noop("Thường xuyên, ngoài giờ đã niêm yết"),
}
HEADS_OWN = frozenset({SessionKind.SCHEDULED, SessionKind.UNSCHEDULED})


class SessionForm(StrEnum):
    """Where the visitor is (article 3a)."""

    DIRECT = "direct"
    ONLINE = "online"


FORM_NAMES: Mapping[SessionForm, str] = {
    SessionForm.DIRECT: gettext_noop("Trực tiếp"),
    SessionForm.ONLINE: gettext_noop("Trực tuyến, qua điểm cầu"),
}


class SessionState(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OPEN = "open"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


STATE_NAMES: Mapping[SessionState, str] = {
    SessionState.DRAFT: gettext_noop("Dự kiến, chưa niêm yết"),
    SessionState.PUBLISHED: gettext_noop("Đã niêm yết"),
    SessionState.OPEN: gettext_noop("Đang tiếp"),
    SessionState.HELD: gettext_noop("Đã tiếp"),
    SessionState.POSTPONED: gettext_noop("Lùi sang ngày khác"),
    SessionState.CANCELLED: gettext_noop("Đã hủy"),
}

MOVES: Mapping[SessionState, frozenset[SessionState]] = {
    SessionState.DRAFT: frozenset({SessionState.PUBLISHED, SessionState.CANCELLED}),
    SessionState.PUBLISHED: frozenset({SessionState.OPEN, SessionState.POSTPONED, SessionState.CANCELLED}),  # 24.4
    SessionState.OPEN: frozenset({SessionState.HELD}),
    SessionState.HELD: frozenset(),
    SessionState.POSTPONED: frozenset(),
    SessionState.CANCELLED: frozenset(),
}
STANDING = frozenset({SessionState.DRAFT, SessionState.PUBLISHED, SessionState.OPEN, SessionState.HELD})
"""States of a session that still counts as planned or held; the others have given way."""
SHOWN = frozenset(SessionState) - {SessionState.DRAFT}
"""States that the public calendar shows; a session cancelled before it was ever posted is not shown either."""


class Ground(StrEnum):
    """Why a head receives outside the calendar (article 18.3)."""

    MANY = "a"
    URGENT = "b"


GROUND_NAMES: Mapping[Ground, str] = {
    Ground.MANY: gettext_noop(
        "Vụ việc gay gắt, phức tạp, nhiều người, nhiều cơ quan hoặc ý kiến còn khác nhau (điểm a khoản 3 Điều 18)"
    ),
    Ground.URGENT: gettext_noop("Không chỉ đạo kịp thời thì có thể gây hậu quả nghiêm trọng (điểm b khoản 3 Điều 18)"),
}


class ChairedBy(StrEnum):
    """Who sat there."""

    HEAD = "head"
    DEPUTY = "deputy"


CHAIRED_NAMES: Mapping[ChairedBy, str] = {
    ChairedBy.HEAD: gettext_noop("Người đứng đầu"),
    ChairedBy.DEPUTY: gettext_noop("Cấp phó"),
}

PLANNERS = (Role.RECEPTION, Role.CHAIR)
"""Who writes the calendar of their authority."""
READERS = (Role.RECEPTION, Role.CHAIR, Role.INSPECTOR, Role.LEADER, Role.AUDITOR, Role.OVERSEER)
OVERSEEING = (Role.AUDITOR, Role.OVERSEER)
"""Of the readers, those who also see everything below their authority."""

LONGEST_SERIES = 60
"""Sessions that one act may plan: more than a year of Thursdays."""
DELEGATION_ENDED = date(2026, 7, 1)
"""From here on the law in force speaks of the head alone (Law 136/2025/QH15); a deputy is noted, with a warning."""


def check_move(now: SessionState, to: SessionState) -> None:
    """Raises Refused("reception.move") when a session that stands `now` cannot become `to`."""
    if to not in MOVES[now]:
        sentence = gettext_noop("Buổi tiếp đang ở trạng thái “{now}”, không chuyển sang “{to}” được.")
        raise Refused("reception.move", sentence, now=STATE_NAMES[now], to=STATE_NAMES[to])


def check_times(opens: time, closes: time, *, slot_minutes: int) -> None:
    """Raises Refused("reception.times") unless the session ends after it begins and holds at least one slot."""
    length = _minutes(closes) - _minutes(opens)
    if length <= 0:
        raise Refused("reception.times", gettext_noop("Giờ kết thúc phải sau giờ bắt đầu."))
    if slot_minutes and slot_minutes > length:
        raise Refused("reception.times", gettext_noop("Một lượt hẹn không dài hơn cả buổi tiếp."))


def check_ground(kind: SessionKind, ground: str, reason: str) -> None:
    """An unscheduled session names its ground and says why; others need neither. Raises Refused("reception.ground")."""
    if kind is SessionKind.UNSCHEDULED and (ground not in set(Ground) or not reason.strip()):
        sentence = gettext_noop("Tiếp đột xuất phải có căn cứ theo khoản 3 Điều 18 Luật Tiếp công dân và lý do cụ thể.")
        raise Refused("reception.ground", sentence)


def notice_term(on: date) -> Provision:
    """How many working days before the day of reception the calendar must hang (article 24.4), by the law of `on`."""
    return provision("reception.posting", on=on)


def earliest_day(posted_on: date, calendar: Calendar) -> tuple[date, Provision]:
    """The first day of reception that a calendar posted on `posted_on` may announce, and by which rule.

    The day of posting is day zero; the last of the working days that must lie between may be the day before.
    """
    term = notice_term(posted_on)
    day = posted_on
    for _ in range(term.number()):
        day = calendar.next_working(day)
    return day, term


def last_posting_day(on: date, calendar: Calendar) -> date:
    """The last day on which a session of the day `on` may still be posted."""
    return days_before(on, notice_term(on).number(), calendar)


def days_before(on: date, working_days: int, calendar: Calendar) -> date:
    """The last day after which that many working days still pass up to `on`, itself counted: a day off may be it."""
    day = on + ONE_DAY
    left = working_days
    while left:
        day -= ONE_DAY
        left -= calendar.is_working(day)
    return day - ONE_DAY


def check_posting(kind: SessionKind, on: date, *, posted_on: date, calendar: Calendar) -> None:
    """Raises Refused("reception.posting") with the earliest lawful day when the notice would be too short."""
    if on < posted_on:
        raise Refused("reception.past", gettext_noop("Ngày {day} đã qua."), day=short_day(on))
    if kind is SessionKind.UNSCHEDULED:
        return
    earliest, term = earliest_day(posted_on, calendar)
    if on < earliest:
        sentence = gettext_noop(
            "Lịch phải niêm yết trước ngày tiếp ít nhất {days} ngày làm việc ({cite})."
            " Niêm yết hôm nay thì sớm nhất là {earliest}."
        )
        raise Refused("reception.posting", sentence, days=term.number(), cite=term.cite(), earliest=short_day(earliest))


def check_postponed(on: date, *, to: date, today: date, reason: str) -> None:
    """A postponed session says why and names its new day, later than the old one and not past (article 24.4)."""
    if not reason.strip():
        raise Refused("reception.reason", gettext_noop("Hãy ghi lý do: người dân đọc lý do này trên lịch."))
    if to <= on or to < today:
        sentence = gettext_noop("Ngày mới phải sau ngày đã niêm yết {day} và chưa qua.")
        raise Refused("reception.new_day", sentence, day=short_day(on))


def late_minutes(on: date, opens: time, opened_at: datetime) -> int:
    """How many whole minutes after the posted hour the session began; 0 when it began in time."""
    late = local(opened_at) - datetime.combine(on, opens, VIETNAM)
    return max(0, int(late.total_seconds() // 60))


def check_opening(on: date, opened_at: datetime) -> None:
    """A session is opened on its own day. Raises Refused("reception.other_day")."""
    if local_day(opened_at) != on:
        sentence = gettext_noop("Buổi tiếp này của ngày {day}. Chỉ mở được trong ngày ấy.")
        raise Refused("reception.other_day", sentence, day=short_day(on))


def deputy_warning(on: date, chaired: ChairedBy) -> str:
    """What the page says when a deputy received in the head's place; "" when there is nothing to say.

    The law in force since 1/7/2026 gives the duty to the head in person and has no delegation. It does not forbid
    noting who sat there either, so the fact is kept as it is.
    """
    if chaired is not ChairedBy.DEPUTY:
        return ""
    if on >= DELEGATION_ENDED:
        return gettext_noop(
            "Từ 1/7/2026 luật không quy định ủy quyền cho cấp phó tiếp công dân định kỳ."
            " Buổi này không tính vào số ngày tối thiểu của người đứng đầu."
        )
    return gettext_noop("Cấp phó tiếp: không tính vào số ngày tối thiểu của người đứng đầu.")


@dataclass(frozen=True)
class Pattern:
    """A series: days of the week (0 is Monday), or days of the month; a day off moves to the next working day."""

    weekdays: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()


def series(pattern: Pattern, *, first: date, last: date, calendar: Calendar) -> list[date]:
    """The days of the pattern from `first` to `last`, both inside, each once, in order.

    A day of the month that is off moves to the next working day even into the next month, as every lawful day that
    falls on a day off does; a weekday that is off is left out: the next week has its own. A month without such a day
    (the 31st) has none. Raises Refused("reception.series") for nothing or too much.
    """
    found: set[date] = set()
    day = first
    while day <= last:
        if day.weekday() in pattern.weekdays and calendar.is_working(day):
            found.add(day)
        if day.day in pattern.month_days:
            found.add(calendar.working_from(day))
        day += ONE_DAY
    if not 1 <= len(found) <= LONGEST_SERIES:
        sentence = gettext_noop("Loạt lịch có {count} buổi. Mỗi lần ghi từ 1 đến {most} buổi.")
        raise Refused("reception.series", sentence, count=len(found), most=LONGEST_SERIES)
    return sorted(found)


def free_days(days: Collection[date], taken: Collection[date]) -> list[date]:
    """Those days on which the same head has no session yet."""
    return sorted(set(days) - set(taken))


def _minutes(of: time) -> int:
    return of.hour * 60 + of.minute
