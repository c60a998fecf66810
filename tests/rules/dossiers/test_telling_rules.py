"""Every change of state is told; what the office does inside is not."""

from hypothesis import given
from hypothesis import strategies as st

from liemchinh.dossiers.rules import MOVES, State
from liemchinh.dossiers.rules.telling import NEEDS_A_DAY, NOTICES, notice_of
from liemchinh.notices.rules import TEMPLATES

STATES = st.sampled_from(list(State))


@given(st.sampled_from(MOVES), STATES, STATES, st.booleans())
def test_every_change_of_state_is_told_by_a_notice_that_exists(move, before, after, has_day) -> None:  # type: ignore[no-untyped-def]
    notice = notice_of(move.verb, before=before, after=after, has_day=has_day)
    assert notice == "" or notice in TEMPLATES
    if before != after:
        assert notice
    if not has_day:
        assert notice not in NEEDS_A_DAY


def test_the_table_of_moves_opens_every_notice_and_no_office_is_told_as_an_applicant() -> None:
    assert set(NOTICES) <= {move.verb for move in MOVES}
    assert not any(TEMPLATES[name].official for name in NOTICES.values())


def test_work_inside_the_office_is_not_told() -> None:
    for verb in ("take_over", "assign", "submit", "endorse", "sign", "consult", "attach", "correct"):
        assert notice_of(verb, before=State.PROCESSING, after=State.PROCESSING, has_day=True) == ""
