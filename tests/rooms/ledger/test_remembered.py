"""What a process remembers of a room is given again only while nothing in the room has changed."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from liemchinh.kernel.actors import SYSTEM
from liemchinh.ledger import queries as ledger
from liemchinh.org import queries, services
from liemchinh.org.rules import ContactKind
from tests.cast import COMMUNE, Cast

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
DAY = date(2026, 9, 18)


def _vacate() -> None:
    services.vacate(seat=f"{COMMUNE}-tiepnhan1", on=DAY, by=SYSTEM, at=AT)


def test_an_answer_is_asked_for_once_while_the_head_stands(cast: Cast) -> None:
    asked: list[int] = []
    for _ in range(3):
        ledger.remembered("org", "question", lambda: asked.append(1))
    assert len(asked) == 1


def test_who_loses_a_seat_loses_its_rights_with_the_next_request(cast: Cast) -> None:
    assert queries.actor("tiepnhan1", AT).seats
    _vacate()
    assert not queries.actor("tiepnhan1", AT).seats


def test_a_change_that_is_taken_back_leaves_nothing_in_memory(cast: Cast) -> None:
    unit = queries.unit(COMMUNE, DAY)
    before = queries.contacts(unit, DAY)

    class Thought(Exception):
        """Somebody thinks better of it."""

    with pytest.raises(Thought), transaction.atomic():
        services.set_contact(unit=COMMUNE, kind=ContactKind.HOTLINE, value="0999 000 999", on=DAY, by=SYSTEM, at=AT)
        assert queries.contacts(unit, DAY) != before
        raise Thought
    assert queries.contacts(unit, DAY) == before


def test_in_a_transaction_one_sees_ones_own_change(cast: Cast) -> None:
    assert queries.actor("tiepnhan1", AT).seats
    with transaction.atomic():
        _vacate()
        assert not queries.actor("tiepnhan1", AT).seats


def test_a_room_without_any_entry_is_asked_every_time(cast: Cast) -> None:
    asked: list[int] = []
    for _ in range(2):
        ledger.remembered("nowhere", "question", lambda: asked.append(1))
    assert len(asked) == 2


def test_within_one_moment_the_head_is_read_once_and_an_own_change_ends_it(cast: Cast) -> None:
    unit = queries.unit(COMMUNE, DAY)
    queries.office_hours(unit, DAY)
    with ledger.one_moment():
        assert queries.actor("tiepnhan1", AT).seats
        with CaptureQueriesContext(connection) as asked:
            queries.unit(COMMUNE, DAY)
            queries.office_hours(unit, DAY)
        assert len(asked) == 0
        _vacate()
        assert not queries.actor("tiepnhan1", AT).seats
