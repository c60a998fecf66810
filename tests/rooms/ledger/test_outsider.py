"""Sealed, witnessed, published by the real parts, and read by a monitor that knows nothing but the address."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from liemchinh.dossiers import services
from liemchinh.dossiers.rules import REJOINED
from liemchinh.jobs import ledger
from liemchinh.jobs.monitor import graph
from liemchinh.ledger import services as ledger_services
from liemchinh.ledger.core.note import KeyType, SignerKey
from liemchinh.ledger.core.policy import Policy, Witness, policy_text
from liemchinh.ledger.core.published import FolderSource
from liemchinh.ledger.monitor.finding import Finding
from liemchinh.ledger.monitor.state import State
from liemchinh.ledger.monitor.watching import Visit
from liemchinh.ledger.witness.command import Logs
from liemchinh.ledger.witness.server import Witness as Serving
from liemchinh.ledger.witness.server import WitnessServer
from liemchinh.ledger.witness.store import Store
from tests import builders
from tests.cast import Cast
from tests.rooms.ledger.book import Book, tell

KEYS = {name: SignerKey.generate(f"{name}.vidu.vn", KeyType.COSIGNATURE) for name in ("bao", "mattran")}


@pytest.fixture
def witnesses(book: Book, tmp_path: Path) -> Iterator[dict[str, Serving]]:
    """Two real witnesses that the log is told to ask; both have to have seen it."""
    followed = Logs(tmp_path / "followed")
    followed.add([book.sealing.signer.open_shard(book.origin)])
    served, threads, known = {}, [], {}
    for name, key in KEYS.items():
        served[name] = Serving(Store(tmp_path / f"{name}.sqlite3"), [key], followed)
        server = WitnessServer(("127.0.0.1", 0), served[name])
        threads.append((server, threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})))
        known[name] = Witness(name, key.verifier, f"http://127.0.0.1:{server.server_port}")
    policy = Policy(logs=(), witnesses=known, quorum="mattran")
    (book.data / "witnesses").write_text(policy_text(policy), encoding="utf-8")
    for _, thread in threads:
        thread.start()
    yield served
    for server, thread in threads:
        server.shutdown()
        thread.join()
        server.server_close()


def look(book: Book, state: Path) -> list[Finding]:
    """What a monitor says that trusts the policy of today."""
    memory = State(state, graph())
    visit = Visit(memory, FolderSource(book.data / "ledger"), book.policy, graph())
    visit.make()
    found = [*(it for _, it in memory.findings()), *visit.passing]
    memory.close()
    return found


def wrong(book: Book, state: Path) -> list[str]:
    return [it.kind for it in look(book, state) if it.grave]


def test_an_honest_log_sealed_and_cosigned_has_nothing_wrong(
    cast: Cast, book: Book, witnesses: dict[str, Serving], tmp_path: Path
) -> None:
    now = timezone.now()
    builders.received(cast, now)
    turn = book.seal(now)
    assert (turn.trouble, turn.quorum) == ("", True)
    assert wrong(book, tmp_path / "state") == []
    for number in range(3):
        tell("thing", 300, timezone.now())
        book.seal(timezone.now())
        assert wrong(book, tmp_path / f"state{number % 2}") == []
    found = {it.kind for it in look(book, tmp_path / "state")}
    assert "no_witness" not in found and "quorum" not in found


def test_an_act_written_back_by_a_day_is_held_against_the_witnesses(
    book: Book, witnesses: dict[str, Serving], tmp_path: Path
) -> None:
    tell("thing", 3, timezone.now())
    book.seal(timezone.now())
    tell("other", 1, timezone.now() - timedelta(days=1))
    book.seal(timezone.now())
    assert wrong(book, tmp_path / "state") == ["backdated"]


def test_a_step_lost_with_a_restored_database_may_be_made_again(cast: Cast, book: Book, tmp_path: Path) -> None:
    code = builders.submitted(cast).code
    book.seal()
    saved = transaction.savepoint()
    later = builders.MORNING + timedelta(hours=5)
    services.endorse(code=code, by=cast.head.actor, at=later)
    services.sign(code=code, by=cast.leader.actor, at=later + timedelta(minutes=9))
    book.seal()
    transaction.savepoint_rollback(saved)
    book.again()
    assert ledger.bring_back(book.sealing.signer, None, at=later + timedelta(hours=1)) == 0
    services.endorse(code=code, by=cast.head.actor, at=later + timedelta(hours=2))
    services.sign(code=code, by=cast.leader.actor, at=later + timedelta(hours=2, minutes=5))
    book.seal()
    found = look(book, tmp_path / "state")
    assert [it.kind for it in found if it.grave and it.kind != "closing_missing"] == []
    assert [it.evidence["state"] for it in found if it.kind == "rejoined"] == [4]


def test_a_dossier_taken_back_without_a_recovery_is_named(cast: Cast, book: Book, tmp_path: Path) -> None:
    dossier = builders.submitted(cast)
    book.seal()
    with transaction.atomic():
        _, end = ledger_services.record(
            kind=REJOINED,
            by=cast.leader.actor,
            at=builders.MORNING + timedelta(hours=6),
            unit=cast.commune,
            facts={},
            public={"no": dossier.number, "st": 2},
            link=dossier.link,
        )
    book.seal()
    assert "move_forbidden" in wrong(book, tmp_path / "state")
    assert end.step == dossier.step + 1


def test_a_night_closed_by_the_worker_is_what_the_monitor_counts(cast: Cast, book: Book, tmp_path: Path) -> None:
    builders.issued(cast)
    builders.assigned(cast)
    closed = builders.MORNING + timedelta(days=1)
    services.close_days(at=closed)
    book.seal(closed)
    found = look(book, tmp_path / "state")
    assert [it.kind for it in found if it.grave] == []
    assert "no_witness" in {it.kind for it in found}
