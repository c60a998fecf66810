"""A database restored from an old copy: what the world has seen comes back, and nothing is signed twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from liemchinh.dossiers import services as dossiers
from liemchinh.dossiers.models import Dossier
from liemchinh.jobs import ledger as command
from liemchinh.ledger import queries
from liemchinh.ledger.models import Entry, Shard
from liemchinh.ledger.sealing import sequencer
from liemchinh.ledger.sealing.recovery import Recovered, check_nothing_lost, recover
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import ground
from tests.rooms.ledger.book import Book, tell
from tests.rooms.ledger.test_sealing import check_whole


@contextmanager
def lost_afterwards() -> Iterator[None]:
    """Whatever the database learns inside, it forgets at the end: the copy that is put back is from before."""
    saved = transaction.savepoint()
    yield
    transaction.savepoint_rollback(saved)


def bring_back(book: Book) -> Recovered | None:
    signed = book.signing.state(book.origin)
    assert signed is not None
    return recover(signed, book.folder, year=MORNING.year, at=MORNING)


def test_what_was_published_comes_back_in_its_place(book: Book) -> None:
    tell("thing", 300)
    book.seal()
    size = check_whole(book)
    with lost_afterwards():
        tell("thing", 400)
        tell("other", 5)
        book.seal()
        gone = [bytes(row.entry) for row in Entry.objects.filter(place__gte=size).order_by("place")]
    book.again()
    found = bring_back(book)
    assert found is not None
    assert (found.first, found.last, len(found.lost), found.placed) == (size, size + 404, 405, 0)
    back = Entry.objects.filter(place__gte=size).order_by("place")
    assert [bytes(row.entry) for row in back] == gone
    assert all(row.salt is None and row.record is None for row in back)
    assert bring_back(book) is None
    assert book.seal().trouble == ""
    assert check_whole(book) == size + 405 + 1  # and the entry that tells of the recovery


def test_entries_that_still_wait_in_the_copy_keep_their_records(book: Book) -> None:
    tell("thing", 3)
    book.seal()
    tell("kept", 4)
    with lost_afterwards():
        tell("gone", 2)
        book.seal()
    book.again()
    found = bring_back(book)
    assert found is not None
    assert (found.placed, len(found.lost)) == (4, 2)
    assert all(row.record is not None for row in queries.history(queries.tag_of("ledger.kept")))
    assert book.seal().trouble == ""
    check_whole(book)


def test_a_thread_goes_on_after_its_last_published_step(book: Book) -> None:
    tell("thing", 3)
    book.seal()
    with lost_afterwards():
        tell("thing", 2)
        book.seal()
    book.again()
    bring_back(book)
    new = tell("thing")[0]
    assert new.step == 6
    assert queries.public_part(new)["prev"] == bytes(queries.history(new.tag)[4].leaf).hex()


def test_a_whole_book_comes_back_when_the_copy_is_older_than_it(book: Book) -> None:
    waiting = queries.waiting()
    with lost_afterwards():
        tell("thing", 3)
        book.seal()
        size = check_whole(book)
    book.again()
    assert "ledger recover" in book.sealing.turn(MORNING).trouble
    found = bring_back(book)
    assert found is not None
    assert found.placed == waiting
    assert found.placed + len(found.lost) == size
    assert book.seal().trouble == ""
    check_whole(book)


def test_nothing_is_imported_that_does_not_lead_to_the_signed_root(book: Book) -> None:
    tell("thing", 3)
    book.seal()
    with lost_afterwards():
        tell("thing", 2)
        book.seal()
    size = book.folder.checkpoint().size  # type: ignore[union-attr]
    path = book.last_bundle(size)
    before_last, unit, rest = path.read_bytes().rpartition(b'"ag":"H99.12"')
    path.write_bytes(before_last + unit.replace(b"12", b"13") + rest)
    before = Entry.objects.count()
    with refused("ledger.recover_root"), transaction.atomic():
        bring_back(book)
    path.unlink()
    with refused("ledger.recover_hole"), transaction.atomic():
        bring_back(book)
    assert Entry.objects.count() == before


def test_a_step_taken_again_since_the_restore_is_named_not_overwritten(book: Book) -> None:
    tell("thing", 3)
    book.seal()
    with lost_afterwards():
        tell("thing", 2)
        book.seal()
    tell("thing")  # somebody worked on before the recovery
    with refused("ledger.recover_conflict", "Bước 4"), transaction.atomic():
        bring_back(book)


@pytest.fixture
def restored(book: Book, cast: Cast) -> tuple[Book, Dossier, int]:
    """A dossier lost two steps and another was lost whole; the book, the dossier, and the lost one's number."""
    kept = builders.received(cast)
    book.seal()
    with lost_afterwards():
        ground.ACTS["hand_over"](kept.code, ground.master(), MORNING + timedelta(minutes=5))
        ground.ACTS["take_over"](kept.code, ground.master(), MORNING + timedelta(minutes=9))
        number = builders.received(cast).number
        book.seal()
    book.again()
    return book, kept, number


def test_the_command_brings_dossiers_numbers_and_counters_back(
    restored: tuple[Book, Dossier, int], cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    book, kept, number = restored
    assert command.bring_back(book.sealing.signer, None) == 0
    said = capsys.readouterr().out
    assert f"1 hồ sơ mất bước, phải ghi lại từ giấy: {kept.code}" in said
    assert "chuyển hồ sơ cho phòng chuyên môn" in said
    assert command.bring_back(book.sealing.signer, None) == 0
    assert "Không thiếu mục nào" in capsys.readouterr().out
    new = builders.received(cast)
    assert new.number == number + 1
    assert new.code != kept.code
    ground.ACTS["hand_over"](kept.code, ground.master(), MORNING + timedelta(minutes=30))
    chain = queries.history(kept.tag)
    assert [row.step for row in chain] == [1, 2, 3, 4, 5]
    for earlier, later in zip(chain, chain[1:], strict=False):
        assert queries.public_part(later)["prev"] == bytes(earlier.leaf).hex()
    assert chain[3].kind == "dossiers.rejoined"
    assert queries.public_part(chain[3])["st"] == 2
    assert book.seal().trouble == ""
    check_whole(book)


def test_the_status_says_what_is_missing_and_how_to_mend_it(
    restored: tuple[Book, Dossier, int], capsys: pytest.CaptureFixture[str]
) -> None:
    book, _, _ = restored
    assert command.status(book.sealing.signer) == 1
    assert "liemchinh ledger recover" in capsys.readouterr().out
    command.bring_back(book.sealing.signer, None)
    book.seal()
    capsys.readouterr()
    assert command.status(book.sealing.signer) == 0
    head = sequencer.open_head()
    assert head is not None
    assert f"{head.size} mục" in capsys.readouterr().out


def test_the_sites_do_not_open_on_a_database_that_lacks_what_is_published(book: Book) -> None:
    check_nothing_lost()
    tell("thing", 3)
    book.seal()
    check_nothing_lost()
    with lost_afterwards():
        tell("thing", 2)
        book.seal()
    with refused("ledger.behind", "liemchinh ledger recover"):
        check_nothing_lost()
    bring_back(book)
    check_nothing_lost()


def test_dossiers_that_lost_nothing_are_left_alone(book: Book, cast: Cast) -> None:
    dossier = builders.received(cast)
    assert dossiers.rejoin(lost=[(dossier.link, {"kind": "x", "n": 2})], by=cast.receiver.actor, at=MORNING) == []
    assert Shard.objects.count() == 0
