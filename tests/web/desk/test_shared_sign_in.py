"""Signing in by a shared service, against a real HTTP server of that kind: who gets in, and every way not to."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from oidc_provider_mock import run_server_in_thread

from liemchinh.env import BadSetting, SharedSignIn, shared_sign_in
from liemchinh.kernel.actors import SYSTEM
from liemchinh.ledger.models import Entry
from liemchinh.org import oidc, services
from liemchinh.org.models import LinkedIdentity
from tests.cast import FOUNDED, Cast

BEGIN, BACK = "/tai-khoan/chung/", "/tai-khoan/chung/ve/"
KEPT = "liemchinh.shared_sign_in"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A service of another house."""
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def service(issuer: str, settings: Any, cast: Cast, bare_cache: None) -> SharedSignIn:
    """Its configuration: an identity opens an account by a link or by the person's code."""
    settings.REQUIRE_TOTP = False
    found = SharedSignIn(issuer, "liemchinh", "bí mật", "VNeID", "openid", "TechID", True, ("loAs", "2"))
    settings.SHARED_SIGN_IN = found
    return found


def person(issuer: str, sub: str, **claims: object) -> None:
    requests.put(f"{issuer}/users/{sub}", json=claims, timeout=5).raise_for_status()


def go(browser: Client, sub: str, begin: str = BEGIN) -> str:
    """Out to the service, as `sub` there, and the address by which it sends the browser back."""
    out = browser.get(begin)
    assert out.status_code == 302
    asked = parse_qs(urlsplit(out["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 32
    back = requests.post(out["Location"], data={"sub": sub}, allow_redirects=False, timeout=5)
    return back.headers["Location"].replace("http://127.0.0.1:8001", "")


def is_in(browser: Client) -> bool:
    return browser.get("/tai-khoan/phien/").status_code == 200


def test_a_person_known_by_code_or_by_a_link_comes_in_where_they_wanted_to(
    desk: Client, cast: Cast, service: SharedSignIn
) -> None:
    person(service.issuer, "s1", TechID="hotich", loAs=2)
    answer = desk.get(go(desk, "s1", f"{BEGIN}?next=/tim/"))
    assert (answer.status_code, answer["Location"]) == (302, "/tim/")
    assert desk.get("/tim/").status_code == 200
    services.link_identity(person="lanhdao", issuer=service.issuer, subject="t-77", by=SYSTEM, at=FOUNDED)
    person(service.issuer, "s2", TechID="t-77", loAs=3)
    other = type(desk)()
    assert other.get(go(other, "s2", f"{BEGIN}?next=//evil.example/"))["Location"] == "/"
    assert "Dương Văn Mẫu Phúc" in other.get("/tai-khoan/phien/").content.decode()
    # whoever is linked is known by the link alone
    person(service.issuer, "s3", TechID="lanhdao", loAs=3)
    third = type(desk)()
    assert "chưa nối với cán bộ nào" in third.get(go(third, "s3")).content.decode()


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"TechID": "khong.co.ai", "loAs": 2}, "chưa nối với cán bộ nào"),
        ({"loAs": 2}, "chưa nối với cán bộ nào"),
        ({"TechID": "", "loAs": 2}, "chưa nối với cán bộ nào"),
        ({"TechID": ["hotich"], "loAs": 2}, "chưa nối với cán bộ nào"),
        ({"TechID": "hotich", "loAs": 1}, "Mức định danh"),
        ({"TechID": "hotich"}, "Mức định danh"),
    ],
)
def test_a_stranger_or_too_weak_an_identity_stays_outside_and_no_account_is_made(
    desk: Client, service: SharedSignIn, claims: dict[str, object], sentence: str, django_user_model: Any
) -> None:
    before = django_user_model.objects.count()
    person(service.issuer, "x", **claims)
    answer = desk.get(go(desk, "x"))
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert not is_in(desk)
    assert django_user_model.objects.count() == before


def test_a_closed_account_stays_closed(desk: Client, cast: Cast, service: SharedSignIn) -> None:
    person(service.issuer, "s1", TechID="hotich", loAs=2)
    services.close_account(person="hotich", by=SYSTEM, at=FOUNDED)
    answer = desk.get(go(desk, "s1"))
    assert answer.status_code == 403
    assert "đã đóng" in answer.content.decode()
    assert not is_in(desk)


def test_an_answer_to_another_question_another_browser_or_another_time_is_not_believed(
    desk: Client, service: SharedSignIn
) -> None:
    person(service.issuer, "s1", TechID="hotich", loAs=2)

    def refused(address: str, **kept: object) -> None:
        session = desk.session
        if kept:
            session[KEPT] = {**session[KEPT], **kept}
            session.save()
        answer = desk.get(address)
        assert answer.status_code == 403
        assert "Chưa xác nhận được" in answer.content.decode()
        assert not is_in(desk)

    refused(go(desk, "s1"), nonce="x" * 32)
    refused(go(desk, "s1"), state="x" * 32)
    refused(go(desk, "s1"), at=0)
    refused(f"{BACK}?code=x&state=y")
    refused(f"{BACK}?state=")
    address = go(desk, "s1")
    refused(address.replace("code=", "code=x"))
    refused(address)  # the try is used up, though the code is good
    good = go(desk, "s1")
    victim = type(desk)()
    assert victim.get(good).status_code == 403
    refused(f"{BACK}?error=access_denied&state={parse_qs(urlsplit(good).query)['state'][0]}")


