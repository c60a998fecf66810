"""Dates of a dossier: both clocks on real days of 2026, and every limit on the day it is reached."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import MOVE, Happened, Office
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Unit
from liemchinh.law.hours import STANDARD
from tests.cast import VIETNAM
from tests.refusals import refused

OFFICE = Office(calendar=national_calendar(), hours=STANDARD)
WEEK = Budget(7, Unit.WORKING_DAY)
FAR = datetime(2027, 6, 1, tzinfo=VIETNAM)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def history(*acts: tuple[str, str], until: str = "") -> list[Happened]:
    """Events of these verbs at these times, with the effects that the table gives them."""
    return [
        Happened(step, at(when), MOVE[verb].legal, MOVE[verb].index, until=at(until) if until else None)
        for step, (verb, when) in enumerate(acts, 1)
    ]


def dues(*acts: tuple[str, str], budget: Budget = WEEK, now: datetime = FAR, until: str = "") -> tuple[Any, Any]:
    """Due day by the law and by the index."""
    past = history(*acts, until=until)
    readings = [
        read(budget, past, office=OFFICE, now=now).due_at for read in (rules.legal_reading, rules.index_reading)
    ]
    return tuple(due.astimezone(VIETNAM).date().isoformat() if due else None for due in readings)  # type: ignore[return-value]


def test_without_a_pause_both_clocks_say_the_same_day() -> None:
    assert dues(("receive", "2026-09-07 09:10")) == ("2026-09-16", "2026-09-16")


def test_a_supplement_starts_the_law_again_and_only_pauses_the_index() -> None:
    acts = [("receive", "2026-09-07 09:10"), ("ask_supplement", "2026-09-08 10:00")]
    assert dues(*acts) == (None, None)
    acts.append(("take_supplement", "2026-09-14 10:00"))
    assert dues(*acts) == ("2026-09-23", "2026-09-22")  # seven days again; or four waiting days added


def test_the_culture_day_of_24_november_is_counted_by_neither_clock() -> None:
    assert dues(("receive", "2026-11-19 09:00")) == ("2026-12-01", "2026-12-01")
    acts = [("receive", "2026-11-19 09:00"), ("ask_supplement", "2026-11-20 09:00")]
    assert dues(*acts, ("take_supplement", "2026-11-25 09:00")) == ("2026-12-04", "2026-12-03")


def test_tet_is_counted_by_neither_clock_on_either_side_of_a_supplement() -> None:
    acts = [("receive", "2026-02-10 09:00"), ("ask_supplement", "2026-02-12 09:00")]
    assert dues(acts[0]) == ("2026-02-26", "2026-02-26")
    assert dues(*acts, ("take_supplement", "2026-02-23 09:00")) == ("2026-03-04", "2026-03-02")


def test_an_obligation_pauses_both_clocks_alike() -> None:
    acts = [("receive", "2026-09-07 09:10"), ("ask_obligation", "2026-09-09 09:00")]
    legal, index = dues(*acts, ("meet_obligation", "2026-09-11 09:00"))
    assert legal == index == "2026-09-18"


def test_an_apology_moves_the_law_and_not_the_index() -> None:
    acts = [("receive", "2026-09-07 09:10"), ("apologise", "2026-09-14 09:00")]
    assert dues(*acts, until="2026-09-21 17:00") == ("2026-09-21", "2026-09-16")


def test_what_was_reversed_never_happened_to_a_clock() -> None:
    past = history(("receive", "2026-09-07 09:10"), ("withdraw", "2026-09-08 09:00"))
    back = Happened(3, at("2026-09-09 09:00"), None, None, undoes=2)
    plain = rules.legal_reading(WEEK, past[:1], office=OFFICE, now=FAR)
    undone = rules.legal_reading(WEEK, [*past, back], office=OFFICE, now=FAR)
    assert (undone.due_at, undone.state) == (plain.due_at, plain.state)


@given(st.integers(0, 40), st.integers(0, 20), st.integers(1, 30))
def test_answered_at_the_same_hour_of_a_working_day_the_index_is_never_kinder_than_the_law(
    wait: int, pause: int, days: int
) -> None:
    """Starting again gives at least the days that were left.

    Answered on a day off it may not: the new term's day zero is then no office time, while the wait has used some up.
    """
    start = at("2026-01-05 09:00")
    asked, came = start + timedelta(days=wait), start + timedelta(days=wait + pause)
    assume(OFFICE.calendar.is_working(came.date()))
    past = [
        Happened(1, start, MOVE["receive"].legal, MOVE["receive"].index),
        Happened(2, asked, MOVE["ask_supplement"].legal, MOVE["ask_supplement"].index),
        Happened(3, came, MOVE["take_supplement"].legal, MOVE["take_supplement"].index),
    ]
    budget = Budget(days, Unit.WORKING_DAY)
    legal = rules.legal_reading(budget, past, office=OFFICE, now=FAR).due_at
    index = rules.index_reading(budget, past, office=OFFICE, now=FAR).due_at
    assert legal is not None and index is not None and index <= legal


# ── on time ─────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("unit", "finished", "kept"),
    [
        (Unit.WORKING_DAY, "2026-09-16 19:30", True),  # the day is what counts
        (Unit.DAY, "2026-09-16 23:59", True),
        (Unit.WORKING_DAY, "2026-09-17 00:00", False),
        (Unit.HOUR, "2026-09-16 17:00:59", True),  # the minute on the receipt still counts
        (Unit.HOUR, "2026-09-16 17:01", False),
    ],
)
def test_on_time_is_by_the_day_or_by_the_minute_where_the_term_is_in_hours(
    unit: Unit, finished: str, kept: bool
) -> None:
    assert rules.is_on_time(at(finished), at("2026-09-16 17:00"), unit) is kept


# ── supplements ─────────────────────────────────────────────────────────────────────────────────────────────
def supplement(when: str, **changes: Any) -> bool:
    facts: dict[str, Any] = {"asked_before": 0, "received_at": at("2026-09-07 09:10"), "excuse": ""}
    return rules.check_supplement(at=at(when), office=OFFICE, **{**facts, **changes})


def test_a_first_request_within_three_working_days_is_no_exception() -> None:
    assert supplement("2026-09-08 09:00") is False
    assert supplement("2026-09-10 18:30") is False  # until the end of the third day, not of its office time


def test_the_fourth_day_needs_the_rule_of_the_sector() -> None:
    with refused("dossiers.late_request", "3 ngày làm việc", "10/9/2026"):
        supplement("2026-09-11 08:00")
    assert supplement("2026-09-11 08:00", excuse="Điều 5 Thông tư chuyên ngành") is True
    assert supplement("2026-09-11 08:00", sector_days=5) is False


def test_a_second_request_needs_its_reason_and_counts_against_the_index() -> None:
    with refused("dossiers.second_request", "1 lần", "chỉ số quốc gia"):
        supplement("2026-09-08 09:00", asked_before=1)
    assert supplement("2026-09-08 09:00", asked_before=1, excuse="Phát hiện giấy tờ mâu thuẫn") is True


def test_the_answer_is_awaited_fifteen_days_to_the_end_of_the_last() -> None:
    assert rules.answer_due(at("2026-09-07 11:10"), office=OFFICE) == at("2026-09-23 00:00")


def test_a_last_day_for_the_answer_that_is_off_moves_to_the_next_working_day() -> None:
    """Civil Code 2015, 148.5: Friday 4 September and fifteen days is Saturday the 19th, so Monday the 21st."""
    assert rules.answer_due(at("2026-09-04 09:00"), office=OFFICE) == at("2026-09-22 00:00")


# ── apologies ───────────────────────────────────────────────────────────────────────────────────────────────
def apology(when: str = "2026-09-14 09:00", day: str = "2026-09-21", **changes: Any) -> datetime:
    facts: dict[str, Any] = {"due_at": at("2026-09-16 17:00"), "apologised": False}
    return rules.check_apology(at=at(when), new_day=date.fromisoformat(day), office=OFFICE, **{**facts, **changes})


def test_a_new_day_is_promised_to_the_end_of_its_office_time() -> None:
    assert apology() == at("2026-09-21 17:00")


def test_the_apology_goes_out_a_day_before_the_promised_one_at_the_latest() -> None:
    assert apology("2026-09-15 23:00") == at("2026-09-21 17:00")
    with refused("dossiers.apology_late", "1 ngày", "15/9/2026"):
        apology("2026-09-16 00:00")


def test_a_second_apology_is_refused_with_its_article() -> None:
    with refused("dossiers.apology_twice", "1 lần", "118/2025"):
        apology(apologised=True)


@pytest.mark.parametrize("day", ["2026-09-16", "2026-09-10"])
def test_the_new_day_comes_after_the_old_one(day: str) -> None:
    with refused("dossiers.apology_day", "16/9/2026"):
        apology(day=day)


@pytest.mark.parametrize(("day", "said"), [("2026-09-19", "19/9/2026"), ("2026-11-24", "24/11/2026")])
def test_the_new_day_is_a_working_day(day: str, said: str) -> None:
    with refused("dossiers.apology_holiday", said):
        apology(day=day)


def test_a_saturday_declared_working_may_be_promised() -> None:
    assert apology("2026-08-17 09:00", "2026-08-22", due_at=at("2026-08-20 17:00")) == at("2026-08-22 17:00")


def test_there_is_nothing_to_move_while_no_date_runs() -> None:
    with refused("dossiers.apology_no_due"):
        apology(due_at=None)


# ── handing over ────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("received", "paper", "due"),
    [
        ("2026-09-07 14:59", True, "2026-09-07"),
        ("2026-09-07 15:30", True, "2026-09-08"),
        ("2026-09-11 16:00", True, "2026-09-14"),  # over the weekend
    ],
)
def test_paper_received_after_three_is_handed_over_the_next_working_day(received: str, paper: bool, due: str) -> None:
    reading = rules.handover_due(at(received), paper=paper, office=OFFICE)
    assert reading.due_at is not None and reading.due_at.date().isoformat() == due


def test_an_electronic_dossier_is_handed_over_at_once() -> None:
    assert rules.handover_due(at("2026-09-07 15:30"), paper=False, office=OFFICE).due_at == at("2026-09-07 15:30")


def test_the_last_day_for_asking_a_supplement_runs_to_its_end() -> None:
    term = rules.request_due(at("2026-09-07 09:10"), office=OFFICE)
    assert not rules.is_late_request(term, at("2026-09-10 23:59"))
    assert rules.is_late_request(term, at("2026-09-11 00:00"))


def test_a_sector_rule_gives_its_own_days_for_asking() -> None:
    term = rules.request_due(at("2026-09-07 09:10"), office=OFFICE, sector_days=5)
    assert term.budget.words() == "5 ngày làm việc"
    assert not rules.is_late_request(term, at("2026-09-14 16:00"))
