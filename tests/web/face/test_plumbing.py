"""Every answer carries the house's headers; every no is a page with the right status and a way on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.face.limits import Limit, Limited, client_of, count, wait_in_words

NOON = datetime(2026, 9, 18, 5, 0, tzinfo=UTC)


@pytest.fixture
def web(bare_cache: None) -> Client:
    """A browser that gets the error page instead of the exception."""
    return Client(raise_request_exception=False)


def test_pages_allow_nothing_inline_nothing_from_elsewhere_and_no_frame_around_them(web: Client) -> None:
    answer = web.get("/portal/xong")
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("path", ["tu-choi", "mat", "khong-co", "hong"])
def test_error_pages_carry_the_same_headers(web: Client, path: str) -> None:
    assert "Content-Security-Policy" in web.get(f"/portal/{path}")


def test_an_answer_to_a_browser_with_a_session_is_not_stored(web: Client, settings: Any) -> None:
    assert "Cache-Control" not in web.get("/portal/xong")
    web.cookies[settings.SESSION_COOKIE_NAME] = "x"
    assert web.get("/portal/xong")["Cache-Control"] == "no-store"
    assert web.get("/portal/luu")["Cache-Control"] == "public, max-age=60"


def test_a_refusal_is_a_409_with_its_sentence_its_code_and_the_way_back(web: Client) -> None:
    answer = web.get("/portal/tu-choi", headers={"referer": "http://testserver/portal/xong"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hồ sơ đang ở trạng thái &lt;Chờ&gt;, chưa thể chuyển." in page
    assert "không mất gì" in page
    assert 'href="http://testserver/portal/xong"' in page
    assert "sample.move" in page


def test_the_way_back_never_leads_to_another_site(web: Client) -> None:
    page = web.get("/portal/tu-choi", headers={"referer": "https://elsewhere.example/"}).content.decode()
    assert "elsewhere" not in page


def test_a_refusal_at_the_desk_stands_in_the_desk_frame(web: Client) -> None:
    page = web.get("/desk/tu-choi").content.decode()
    assert "face/desk.css" in page
    assert "Đăng xuất" in page


def test_not_yours_and_not_there_are_the_same_page(web: Client) -> None:
    mine, never = web.get("/portal/mat"), web.get("/portal/khong-co")
    assert mine.status_code == never.status_code == 404
    told = [answer.content.partition(b"<main")[2].partition(b"</main>")[0] for answer in (mine, never)]
    assert told[0] == told[1] != b""
    assert b"0042" not in mine.content


def test_a_failure_of_ours_is_a_500_in_plain_words_without_the_cause(web: Client) -> None:
    answer = web.get("/portal/hong")
    assert answer.status_code == 500
    assert "Lỗi thuộc về chúng tôi." in answer.content.decode()
    assert b"RuntimeError" not in answer.content


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/portal/gioi-han")
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()


def test_what_is_too_large_to_be_a_form_is_refused_unread(web: Client) -> None:
    for made_up in ({}, {"HTTP_COOKIE": "liemchinh_public=x"}):
        answer = web.generic("POST", "/portal/gioi-han", CONTENT_LENGTH="300000", **made_up)
        assert answer.status_code == 413
        assert "256" in answer.content.decode() and "Content-Security-Policy" in answer
        assert web.generic("POST", "/portal/gioi-han", CONTENT_LENGTH="200000", **made_up).status_code != 413


def test_a_signed_in_official_may_send_scans_and_others_at_the_desk_may_not(desk: Client) -> None:
    sent = {"CONTENT_LENGTH": str(40 * 2**20)}
    assert desk.generic("POST", "/chu-to", **sent).status_code == 413
    assert desk.generic("POST", "/chu-to", **sent, HTTP_COOKIE="liemchinh_desk=x").status_code == 405
    sent = {"CONTENT_LENGTH": "9" * 400}
    assert desk.generic("POST", "/chu-to", **sent, HTTP_COOKIE="liemchinh_desk=x").status_code == 413


def test_the_third_try_within_the_limit_of_two_is_a_429_that_says_how_long(web: Client) -> None:
    assert [web.post("/portal/gioi-han").status_code for _ in range(3)] == [200, 200, 429]
    answer = web.post("/portal/gioi-han")
    assert 0 < int(answer["Retry-After"]) <= 1200
    assert "Hãy chờ" in answer.content.decode()
    assert web.get("/portal/gioi-han").status_code == 200


def test_another_client_is_not_held_up(web: Client) -> None:
    for _ in range(3):
        web.post("/portal/gioi-han")
    assert web.post("/portal/gioi-han", REMOTE_ADDR="198.51.100.7").status_code == 200


LOOK_UP = Limit("look-up", times=5, per=timedelta(minutes=1))


def allowed(tries: list[datetime], who: str = "a") -> list[bool]:
    """Which of these tries get through."""
    said = []
    for at in tries:
        try:
            count(LOOK_UP, who, at=at)
            said.append(True)
        except Limited:
            said.append(False)
    return said


def test_a_burst_across_the_edge_of_a_window_gains_nothing(bare_cache: None) -> None:
    edge = datetime(2026, 9, 18, 5, 1, tzinfo=UTC)
    tries = [edge - timedelta(seconds=1)] * 5 + [edge + timedelta(seconds=1)] * 5
    assert sum(allowed(tries)) <= 6


def test_two_purposes_and_two_people_are_counted_apart(bare_cache: None) -> None:
    assert allowed([NOON] * 6) == [True] * 5 + [False]
    assert allowed([NOON], who="b") == [True]
    count(Limit("sign-in", 5, timedelta(minutes=1)), "a", at=NOON)


@given(st.lists(st.integers(0, 150), min_size=6, max_size=40).map(sorted))
def test_who_waits_as_long_as_told_gets_through(seconds: list[int]) -> None:
    from django.core.cache import cache

    cache.clear()
    for second in seconds:
        at = NOON + timedelta(seconds=second)
        try:
            count(LOOK_UP, "c", at=at)
        except Limited as limited:
            assert limited.wait >= 1
            count(LOOK_UP, "c", at=at + timedelta(seconds=limited.wait))
            break


def test_a_waiting_time_is_said_in_whole_units_that_are_enough() -> None:
    said = [wait_in_words(s) for s in (40, 60, 61, 3599, 3600, 3601)]
    assert said == ["40 giây", "1 phút", "2 phút", "60 phút", "1 giờ", "2 giờ"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "remote", "expected"),
    [
        (0, "203.0.113.9", "198.51.100.1", "198.51.100.1"),
        (1, "10.9.9.9, 203.0.113.9", "198.51.100.1", "203.0.113.9"),
        (2, "203.0.113.9, 198.51.100.2", "198.51.100.1", "203.0.113.9"),
        (1, "", "198.51.100.1", "198.51.100.1"),
        (0, "", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (0, "", "::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_only_what_our_own_proxies_wrote_names_the_client(
    settings: Any, proxies: int, forwarded: str, remote: str, expected: str
) -> None:
    settings.PROXIES = proxies
    asked = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"x-forwarded-for": forwarded})
    assert client_of(asked) == expected


def test_large_letters_are_kept_in_a_cookie_and_put_on_the_page(web: Client) -> None:
    answer = web.get("/chu-to?co=to&ve=/portal/khong-co")
    assert answer.status_code == 302
    assert answer["Location"] == "/portal/khong-co"
    assert '<html lang="vi" class="chu-to">' in web.get("/portal/khong-co").content.decode()
    web.get("/chu-to?co=thuong&ve=/")
    assert '<html lang="vi">' in web.get("/portal/khong-co").content.decode()


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "x"])
def test_the_switch_of_letters_never_sends_anyone_to_another_site(web: Client, back: str) -> None:
    assert web.get("/chu-to", {"co": "to", "ve": back})["Location"] == "/"
