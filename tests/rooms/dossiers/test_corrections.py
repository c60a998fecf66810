"""Mistakes are mended by counter-entries: the old value stays readable, the move undone stays in the story."""

from datetime import timedelta

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.rules import Awaits, State
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER


def test_a_correction_keeps_what_was_there_before(cast: Cast) -> None:
    dossier = builders.received(cast)
    changes = {"applicant_name": "Nguyễn Thị Thí Dụng", "applicant_phone": "+84 999 654 321", "applicant_email": ""}
    done = ACTS["correct"](dossier.code, cast.receiver.actor, LATER, changes=changes)
    assert (done.applicant_name, done.applicant_phone) == ("Nguyễn Thị Thí Dụng", "0999654321")
    event = Event.objects.get(dossier=dossier, verb="correct")
    assert event.facts["changed"] == {
        "applicant_name": {"old": "Nguyễn Thị Thí Dụ", "new": "Nguyễn Thị Thí Dụng"},
        "applicant_phone": {"old": "0999123456", "new": "0999654321"},
    }
    assert (done.state, done.awaits, done.due_at) == (dossier.state, dossier.awaits, dossier.due_at)


def test_a_corrected_name_is_found_and_a_corrected_phone_opens_the_look_up(cast: Cast) -> None:
    code = builders.received(cast).code
    ACTS["correct"](
        code, cast.receiver.actor, LATER, changes={"applicant_name": "Đỗ Văn Ví", "applicant_phone": "0999000777"}
    )
    found = queries.listed(cast.receiver.actor, at=LATER, filters=queries.Filters(text="do van vi"))
    assert [row.code for row in found.rows] == [code]
    assert queries.looked_up(code, "0777") is not None
    assert queries.looked_up(code, "3456") is None


@pytest.mark.parametrize("name", ["code", "due_at", "state", "received_at", "key", "budget_amount"])
def test_dates_codes_and_states_are_never_typed(cast: Cast, name: str) -> None:
    code = builders.received(cast).code
    with refused("dossiers.correct_field", name):
        ACTS["correct"](code, cast.receiver.actor, LATER, changes={name: "x", "applicant_name": "Y"})


def test_a_correction_that_corrects_nothing_leaves_no_entry(cast: Cast) -> None:
    dossier = builders.received(cast)
    with refused("dossiers.correct_nothing"):
        ACTS["correct"](dossier.code, cast.receiver.actor, LATER, changes={"applicant_phone": "0999.123.456"})
    with refused("dossiers.applicant"):
        ACTS["correct"](dossier.code, cast.receiver.actor, LATER, changes={"applicant_name": "  "})
    assert Dossier.objects.get(pk=dossier.pk).step == 1


# ── reversing ───────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("verb", ["withdraw", "stop"])
@pytest.mark.parametrize("standing", ["with the specialist", "endorsed", "supplement proposed", "submitted"])
def test_what_ended_by_mistake_stands_again_where_it_stood(cast: Cast, standing: str, verb: str) -> None:
    before = ground.PLACES[standing][0](cast)
    ACTS[verb](before.code, ground.master(), LATER)
    after = ACTS["reverse"](before.code, cast.leader.actor, LATER + timedelta(hours=1))
    for name in ("state", "awaits", "due_at", "index_due_at", "finished_at", "proposal", "seat_id", "in_transit"):
        assert getattr(after, name) == getattr(before, name), name
    assert queries.place_of(after) == queries.place_of(before)
    assert [event.verb for event in after.events.order_by("-step")[:2]] == ["reverse", verb]


def test_papers_that_were_on_their_way_are_on_their_way_again(cast: Cast) -> None:
    dossier = ground.in_transit(cast)
    ACTS["withdraw"](dossier.code, cast.receiver.actor, LATER)
    back = ACTS["reverse"](dossier.code, cast.leader.actor, LATER)
    assert back.in_transit
    assert not ACTS["take_over"](dossier.code, cast.head.actor, LATER).in_transit


def test_a_result_given_to_the_wrong_person_is_to_be_returned_again(cast: Cast) -> None:
    code = builders.returned(cast).code
    back = ACTS["reverse"](code, cast.leader.actor, LATER)
    assert (back.state, back.awaits, back.returned_at) == (State.DONE, Awaits.RECEIVER, None)
    assert back.finished_at is not None  # the result itself was in time
    again = ACTS["give_back"](code, cast.receiver.actor, LATER)
    assert again.state == State.RETURNED
    assert ACTS["reverse"](code, cast.leader.actor, LATER).state == State.DONE


def test_a_dossier_closed_by_the_clock_gets_a_whole_new_time_to_answer(cast: Cast) -> None:
    code = builders.asked(cast).code
    services.close_unanswered(at=at("2026-09-23 00:05"))
    back = ACTS["reverse"](code, cast.leader.actor, at("2026-09-24 09:00"))
    assert (back.state, back.due_at, back.finished_at) == (State.SUPPLEMENT, None, None)
    assert back.answer_due_at == at("2026-10-10 00:00")
    done = ACTS["take_supplement"](code, cast.receiver.actor, at("2026-09-25 09:00"))
    assert done.due_at == at("2026-10-06 17:00")


def test_a_refusal_at_the_counter_has_nothing_to_go_back_to(cast: Cast) -> None:
    dossier = ground.refused_at_once(cast)
    with refused("dossiers.reverse_first", "lập hồ sơ mới"):
        ACTS["reverse"](dossier.code, cast.leader.actor, LATER)


def test_a_correction_after_the_end_does_not_hide_what_is_to_be_reversed(cast: Cast) -> None:
    code = ground.withdrawn(cast).code
    ACTS["correct"](code, cast.receiver.actor, LATER)
    assert ACTS["reverse"](code, cast.leader.actor, LATER).state == State.PROCESSING


def test_withdrawn_reversed_and_withdrawn_again_is_reversed_to_the_second_time(cast: Cast) -> None:
    code = ground.withdrawn(cast).code
    for hours in (0, 2):
        back = ACTS["reverse"](code, cast.leader.actor, LATER + timedelta(hours=hours))
        assert (back.state, back.due_at) == (State.PROCESSING, at("2026-09-16 17:00"))
        ACTS["withdraw"](code, cast.receiver.actor, LATER + timedelta(hours=hours + 1))
    undone = list(Event.objects.filter(verb="reverse").values_list("undoes", flat=True))
    assert len(set(undone)) == 2


def test_the_applicant_reads_that_a_step_was_undone(cast: Cast) -> None:
    dossier = ACTS["reverse"](ground.withdrawn(cast).code, cast.leader.actor, LATER)
    told = queries.tracked(dossier, at=LATER).knots
    assert [knot.title for knot in told if knot.at][-2:] == ["Đã rút hồ sơ theo yêu cầu", "Đảo lại bước ghi nhầm"]
