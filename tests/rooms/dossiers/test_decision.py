"""From the specialist to the signature and back to the applicant: three pairs of eyes, a reason, a number, a proof."""

from datetime import timedelta

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.rules import State
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER


@pytest.mark.parametrize("facts", [{}, {"reason_code": "condition", "summary": " "}, {"reason_code": "because"}])
def test_a_denial_needs_a_coded_reason_and_its_words(cast: Cast, facts: dict[str, str]) -> None:
    code = builders.assigned(cast).code
    with refused("dossiers.denial_reason"):
        ACTS["submit"](code, cast.specialist.actor, LATER, outcome=services.DENIED, **facts)


def test_a_denial_is_signed_with_its_reason(cast: Cast) -> None:
    code = builders.assigned(cast).code
    ACTS["submit"](
        code,
        cast.specialist.actor,
        LATER,
        outcome=services.DENIED,
        summary="Chỗ ở chưa hợp pháp.",
        reason_code="condition",
    )
    ACTS["endorse"](code, cast.head.actor, LATER)
    signed = ACTS["sign"](code, cast.leader.actor, LATER)
    assert signed.outcome == "denied"
    event = Event.objects.filter(dossier=signed).latest("step")
    assert (event.facts["reason_code"], event.facts["summary"]) == ("condition", "Chỗ ở chưa hợp pháp.")


def test_what_was_sent_back_is_done_again_from_the_start_and_the_clock_did_not_wait(cast: Cast) -> None:
    dossier = ground.endorsed(cast)
    back = ACTS["send_back"](dossier.code, cast.leader.actor, LATER)
    assert (back.awaits, back.proposal, back.due_at) == ("specialist", {}, dossier.due_at)
    with refused("dossiers.turn"):
        ACTS["sign"](dossier.code, cast.leader.actor, LATER)
    assert ACTS["submit"](dossier.code, cast.specialist.actor, LATER).awaits == "head"


def test_the_desk_cannot_take_back_what_lies_before_the_leader(cast: Cast) -> None:
    dossier = ground.endorsed(cast)
    for name in ("receiver", "head"):
        with refused("dossiers.who", "Lãnh đạo ký"):
            ACTS["send_back"](dossier.code, ground.member(name).actor, LATER)


def test_a_batch_is_signed_whole_or_not_at_all(cast: Cast) -> None:
    one, two = ground.endorsed(cast), ground.endorsed(cast)
    shown = {one.code: one.step, two.code: two.step}
    ACTS["correct"](two.code, cast.receiver.actor, LATER)
    with refused("dossiers.stale"):
        services.sign_many(codes=list(shown), by=cast.leader.actor, at=LATER, seen_steps=shown)
    assert not Event.objects.filter(verb="sign").exists()
    assert [row.code for row in queries.to_sign(cast.leader.actor, at=LATER)] == [one.code, two.code]
    shown[two.code] += 1
    assert len(services.sign_many(codes=list(shown), by=cast.leader.actor, at=LATER, seen_steps=shown)) == 2
    assert queries.to_sign(cast.leader.actor, at=LATER) == []


def test_both_clocks_stop_when_the_result_is_issued_and_the_promise_stays_readable(cast: Cast) -> None:
    dossier = builders.issued(cast)
    assert (dossier.state, dossier.finished_at) == (State.DONE, at("2026-09-07 16:10"))
    assert dossier.due_at == dossier.index_due_at == at("2026-09-16 17:00")
    shown = queries.tracked(dossier, at=at("2026-12-01 09:00"))
    assert shown.legal is not None and shown.legal.due_at == dossier.due_at
    assert (shown.standing.kind, dossier.result_number) == ("done", "12/XN-UBND")


def test_a_result_is_returned_once_with_who_took_it_and_by_which_proof(cast: Cast) -> None:
    dossier = builders.returned(cast)
    event = Event.objects.filter(dossier=dossier).latest("step")
    given = {"collector": "Nguyễn Thị Thí Dụ", "proof": "Giấy hẹn và căn cước"}
    assert event.facts == {**given, "method": "counter"}
    assert dossier.returned_at == at("2026-09-07 17:10")
    with refused("dossiers.move"):
        ACTS["give_back"](dossier.code, cast.receiver2.actor, LATER)


def test_the_applicant_may_withdraw_until_it_is_signed_and_not_after(cast: Cast) -> None:
    before = ACTS["withdraw"](ground.endorsed(cast).code, cast.receiver.actor, LATER)
    assert (before.state, before.finished_at) == (State.WITHDRAWN, LATER)
    for bring in (builders.signed, builders.issued):
        dossier = bring(cast)
        with refused("dossiers.turn" if bring is builders.signed else "dossiers.move"):
            ACTS["withdraw"](dossier.code, cast.receiver.actor, LATER)
        assert Dossier.objects.get(pk=dossier.pk).state == dossier.state


def test_withdrawing_while_a_supplement_is_awaited_ends_the_waiting(cast: Cast) -> None:
    code = builders.asked(cast).code
    gone = ACTS["withdraw"](code, cast.receiver.actor, LATER)
    assert gone.answer_due_at is None
    assert services.close_unanswered(at=LATER + timedelta(days=60)) == []


def test_stopping_is_the_leaders_and_needs_a_reason_of_the_list(cast: Cast) -> None:
    code = builders.assigned(cast).code
    with refused("dossiers.needs", "loại lý do"):
        ACTS["stop"](code, cast.leader.actor, LATER, reason_code="tired")
    gone = ACTS["stop"](code, cast.leader.actor, LATER)
    assert (gone.state, gone.finished_at) == (State.STOPPED, LATER)
