"""The leader's page: every figure is the length of its list."""

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liemchinh.dossiers import services
from liemchinh.org import queries as org
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import text_of

FIGURE = re.compile(r'<a href="([^"]+)"[^>]*>([\d.]+)<span class="visually-hidden">')


LEADER = 50
"""Queries of the page at most: of one authority, its months added up."""


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
    page = text_of(sit(cast.leader).get("/bang-dieu-hanh/?tu=2026-09-01&den=2026-09-30")).replace("\u00a0", " ")
    assert "1 trong 1 kết quả có thời hạn đúng hạn, 100 %; kỳ trước 100 %." in page
    assert "Quá hạn: 0 kết quả trong kỳ, 1 hồ sơ đang giải quyết." in page
    assert "Đang giải quyết 4 hồ sơ" in page


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
    builders.returned(cast, builders.at("2026-08-27 09:00"))
    builders.returned(cast, builders.at("2026-09-10 09:00"))
    builders.assigned(cast)
    services.tally_up(at=TODAY)
    browser = sit(cast.leader)
    browser.get("/bang-dieu-hanh/")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/bang-dieu-hanh/")
    cost = len(asked)
    assert cost <= LEADER
    for _ in range(2):
        builders.returned(cast, builders.at("2026-09-10 09:00"))
        builders.assigned(cast)
    browser.get("/bang-dieu-hanh/")  # what changed is remembered again
    with django_assert_num_queries(cost):
        browser.get("/bang-dieu-hanh/")


def test_the_files_and_the_one_page_say_what_the_page_says_and_are_noted(sit: Any, cast: Cast) -> None:
    many(cast)
    browser = sit(cast.leader)
    asked = "?tu=2026-08-01&den=2026-09-30"
    units = browser.get(f"/bang-dieu-hanh/don-vi.csv{asked}")
    assert units.headers["Content-Disposition"].startswith("attachment")
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(units.content.decode("utf-8-sig")))
        if row["Phòng"].startswith("Văn phòng")
    ]
    assert (row["Đúng hạn"], row["Quá hạn"], row["Đang quá hạn"]) == ("2", "0", "1")
    for name in ("ky", "thang", "buoc"):
        assert browser.get(f"/bang-dieu-hanh/{name}.csv{asked}").status_code == 200
    assert browser.get("/bang-dieu-hanh/khac.csv").status_code == 404
    paper = browser.get(f"/bang-dieu-hanh/mot-trang.pdf{asked}")
    assert paper.content.startswith(b"%PDF") and paper.content.count(b"/Type /Page\n") <= 1
    looks = org.looks(cast.auditor.actor, at=TODAY).rows
    assert {look.subject for look in looks if look.kind == "export"} >= {
        "bang-dieu-hanh/don-vi",
        "bang-dieu-hanh/mot-trang",
    }


@pytest.mark.parametrize("who", ["receiver", "specialist", "clerk", "administrator", "stranger"])
def test_paper_and_files_are_for_those_who_may_open_the_page(sit: Any, cast: Cast, who: str) -> None:
    browser = sit(getattr(cast, who))
    for address in ("mot-trang.pdf", "ky.csv"):
        assert browser.get(f"/bang-dieu-hanh/{address}").status_code == 403


def test_the_overseer_sees_communes_and_goes_down_into_one(sit: Any, cast: Cast) -> None:
    many(cast)
    received = builders.filing()
    services.receive(filing=received, by=cast.stranger.actor, at=builders.at("2026-09-08 10:00"))
    browser = sit(cast.overseer)
    page = text_of(browser.get("/bang-dieu-hanh/"))
    assert "Ủy ban nhân dân xã An Mẫu" in page and "Ủy ban nhân dân xã Bình Mẫu" in page
    assert "Thời gian từng bước chỉ tính cho một đơn vị." in page
    down = text_of(browser.get(f"/bang-dieu-hanh/?don_vi={cast.commune}"))
    assert "Văn phòng Hội đồng nhân dân" in down
    assert "Thụ lý" in down
