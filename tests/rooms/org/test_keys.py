"""Security keys without a browser: garbled answers, what a required factor forbids, and pages in our words."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from liemchinh.kernel.actors import SYSTEM
from liemchinh.org import services
from tests.rooms.org.ground import AT
from tests.rooms.org.test_signin import PASSWORD, install_codes, is_in, sign_in

pytestmark = pytest.mark.usefixtures("bare_cache")
GARBLED = (
    "",
    "không",
    "null",
    "[1]",
    '"x"',
    '{"id": "a"}',
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}',
    json.dumps(
        {
            "id": "YQ",
            "rawId": "YQ",
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "YQ",
                "attestationObject": "YQ",
                "signature": "YQ",
                "userHandle": "MQ",
            },
        }
    ),
)


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["tests.rooms.org.ground.QuickArgon2"]


@pytest.fixture
def quan(staff: dict[str, str]) -> User:
    services.open_account(person="CB-QUAN", username="quan", password=PASSWORD, by=SYSTEM, at=AT)
    return User.objects.get(username="quan")


def key_of(user: User) -> Authenticator:
    """A row of a key, as far as these pages look into it."""
    data = {"name": "Khóa ở bàn", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


@pytest.mark.parametrize("answer", GARBLED)
def test_an_answer_that_no_key_gives_opens_nothing_and_breaks_nothing(
    desk: Client, quan: User, settings: Any, answer: str
) -> None:
    settings.REQUIRE_TOTP = False
    asked = desk.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"
    refused = desk.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert refused["Location"] == reverse("account_login")
    assert not is_in(desk)
    sign_in(desk, "quan")
    page = desk.get(reverse("mfa_add_webauthn")).content.decode()
    assert 'type="application/json"' in page
    added = desk.post(reverse("mfa_add_webauthn"), {"credential": answer, "name": "Khóa"})
    assert added.status_code == 200
    assert not Authenticator.objects.exists()


def test_who_must_have_a_second_factor_may_have_a_key_and_keeps_the_last_one(
    desk: Client, quan: User, settings: Any
) -> None:
    settings.REQUIRE_TOTP = True
    sign_in(desk, "quan")
    assert not is_in(desk)
    assert desk.get(reverse("mfa_add_webauthn")).status_code == 200
    key = key_of(quan)
    assert is_in(desk)
    listed = desk.get(reverse("mfa_list_webauthn")).content.decode()
    assert "vào không cần mật khẩu" in listed
    desk.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert Authenticator.objects.filter(pk=key.pk).exists()
    assert "không gỡ được" in desk.get(reverse("mfa_list_webauthn")).content.decode()
    install_codes(desk)
    desk.post(reverse("mfa_edit_webauthn", args=[key.pk]), {"name": "Khóa cất tủ"})
    assert "Khóa cất tủ" in desk.get(reverse("mfa_remove_webauthn", args=[key.pk])).content.decode()
    desk.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_a_key_is_its_owner_s_and_nobody_else_s(desk: Client, quan: User, settings: Any) -> None:
    settings.REQUIRE_TOTP = False
    other = User.objects.create(username="khac")
    key = key_of(other)
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert desk.get(reverse(name, args=[key.pk]))["Location"].startswith("/tai-khoan/")
    sign_in(desk, "quan")
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert desk.get(reverse(name, args=[key.pk])).status_code == 404
        assert desk.post(reverse(name, args=[key.pk]), {"name": "x"}).status_code == 404
    assert Authenticator.objects.get(pk=key.pk).data["name"] == "Khóa ở bàn"


def test_the_pages_of_keys_speak_vietnamese(desk: Client, quan: User, settings: Any) -> None:
    settings.REQUIRE_TOTP = False
    sign_in(desk, "quan")
    key = key_of(quan)
    for path in (
        reverse("mfa_index"),
        reverse("mfa_list_webauthn"),
        reverse("mfa_edit_webauthn", args=[key.pk]),
        reverse("mfa_remove_webauthn", args=[key.pk]),
        reverse("account_sessions"),
    ):
        text = re.sub(r"<[^>]*>", " ", desk.get(path).content.decode())
        for english in ("Security", "Key", "Passkey", "Remove", "Name", "Session"):
            assert english not in text, (path, english)
