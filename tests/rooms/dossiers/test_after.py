"""After the result: an error of the office made good in time, and a rating that is kept apart from who gave it."""

import json
from datetime import date, timedelta

import pytest

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Correction, Dossier, Rating, RatingSlip
from liemchinh.dossiers.queries import Period
from liemchinh.kernel.actors import APPLICANT
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.models import Entry
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground

LATER = MORNING + timedelta(hours=10)
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))


def test_the_right_result_is_due_three_working_days_after_the_error_is_admitted(cast: Cast) -> None:
    dossier = ground.wrong(cast)
    (open_one,) = queries.open_corrections(cast.receiver.actor, at=LATER)
    assert open_one.row.due_at == at("2026-09-10 17:00") and not open_one.late
    assert queries.open_corrections(cast.receiver.actor, at=at("2026-09-11 08:00"))[0].late
    assert queries.open_corrections(cast.stranger.actor, at=LATER) == []
    assert queries.open_corrections(cast.specialist.actor, at=LATER) == []
    with refused("dossiers.correction_number"):
        ground.ACTS["return_corrected"](dossier.code, cast.receiver.actor, LATER, number="12/XN-UBND")
    done = ground.ACTS["return_corrected"](dossier.code, cast.receiver.actor, LATER)
    assert done.result_number == "13/XN-UBND" and done.state == rules.State.RETURNED
    assert queries.open_corrections(cast.receiver.actor, at=LATER) == []
    assert Correction.objects.get().fixed_at == LATER
    again = ground.ACTS["admit_error"](dossier.code, cast.leader.actor, LATER + timedelta(hours=1))
    assert again.corrections.count() == 2


def rate(dossier: Dossier, level: int = 3, **answers: str) -> None:
    services.rate(dossier=dossier, level=level, answers=answers, remark="Thí dụ.", by=APPLICANT, at=LATER)


def test_a_dossier_is_rated_once_and_its_rating_leads_nowhere(cast: Cast) -> None:
    dossier = builders.returned(cast)
    rate(dossier, 1, extra="yes")
    assert queries.is_rated(dossier)
    with refused("dossiers.rated"):
        rate(dossier, 3)
    row, slip = Rating.objects.get(), RatingSlip.objects.get()
    assert (row.level, row.answers, row.month) == (1, {"extra": "yes"}, date(2026, 9, 1))
    entry = Entry.objects.filter(kind="dossiers.rated").get()
    assert entry.tag != dossier.tag and entry.record is not None
    told = bytes(entry.record).decode() + bytes(entry.entry).decode()
    for lead in (dossier.code, dossier.tag, dossier.key, slip.digest, dossier.applicant_name):
        assert lead not in told
        assert lead not in json.dumps([str(value) for value in vars(row).values()])
    assert json.loads(entry.record)["by"] == "applicant"
    assert [event.verb for event in queries.tracked(dossier, at=LATER).events][-1] == "give_back", "no event of it"
    assert ledger.history(dossier.tag)[-1].kind == "dossiers.returned"


def test_what_is_not_returned_is_not_rated(cast: Cast) -> None:
    with refused("dossiers.rate_early"):
        rate(builders.issued(cast))
    assert not RatingSlip.objects.exists()


def test_fewer_than_five_ratings_are_nobodys_business(cast: Cast) -> None:
    for number in range(4):
        rate(builders.returned(cast, MORNING - timedelta(days=7 * number)), level=1 + number % 3)
    (few,) = queries.rated(SEPTEMBER)
    assert (few.count, few.levels, few.share) == (4, None, None)
    assert queries.remarks(cast.leader.actor, date(2026, 9, 1), at=LATER) is None
    rate(builders.returned(cast, MORNING - timedelta(days=35)), level=3, time="yes")
    (five,) = queries.rated(SEPTEMBER)
    assert five.levels == {1: 2, 2: 1, 3: 2} and five.share == pytest.approx(0.6)
    assert five.answers == {"time": {"yes": 1}}
    assert queries.remarks(cast.leader.actor, date(2026, 9, 1), at=LATER) == ["Thí dụ."] * 5
    assert queries.remarks(cast.stranger_leader.actor, date(2026, 9, 1), at=LATER) is None
    assert queries.remarks(cast.receiver.actor, date(2026, 9, 1), at=LATER) is None
