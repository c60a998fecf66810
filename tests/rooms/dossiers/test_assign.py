"""Assigning: to an occupied specialist's seat of the division that holds the dossier."""

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Event
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import NotFound
from liemchinh.org import services as org
from tests import builders
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers.ground import ACTS, LATER


@pytest.mark.parametrize("seat", ["H99.12-diachinh", "H99.12-truongphong", "H99.12-vanthu", "H99.13-hotich", "x"])
def test_only_a_specialists_seat_of_this_division_can_be_given_a_dossier(cast: Cast, seat: str) -> None:
    dossier = builders.handed_over(cast)
    with refused("dossiers.seat", seat):
        services.assign(code=dossier.code, seat=seat, by=cast.head.actor, at=LATER)


def test_a_seat_that_nobody_holds_cannot_work(cast: Cast) -> None:
    dossier = builders.handed_over(cast)
    org.vacate(seat=cast.seat2, on=LATER.date(), by=SYSTEM, at=LATER)
    with refused("dossiers.seat"):
        services.assign(code=dossier.code, seat=cast.seat2, by=cast.head.actor, at=LATER)


def test_the_head_may_give_it_to_another_and_the_first_can_no_longer_touch_it(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    services.assign(code=dossier.code, seat=cast.seat2, by=cast.head.actor, at=LATER)
    with refused("dossiers.who"):
        ACTS["submit"](dossier.code, cast.specialist.actor, LATER)
    assert queries.queue(cast.specialist.actor, at=LATER).total == 0
    assert [row.code for row in queries.queue(cast.specialist2.actor, at=LATER).rows] == [dossier.code]
    assert ACTS["submit"](dossier.code, cast.specialist2.actor, LATER).awaits == "head"


def test_the_record_names_the_person_who_held_the_seat_that_day(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    event = Event.objects.get(dossier=dossier, verb="assign")
    assert event.facts == {"seat": cast.seat, "person": cast.specialist.actor.code}


def test_the_applicant_does_not_read_who_was_assigned(cast: Cast) -> None:
    shown = queries.tracked(builders.assigned(cast), at=LATER)
    words = " ".join(f"{knot.title} {knot.detail} {knot.note} {knot.place}" for knot in shown.knots)
    assert "Dũng" not in words and cast.specialist.actor.code not in words


def test_assigning_before_the_papers_have_arrived_is_refused(cast: Cast) -> None:
    code = builders.received(cast).code
    ACTS["hand_over"](code, cast.receiver.actor, LATER)
    with refused("dossiers.in_transit", "Nhận đủ"):
        ACTS["assign"](code, cast.head.actor, LATER)
    with pytest.raises(NotFound):
        ACTS["assign"](code, cast.other_head.actor, LATER)
