"""What the database is asked is pinned: it never grows with the history of a dossier or the length of a list."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.dossiers.ground import ACTS, LATER

ASSIGN, WITHDRAW, FETCH, TRACKED, INTAKE, QUEUE = 7, 14, 1, 10, 17, 3
DASHBOARD, BOARD = 13, 4
# an intake with a fee charges it, a withdrawal closes the charge: each with an entry of its own


def cost(act: Callable[[], Any]) -> int:
    """How many statements `act` needs, transaction marks not counted."""
    with CaptureQueriesContext(connection) as log:
        act()
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in log)


def assigned_back_and_forth(cast: Cast, times: int) -> Dossier:
    dossier = builders.assigned(cast)
    for number in range(times):
        seat = (cast.seat2, cast.seat)[number % 2]
        ACTS["assign"](dossier.code, cast.head.actor, LATER + timedelta(minutes=number), seat=seat)
    return dossier


def test_a_change_costs_the_same_after_160_changes(cast: Cast) -> None:
    young, old = builders.assigned(cast), assigned_back_and_forth(cast, 160)
    when = LATER + timedelta(hours=6)
    costs = [
        cost(lambda code=row.code: ACTS["assign"](code, cast.head.actor, when, seat=cast.seat2)) for row in (young, old)
    ]
    assert costs[0] == costs[1] == ASSIGN
    # an act that moves the clocks reads their events only
    costs = [
        cost(lambda code=row.code: ACTS["withdraw"](code, cast.receiver.actor, when + timedelta(hours=1)))
        for row in (young, old)
    ]
    assert costs[0] == costs[1] == WITHDRAW


def test_a_page_costs_the_same_after_160_changes(cast: Cast) -> None:
    young, old = builders.assigned(cast), assigned_back_and_forth(cast, 160)
    when = LATER + timedelta(hours=6)
    for row in (young, old):
        found = queries.handled_by(cast.head.actor, code=row.code, at=when)
        assert cost(lambda row=row: queries.handled_by(cast.head.actor, code=row.code, at=when)) == FETCH
        assert cost(lambda found=found: queries.tracked(found, at=when)) == TRACKED


def test_an_intake_is_pinned(cast: Cast) -> None:
    filing = builders.filing()
    services.receive(filing=filing, by=cast.receiver.actor, at=MORNING)
    assert cost(lambda: services.receive(filing=filing, by=cast.receiver.actor, at=MORNING)) == INTAKE


@pytest.mark.parametrize("rows", [1, 12])
def test_a_list_costs_the_same_however_long(cast: Cast, rows: int) -> None:
    for number in range(rows):
        builders.received(cast, MORNING + timedelta(minutes=number))
    actor = cast.receiver.actor

    def shown() -> list[str]:
        page = queries.queue(actor, at=LATER)
        return [f"{row.version.name} {row.version.procedure.code} {row.authority.code}" for row in page.rows]

    assert cost(shown) == QUEUE
    month = queries.month_of(MORNING.date())
    services.tally_up(at=LATER)
    leader = cast.leader.actor
    assert cost(lambda: queries.dashboard(leader, view=queries.View(month), at=LATER)) == DASHBOARD
    assert cost(lambda: queries.public_lines(period=month, at=LATER)) == BOARD
