"""Who sees a petition and who may do what: whatever the seats and wherever it stands, the answers agree."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor, Role
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import shown
from liemchinh.petitions import rules
from liemchinh.petitions.rules import Awaits, Content, Place, State
from liemchinh.petitions.rules.moves.line import MOVED
from liemchinh.petitions.rules.rights import name_needs, need_name
from tests.actors import ACTORS, HERE, WHERE

ON = date(2026, 9, 7)
PLACES = st.builds(
    Place,
    **WHERE,
    state=st.sampled_from(State),
    awaits=st.sampled_from(Awaits),
    content=st.sampled_from(Content),
    restricted=st.booleans(),
    entered_by=st.sampled_from(["", "ai", "khac", "applicant"]),
    conflicted=st.sampled_from([frozenset(), frozenset({"ai"}), frozenset({"khac"})]),
)
MOVES = st.sampled_from(rules.MOVES)


def passes(actor: Actor, move: rules.Move, place: Place) -> bool:
    try:
        rules.check_may(actor, move, place)
        rules.check_move(move, place, on=ON)
    except (Refused, NotFound):
        return False
    return True


@given(ACTORS, PLACES)
def test_the_panel_offers_exactly_what_would_be_accepted(actor: Actor, place: Place) -> None:
    offered = rules.moves_open_to(actor, place, on=ON)
    assert [move for move in rules.MOVES if passes(actor, move, place)] == list(offered)


@given(ACTORS, MOVES, PLACES)
def test_nobody_acts_on_what_does_not_exist_for_them(actor: Actor, move: rules.Move, place: Place) -> None:
    if rules.may(actor, move, place):
        assert rules.sees(actor, place)
        seat = rules.seat_used(actor, move, place)
        assert seat is not None and seat.roles & {role for role, _ in move.who}


@given(ACTORS, PLACES)
def test_whom_it_is_about_and_their_kin_see_nothing_of_it(actor: Actor, place: Place) -> None:
    if actor.code in place.conflicted:
        assert not rules.sees(actor, place) and not rules.moves_open_to(actor, place, on=ON)


@given(ACTORS, PLACES)
def test_a_restricted_one_is_for_the_head_the_hand_that_entered_it_and_its_seat(actor: Actor, place: Place) -> None:
    if not place.restricted or not rules.sees(actor, place):
        return
    is_head = place.authority in actor.authorities_as(Role.CHAIR)
    unread = place.content is Content.UNSORTED and place.entered_by == APPLICANT.code
    entered = place.entered_by == actor.code or unread
    entered = entered and place.authority in actor.authorities_as(Role.RECEPTION)
    assert is_head or entered or place.seat in {seat.code for seat in actor.seats}


@given(MOVES, PLACES)
def test_an_act_that_one_class_knows_is_refused_to_all_others(move: rules.Move, place: Place) -> None:
    if move.contents and place.content not in move.contents:
        assert not rules.fits(move, place, on=ON)


def test_the_public_log_does_not_tell_the_class_of_a_petition() -> None:
    """What only one class knows leaves the same kind of entry as what only another one knows.

    A published answer is public anyway, and that a letter was parted says nothing of its parts.
    """
    telling = {move.verb for move in rules.MOVES if len(move.contents) == 1 and move.kind != MOVED}
    assert telling <= {"publish_answer", "withdraw_answer", "split"}


def test_every_line_can_be_carried_out_by_somebody_and_has_its_article_and_words() -> None:
    for move in rules.MOVES:
        assert move.who and move.article and shown(move.label)
        assert all(need_name(move, need) != need for need in move.needs), move.verb
        assert all(duty in rules.DUTIES for duty in (*move.opens, *move.closes)), move.verb
    assert len(rules.MOVE) == len(rules.MOVES)


def test_a_need_is_called_as_its_own_class_calls_it() -> None:
    """Each class has a `day`, a `measure`, `findings`: what is missing is said in the words of the case."""
    said = {(move.verb, need): need_name(move, need) for move in rules.MOVES for need in move.needs}
    assert said["enforce_complaint", "day"] == "ngày phải thi hành xong"
    assert said["ask_expert", "day"] == "ngày phải trả lời"
    assert said["prevent_harm", "measure"] == "biện pháp ngăn chặn"
    assert said["report_complaint", "findings"] == "kết quả xác minh"
    assert said["verify_complaint", "seat"] == said["verify_denunciation", "seat"] == "người xác minh"
    assert said["allot", "seat"] == "người xử lý"
    with pytest.raises(ValueError, match="day"):
        name_needs({"day": "ngày khác"}, Content.COMPLAINT)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    reached = {move.to for move in rules.MOVES}
    assert reached >= set(State)
    for state in rules.OPEN:
        assert any(state in move.origins and move.to not in (None, state) for move in rules.MOVES), state


def test_the_clock_and_the_citizen_do_only_what_the_table_gives_them() -> None:
    place = Place(HERE, "", "", State.RECEIVED, Awaits.RECEPTION)
    of_clock = {move.verb for move in rules.MOVES if rules.may(SYSTEM, move, place)}
    of_citizen = {move.verb for move in rules.MOVES if rules.may(APPLICANT, move, place)}
    assert {"warn", "reschedule", "file"} <= of_clock and "sort" not in of_clock | of_citizen
    assert {"file", "add_words"} <= of_citizen and "warn" not in of_citizen
