"""Handing over: to a division of the same authority; paper travels, an electronic dossier is there at once."""

from datetime import timedelta

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Event
from tests import builders
from tests.builders import MORNING, PROCEDURE
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, LATER


def test_sheets_of_paper_are_on_their_way_until_somebody_has_them_all(cast: Cast) -> None:
    sent = ground.in_transit(cast)
    assert (sent.in_transit, sent.division.code, sent.awaits) == (True, cast.office, "head")
    for name in ("head", "specialist", "clerk", "receiver"):
        assert [row.code for row in queries.in_transit(ground.member(name).actor, at=LATER)] == [sent.code]
    assert queries.in_transit(cast.other_head.actor, at=LATER) == []
    taken = ACTS["take_over"](sent.code, cast.clerk.actor, LATER)
    assert not taken.in_transit
    assert queries.in_transit(cast.head.actor, at=LATER) == []


def test_an_electronic_dossier_does_not_travel(cast: Cast) -> None:
    dossier = builders.received(cast, paper=False)
    sent = ACTS["hand_over"](dossier.code, cast.receiver.actor, LATER)
    assert not sent.in_transit
    with refused("dossiers.taken"):
        ACTS["take_over"](dossier.code, cast.head.actor, LATER)


@pytest.mark.parametrize("division", ["H99.13.02", "H99.12", "H99", "khong-co"])
def test_only_a_division_of_the_same_authority_can_be_sent_to(cast: Cast, division: str) -> None:
    dossier = builders.received(cast)
    with refused("dossiers.division", division):
        services.hand_over(code=dossier.code, division=division, by=cast.receiver.actor, at=LATER)


def test_the_list_to_hand_over_holds_what_this_desk_received_and_nothing_else(cast: Cast) -> None:
    first = builders.received(cast, MORNING)
    second = builders.received(cast, MORNING + timedelta(minutes=5))
    builders.handed_over(cast, MORNING + timedelta(minutes=10))
    services.receive(filing=builders.filing(PROCEDURE), by=cast.stranger.actor, at=MORNING)
    assert [row.code for row in queries.to_hand_over(cast.receiver.actor, at=LATER)] == [first.code, second.code]
    assert queries.to_hand_over(cast.head.actor, at=LATER) == []


def test_the_event_says_from_which_unit_to_which(cast: Cast) -> None:
    dossier = builders.handed_over(cast)
    sent, taken = Event.objects.filter(dossier=dossier, step__gte=2).order_by("step")
    assert (sent.from_unit, sent.to_unit) == (cast.centre, cast.office)
    assert (taken.from_unit, taken.to_unit) == (cast.office, cast.office)


def test_a_dossier_on_its_way_can_still_be_withdrawn(cast: Cast) -> None:
    dossier = ground.in_transit(cast)
    gone = ACTS["withdraw"](dossier.code, cast.receiver.actor, LATER)
    assert gone.state == 7 and not gone.in_transit
