"""The move table itself: every line whole, no state without a way on, no clock that cannot tick that way."""

from collections.abc import Iterable

import pytest

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import Awaits, Move, Reach, State
from liemchinh.kernel.actors import Role
from liemchinh.law.clocks import Happening

TABLE = pytest.mark.parametrize("move", rules.MOVES, ids=lambda move: move.verb)
OPENING = {"register", "receive", "refuse", "file"}
BY_THE_CLOCK = {"close_unanswered", "report_silence", "reschedule"}
BY_THE_APPLICANT = {"file", "amend", "withdraw", "choose_notices", "choose_return", "give_back"}


@TABLE
def test_every_move_says_who_by_which_article_and_under_which_name(move: Move) -> None:
    assert move.who and move.article and move.label and move.kind.sentence and move.kind.privacy
    assert move.kind.code.startswith("dossiers.")
    assert move.label[0].isupper() and not move.label.endswith(".")


def test_verbs_and_kinds_are_each_used_once() -> None:
    assert len(rules.MOVE) == len(rules.MOVES) == len(rules.KINDS)


@TABLE
def test_a_move_that_changes_the_state_says_whose_turn_it_is_then(move: Move) -> None:
    assert move.to is None or move.awaits is not None


@TABLE
def test_a_dossier_that_has_ended_waits_for_nobody_and_any_other_for_somebody(move: Move) -> None:
    if move.to is not None:
        assert (move.to in rules.ENDED) == (move.awaits is Awaits.NOBODY)


@TABLE
def test_only_the_clock_and_the_applicant_act_without_a_role(move: Move) -> None:
    for role, reach in move.who:
        assert (role is None) == (reach in (Reach.SYSTEM, Reach.APPLICANT))
    assert (move.verb in BY_THE_CLOCK) == any(reach is Reach.SYSTEM for _, reach in move.who)
    assert (move.verb in BY_THE_APPLICANT) == any(reach is Reach.APPLICANT for _, reach in move.who)


def test_every_state_is_reached_and_every_open_state_is_left() -> None:
    reached = {move.to for move in rules.MOVES} - {None}
    left = {state for move in rules.MOVES if move.to is not None for state in move.origins}
    assert reached == set(State)
    assert left >= rules.OPEN


def test_what_has_ended_is_only_corrected_reversed_or_made_good() -> None:
    from_the_end = {move.verb for move in rules.MOVES if move.origins & rules.ENDED}
    assert from_the_end == {"correct", "reverse", "admit_error", "return_corrected", "add_result", "note_post"}
    assert all(rules.MOVE[verb].to is None for verb in from_the_end)


def test_dossiers_are_opened_only_at_the_one_stop_or_by_their_applicant() -> None:
    assert {move.verb for move in rules.MOVES if not move.origins} == {"register", "file"}
    assert rules.MOVE["file"].who == ((None, Reach.APPLICANT),)
    assert rules.MOVE["file"].legal is None, "a clock starts when the one-stop accepts"
    for verb in OPENING - {"file"}:
        assert {role for role, _ in rules.MOVE[verb].who} == {Role.RECEIVER}


def test_whoever_decides_has_not_also_appraised() -> None:
    """Three pairs of eyes: no role both submits and endorses, or endorses and signs."""
    people = {verb: {role for role, _ in rules.MOVE[verb].who} for verb in ("submit", "endorse", "sign", "issue")}
    verbs = list(people)
    for one, other in zip(verbs, verbs[1:], strict=False):
        assert not people[one] & people[other], (one, other)


def test_only_the_one_stop_speaks_to_the_applicant() -> None:
    """Decree 118/2025, 5.1.e and 19.5: a supplement is asked and received through the one-stop alone."""
    for verb in ("ask_supplement", "take_supplement", "ask_at_reception", "still_missing"):
        assert rules.MOVE[verb].who == rules.MOVE["receive"].who
    # a result is given at the one-stop, or taken by whoever holds the key, in its electronic form
    assert set(rules.MOVE["give_back"].who) == {*rules.MOVE["receive"].who, (None, Reach.APPLICANT)}


def lives(depth: int) -> Iterable[list[Move]]:
    """Every chain of moves that the states alone allow, from the opening on, without undoing."""
    chains = [[rules.MOVE[verb]] for verb in OPENING]
    for _ in range(depth):
        yield from chains
        chains = [
            [*chain, move]
            for chain in chains
            for move in rules.MOVES
            if (move.to is not None or move.legal or move.index) and move.verb not in ("reverse", "register", "file")
            if state_after(chain) in move.origins
        ]
    yield from chains


def state_after(chain: list[Move]) -> State:
    return [move.to for move in chain if move.to is not None][-1]


TICKS: dict[Happening | None, dict[Happening, Happening]] = {
    None: {Happening.START: Happening.START},
    Happening.START: {
        Happening.SUSPEND: Happening.SUSPEND,
        Happening.EXTEND: Happening.START,
        Happening.STOP: Happening.STOP,
    },
    Happening.SUSPEND: {
        Happening.RESUME: Happening.START,
        Happening.SUPERSEDE: Happening.START,
        Happening.STOP: Happening.STOP,
    },
    Happening.STOP: {},
}


@pytest.mark.parametrize("clock", ["legal", "index"])
def test_no_way_through_the_table_asks_a_clock_for_what_it_cannot_do(clock: str) -> None:
    for chain in lives(5):
        stands: Happening | None = None
        for move in chain:
            effect: Happening | None = getattr(move, clock)
            if effect is None or (stands is None and effect is not Happening.START):
                continue
            assert effect in TICKS[stands], [step.verb for step in chain]
            stands = TICKS[stands][effect]


def test_the_legal_clock_starts_again_where_the_index_only_goes_on() -> None:
    """Decree 118/2025, 19.5: the one place where the two clocks part, but for the apology."""
    parting = {move.verb: (move.legal, move.index) for move in rules.MOVES if move.legal is not move.index}
    assert parting == {
        "take_supplement": (Happening.SUPERSEDE, Happening.RESUME),
        "apologise": (Happening.EXTEND, None),
    }


def test_every_code_that_is_stored_has_a_name_for_people() -> None:
    assert set(rules.STATE_NAMES) == set(State)
    assert set(rules.AWAITS_NAMES) == set(Awaits)
    for reasons in (rules.REFUSAL_REASONS, rules.STOP_REASONS, rules.LATE_REASONS):
        assert all(name for name in reasons.values())


def test_the_states_are_the_ten_of_the_national_portal() -> None:
    assert [int(state) for state in State] == list(range(1, 11))
    assert set(State) == rules.OPEN | rules.ENDED
    assert rules.RUNNING | rules.PAUSED < rules.OPEN
