"""A witness: what it cosigns, what it refuses with which status, and that it never forgets what it has seen."""

import hashlib
import http.client
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.checkpoint import Checkpoint, parse_checkpoint, sign
from liemchinh.ledger.core.cosign import cosign, cosigned_at
from liemchinh.ledger.core.merkle import EMPTY_ROOT, leaf_hash
from liemchinh.ledger.core.note import KeyType, Note, Signature, SignerKey, parse_note, sign_note
from liemchinh.ledger.core.policy import Witness as Named
from liemchinh.ledger.core.tiles import Edge, consistency_proof
from liemchinh.ledger.witness import client, command
from liemchinh.ledger.witness.rules import REQUEST_LIMIT, Seen, Verdict, judge, parse_asked, request_body
from liemchinh.ledger.witness.server import Witness, WitnessServer
from liemchinh.ledger.witness.store import Store

ORIGIN = "so.vidu.vn/ledger/2026"
LOG = SignerKey.generate(ORIGIN, KeyType.ED25519)
OURS = SignerKey.generate("bao.vidu.vn/chung-kien", KeyType.COSIGNATURE)
AT = 1_790_000_000
TRUSTED = {ORIGIN: [LOG.verifier]}


class Book:
    """A log of `size` invented entries; `fork` makes another history from entry 3 on."""

    def __init__(self, size: int, *, fork: str = "") -> None:
        self.size = size
        self.leaves = [leaf_hash(f"{number}{fork if number >= 3 else ''}".encode()) for number in range(size)]
        edge = Edge()
        self._tiles = {(tile.level, tile.index): tile.hashes for tile in edge.append(self.leaves)}
        self._tiles |= {(tile.level, tile.index): tile.hashes for tile in edge.partial_tiles()}
        self.root = edge.root()

    def note(self, key: SignerKey = LOG) -> bytes:
        return sign(Checkpoint(key.name, self.size, self.root), key).to_bytes()

    def proof(self, old: int) -> list[bytes]:
        return consistency_proof(old, self.size, lambda level, index, width: self._tiles[level, index][: width * 32])


def ask(book: Book, old: int, *, seen: Seen | None = None, proof: Sequence[bytes] | None = None) -> Verdict:
    """The verdict on one request, with our keys."""
    asked = parse_asked(request_body(old, book.proof(old) if proof is None else proof, book.note()))
    return judge(asked, trusted=TRUSTED, seen=seen, signers=[OURS], at=AT)


def seen(book: Book) -> Seen:
    return Seen(book.size, book.root, book.note())


def test_a_first_checkpoint_is_cosigned_with_the_witnesss_own_time() -> None:
    book = Book(5)
    verdict = ask(book, 0)
    assert verdict.status == 200
    note = parse_note(parse_note(book.note()).text.encode() + b"\n" + verdict.body)
    assert cosigned_at(note, OURS.verifier) == AT
    assert verdict.seen == Seen(5, book.root, verdict.seen.note if verdict.seen else b"")
    assert verdict.seen is not None and cosigned_at(parse_note(verdict.seen.note), OURS.verifier) == AT


@pytest.mark.parametrize("old", [1, 3, 4, 5, 7, 8, 9, 255, 256, 300])
def test_a_log_that_grew_honestly_is_cosigned_again(old: int) -> None:
    assert ask(Book(300), old, seen=seen(Book(old))).status == 200


def test_a_log_of_another_name_is_not_found_before_anything_else_is_looked_at() -> None:
    stranger = SignerKey.generate("so.khac.vn/2026", KeyType.ED25519)
    asked = parse_asked(request_body(99, [], Book(5).note(stranger)))
    assert judge(asked, trusted=TRUSTED, seen=None, signers=[OURS], at=AT).status == 404


def test_an_unsigned_or_wrongly_signed_checkpoint_is_forbidden() -> None:
    book = Book(5)
    impostor = SignerKey.generate(ORIGIN, KeyType.ED25519)
    good = parse_note(book.note())
    spoilt = Signature(ORIGIN, LOG.verifier.key_id, bytes(64))
    for note in (
        sign_note(good.text, impostor),
        Note(good.text, (spoilt,)),
        Note(good.text, (*good.signatures, spoilt)),
        Note(good.text, (cosign(good.text, OURS, AT),)),
    ):
        asked = parse_asked(request_body(7, [], note.to_bytes()))  # 7 > 5: the signature comes first
        assert judge(asked, trusted=TRUSTED, seen=None, signers=[OURS], at=AT).status == 403


