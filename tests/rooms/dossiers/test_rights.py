"""Every move by every member of the cast: who may does, a colleague learns whose work it is, a stranger nothing."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.kernel.actors import SYSTEM, Actor, Role, SeatHeld
from liemchinh.kernel.errors import NotFound, Refused
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, DESK, EVERYBODY, LATER, PLACES, STRANGERS, member, trace

Bring = Callable[[Cast], Dossier]

ALLOWED: dict[str, tuple[str, Bring, frozenset[str]]] = {
    "receive": ("receive", ground.registered, DESK),
    "refuse": ("refuse", ground.registered, DESK),
    "ask at reception": ("ask_at_reception", ground.filed, DESK),
    "accept what was filed": ("receive", ground.filed, DESK),
    "still missing": ("still_missing", ground.answered, DESK),
    "hand over": ("hand_over", builders.received, DESK),
    "take over": ("take_over", ground.in_transit, frozenset({"head", "specialist", "specialist2", "clerk"})),
    "assign": ("assign", builders.handed_over, frozenset({"head"})),
    "propose a supplement": ("propose_supplement", builders.assigned, frozenset({"specialist"})),
    "ask the supplement": ("ask_supplement", ground.proposed, DESK),
    "take the supplement": ("take_supplement", builders.asked, DESK),
    "ask the obligation": ("ask_obligation", ground.pausing, frozenset({"specialist"})),
    "meet the obligation": ("meet_obligation", ground.obliged, DESK | {"specialist"}),
    "submit": ("submit", builders.assigned, frozenset({"specialist"})),
    "endorse": ("endorse", builders.submitted, frozenset({"head"})),
    "send back a supplement": ("send_back", ground.proposed, DESK),
    "send back before endorsing": ("send_back", builders.submitted, frozenset({"head"})),
    "send back before signing": ("send_back", ground.endorsed, frozenset({"leader"})),
    "sign": ("sign", ground.endorsed, frozenset({"leader"})),
    "issue": ("issue", builders.signed, frozenset({"clerk"})),
    "give back": ("give_back", builders.issued, DESK),
    "apologise": ("apologise", builders.assigned, frozenset({"leader"})),
    "withdraw": ("withdraw", builders.assigned, DESK),
    "stop": ("stop", builders.assigned, frozenset({"leader"})),
    "attach": ("attach", builders.assigned, DESK | {"specialist", "head", "clerk"}),
    "correct": ("correct", builders.assigned, DESK | {"leader"}),
    "reverse": ("reverse", ground.withdrawn, frozenset({"leader"})),
    "choose the way of return": ("choose_return", builders.assigned, DESK),
    "note the post": ("note_post", ground.posted, DESK),
    "rehome": ("rehome", ground.astray, frozenset({"leader", "administrator"})),
}


def test_every_move_of_the_table_is_tried() -> None:
    elsewhere = {
        *("register", "close_unanswered", "file", "amend"),  # by nobody of the cast: test_register, test_filing
        *("consult", "reply", "recall", "report_silence"),  # test_together
        *("admit_error", "return_corrected"),  # test_corrections
        *("add_result", "reschedule", "choose_notices"),  # test_returning, test_rescheduling, test_telling
    }
    assert {verb for verb, *_ in ALLOWED.values()} | elsewhere == set(rules.MOVE)


@pytest.mark.parametrize("case", ALLOWED)
def test_who_may_does_and_nobody_else(cast: Cast, case: str) -> None:
    verb, bring, allowed = ALLOWED[case]
    dossier = bring(cast)
    before = trace(dossier)
    for name in EVERYBODY:
        actor = member(name).actor
        if name in allowed:
            with transaction.atomic():
                done = ACTS[verb](dossier.code, actor, LATER)
                event = Event.objects.get(dossier=dossier, step=done.step)
                assert (event.verb, event.by, event.seat) == (verb, actor.code, actor.seats[0].code), name
                assert done.step == dossier.step + 1, name
                transaction.set_rollback(True)
            continue
        with pytest.raises((Refused, NotFound)) as no:
            ACTS[verb](dossier.code, actor, LATER)
        if name in STRANGERS:
            assert no.type is NotFound, name
        elif no.type is Refused:
            assert no.value.code == "dossiers.who", name
            assert queries.handled_by(actor, code=dossier.code, at=LATER).code == dossier.code, name
        assert trace(dossier) == before, name


@pytest.mark.parametrize("standing", PLACES)
def test_from_everywhere_exactly_the_moves_of_that_place_are_possible(cast: Cast, standing: str) -> None:
    bring, possible = PLACES[standing]
    dossier, anybody = bring(cast), ground.master()
    before = trace(dossier)
    for verb, act in ACTS.items():
        if verb in possible:
            with transaction.atomic():
                assert act(dossier.code, anybody, LATER).step == dossier.step + 1, verb
                transaction.set_rollback(True)
            continue
        with pytest.raises(Refused) as no:
            act(dossier.code, anybody, LATER)
        code = no.value.code
        if dossier.state not in rules.MOVE[verb].origins and rules.may(
            anybody, rules.MOVE[verb], queries.place_of(dossier)
        ):
            assert code == "dossiers.move", verb
        assert code.removeprefix("dossiers.") in {
            *("move", "turn", "proposal", "in_transit", "taken", "who", "no_pause", "reverse_first", "no_part"),
            *("at_home", "parts_open", "asks_twice", "correction_open", "correction_none", "not_posted"),
        }, (verb, code)
        assert trace(dossier) == before, verb


@pytest.mark.parametrize("standing", PLACES)
def test_the_panel_offers_what_can_be_done(cast: Cast, standing: str) -> None:
    """But for what only the procedure's version, the history, the shares of other units, or a key to sign with know."""
    bring, possible = PLACES[standing]
    offered = {move.verb for move in rules.moves_open_to(ground.master(), queries.place_of(bring(cast)))}
    assert possible <= offered
    assert offered - possible <= {"ask_obligation", "reverse", "submit", "consult", "add_result"}


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_desk_of_an_authority_opens_its_dossiers(cast: Cast, name: str) -> None:
    filing, by = builders.filing(authority=cast.commune), member(name).actor
    openings = (
        lambda: services.receive(filing=filing, by=by, at=MORNING),
        lambda: services.register(filing=filing, missing=["Bản sao"], reason="Thiếu.", by=by, at=MORNING),
        lambda: services.refuse_new(
            filing=filing, reason_code="subject", reason="Không thuộc diện.", by=by, at=MORNING
        ),
    )
    for number, opening in enumerate(openings, 1):
        if name in DESK:
            assert opening().number == number
        else:
            with pytest.raises(NotFound):
                opening()
    assert Dossier.objects.count() == (3 if name in DESK else 0)


