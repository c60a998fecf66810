"""Figures are counts of records: of the invented city in small, unit by unit, as of the end of the period."""

import json
from collections import Counter
from datetime import date

import pytest
from django.db import connection

from liemchinh.jobs import audit, can_tho, figures
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.petitions.models import Petition, PetitionEvent
from liemchinh.petitions.rules import Content
from liemchinh.petitions.rules.figures import parse_period
from liemchinh.reception.models import Visit
from tests.cast import Cast
from tests.refusals import refused

SCALE = 40
YEAR = parse_period("2022")


@pytest.fixture
def told(cast: Cast) -> can_tho.Made:
    return can_tho.tell(seed=3, scale=SCALE)


def test_what_is_printed_is_what_the_records_come_to(told: can_tho.Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert told.petitions == Petition.objects.count() and told.visits == Visit.objects.count()
    of_year = list(Petition.objects.filter(received_at__year=2022))
    said = figures.tell(YEAR)["petitions"]
    assert said["received"] == len(of_year) == sum(kind.count // SCALE for kind in can_tho.TOTALS)
    assert said["change"] == len(of_year) - Petition.objects.filter(received_at__year=2021).count()
    assert {k: v for k, v in said["by_source"].items() if v} == Counter(one.source for one in of_year)
    for content in (Content.COMPLAINT, Content.RECOMMENDATION):
        mine = [one for one in of_year if one.within and one.content == content]
        ended = PetitionEvent.objects.filter(petition__in=mine, state__in=(5, 6)).values("petition").distinct().count()
        assert (said["within"][content], said["settled"][content]["part"]) == (len(mine), ended) != (0, 0)
    media = [one for one in of_year if one.source == "media"]
    assert said["media"]["received"] == len(media) > said["media"]["settled"] > 0

    args = type("Args", (), {"period": "2022", "unit": "", "json": True})
    assert figures.run(args) == 0  # type: ignore[arg-type]
    assert json.loads(capsys.readouterr().out)["petitions"] == json.loads(json.dumps(said))
    args.json = False
    assert figures.run(args) == 0  # type: ignore[arg-type]
    assert f"Tiếp nhận{len(of_year):>27}" in capsys.readouterr().out

    with refused("simulate.told"):
        can_tho.tell(seed=3, scale=SCALE)
    _units_and_quarters_add_up(said)
    _what_happened_after_the_period_does_not_change_its_figures()
    _audit_is_silent_and_tampering_shows(said)


def _units_and_quarters_add_up(said: dict[str, int]) -> None:
    quarters = [figures.tell(parse_period(f"2022-Q{number}"))["petitions"]["received"] for number in range(1, 5)]
    assert sum(quarters) == said["received"] and all(quarters)
    months = [figures.tell(parse_period(f"2022-{number:02}"))["reception"]["visits"] for number in (1, 2, 3)]
    assert sum(months) == figures.tell(parse_period("2022-Q1"))["reception"]["visits"]
    city = figures.tell(YEAR, can_tho.CITY)["petitions"]
    assert city == said, "nobody else keeps a register here"
    parts = [figures.tell(YEAR, f"{can_tho.CITY}.{number}")["petitions"]["received"] for number in (21, 31, 32)]
    assert 0 < sum(parts) < said["received"]
    with pytest.raises(NotFound):
        figures.tell(YEAR, "H99.77")


def _audit_is_silent_and_tampering_shows(said: dict[str, int]) -> None:
    found = audit.look(files=False, signer=False)
    assert [one.sentence for one in found] == []
    with connection.cursor() as cursor:  # one row changed behind the program's back
        victim = Petition.objects.filter(received_at__year=2022, content="complaint", within=True).first()
        assert victim is not None
        cursor.execute("UPDATE petitions_petition SET within = %s WHERE id = %s", [False, victim.pk])
    now = figures.tell(YEAR)["petitions"]
    assert now["within"]["complaint"] == said["within"]["complaint"] - 1  # type: ignore[index]
    assert any(victim.code in one.sentence for one in audit.look(files=False, signer=False)), "and the audit names it"


def _what_happened_after_the_period_does_not_change_its_figures() -> None:
    first = figures.tell(parse_period("2022-Q1"))["petitions"]
    of_spring = Petition.objects.filter(received_at__date__lt=date(2022, 4, 1), received_at__year=2022)
    settled_since = of_spring.filter(state__in=(5, 6)).count()
    assert first["settled"]["total"]["part"] < settled_since, "some of those received by March were settled later"


@pytest.mark.parametrize("typed", ["", "22", "2022-Q5", "2022-13", "2022-00", "2022-1", "năm nay", "1999"])
def test_a_period_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        parse_period(typed)