def test_signatures_of_strangers_beside_the_logs_own_are_ignored_and_not_kept() -> None:
    book = Book(5)
    good = parse_note(book.note())
    other = SignerKey.generate("nguoi.la", KeyType.ED25519)
    note = Note(good.text, (*sign_note(good.text, other).signatures, *good.signatures))
    asked = parse_asked(request_body(0, [], note.to_bytes()))
    verdict = judge(asked, trusted=TRUSTED, seen=None, signers=[OURS], at=AT)
    assert verdict.status == 200 and verdict.seen is not None
    assert {line.name for line in parse_note(verdict.seen.note).signatures} == {ORIGIN, OURS.name}


def test_an_old_size_above_the_checkpoint_is_a_bad_request_even_when_it_is_not_what_was_seen() -> None:
    assert ask(Book(5), 6, seen=seen(Book(3)), proof=[]).status == 400


def test_another_old_size_than_the_one_seen_is_a_conflict_that_tells_the_size() -> None:
    for last, old in ((Book(4), 0), (Book(4), 3), (None, 2)):
        verdict = ask(Book(9), old, seen=seen(last) if last else None)
        assert (verdict.status, verdict.body) == (409, f"{last.size if last else 0}\n".encode())
        assert verdict.type == "text/x.tlog.size"
        assert verdict.seen is None and not verdict.evidence


def test_a_fork_is_refused_and_kept_as_evidence() -> None:
    fork = Book(9, fork="!")
    for verdict in (
        ask(fork, 5, seen=seen(Book(5))),  # its own honest proof, from another tree
        ask(fork, 5, seen=seen(Book(5)), proof=Book(9).proof(5)),
        ask(fork, 9, seen=seen(Book(9))),  # same size, other root
        ask(Book(9), 5, seen=seen(Book(5)), proof=[]),
        ask(Book(9), 5, seen=seen(Book(5)), proof=[*Book(9).proof(5), bytes(32)]),
        ask(Book(9), 0, proof=[bytes(32)]),  # from nothing there is nothing to prove
    ):
        assert verdict.status == 422
        assert verdict.evidence and verdict.seen is None


def test_an_empty_log_has_the_root_of_the_empty_tree() -> None:
    for root, status in ((EMPTY_ROOT, 200), (bytes(32), 422)):
        note = sign(Checkpoint(ORIGIN, 0, root), LOG).to_bytes()
        verdict = judge(parse_asked(request_body(0, [], note)), trusted=TRUSTED, seen=None, signers=[OURS], at=AT)
        assert verdict.status == status


def test_the_same_checkpoint_again_is_cosigned_again() -> None:
    assert ask(Book(5), 5, seen=seen(Book(5))).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0\n",
        b"old 0\n\n",
        b"old 00\n\n" + Book(5).note(),
        b"old -1\n\n" + Book(5).note(),
        b"new 0\n\n" + Book(5).note(),
        b"old 0 \n\n" + Book(5).note(),
        b"old 0\nAAAA=\n\n" + Book(5).note(),
        b"old 0\n" + b"\n".join([b"A" * 43 + b"="] * 64) + b"\n\n" + Book(5).note(),
        b"old 0\r\n\n" + Book(5).note(),
        b"old 0\n\nno checkpoint\n\n" + Book(5).note().split(b"\n\n")[1],
        b"old 0\n\n" + Book(5).note()[:-1],
        "old ٣\n\n".encode() + Book(5).note(),
    ],
)
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        parse_asked(body)


# ── the memory ───────────────────────────────────────────────────────────────────────────────────────────────────────


def decide(store: Store, book: Book, old: int) -> Verdict:
    """One request against a store."""
    body = request_body(old, book.proof(old), book.note())
    asked = parse_asked(body)
    return store.decide(
        ORIGIN, lambda last: judge(asked, trusted=TRUSTED, seen=last, signers=[OURS], at=AT), sent=body, at=AT
    )


def test_what_was_cosigned_is_remembered_by_the_next_process(tmp_path: Path) -> None:
    store = Store(tmp_path / "seen.sqlite3")
    assert decide(store, Book(5), 0).status == 200
    store.close()
    again = Store(tmp_path / "seen.sqlite3")
    assert decide(again, Book(5, fork="!"), 0).status == 409
    assert decide(again, Book(9, fork="!"), 5).status == 422
    assert decide(again, Book(9), 5).status == 200
    assert [sent for _, _, sent in again.evidence(ORIGIN)] == [
        request_body(5, Book(9, fork="!").proof(5), Book(9, fork="!").note())
    ]
    assert (tmp_path / "seen.sqlite3").stat().st_mode & 0o077 == 0


