"""Logs, witnesses and files made to mislead or to exhaust whoever reads them: they are named, cut off or made plain."""

import argparse
import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from liemchinh.ledger.core.note import KeyType, SignerKey
from liemchinh.ledger.core.policy import Witness
from liemchinh.ledger.core.proof import Opening
from liemchinh.ledger.core.published import WebSource
from liemchinh.ledger.core.strangers import cut_after, json_line, legible
from liemchinh.ledger.draws.announcement import check_announcement
from liemchinh.ledger.draws.checking import add_check_arguments, run_check
from liemchinh.ledger.draws.pool import pool_text, read_declarants
from liemchinh.ledger.draws.result import parse_result
from liemchinh.ledger.signer import wire
from liemchinh.ledger.verify.checking import _entry_lines
from liemchinh.ledger.verify.saying import Report, Ruling
from liemchinh.ledger.witness import client
from tests.refusals import refused
from tests.rules.ledger.published import BASE, MORNING, PRESS, Author, Publisher
from tests.rules.ledger.test_draws_checking import DRAW, LINES, finished
from tests.rules.ledger.test_monitor import HOUR, grave, honest, look

STEER = "\x1b[2J\x9b31m\u202e"
"""Signs that clear a terminal, colour it, and turn the order of its letters round."""


def test_words_of_strangers_cannot_steer_a_terminal() -> None:
    assert legible(f"a{STEER}b") == "a\ufffd[2J\ufffd31m\ufffdb"
    assert legible("Nguyễn Thị Ví Dụ") == "Nguyễn Thị Ví Dụ"


@pytest.mark.parametrize("word", [STEER, "\ud800", "\U000e0001", "Hồ Thị", "\u2028", "\n\t"])
def test_a_line_of_json_says_the_same_in_signs_that_any_terminal_and_file_may_get(word: str) -> None:
    line = json_line({"word": [word]})
    assert line.isprintable()
    assert json.loads(line) == {"word": [word]}
    line.encode()


def test_a_report_about_half_a_sign_can_be_written(capsys: pytest.CaptureFixture[str]) -> None:
    entry = '{"kind":"\\ud800\\u009b2J","ag":"\\u202e","n":1e999,"t":NaN}'
    report = Report("tệp", "proof", Ruling.UNCLEAR, tuple(_entry_lines(Opening(entry))), {"entry": "\ud800"})
    print(json_line(report.as_json()), report.sentences(), sep="\n")
    told = capsys.readouterr().out
    assert all(line.isprintable() for line in told.splitlines())


# ── a log that names its own successors ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "following",
    [
        f"{BASE}/0000",  # no such year: there is no day on which its history could begin
        f"{BASE}/0001",  # seven hundred thousand days of history to ask for
        f"{BASE}/9999",
        f"{BASE}/2025",  # back again
        f"{BASE}/năm",  # no address
        f"{BASE}/..",
        "nguoi.khac.vn/ledger/2027",
    ],
)
def test_a_book_that_names_an_impossible_next_one_is_told_and_not_followed(tmp_path: Path, following: str) -> None:
    publisher = Publisher(tmp_path / "published")
    author = honest(publisher, days=1)
    when = MORNING + 24 * HOUR
    key = SignerKey.generate(following, KeyType.ED25519)
    author.say("ledger.shard_closed", publisher.key.name, when, "", log=following, key=str(key.verifier))
    publisher.grow(author.entries, when)
    for _ in range(2):  # and the visit after the next does not fail on what the first has kept
        assert "book_break" in grave(look(publisher, tmp_path / "state", now=int(when.timestamp()) + 60))


def test_the_next_year_and_the_next_part_may_follow(tmp_path: Path) -> None:
    for number, following in enumerate([f"{BASE}/2027", f"{BASE}/2026-2"]):
        publisher = Publisher(tmp_path / f"published-{number}")
        author = Author()
        author.opens_book(publisher.key.name, str(publisher.key.verifier), MORNING)
        key = SignerKey.generate(following, KeyType.ED25519)
        author.say("ledger.shard_closed", publisher.key.name, MORNING, "", log=following, key=str(key.verifier))
        publisher.grow(author.entries, MORNING)
        found = look(publisher, tmp_path / f"state-{number}", now=int(MORNING.timestamp()) + 60)
        assert grave(found) == []


# ── peers that trickle, break off, babble ────────────────────────────────────────────────────────────────────────────


@contextmanager
def answering(*, head: bytes, body: bytes, pause: float) -> Iterator[int]:
    """A server that answers everything with these bytes, the body byte by byte; its port."""

    class Slow(http.server.BaseHTTPRequestHandler):
        def handle(self) -> None:
            self.request.recv(65_536)
            try:
                self.request.sendall(head)
                for at in range(len(body)):
                    self.request.sendall(body[at : at + 1])
                    time.sleep(pause)
            except OSError:
                pass

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


