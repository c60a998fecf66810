"""Stopped at any point and started again: no gap, no duplicate, no second history."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from liemchinh.ledger import queries
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.models import Entry
from tests.builders import MORNING, ON_POSTGRESQL
from tests.rooms.ledger.book import Book, tell
from tests.rooms.ledger.test_sealing import check_whole, published

SEALING = "liemchinh.ledger.sealing"
STEPS = (
    f"{SEALING}.sequencer._give_places",
    f"{SEALING}.sequencer.head_of",
    f"{SEALING}.sequencer.integrate",
    f"{SEALING}.publisher.publish_files",
    f"{SEALING}.publisher.write_once",
    f"{SEALING}.files.write_whole",
    f"{SEALING}.files.sync_folder",
    f"{SEALING}.publisher.sign",
    "liemchinh.ledger.signer.client.Signer.sign",
    f"{SEALING}.publisher.Witnesses.ask",
    f"{SEALING}.publisher.append_line",
    f"{SEALING}.publisher.write_whole",
    f"{SEALING}.publisher.tidy",
    f"{SEALING}.files.Folder.drop_partials",
    f"{SEALING}.publisher.publish_checkpoint",
)
OFTEN = {f"{SEALING}.publisher.write_once", f"{SEALING}.files.write_whole", f"{SEALING}.files.Folder.drop_partials"}
"""Done several times in a turn: the process also dies at the second time."""

CASES = [(step, 0) for step in STEPS] + [(step, 1) for step in STEPS if step in OFTEN]


class Killed(BaseException):
    """The process is gone: no handler of ours may catch it."""


def dying(work: Callable[..., Any], *, after: bool, spared: int) -> Callable[..., Any]:
    """`work`, until it has been called `spared` times; then the process dies before or after doing it."""
    calls = 0

    def die(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls <= spared:
            return work(*args, **kwargs)
        if after:
            work(*args, **kwargs)
        raise Killed

    return die


def found(name: str) -> tuple[Any, str]:
    """What holds the thing called `name`, and its name there."""
    holder, _, last = name.rpartition(".")
    try:
        return import_module(holder), last
    except ModuleNotFoundError:
        module, _, owner = holder.rpartition(".")
        return getattr(import_module(module), owner), last


@pytest.mark.parametrize(("step", "spared"), CASES, ids=lambda said: str(said).rpartition("ledger.")[2])
# every step is tried at both moments, each moment on one of the two databases
@pytest.mark.parametrize("after", [ON_POSTGRESQL], ids=["after" if ON_POSTGRESQL else "before"])
def test_a_process_killed_at_any_step_is_followed_by_one_that_goes_on(
    book: Book, monkeypatch: pytest.MonkeyPatch, step: str, after: bool, spared: int
) -> None:
    tell("thing", 300)
    book.seal()
    size = check_whole(book)
    tell("thing", 150)
    holder, name = found(step)
    died = False
    with monkeypatch.context() as patched:
        patched.setattr(holder, name, dying(getattr(holder, name), after=after, spared=spared))
        try:
            for minute in range(3):
                book.sealing.turn(MORNING + timedelta(minutes=minute))
                tell("thing", 150)
        except Killed:
            died = True
    assert died
    tell("thing", 7)
    book.again()
    assert book.seal(MORNING + timedelta(hours=1)).trouble == ""
    assert check_whole(book) >= size + 77
    assert queries.waiting() == 0
    entries = [bytes(row.entry) for row in Entry.objects.order_by("place")]
    assert published(str(MORNING.year)) == entries
    sizes = [kept for kept, _ in book.folder.history()]
    assert sizes == sorted(sizes)
    for kept, note in book.folder.history():
        standing = book.policy.standing(parse_note(note))
        assert standing.checkpoint.size == kept