def test_two_requests_at_once_are_one_after_the_other(tmp_path: Path) -> None:
    """Two processes' stores on one file, each thread asking from size 5: exactly one may win."""
    stores = [Store(tmp_path / "seen.sqlite3") for _ in range(2)]
    decide(stores[0], Book(5), 0)
    outcomes: list[int] = []
    start = threading.Barrier(8)

    def grow(number: int) -> None:
        start.wait()
        outcomes.append(decide(stores[number % 2], Book(6 + number), 5).status)

    threads = [threading.Thread(target=grow, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [200] + [409] * 7


def test_the_file_itself_refuses_to_go_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "seen.sqlite3")
    decide(store, Book(5), 0)
    base = sqlite3.connect(tmp_path / "seen.sqlite3")
    for statement in ("UPDATE seen SET size = 4", "UPDATE seen SET root = zeroblob(32)", "DELETE FROM seen"):
        with pytest.raises(sqlite3.Error, match="witness never"):
            base.execute(statement)


def test_a_verdict_that_cannot_be_kept_is_not_answered(tmp_path: Path) -> None:
    store = Store(tmp_path / "seen.sqlite3")
    witness = Witness(store, [OURS], lambda: TRUSTED)
    blocker = sqlite3.connect(tmp_path / "seen.sqlite3", isolation_level=None)
    store._base.execute("PRAGMA busy_timeout = 50")
    blocker.execute("BEGIN IMMEDIATE")
    verdict = witness.add_checkpoint(request_body(0, [], Book(5).note()))
    assert verdict.status == 500 and b"\xe2\x80\x94 bao" not in verdict.body
    blocker.execute("ROLLBACK")
    assert witness.add_checkpoint(request_body(0, [], Book(5).note())).status == 200


# ── over HTTP ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[WitnessServer]:
    """A real witness on a free port of this machine."""
    server = WitnessServer(
        ("127.0.0.1", 0), Witness(Store(tmp_path / "seen.sqlite3"), [OURS], lambda: TRUSTED), seconds=1
    )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def named(server: WitnessServer, key: SignerKey = OURS) -> Named:
    return Named("bao", key.verifier, f"http://127.0.0.1:{server.server_port}")


def asked_over_http(server: WitnessServer, book: Book, known: int = 0) -> client.Answer:
    (answer,) = client.ask(book.note(), witnesses=[named(server)], proof=book.proof, sizes={"bao": known})
    return answer


def test_a_log_gets_its_cosignature_and_a_monitor_reads_the_same_checkpoint(serving: WitnessServer) -> None:
    book = Book(5)
    answer = asked_over_http(serving, book)
    assert answer.problem == "" and answer.cosignature is not None and answer.size == 5
    link = http.client.HTTPConnection("127.0.0.1", serving.server_port)
    for path, status in ((f"/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint", 200), ("/0/checkpoint", 404)):
        link.request("GET", path)
        response = link.getresponse()
        body = response.read()
        assert response.status == status
        if status == 200:
            note = parse_note(body)
            assert parse_checkpoint(note.text) == Checkpoint(ORIGIN, 5, book.root)
            assert answer.cosignature in note.signatures
    link.close()


def test_a_log_that_does_not_know_what_the_witness_saw_asks_twice(serving: WitnessServer) -> None:
    assert asked_over_http(serving, Book(5)).cosignature is not None
    answer = asked_over_http(serving, Book(9), known=0)
    assert answer.cosignature is not None and answer.size == 9


def test_a_log_that_was_rolled_back_hears_how_much_was_seen(serving: WitnessServer) -> None:
    asked_over_http(serving, Book(9))
    answer = asked_over_http(serving, Book(5))
    assert answer.cosignature is None and answer.size == 9
    assert "đã bị lùi lại" in answer.problem


def test_a_fork_gets_no_cosignature(serving: WitnessServer) -> None:
    asked_over_http(serving, Book(5))
    answer = asked_over_http(serving, Book(9, fork="!"), known=5)
    assert answer.cosignature is None and "422" in answer.problem
    assert len(serving.witness.store.evidence(ORIGIN)) == 1


def test_a_witness_with_another_key_than_the_policys_is_not_believed(serving: WitnessServer) -> None:
    other = SignerKey.generate(OURS.name, KeyType.COSIGNATURE)
    (answer,) = client.ask(Book(5).note(), witnesses=[named(serving, other)], proof=Book(5).proof, sizes={})
    assert answer.cosignature is None and "không có chữ ký" in answer.problem


def test_a_silent_witness_costs_no_more_than_the_budget_and_the_others_are_heard(serving: WitnessServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as closed:
        gone = closed.getsockname()[1]
        closed.close()
        asked = [
            Named("im", OURS.verifier, f"http://127.0.0.1:{silent.getsockname()[1]}"),
            named(serving),
            Named("tat", OURS.verifier, f"http://127.0.0.1:{gone}"),
            Named("sai", OURS.verifier, "ftp://127.0.0.1"),
            Named("khong-dia-chi", OURS.verifier),
        ]
        began = time.monotonic()
        answers = client.ask(Book(5).note(), witnesses=asked, proof=Book(5).proof, sizes={}, budget=0.7)
        took = time.monotonic() - began
    assert took < 1.5
    assert [(answer.name, answer.cosignature is not None) for answer in answers] == [
        ("im", False),
        ("bao", True),
        ("tat", False),
        ("sai", False),
    ]
    assert all(answer.problem for answer in answers if answer.cosignature is None)


def speak(server: WitnessServer, sent: bytes, *, pause: float = 0.0) -> bytes:
    """Send raw bytes, then read until the witness closes; `pause` seconds between single bytes."""
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=5) as link:
        try:
            for byte in range(len(sent)) if pause else ():
                link.sendall(sent[byte : byte + 1])
                time.sleep(pause)
            if not pause:
                link.sendall(sent)
            link.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: link.recv(4096), b""))
        except OSError:
            return b""


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\n\r\n", b"411"),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"411"),
        (f"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: {REQUEST_LIMIT + 1}\r\n\r\n".encode(), b"413"),
        (b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nold 0", b"400"),
        (b"POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", b"404"),
        (b"DELETE / HTTP/1.1\r\nHost: x\r\n\r\n", b"501"),
        (b"\x16\x03\x01\x00\xa5nonsense\r\n\r\n", b"400"),
    ],
)
def test_garbage_is_answered_shortly_and_the_witness_goes_on(
    serving: WitnessServer, sent: bytes, status: bytes
) -> None:
    assert status in speak(serving, sent).split(b"\r\n")[0]
    assert asked_over_http(serving, Book(5)).cosignature is not None


