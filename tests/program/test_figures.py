"""The invented city in full: its registers come to the totals of the published report."""

import json

import pytest

from liemchinh import cli
from liemchinh.jobs import can_tho, figures
from liemchinh.petitions.rules.figures import Share, parse_period
from tests.cast import Cast


def test_the_registers_of_2022_come_to_the_published_totals(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    made = can_tho.tell(seed=5)
    assert (made.petitions, made.visits, made.sessions) == (3108 + 2636, 2650, 3114)
    parser = cli.Parser(next(one for one in cli.COMMANDS if one.name == "figures"))
    figures.add_arguments(parser)
    assert figures.run(parser.parse_args(["--period", "2022", "--json"])) == 0
    told = json.loads(capsys.readouterr().out)
    visits, letters = told["reception"], told["petitions"]
    assert (visits["visits"], visits["visits_regular"], visits["visits_head"]) == (2650, 1977, 673)
    assert (visits["people"], visits["sessions"], visits["groups"]) == (2716, 3114, 3)
    assert (letters["received"], letters["change"]) == (3108, 472)
    within = letters["within"]
    assert (within["complaint"], within["denunciation"], within["recommendation"]) == (156, 29, 798)
    assert within["total"] == 983

    def part(name: str) -> tuple[int, int]:
        return letters["settled"][name]["part"], letters["settled"][name]["of"]

    assert [part(name) for name in ("complaint", "denunciation")] == [(150, 156), (27, 29)]
    assert part("complaint_and_denunciation") == (177, 185) and part("recommendation") == (798, 798)
    assert letters["settled"]["complaint_and_denunciation"]["cut"] == "95.67", "as it was printed"
    assert letters["settled"]["complaint_and_denunciation"]["percent"] == "95.68", "as it is rounded"
    assert (letters["media"]["received"], letters["media"]["settled"]) == (123, 52)
    assert letters["by_content"]["recommendation"] == 1945
    assert letters["outside"]["by_content"]["recommendation"]["forwarded"] == 933
    city = figures.tell(parse_period("2022"), can_tho.CITY)
    assert city["petitions"] == letters and city["reception"] == visits


def test_shares_are_rounded_half_up_and_cut_as_stated() -> None:
    assert (Share(177, 185).percent, Share(177, 185).cut) == ("95.68", "95.67")
    assert (Share(1, 800).percent, Share(1, 800).cut, Share(0, 0).percent) == ("0.13", "0.12", "")