def test_a_token_not_signed_by_the_service_for_us_is_not_believed(service: SharedSignIn) -> None:
    described = oidc._described(service)
    key = jwt.PyJWKClient(described["jwks_uri"]).get_signing_keys()[0]
    claims = {"iss": service.issuer, "aud": service.client_id, "sub": "s", "nonce": "n", "iat": 1, "exp": 4102444800}
    public = key.key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    forged = [
        jwt.encode(claims, None, algorithm="none"),
        _hmac(claims, public, key.key_id),
        "a.b.c",
        "",
    ]
    for token in forged:
        with pytest.raises(oidc.Untrusted):
            oidc._claims(service, described, token, nonce="n")


def _hmac(claims: dict[str, Any], secret: bytes, kid: str) -> str:
    """A token "signed" with the public key as if it were a shared secret; the library itself refuses to make one."""

    def part(value: bytes) -> str:
        return urlsafe_b64encode(value).rstrip(b"=").decode()

    head = part(json.dumps({"alg": "HS256", "kid": kid, "typ": "JWT"}).encode())
    body = part(json.dumps(claims).encode())
    mark = hmac.new(secret, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{part(mark)}"


def test_the_second_factor_is_asked_for_all_the_same(desk: Client, cast: Cast, service: SharedSignIn) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(cast.leader.user, "A" * 32)
    person(service.issuer, "s1", TechID="lanhdao", loAs=2)
    assert desk.get(go(desk, "s1"))["Location"].startswith("/tai-khoan/ma/nhap/")
    assert not is_in(desk)


def test_a_service_that_does_not_answer_or_is_another_says_so(
    desk: Client, service: SharedSignIn, settings: Any
) -> None:
    for issuer in ("http://localhost:1", f"{service.issuer}/other"):
        settings.SHARED_SIGN_IN = replace(service, issuer=issuer)
        answer = desk.get(BEGIN)
        assert answer.status_code == 502
        assert "chưa trả lời" in answer.content.decode()


def test_without_a_service_its_addresses_are_not_there(desk: Client, cast: Cast, settings: Any) -> None:
    settings.SHARED_SIGN_IN = None
    assert desk.get(BEGIN).status_code == desk.get(BACK).status_code == 404
    assert BEGIN not in desk.get("/tai-khoan/vao/").content.decode()


def test_sign_in_of_our_own_can_be_closed(desk: Client, cast: Cast, service: SharedSignIn, settings: Any) -> None:
    from tests.cast import PASSWORD

    assert "Vào bằng VNeID" in desk.get("/tai-khoan/vao/").content.decode()
    settings.LOCAL_SIGN_IN = False
    page = desk.get("/tai-khoan/vao/").content.decode()
    assert "Vào bằng VNeID" in page
    assert "password" not in page
    answer = desk.post("/tai-khoan/vao/", {"login": "hotich", "password": PASSWORD})
    assert "chỉ cho vào bằng dịch vụ" in answer.content.decode()
    assert not is_in(desk)


def test_an_administrator_links_and_unlinks_people_of_their_own_only(
    sit: Any, cast: Cast, service: SharedSignIn
) -> None:
    browser, path = sit(cast.administrator), "/quan-ly/danh-tinh/"
    assert browser.post(path, {"person": "hotich", "subject": "t-1"}).status_code == 302
    assert "t-1" in browser.get(path).content.decode()
    assert browser.post(path, {"person": "hotich2", "subject": "t-1"}).status_code == 409
    assert browser.post(path, {"person": "hotich", "subject": "t-2"}).status_code == 409
    assert browser.post(path, {"person": "hotich2", "subject": "a b"}).status_code in (409, 422)
    for other in ("hotich.binhmau", "khong.co.ai"):
        assert browser.post(path, {"person": other, "subject": "t-3"}).status_code in (409, 422)
    assert list(LinkedIdentity.objects.values_list("subject", flat=True)) == ["t-1"]
    assert browser.post(path, {"go": "hotich"}).status_code == 302
    assert not LinkedIdentity.objects.exists()
    kinds = Entry.objects.order_by("-id").values_list("kind", flat=True)[:2]
    assert list(kinds) == ["org.identity_unlinked", "org.identity_linked"]


def test_half_a_configuration_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEMCHINH_LOCAL_SIGN_IN", "0")
    with pytest.raises(BadSetting, match="không ai vào được"):
        shared_sign_in()
    monkeypatch.setenv("LIEMCHINH_OIDC_ISSUER", "http://dang-nhap.example")
    with pytest.raises(BadSetting, match="https"):
        shared_sign_in()
    monkeypatch.setenv("LIEMCHINH_OIDC_ISSUER", "https://dang-nhap.example/")
    with pytest.raises(BadSetting, match="CLIENT_ID"):
        shared_sign_in()
    monkeypatch.setenv("LIEMCHINH_OIDC_CLIENT_ID", "a")
    monkeypatch.setenv("LIEMCHINH_OIDC_CLIENT_SECRET", "b")
    monkeypatch.setenv("LIEMCHINH_OIDC_ASSURANCE", "loAs")
    with pytest.raises(BadSetting, match="loAs=2"):
        shared_sign_in()
    monkeypatch.setenv("LIEMCHINH_OIDC_ASSURANCE", "loAs=2")
    found = shared_sign_in()
    assert found is not None
    assert (found.issuer, found.assurance, found.by_code) == ("https://dang-nhap.example", ("loAs", "2"), False)
