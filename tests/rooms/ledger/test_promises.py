"""Promises: signed anew at each asking and always the same; without a signer the paper knows that it has none."""

from datetime import timedelta
from pathlib import Path

import pytest

from liemchinh.ledger import queries
from liemchinh.ledger.core.promise import check
from liemchinh.ledger.models import Entry
from tests.builders import MORNING
from tests.rooms.ledger.book import BASE, Book, tell


def test_a_promise_is_the_same_at_every_asking_and_the_promise_key_signed_it(book: Book) -> None:
    (entry,) = tell("thing")
    told = queries.promise_of(entry.pk)
    assert told.promise is not None
    key = book.sealing.signer.keys().promise
    assert key is not None
    check(told.promise, key)
    assert told == queries.promise_of(entry.pk)
    assert told.leaf == told.promise.leaf == bytes(entry.leaf)
    assert (told.promise.at, told.promise.within) == (int(MORNING.timestamp()), 3600)
    assert told.until == MORNING + timedelta(hours=1)
    assert told.promise.salt == bytes(entry.salt or b"")


def test_who_opens_the_shards_of_the_log_does_not_sign_the_promises(book: Book) -> None:
    (entry,) = tell("thing")
    book.seal()
    keys = book.sealing.signer.keys()
    told = queries.promise_of(entry.pk)
    assert told.promise is not None and keys.promise is not None
    assert told.promise.key_id == keys.promise.key_id
    assert told.promise.key_id not in {key.key_id for key in keys.logs.values()}


def test_an_erased_entry_is_promised_without_its_salt(book: Book) -> None:
    (entry,) = tell("thing")
    Entry.objects.filter(pk=entry.pk).update(salt=None, record=None)
    told = queries.promise_of(entry.pk)
    assert told.promise is not None
    assert told.promise.salt == b""


def test_without_a_signer_there_is_the_mark_and_no_promise(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    (entry,) = tell("thing")
    told = queries.promise_of(entry.pk)
    assert (told.leaf, told.until, told.promise) == (bytes(entry.leaf), MORNING + timedelta(hours=1), None)


def test_a_signer_whose_promise_key_is_frozen_gives_no_promise(book: Book) -> None:
    (entry,) = tell("thing")
    book.signing.freeze(book.signing.promise_key().name, reason="lộ khóa")
    assert queries.promise_of(entry.pk).promise is None


def test_papers_of_before_a_new_promise_key_are_still_known_to_the_published_policy(book: Book) -> None:
    (entry,) = tell("thing")
    before = queries.promise_of(entry.pk).promise
    book.signing.freeze(book.signing.promise_key().name, reason="lộ khóa")
    book.signing.keyring.create(f"{BASE}/promise-2")
    after = queries.promise_of(entry.pk).promise
    assert before is not None and after is not None
    book.again()
    book.seal()
    known = {key.key_id: key for key in book.policy.promises}
    for promise in (before, after):
        check(promise, known[promise.key_id])
    assert before.key_id != after.key_id
