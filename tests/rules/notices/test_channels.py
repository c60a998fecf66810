"""Who is told by which way: only what they agreed to, only what their address can carry; and what a mask leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.notices import rules
from liemchinh.notices.rules import Channel, Recipient

PERSON = {"email": "nguoi.nop@vidu.vn", "phone": "0912 345 678"}


@given(st.booleans(), st.booleans(), st.booleans())
def test_nobody_is_told_by_a_way_they_did_not_choose(email: bool, sms: bool, zalo: bool) -> None:
    to = Recipient(**PERSON, by_email=email, by_sms=sms, by_zalo=zalo)
    assert set(rules.ways(to)) == {
        channel for channel, yes in ((Channel.EMAIL, email), (Channel.SMS, sms), (Channel.ZALO, zalo)) if yes
    }


def test_a_consent_is_a_true_and_nothing_like_it() -> None:
    strange = {"email": "có", "sms": 1, "zalo": None}
    assert rules.ways(Recipient.consented(strange, **PERSON)) == {}
    assert set(rules.ways(Recipient.consented({"sms": True}, **PERSON))) == {Channel.SMS}


def test_an_office_is_told_by_mail_without_being_asked_and_never_by_telephone() -> None:
    assert rules.ways(Recipient(email="motcua@xa.vidu.vn", phone="0912345678", official=True)) == {
        Channel.EMAIL: "motcua@xa.vidu.vn"
    }


@pytest.mark.parametrize("phone", ["02123 456 789", "1900 1234", "", "84912", "0212345678"])
def test_what_is_no_mobile_gets_no_message(phone: str) -> None:
    assert rules.ways(Recipient(phone=phone, by_sms=True, by_zalo=True)) == {}


@pytest.mark.parametrize("typed", ["0912345678", "+84 912 345 678", "0912.345.678"])
def test_a_mobile_is_written_as_gateways_take_it(typed: str) -> None:
    assert rules.ways(Recipient(phone=typed, by_sms=True)) == {Channel.SMS: "84912345678"}


@pytest.mark.parametrize(
    "address",
    [
        "ai@vidu.vn\nBcc: moi@nguoi.vn",
        "ai@vidu.vn, khac@vidu.vn",
        "<ai@vidu.vn>",
        "ai@vidu",
        "ai vidu@vidu.vn",
        "@vidu.vn",
        "aí@vidu.vn",
        "a" * 200 + "@vidu.vn",
    ],
)
def test_what_could_smuggle_a_second_receiver_is_no_address(address: str) -> None:
    assert rules.ways(Recipient(email=address, by_email=True)) == {}


@given(st.one_of(st.emails(), st.text("0123456789", min_size=0, max_size=12)))
def test_a_mask_hides_all_but_its_ends_and_masking_twice_changes_nothing(address: str) -> None:
    shown = rules.masked(address)
    assert rules.masked(shown) == shown
    name, _, _ = address.rpartition("@")
    if len(name) > 1 and "•" not in address:
        assert name not in shown
    if len(address) > 3:
        assert address not in shown
