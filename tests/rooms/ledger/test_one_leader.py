"""Two sequencers at once, with real commits: one leads, and even without a leader no place is given twice."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from liemchinh.kernel.errors import Refused
from liemchinh.ledger import queries
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Tile
from liemchinh.ledger.sealing.leader import leading
from liemchinh.ledger.signer.client import Signer
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.ledger.book import BASE, Book, opened, tell
from tests.rooms.ledger.test_sealing import check_whole

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A book whose database is seen by every connection."""
    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    with opened(tmp_path) as book:
        yield book


def in_threads(*works: Callable[[], Any]) -> list[Exception]:
    """All of them at once, each on its own connection; what went wrong."""
    problems: list[Exception] = []

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(100)
    return problems


def test_only_one_leads_and_the_next_one_may_when_it_has_gone(committed: Book) -> None:
    led: list[bool] = []

    def ask() -> None:
        with leading() as here:
            led.append(here)

    with leading() as first:
        assert first
        assert in_threads(ask) == []
    assert in_threads(ask) == []
    assert led == [False, True]


def test_two_sequencers_and_four_writers_leave_one_history(committed: Book) -> None:
    committed.seal()
    writing = threading.Event()
    writing.set()

    def write(subject: str) -> Callable[[], None]:
        def work() -> None:
            for number in range(25):
                tell(subject, 3, MORNING + timedelta(seconds=number))

        return work

    def sequence() -> None:
        from liemchinh.ledger.sealing import sequencer

        while writing.is_set() or queries.waiting():
            try:
                sequencer.integrate(at=MORNING, most=7)
            except (DatabaseError, Refused):
                continue  # lost the race; nothing of it may remain

    writers = [write(f"subject{number}") for number in range(4)]

    def write_all() -> None:
        try:
            problems.extend(in_threads(*writers))
        finally:
            writing.clear()

    problems: list[Exception] = []
    problems += in_threads(sequence, sequence, write_all)
    assert problems == []
    places = list(Entry.objects.order_by("place").values_list("place", flat=True))
    assert places == list(range(len(places)))
    shard = Shard.objects.get()
    assert shard.size == len(places)
    assert Tile.objects.filter(level=0).count() == shard.size // 256
    sizes = list(Checkpoint.objects.order_by("id").values_list("size", flat=True))
    assert sizes == sorted(set(sizes))
    for number in range(4):
        chain = queries.history(queries.tag_of(f"ledger.subject{number}"))
        assert [row.step for row in chain] == list(range(1, 76))
        order = [row.place or 0 for row in chain]
        assert order == sorted(order)
    assert committed.again().turn(MORNING).trouble == ""
    check_whole(committed)


def test_two_processes_that_both_think_they_lead_publish_one_history(committed: Book) -> None:
    from liemchinh.ledger.sealing.loop import Sealing

    committed.seal()
    troubles: list[str] = []

    def seal() -> None:
        mine = Sealing(Signer(committed.data / "signer"), BASE)
        for number in range(12):
            troubles.append(mine.turn(MORNING + timedelta(seconds=number)).trouble)

    def write() -> None:
        for number in range(30):
            tell("thing", 4, MORNING + timedelta(seconds=number))

    problems = [problem for problem in in_threads(seal, seal, write) if not isinstance(problem, DatabaseError)]
    assert problems == []
    assert committed.again() and committed.seal().trouble == ""
    check_whole(committed)
    notes = dict(committed.folder.history())
    for size, note in notes.items():
        assert Checkpoint.objects.get(size=size).root == committed.policy.standing(_note(note)).checkpoint.root


def _note(content: bytes) -> Any:
    from liemchinh.ledger.core.note import parse_note

    return parse_note(content)
