"""Proofs: there as soon as a published checkpoint covers the entry, true by the published files, or refused."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from liemchinh.ledger import queries
from liemchinh.ledger.core.merkle import HASH
from liemchinh.ledger.core.policy import policy_text
from liemchinh.ledger.core.promise import digits
from liemchinh.ledger.core.proof import check_proof, parse_opening, parse_proof
from liemchinh.ledger.core.tiles import WIDTH, tile_path
from liemchinh.ledger.models import Entry
from liemchinh.ledger.verify.asking import examine
from liemchinh.ledger.verify.looking import reader_of
from liemchinh.ledger.verify.saying import Report, Ruling
from tests.builders import MORNING
from tests.refusals import refused
from tests.rooms.ledger.book import Book, tell


def told(book: Book, *handed: bytes, at: datetime = MORNING, look: bool = False) -> list[Report]:
    """What the verifier says, with the published policy and, if asked to, the published folder."""
    read = reader_of(str(book.data / "ledger")) if look else None
    files = [(f"tệp {number}", data) for number, data in enumerate(handed)]
    return examine(files, book.policy, read, now=int(at.timestamp()), live=look)


def test_there_is_no_proof_before_the_entry_is_published(book: Book) -> None:
    tell("before")
    book.seal()
    (entry,) = tell("thing")
    assert queries.proof_of(entry.pk) is None
    assert queries.proof_bytes(entry.pk) is None
    book.seal()
    assert queries.proof_of(entry.pk) is not None


def test_every_entry_of_a_book_is_proved_and_opened(book: Book) -> None:
    entries = tell("thing", 280)
    book.seal()
    for entry in (*entries[:3], *entries[250:260], entries[-1]):
        data = queries.proof_bytes(entry.pk)
        assert data is not None
        proof = parse_proof(data)
        opening = parse_opening(proof.extra)
        assert check_proof(proof, bytes(entry.leaf), book.policy).checkpoint.origin == book.origin
        assert opening.leaf == bytes(entry.leaf)
        assert opening.record.encode() == bytes(entry.record or b"")
        assert opening.commits_to_record()


def test_the_verifier_finds_promise_and_proof_to_be_of_one_act(book: Book) -> None:
    (entry,) = tell("thing")
    promise = queries.promise_of(entry.pk).promise
    assert promise is not None
    book.seal()
    proof = queries.proof_bytes(entry.pk)
    assert proof is not None
    reports = told(book, digits(promise).encode(), proof)
    assert [report.ruling for report in reports] == [Ruling.MATCH, Ruling.MATCH]
    assert told(book, digits(promise).encode(), look=True)[0].ruling is Ruling.MATCH


def test_a_dossier_dropped_after_its_paper_was_printed_is_proved_by_the_paper(book: Book) -> None:
    tell("other", 5)
    with pytest.raises(RuntimeError), transaction.atomic():
        (entry,) = tell("dropped")
        promise = queries.promise_of(entry.pk).promise
        raise RuntimeError("somebody makes it never have happened")
    assert promise is not None
    book.seal()
    paper = digits(promise).encode()
    assert told(book, paper, look=True)[0].ruling is Ruling.UNCLEAR
    (report,) = told(book, paper, look=True, at=MORNING + timedelta(hours=1, seconds=1))
    assert report.ruling is Ruling.DROPPED


def test_a_proof_of_the_second_year_counts_from_its_own_first_entry(book: Book) -> None:
    (before,) = tell("thing")
    book.seal()
    later = MORNING.replace(year=MORNING.year + 1)
    book.seal(later)
    (after,) = tell("thing", at=later)
    book.seal(later)
    for entry, year in ((before, MORNING.year), (after, later.year)):
        proof = queries.proof_of(entry.pk)
        assert proof is not None
        assert check_proof(proof, bytes(entry.leaf), book.policy).checkpoint.origin.endswith(f"/{year}")
    assert proof is not None and proof.index < Entry.objects.get(pk=after.pk).place  # type: ignore[operator]


def test_an_erased_entry_is_still_proved_but_opened_no_more(book: Book) -> None:
    (entry,) = tell("thing")
    book.seal()
    Entry.objects.filter(pk=entry.pk).update(salt=None, record=None)
    proof = queries.proof_of(entry.pk)
    assert proof is not None
    opening = parse_opening(proof.extra)
    assert (opening.record, opening.salt, opening.leaf) == ("", b"", bytes(entry.leaf))
    assert told(book, proof.to_bytes())[0].ruling is Ruling.MATCH


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_files_that_prove_nothing_any_more_are_told_and_never_handed_out(book: Book, harm: str) -> None:
    entry = tell("thing", 300)[10]
    turn = book.seal()
    assert turn.head is not None
    (place,) = queries.places([entry.pk]).values()
    file = book.folder.root / tile_path(0, place // WIDTH)
    if harm == "changed":
        content = bytearray(file.read_bytes())
        content[HASH * ((place + 1) % WIDTH)] ^= 1
        file.write_bytes(content)
    else:
        file.unlink()
    with refused("ledger.unproved"):
        queries.proof_of(entry.pk)


def test_the_published_policy_is_what_a_stranger_needs(book: Book) -> None:
    (entry,) = tell("thing")
    book.seal()
    promise = queries.promise_of(entry.pk).promise
    assert promise is not None
    assert promise.key_id in {key.key_id for key in book.policy.promises}
    assert policy_text(book.policy) == (book.data / "ledger" / "policy").read_text("utf-8")
