"""What holds for every move alike: its needs, its form posted twice, an older view, the order of time, its entry."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from liemchinh.dossiers import rules, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.rules.rights import NEED_NAMES
from liemchinh.law.clocks import Budget, Unit
from liemchinh.ledger import queries as ledger
from tests import builders
from tests.builders import MORNING
from tests.cast import ECONOMY, Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER, trace

ASK = rules.Ask(ECONOMY, rules.PartKind.OPINION, "Có tranh chấp không?", Budget(2, Unit.WORKING_DAY))

FROM: dict[str, Callable[[Cast], Dossier]] = {
    "receive": ground.registered,
    "refuse": ground.registered,
    "ask_at_reception": ground.filed,
    "still_missing": ground.answered,
    "hand_over": builders.received,
    "take_over": ground.in_transit,
    "assign": builders.handed_over,
    "propose_supplement": builders.assigned,
    "ask_supplement": ground.proposed,
    "take_supplement": builders.asked,
    "ask_obligation": ground.pausing,
    "meet_obligation": ground.obliged,
    "consult": builders.assigned,
    "reply": ground.consulted,
    "recall": ground.consulted,
    "submit": builders.assigned,
    "endorse": builders.submitted,
    "send_back": builders.submitted,
    "sign": ground.endorsed,
    "issue": builders.signed,
    "give_back": builders.issued,
    "admit_error": builders.returned,
    "return_corrected": ground.wrong,
    "apologise": builders.assigned,
    "withdraw": builders.assigned,
    "stop": builders.assigned,
    "attach": builders.assigned,
    "correct": builders.assigned,
    "reverse": ground.withdrawn,
    "choose_return": builders.assigned,
    "note_post": ground.posted,
}
EVERY = pytest.mark.parametrize("verb", FROM)

BLANK: dict[str, dict[str, Any]] = {
    "missing": {"missing": ["", "  "]},
    "reason": {"reason": " "},
    "reason_code": {"reason_code": ""},
    "division": {"division": ""},
    "seat": {"seat": ""},
    "document": {"document": "\t"},
    "outcome": {"outcome": "perhaps"},
    "number": {"number": "  "},
    "collector": {"collector": ""},
    "proof": {"proof": " "},
    "files": {"files": []},
    "partners": {"asks": []},
    "question": {"asks": [replace(ASK, question=" ")]},
    "answer": {"answer": " "},
    "method": {"method": ""},
    "news": {"news": ""},
}
"""How a need is left out."""
TYPED = {"new_day", "term"}
"""A day and a term are values, no words: the verb cannot be called without them."""


@EVERY
def test_a_move_without_what_it_needs_is_refused_by_the_name_of_what_is_missing(cast: Cast, verb: str) -> None:
    dossier = FROM[verb](cast)
    before = trace(dossier)
    for need in rules.MOVE[verb].needs:
        if need in TYPED:
            continue
        code = "dossiers.reason_code" if verb == "refuse" and need == "reason_code" else "dossiers.needs"
        words = [NEED_NAMES[need]] if code == "dossiers.needs" else []
        with refused(code, *words):
            ACTS[verb](dossier.code, ground.master(), LATER, **BLANK[need])
        assert trace(dossier) == before


@EVERY
def test_the_same_form_posted_twice_is_one_act(cast: Cast, verb: str) -> None:
    dossier, token = FROM[verb](cast), uuid.uuid4()
    once = ACTS[verb](dossier.code, ground.master(), LATER, token=token)
    after = trace(dossier)
    again = ACTS[verb](dossier.code, ground.master(), LATER + timedelta(minutes=1), token=token)
    assert once.step == again.step == dossier.step + 1
    assert trace(dossier) == after


@EVERY
def test_an_act_decided_on_an_older_view_is_refused(cast: Cast, verb: str) -> None:
    dossier = FROM[verb](cast)
    before = trace(dossier)
    with refused("dossiers.stale", "xem lại"):
        ACTS[verb](dossier.code, ground.master(), LATER, seen_step=dossier.step - 1)
    assert trace(dossier) == before
    assert ACTS[verb](dossier.code, ground.master(), LATER, seen_step=dossier.step).step == dossier.step + 1


@EVERY
def test_nothing_is_written_before_the_move_that_came_before_it(cast: Cast, verb: str) -> None:
    dossier = FROM[verb](cast)
    before = trace(dossier)
    with refused("dossiers.backdated"):
        ACTS[verb](dossier.code, ground.master(), dossier.moved_at - timedelta(seconds=1))
    assert trace(dossier) == before


def test_taking_over_is_a_move_that_nothing_may_be_dated_before(cast: Cast) -> None:
    code = builders.handed_over(cast).code  # sent at 9:30, taken over at 9:40
    with refused("dossiers.backdated"):
        ACTS["assign"](code, cast.head.actor, MORNING + timedelta(minutes=25))


@EVERY
def test_each_move_leaves_one_event_and_its_own_entry_in_the_thread(cast: Cast, verb: str) -> None:
    dossier = FROM[verb](cast)
    before = len(ledger.history(dossier.tag))
    done = ACTS[verb](dossier.code, ground.master(), LATER)
    event = Event.objects.get(dossier=dossier, step=done.step)
    *_, last = entries = ledger.history(dossier.tag)
    assert len(entries) == before + 1
    assert (last.id, last.kind, last.step) == (event.entry_id, rules.MOVE[verb].kind.code, done.step)
    assert bytes(done.leaf) == bytes(last.leaf)
    public = ledger.public_part(last)
    assert (public["st"], public["no"], public["ag"]) == (event.state, dossier.number, cast.commune)
    assert public.get("due") == (done.due_at.isoformat(timespec="seconds") if done.due_at else None)
    assert public.get("idx") == (done.index_due_at.isoformat(timespec="seconds") if done.index_due_at else None)


@EVERY
def test_a_move_leads_where_the_table_says(cast: Cast, verb: str) -> None:
    dossier, move = FROM[verb](cast), rules.MOVE[verb]
    done = ACTS[verb](dossier.code, ground.master(), LATER)
    stored = Dossier.objects.get(pk=dossier.pk)
    assert (stored.state, stored.awaits, stored.step) == (done.state, done.awaits, done.step)
    if verb != "reverse":
        assert stored.state == (move.to or dossier.state)
        assert stored.awaits == (move.awaits or dossier.awaits)
    event = Event.objects.get(dossier=dossier, step=done.step)
    assert (event.state_before, event.awaits_before) == (dossier.state, dossier.awaits)
    assert (event.legal, event.index) == (str(move.legal or ""), str(move.index or ""))


def test_before_acceptance_there_is_no_clock_that_a_move_could_stop(cast: Cast) -> None:
    code = ground.registered(cast).code
    ACTS["withdraw"](code, cast.receiver.actor, LATER)
    assert set(Event.objects.values_list("legal", "index")) == {("", "")}


def test_what_people_type_is_stored_in_one_form_of_unicode(cast: Cast) -> None:
    decomposed, composed = "Thi\u0301 du\u0323", "Thí dụ"
    code = ground.registered(cast).code
    ACTS["refuse"](code, cast.receiver.actor, LATER, reason=f" {decomposed} ")
    assert Event.objects.latest("id").reason == composed
    other = ground.registered(cast, MORNING + timedelta(days=1)).code
    ACTS["correct"](other, cast.receiver.actor, LATER + timedelta(days=1), changes={"applicant_name": decomposed})
    assert Dossier.objects.get(code=other).applicant_name == composed


def test_a_whole_list_is_moved_or_none_of_it(cast: Cast) -> None:
    one, two = builders.received(cast), builders.received(cast)
    gone = builders.handed_over(cast)
    by = cast.receiver.actor
    with refused("dossiers.move"):
        services.hand_over_many(codes=[one.code, gone.code, two.code], division=cast.office, by=by, at=LATER)
    assert Event.objects.filter(verb="hand_over").count() == 1
    sent = services.hand_over_many(codes=[one.code, two.code], division=cast.office, by=by, at=LATER)
    assert [row.code for row in sent] == [one.code, two.code]
    taken = services.take_over_many(codes=[one.code, two.code], by=cast.head.actor, at=LATER + timedelta(minutes=9))
    assert not any(row.in_transit for row in taken)


def test_every_need_has_a_way_to_be_left_out_in_these_tests() -> None:
    assert {need for verb in FROM for need in rules.MOVE[verb].needs} == {*BLANK, *TYPED}


def test_a_form_of_one_dossier_cannot_be_sent_for_another(cast: Cast) -> None:
    token = uuid.uuid4()
    first, second = builders.received(cast), builders.received(cast)
    ACTS["hand_over"](first.code, cast.receiver.actor, LATER, token=token)
    with refused("dossiers.token"):
        ACTS["hand_over"](second.code, cast.receiver.actor, LATER, token=token)


def test_a_form_that_served_one_act_does_not_pass_for_another(cast: Cast) -> None:
    token, dossier = uuid.uuid4(), builders.received(cast)
    ACTS["hand_over"](dossier.code, cast.receiver.actor, LATER, token=token)
    with refused("dossiers.token"):
        ACTS["withdraw"](dossier.code, cast.receiver.actor, LATER, token=token)