def test_a_peer_that_trickles_is_cut_off(serving: WitnessServer) -> None:
    began = time.monotonic()
    assert speak(serving, b"POST /add-checkpoint HTTP/1.1\r\nX: " + b"a" * 100, pause=0.05) == b""
    assert time.monotonic() - began < 4
    assert asked_over_http(serving, Book(5)).cosignature is not None


def test_more_connections_than_places_are_told_to_come_again(serving: WitnessServer) -> None:
    from liemchinh.ledger.witness.server import CONNECTIONS

    held = [socket.create_connection(("127.0.0.1", serving.server_port)) for _ in range(CONNECTIONS)]
    time.sleep(0.2)
    assert b"503" in speak(serving, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").split(b"\r\n")[0]
    for link in held:
        link.close()
    time.sleep(0.2)
    assert asked_over_http(serving, Book(5)).cosignature is not None


# ── keys and logs in the folder ──────────────────────────────────────────────────────────────────────────────────────


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = command.keys_in(tmp_path, name="bao.vidu.vn/chung-kien")
    assert command.keys_in(tmp_path) == first == command.keys_in(tmp_path, name="bao.vidu.vn/chung-kien")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Refused, match="của bên chứng kiến bao"):
        command.keys_in(tmp_path, name="khac.vn/chung-kien")


def test_a_folder_without_a_key_needs_a_name(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        command.keys_in(tmp_path)
    assert refused.value.code == "witness.name"


def test_a_second_key_of_the_coming_kind_can_be_added(tmp_path: Path) -> None:
    old, new = command.keys_in(tmp_path, name="bao.vidu.vn/chung-kien", ml_dsa=True)
    assert (old.type, new.type, new.name) == (KeyType.COSIGNATURE, KeyType.ML_DSA_COSIGNATURE, old.name)
    book = Book(5)
    verdict = judge(
        parse_asked(request_body(0, [], book.note())), trusted=TRUSTED, seen=None, signers=[old, new], at=AT
    )
    note = parse_note(parse_note(book.note()).text.encode() + b"\n" + verdict.body)
    assert [cosigned_at(note, signer.verifier) for signer in (old, new)] == [AT, AT]


def test_a_log_added_to_the_file_is_followed_at_once(tmp_path: Path) -> None:
    logs = command.Logs(tmp_path / "logs")
    assert logs() == {}
    logs.add([LOG.verifier])
    logs.add([LOG.verifier])
    assert dict(logs()) == TRUSTED
    other = SignerKey.generate("so.vidu.vn/ledger/2027", KeyType.ED25519)
    command.Logs(tmp_path / "logs").add([other.verifier])
    assert set(logs()) == {ORIGIN, other.name}
    (tmp_path / "logs").write_text("half a li", encoding="utf-8")
    assert set(logs()) == {ORIGIN, other.name}, "a file spoilt while it runs does not stop the witness"
    with pytest.raises(Refused, match="không phải khóa của một quyển sổ"):
        command.Logs(tmp_path / "fresh").add([OURS.verifier])
