"""The calendar: which days count, by which decision, and how far it is certain."""

from datetime import date

import pytest

from liemchinh.kernel.errors import Refused
from liemchinh.law.calendar import Calendar, DatedDecision, DeclaredDay, national_calendar

CALENDAR = national_calendar()


def test_a_saturday_declared_working_is_counted() -> None:
    verdict = CALENDAR.verdict(date(2026, 1, 10))
    assert verdict.working
    assert (verdict.kind, verdict.decision) == ("swap_work", "Công văn 12729/VPCP-KGVX")


def test_a_plain_weekend_is_off_by_the_rule_of_the_forty_hour_week() -> None:
    verdict = CALENDAR.verdict(date(2026, 1, 17))
    assert (verdict.working, verdict.kind) == (False, "weekend")
    assert "188/1999/QĐ-TTg" in verdict.decision


def test_the_vietnamese_culture_day_is_a_holiday_from_2026_only() -> None:
    assert CALENDAR.is_working(date(2025, 11, 24))
    assert CALENDAR.verdict(date(2026, 11, 24)).kind == "holiday"


def test_a_swap_that_was_only_proposed_changes_nothing() -> None:
    assert CALENDAR.is_working(date(2026, 11, 23))


def test_every_swapped_day_off_is_worked_on_another_day_of_the_same_decision() -> None:
    for decision in CALENDAR.decisions:
        off = [day for day in decision.days if day.kind == "swap_off"]
        worked = [day for day in decision.days if day.kind == "swap_work"]
        assert len(off) == len(worked), decision.about
        assert all(day.day.weekday() < 5 for day in off)
        assert all(day.day.weekday() >= 5 for day in worked)


def test_a_compensatory_day_is_a_weekday() -> None:
    days = [day.day for decision in CALENDAR.decisions for day in decision.days if day.kind == "compensatory"]
    assert days
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize(("year", "statutory"), [(2024, 11), (2025, 11), (2026, 12), (2027, 12)])
def test_nobody_loses_a_statutory_holiday_to_a_weekend(year: int, statutory: int) -> None:
    declared = [day for decision in CALENDAR.decisions for day in decision.days if day.day.year == year]
    off_on_weekdays = [day for day in declared if day.kind != "swap_work" and day.day.weekday() < 5]
    swaps = [day for day in declared if day.kind == "swap_off"]
    assert len(off_on_weekdays) - len(swaps) == statutory


def test_2027_is_provisional_and_2026_is_not() -> None:
    assert CALENDAR.confirmed_until == date(2026, 12, 31)
    assert not CALENDAR.verdict(date(2026, 12, 31)).provisional
    assert CALENDAR.verdict(date(2027, 1, 1)).provisional
    assert all(decision.status == "assumed" for decision in CALENDAR.decisions if decision.year == 2027)


def test_a_year_without_decisions_knows_the_fixed_holidays_and_is_provisional() -> None:
    assert CALENDAR.verdict(date(2031, 9, 2)).kind == "holiday"
    assert CALENDAR.verdict(date(2031, 9, 2)).provisional
    assert not CALENDAR.is_working(date(2031, 11, 24))
    assert CALENDAR.is_working(date(2020, 11, 24))
    assert CALENDAR.verdict(date(2020, 4, 30)).kind == "holiday"
    assert CALENDAR.verdict(date(2020, 4, 30)).provisional


def test_the_next_working_day_jumps_over_tet() -> None:
    assert CALENDAR.next_working(date(2026, 2, 13)) == date(2026, 2, 23)
    assert CALENDAR.working_from(date(2026, 2, 14)) == date(2026, 2, 23)
    assert CALENDAR.working_from(date(2026, 2, 13)) == date(2026, 2, 13)


def test_every_decision_names_its_document_and_says_how_sure_it_is() -> None:
    for decision in CALENDAR.decisions:
        assert decision.document
        assert decision.url.startswith("https://")
        assert decision.status in ("verified", "assumed")
        assert all(day.day.year == decision.year for day in decision.days)


def test_two_decisions_on_one_day_are_refused() -> None:
    day = DeclaredDay(date(2026, 3, 2), "holiday", "ngày lễ")
    decision = DatedDecision(2026, "thử", "Văn bản 1", "", "", "assumed", "", (day,))
    with pytest.raises(Refused) as refused:
        Calendar([decision, decision], confirmed_from=date(2026, 1, 1), confirmed_until=date(2026, 12, 31))
    assert refused.value.code == "law.calendar.twice"
