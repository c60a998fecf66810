"""Later decisions laid over the law's calendar: the later holds, and the verdict says what it replaced."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.days import VIETNAM
from liemchinh.law.calendar import DatedDecision, DeclaredDay, national_calendar
from liemchinh.law.clocks import Budget, Event, Happening, read
from liemchinh.law.hours import STANDARD, DatedHours, OfficeHours

LAW = national_calendar()
STORM = date(2026, 10, 28)  # a Wednesday


def decision(document: str, *days: tuple[date, str]) -> DatedDecision:
    declared = tuple(DeclaredDay(day, kind, "bão") for day, kind in days)
    return DatedDecision(2026, "bão", document, "", "", "verified", "", declared)


def test_a_storm_makes_a_working_day_off_and_the_day_before_stays() -> None:
    calendar = LAW.amended([decision("Quyết định 45/QĐ-UBND", (STORM, "closure"))])
    verdict = calendar.verdict(STORM)
    assert (verdict.working, verdict.kind, verdict.decision) == (False, "closure", "Quyết định 45/QĐ-UBND")
    assert calendar.is_working(date(2026, 10, 27)) and calendar.is_working(date(2026, 10, 29))
    assert LAW.is_working(STORM)


def test_of_two_decisions_on_one_day_the_later_holds_and_says_so() -> None:
    both = LAW.amended([decision("Quyết định 45", (STORM, "closure")), decision("Quyết định 46", (STORM, "swap_work"))])
    assert both.is_working(STORM)
    assert both.verdict(STORM).decision == "Quyết định 46, thay cho Quyết định 45"


def test_a_decision_over_a_day_of_the_law_names_the_law() -> None:
    tet = date(2027, 2, 9)
    said = LAW.amended([decision("Thông báo 1/TB-BNV", (tet, "swap_work"))]).verdict(tet)
    assert said.working and said.decision.startswith("Thông báo 1/TB-BNV, thay cho ")


def test_a_decision_of_a_year_without_a_file_keeps_its_fixed_holidays() -> None:
    calendar = LAW.amended([decision("Quyết định 9", (date(2031, 3, 3), "closure"))])
    assert calendar.verdict(date(2031, 9, 2)).kind == "holiday"


def test_a_decision_may_make_the_calendar_certain_for_longer_never_for_less() -> None:
    longer = LAW.amended([], confirmed_until=date(2027, 12, 31))
    assert not longer.verdict(date(2027, 6, 1)).provisional
    assert LAW.amended([], confirmed_until=date(2025, 1, 1)).confirmed_until == LAW.confirmed_until


@given(
    st.dates(date(2026, 1, 1), date(2026, 11, 30)),
    st.integers(1, 20),
    st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=6, unique=True),
)
def test_more_days_off_never_make_a_term_end_earlier(start: date, days: int, off: list[date]) -> None:
    begun = [Event(Happening.START, datetime(start.year, start.month, start.day, 9, tzinfo=VIETNAM))]
    budget = Budget.parse(f"{days} ngày làm việc")
    closed = LAW.amended([decision("QĐ", *((day, "closure") for day in sorted(off)))])
    before = read(budget, begun, calendar=LAW, hours=STANDARD).due_at
    after = read(budget, begun, calendar=closed, hours=STANDARD).due_at
    assert before is not None and after is not None and after >= before


@pytest.mark.parametrize(("at", "due"), [(9, "2026-12-01 09:00"), (15, "2026-12-01 15:00")])
def test_a_term_in_hours_crosses_a_change_of_hours(at: int, due: str) -> None:
    short = OfficeHours.from_json(STANDARD.as_json() | {"tue": [["07:30", "11:30"], ["13:00", "16:00"]]})
    hours = DatedHours(STANDARD.weekdays, STANDARD.make_up, ((date(2026, 12, 1), short),))
    assert hours.closes_at(date(2026, 11, 24 + 6), LAW).hour == 17
    assert hours.closes_at(date(2026, 12, 1), LAW).hour == 16
    begun = [Event(Happening.START, datetime(2026, 11, 30, at, tzinfo=VIETNAM))]
    reading = read(Budget.parse("8 giờ"), begun, calendar=LAW, hours=hours)
    assert f"{reading.due_at:%Y-%m-%d %H:%M}" == due
