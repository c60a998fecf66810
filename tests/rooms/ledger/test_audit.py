"""The audit of an honest database finds nothing; it sees one moment of it, and says what it could not look at."""

import argparse
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Max

from liemchinh.dossiers.models import Dossier
from liemchinh.jobs import audit as command
from liemchinh.jobs import ledger as ledger_command
from liemchinh.jobs.simulate import simulate
from liemchinh.ledger.auditing.auditing import audit
from liemchinh.ledger.auditing.findings import SENTENCES, Finding, Tampering
from liemchinh.ledger.models import Entry
from liemchinh.ledger.signer.client import Signer
from tests import builders
from tests.builders import MORNING, ON_POSTGRESQL, at
from tests.cast import Cast
from tests.rooms.dossiers import test_erasing as erasing
from tests.rooms.dossiers.ground import ACTS, PLACES, master
from tests.rooms.ledger import test_stopped as stopped
from tests.rooms.ledger.book import Book, tell

NOW = at("2026-09-18 15:20")


@contextmanager
def restored(book: Book) -> Iterator[None]:
    """The database afterwards is as it was before; signer and published folder have seen what happened inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    book.again()


def test_an_honest_database_is_met_with_silence(cast: Cast, book: Book) -> None:
    simulate(dossiers=40, seed=3, now=NOW)
    assert book.seal(NOW).trouble == ""
    assert list(command.look()) == []


def test_every_act_there_is_leaves_rows_that_the_audit_agrees_with(cast: Cast, book: Book) -> None:
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


def test_an_erasure_by_decision_is_no_finding_and_one_without_is(cast: Cast, book: Book) -> None:
    dossier = erasing.erased(cast)
    other = erasing.ended(cast)
    book.seal(erasing.LATER)
    assert list(command.look()) == []
    Entry.objects.filter(tag=other.tag, step=2).update(salt=None, record=None)
    assert [(found.kind.value, found.column) for found in command.look()] == [("erased", "record")]
    assert dossier.erased_at is not None


def test_what_was_lost_with_a_restored_database_and_recovered_is_no_finding(cast: Cast, book: Book) -> None:
    early = builders.assigned(cast)
    book.seal()
    last = Entry.objects.aggregate(last=Max("id"))["last"]
    with restored(book):
        builders.received(cast, MORNING + timedelta(hours=2))
        ACTS["withdraw"](early.code, cast.receiver.actor, MORNING + timedelta(hours=3))
        book.seal(MORNING + timedelta(hours=4))
        assert Entry.objects.filter(id__gt=last).exists()
    found = {finding.kind.value for finding in command.look()}
    assert found == {"head_rolled_back"}
    book.again()
    ledger_command.bring_back(Signer(book.data / "signer"), None)
    book.seal(MORNING + timedelta(hours=5))
    assert [finding.as_json() for finding in command.look()] == []


def test_a_signer_that_does_not_answer_is_said_and_is_no_finding(
    cast: Cast, book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    tell("thing", 3)
    book.seal()
    notebook = audit(command.TESTIMONIES, signer=Signer(book.data / "nowhere"))
    assert list(notebook) == []
    assert len(notebook.unseen) == 1


def test_the_command_is_silent_or_prints_one_line_a_finding(
    cast: Cast, book: Book, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = builders.received(cast)
    book.seal()
    asked = argparse.Namespace(files=True, signer=True, only=command.PARTS, sentences=False)
    assert command.run(asked) == 0
    assert capsys.readouterr() == ("", "")
    Dossier.objects.filter(pk=dossier.pk).update(applicant_name="Người Khác", received_at=MORNING - timedelta(days=2))
    assert command.run(asked) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {(line["kind"], line["column"]) for line in lines} == {
        ("edited", "applicant_name"),
        ("backdated", "received_at"),
    }
    place = Entry.objects.get(tag=dossier.tag, step=1).place
    assert {(line["table"], line["row"], line["entry"]) for line in lines} == {
        ("dossiers_dossier", dossier.code, place)
    }
    assert set(lines[0]) == {"kind", "table", "row", "column", "entry", "sentence"}
    asked.sentences = True
    assert command.run(asked) == 1
    assert "applicant_name" in capsys.readouterr().out


def test_every_kind_of_finding_has_its_sentence() -> None:
    assert set(SENTENCES) == set(Tampering)
    for kind in Tampering:
        said = Finding(kind, "bảng", "dòng", "cột", 7).sentence
        assert "{" not in said


@pytest.mark.parametrize("seed", [1 + ON_POSTGRESQL])
def test_a_history_with_crashes_in_it_is_honest(
    cast: Cast, book: Book, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Acts, and sealing that dies at random steps and is started again; whenever one looks, nothing is wrong."""
    chance = random.Random(seed)
    for number in range(12):
        builders.assigned(cast, MORNING + timedelta(minutes=number))
        holder, name = stopped.found(chance.choice(stopped.STEPS))
        work = getattr(holder, name)
        with monkeypatch.context() as dying:
            dying.setattr(holder, name, stopped.dying(work, after=chance.random() < 0.5, spared=chance.randrange(3)))
            try:
                book.seal(MORNING + timedelta(minutes=number))
            except stopped.Killed:
                book.again()
        if number % 3 == 0:
            assert [finding.as_json() for finding in command.look()] == []
    book.seal(MORNING + timedelta(hours=1))
    assert [finding.as_json() for finding in command.look()] == []


@pytest.mark.django_db(transaction=True)
def test_one_moment_is_seen_while_others_write_and_seal(cast: Cast, book: Book) -> None:
    over = threading.Event()
    troubles: list[object] = []

    def work() -> None:
        minute = 0
        try:
            while not over.is_set() or minute < 3:
                minute += 1
                builders.received(cast, MORNING + timedelta(minutes=minute))
                troubles.append(book.seal(MORNING + timedelta(minutes=minute)).trouble)
        finally:
            connection.close()

    writer = threading.Thread(target=work)
    writer.start()
    try:
        found = [[finding.as_json() for finding in command.look()] for _ in range(4)]
    finally:
        over.set()
        writer.join()
    assert set(troubles) == {""}
    assert found == [[]] * 4
    assert list(command.look()) == []
