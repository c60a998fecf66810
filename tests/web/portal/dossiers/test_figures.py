"""On-time figures: one sentence, by unit and field; what is small stays hidden on every page and in every file."""

import csv
import io
import json
import re
from typing import Any

import pytest
from django.test import Client

from liemchinh.dossiers import services
from liemchinh.face.sheets import plain
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def late(cast: Cast) -> None:
    dossier = builders.signed(cast)
    services.issue(code=dossier.code, number="9/XN", by=cast.clerk.actor, at=builders.at("2026-09-21 08:00"))


def test_page_files_wall_and_index_say_the_same(public: Client, cast: Cast, clock: Any) -> None:
    for _ in range(5):
        builders.returned(cast)
    late(cast)
    clock.move_to(builders.at("2026-09-30 09:00"))
    page = text(public.get("/dung-hen/"))
    sentence = "Từ 1/9/2026 đến 30/9/2026: trong 6 hồ sơ có kết quả, <strong>83,3 %</strong> đúng hẹn."
    assert sentence in page
    assert "Ủy ban nhân dân xã An Mẫu" in page
    assert "Rút hoặc dừng: 0 hồ sơ." in page
    assert "style=" not in page and "<script>" not in page
    (row,) = rows_of(public.get("/dung-hen/2026-09.csv"))
    assert (row["don_vi"], row["co_ket_qua"], row["dung_hen"]) == ("Ủy ban nhân dân xã An Mẫu", "6", "5")
    data = json.loads(public.get("/dung-hen/2026-09.json").content)
    assert (data["total"]["finished"], data["total"]["on_time"], data["units"][0]["code"]) == (6, 5, cast.commune)
    wall = text(public.get("/dung-hen/?man-hinh=1"))
    assert sentence in wall and 'http-equiv="refresh"' in wall
    assert 'http-equiv="refresh"' not in text(public.get("/dung-hen/?man-hinh=dung"))
    index = text(public.get("/dung-hen/chi-so/2026-09/"))
    assert "không phải điểm chính thức của Cổng" in index
    assert "Hồ sơ đúng hạn" in index and "83,3 %" in index
    assert "Tỷ lệ đồng bộ: Cổng Dịch vụ công quốc gia đếm ở phía nhận." in index


def test_fewer_than_five_are_not_shown_anywhere(public: Client, cast: Cast, clock: Any) -> None:
    for _ in range(4):
        builders.returned(cast)
    gone = builders.received(cast)
    services.withdraw(code=gone.code, reason="Thí dụ.", by=cast.receiver.actor, at=gone.moved_at)
    clock.move_to(builders.at("2026-09-30 09:00"))
    page = text(public.get("/dung-hen/"))
    assert "dưới 5 hồ sơ, không nêu" in page
    assert "chưa đủ hồ sơ có kết quả" in page
    assert "Rút hoặc dừng: dưới 5 hồ sơ." in page
    (row,) = rows_of(public.get("/dung-hen/2026-09.csv"))
    assert (row["co_ket_qua"], row["dung_hen"], row["ti_le"]) == ("", "", "")
    data = json.loads(public.get("/dung-hen/2026-09.json").content)
    assert data["total"] == {"finished": None, "on_time": None, "share": None, "left_out": 1}
    assert data["units"][0]["ended"] is None
    assert "dưới 5 hồ sơ, không nêu" in text(public.get("/dung-hen/chi-so/2026-09/"))
    assert "dưới 5 hồ sơ, không nêu" not in text(public.get("/dung-hen/?man-hinh=1"))


def test_a_hidden_line_cannot_be_reckoned_back_from_the_sum(public: Client, cast: Cast, clock: Any) -> None:
    for _ in range(5):
        builders.returned(cast)
    builders.returned(cast, procedure="1.001193")
    clock.move_to(builders.at("2026-09-30 09:00"))
    page = text(public.get("/dung-hen/"))
    assert "trong 5 hồ sơ có kết quả" in page
    assert "Các nhóm ấy cũng không có trong con số chung" in page
    index = text(public.get("/dung-hen/chi-so/2026-09/"))  # beside the board it must not give the sixth away
    cells = re.findall(r'data-label="(?:Tử số|Mẫu số)">([\d.]+)<', index[index.index("2.1 Hồ sơ") :])
    assert cells[:2] == ["5", "5"]
    assert "6" not in re.findall(r'data-label="Mẫu số">([\d.]+)<', index[index.index("4.1 Hồ sơ") :])


@pytest.mark.parametrize("cell", ["=1+1", "@SUM(A1)", "-2", "+3"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert plain(cell) == f"'{cell}"
    assert plain(-2) == -2


@pytest.mark.parametrize("period", ["1999-01", "2026-13", "abc", "2026-09-01"])
def test_a_period_that_is_not_offered_is_not_there(public: Client, cast: Cast, clock: Any, period: str) -> None:
    for address in (f"{period}.csv", f"{period}.json", f"chi-so/{period}/", "chi-so/2026/"):
        assert public.get(f"/dung-hen/{address}").status_code == 404
    assert public.get("/dung-hen/", {"ky": period, "don-vi": "H99.77\x00"}).status_code == 200


def test_figures_cost_a_fixed_number_of_queries(public: Client, cast: Cast, clock: Any, counted: Any) -> None:
    public.get("/")
    builders.returned(cast)
    with counted() as queries:
        public.get("/dung-hen/")
    assert len(queries) == 10