@pytest.mark.parametrize("standing", PLACES)
def test_a_stranger_sees_no_dossier_wherever_it_stands(cast: Cast, standing: str) -> None:
    dossier = PLACES[standing][0](cast)
    for name in STRANGERS:
        with pytest.raises(NotFound):
            queries.handled_by(member(name).actor, code=dossier.code, at=LATER)


@pytest.mark.parametrize("name", ["overseer", "auditor"])
def test_the_province_sees_every_dossier_and_touches_none(cast: Cast, name: str) -> None:
    actor = member(name).actor
    for bring in (builders.received, builders.assigned, builders.issued):
        dossier = bring(cast)
        before = trace(dossier)
        assert queries.handled_by(actor, code=dossier.code, at=LATER) == dossier
        for act in ACTS.values():
            with pytest.raises(NotFound):
                act(dossier.code, actor, LATER)
        assert trace(dossier) == before
    assert queries.listed(actor, at=LATER, filters=queries.Filters()).total == 3
    assert queries.queue(actor, at=LATER).total == 0


def test_an_auditor_of_the_commune_sees_all_of_it_and_only_it(cast: Cast) -> None:
    seat = SeatHeld(f"{cast.commune}-kt", cast.commune, cast.commune, frozenset({Role.AUDITOR}))
    auditor = Actor("kiemtra.xa", "Kiểm tra viên xã", (seat,))
    ours = builders.received(cast)
    theirs = services.receive(filing=builders.filing(), by=cast.stranger.actor, at=MORNING)
    assert queries.handled_by(auditor, code=ours.code, at=LATER) == ours
    with pytest.raises(NotFound):
        queries.handled_by(auditor, code=theirs.code, at=LATER)
    with refused("dossiers.who"):
        services.hand_over(code=ours.code, division=cast.office, by=auditor, at=LATER)


