"""The audit of an honest database finds nothing; it sees one moment of it, and says what it could not look at."""

from datetime import timedelta

from liemchinh.jobs import audit as command
from liemchinh.jobs.simulate import simulate
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.rooms.dossiers.ground import ACTS, master
from tests.rooms.ledger.book import Book, tell

NOW = at("2026-09-18 15:20")


def test_an_honest_database_is_met_with_silence(cast: Cast, book: Book) -> None:
    simulate(dossiers=40, seed=3, now=NOW)
    assert book.seal(NOW).trouble == ""
    assert list(command.look()) == []


def test_every_act_there_is_leaves_rows_that_the_audit_agrees_with(cast: Cast, book: Book) -> None:
    from tests.rooms.dossiers.ground import PLACES

    for build, moves in PLACES.values():
        for verb in sorted(moves):
            dossier = build(cast)
            ACTS[verb](dossier.code, master(), MORNING + timedelta(hours=10))
    assert list(command.look()) == []  # nothing sealed yet
    book.seal()
    assert list(command.look()) == []


def test_entries_that_wait_and_books_of_two_years_are_honest_too(cast: Cast, book: Book) -> None:
    tell("thing", 300)
    book.seal()
    tell("thing", 5)
    book.seal(MORNING + timedelta(days=365))
    tell("thing", 300, MORNING + timedelta(days=365))
    book.seal(MORNING + timedelta(days=365))
    tell("thing", 3, MORNING + timedelta(days=366))
    assert list(command.look()) == []
