"""Sealing: every entry gets one place, in order, and what is published leads to the signed root."""

import json
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from liemchinh.ledger import queries
from liemchinh.ledger.core import merkle
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.tiles import (
    Edge,
    bundle_path,
    inclusion_proof,
    root_of,
    tile_path,
    tiles_of,
    unpack_entries,
)
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Tile
from liemchinh.ledger.sealing import sequencer
from liemchinh.ledger.sealing.files import folder_of
from tests.builders import MORNING
from tests.refusals import refused
from tests.rooms.ledger.book import BASE, Book, tell


def published(name: str) -> list[bytes]:
    """Every entry that the published bundles of one book hold."""
    folder = folder_of(f"{BASE}/{name}")
    checkpoint = folder.checkpoint()
    assert checkpoint is not None
    size = checkpoint.size
    entries: list[bytes] = []
    for index in range(-(-size // 256)):
        content = folder.bundle(index, min(256, size - 256 * index))
        assert content is not None
        entries += unpack_entries(content)
    assert len(entries) == size
    return entries


def told(name: str) -> list[dict[str, object]]:
    """The same, read."""
    return [json.loads(entry) for entry in published(name)]


def check_whole(book: Book) -> int:
    """Database, files and signature tell one story; returns the size of the book."""
    head = sequencer.open_head()
    assert head is not None
    entries = list(Entry.objects.filter(place__isnull=False).order_by("place"))
    ours = [row for row in entries if head.first <= (row.place or 0) < head.first + head.size]
    assert [row.place for row in ours] == list(range(head.first, head.first + head.size))
    edge = Edge()
    edge.append([bytes(row.leaf) for row in ours])
    assert edge.root() == head.root
    folder = folder_of(head.origin)
    checkpoint = folder.checkpoint()
    assert checkpoint is not None
    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (head.origin, head.size, head.root)
    assert book.policy.standing(parse_note(folder.note() or b"")).log.name == head.origin
    for level, index, width in tiles_of(head.size):
        assert len(folder.read(level, index, width)) == 32 * width
    for number in {0, head.size // 2, head.size - 1}:
        proof = inclusion_proof(number, head.size, folder.read)
        merkle.verify_inclusion(bytes(ours[number].leaf), number, head.size, proof, head.root)
    return head.size


def test_the_first_entry_of_the_first_book_names_the_book_and_its_key(book: Book) -> None:
    tell("thing", 3)
    book.seal()
    said = told(str(MORNING.year))[0]
    assert said["kind"] == "ledger.shard_opened"
    assert said["log"] == book.origin
    assert said["key"] == str(book.sealing.signer.keys().logs[book.origin])


def test_everything_that_waits_is_placed_signed_and_published(book: Book) -> None:
    tell("thing", 700)
    turn = book.seal()
    assert (turn.trouble, turn.published, queries.waiting()) == ("", True, 0)
    size = check_whole(book)
    assert size > 700
    assert published(str(MORNING.year)) == [bytes(row.entry) for row in Entry.objects.order_by("place")]


def test_the_verifier_is_published_beside_the_book_and_runs_alone(book: Book) -> None:
    tell("thing")
    book.seal()
    path = book.data / "ledger" / "verify.py"
    done = subprocess.run([sys.executable, "-I", str(path), "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "--policy" in done.stdout


def test_many_small_turns_make_the_same_tree_as_one_large_one(book: Book) -> None:
    for number in range(9):
        tell("thing", 61, MORNING + timedelta(minutes=number))
        book.seal(MORNING + timedelta(minutes=number))
        check_whole(book)
    assert Checkpoint.objects.count() >= 9
    assert len(list(book.folder.history())) == len({size for size, _ in book.folder.history()})


def test_a_full_tile_takes_the_place_of_its_partial_forms(book: Book) -> None:
    tell("thing", 100)
    book.seal()
    size = check_whole(book)
    assert (book.folder.root / tile_path(0, size // 256, size % 256)).is_file()
    tell("thing", 300)
    book.seal()
    assert not (book.folder.root / f"{tile_path(0, size // 256)}.p").exists()
    assert not (book.folder.root / f"{bundle_path(size // 256)}.p").exists()
    assert (book.folder.root / tile_path(0, size // 256)).is_file()


def test_nothing_new_leaves_everything_as_it_was(book: Book) -> None:
    tell("thing", 5)
    book.seal()
    before = {path: path.read_bytes() for path in book.data.glob("ledger/2*/**/*") if path.is_file()}
    for _ in range(3):
        assert book.sealing.turn(MORNING).taken == 0
    assert {path: path.read_bytes() for path in book.data.glob("ledger/2*/**/*") if path.is_file()} == before


def test_steps_of_one_thread_stand_in_their_order(book: Book) -> None:
    for _ in range(20):
        tell("one", 3)
        tell("other", 2)
        book.seal()
    for subject in ("ledger.one", "ledger.other"):
        places = [row.place or -1 for row in queries.history(queries.tag_of(subject))]
        assert places == sorted(places)
        assert -1 not in places


def test_an_entry_that_was_spoilt_while_waiting_gets_no_place_and_holds_nobody_up(book: Book) -> None:
    book.seal()
    bad, good = tell("bad")[0], tell("good")[0]
    # as an administrator would who has put the triggers aside
    with transaction.atomic():
        Entry.objects.bulk_create(
            [
                Entry(
                    kind="ledger.told",
                    tag="f" * 32,
                    step=1,
                    entry=b'{"spoilt":1}',
                    leaf=bytes(bad.leaf),
                    salt=None,
                    record=None,
                    at=MORNING,
                )
            ]
        )
    book.seal()
    assert Entry.objects.get(pk=good.pk).place is not None
    assert Entry.objects.get(tag="f" * 32).place is None


def test_a_tile_a_checkpoint_and_a_shard_cannot_be_changed_in_the_database(book: Book) -> None:
    tell("thing", 600)
    book.seal()
    shard = Shard.objects.get()
    for change in (
        lambda: Tile.objects.update(hashes=b""),
        lambda: Tile.objects.all().delete(),
        lambda: Checkpoint.objects.update(size=1),
        lambda: Checkpoint.objects.all().delete(),
        lambda: Shard.objects.update(size=shard.size - 1),
        lambda: Shard.objects.update(origin="other/ledger/2026"),
        lambda: Shard.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# When something is away or wrong -----------------------------------------------------------------------------


def test_without_the_signer_entries_wait_and_nothing_is_written(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liemchinh.ledger.sealing.loop import Sealing
    from liemchinh.ledger.signer.client import Signer

    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    tell("thing", 3)
    waiting = queries.waiting()
    turn = Sealing(Signer(tmp_path / "signer"), BASE).turn(MORNING)
    assert "Bộ ký không trả lời" in turn.trouble
    assert queries.waiting() == waiting
    assert not Shard.objects.exists()


def test_a_database_that_lost_entries_is_not_sealed_and_says_which_are_missing(book: Book) -> None:
    tell("thing", 10)
    with transaction.atomic():
        saved = transaction.savepoint()
        tell("later", 7)
        book.seal()
        size = book.folder.checkpoint().size  # type: ignore[union-attr]
        transaction.savepoint_rollback(saved)
    tell("other", 2)
    turn = book.again().turn(MORNING)
    assert "ledger recover" in turn.trouble
    assert str(size) in turn.trouble
    assert queries.waiting() > 0


def test_a_published_file_that_differs_is_never_overwritten(book: Book) -> None:
    tell("thing", 20)
    book.seal()
    size = check_whole(book)
    tell("thing", 1)
    path = book.last_bundle(size + 1)
    path.write_bytes(b"what somebody else put there")
    turn = book.sealing.turn(MORNING)
    assert "không ghi đè" in turn.trouble
    assert path.read_bytes() == b"what somebody else put there"
    assert book.folder.checkpoint().size == size  # type: ignore[union-attr]


def test_a_tile_missing_from_the_database_is_told_and_stops_no_process(book: Book) -> None:
    tell("thing", 300)
    book.seal()
    shutil.rmtree(book.folder.root)
    with connection.cursor() as cursor:
        name = "ledger_tile_stays" if connection.vendor == "sqlite" else "ledger_tile_fixed ON ledger_tile"
        cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute('DELETE FROM ledger_tile WHERE level = 0 AND "index" = 0')
    assert "thiếu 1 mảnh tầng 0" in book.again().turn(MORNING).trouble
    assert book.folder.note() is None


def test_a_full_disk_delays_publication_and_loses_nothing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    tell("thing", 20)
    book.seal()
    size = check_whole(book)
    tell("thing", 5)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        assert "No space" in book.sealing.turn(MORNING).trouble
    assert book.folder.checkpoint().size == size  # type: ignore[union-attr]
    assert book.seal().trouble == ""
    assert check_whole(book) == size + 5


def test_a_clock_set_back_neither_opens_an_old_book_nor_stops_the_new_one(book: Book) -> None:
    tell("thing", 5)
    book.seal()
    tell("thing", 5)
    turn = book.sealing.turn(MORNING - timedelta(days=400))
    assert (turn.trouble, turn.taken) == ("", 5)
    assert Shard.objects.count() == 1
    check_whole(book)


def test_a_rolled_back_head_under_a_running_leader_is_seen_before_anything_is_written(book: Book) -> None:
    tell("thing", 5)
    book.seal()
    last = book.sealing.last
    assert last is not None
    ahead = sequencer.Head(last.origin, last.year, last.first, last.size + 1, last.root, last.edge, last.closed)
    tell("thing", 1)
    with refused("ledger.rolled_back"):
        sequencer.integrate(at=MORNING, expected=ahead)
    assert queries.waiting() == 1


# The year ends -----------------------------------------------------------------------------------------------


def next_year() -> datetime:
    return MORNING.replace(year=MORNING.year + 1, month=1, day=2)


def test_a_new_year_opens_a_new_book_and_each_names_the_other(book: Book) -> None:
    tell("thing", 5)
    book.seal()
    tell("thing", 2)
    book.seal(next_year())
    old, new = sequencer.heads()
    assert (old.closed, new.closed) == (True, False)
    assert new.first == old.size
    first, last = told(new.name)[0], told(old.name)[-1]
    keys = book.sealing.signer.keys().logs
    assert (last["kind"], last["log"], last["key"]) == ("ledger.shard_closed", new.origin, str(keys[new.origin]))
    assert (first["kind"], first["old"], first["size"]) == ("ledger.shard_opened", old.origin, old.size)
    assert first["root"] == old.root.hex()
    assert book.signing.state(old.origin).closed  # type: ignore[union-attr]
    assert {key.name for key in book.policy.logs} == {old.origin, new.origin}
    check_whole(book)


@pytest.mark.parametrize("stopped_at", ["close_shard", "_publish", "close", "open_shard", "sequencer.open_shard"])
def test_a_change_of_year_that_was_interrupted_is_finished_by_the_next_process(
    book: Book, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    tell("thing", 5)
    book.seal()

    class Killed(Exception):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    target = {
        "close_shard": "liemchinh.ledger.sealing.sequencer.close_shard",
        "_publish": "liemchinh.ledger.sealing.loop.Sealing._publish",
        "close": "liemchinh.ledger.signer.client.Signer.close",
        "open_shard": "liemchinh.ledger.signer.client.Signer.open_shard",
        "sequencer.open_shard": "liemchinh.ledger.sealing.sequencer.open_shard",
    }[stopped_at]
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(target, killed)
        book.sealing.turn(next_year())
    tell("thing", 3)
    book.again()
    assert book.seal(next_year()).trouble == ""
    old, new = sequencer.heads()
    assert old.closed
    assert [row.place for row in Entry.objects.order_by("place")] == list(range(old.size + new.size))
    check_whole(book)


def test_a_frozen_key_ends_its_book_and_the_next_one_vouches_for_all_of_it(book: Book) -> None:
    tell("thing", 5)
    book.seal()
    signed = book.signing.state(book.origin)
    book.signing.freeze(book.origin, reason="mất chìa khóa")
    tell("thing", 4)
    assert "đóng băng" in book.sealing.turn(MORNING).trouble
    assert f"keys create --year {MORNING.year}-2" in book.again().turn(MORNING).trouble
    assert queries.waiting() == 0 and len(sequencer.heads()) == 1  # placed, but signed by nobody yet
    book.signing.prepare(f"{book.origin}-2")
    assert book.again().turn(MORNING).trouble == ""
    old, new = sequencer.heads()
    assert new.origin == f"{old.origin}-2"
    first = told(new.name)[0]
    assert (first["old"], first["size"], first["root"]) == (old.origin, old.size, old.root.hex())
    assert old.size > signed.size  # type: ignore[union-attr]
    assert book.folder.checkpoint().size == signed.size  # type: ignore[union-attr]
    unsigned = Entry.objects.filter(place__lt=old.size).order_by("place").values_list("entry", flat=True)
    whole, rest = divmod(old.size, 256)
    widths = [256] * whole + ([rest] if rest else [])
    bundles = [book.folder.bundle(index, width) for index, width in enumerate(widths)]
    readable = [entry for content in bundles for entry in unpack_entries(content or b"")]
    assert readable == list(map(bytes, unsigned))  # what the next book vouches for can be read
    assert root_of(old.size, book.folder.read) == old.root
