"""Days: one time zone, and dates written as people say them."""

from datetime import UTC, date, datetime

import pytest

from liemchinh.kernel import days
from tests.cast import VIETNAM


def test_the_day_of_an_instant_is_the_day_in_vietnam() -> None:
    late_in_london = datetime(2026, 9, 17, 17, 30, tzinfo=UTC)
    assert days.local_day(late_in_london) == date(2026, 9, 18)


def test_an_instant_without_a_time_zone_is_no_instant() -> None:
    with pytest.raises(ValueError):
        days.local(datetime(2026, 9, 18, 9, 0))  # noqa: DTZ001 - that is the point


def test_dates_and_hours_are_written_as_they_are_said() -> None:
    friday = date(2026, 9, 18)
    assert days.short_day(friday) == "18/9/2026"
    assert days.full_day(friday) == "thứ Sáu, 18/9/2026"
    assert days.spoken_day(friday) == "thứ Sáu, ngày 18 tháng 9 năm 2026"
    assert days.hour(datetime(2026, 9, 18, 17, 0, tzinfo=VIETNAM)) == "17 giờ"
    assert days.moment(datetime(2026, 9, 18, 9, 5, tzinfo=VIETNAM)) == "9 giờ 05, thứ Sáu, 18/9/2026"
    assert days.weekday(date(2026, 9, 20)) == "Chủ nhật"
