"""Decides what a citizen's booking may be: slots and their places, how many come, what they need, who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hmac import compare_digest

from liemchinh.kernel.codes import KEY_LENGTH, tidy_fact
from liemchinh.kernel.days import VIETNAM, local, time_of_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision

CODE_LENGTH = 8
"""Signs of a booking's code, from the letters of receipt keys: drawn by lot, so nobody counts bookings by it."""
LONGEST_ABOUT = 200
MOST_PEOPLE = 200


class BookingState(StrEnum):
    """Where a booking stands."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    CAME = "came"
    MISSED = "missed"


BOOKING_STATE_NAMES: Mapping[BookingState, str] = {
    BookingState.ASKED: gettext_noop("Chờ xác nhận"),
    BookingState.CONFIRMED: gettext_noop("Đã xác nhận"),
    BookingState.OFFERED: gettext_noop("Đề nghị giờ khác, chờ ông/bà chọn"),
    BookingState.CANCELLED: gettext_noop("Đã hủy"),
    BookingState.CAME: gettext_noop("Đã đến"),
    BookingState.MISSED: gettext_noop("Không đến"),
}
ALIVE = frozenset({BookingState.ASKED, BookingState.CONFIRMED, BookingState.OFFERED})
"""States in which a booking holds its place."""


class Need(StrEnum):
    """What somebody who comes may need."""

    SIGN = "sign"
    WHEELCHAIR = "wheelchair"
    INTERPRETER = "interpreter"
    ONLINE = "online"


NEED_NAMES: Mapping[Need, str] = {
    Need.SIGN: gettext_noop("Phiên dịch ngôn ngữ ký hiệu"),
    Need.WHEELCHAIR: gettext_noop("Lối đi xe lăn"),
    Need.INTERPRETER: gettext_noop("Phiên dịch tiếng dân tộc"),
    Need.ONLINE: gettext_noop("Muốn dự ở điểm cầu trực tuyến"),
}


@dataclass(frozen=True)
class Slot:
    """One appointed time of a session: when, how many bookings it takes and how many it has."""

    at: time
    places: int
    taken: int

    @property
    def free(self) -> int:
        """Places left; never below nothing, even when the quota was lowered later."""
        return max(0, self.places - self.taken)

    @property
    def value(self) -> str:
        """`08:30`: how forms and addresses write it."""
        return f"{self.at:%H:%M}"

    @property
    def words(self) -> str:
        """`8 giờ 30`."""
        return time_of_day(self.at)


def slot_times(opens: time, closes: time, minutes: int) -> list[time]:
    """When the slots of a session begin; the last one ends by `closes`. None for a session without slots."""
    found: list[time] = []
    if minutes <= 0:
        return found
    begin, end = _minute(opens), _minute(closes)
    while begin + minutes <= end:
        found.append(time(begin // 60, begin % 60))
        begin += minutes
    return found


def slots(opens: time, closes: time, minutes: int, places: int, taken: Mapping[time, int]) -> list[Slot]:
    """Every slot with its places; `taken` are the bookings alive by slot."""
    return [Slot(at, places, taken.get(at, 0)) for at in slot_times(opens, closes, minutes)]


def nearest_slot(wanted: time, found: Sequence[Slot]) -> Slot | None:
    """The free slot nearest to the wanted hour, the earlier of two; None when every one is full."""
    free = [slot for slot in found if slot.free]
    return min(free, key=lambda slot: (abs(_minute(slot.at) - _minute(wanted)), slot.at), default=None)


def check_slot(wanted: time, found: Sequence[Slot]) -> None:
    """Raises Refused("reception.no_slot" or "reception.slot_full")."""
    for slot in found:
        if slot.at == wanted:
            if not slot.free:
                sentence = gettext_noop("Giờ {slot} vừa hết chỗ. Hãy chọn giờ khác, hoặc cứ đến trong giờ tiếp.")
                raise Refused("reception.slot_full", sentence, slot=slot.words)
            return
    raise Refused("reception.no_slot", gettext_noop("Buổi tiếp không có giờ hẹn này."))


def check_open(on: date, slot: time, at: datetime) -> None:
    """A booking is for a moment that has not come. Raises Refused("reception.booking_past")."""
    if local(at) >= datetime.combine(on, slot, VIETNAM):
        sentence = gettext_noop("Giờ hẹn đã qua. Ông/bà vẫn đến được trong giờ tiếp công dân.")
        raise Refused("reception.booking_past", sentence)


def check_people(people: int, representatives: str, *, on: date) -> None:
    """Five or more on one matter are a large group and name who speaks for them (law book `reception.group_size`).

    Raises Refused("reception.people" or "reception.representatives").
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise Refused("reception.people", gettext_noop("Số người đến từ 1 đến {most}."), most=MOST_PEOPLE)
    group = provision("reception.group_size", on=on).number()
    if people >= group and not representatives.strip():
        sentence = gettext_noop("Từ {group} người trở lên phải cử người đại diện. Hãy ghi họ tên người đại diện.")
        raise Refused("reception.representatives", sentence, group=group)


def check_reach(phone: str, email: str) -> None:
    """One way to be reached is needed. Raises Refused("reception.reach")."""
    if not phone and not email:
        raise Refused("reception.reach", gettext_noop("Hãy ghi số điện thoại hoặc thư điện tử để chúng tôi xác nhận."))


def check_alive(state: BookingState) -> None:
    """Raises Refused("reception.booking_over") for a booking that holds no place any more."""
    if state not in ALIVE:
        sentence = gettext_noop("Lịch hẹn này ở trạng thái “{state}”, không thay đổi được nữa.")
        raise Refused("reception.booking_over", sentence, state=BOOKING_STATE_NAMES[state])


def opens_it(typed: str, *, key: str, phone: str) -> bool:
    """Whether the second fact is right: the whole key, or the last four digits of the telephone that was left."""
    fact = tidy_fact(typed)
    digits = phone[-4:] if len(phone) >= 9 else ""
    by_key = len(fact) == KEY_LENGTH and compare_digest(fact.encode(), key.encode())
    return by_key or bool(digits) and compare_digest(fact.encode(), digits.encode())


def reminder_due(on: date, at: datetime) -> bool:
    """Whether a session of the day `on` is to be called to mind now: the day before, once it is morning."""
    here = local(at)
    return here.date() == on - timedelta(days=1) and here.hour >= 8


def forget_before(today: date) -> date:
    """Bookings of sessions before this day lose their personal data (law book `reception.booking_kept`)."""
    return today - timedelta(days=provision("reception.booking_kept", on=today).number())


def _minute(of: time) -> int:
    return of.hour * 60 + of.minute
