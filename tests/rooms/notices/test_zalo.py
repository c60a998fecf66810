"""Zalo: the written protocol, a token that ends, a refresh token that serves once."""

from datetime import timedelta
from typing import Any

import pytest

from liemchinh import env
from liemchinh.notices import services
from liemchinh.notices.drivers import Undelivered, carriers
from liemchinh.notices.drivers.zalo import application_from_settings
from liemchinh.notices.models import Message, ProviderToken
from liemchinh.notices.rules import Recipient
from tests.rooms.notices.carriers import ZaloServer
from tests.rooms.notices.conftest import NOON, authorise, tell

PHONE = Recipient(phone="0912 345 678", by_zalo=True)


def send(**changes: Any) -> Message:
    """Tell and send, by a worker that remembers nothing; the notice afterwards."""
    tell(**{"to": PHONE, **changes})
    services.Sender().beat(NOON)
    return Message.objects.latest("id")


def test_a_notice_is_posted_as_the_documentation_says(clock: Any, authorised: ZaloServer) -> None:
    row = send()
    path, headers, said = authorised.posts[-1]
    assert (path, headers["access_token"]) == ("/message/template", "a1")
    assert said == {
        "phone": "84912345678",
        "template_id": "230101",
        "template_data": {
            "ma_ho_so": "H99.12-260907-0001",
            "trang_thai": "Đã tiếp nhận",
            "ngay": "7/9/2026",
            "don_vi": "Ủy ban nhân dân xã An Mẫu",
        },
        "tracking_id": row.tracking.hex,
    }
    assert (row.state, row.provider_id) == ("sent", "z1")


def test_a_token_that_has_ended_is_renewed_once_and_the_notice_sent_once(clock: Any, authorised: ZaloServer) -> None:
    authorised.expire()
    assert send().state == "sent"
    assert [path for path, _, _ in authorised.posts[1:]] == [
        "/message/template",
        "/v4/oa/access_token",
        "/message/template",
    ]
    assert authorised.used == ["r1"]
    assert send(once="2").state == "sent" and authorised.used == ["r1"], "the new pair is kept"


def test_a_token_about_to_end_is_renewed_before_it_does(clock: Any, authorised: ZaloServer) -> None:
    late = NOON + timedelta(hours=24, minutes=56)
    clock.move_to(late)
    tell(to=PHONE)
    services.Sender().beat(late)
    assert Message.objects.get().state == "sent" and authorised.used == ["r1"]


def test_401_means_the_same_and_a_second_refusal_ends_the_attempt(clock: Any, authorised: ZaloServer) -> None:
    authorised.plan = [(401, {}, {}), (200, {}, {"access_token": "x", "refresh_token": "y", "expires_in": "90000"})]
    row = send()
    assert (row.state, row.error_code) == ("failed", "zalo.-216")
    assert len(authorised.posts) == 1 + 3


def test_a_used_up_refresh_token_is_tried_no_more_until_somebody_authorises_us_again(
    clock: Any, authorised: ZaloServer
) -> None:
    authorised.expire()
    authorised.refresh = "another"
    assert send().error_code == "zalo.oauth_-14020"
    assert send(once="2").error_code == "zalo.authorise"
    assert authorised.used == ["r1"] and ProviderToken.objects.get().broken
    authorise(authorised)
    assert send(once="3").state == "sent"


def test_silence_during_a_renewal_is_no_answer_and_leaves_the_pair(clock: Any, authorised: ZaloServer) -> None:
    authorised.expire()
    authorised.plan = [(200, {}, {"error": -216}), (502, {}, b"")]
    assert send().state == "failed"
    assert not ProviderToken.objects.get().broken
    assert send(once="2").state == "sent"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"error": -118}, "dead"),
        ({"error": -139}, "dead"),
        ({"error": -144}, "failed"),
        ({"error": -115}, "failed"),
        ({"error": -133}, "failed"),
        ({"error": "no number"}, "failed"),
        ([], "failed"),
    ],
)
def test_each_refusal_is_for_ever_or_for_now(clock: Any, authorised: ZaloServer, answer: Any, state: str) -> None:
    authorised.plan = [(200, {}, answer)]
    assert send().state == state


def test_a_notice_without_a_registered_template_leaves_by_other_ways_only(clock: Any, authorised: ZaloServer) -> None:
    tell(to=PHONE, template="refused")
    assert (Message.objects.get().state, Message.objects.get().error_code) == ("suppressed", "closed")


def test_a_copied_database_opens_nothing_without_the_secret(
    clock: Any, authorised: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ProviderToken.objects.get()
    assert "a1" not in row.access and "r1" not in row.refresh
    monkeypatch.setenv("LIEMCHINH_ZALO_SECRET", "another secret")
    with pytest.raises(Undelivered, match="zalo.authorise"):
        services.StoredTokens().current()


def test_a_code_without_its_verifier_gives_no_pair(zalo: ZaloServer, db: None) -> None:
    application = application_from_settings()
    assert application is not None
    with pytest.raises(Undelivered):
        services.authorise(application=application, code="ma-cho-phep", verifier="short")
    assert not ProviderToken.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIEMCHINH_ZALO_URL", "http://zalo.vidu.vn"),
        ("LIEMCHINH_ZALO_TEMPLATES", "khong_co=1"),
        ("LIEMCHINH_ZALO_TEMPLATES", "draft_link=1"),
        ("LIEMCHINH_ZALO_SECRET", ""),
        ("LIEMCHINH_SMS_URL", "http://sms.vidu.vn/send"),
        ("LIEMCHINH_SMTP", "smtp://ai:matkhau@may.vidu.vn"),
        ("LIEMCHINH_SMTP", "may.vidu.vn:25"),
    ],
)
def test_a_setting_that_would_send_secrets_in_the_clear_or_nowhere_is_refused(
    zalo: ZaloServer, db: None, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(env.BadSetting):
        carriers(services.StoredTokens(), strict=True)
    assert services.open_channels(), "the counter goes on"
