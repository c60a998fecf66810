"""Days: the one time zone of the house and the one way dates are written on screens and paper."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from liemchinh.kernel.words import gettext_noop, shown

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

WEEKDAYS = (
    gettext_noop("thứ Hai"),
    gettext_noop("thứ Ba"),
    gettext_noop("thứ Tư"),
    gettext_noop("thứ Năm"),
    gettext_noop("thứ Sáu"),
    gettext_noop("thứ Bảy"),
    gettext_noop("Chủ nhật"),
)


def local(at: datetime) -> datetime:
    """`at` (aware) as wall-clock time in Vietnam. Raises ValueError for a naive instant."""
    if at.tzinfo is None:
        raise ValueError("an instant must carry its time zone")
    return at.astimezone(VIETNAM)


def local_day(at: datetime) -> date:
    """The calendar day in Vietnam on which the instant `at` falls."""
    return local(at).date()


def midnight(day: date) -> datetime:
    """The first moment of a Vietnamese day."""
    return datetime.combine(day, time(), VIETNAM)


def weekday(day: date) -> str:
    """`thứ Sáu` and the like, as spoken."""
    return shown(WEEKDAYS[day.weekday()])


def short_day(day: date) -> str:
    """`25/9/2026`."""
    return f"{day.day}/{day.month}/{day.year}"


def full_day(day: date) -> str:
    """`thứ Sáu, 25/9/2026`."""
    return f"{weekday(day)}, {short_day(day)}"


def spoken_day(day: date) -> str:
    """`thứ Sáu, ngày 25 tháng 9 năm 2026`: for screen readers and letters."""
    sentence = gettext_noop("{weekday}, ngày {day} tháng {month} năm {year}")
    return sentence.format(weekday=weekday(day), day=day.day, month=day.month, year=day.year)


def time_of_day(at: time) -> str:
    """`17 giờ`, `9 giờ 10`: the portal's way of saying the time of day."""
    if not at.minute:
        return gettext_noop("{hour} giờ").format(hour=at.hour)
    return gettext_noop("{hour} giờ {minute}").format(hour=at.hour, minute=f"{at.minute:02d}")


def hour(at: datetime) -> str:
    """The time of day in Vietnam at the instant `at`, as `time_of_day` says it."""
    return time_of_day(local(at).time())


def moment(at: datetime) -> str:
    """`9 giờ 10, thứ Sáu, 18/9/2026`."""
    return f"{hour(at)}, {full_day(local_day(at))}"
