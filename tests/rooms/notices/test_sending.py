"""The outbox: written once with what it tells, sent once, tried again, given up; who dies leaves only an echo."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from liemchinh.kernel.actors import SYSTEM
from liemchinh.notices import rules, services
from liemchinh.notices.models import Message
from liemchinh.notices.rules import Recipient
from liemchinh.notices.services import sending
from tests import builders
from tests.rooms.notices.carriers import MailServer, SmsServer, free_port
from tests.rooms.notices.conftest import NOON, tell

PHONE = Recipient(phone="0912 345 678", by_sms=True)


def beat(at: Any = NOON) -> int:
    """One turn of a worker that remembers nothing."""
    return services.Sender().beat(at)


def only() -> Message:
    return Message.objects.get()


def test_a_letter_arrives_whole_and_what_it_said_is_forgotten(cast: Any, clock: Any, mail: MailServer) -> None:
    assert tell() == 1
    assert beat() == 1
    [letter] = mail.mails
    assert letter["Subject"] == "Đã tiếp nhận hồ sơ H99.12-260907-0001"
    assert "Hẹn trả kết quả: thứ Tư, 16/9/2026." in letter.get_content()
    assert str(letter["From"]) == "Ủy ban nhân dân xã An Mẫu <motcua@xa.vidu.vn>"
    assert (letter["Auto-Submitted"], letter["List-Id"]) == ("auto-generated", "<thong-bao.xa.vidu.vn>")
    row = only()
    assert (row.state, row.facts, row.sent_at) == ("sent", {}, NOON)
    assert letter["Message-ID"] == f"<{row.tracking.hex}@xa.vidu.vn>" == row.provider_id
    assert beat() == 0 and len(mail.mails) == 1


def test_the_same_notice_is_written_once_and_lost_with_what_it_tells(cast: Any, clock: Any, mail: MailServer) -> None:
    tell("key")
    tell("key", template="result_ready")
    assert only().template == "received"
    with pytest.raises(RuntimeError), transaction.atomic():
        tell("another")
        raise RuntimeError
    assert Message.objects.count() == 1


def test_an_idle_turn_asks_the_database_once(cast: Any, clock: Any) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert beat() == 0
    assert len(asked) == 1


def test_what_is_not_configured_is_said_and_never_sent(cast: Any, clock: Any) -> None:
    assert tell() == 1
    row = only()
    assert (row.state, row.error_code, row.address, row.facts) == ("suppressed", "closed", "n•••@vidu.vn", {})
    assert beat() == 0


def test_an_address_that_does_not_exist_is_given_up_at_once_and_others_still_arrive(
    cast: Any, clock: Any, mail: MailServer
) -> None:
    mail.answers["khong.co@vidu.vn"] = "550 no such person"
    tell("1", to=Recipient(email="khong.co@vidu.vn", by_email=True))
    tell("2")
    beat()
    states = dict(Message.objects.values_list("once", "state"))
    assert states == {"1": "dead", "2": "sent"} and len(mail.mails) == 1
    assert Message.objects.get(once="1").error_code == "mail.550"


def test_a_server_that_is_away_is_asked_again_ever_later_and_at_last_no_more(
    cast: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEMCHINH_SMTP", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("LIEMCHINH_MAIL_FROM", "motcua@xa.vidu.vn")
    tell()
    at = NOON
    for pause in rules.PAUSES:
        assert beat(at) == 1
        row = only()
        assert (row.state, row.error_code, row.next_at) == ("failed", "mail.away", at + pause)
        assert beat(at + pause - timedelta(seconds=1)) == 0
        at += pause
        clock.move_to(at)
    beat(at)
    row = only()
    assert (row.state, row.next_at, row.attempts) == ("dead", None, len(rules.PAUSES) + 1)
    assert row.facts, "it can still be sent again by hand"


def test_while_a_server_is_away_one_notice_tries_and_the_rest_lose_no_attempt(
    cast: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEMCHINH_SMTP", f"smtp://127.0.0.1:{free_port()}")
    monkeypatch.setenv("LIEMCHINH_MAIL_FROM", "motcua@xa.vidu.vn")
    for number in range(5):
        tell(str(number))
    worker = services.Sender()
    worker.beat(NOON)
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 0, 0, 1]
    assert worker.beat(NOON + timedelta(seconds=3)) == 0


def test_who_dies_between_the_yes_and_the_note_leaves_one_echo_under_the_same_number(
    cast: Any, clock: Any, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell()

    def killed(*args: Any, **columns: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(sending, "_mark", killed)
        with pytest.raises(KeyboardInterrupt):
            beat()
    assert len(mail.mails) == 1 and only().state == "sending"
    assert beat(NOON + rules.LEASE - timedelta(seconds=1)) == 0, "it may still be at work"
    clock.move_to(NOON + rules.LEASE)
    assert beat(NOON + rules.LEASE) == 1
    assert only().state == "sent" and len({letter["Message-ID"] for letter in mail.mails}) == 1 < len(mail.mails)


def test_a_notice_that_kills_every_worker_is_given_up(cast: Any, clock: Any, mail: MailServer) -> None:
    tell()
    at = NOON
    for _ in range(len(rules.PAUSES) + 1):
        assert len(sending._take(uuid.uuid4(), at, leave={})) == 1
        at += rules.LEASE
        clock.move_to(at)
    assert beat(at) == 0
    assert (only().state, only().error_code, mail.mails) == ("dead", "lost", [])


def test_a_short_message_waits_for_the_morning_and_arrives_in_plain_signs(
    cast: Any, clock: Any, sms: SmsServer
) -> None:
    night = builders.at("2026-09-07 22:30")
    clock.move_to(night)
    tell(to=PHONE, at=night)
    assert beat(night) == 0 and not sms.posts
    morning = builders.at("2026-09-08 07:00")
    clock.move_to(morning)
    assert beat(morning) == 1
    [said] = sms.taken.values()
    assert said["Content"] == "Ho so H99.12-260907-0001 da tiep nhan. Hen tra: thu Tu, 16/9/2026."
    assert said["Phone"] == "84912345678" and said["RequestId"] == only().tracking.hex
    assert only().provider_id == "s-1"


@pytest.mark.parametrize(
    ("answer", "code", "wait"),
    [
        ((429, {"Retry-After": "900"}, {}), "sms.http_429", 900),
        ((503, {}, b"<html>"), "sms.http_503", 60),
        ((200, {}, b"no json"), "sms.unread", 60),
        ((200, {}, {"CodeResult": "103", "ErrorMessage": "<b>Balance"}), "sms.103", 60),
        ((302, {"Location": "http://127.0.0.1:9/"}, b""), "sms.http_302", 60),
    ],
)
def test_a_gateway_that_says_no_is_asked_again_and_never_followed_elsewhere(
    cast: Any, clock: Any, sms: SmsServer, answer: Any, code: str, wait: int
) -> None:
    sms.plan.append(answer)
    tell(to=PHONE)
    beat()
    row = only()
    assert (row.state, row.error_code) == ("failed", code)
    assert row.next_at == NOON + timedelta(seconds=wait)
    assert len(sms.posts) == 1


def test_a_text_cannot_become_a_field_of_what_is_posted(
    cast: Any, clock: Any, sms: SmsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(to=PHONE, facts={"code": "H99.12-260907-0001", "day": '{secret}", "SmsType": "8'})
    beat()
    [said] = sms.taken.values()
    assert said["SmsType"] == "2" and "bi-mat" not in said["Content"]


def test_addresses_are_masked_in_time_and_an_erasure_takes_everything_at_once(
    cast: Any, clock: Any, mail: MailServer
) -> None:
    tell("old")
    beat()
    later = NOON + timedelta(days=31)
    tell("new", at=later)
    assert services.mask_old(at=NOON + timedelta(days=29)) == 0
    assert services.mask_old(at=later) == 1
    assert Message.objects.get(once="old").address == "n•••@vidu.vn"
    assert Message.objects.get(once="new").address == "nguoi.nop@vidu.vn"
    assert services.forget(subject="H99.12-260907-0001", by=SYSTEM, at=later) == 2
    assert {row.address for row in Message.objects.all()} == {"•••"}
    assert Message.objects.get(once="new").state == "suppressed"
    clock.move_to(later)
    assert beat(later) == 0 and len(mail.mails) == 1


def test_a_notice_erased_while_it_is_being_sent_is_not_tried_again(cast: Any, clock: Any, mail: MailServer) -> None:
    tell()
    [taken] = sending._take(claim := uuid.uuid4(), NOON, leave={})
    services.forget(subject=taken.subject, by=SYSTEM, at=NOON)
    sending._mark(taken, claim, state="failed", next_at=NOON)
    assert (only().state, only().address) == ("suppressed", "•••")


def test_a_mistake_of_ours_in_one_letter_keeps_no_other(
    cast: Any, clock: Any, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("1")
    tell("2")
    Message.objects.filter(once="1").update(facts={})  # what no verb writes
    beat()
    assert dict(Message.objects.values_list("once", "error_code")) == {"1": "driver", "2": ""}
    assert len(mail.mails) == 1
