"""What may be said of counts: nothing hidden can be reckoned back, shares add up, time is that of the office."""

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.dossiers.rules import figures, index766
from liemchinh.dossiers.rules.states import Awaits, State
from liemchinh.dossiers.rules.terms import Office
from liemchinh.kernel.days import VIETNAM
from liemchinh.law.calendar import national_calendar
from liemchinh.law.hours import STANDARD

SMALL = 5
OFFICE = Office(calendar=national_calendar(), hours=STANDARD)


@pytest.mark.parametrize("units", [1, 2, 3])
def test_no_hidden_count_can_be_reckoned_back(units: int) -> None:
    """Every answer is given by at least two values of every hidden count: tried for all counts there can be."""
    worlds: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for counts in itertools.product(range(7), repeat=units):
        told = figures.guarded(dict(enumerate(counts)), small=SMALL)
        answer = (*told.shown.values(), told.total, told.left_out)
        worlds.setdefault(answer, []).append(counts)
    for answer, possible in worlds.items():
        for place in range(units):
            if answer[place] is None:
                assert len({counts[place] for counts in possible}) > 1, (answer, possible)


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 30), max_size=12))
def test_what_is_shown_and_what_is_summed_agree(counts: dict[int, int]) -> None:
    told = figures.guarded(counts, small=SMALL)
    shown = sum(count for count in told.shown.values() if count is not None)
    assert all(count is None or count == 0 or count >= SMALL for count in told.shown.values())
    assert told.total == (shown if told.left_out else sum(counts.values()))


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=6))
def test_shares_add_up_to_a_hundred_and_lose_nobody(counts: list[int]) -> None:
    parts = figures.hundred(counts)
    if not sum(counts):
        assert parts == []
        return
    assert sum(parts) == 1000
    for count, part in zip(counts, parts, strict=True):
        assert (count == 0) == (part == 0)
        assert (count == sum(counts)) == (part == 1000)
        assert abs(part - count * 1000 / sum(counts)) < len(counts)


def test_one_late_of_many_is_never_a_hundred_percent() -> None:
    assert figures.honest_share(999_999, 1_000_000) == 0.999
    assert figures.honest_share(1, 1_000_000) == 0.001
    assert figures.honest_share(7, 7) == 1
    assert figures.honest_share(0, 7) == 0
    assert figures.honest_share(0, 0) is None


def test_the_median_is_one_of_the_values() -> None:
    assert [figures.median(values) for values in ([], [3], [9, 1], [9, 1, 4])] == [None, 3, 1, 4]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=VIETNAM)


def test_minutes_are_those_of_open_doors() -> None:
    assert figures.office_minutes(at(7, 11), at(7, 13, 30), OFFICE) == 60  # a lunch between
    assert figures.office_minutes(at(4, 16), at(7, 8), OFFICE) == 90  # a weekend between
    assert figures.office_minutes(at(5, 8), at(6, 20), OFFICE) == 0


@given(st.lists(st.integers(1, 3000), min_size=2, max_size=6), st.sampled_from(list(Awaits)))
def test_time_in_a_step_is_the_time_between_its_ends(gaps: list[int], awaits: Awaits) -> None:
    moments = [at(7, 8)]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(minutes=gap))
    way = [figures.Stood(moment, State.PROCESSING, awaits, False) for moment in moments]
    spent = figures.minutes_in_steps(way, OFFICE)
    step = figures.step_of(way[0])
    whole = figures.office_minutes(moments[0], moments[-1], OFFICE)
    assert spent == ({step: pytest.approx(whole, abs=0)} if step else {})


def test_every_state_on_the_way_has_its_step_and_the_ends_have_none() -> None:
    for state in State:
        step = figures.step_of(figures.Stood(at(7, 8), state, Awaits.SPECIALIST, False))
        on_the_way = {State.RECEIVED, State.PROCESSING, State.SUPPLEMENT, State.OBLIGATION, State.DONE}
        assert (step in figures.STEPS) == (state in on_the_way)
    assert figures.step_of(figures.Stood(at(7, 8), State.PROCESSING, Awaits.HEAD, True)) == "endorse"
    assert figures.step_of(figures.Stood(at(7, 8), State.PROCESSING, Awaits.HEAD, False)) == "assign"


def test_a_part_of_the_index_about_few_dossiers_shows_nothing() -> None:
    found = {"2.1": (3, 4), "1.3": (1, 2), "3.3": (0, 0), "5.4": (-1, 9)}
    shown = {one.part.number: one for one in index766.measured(found, small=SMALL, public=frozenset({"1.3"}))}
    assert (shown["2.1"].denominator, shown["3.3"].denominator) == (None, None)
    assert (shown["1.3"].numerator, shown["1.3"].share) == (1, 0.5)
    assert shown["5.4"].numerator == 0


def test_no_indicator_is_both_computed_and_excused() -> None:
    computed = {part.number for part in index766.PARTS}
    excused = {number for key in index766.NOT_COMPUTED for number in key.split(", ")}
    assert not computed & excused
