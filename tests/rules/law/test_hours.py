"""Office hours as a unit keeps them."""

import json
from datetime import date
from typing import Any

import pytest

from liemchinh.kernel.errors import Refused
from liemchinh.law.calendar import national_calendar
from liemchinh.law.hours import STANDARD, OfficeHours

CALENDAR = national_calendar()


def test_the_standard_day_has_eight_hours() -> None:
    assert STANDARD.minutes(date(2026, 3, 2), CALENDAR) == 480


def test_a_saturday_declared_working_has_the_hours_of_a_weekday() -> None:
    assert STANDARD.minutes(date(2026, 8, 22), CALENDAR) == 480
    assert STANDARD.minutes(date(2026, 8, 15), CALENDAR) == 0


def test_opening_on_saturday_morning_makes_no_working_day() -> None:
    stored = STANDARD.as_json() | {"sat": [["07:30", "11:30"]]}
    assert OfficeHours.from_json(stored).minutes(date(2026, 8, 15), CALENDAR) == 0


def test_hours_survive_being_stored() -> None:
    assert OfficeHours.from_json(json.loads(json.dumps(STANDARD.as_json()))) == STANDARD


def test_without_hours_for_declared_days_mondays_hours_stand_in() -> None:
    stored = STANDARD.as_json()
    del stored["make_up"]
    assert OfficeHours.from_json(stored) == STANDARD


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"mon": [["07:30", "11:30"]]},
        STANDARD.as_json() | {"fri": []},
        STANDARD.as_json() | {"mon": [["11:30", "07:30"]]},
        STANDARD.as_json() | {"mon": [["07:30", "07:30"]]},
        STANDARD.as_json() | {"mon": [["07:30", "11:30"], ["11:00", "17:00"]]},
        STANDARD.as_json() | {"mon": [["07:30:30", "11:30"]]},
        STANDARD.as_json() | {"mon": [["bảy giờ", "11:30"]]},
        STANDARD.as_json() | {"mon": [["07:30"]]},
        STANDARD.as_json() | {"mon": 7},
        STANDARD.as_json() | {"ngày mai": [["07:30", "11:30"]]},
        [],
        None,
    ],
)
def test_hours_that_cannot_be_are_refused(stored: Any) -> None:
    with pytest.raises(Refused) as refused:
        OfficeHours.from_json(stored)
    assert refused.value.code == "law.hours"
    assert str(refused.value)
