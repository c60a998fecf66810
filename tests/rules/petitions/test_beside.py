"""Acts beside the course of a case: what a stay, a question, minutes, a review and a new settlement need."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.petitions.rules import BESIDE, MOVE, State, beside
from liemchinh.petitions.rules.beside import Reviewed
from tests.refusals import refused

ON, DUE = date(2026, 9, 7), date(2026, 10, 7)
LAST_OLD, FIRST_NEW = date(2026, 6, 30), date(2026, 7, 1)
DAYS = st.dates(date(2026, 9, 1), date(2026, 10, 31))


def stay(
    until: date, *, on: date = ON, due: date | None = DUE, discipline: bool = False, by: date | None = None
) -> None:
    beside.check_stay(until, on=on, due=due, disciplinary=discipline, standing_until=by)


@given(DAYS, DAYS, DAYS)
def test_no_stay_outlasts_what_is_left_of_the_term(until: date, on: date, due: date) -> None:
    if on <= until <= due:
        stay(until, on=on, due=due)
        return
    with refused("complaints.stay_until"):
        stay(until, on=on, due=due)


def test_a_stay_needs_a_running_term_no_other_stay_and_a_decision_that_is_no_punishment() -> None:
    stay(DUE)
    with refused("complaints.stayed", "8/9/2026"):
        stay(DUE, by=date(2026, 9, 8))
    with refused("complaints.stay_discipline"):
        stay(DUE, discipline=True)
    with refused("complaints.stay_until"):
        stay(DUE, due=None)
    beside.check_lifting(DUE)
    with refused("complaints.no_stay"):
        beside.check_lifting(None)


def ask(what: str, *, instance: int = 1, head: bool = True, day: date | None = DUE, **case: bool) -> str:
    case = {"disciplinary": False, "is_complex": True} | case
    return beside.check_asking(what, instance=instance, head=head, day=day, on=ON, **case)


def test_papers_come_by_the_law_and_findings_by_the_day_that_the_letter_names() -> None:
    assert ask("information", day=None) == "complaint_information"
    assert ask("appraisal") == ask("opinion") == "complaint_answer"
    for day in (None, ON):
        with refused("petitions.ask_day"):
            ask("appraisal", day=day)
    with refused("petitions.listed"):
        ask("weather")


def test_a_council_and_the_first_file_belong_to_the_second_instance_and_the_council_to_its_head() -> None:
    assert ask("council", instance=2) == "complaint_answer"
    assert ask("file", instance=2, head=False, day=None) == "complaint_information"
    for what in ("council", "file"):
        with refused("complaints.ask_second"):
            ask(what)
    with refused("complaints.ask_head"):
        ask("council", instance=2, head=False)
    with refused("complaints.ask_head"):
        ask("council", instance=2, disciplinary=True)
    with refused("complaints.ask_complex"):
        ask("council", instance=2, is_complex=False)


def test_new_facts_were_a_ground_of_review_until_the_last_day_of_june_2026() -> None:
    assert set(beside.review_grounds_on(LAST_OLD)) == {"unlawful", "new_facts"}
    assert set(beside.review_grounds_on(FIRST_NEW)) == {"unlawful"}
    beside.check_review("new_facts", Reviewed(), on=LAST_OLD, day=FIRST_NEW)
    with refused("complaints.review_ground"):
        beside.check_review("new_facts", Reviewed(), on=FIRST_NEW, day=ON)
    with refused("complaints.reviewed"):
        beside.check_review("unlawful", Reviewed(waiting=True), on=FIRST_NEW, day=ON)
    with refused("complaints.day"):
        beside.check_review("unlawful", Reviewed(), on=ON, day=ON)


@pytest.mark.parametrize(
    ("standing", "ok"),
    [
        (Reviewed(), False),
        (Reviewed(True), False),
        (Reviewed(False, "lawful"), False),
        (Reviewed(False, "again"), True),
    ],
)
def test_only_a_finding_against_it_opens_a_settled_case_once_more(standing: Reviewed, ok: bool) -> None:
    if ok:
        beside.check_anew(standing)
    else:
        with refused("complaints.not_again"):
            beside.check_anew(standing)
    if not standing.waiting:
        with refused("complaints.no_review"):
            beside.check_review_result("again", standing)


def test_nobody_is_judged_unheard_without_the_reason_in_words() -> None:
    beside.check_heard(["other", "accused"], unheard="")
    beside.check_heard([], unheard="đã mời hai lần không đến")
    with refused("denunciations.unheard"):
        beside.check_heard(["other"], unheard="")
    beside.check_copies(2, on=ON)
    with refused("denunciations.copies", "2"):
        beside.check_copies(1, on=ON)
    with refused("petitions.held_on", "7/9/2026"):
        beside.check_held(ON - timedelta(days=1), on=DUE, since=ON)


def test_beside_the_course_nothing_moves_but_a_case_settled_anew() -> None:
    moving = {verb for verb in BESIDE if MOVE[verb].to is not None or MOVE[verb].legal is not None}
    assert moving == {"settle_anew"} and MOVE["settle_anew"].to is State.ACCEPTED


def test_a_failed_duty_ends_protection_since_the_first_of_july_2026() -> None:
    stands = beside.Protecting(stands=True)
    beside.check_protection_end("duty", stands, on=FIRST_NEW, ended=False)
    with refused("denunciations.protection_ground"):
        beside.check_protection_end("duty", stands, on=LAST_OLD, ended=False)
    beside.check_protection_end("gone", stands, on=LAST_OLD, ended=False)
    beside.check_protection_end("concluded", stands, on=LAST_OLD, ended=True)
