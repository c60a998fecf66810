"""The directory: every unit with its contacts, and what became of those that are no more."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from liemchinh.kernel.actors import SYSTEM
from liemchinh.org import services
from liemchinh.org.rules import LocalityType
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("words", ["an mau", "An Mẫu", "xã an mẫu"])
def test_a_name_is_found_without_its_marks(public: Client, cast: Cast, words: str) -> None:
    page = text(public.get("/danh-ba/", {"q": words}))
    assert 'href="/danh-ba/H99.12/">Xã An Mẫu</a>' in page
    assert "Bình Mẫu" not in page


def test_a_unit_in_the_list_says_where_it_stands(public: Client, cast: Cast) -> None:
    assert "Cấp xã · Tỉnh Sông Mẫu · " in text(public.get("/danh-ba/", {"q": "an mau"}))


def test_a_province_narrows_the_list(public: Client, cast: Cast) -> None:
    assert "3 đơn vị" in text(public.get("/danh-ba/", {"tinh": "H99"}))


def test_nothing_found_says_what_to_try(public: Client, cast: Cast) -> None:
    assert "Không có đơn vị nào như vậy" in text(public.get("/danh-ba/", {"q": "atlantis"}))


def test_a_unit_shows_its_contacts_hours_and_what_it_stands_under(public: Client, cast: Cast) -> None:
    page = text(public.get("/danh-ba/H99.12/"))
    assert "mailto:anmau@songmau.example" in page
    assert "Thứ Hai đến thứ Sáu, 7 giờ 30 đến 11 giờ 30 và 13 giờ đến 17 giờ" in page
    assert 'href="/danh-ba/H99/">Tỉnh Sông Mẫu</a>' in page


def test_a_renamed_unit_keeps_its_old_name_in_view(public: Client, cast: Cast, clock: Any) -> None:
    services.rename(
        code="H99.12",
        name="Xã An Hòa Mẫu",
        locality=LocalityType.COMMUNE,
        on=date(2026, 3, 1),
        decision="NQ 5",
        by=SYSTEM,
        at=builders.MORNING,
    )
    page = text(public.get("/danh-ba/H99.12/"))
    assert "<h1>Xã An Hòa Mẫu</h1>" in page
    assert "Xã An Mẫu" in page
    assert "1/3/2026" in page


@pytest.mark.parametrize("code", ["KHONG", "%00", "x" * 400, "<b>"])
def test_an_unknown_unit_is_not_there(public: Client, cast: Cast, code: str) -> None:
    assert public.get(f"/danh-ba/{code}/").status_code == 404


def test_directory_and_unit_cost_a_fixed_number_of_queries(public: Client, cast: Cast, counted: Any) -> None:
    public.get("/")
    for path, most in (("/danh-ba/", 9), ("/danh-ba/H99.12/", 14)):
        with counted() as queries:
            public.get(path)
        assert len(queries) <= most, path
