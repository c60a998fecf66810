"""On-time figures: one sentence, by unit and field; what is small stays hidden everywhere."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from liemchinh.dossiers import services
from liemchinh.portal.dossiers.figures import _plain
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def late(cast: Cast) -> None:
    dossier = builders.signed(cast)
    services.issue(code=dossier.code, number="9/XN", by=cast.clerk.actor, at=builders.at("2026-09-21 08:00"))


def test_the_sentence_counts_what_was_kept(public: Client, cast: Cast, clock: Any) -> None:
    for _ in range(5):
        builders.returned(cast)
    late(cast)
    clock.move_to(builders.at("2026-09-30 09:00"))
    page = text(public.get("/dung-hen/"))
    assert "Từ 1/9/2026 đến 30/9/2026: trong 6 hồ sơ có kết quả, <strong>83,3 %</strong> đúng hẹn." in page
    assert "Ủy ban nhân dân xã An Mẫu" in page


def test_fewer_than_five_are_not_shown_anywhere(public: Client, cast: Cast, clock: Any) -> None:
    for _ in range(4):
        builders.returned(cast)
    clock.move_to(builders.at("2026-09-30 09:00"))
    page = text(public.get("/dung-hen/"))
    assert "dưới 5 hồ sơ, không nêu" in page
    assert "chưa đủ hồ sơ có kết quả" in page
    rows = list(csv.DictReader(io.StringIO(public.get("/dung-hen/2026-09.csv").content.decode("utf-8-sig"))))
    assert [(row["co_ket_qua"], row["dung_hen"], row["ti_le"]) for row in rows] == [("", "", "")]


def test_a_hidden_line_cannot_be_reckoned_back_from_the_sum(public: Client, cast: Cast, clock: Any) -> None:
    for _ in range(5):
        builders.returned(cast)
    builders.returned(cast, procedure="1.001193")
    clock.move_to(builders.at("2026-09-30 09:00"))
    page = text(public.get("/dung-hen/"))
    assert "trong 5 hồ sơ có kết quả" in page
    assert "Các nhóm ấy cũng không có trong con số chung" in page


def test_the_file_says_the_same_as_the_page(public: Client, cast: Cast, clock: Any) -> None:
    for _ in range(5):
        builders.returned(cast)
    clock.move_to(builders.at("2026-10-02 09:00"))
    answer = public.get("/dung-hen/2026-09.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    row = next(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (row["don_vi"], row["co_ket_qua"], row["dung_hen"]) == ("Ủy ban nhân dân xã An Mẫu", "5", "5")


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "-2", "+3"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert _plain(cell) == f"'{cell}"


@pytest.mark.parametrize("period", ["1999-01", "2026-13", "abc", "2026-09-01"])
def test_a_period_that_is_not_offered_is_not_there(public: Client, cast: Cast, clock: Any, period: str) -> None:
    assert public.get(f"/dung-hen/{period}.csv").status_code == 404
    assert public.get("/dung-hen/", {"ky": period}).status_code == 200


def test_figures_cost_a_fixed_number_of_queries(public: Client, cast: Cast, clock: Any, counted: Any) -> None:
    public.get("/")
    builders.returned(cast)
    with counted() as queries:
        public.get("/dung-hen/")
    assert len(queries) == 3
