"""Apologising: once, a day before at the latest, for the law and not for the index, to a working day."""

from datetime import date

import pytest

from liemchinh.dossiers import queries
from liemchinh.dossiers.models import Dossier, Event
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS

NEW = {"new_day": date(2026, 9, 21)}


def test_the_promise_moves_and_the_index_keeps_the_first_one(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    sorry = ACTS["apologise"](dossier.code, cast.leader.actor, at("2026-09-14 09:00"), **NEW)
    assert sorry.due_at == at("2026-09-21 17:00")
    assert sorry.index_due_at == dossier.index_due_at == at("2026-09-16 17:00")
    assert (sorry.state, sorry.awaits, sorry.apologised) == (dossier.state, dossier.awaits, True)
    event = Event.objects.filter(dossier=dossier).latest("step")
    assert event.until == at("2026-09-21 17:00")
    assert event.facts["old_due"].startswith("2026-09-16T")


def test_the_applicant_reads_the_apology(cast: Cast) -> None:
    dossier = ACTS["apologise"](builders.assigned(cast).code, cast.leader.actor, at("2026-09-14 09:00"), **NEW)
    now = next(knot for knot in queries.tracked(dossier, at=at("2026-09-14 10:00")).knots if knot.state == "now")
    assert (now.title, now.note) == ("Xin lỗi và hẹn lại ngày", "Cần xác minh.")


def test_there_is_no_second_apology(cast: Cast) -> None:
    code = builders.assigned(cast).code
    ACTS["apologise"](code, cast.leader.actor, at("2026-09-14 09:00"), **NEW)
    with refused("dossiers.apology_twice", "1 lần"):
        ACTS["apologise"](code, cast.leader.actor, at("2026-09-15 09:00"), new_day=date(2026, 9, 25))


@pytest.mark.parametrize(
    ("when", "day", "code"),
    [
        ("2026-09-16 07:00", date(2026, 9, 21), "dossiers.apology_late"),
        ("2026-09-14 09:00", date(2026, 9, 16), "dossiers.apology_day"),
        ("2026-09-14 09:00", date(2026, 9, 20), "dossiers.apology_holiday"),
        ("2026-09-14 09:00", date(2026, 11, 24), "dossiers.apology_holiday"),
    ],
)
def test_a_promise_that_the_law_does_not_allow_is_not_made(cast: Cast, when: str, day: date, code: str) -> None:
    dossier = builders.assigned(cast)
    with refused(code):
        ACTS["apologise"](dossier.code, cast.leader.actor, at(when), new_day=day)
    stored = Dossier.objects.get(pk=dossier.pk)
    assert (stored.due_at, stored.apologised) == (dossier.due_at, False)


def test_the_reason_is_one_of_the_list(cast: Cast) -> None:
    code = builders.assigned(cast).code
    with refused("dossiers.needs", "loại lý do"):
        ACTS["apologise"](code, cast.leader.actor, at("2026-09-14 09:00"), reason_code="holiday", **NEW)


def test_while_the_applicant_is_awaited_there_is_nothing_to_apologise_for(cast: Cast) -> None:
    with refused("dossiers.move"):
        ACTS["apologise"](builders.asked(cast).code, cast.leader.actor, at("2026-09-14 09:00"), **NEW)


def test_a_supplement_after_the_apology_starts_the_whole_term_again(cast: Cast) -> None:
    code = ground.proposed(cast).code
    ACTS["apologise"](code, cast.leader.actor, at("2026-09-08 08:00"), **NEW)
    ACTS["ask_supplement"](code, cast.receiver.actor, at("2026-09-08 09:00"))
    again = ACTS["take_supplement"](code, cast.receiver.actor, at("2026-09-14 09:00"))
    assert again.due_at == at("2026-09-23 17:00")
