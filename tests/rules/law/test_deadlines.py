"""Deadlines of the one-stop, with the provision each applies."""

from datetime import date, timedelta

import pytest

from liemchinh.kernel.errors import Refused
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Chip, Unit, Urgency, chip, end_of, working_days_left
from liemchinh.law.deadlines import (
    Deadline,
    appraisal_supplement_due,
    autoclose_due,
    correction_due,
    cross_level_due,
    handover_due,
    last_day_for_late_notice,
    online_alert_due,
    online_check_due,
)
from liemchinh.law.hours import STANDARD, OfficeHours
from tests.rules.law.test_known_answers import at

CALENDAR = national_calendar()


def handover(received: str, *, paper: bool) -> Deadline:
    return handover_due(at(received), paper=paper, calendar=CALENDAR, hours=STANDARD)


def test_paper_received_before_three_goes_over_the_same_day() -> None:
    found = handover("2026-03-02T09:30", paper=True)
    assert found.due_at == at("2026-03-02T17:00")
    assert found.steps[0].decision == "khoản 2 Điều 18 Nghị định 118/2025/NĐ-CP"


def test_paper_received_after_three_goes_over_as_the_next_working_day_opens() -> None:
    assert handover("2026-03-06T15:01", paper=True).due_at == at("2026-03-09T07:30")
    assert handover("2026-02-13T16:00", paper=True).due_at == at("2026-02-23T07:30")


def test_three_oclock_itself_is_not_yet_after_three() -> None:
    assert handover("2026-03-02T15:00:59", paper=True).due_at == at("2026-03-02T17:00")


def test_paper_received_on_a_day_off_waits_for_the_next_working_day() -> None:
    found = handover("2026-03-07T09:00", paper=True)
    assert found.due_at == at("2026-03-09T07:30")
    assert "ngày nghỉ" in found.steps[0].sentence


def test_an_office_that_closes_before_three_hands_over_when_it_opens_again() -> None:
    short = OfficeHours.from_json(STANDARD.as_json() | {"fri": [["07:30", "11:30"]]})
    found = handover_due(at("2026-03-06T11:30"), paper=True, calendar=CALENDAR, hours=short)
    assert found.due_at == at("2026-03-09T07:30")
    assert "đã hết giờ" in found.steps[0].sentence


def test_an_electronic_dossier_goes_over_at_once_even_in_the_evening() -> None:
    found = handover("2026-03-02T21:00", paper=False)
    assert found.due_at == at("2026-03-02T21:00")
    assert "chuyển ngay" in found.steps[0].sentence


def test_the_duties_of_decree_118_end_when_it_says() -> None:
    office = {"calendar": CALENDAR, "hours": STANDARD}
    assert online_check_due(at("2026-03-02T15:00"), **office).due_at == at("2026-03-03T15:00")
    assert cross_level_due(at("2026-03-02T15:00"), **office).due_at == at("2026-03-03T17:00")
    assert appraisal_supplement_due(at("2026-03-02T15:00"), **office).due_at == at("2026-03-05T17:00")
    assert autoclose_due(at("2026-03-02T15:00"), **office).due_at == at("2026-03-17T17:00")
    assert correction_due(at("2026-03-02T15:00"), **office).due_at == at("2026-03-05T17:00")
    assert online_alert_due(at("2026-03-02T16:00"))[0] == at("2026-03-02T18:00")


def test_a_delay_must_be_announced_the_day_before_the_end() -> None:
    day, found = last_day_for_late_notice(at("2026-03-09T17:00"))
    assert day == date(2026, 3, 8)
    assert found.cite() == "khoản 6 Điều 19 Nghị định 118/2025/NĐ-CP"


def test_a_deadline_applies_the_law_of_the_day_it_arose() -> None:
    old = appraisal_supplement_due(at("2025-06-30T09:00"), calendar=CALENDAR, hours=STANDARD)
    assert old.provision.source.document == "Nghị định 61/2018/NĐ-CP"
    with pytest.raises(Refused):
        autoclose_due(at("2025-06-30T09:00"), calendar=CALENDAR, hours=STANDARD)


def test_a_deadline_as_json_carries_its_citation() -> None:
    told = handover("2026-03-02T09:30", paper=True).as_json()
    assert told["due_at"] == "2026-03-02T17:00:00+07:00"
    assert told["provision"]["cite"] == "khoản 2 Điều 18 Nghị định 118/2025/NĐ-CP"
    assert told["provisional"] is False


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-02-11T09:00", Chip(Urgency.LATER, 3, "còn 3 ngày làm việc")),
        ("2026-02-13T20:00", Chip(Urgency.SOON, 1, "còn 1 ngày làm việc")),
        ("2026-02-22T09:00", Chip(Urgency.SOON, 1, "còn 1 ngày làm việc")),
        ("2026-02-23T09:00", Chip(Urgency.TODAY, 0, "hạn hôm nay, 17 giờ")),
        ("2026-02-23T17:00", Chip(Urgency.TODAY, 0, "hạn hôm nay, 17 giờ")),
        ("2026-02-23T17:01", Chip(Urgency.LATE, -1, "Quá hạn chưa đến 1 ngày làm việc")),
        ("2026-02-24T08:00", Chip(Urgency.LATE, -1, "Quá hạn 1 ngày làm việc")),
        ("2026-02-25T08:00", Chip(Urgency.LATE, -2, "Quá hạn 2 ngày làm việc")),
    ],
)
def test_a_chip_says_how_much_is_left(now: str, expected: Chip) -> None:
    due = at("2026-02-23T17:00")
    assert chip(due, at(now), calendar=CALENDAR, hours=STANDARD) == expected
    assert working_days_left(due, at(now), calendar=CALENDAR, hours=STANDARD) == expected.days


def test_a_late_matter_never_reads_as_one_that_has_time() -> None:
    due = at("2026-03-06T17:00")
    for hours in range(1, 72):
        assert working_days_left(due, due + timedelta(hours=hours), calendar=CALENDAR, hours=STANDARD) < 0


def test_the_end_of_an_undisturbed_term_needs_no_story() -> None:
    received, term = at("2026-02-12T09:30"), Budget(5, Unit.WORKING_DAY)
    assert end_of(term, received, calendar=CALENDAR, hours=STANDARD) == at("2026-02-26T17:00")
