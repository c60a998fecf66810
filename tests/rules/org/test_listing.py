"""The shipped list of provinces and communes."""

from dataclasses import replace
from datetime import date

import pytest

from liemchinh.org import rules
from liemchinh.org.importing import read_totals, read_units
from liemchinh.org.rules import LocalityType
from tests.refusals import refused

ROWS = read_units()
NAMES = rules.by_unit(ROWS)


def test_the_list_has_34_provinces_and_3321_communes_of_the_three_types() -> None:
    counted = rules.count(NAMES.values(), date(2025, 7, 1))
    assert counted[LocalityType.PROVINCE] + counted[LocalityType.CITY] == 34
    communes = (LocalityType.COMMUNE, LocalityType.WARD, LocalityType.SPECIAL_ZONE)
    assert [counted[one] for one in communes] == [2621, 687, 13]
    rules.check_totals(NAMES, read_totals())


@pytest.mark.parametrize(
    ("day", "cities"),
    [(date(2026, 4, 29), 6), (date(2026, 4, 30), 7), (date(2026, 9, 19), 7), (date(2026, 9, 20), 9)],
)
def test_three_provinces_become_cities_in_2026_each_on_its_day(day: date, cities: int) -> None:
    counted = rules.count(NAMES.values(), day)
    assert counted[LocalityType.CITY] == cities
    assert counted[LocalityType.PROVINCE] == 34 - cities


def test_codes_keep_their_leading_zeros() -> None:
    assert NAMES["H26"][0].admin_code == "01"
    assert all(len(rows[0].admin_code) == (5 if rows[0].province else 2) for rows in NAMES.values())


def test_every_commune_stands_in_a_listed_province() -> None:
    provinces = {code for code, rows in NAMES.items() if not rows[0].province}
    assert {rows[0].province for rows in NAMES.values() if rows[0].province} == provinces


def test_a_commune_of_an_unknown_province_is_refused() -> None:
    row = next(row for row in ROWS if row.code == "00070")
    with refused("org.list_province"):
        rules.by_unit([replace(row, province="H98")])


def test_a_list_that_lost_a_line_says_which_count_does_not_fit() -> None:
    names = rules.by_unit(row for row in ROWS if row.code != "00070")
    with refused("org.list_totals", "687", "686", "phường"):
        rules.check_totals(names, read_totals())


def test_one_unit_listed_twice_from_the_same_day_is_refused() -> None:
    row = next(row for row in ROWS if row.code == "H26")
    with refused("org.change_order"):
        rules.by_unit([row, replace(row, name="Tên khác")])


def test_a_unit_that_changes_province_between_its_lines_is_refused() -> None:
    row = next(row for row in ROWS if row.code == "00070")
    later = replace(row, province="H01", valid_from=date(2026, 1, 1))
    with refused("org.list_unlike"):
        rules.by_unit([*(r for r in ROWS if r.code in {"H26", "H01"}), row, later])
