"""`liemchinh notices` and the short beat beside the scheduled work."""

import argparse
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from liemchinh.jobs import notices as command
from liemchinh.jobs import worker
from liemchinh.ledger.models import Entry
from liemchinh.notices import services
from liemchinh.notices.models import Message, ProviderToken
from liemchinh.notices.rules import Recipient
from tests.cast import Cast
from tests.rooms.notices.carriers import MailServer, ZaloServer
from tests.rooms.notices.conftest import NOON, tell


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(words))


def test_status_says_what_is_open_and_why_notices_were_given_up_but_nobodys_address(
    cast: Cast, clock: Any, mail: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("status") == 0
    mail.answers["khong.co@vidu.vn"] = "550 no"
    tell(to=Recipient(email="khong.co@vidu.vn", by_email=True))
    services.Sender().beat(NOON)
    assert run("status") == 1
    said = capsys.readouterr().out
    assert "Thư điện tử: đã mở" in said and "Zalo: chưa cấu hình" in said
    assert "Không gửi được: 1 tin" in said and "mail.550: 1 tin" in said and "vidu.vn" not in said
    assert run("retry", "--unit", "H99.12", "--by", "quantri") == 0
    assert Message.objects.get().state == "queued"
    assert run("drop", "--before", "2026-09-07T12:00") == 0 and Message.objects.get().state == "queued"
    assert run("drop", "--before", "2026-09-07T12:01") == 0 and Message.objects.get().state == "suppressed"
    assert run("drop", "--before", "hôm qua") == 1
    assert Entry.objects.filter(kind="notices.suppressed").count() == 1


def test_a_test_goes_out_at_once_and_leaves_no_address(
    cast: Cast, clock: Any, mail: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("test", "--to", "toi@vidu.vn") == 0
    assert "Thư điện tử: Đã gửi" in capsys.readouterr().out
    assert len(mail.mails) == 1 and Message.objects.get().address == "•••"
    assert run("test", "--to", "0912345678") == 1, "no gateway is configured"
    assert run("test", "--to", "khong phai dia chi") == 1


def test_leave_to_use_zalo_is_asked_with_a_proof_and_only_the_answer_to_this_question_counts(
    cast: Cast, zalo: ZaloServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def answered(state: str) -> Any:
        def paste(prompt: str) -> str:
            asked = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("http"))
            said = parse_qs(urlsplit(asked).query)
            assert said["app_id"] == ["4242"] and len(said["code_challenge"][0]) == 43
            return f"https://motcua.vidu.vn/zalo?code=ma-cho-phep&state={state or said['state'][0]}"

        return paste

    monkeypatch.setattr("builtins.input", answered("của người khác"))
    assert run("authorise-zalo", "--redirect", "https://motcua.vidu.vn/zalo") == 1
    assert not ProviderToken.objects.exists()
    monkeypatch.setattr("builtins.input", answered(""))
    assert run("authorise-zalo", "--redirect", "https://motcua.vidu.vn/zalo") == 0
    assert ProviderToken.objects.get().version == 1


def test_notices_leave_between_two_looks_and_a_wrong_setting_stops_nothing_else(
    cast: Cast, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.utils import timezone

    monkeypatch.setattr(worker, "BEAT", 0.05)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)  # the test's transaction lives on it
    tell(at=timezone.now())
    sender = services.Sender()
    worker.wait(sender, 0.3)
    assert len(mail.mails) == 1
    tell("2", at=timezone.now())
    monkeypatch.setenv("LIEMCHINH_SMTP", "no address of a server")
    worker.wait(sender, 0.1)
    row = Message.objects.get(once="2")
    assert (row.state, row.error_code) == ("failed", "settings")
    assert run("status") == 1
