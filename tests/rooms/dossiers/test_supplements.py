"""Supplements during appraisal: proposed inside, asked through the one-stop, answered in fifteen days or closed."""

from datetime import timedelta

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.rules import Awaits, State
from liemchinh.jobs import worker
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER


def answered(cast: Cast, when: str = "2026-09-08 09:00") -> Dossier:
    return ACTS["take_supplement"](builders.asked(cast).code, cast.receiver.actor, at(when))


def test_the_specialist_proposes_and_the_one_stop_asks_in_its_words(cast: Cast) -> None:
    dossier = builders.asked(cast)
    event = Event.objects.get(dossier=dossier, verb="ask_supplement")
    assert event.by == cast.receiver.actor.code
    assert (event.reason, event.facts["missing"]) == (
        "Bản đã nộp thiếu trang 2.",
        ["Giấy tờ chứng minh chỗ ở hợp pháp"],
    )
    assert (dossier.state, dossier.awaits, dossier.supplements_asked) == (State.SUPPLEMENT, Awaits.CITIZEN, 1)
    assert dossier.proposal == {} and not dossier.index_exception


def test_while_the_applicant_is_asked_no_date_runs(cast: Cast) -> None:
    dossier = builders.asked(cast)
    assert (dossier.due_at, dossier.index_due_at) == (None, None)
    assert dossier.answer_due_at == at("2026-09-23 00:00")


def test_the_answer_goes_back_to_the_specialist_who_asked(cast: Cast) -> None:
    dossier = answered(cast)
    assert (dossier.state, dossier.awaits, dossier.answer_due_at) == (State.PROCESSING, Awaits.SPECIALIST, None)
    assert len(dossier.components) == 2
    assert Event.objects.filter(dossier=dossier).latest("step").to_unit == cast.office


def test_a_second_request_needs_its_reason_and_is_counted(cast: Cast) -> None:
    code, later = answered(cast).code, at("2026-09-08 10:00")
    with refused("dossiers.second_request", "1 lần"):
        ACTS["propose_supplement"](code, cast.specialist.actor, later)
    ACTS["propose_supplement"](code, cast.specialist.actor, later, excuse="Giấy tờ mới mâu thuẫn với tờ khai.")
    again = ACTS["ask_supplement"](code, cast.receiver.actor, later)
    assert (again.supplements_asked, again.index_exception) == (2, True)
    assert Event.objects.filter(dossier=again).latest("step").facts["excuse"] == "Giấy tờ mới mâu thuẫn với tờ khai."


def test_the_fourth_working_day_is_too_late_without_a_rule_of_the_sector(cast: Cast) -> None:
    code = builders.assigned(cast).code
    with refused("dossiers.late_request", "10/9/2026"):
        ACTS["propose_supplement"](code, cast.specialist.actor, at("2026-09-11 08:00"))
    assert ACTS["propose_supplement"](code, cast.specialist.actor, at("2026-09-10 18:00")).awaits == "receiver"


def test_a_proposal_that_lies_too_long_can_only_be_sent_back(cast: Cast) -> None:
    code = ground.proposed(cast).code
    with refused("dossiers.late_request"):
        ACTS["ask_supplement"](code, cast.receiver.actor, at("2026-09-11 08:00"))
    back = ACTS["send_back"](code, cast.receiver.actor, at("2026-09-11 08:00"))
    assert (back.awaits, back.proposal, back.supplements_asked) == ("specialist", {}, 0)


@pytest.mark.parametrize(("when", "closed"), [("2026-09-22 23:59", 0), ("2026-09-23 00:00", 1)])
def test_the_system_closes_an_unanswered_dossier_when_the_fifteenth_day_is_over(
    cast: Cast, when: str, closed: int
) -> None:
    code = builders.asked(cast).code
    assert worker.close_unanswered(at(when)) == closed
    dossier = Dossier.objects.get(code=code)
    assert dossier.state == (State.STOPPED if closed else State.SUPPLEMENT)
    assert worker.close_unanswered(at(when) + timedelta(minutes=1)) == (0 if closed else 1)
    event = Event.objects.filter(dossier=dossier).latest("step")
    assert (event.verb, event.by, event.seat) == ("close_unanswered", "system", "")


def test_an_answer_that_came_in_time_is_not_closed(cast: Cast) -> None:
    dossier = answered(cast, "2026-09-22 16:00")
    assert services.close_unanswered(at=at("2026-10-30 00:00")) == []
    assert Dossier.objects.get(pk=dossier.pk).state == State.PROCESSING


def test_each_unanswered_dossier_is_closed_whatever_happens_to_the_others(cast: Cast) -> None:
    codes = [builders.asked(cast).code for _ in range(3)]
    assert services.close_unanswered(at=at("2026-09-23 00:00"), limit=2) == codes[:2]
    assert services.close_unanswered(at=at("2026-09-23 00:00")) == codes[2:]


def test_a_dossier_that_nobody_held_yet_cannot_be_supplemented(cast: Cast) -> None:
    code = builders.handed_over(cast).code
    with refused("dossiers.who"):
        ACTS["propose_supplement"](code, cast.specialist.actor, LATER)


def test_the_applicant_reads_what_is_missing_and_why(cast: Cast) -> None:
    shown = queries.tracked(builders.asked(cast), at=LATER)
    knot = next(knot for knot in shown.knots if knot.state == "now")
    assert (knot.detail, knot.note) == ("Giấy tờ chứng minh chỗ ở hợp pháp", "Bản đã nộp thiếu trang 2.")
    assert shown.standing.kind == "paused"
