"""Denunciations as pure decisions: criteria and extensions, withdrawal, who has no part, and what would leak."""

from collections.abc import Collection
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.actors import Role
from liemchinh.law.book import provision
from liemchinh.petitions import rules
from liemchinh.petitions.rules import denunciations as law
from liemchinh.petitions.rules import recusal
from liemchinh.petitions.rules.moves.denunciation import DENUNCIATIONS
from tests.refusals import refused

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
BOTH_SIDES = pytest.mark.parametrize("on", [BEFORE, AFTER])
CODES = st.sampled_from(["an", "binh", "chi", "dung", "giang", "ha"])
SETS = st.frozensets(CODES, max_size=4)
TIES = st.builds(recusal.Ties, accused=SETS, heads=SETS, kin=SETS, headed=SETS)
NAMELESS = law.Denouncer(
    name="Hoàng Văn Tám", identity="001088000111", address="Số 8 đường Sông, thôn Đông", phone="0999000111"
)


# ── who has no part ──────────────────────────────────────────────────────────────────────────────────────────────


@given(TIES)
def test_neither_the_accused_nor_their_kin_see_it_and_nobody_else_is_shut_out(ties: recusal.Ties) -> None:
    shut = recusal.conflicts(ties)
    assert ties.accused <= shut and ties.heads <= shut and ties.kin <= shut
    assert shut <= ties.accused | ties.heads | ties.kin


@given(TIES, CODES, CODES)
def test_whoever_may_verify_may_see_it_and_sits_under_nobody_accused(ties: recusal.Ties, who: str, unit: str) -> None:
    if recusal.may_verify(who, unit, ties):
        assert who not in recusal.conflicts(ties) and unit not in ties.headed
        recusal.check_verifier(who, unit, ties)
    else:
        with refused("petitions.recused"):
            recusal.check_verifier(who, unit, ties)


@given(TIES, SETS, SETS, st.booleans())
def test_what_does_not_climb_has_a_head_who_is_near_to_nobody(
    ties: recusal.Ties, leaders: Collection[str], settlers: frozenset[str], body: bool
) -> None:
    about = "H99.12" if body else "H99.12.03"
    why = recusal.must_climb(ties, authority="H99.12", about_unit=about, leaders=leaders, settlers=settlers)
    if why is None:
        assert not settlers & recusal.conflicts(ties) and not ties.accused & set(leaders)
        assert ties.accused or not body
        recusal.check_settles(why)
    else:
        with refused("petitions.must_climb"):
            recusal.check_settles(why)


@given(TIES, SETS)
def test_more_kin_never_lets_somebody_in(ties: recusal.Ties, more: frozenset[str]) -> None:
    wider = recusal.Ties(ties.accused, ties.heads, ties.kin | more, ties.headed)
    assert recusal.conflicts(ties) <= recusal.conflicts(wider)


# ── criteria and extensions ──────────────────────────────────────────────────────────────────────────────────────


@BOTH_SIDES
@given(criteria=st.sets(st.sampled_from(sorted(law.CRITERIA))), extended=st.integers(0, 3), days=st.integers(-1, 40))
def test_one_criterion_extends_once_two_extend_twice_thirty_days_each(
    on: date, criteria: set[str], extended: int, days: int
) -> None:
    allowed = min(len(criteria), 2)
    if extended < allowed and 1 <= days <= 30:
        grade = law.check_extension(criteria, extended=extended, days=days, on=on)
        assert grade is (rules.Complexity.COMPLEX if allowed == 1 else rules.Complexity.VERY_COMPLEX)
    else:
        with refused("denunciations.extension" if extended >= allowed else "denunciations.days"):
            law.check_extension(criteria, extended=extended, days=days, on=on)


def test_there_are_seven_criteria() -> None:
    assert len(law.CRITERIA) == 7


def test_only_all_conditions_together_are_enough() -> None:
    law.check_conditions(set(law.CONDITIONS))
    for missing in law.CONDITIONS:
        with refused("denunciations.conditions", law.CONDITIONS[missing]):
            law.check_conditions(set(law.CONDITIONS) - {missing})


# ── withdrawal and the end ───────────────────────────────────────────────────────────────────────────────────────

