"""Whatever somebody with every right on the database does to a history, the audit finds it and names it."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest

from liemchinh.jobs import audit as command
from tests.cast import Cast
from tests.rooms.ledger import tampering
from tests.rooms.ledger.book import Book
from tests.rooms.ledger.tampering import ALONE, TOGETHER, Town

AT_ONCE = 8
ROUNDS = int(os.environ.get("TAMPERING_ROUNDS", "24"))


@pytest.fixture
def town(cast: Cast, book: Book) -> Iterator[Town]:
    """An honest town with a signer, published files and a few acts that wait."""
    yield tampering.build(book)


def test_every_kind_of_tampering_is_found_and_named_wherever_it_is_done(town: Town) -> None:
    assert list(command.look()) == []
    seen: Counter[str] = Counter()
    for number in range(ROUNDS):
        tricks = town.chance.sample(TOGETHER, AT_ONCE) if number % 3 else [town.chance.choice(ALONE)]
        done = tampering.play(town, tricks)
        names = [trick.__name__ for trick in tricks]
        assert not done.missed, (names, done.missed, sorted(done.found))
        assert not done.strange, (names, sorted(done.strange))
        seen.update(kind for kind, *_ in done.expected)
    assert list(command.look()) == []
    assert sum(seen.values()) >= 5 * ROUNDS
    assert len(seen) >= 12
