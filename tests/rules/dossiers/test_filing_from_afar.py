"""Filing from afar, decided without a database: what is open, whose turn it is, which days are given back."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import Awaits, Office, Question, State, Wanted
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.law.calendar import national_calendar
from liemchinh.law.hours import STANDARD
from tests.refusals import refused

OFFICE = Office(calendar=national_calendar(), hours=STANDARD)
FIRST = datetime(2026, 1, 5, tzinfo=VIETNAM)
INSTANTS = st.integers(0, 300 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
NAMES = st.lists(st.sampled_from(["Tờ khai", "Căn cước", "Giấy khai sinh", "CĂN CƯỚC", "Sổ đỏ"]), max_size=6)
WHOLE = {str(question): {"x": 1} for question in Question}


@given(INSTANTS)
def test_the_one_stop_has_eight_office_hours_and_no_other_hour_counts(arrived: datetime) -> None:
    due = rules.check_due(arrived, office=OFFICE)
    assert due > arrived
    assert OFFICE.calendar.is_working(local_day(due))
    assert timedelta(hours=8) <= due - arrived <= timedelta(days=12), "nine days of rest at Tết, and the day itself"


@given(INSTANTS)
def test_a_draft_lives_to_the_end_of_its_thirtieth_day(saved: datetime) -> None:
    assert local_day(rules.draft_expires(saved)) == local_day(saved) + timedelta(days=31)


@given(
    st.dates(date(2026, 1, 20), date(2026, 10, 1)), INSTANTS, st.timedeltas(timedelta(minutes=1), timedelta(days=40))
)
def test_the_days_of_looking_are_given_back_whole_and_the_last_one_is_a_working_day(
    last: date, answered: datetime, took: timedelta
) -> None:
    due = datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=VIETNAM)
    again = rules.answer_due_again(due, answered_at=answered, at=answered + took, office=OFFICE)
    assert again - due >= took
    assert again.timetz() == due.timetz(), "to the end of a day"
    assert OFFICE.calendar.is_working(local_day(again) - timedelta(days=1))


@given(NAMES, NAMES)
def test_a_paper_keeps_its_files_by_its_name_and_none_gets_those_of_another(before: list[str], now: list[str]) -> None:
    asked = [Wanted(number, name) for number, name in enumerate(now, 1)]
    found = rules.carried_numbers({str(number): name for number, name in enumerate(before, 1)}, asked)
    kept = [number for number in found.values() if number is not None]
    assert len(kept) == len(set(kept)) and set(found) == set(range(1, len(before) + 1))
    for old, new in found.items():
        if new is not None:
            assert before[old - 1].casefold() == now[new - 1].casefold()
        else:
            same = [name for name in before if name.casefold() == before[old - 1].casefold()]
            there = [name for name in now if name.casefold() == before[old - 1].casefold()]
            assert len(same) > len(there)
    assert rules.carried_numbers({str(one.number): one.name for one in asked}, asked) == {
        one.number: one.number for one in asked
    }


@given(st.sets(st.sampled_from(list(Question))), st.sets(st.integers(1, 4)), st.sets(st.integers(1, 4)))
def test_what_is_open_is_named_and_what_is_whole_is_let_through(
    answered: set[Question], sent: set[int], absent: set[int]
) -> None:
    papers = [Wanted(number, f"giấy {number}") for number in range(1, 5)]
    answers = {str(question): {"x": 1} for question in answered}
    answers[rules.ABSENT] = {str(number): "không có" for number in absent}
    missing = [rules.QUESTION_NAMES[question] for question in Question if question not in answered]
    missing += [paper.name for paper in papers if paper.number not in sent | absent]
    if missing:
        with refused("dossiers.draft_open", *missing):
            rules.check_whole(papers, answers, sent)
    else:
        rules.check_whole(papers, answers, sent)


@given(st.sampled_from(State), st.sampled_from(Awaits), st.sets(st.sampled_from(["a", "b"])))
def test_the_turn_passes_only_from_who_was_asked_and_only_when_all_is_answered(
    state: State, awaits: Awaits, left: set[str]
) -> None:
    turn = rules.turn_after_amending(state, awaits, left=left)
    asked = awaits is Awaits.CITIZEN and state in (State.REGISTERED, State.SUPPLEMENT)
    assert (turn is Awaits.RECEIVER) == (asked and not left)
    if turn is not None:
        assert rules.is_unchecked(state, turn)


def test_a_draft_takes_a_heap_of_photos_and_not_a_flood() -> None:
    rules.check_room(files=40, size=rules.MOST_BYTES, of_all=20 * 1024**3)
    for given_, code in (
        ({"files": 41, "size": 1, "of_all": 1}, "dossiers.too_many_files"),
        ({"files": 1, "size": rules.MOST_BYTES + 1, "of_all": 1}, "dossiers.too_many_bytes"),
        ({"files": 1, "size": 1, "of_all": 20 * 1024**3 + 1}, "dossiers.no_room"),
    ):
        with refused(code):
            rules.check_room(**given_)
    rules.check_whole([], WHOLE, set())
