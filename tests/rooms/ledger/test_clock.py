"""Clocks that go wrong do the log no lasting harm."""

from datetime import timedelta

from liemchinh.ledger import queries
from liemchinh.ledger.models import Shard
from tests.builders import MORNING
from tests.rooms.ledger.book import Book, tell


def test_a_clock_decades_ahead_closes_no_book_and_what_waits_is_sealed_when_it_is_right_again(book: Book) -> None:
    tell("thing", 3)
    assert book.seal().trouble == ""
    tell("thing", 2)
    trouble = book.seal(MORNING.replace(year=2099)).trouble
    assert "Đồng hồ máy ghi năm 2099" in trouble
    assert "{" not in trouble
    assert not Shard.objects.get().closed
    assert queries.waiting() == 2
    assert book.seal().trouble == ""
    assert queries.waiting() == 0


def test_a_clock_that_goes_back_only_delays_nothing(book: Book) -> None:
    tell("thing", 3)
    assert book.seal().trouble == ""
    tell("thing", 2, at=MORNING - timedelta(days=3))
    assert book.seal(MORNING - timedelta(days=400)).trouble == ""
    assert queries.waiting() == 0
    assert Shard.objects.count() == 1
