"""Finding a procedure by the words people use, and reading what it takes."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from liemchinh.kernel.actors import SYSTEM
from liemchinh.portal.procedures.pages import _bare
from liemchinh.procedures import services
from liemchinh.procedures.rules import Level
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    "words", ["đăng ký thường trú", "dang ky thuong tru", "đăng ký thường trú", "ĐĂNG KÝ  thường trú"]
)
def test_words_with_or_without_marks_find_it(public: Client, cast: Cast, clock: Any, words: str) -> None:
    page = text(public.get("/thu-tuc/", {"q": words}))
    assert f'href="/thu-tuc/{builders.PROCEDURE}/">Đăng ký thường trú</a>' in page


def test_a_line_tells_term_and_fee(public: Client, cast: Cast, clock: Any) -> None:
    page = text(public.get("/thu-tuc/", {"q": "đăng ký thường trú"})).replace("\u00a0", " ")
    assert "<strong>7 ngày làm việc</strong>" in page
    assert "10.000 đồng hoặc 20.000 đồng" in page
    assert "Nộp tại đây" in page


def test_nothing_found_offers_the_nearest_three_and_the_phone(public: Client, cast: Cast, clock: Any) -> None:
    page = text(public.get("/thu-tuc/", {"q": "đăng ký khai sânh"}))
    assert "Chưa có thủ tục nào khớp “đăng ký khai sânh”" in page
    assert page.count('class="entry-title"') == 3
    assert "tel:0999000012" in page


def test_the_list_is_paged_and_keeps_its_filters(public: Client, cast: Cast, clock: Any) -> None:
    page = text(public.get("/thu-tuc/", {"noi": "day", "cap": "commune"}))
    assert page.count('class="entry-title"') == 20
    assert "?noi=day&amp;cap=commune&amp;trang=2" in page
    last = text(public.get("/thu-tuc/", {"noi": "day", "trang": "99999"}))
    assert 'aria-current="page"' in last


@pytest.mark.parametrize(
    "query", [{"q": "\x00"}, {"q": "a" * 500}, {"cap": "sao-hoa"}, {"trang": "-1"}, {"linh_vuc": "'"}]
)
def test_a_strange_question_gets_the_whole_list_not_a_fault(
    public: Client, cast: Cast, clock: Any, query: dict[str, str]
) -> None:
    assert "94 thủ tục" in text(public.get("/thu-tuc/", query))


def test_words_of_a_visitor_are_never_markup(public: Client, cast: Cast, clock: Any) -> None:
    assert "<b>đậm</b>" not in text(public.get("/thu-tuc/", {"q": "<b>đậm</b>"}))


def test_a_procedure_says_when_the_result_comes_if_filed_today(public: Client, cast: Cast, clock: Any) -> None:
    page = text(public.get(f"/thu-tuc/{builders.PROCEDURE}/")).replace("\u00a0", " ")
    assert "Nộp đủ giấy tờ hôm nay, nhận kết quả" in page
    assert 'datetime="2026-09-16T17:00+07:00"' in page
    assert "Phí, lệ phí: 20.000 đồng." in page
    assert "không tính, nghỉ cuối tuần" in page


@pytest.mark.parametrize(
    ("now", "filed"),
    [("2026-09-07 17:01", "thứ Ba, 8/9/2026"), ("2026-09-12 09:00", "thứ Hai, 14/9/2026")],
)
def test_when_the_desk_is_closed_it_reckons_from_the_next_opening(
    public: Client, cast: Cast, clock: Any, now: str, filed: str
) -> None:
    clock.move_to(builders.at(now))
    assert f"Nộp đủ giấy tờ {filed}, nhận kết quả" in text(public.get(f"/thu-tuc/{builders.PROCEDURE}/"))


def test_what_is_only_assumed_is_said_to_be(public: Client, cast: Cast, clock: Any) -> None:
    page = text(public.get(f"/thu-tuc/{builders.PROCEDURE}/"))
    assert "Không nguồn nào nêu, chúng tôi tạm ghi:" in page
    assert "mức dịch vụ công trực tuyến" in page
    assert "Vì sao chỉ một phần:" in page


def test_a_coming_change_of_authority_is_told_with_its_day(public: Client, cast: Cast, clock: Any) -> None:
    services.transfer_authority(
        codes=[builders.PROCEDURE],
        from_level=Level.COMMUNE,
        to_level=Level.PROVINCE,
        on=date(2027, 1, 1),
        decision="QĐ mẫu",
        by=SYSTEM,
        at=builders.MORNING,
    )
    page = text(public.get(f"/thu-tuc/{builders.PROCEDURE}/"))
    assert "Từ ngày 1/1/2027: Thẩm quyền giải quyết chuyển từ cấp xã sang cấp tỉnh." in page


def test_the_checklist_has_a_box_for_every_paper(public: Client, cast: Cast, clock: Any) -> None:
    page = text(public.get(f"/thu-tuc/{builders.PROCEDURE}/giay-to/"))
    assert page.count('class="box"') > 3
    assert "Ủy ban nhân dân xã An Mẫu" in page


@pytest.mark.parametrize("code", ["9.999999", "..", "%00", "x" * 300])
def test_an_unknown_procedure_is_not_there(public: Client, cast: Cast, code: str) -> None:
    assert public.get(f"/thu-tuc/{code}/").status_code == 404


def test_list_and_page_cost_a_fixed_number_of_queries(public: Client, cast: Cast, clock: Any, counted: Any) -> None:
    public.get("/")
    for path, most in (("/thu-tuc/", 4), ("/thu-tuc/?q=khai+sinh", 4), (f"/thu-tuc/{builders.PROCEDURE}/", 8)):
        with counted() as queries:
            public.get(path)
        assert len(queries) == most, path


@pytest.mark.parametrize("typed", ["- Tờ khai", "+ Tờ khai", "•\u00a0Tờ khai", "-- Tờ khai "])
def test_a_bullet_typed_by_the_source_is_not_shown(typed: str) -> None:
    assert _bare(typed) == "Tờ khai"


def test_a_code_with_a_stroke_in_it_has_its_pages(public: Client, cast: Cast, clock: Any) -> None:
    row = {"ma_thu_tuc": "01/TTHC-MAU", "ten_thu_tuc": "Thủ tục có mã lạ", "linh_vuc": "Mẫu"}
    services.import_rows([row], by=SYSTEM, at=builders.MORNING)
    listed = text(public.get("/thu-tuc/", {"q": "thủ tục có mã lạ"}))
    assert 'href="/thu-tuc/01/TTHC-MAU/"' in listed
    for end in ("", "giay-to/"):
        assert "Thủ tục có mã lạ" in text(public.get(f"/thu-tuc/01/TTHC-MAU/{end}"))
