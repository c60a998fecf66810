"""The health page and the lines of the log: what watchers are told, and that nobody else is in it."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from liemchinh import logs
from liemchinh.face.access import AccessLog
from tests import builders
from tests.cast import PASSWORD, Cast


@contextmanager
def listening(form: str) -> Iterator[io.StringIO]:
    """Everything that is logged inside, from DEBUG up, as it would be written."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    handler.setFormatter(logs.Line(form))
    root, django = logging.getLogger(), logging.getLogger("django.request")
    levels = root.level, django.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    django.setLevel(logging.DEBUG)
    try:
        yield heard
    finally:
        root.removeHandler(handler)
        root.setLevel(levels[0])
        django.setLevel(levels[1])


@pytest.mark.django_db
@pytest.mark.parametrize("site", ["public", "desk"])
def test_a_watcher_is_answered_by_any_name_without_tls_and_without_a_session(
    site: str, request: pytest.FixtureRequest, settings: Any, django_assert_num_queries: Any
) -> None:
    client: Client = request.getfixturevalue(site)
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["motcua.vidu.vn"]
    for _ in range(3):
        with django_assert_num_queries(1):
            answer = client.get("/health/", HTTP_HOST="10.0.0.7:8000")
        assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "site": site, "database": "ok"}
    assert answer["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer
    assert client.post("/health/", HTTP_HOST="10.0.0.7:8000").status_code == 405


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_503_and_says_no_more(public: Client) -> None:
    def away(*asked: Any) -> None:
        raise OperationalError("could not connect to 10.1.2.3 as liemchinh")

    with listening("json") as heard, connection.execute_wrapper(away):
        answer = public.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] == "unavailable"
    assert "10.1.2.3" not in answer.content.decode() + heard.getvalue()
    assert "OperationalError" in heard.getvalue()


NAME, PHONE, IDENTITY = "Nguyễn Thị Thí Dụ", "0999123456", "000000000012"


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["json", "text"])
def test_no_page_leaves_a_person_a_code_or_a_key_in_the_log(
    form: str, public: Client, desk: Client, cast: Cast, bare_cache: None, settings: Any
) -> None:
    dossier = builders.received(cast)
    public.raise_request_exception = False
    settings.REQUIRE_TOTP = False
    with listening(form) as heard:
        public.get(f"/h/{dossier.code}/{dossier.key}")
        public.get(f"/ho-so/{dossier.code}/")
        public.post("/tra-cuu/", {"code": dossier.code, "fact": PHONE[-4:]})
        public.get("/thu-tuc/", {"q": NAME})
        public.get(f"/khong-co/{PHONE}/{NAME}")
        public.get("/", HTTP_HOST=f"{PHONE}.example")
        public.get("/", HTTP_REFERER=f"https://x/?q={IDENTITY}", HTTP_USER_AGENT=NAME)
        public.get(f"/api/v1/dossiers/{dossier.code}", {"fact": dossier.key})
        desk.post("/tai-khoan/vao/", {"login": cast.receiver.username, "password": PASSWORD})
        desk.post("/tai-khoan/vao/", {"login": NAME, "password": "sai mật khẩu 123"})
        desk.force_login(cast.receiver.user)
        desk.get("/tim/", {"q": NAME})
        desk.get("/tim/", {"q": PHONE})
        desk.get(f"/ho-so/{dossier.code}/")
        desk.get(f"/ho-so/{dossier.code}/giay/receipt/")
    said = heard.getvalue()
    lines = said.splitlines()
    assert len(lines) >= 13
    for secret in (NAME, NAME.split()[-1], PHONE, IDENTITY, dossier.code, dossier.key, PASSWORD, "mật khẩu", "?q="):
        assert secret not in said, [line for line in lines if secret in line]
    if form == "json":
        told = [json.loads(line) for line in lines]
        asked = [line for line in told if line["logger"] == "liemchinh.access"]
        assert {"portal:by_key", "portal:look_up", "desk:search", "desk:dossier"} <= {line["route"] for line in asked}
        assert all({"method", "status", "ms", "request", "time", "level"} <= set(line) for line in asked)


def test_what_breaks_is_told_by_kind_and_place_never_in_its_own_words() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ValueError(f"duplicate key (phone)=({PHONE}) of {NAME}")

    with listening("json") as heard:
        try:
            broken(RequestFactory().get("/"))
        except ValueError:
            logging.getLogger("liemchinh.somewhere").exception("a part fell")
        logging.getLogger("liemchinh.somewhere").warning("sent to %s and %s", "a.b@vidu.vn", f"+84{PHONE[1:]}")
        logging.getLogger("liemchinh.somewhere").warning("two\nlines", stack_info=False)
    fallen, sent, _ = map(json.loads, heard.getvalue().splitlines())
    assert fallen["error"] == "builtins.ValueError"
    assert any("broken" in frame for frame in fallen["at"])
    assert NAME not in heard.getvalue() and PHONE[1:] not in heard.getvalue() and "a.b@" not in heard.getvalue()
    assert sent["message"] == "sent to ▇ and ▇"


def test_our_own_proxy_gives_the_number_and_a_strangers_header_does_not(settings: Any) -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    given = "0123456789abcdef0123456789abcdef"
    asked = RequestFactory().get("/", HTTP_X_REQUEST_ID=given)
    settings.PROXIES = 1
    assert AccessLog(answer)(asked)["X-Request-ID"] == given
    assert AccessLog(answer)(RequestFactory().get("/", HTTP_X_REQUEST_ID=NAME))["X-Request-ID"] != NAME
    settings.PROXIES = 0
    assert AccessLog(answer)(asked)["X-Request-ID"] != given
