"""Setting a real authority up from one file: everything or nothing, and a second time nothing."""

from pathlib import Path

import pytest

from liemchinh.jobs.plan import CarriedOut, carry_out
from liemchinh.jobs.set_up import read_plan
from liemchinh.kernel.actors import Role
from liemchinh.ledger.models import Entry
from liemchinh.org import queries as org
from liemchinh.procedures import queries as procedures
from tests.builders import at
from tests.cast import Cast
from tests.refusals import refused

EXAMPLE = (Path(__file__).parents[3] / "docs" / "examples" / "xa.yaml").read_text(encoding="utf-8")
DAY = at("2026-12-01 08:00")


def set_up(text: str = EXAMPLE) -> CarriedOut:
    return carry_out(read_plan(text), at=DAY, password=lambda username: f"mật khẩu đầu của {username}")


def test_the_shipped_example_makes_a_commune_that_can_receive(cast: Cast) -> None:
    done = set_up()
    assert done.units == ("H98", "H98.01", "H98.01.01", "H98.01.02")
    assert set(done.passwords) == {"quay1", "cvp", "hotich1", "vanthu1", "pct", "quantri1"}
    counter = org.actor("quay1", DAY)
    assert counter.authorities_as(Role.RECEIVER) == {"H98.01"}
    assert len(procedures.offered_by(org.unit("H98.01", DAY.date()), DAY.date())) == 94


def test_a_second_time_changes_nothing(cast: Cast) -> None:
    set_up()
    entries = Entry.objects.count()
    again = set_up()
    assert (again.units, again.seats, again.passwords) == ((), (), {})
    assert Entry.objects.count() == entries


def test_a_line_that_cannot_be_done_undoes_the_whole_file(cast: Cast) -> None:
    with refused("org.overseer_place"):
        set_up(EXAMPLE.replace("roles: [administrator]", "roles: [overseer]"))
    assert org.resolve("H98.01", DAY.date()) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("units: [", "YAML"),
        ("units: []", "since"),
        ("since: 2026-12-01\nunits: {a: 1}", "units"),
        ("since: 2026-12-01\nunits: [{code: H98}]", "kind"),
        ("since: 2026-12-01\nunits: [{code: H98, kind: castle, name: X}]", "castle"),
        ("since: 2026-12-01\nseats: [{code: a, colour: red}]", "colour"),
        ("since: 2026-12-01\nseats: [7]", "seats[1]"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(text: str, word: str) -> None:
    with refused("setup.file", word):
        read_plan(text)