WITHDRAWALS = st.lists(
    st.builds(
        law.Withdrawal,
        scope=st.sampled_from(sorted(law.SCOPES)),
        signs=st.lists(st.sampled_from(sorted(law.STILL_SETTLED)), max_size=2).map(tuple),
    ),
    max_size=4,
)


@given(WITHDRAWALS, st.integers(0, 2))
def test_a_withdrawal_ends_it_only_whole_by_all_and_without_any_sign(taken: list[law.Withdrawal], left: int) -> None:
    ends = bool(taken) and left == 0 and all(one.scope == "whole" and not one.signs for one in taken)
    assert law.may_end_withdrawn(taken, left=left) is ends
    law.check_termination("death", taken, left=left)
    if not ends:
        with refused("denunciations.still_settled"):
            law.check_termination("withdrawn", taken, left=left)
    with refused("denunciations.listed"):
        law.check_termination("tired", taken, left=left)


def test_an_advisory_unit_follows_up_only_since_july_2026() -> None:
    assert law.check_follower("inspectorate", on=BEFORE) == law.check_follower("inspectorate", on=AFTER)
    with refused("denunciations.follower", "cơ quan thanh tra cùng cấp"):
        law.check_follower("unit", on=BEFORE)
    assert law.check_follower("unit", on=AFTER) == "unit"
    with refused("denunciations.follower"):
        law.check_follower("anybody", on=AFTER)
    named = [str(name) for name in law.FOLLOWERS.values()]
    assert provision("denunciations.follow_up_bodies", on=AFTER).value == named


def test_a_case_is_closed_when_nothing_the_law_wants_is_open() -> None:
    law.check_closing({"denunciation_follow_up", "denunciation_press"})
    for owed in law.BEFORE_CLOSING:
        with refused("denunciations.open"):
            law.check_closing({owed})


# ── what would lead to the denouncer ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ông Hoàng Văn Tám có mặt", ["name"]),
        ("theo lời hoang van tam", ["name"]),
        ("bà Văn Tám", ["name"]),
        ("số 0010 8800 0111", ["identity"]),
        ("gọi 0999.000.111 hoặc +84 999 000 111", ["phone"]),
        ("nhà ở số 8 đường sông", ["address"]),
        ("thư tam@vi-du.example", []),
        ("Ở thôn Đông có thu tiền đo đất, tám tháng chưa trả", []),
        ("Công chức địa chính nhận tiền ngày 5/8/2026, 2.000.000 đồng", []),
    ],
)
def test_each_fact_about_the_denouncer_is_found_however_it_is_written(text: str, found: list[str]) -> None:
    assert law.leaks(text, [NAMELESS]) == found
    if found:
        with refused("denunciations.leak", law.LEAK_NAMES[found[0]]):
            law.check_secret(text, [NAMELESS])


def test_the_accused_may_be_named_although_the_denouncer_is_called_alike() -> None:
    law.check_secret("Ông Trần Văn Tám nhận tiền", [NAMELESS], accused=["Trần Văn Tám"])
    with refused("denunciations.leak"):
        law.check_secret("Ông Trần Văn Tám nhận tiền của ông Hoàng Văn Tám", [NAMELESS], accused=["Trần Văn Tám"])


@given(st.text(alphabet=" abcđêô012.,-", max_size=40))
def test_somebody_of_whom_nothing_is_known_cannot_leak(text: str) -> None:
    assert law.leaks(text, [law.Denouncer()]) == []


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("move", DENUNCIATIONS, ids=lambda move: move.verb)
def test_every_move_of_a_denunciation_is_whole_and_tells_the_public_log_nothing_of_its_class(move: rules.Move) -> None:
    assert move.contents == {rules.Content.DENUNCIATION} and move.article and move.who and move.label
    assert move.kind.code == "petitions.moved"
    assert (move.to in rules.ENDED) == (move.awaits is rules.Awaits.NOBODY)
    assert {need for need in move.needs if rules.need_name(move, need) == need} == set()
    assert {*move.opens, *move.closes} <= set(rules.DUTIES)
    assert all(role in (Role.CHAIR, Role.RECEPTION, Role.INSPECTOR) for role, _ in move.who)


def test_a_decision_is_the_heads_alone() -> None:
    deciding = {move.verb for move in DENUNCIATIONS if move.legal is not None or (move.to and move.verb != "keep_lead")}
    for verb in deciding:
        assert {role for role, _ in rules.MOVE[verb].who} == {Role.CHAIR}, verb
