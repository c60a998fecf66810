"""Mail of a monitor: sent once for each new thing, through a real SMTP server, and tried again when it was away."""

import argparse
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from liemchinh.jobs.monitor import add_arguments, graph
from liemchinh.ledger.monitor import command
from tests.rules.ledger.published import MORNING, Author, Publisher, at


class Inbox:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        assert envelope.rcpt_tos == ["ban.doc@bao.vidu.vn"]
        self.mails.append(mail)
        return "250 OK"


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as link:
        port: int = link.getsockname()[1]
        return port


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    """A real mail server and its address."""
    kept, port = Inbox(), free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, f"127.0.0.1:{port}"
    controller.stop()


def run(publisher: Publisher, state: Path, server: str) -> int:
    """One visit that mails what is new."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    words = [str(publisher.root), "--policy", str(publisher.policy()), "--state", str(state), "--smtp", server]
    mail = ["--mail-to", "ban.doc@bao.vidu.vn", "--mail-from", "may@bao.vidu.vn"]
    return command.run(parser.parse_args([*words, *mail]), graph())


def test_each_new_thing_is_mailed_once(tmp_path: Path, inbox: tuple[Inbox, str]) -> None:
    kept, server = inbox
    publisher, author, state = Publisher(tmp_path / "published"), Author(), tmp_path / "state"
    author.opens_book(publisher.key.name, str(publisher.key.verifier), MORNING)
    publisher.grow(author.entries, MORNING)
    assert run(publisher, state, server) == 0
    assert kept.mails == []
    author.numbers["H99.12", 2026] = 4
    author.received("a", MORNING)
    author.closes_day("2026-09-07", in_=1, out=0, late=0, last=5)
    publisher.grow(author.entries[1:], at("2026-09-08 00:10"))
    assert run(publisher, state, server) == 1
    assert run(publisher, state, server) == 1
    (mail,) = kept.mails
    assert mail["Subject"].startswith("Sổ công khai") and "1 điều bất thường" in mail["Subject"]
    body, lines = mail.get_body(), list(mail.iter_attachments())
    assert body is not None and "thiếu 4 số" in body.get_content()
    assert '"kind": "number_gap"' in lines[0].get_content()


def test_what_could_not_be_sent_is_sent_at_the_next_visit(
    tmp_path: Path, inbox: tuple[Inbox, str], capsys: pytest.CaptureFixture[str]
) -> None:
    kept, server = inbox
    publisher, state = Publisher(tmp_path / "published"), tmp_path / "state"
    publisher.grow([b"{}"], MORNING)
    assert run(publisher, state, f"127.0.0.1:{free_port()}") == 1
    assert "Chưa gửi được thư báo" in capsys.readouterr().err
    assert run(publisher, state, server) == 1
    (mail,) = kept.mails
    body = mail.get_body()
    assert body is not None and "không đúng dạng" in body.get_content()


def test_what_holds_only_now_is_mailed_once_and_again_when_it_comes_back(
    tmp_path: Path, inbox: tuple[Inbox, str]
) -> None:
    kept, server = inbox
    publisher, author, state = Publisher(tmp_path / "published"), Author(), tmp_path / "state"
    author.opens_book(publisher.key.name, str(publisher.key.verifier), MORNING)
    publisher.grow(author.entries, MORNING)
    run(publisher, state, server)
    checkpoint = publisher.folder / "checkpoint"
    note = checkpoint.read_bytes()
    for there in (False, False, True, False):
        checkpoint.write_bytes(note) if there else checkpoint.unlink(missing_ok=True)
        run(publisher, state, server)
    assert len(kept.mails) == 2
    assert all("không còn được công bố" in str(mail.get_body()) or mail.get_body() for mail in kept.mails)
