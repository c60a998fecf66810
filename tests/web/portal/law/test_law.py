"""The law book, the calendar and the reckoner: every value with its source, every day with its decision."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from liemchinh.kernel.actors import SYSTEM
from liemchinh.law.book import rule_book
from liemchinh.law.calendar import DeclaredDay
from tests.builders import at
from tests.cast import COMMUNE, Cast

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def reckon(public: Client, day: int, month: int, year: int, amount: Any, unit: str = "working_day") -> str:
    asked = {"nhan": day, "nhan_thang": month, "nhan_nam": year, "so": amount, "don_vi": unit}
    return text(public.get("/luat/tinh-ngay/", asked))


def test_every_rule_stands_in_the_book_with_source_and_history(public: Client, cast: Cast) -> None:
    page = text(public.get("/luat/"))
    for rule in rule_book():
        assert f'id="{rule.key}"' in page
        for value in rule.provisions:
            assert value.source.document in page
    assert "Ghi theo hiểu biết, cần kiểm tra" in page
    assert "Đã đối chiếu văn bản" in page


def test_the_calendar_names_the_decision_behind_every_declared_day(public: Client, cast: Cast) -> None:
    page = text(public.get("/luat/lich/", {"nam": "2026"}))
    assert "thứ Bảy, 22/8/2026: làm bù" in page
    assert "Thông báo 9441/TB-BNV" in page
    assert page.count('class="month-sheet"') == 12
    assert '<td class="swap_work">22<span class="visually-hidden">: làm bù cho thứ Hai 31/8/2026</span></td>' in page


def test_a_year_that_is_not_decided_says_so(public: Client, cast: Cast) -> None:
    assert "ngày tạm tính" in text(public.get("/luat/lich/", {"nam": "2027"}))


@pytest.mark.parametrize("year", ["1500", "99999999999", "abc", "\x00"])
def test_a_year_without_data_falls_back_to_one_with(public: Client, cast: Cast, year: str) -> None:
    assert "Lịch làm việc năm" in text(public.get("/luat/lich/", {"nam": year}))


@pytest.mark.parametrize(
    ("day", "amount", "due"),
    [
        ((31, 12, 2025), 1, "2026-01-05"),
        ((12, 2, 2026), 5, "2026-02-26"),
        ((20, 8, 2026), 3, "2026-08-24"),
        ((23, 4, 2026), 3, "2026-04-29"),
    ],
)
def test_the_reckoner_knows_the_known_answers(
    public: Client, cast: Cast, day: tuple[int, int, int], amount: int, due: str
) -> None:
    page = reckon(public, *day, amount)
    assert f'datetime="{due}T17:00+07:00"' in page
    assert '<details class="why" open>' in page


def test_a_date_beyond_the_decided_calendar_is_marked_provisional(public: Client, cast: Cast) -> None:
    assert "to-lich provisional" in reckon(public, 30, 12, 2026, 5)


@pytest.mark.parametrize(
    ("day", "amount", "unit", "said"),
    [
        ((31, 2, 2026), 5, "working_day", "Không có ngày này trong lịch."),
        ((1, 2, 2026), "năm", "working_day", "Thời hạn ghi bằng chữ số."),
        ((1, 2, 2026), -1, "working_day", "Thời hạn từ 0 trở lên."),
        ((1, 2, 2026), 10**9, "working_day", "Thời hạn này quá dài"),
        ((1, 2, 2026), 19999, "month", "chỉ nhận từ 0 đến 240"),
        ((1, 2, 1066), 5, "working_day", "nằm ngoài lịch tính được"),
        ((1, 2, 2026), 5, "thế kỷ", "thế kỷ"),
    ],
)
def test_what_cannot_be_reckoned_is_said_beside_the_box(
    public: Client, cast: Cast, day: tuple[int, int, int], amount: Any, unit: str, said: str
) -> None:
    page = reckon(public, *day, amount, unit)
    assert "<title>Lỗi:" in page
    assert said in page
    assert "to-lich" not in page


def test_the_pages_of_law_ask_the_database_nothing(public: Client, cast: Cast, counted: Any) -> None:
    public.get("/")
    for path in ("/luat/", "/luat/lich/", "/luat/tinh-ngay/?nhan=12&nhan_thang=2&nhan_nam=2026&so=5&don_vi=day"):
        with counted() as queries:
            public.get(path)
        assert len(queries) == 0, path


@pytest.fixture
def today_in_2026() -> Iterator[None]:
    """The feed shows this year and the next."""
    with time_machine.travel(at("2026-10-27 09:00"), tick=False):
        yield


def decided() -> int:
    """A storm on Wednesday 28 October 2026, decided by our commune two days before."""
    from liemchinh.org import services

    days = (DeclaredDay(date(2026, 10, 28), "closure", "bão số 12; đã; có, dấu"),)
    made = services.declare_days(
        unit=COMMUNE,
        document="Quyết định 45/QĐ-UBND",
        issued_on=date(2026, 10, 26),
        reason="bão số 12",
        days=days,
        by=SYSTEM,
        at=at("2026-10-26 15:00"),
    )
    cache.clear()
    return made


def test_the_public_calendar_shows_local_decisions_and_withdrawn_ones(public: Client, cast: Cast) -> None:
    from liemchinh.org import services

    number = decided()
    page = text(public.get("/luat/lich/", {"nam": "2026"}))
    assert "Quyết định 45/QĐ-UBND" in page and "thứ Tư, 28/10/2026: nghỉ theo quyết định" in page
    assert '<td class="closure">28<span class="visually-hidden">: bão số 12; đã; có, dấu</span></td>' in page
    assert "29/10/2026" in reckon(public, 27, 10, 2026, 1)
    services.withdraw_days(decision=number, reason="bão tan", by=SYSTEM, at=at("2026-10-27 09:00"))
    cache.clear()
    page = text(public.get("/luat/lich/", {"nam": "2026"}))
    assert "<del>bão số 12</del>" in page and "bão tan" in page and '<td class="closure">' not in page


def test_the_feed_of_days_off_is_a_calendar_file(public: Client, cast: Cast, today_in_2026: Any) -> None:
    decided()
    answer = public.get("/luat/lich.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    raw = answer.content.decode()
    assert raw.endswith("END:VCALENDAR\r\n") and "\n" not in raw.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))
    lines = raw.replace("\r\n ", "").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") > 30
    storm = lines.index("DTSTART;VALUE=DATE:20261028")
    assert lines[storm + 1 : storm + 4] == [
        "DTEND;VALUE=DATE:20261029",
        r"SUMMARY:Nghỉ: bão số 12\; đã\; có\, dấu",
        "DESCRIPTION:Quyết định 45/QĐ-UBND",
    ]
    assert "DTSTART;VALUE=DATE:20270909" not in lines
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids))