@pytest.mark.parametrize("name", ["administrator", "editor"])
def test_who_keeps_the_system_or_the_catalogue_sees_no_dossier(cast: Cast, name: str) -> None:
    dossier = builders.assigned(cast)
    with pytest.raises(NotFound):
        queries.handled_by(member(name).actor, code=dossier.code, at=LATER)


def test_another_division_of_the_same_commune_finds_nothing(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    for name in ("other_head", "other_specialist"):
        with pytest.raises(NotFound):
            queries.handled_by(member(name).actor, code=dossier.code, at=LATER)


def test_a_code_that_nobody_has_is_the_same_answer_as_one_of_somebody_else(cast: Cast) -> None:
    dossier = builders.received(cast)
    answers = []
    for code in (dossier.code, "H99.12-260907-9999", "không phải mã"):
        with pytest.raises(NotFound) as no:
            queries.handled_by(cast.stranger.actor, code=code, at=LATER)
        answers.append(str(no.value) == code)
    assert answers == [True, True, True]


def test_the_clock_itself_cannot_use_a_persons_verb(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    for act in ACTS.values():
        with pytest.raises(NotFound):
            act(dossier.code, SYSTEM, LATER)


def test_the_act_of_somebody_with_two_desks_is_written_under_the_right_one(cast: Cast) -> None:
    """A person who receives for two communes: their first seat is not always the one that acts."""
    both = Actor("haiquay", "Người Hai Quầy", (*cast.stranger.actor.seats, *cast.receiver.actor.seats))
    dossier = builders.received(cast)
    services.hand_over(code=dossier.code, division=cast.office, by=both, at=LATER)
    event = Event.objects.filter(dossier=dossier).latest("step")
    assert (event.seat, event.from_unit) == (cast.receiver.actor.seats[0].code, cast.centre)


def test_a_person_with_two_desks_must_say_for_which_commune_they_receive(cast: Cast) -> None:
    both = Actor("haiquay", "Người Hai Quầy", (*cast.stranger.actor.seats, *cast.receiver.actor.seats))
    with pytest.raises(NotFound):
        services.receive(filing=builders.filing(), by=both, at=MORNING)
    named = replace(builders.filing(), authority=cast.commune)
    assert services.receive(filing=named, by=both, at=MORNING).desk == cast.centre


def test_the_form_of_one_desk_opens_nothing_at_another(cast: Cast) -> None:
    """A token that was used next door is no key to the dossier it opened."""
    token = uuid.uuid4()
    services.receive(filing=builders.filing(), by=cast.receiver.actor, at=MORNING, token=token)
    with pytest.raises(NotFound):
        services.receive(filing=builders.filing(), by=cast.stranger.actor, at=MORNING, token=token)


def test_rights_follow_the_seat_and_end_with_it(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    without = replace(cast.specialist.actor, seats=())
    with pytest.raises(NotFound):
        ACTS["submit"](dossier.code, without, LATER)
    successor = Actor("nguoimoi", "Người Mới", cast.specialist.actor.seats)
    assert ACTS["submit"](dossier.code, successor, LATER + timedelta(minutes=1)).awaits == rules.Awaits.HEAD
