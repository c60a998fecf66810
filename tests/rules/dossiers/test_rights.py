"""Who sees a dossier and who may do what: whatever the seats and wherever it stands, the answers agree."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import Awaits, Place, Proposal, State
from liemchinh.dossiers.rules.rights import NEED_NAMES
from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor, Role, SeatHeld
from liemchinh.kernel.errors import NotFound, Refused
from tests.actors import ACTORS, HERE, NEXT_DOOR, SEATS, WHERE
from tests.refusals import refused

PLACES = st.builds(
    Place,
    **WHERE,
    state=st.sampled_from([None, *State]),
    awaits=st.sampled_from(Awaits),
    in_transit=st.booleans(),
    proposal=st.sampled_from(Proposal),
)
MOVES = st.sampled_from(rules.MOVES)


def passes(actor: Actor, move: rules.Move, place: Place) -> bool:
    try:
        rules.check_may(actor, move, place)
        rules.check_move(move, place)
    except (Refused, NotFound):
        return False
    return True


@given(ACTORS, PLACES)
def test_the_panel_offers_exactly_what_would_be_accepted(actor: Actor, place: Place) -> None:
    offered = rules.moves_open_to(actor, place)
    assert [move for move in rules.MOVES if passes(actor, move, place)] == list(offered)


@given(ACTORS, MOVES, PLACES)
def test_who_may_act_does_so_by_a_seat_that_reaches_the_dossier(actor: Actor, move: rules.Move, place: Place) -> None:
    seat = rules.seat_used(actor, move, place)
    assert (seat is not None) == rules.may(actor, move, place)
    if seat is not None:
        assert seat.roles & {role for role, _ in move.who}
        assert place.authority == seat.authority or place.division == seat.unit or place.seat == seat.code


@given(ACTORS, MOVES, PLACES)
def test_a_person_of_another_authority_is_told_that_it_does_not_exist(
    actor: Actor, move: rules.Move, place: Place
) -> None:
    near = {seat.authority for seat in actor.seats} | {seat.unit for seat in actor.seats}
    assume(not near & {place.authority, place.division} and place.seat not in {seat.code for seat in actor.seats})
    assert not rules.sees(actor, place)
    with pytest.raises(NotFound):
        rules.check_may(actor, move, place)


@given(PLACES, MOVES, st.lists(SEATS, max_size=2), SEATS)
def test_one_seat_more_never_takes_a_right_away(
    place: Place, move: rules.Move, seats: list[SeatHeld], more: SeatHeld
) -> None:
    before, after = Actor("a", "A", tuple(seats)), Actor("a", "A", (*seats, more))
    assert rules.may(before, move, place) <= rules.may(after, move, place)
    assert rules.sees(before, place) <= rules.sees(after, place)


@given(PLACES, MOVES, st.sampled_from([HERE, NEXT_DOOR]))
def test_who_only_looks_may_do_nothing(place: Place, move: rules.Move, authority: str) -> None:
    for role in (Role.AUDITOR, Role.OVERSEER, Role.EDITOR, Role.ADMINISTRATOR, Role.CASHIER):
        actor = Actor("x", "X", (SeatHeld("x", f"{authority}.02", authority, frozenset({role})),))
        finds_a_home = role is Role.ADMINISTRATOR and move.verb == "rehome"
        assert finds_a_home or not rules.may(actor, move, place)


@given(PLACES)
def test_the_clock_and_the_applicant_do_what_is_theirs_and_nothing_else(place: Place) -> None:
    theirs = {who: {move.verb for move in rules.MOVES if rules.may(who, move, place)} for who in (SYSTEM, APPLICANT)}
    assert theirs == {
        SYSTEM: {"close_unanswered", "report_silence", "reschedule"},
        APPLICANT: {"file", "amend", "withdraw", "choose_notices", "choose_return", "give_back"},
    }


@given(PLACES, MOVES)
def test_an_actor_without_a_seat_is_nobody(place: Place, move: rules.Move) -> None:
    nobody = Actor("x", "X")
    assert not rules.sees(nobody, place) and not rules.may(nobody, move, place)


def test_an_undivided_dossier_is_nobodys_division_and_nobodys_seat() -> None:
    """An empty code is not a code: a seat in no unit does not reach what no unit holds."""
    odd = Actor("x", "X", (SeatHeld("", "", "", frozenset(Role)),))
    place = Place(HERE, "", "", State.PROCESSING, Awaits.HEAD)
    assert not any(rules.may(odd, move, place) for move in rules.MOVES)


@pytest.mark.parametrize("turn", [Awaits.HEAD, Awaits.LEADER, Awaits.RECEIVER])
def test_a_proposal_is_sent_back_only_by_the_one_it_lies_before(turn: Awaits) -> None:
    place = Place(HERE, f"{HERE}.02", "x", State.PROCESSING, turn, proposal=Proposal.RESULT)
    allowed = set()
    for role in (Role.HEAD, Role.LEADER, Role.RECEIVER, Role.CLERK, Role.SPECIALIST):
        actor = Actor("a", "A", (SeatHeld("s", f"{HERE}.02", HERE, frozenset({role})),))
        if passes(actor, rules.MOVE["send_back"], place):
            allowed.add(str(role))
    assert allowed == {str(turn)}


def place(state: State | None, awaits: Awaits, **facts: object) -> Place:
    return Place(HERE, f"{HERE}.02", f"{HERE}-02", state, awaits, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("verb", "stands", "code", "said"),
    [
        ("sign", place(State.RETURNED, Awaits.NOBODY), "dossiers.move", "Đã trả kết quả"),
        ("hand_over", place(None, Awaits.RECEIVER), "dossiers.move", "chưa có hồ sơ"),
        ("sign", place(State.PROCESSING, Awaits.HEAD), "dossiers.turn", "Lãnh đạo phòng"),
        ("withdraw", place(State.PROCESSING, Awaits.CLERK), "dossiers.turn", "Văn thư"),
        ("endorse", place(State.PROCESSING, Awaits.HEAD), "dossiers.proposal", "chưa trình kết quả"),
        ("ask_supplement", place(State.PROCESSING, Awaits.RECEIVER), "dossiers.proposal", "bổ sung"),
        ("send_back", place(State.PROCESSING, Awaits.HEAD), "dossiers.proposal", "Không có đề nghị"),
        ("assign", place(State.PROCESSING, Awaits.HEAD, in_transit=True), "dossiers.in_transit", "Nhận đủ"),
        ("take_over", place(State.PROCESSING, Awaits.HEAD), "dossiers.taken", "đã được nhận"),
        (
            "assign",
            place(State.PROCESSING, Awaits.HEAD, proposal=Proposal.RESULT),
            "dossiers.proposal",
            "Hãy đồng ý hoặc trả lại",
        ),
    ],
)
def test_a_move_that_cannot_be_made_here_says_why(verb: str, stands: Place, code: str, said: str) -> None:
    with refused(code, said):
        rules.check_move(rules.MOVE[verb], stands)


@given(MOVES, st.data())
def test_every_need_that_is_missing_is_named(move: rules.Move, data: st.DataObject) -> None:
    given_ = data.draw(st.sets(st.sampled_from(sorted(move.needs)))) if move.needs else set()
    missing = [need for need in move.needs if need not in given_]
    if not missing:
        rules.check_needs(move, given_)
        return
    with refused("dossiers.needs", *(NEED_NAMES[need] for need in missing)):
        rules.check_needs(move, given_)
