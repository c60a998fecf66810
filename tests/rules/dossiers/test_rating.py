"""What people are asked about the service, and when their answers may be shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import State
from tests.refusals import refused


def test_only_a_returned_result_is_rated_and_only_in_the_words_offered() -> None:
    kept = rules.check_rating(state=State.RETURNED, erased=False, level=3, answers={"time": "yes", "extra": ""})
    assert kept == {"time": "yes"}
    for state in set(State) - {State.RETURNED}:
        with refused("dossiers.rate_early"):
            rules.check_rating(state=state, erased=False, level=3, answers={})
    with refused("dossiers.rate_early"):
        rules.check_rating(state=State.RETURNED, erased=True, level=3, answers={})
    with refused("dossiers.rate_level"):
        rules.check_rating(state=State.RETURNED, erased=False, level=4, answers={})
    for answers in ({"time": "maybe"}, {"who": "yes"}):
        with refused("dossiers.rate_answer"):
            rules.check_rating(state=State.RETURNED, erased=False, level=1, answers=answers)


def test_every_point_of_the_decree_has_its_question_and_none_is_forced() -> None:
    assert {question.point for question in rules.RATING_QUESTIONS} == set("abcdđegh")
    assert rules.check_rating(state=State.RETURNED, erased=False, level=1, answers={}) == {}


@given(st.lists(st.integers(0, 12), max_size=8))
def test_no_small_group_is_shown_or_can_be_reckoned_back_from_the_sum(counts: list[int]) -> None:
    shown = rules.showable(counts, small=5)
    assert all(count >= 5 for count, is_shown in zip(counts, shown, strict=True) if is_shown)
    hidden = [count for count, is_shown in zip(counts, shown, strict=True) if not is_shown and count]
    assert len(hidden) != 1 or not any(shown)


@pytest.mark.parametrize("counts", [[5, 5], [9], []])
def test_what_is_not_small_is_shown(counts: list[int]) -> None:
    assert rules.showable(counts, small=5) == [True] * len(counts)
