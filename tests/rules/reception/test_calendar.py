"""Posting, series, slots and frequency over all days: what must hold whatever the calendar."""

from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from liemchinh.law.calendar import national_calendar
from liemchinh.org.rules import UnitKind
from liemchinh.reception.rules import booking, calendar, frequency
from liemchinh.reception.rules.calendar import MOVES, ChairedBy, Pattern, SessionState
from tests.refusals import refused

CALENDAR = national_calendar()
DAYS = st.dates(date(2025, 7, 1), date(2027, 6, 30))


@given(posted=DAYS, later=st.integers(0, 40))
def test_what_may_be_posted_today_may_still_be_posted_and_nothing_else(posted: date, later: int) -> None:
    """The two ways of counting agree: from the day of posting on, and back from the day of reception."""
    day = posted + timedelta(days=later)
    earliest, _ = calendar.earliest_day(posted, CALENDAR)
    assert (day >= earliest) == (posted <= calendar.last_posting_day(day, CALENDAR))


@given(first=DAYS, length=st.integers(0, 200), days=st.frozensets(st.integers(1, 31), min_size=1, max_size=2))
def test_a_series_by_the_month_falls_on_working_days_each_once_and_never_early(
    first: date, length: int, days: frozenset[int]
) -> None:
    last = first + timedelta(days=length)
    wanted = [first + timedelta(days=n) for n in range(length + 1) if (first + timedelta(days=n)).day in days]
    if not wanted:
        with refused("reception.series", "0"):
            calendar.series(Pattern(month_days=days), first=first, last=last, calendar=CALENDAR)
        return
    found = calendar.series(Pattern(month_days=days), first=first, last=last, calendar=CALENDAR)
    assert found == sorted(set(found)) == sorted({CALENDAR.working_from(day) for day in wanted})
    assert all(CALENDAR.is_working(day) for day in found)


def test_thursdays_that_are_off_are_left_out_of_a_series() -> None:
    found = calendar.series(
        Pattern(weekdays=frozenset({3})), first=date(2026, 2, 5), last=date(2026, 3, 5), calendar=CALENDAR
    )
    assert [day.day for day in found] == [5, 12, 26, 5]  # 19/2/2026 is in Tết


@given(opens=st.times(), minutes=st.integers(1, 300), slot=st.integers(1, 120), places=st.integers(1, 9))
def test_slots_fill_the_session_and_never_leave_it(opens: time, minutes: int, slot: int, places: int) -> None:
    begin = opens.hour * 60 + opens.minute
    end = min(begin + minutes, 23 * 60 + 59)
    closes = time(end // 60, end % 60)
    found = booking.slots(time(begin // 60, begin % 60), closes, slot, places, {})
    assert len(found) == (end - begin) // slot
    assert all(one.at < closes and one.free == places for one in found)


@given(held=st.frozensets(DAYS, max_size=12), today=DAYS, kind=st.sampled_from(UnitKind))
def test_one_day_more_never_makes_a_period_worse(held: frozenset[date], today: date, kind: UnitKind) -> None:
    span = {"first": date(2026, 5, 1), "last": date(2026, 8, 31), "planned": (), "today": today, "calendar": CALENDAR}
    before = frequency.reckon(kind, held=held, **span)  # type: ignore[arg-type]
    after = frequency.reckon(kind, held=held | {date(2026, 6, 11), date(2026, 7, 9)}, **span)  # type: ignore[arg-type]
    assert all(one.missing >= later.missing for one, later in zip(before, after, strict=True))
    assert all(one.missing == 0 for one in before if one.standing in ("met", "planned", "free"))


def test_every_move_leads_somewhere_known_and_an_end_is_an_end() -> None:
    assert set(MOVES) == set(SessionState)
    for now in SessionState:
        for to in set(SessionState) - MOVES[now]:
            with refused("reception.move"):
                calendar.check_move(now, to)


def test_a_deputy_is_told_differently_on_both_sides_of_july_2026() -> None:
    before = calendar.deputy_warning(date(2026, 6, 30), ChairedBy.DEPUTY)
    after = calendar.deputy_warning(date(2026, 7, 1), ChairedBy.DEPUTY)
    assert before and after and before != after and "ủy quyền" in after
    assert calendar.deputy_warning(date(2026, 7, 1), ChairedBy.HEAD) == ""


def test_only_the_whole_key_or_the_last_four_digits_open_a_booking() -> None:
    key, phone = "23456789ABCDEFGH", "0912345678"
    assert booking.opens_it("2345 6789 abcd efgh", key=key, phone=phone)
    assert booking.opens_it("56 78", key=key, phone="0912345678")
    for typed, number in (("", ""), ("5678", ""), ("0912345678", phone), ("345678", phone), (key[:-1], phone)):
        assert not booking.opens_it(typed, key=key, phone=number)
    assert not booking.opens_it("", key="", phone="")