@pytest.mark.parametrize("head", [OK + b"Content-Length: 1000\r\n\r\n", OK + b"Connection: close\r\n\r\n", OK + b"X: "])
def test_a_log_that_trickles_is_away_and_not_waited_for(head: bytes) -> None:
    with answering(head=head, body=b"x" * 1000, pause=0.05) as port:
        began = time.monotonic()
        with refused("ledger.away"):
            WebSource(f"http://127.0.0.1:{port}", seconds=5, longest=0.3).get("2026/checkpoint")
        assert time.monotonic() - began < 4


def test_half_a_file_is_a_broken_connection_and_no_false_file() -> None:
    with answering(head=OK + b"Content-Length: 1000\r\n\r\n", body=b"x" * 10, pause=0.0) as port:
        with refused("ledger.away"):
            WebSource(f"http://127.0.0.1:{port}").get("2026/tile/0/000")


def test_an_address_that_cannot_be_written_is_away() -> None:
    with refused("ledger.away"):
        WebSource("http://127.0.0.1:9").get("năm/checkpoint")


def test_a_witness_that_trickles_leaves_nothing_running_behind(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "published")
    publisher.add([b"{}"])
    before = set(threading.enumerate())
    with answering(head=OK + b"Content-Length: 60000\r\n\r\n", body=b"x" * 60_000, pause=0.05) as port:
        asked = [Witness("cham", PRESS.verifier, f"http://127.0.0.1:{port}")]
        (answer,) = client.ask(publisher.note(MORNING, ()), witnesses=asked, proof=lambda _: [], sizes={}, budget=0.4)
        assert answer.cosignature is None
        until = time.monotonic() + 3
        while time.monotonic() < until and any(_asks(one) for one in set(threading.enumerate()) - before):
            time.sleep(0.02)
        assert not [one for one in set(threading.enumerate()) - before if _asks(one)]


def _asks(thread: threading.Thread) -> bool:
    return "one" in thread.name


def test_what_a_witness_says_is_made_plain_before_it_is_kept_or_shown(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "published")
    publisher.add([b"{}"])
    body = f"{STEER}nothing\n".encode()
    head = b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n" % len(body)
    with answering(head=head, body=body, pause=0.0) as port:
        asked = [Witness("x", PRESS.verifier, f"http://127.0.0.1:{port}")]
        (answer,) = client.ask(publisher.note(MORNING, ()), witnesses=asked, proof=lambda _: [], sizes={})
    assert "nothing" in answer.problem
    assert answer.problem.isprintable()


def test_a_timer_that_is_cancelled_cuts_nothing() -> None:
    one, other = socket.socketpair()
    with one, other:
        cut_after(0.02, one).cancel()
        time.sleep(0.05)
        other.sendall(b"x")
        assert one.recv(1) == b"x"


@pytest.mark.parametrize("word", ["\ud800", "\x00", "a\nb", 1, None])
def test_a_signer_is_asked_in_words_that_can_be_written(word: object) -> None:
    with refused("signer.garbled"):
        wire.word(word)


# ── draws ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_result_with_signs_for_terminals_is_told_in_plain_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draw = replace(
        DRAW, lottery=replace(DRAW.lottery, prize=f"giải {STEER}"), number=2, replaces="0" * 64, reason=STEER
    )
    pool, result = tmp_path / "pool.csv", tmp_path / "result.json"
    pool.write_text(pool_text(LINES), encoding="utf-8")
    result.write_bytes(finished(draw).to_bytes())
    parser = argparse.ArgumentParser()
    add_check_arguments(parser)
    for words in ([], ["--json"]):
        run_check(parser.parse_args([str(pool), str(result), *words]))
        told = capsys.readouterr().out
        assert all(line.isprintable() for line in told.splitlines())


@pytest.mark.parametrize(
    "change",
    [
        {"entry": 5},
        {"proof": 5},
        {"lottery": ["0"]},
        {"omitted": [["x"]]},
        {"reveals": [{"party": ["x"], "secret": "00" * 32, "entry": "{}"}]},
        {"reveals": [{"party": "x", "secret": "00" * 32, "entry": 5}]},
        {"outcome": {"units": [], "reserve_units": [1, "a"], "empty_units": []}},
    ],
)
def test_a_result_with_something_else_in_the_place_of_words_is_refused(change: dict[str, Any]) -> None:
    told = json.loads(finished().to_bytes()) | change
    data = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    with refused("draws.result"):
        parse_result(data)


def test_a_round_that_no_clock_can_tell_is_refused() -> None:
    with refused("draws.announcement_part", "beacon"):
        check_announcement(replace(DRAW, fallback=10**30))


@pytest.mark.parametrize(("again", "word"), [("a01", "id"), (" A 01", "id"), ("Ａ０１", "id"), ("A01\u00a0", "id")])
def test_nobody_gets_a_second_ticket_by_another_spelling(again: str, word: str) -> None:
    with refused("draws.pool", "dòng 3: trùng id với dòng 2"):
        read_declarants(f"id,unit,stratum\nA01,H99.1,head\n{again},H99.1,other\n")


def test_no_unit_is_counted_twice_by_another_spelling() -> None:
    with refused("draws.pool", "dòng 3: unit h99.A và H99.a"):
        read_declarants("id,unit,stratum\n1,H99.a,head\n2,h99.A,other\n")
