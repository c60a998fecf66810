"""The leader's page: every figure is the length of its list."""

import re
from html import unescape
from typing import Any

import pytest

from tests import builders
from tests.cast import Cast
from tests.web.desk.pages import text_of

FIGURE = re.compile(r'<a href="([^"]+)"[^>]*>([\d.]+)<span class="visually-hidden">')


def many(cast: Cast) -> None:
    builders.received(cast)
    builders.handed_over(cast)
    builders.assigned(cast, builders.at("2026-09-02 09:00"))
    builders.asked(cast)
    builders.issued(cast)
    builders.returned(cast, builders.at("2026-08-27 09:00"))
    builders.assigned(cast, builders.at("2026-09-08 10:00"))


@pytest.mark.parametrize("who", ["leader", "head", "auditor", "overseer"])
def test_every_figure_is_the_length_of_the_list_it_opens(sit: Any, cast: Cast, who: str) -> None:
    many(cast)
    browser = sit(getattr(cast, who))
    figures = FIGURE.findall(browser.get("/bang-dieu-hanh/").content.decode())
    assert len(figures) > 8
    for address, figure in figures:
        page = text_of(browser.get(unescape(address)))
        assert f"{figure} hồ sơ, lúc" in page, address


def test_the_three_sentences_say_what_the_table_says(sit: Any, cast: Cast) -> None:
    many(cast)
    page = text_of(sit(cast.leader).get("/bang-dieu-hanh/?tu=2026-09-01&den=2026-09-30"))
    assert "Trong kỳ đã tiếp nhận 6 hồ sơ; 1 hồ sơ có thời hạn đã có kết quả, 0 quá hạn." in page
    assert "Đang giải quyết 4 hồ sơ: 1 đã quá hạn" in page


def test_a_head_sees_the_own_division_only(sit: Any, cast: Cast) -> None:
    many(cast)
    page = text_of(sit(cast.other_head).get("/bang-dieu-hanh/"))
    assert "Chưa có hồ sơ nào trong phạm vi của anh/chị." in page


def test_the_commune_next_door_is_empty(sit: Any, cast: Cast) -> None:
    many(cast)
    page = text_of(sit(cast.stranger_leader).get("/bang-dieu-hanh/"))
    assert "Đang giải quyết 0 hồ sơ" in page


@pytest.mark.parametrize(
    "asked", ["tu=2026-09-30&den=2026-09-01", "tu=x", "den=2026-09-01", "tu=2099-12-31", "tu=9999-12-31"]
)
def test_a_period_that_cannot_be_falls_back(sit: Any, cast: Cast, asked: str) -> None:
    assert sit(cast.leader).get(f"/bang-dieu-hanh/?{asked}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_dossiers(
    sit: Any, cast: Cast, django_assert_num_queries: Any
) -> None:
    builders.assigned(cast)
    browser = sit(cast.leader)
    browser.get("/bang-dieu-hanh/")
    with django_assert_num_queries(13):
        browser.get("/bang-dieu-hanh/")
    builders.assigned(cast)
    with django_assert_num_queries(13):
        browser.get("/bang-dieu-hanh/")
