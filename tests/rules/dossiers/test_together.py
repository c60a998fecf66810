"""Several units on one dossier: what may be asked, whose turn opens, and what holds the lead up."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.dossiers import rules
from liemchinh.dossiers.rules import Ask, PartKind, Share
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.law.clocks import Budget, Unit
from tests.refusals import refused

NOON = datetime(2026, 9, 7, 12, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
ASK = Ask("H99.12.03", PartKind.OPINION, "Có tranh chấp không?", Budget(2, Unit.WORKING_DAY))
SHARE = Share(1, "H99.12.03", PartKind.OPINION, 1, NOON, NOON + timedelta(days=2), None, None, None)


def test_a_question_needs_a_unit_words_and_a_term() -> None:
    rules.check_asks([ASK], before=[], own={"H99.12"})
    with refused("dossiers.asks_none"):
        rules.check_asks([], before=[], own=set())
    with refused("dossiers.asks_own"):
        rules.check_asks([ASK], before=[], own={ASK.unit})
    with refused("dossiers.asks_question"):
        rules.check_asks([replace(ASK, question=" ")], before=[], own=set())
    with refused("dossiers.asks_term"):
        rules.check_asks([replace(ASK, term=Budget(0, Unit.HOUR))], before=[], own=set())
    with refused("dossiers.asks_many"):
        rules.check_asks([ASK] * 13, before=[], own=set())


def test_the_same_unit_is_not_asked_again_before_it_has_answered() -> None:
    with refused("dossiers.asks_twice", ASK.unit):
        rules.check_asks([ASK], before=[SHARE], own=set())
    rules.check_asks([ASK], before=[replace(SHARE, answered_at=NOON)], own=set())
    rules.check_asks([replace(ASK, kind=PartKind.STEP)], before=[SHARE], own=set())


SHARES = st.lists(
    st.builds(
        lambda number, stage, kind, stands: replace(
            SHARE,
            number=number,
            stage=stage,
            kind=kind,
            asked_at=None if stands == "later" else NOON,
            answered_at=NOON if stands == "answered" else None,
            recalled_at=NOON if stands == "recalled" else None,
            silent_at=NOON if stands == "silent" else None,
        ),
        st.integers(1, 9),
        st.integers(1, 3),
        st.sampled_from(PartKind),
        st.sampled_from(["later", "asked", "answered", "recalled", "silent"]),
    ),
    max_size=6,
)


@given(SHARES)
def test_a_stage_opens_only_when_all_before_it_are_over(shares: list[Share]) -> None:
    opening = rules.opening_now(shares)
    for share in opening:
        assert share.asked_at is None and not share.is_over
        assert all(other.is_over for other in shares if other.stage < share.stage)
    if opening:
        assert len({share.stage for share in opening}) == 1


@given(SHARES)
def test_silence_frees_the_lead_of_opinions_and_never_of_steps(shares: list[Share]) -> None:
    left = [share for share in shares if not share.is_over]
    held = any(share.kind is PartKind.STEP or share.silent_at is None for share in left)
    try:
        rules.check_may_submit(shares)
    except Refused as no:
        assert held and no.code == "dossiers.parts_open"
    else:
        assert not held


def test_a_part_is_answered_once_and_in_its_turn() -> None:
    rules.check_answerable(SHARE)
    rules.check_answerable(replace(SHARE, silent_at=NOON))
    with pytest.raises(NotFound):
        rules.check_answerable(None)
    with refused("dossiers.part_over"):
        rules.check_answerable(replace(SHARE, answered_at=NOON))
    with refused("dossiers.part_waits"):
        rules.check_answerable(replace(SHARE, asked_at=None, due_at=None))


def test_silence_begins_with_the_moment_the_answer_was_due() -> None:
    assert SHARE.due_at is not None
    assert not rules.is_silent(SHARE, SHARE.due_at - timedelta(seconds=1))
    assert rules.is_silent(SHARE, SHARE.due_at)
    assert not rules.is_silent(replace(SHARE, silent_at=NOON), SHARE.due_at)
    assert not rules.is_silent(replace(SHARE, answered_at=NOON), SHARE.due_at)
