"""Clocks that go wrong do the log no lasting harm."""

from datetime import timedelta

import pytest

from liemchinh.ledger import queries
from liemchinh.ledger.models import Shard
from tests.builders import MORNING
from tests.refusals import refused
from tests.rooms.ledger.book import BASE, Book, tell


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


def test_a_clock_that_jumps_over_a_new_year_and_is_set_right_within_the_hour_ends_no_book(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = 1_000.0
    monkeypatch.setattr("liemchinh.ledger.sealing.loop.time.monotonic", lambda: running)
    book.sealing.hesitates = 3600.0
    tell("thing", 3)
    book.seal()
    ahead = MORNING.replace(year=MORNING.year + 1)

    def books() -> list[bool]:
        return [shard.closed for shard in Shard.objects.order_by("year")]

    tell("thing", 2)
    assert book.seal(ahead).trouble == ""
    assert (queries.waiting(), books()) == (0, [False])  # the old book is written on
    running += 3_599
    book.seal(ahead)
    book.seal()  # set right
    running += 10
    book.seal(ahead)
    assert books() == [False]
    running += 3_601
    book.seal(ahead)
    assert books() == [True, False]


def test_keys_are_made_ahead_for_this_year_and_the_next_only(book: Book) -> None:
    book.seal()
    for name in (MORNING.year + 2, MORNING.year - 1, 9999, f"{MORNING.year}-2"):
        with refused("signer.early"):
            book.sealing.signer.prepare(f"{BASE}/{name}")
    assert book.sealing.signer.prepare(f"{BASE}/{MORNING.year + 1}").name.endswith(str(MORNING.year + 1))
