"""Who may edit, which level decides on which day, what a search puts first."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.actors import SYSTEM, Actor, Role, SeatHeld
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold
from liemchinh.law.clocks import Budget, Unit
from liemchinh.procedures import rules
from liemchinh.procedures.rules import Level, Move, levels_on

REFORM = date(2025, 7, 1)
TO_COMMUNE = Move(REFORM, Level.DISTRICT, Level.COMMUNE)


def seated(role: Role) -> Actor:
    return Actor("x", "X", (SeatHeld("s", "H99.12", "H99.12", frozenset({role})),))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_editors_and_administrators_may_edit_the_catalogue(role: Role) -> None:
    rules.check_may_edit(seated(role))


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.EDITOR, Role.ADMINISTRATOR)])
def test_nobody_else_may_edit_the_catalogue(role: Role) -> None:
    with pytest.raises(Refused, match="procedures.edit|danh mục"):
        rules.check_may_edit(seated(role))
    rules.check_may_edit(SYSTEM)


def test_the_district_decided_until_the_day_before_and_the_commune_from_the_day() -> None:
    for stated in ({Level.COMMUNE}, {Level.DISTRICT}):
        assert levels_on(stated, [TO_COMMUNE], date(2025, 6, 30)) == {Level.DISTRICT}
        assert levels_on(stated, [TO_COMMUNE], REFORM) == {Level.COMMUNE}


def test_a_level_that_did_not_move_stays() -> None:
    assert levels_on({Level.PROVINCE, Level.COMMUNE}, [TO_COMMUNE], date(2025, 1, 1)) == {
        Level.PROVINCE,
        Level.DISTRICT,
    }


def test_two_transfers_are_followed_in_the_order_of_their_days() -> None:
    moves = [Move(date(2026, 1, 1), Level.COMMUNE, Level.PROVINCE), TO_COMMUNE]
    assert levels_on({Level.PROVINCE}, moves, date(2025, 1, 1)) == {Level.DISTRICT}
    assert levels_on({Level.PROVINCE}, moves, date(2025, 12, 31)) == {Level.COMMUNE}
    assert levels_on({Level.PROVINCE}, moves, date(2026, 1, 1)) == {Level.PROVINCE}


@given(st.dates())
def test_without_transfers_the_stated_levels_hold_on_any_day(day: date) -> None:
    assert levels_on({Level.COMMUNE}, [], day) == {Level.COMMUNE}


def test_a_transfer_needs_two_levels_and_a_decision() -> None:
    with pytest.raises(Refused) as same:
        rules.check_transfer(Level.COMMUNE, Level.COMMUNE, "1/QĐ")
    with pytest.raises(Refused) as unsigned:
        rules.check_transfer(Level.DISTRICT, Level.COMMUNE, " ")
    assert (same.value.code, unsigned.value.code) == ("procedures.same_level", "procedures.no_decision")


def test_a_time_limit_without_unit_or_of_centuries_gives_the_clock_nothing() -> None:
    assert rules.budget(7, "working_day") == Budget(7, Unit.WORKING_DAY)
    assert rules.budget(7, "") is None
    assert rules.budget(None, "day") is None
    assert rules.budget(10**6, "month") is None


# Search ---------------------------------------------------------------------------------------------------


def ranked(text: str, *names: str) -> list[str]:
    want = rules.wanted(text, {"ho khau": ["đăng ký thường trú"]})
    return sorted(names, key=lambda name: rules.rank(want, name, fold(name)))


def test_exact_tones_come_before_the_same_letters_with_other_tones() -> None:
    assert ranked("khai tử", "Cử tri khai tự do", "Đăng ký khai tử") == [
        "Đăng ký khai tử",
        "Cử tri khai tự do",
    ]


def test_a_phrase_comes_before_its_words_apart() -> None:
    assert ranked("ket hon", "Hôn nhân và đăng ký kết thúc", "Đăng ký kết hôn")[0] == "Đăng ký kết hôn"


def test_an_everyday_word_stands_for_its_statutory_name() -> None:
    want = rules.wanted("làm hộ khẩu", {"ho khau": ["đăng ký thường trú"]})
    assert ("lam", "dang", "ky", "thuong", "tru") in want.phrases


def test_marks_alone_ask_for_nothing() -> None:
    assert rules.wanted("  ?! ", {}).phrases == ()


def test_a_slip_of_the_pen_is_nearer_than_another_word() -> None:
    want = rules.wanted("khai sihn", {})
    assert rules.nearness(want, "dang ky khai sinh") > rules.nearness(want, "chung thuc chu ky")


@given(st.text(max_size=30), st.text(max_size=30))
def test_nearness_is_a_share_and_whole_for_the_same_words(text: str, other: str) -> None:
    want = rules.wanted(text, {})
    assert 0 <= rules.nearness(want, fold(other)) <= 1
    if want.phrases:
        assert rules.nearness(want, fold(text)) > 0.99 or not fold(text).isascii()
