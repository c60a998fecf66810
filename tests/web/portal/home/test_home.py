"""The front page: what can be done, whether the doors are open, whether promises are kept; and the small files."""

from typing import Any

import pytest
from django.test import Client

from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_front_page_asks_one_question_and_opens_the_doors_there_are(public: Client, cast: Cast, clock: Any) -> None:
    page = text(public.get("/"))
    assert '<h1 class="hero-title">Ông/bà cần làm gì?</h1>' in page
    assert "Ủy ban nhân dân xã An Mẫu" in page
    for address in ("/tra-cuu/", "/thu-tuc/", "/don/"):
        assert f'href="{address}"' in page
    assert "Gửi đơn hoặc báo tin kín trên trang này" in page
    assert 'href="tel:0999000012">0999 000 012' in page


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-09-07 08:00", "Đang mở cửa, đến 11 giờ 30"),
        ("2026-09-07 12:00", "Mở lại 13 giờ, thứ Hai, 7/9/2026"),
        ("2026-09-07 18:00", "Mở lại 7 giờ 30, thứ Ba, 8/9/2026"),
        ("2026-09-02 09:00", "Hôm nay Quốc khánh. Mở lại 7 giờ 30, thứ Năm, 3/9/2026"),
        ("2026-08-22 09:00", "Đang mở cửa, đến 11 giờ 30"),
    ],
)
def test_the_front_page_says_whether_the_doors_are_open(
    public: Client, cast: Cast, clock: Any, now: str, said: str
) -> None:
    clock.move_to(builders.at(now))
    assert said in text(public.get("/"))


def test_the_share_kept_is_shown_only_when_there_are_enough_results(public: Client, cast: Cast, clock: Any) -> None:
    clock.move_to(builders.at("2026-09-08 09:00"))
    for _ in range(4):
        builders.returned(cast)
    assert "chưa đủ hồ sơ có kết quả" in text(public.get("/"))
    builders.returned(cast)
    assert "100\u00a0%".replace("\u00a0", " ") in text(public.get("/")).replace("\u00a0", " ")


def test_the_front_page_costs_few_queries(public: Client, cast: Cast, clock: Any, counted: Any) -> None:
    public.get("/")
    with counted() as queries:
        public.get("/")
    assert len(queries) == 6  # two months: what is tallied, and what is live in each


def test_the_site_says_what_it_keeps_and_where_its_data_is(public: Client, cast: Cast) -> None:
    page = text(public.get("/gioi-thieu/"))
    assert "hết hạn sau 30 phút" in page
    assert "/api/v1/openapi.json" in page


def test_search_engines_stay_out_of_dossiers(public: Client, cast: Cast) -> None:
    lines = public.get("/robots.txt").content.decode().splitlines()
    assert {"Disallow: /ho-so/", "Disallow: /h/"} <= set(lines)


def test_a_weakness_can_be_reported(public: Client, cast: Cast, clock: Any) -> None:
    lines = public.get("/.well-known/security.txt").content.decode().splitlines()
    assert "Contact: mailto:anmau@songmau.example" in lines
    assert "Expires: 2027-12-31T00:00:00Z" in lines


@pytest.mark.parametrize("path", ["/", "/gioi-thieu/", "/thu-tuc/", "/tra-cuu/", "/danh-ba/", "/luat/", "/dung-hen/"])
def test_every_page_answers_head_and_sets_no_needless_cookie(public: Client, cast: Cast, path: str) -> None:
    answer = public.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    allowed = {"liemchinh_public_csrf"} if path == "/tra-cuu/" else set()
    assert set(answer.cookies) == allowed


def test_the_authority_named_in_the_settings_is_the_one_served(public: Client, cast: Cast, settings: Any) -> None:
    settings.HOME_UNIT = "H99.13"
    assert "Ủy ban nhân dân xã Bình Mẫu" in text(public.get("/"))


def test_an_instance_without_an_authority_still_answers(public: Client, cast: Cast, settings: Any) -> None:
    settings.HOME_UNIT = "KHONG"
    for path in ("/", "/thu-tuc/?noi=day", f"/thu-tuc/{builders.PROCEDURE}/", "/tra-cuu/", "/.well-known/security.txt"):
        assert public.get(path).status_code == 200
