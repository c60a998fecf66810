"""Units and seats through time, decided from facts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.org import rules
from liemchinh.org.rules import Fate, Standing, UnitKind
from tests.refusals import refused

START = date(2025, 7, 1)
DAYS = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
PERIODS = st.tuples(DAYS, st.none() | st.integers(1, 40)).map(
    lambda p: (p[0], None if p[1] is None else p[0] + timedelta(days=p[1]))
)


def commune(code: str, opened: date = START, closed: date | None = None) -> Standing:
    return Standing(code, UnitKind.COMMUNE, opened, closed)


def days_of(period: rules.Period) -> set[date]:
    end = period[1] or START + timedelta(days=200)
    return {period[0] + timedelta(days=n) for n in range((end - period[0]).days)}


@given(PERIODS, PERIODS)
def test_two_periods_overlap_exactly_when_they_share_a_day(one: rules.Period, other: rules.Period) -> None:
    assert rules.overlap(one, other) == bool(days_of(one) & days_of(other)) == rules.overlap(other, one)


@given(st.lists(PERIODS, max_size=4), PERIODS)
def test_a_seat_is_free_only_when_every_day_of_the_new_holding_is(
    held: list[rules.Period], wanted: rules.Period
) -> None:
    taken = set().union(*(days_of(p) for p in held)) if held else set()
    if taken & days_of(wanted):
        with refused("org.seat_held"):
            rules.check_seat_free(held, wanted)
    else:
        rules.check_seat_free(held, wanted)


def test_the_last_day_of_one_holder_and_the_first_of_the_next_do_not_clash() -> None:
    rules.check_seat_free([(START, date(2025, 9, 1))], (date(2025, 9, 1), None))


def test_no_kind_of_unit_can_stand_under_itself_through_any_number_of_others() -> None:
    for kind in UnitKind:
        above = set(rules.PARENTS[kind])
        for _ in UnitKind:
            above |= {parent for one in above for parent in rules.PARENTS[one]}
        assert kind not in above


def test_a_commune_stands_under_a_province_only() -> None:
    rules.check_place(UnitKind.COMMUNE, UnitKind.PROVINCE)
    for parent in (None, UnitKind.COMMUNE, UnitKind.DEPARTMENT):
        with refused("org.place"):
            rules.check_place(UnitKind.COMMUNE, parent)


def test_a_province_stands_alone() -> None:
    rules.check_place(UnitKind.PROVINCE, None)
    with refused("org.place"):
        rules.check_place(UnitKind.PROVINCE, UnitKind.MINISTRY)


def test_a_unit_cannot_move_under_one_of_its_own() -> None:
    with refused("org.cycle"):
        rules.check_no_cycle("A", "B", ["B", "A"])
    with refused("org.cycle"):
        rules.check_no_cycle("A", "A", [])
    rules.check_no_cycle("A", "B", ["B", "C"])


def test_two_communes_merge_into_a_third() -> None:
    rules.check_merge([commune("A"), commune("B")], commune("C", date(2026, 1, 1)), date(2026, 1, 1))


def test_a_commune_takes_in_its_neighbour() -> None:
    rules.check_merge([commune("B")], commune("A"), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("olds", "into", "code"),
    [
        ([], commune("A"), "org.merge_which"),
        ([commune("A"), commune("B")], commune("A"), "org.merge_which"),
        ([commune("A"), commune("A")], commune("C"), "org.merge_which"),
        ([commune("A", closed=date(2025, 12, 31))], commune("C"), "org.unit_not_open"),
        ([commune("A", date(2026, 1, 1))], commune("C"), "org.unit_too_young"),
        ([commune("A")], commune("C", date(2026, 1, 2)), "org.unit_not_open"),
        ([Standing("A", UnitKind.PROVINCE, START)], commune("C"), "org.kind_differs"),
    ],
)
def test_a_merger_that_cannot_be_is_refused(olds: list[Standing], into: Standing, code: str) -> None:
    with refused(code):
        rules.check_merge(olds, into, date(2026, 1, 1))


def test_a_unit_exists_from_its_opening_day_until_the_day_before_it_closes() -> None:
    unit = commune("A", START, date(2026, 1, 1))
    assert not unit.open_on(START - timedelta(days=1))
    assert unit.open_on(START)
    assert unit.open_on(date(2025, 12, 31))
    assert not unit.open_on(date(2026, 1, 1))


def test_a_split_names_new_units_of_the_same_kind_that_exist_by_then() -> None:
    old = commune("A")
    rules.check_split(old, [commune("B"), commune("C")], date(2026, 1, 1))
    for into in ([], [old], [commune("B"), commune("B")]):
        with refused("org.split_which"):
            rules.check_split(old, into, date(2026, 1, 1))


def test_communes_move_with_a_merged_province_and_divisions_end() -> None:
    assert rules.fate_in_merge(UnitKind.COMMUNE) == Fate.MOVES
    assert rules.fate_in_merge(UnitKind.DIVISION) == rules.fate_in_merge(UnitKind.CENTRE) == Fate.ENDS


def test_nobody_guesses_where_a_department_goes() -> None:
    with refused("org.unit_unsettled", "H99.2"):
        rules.check_nothing_blocks({"H99.1": Fate.ENDS, "H99.2": rules.fate_in_merge(UnitKind.DEPARTMENT)})
    assert rules.fate_in_end(UnitKind.COMMUNE) == Fate.BLOCKS


def test_changes_are_told_in_order() -> None:
    rules.check_after_last_change(None, START)
    rules.check_after_last_change(START, START + timedelta(days=1))
    with refused("org.change_order"):
        rules.check_after_last_change(START, START)


def test_a_period_ends_after_it_starts() -> None:
    rules.check_period(START, None)
    with refused("org.period"):
        rules.check_period(START, START)
