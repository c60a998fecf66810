"""Six patterns beside the on-time rate: each is met where it is planted, and an everyday life meets none."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.risk import rules
from liemchinh.risk.rules import Act, Life

MORNING = datetime(2026, 9, 7, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LIMITS = rules.OUR_CHOICE
DUE = MORNING + timedelta(days=10)


def after(**span: float) -> datetime:
    return MORNING + timedelta(**span)


def life(code: str = "A", *acts: Act, **changes: object) -> Life:
    plain = Life(code, "1.000001", "somebody", "02", MORNING, DUE, DUE, after(days=6), True, acts)
    return replace(plain, **changes)  # type: ignore[arg-type]


ORDINARY = (
    Act(1, "receive", MORNING, booked_at=after(seconds=2)),
    Act(2, "hand_over", after(hours=1)),
    Act(3, "ask_supplement", after(days=1)),
    Act(4, "issue", after(days=6), "clerk", booked_at=after(days=6, seconds=2)),
)


def patterns(*lives: Life) -> list[tuple[str, str]]:
    return [(case.pattern, case.code) for case in rules.cases_in(lives, LIMITS)]


def test_an_everyday_life_meets_no_pattern() -> None:
    assert patterns(life("A", *ORDINARY), life("B", *ORDINARY, applicant="else")) == []


def test_withdrawn_and_filed_again_by_the_same_person_for_the_same_thing() -> None:
    gone = life("A", Act(1, "withdraw", after(days=5)), received_at=MORNING, kept=None)
    again = life("B", received_at=after(days=6))
    assert patterns(gone, again) == [("refiled", "A")]
    assert patterns(gone, replace(again, applicant="else")) == []
    assert patterns(gone, replace(again, procedure="2.000002")) == []
    assert patterns(gone, replace(again, received_at=after(days=40))) == []
    assert patterns(gone) == []


@pytest.mark.parametrize(("day", "met"), [(7.9, False), (8, True), (12, True)])
def test_a_supplement_asked_at_the_end_of_the_term(day: float, met: bool) -> None:
    assert patterns(life("A", Act(1, "ask_supplement", after(days=day)))) == ([("late_supplement", "A")] if met else [])


def test_closed_just_in_time_and_opened_again() -> None:
    ended = Act(5, "issue", after(days=9), "clerk")
    undone = Act(6, "reverse", after(days=12), undoes=5)
    assert patterns(life("A", ended, undone)) == [("reopened", "A")]
    assert patterns(life("A", replace(ended, at=after(days=2)), undone)) == []


def test_a_stated_time_that_the_public_log_does_not_bear_out() -> None:
    said = Act(1, "receive", MORNING, booked_at=after(minutes=61))
    assert patterns(life("A", said)) == [("booked_late", "A")]
    assert patterns(life("A", replace(said, booked_at=after(minutes=60)))) == []
    assert patterns(life("A", replace(said, booked_at=None))) == [], "an entry that waits accuses nobody"


@pytest.mark.parametrize(("count", "met"), [(7, False), (8, True)])
def test_many_results_within_minutes_on_the_day_they_were_due(count: int, met: bool) -> None:
    lives = [
        life(f"A{number}", Act(9, "issue", DUE - timedelta(minutes=60 - number), "clerk"), applicant=str(number))
        for number in range(count)
    ]
    assert len(patterns(*lives)) == (count if met else 0)
    spread = [replace(one, acts=(replace(one.acts[0], by=one.code),)) for one in lives]
    assert patterns(*spread) == [], "many hands are no bulk"
    early = [replace(one, due_at=DUE + timedelta(days=3)) for one in lives]
    assert patterns(*early) == [], "what is not due yet games nothing"


def test_a_pause_without_a_numbered_document_and_a_new_date_that_was_not_needed() -> None:
    assert patterns(life("A", Act(3, "ask_obligation", after(days=2), document="chờ thuế"))) == [
        ("unfounded_pause", "A")
    ]
    assert patterns(life("A", Act(3, "ask_obligation", after(days=2), document="Thông báo 07/TB"))) == []
    asked = Act(3, "apologise", after(days=5.5))
    assert patterns(life("A", asked)) == [("unfounded_pause", "A")]
    assert patterns(life("A", asked, finished_at=after(days=9))) == []


def test_a_dossier_with_two_cases_is_left_out_of_the_rate_once() -> None:
    two = life("A", Act(1, "ask_supplement", after(days=9)), Act(2, "ask_obligation", after(days=9), document="x"))
    cases = rules.cases_in([two, life("B", *ORDINARY, applicant="else")], LIMITS)
    assert len(cases) == 2 and rules.without(10, 3, cases) == (9, 3)


@given(st.integers(0, 400), st.integers(1, 400))
def test_an_interval_holds_its_share_and_stays_between_nothing_and_all(found: int, of: int) -> None:
    found = min(found, of)
    between = rules.interval(found, of)
    assert between is not None
    low, high = between
    assert 0 <= low <= found / of + 1e-9 and found / of - 1e-9 <= high <= 1
    assert rules.interval(0, 0) is None
