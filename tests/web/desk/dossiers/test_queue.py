"""My queue."""

from typing import Any

from tests import builders
from tests.cast import Cast
from tests.web.desk.pages import text_of


def test_what_is_late_stands_before_what_is_due_tomorrow(sit: Any, cast: Cast) -> None:
    builders.assigned(cast)
    builders.assigned(cast, builders.at("2026-09-03 09:00"))
    page = text_of(sit(cast.specialist).get("/"))
    assert page.index("Quá hạn 1 ngày làm việc") < page.index("Sắp đến hạn · còn 1 ngày làm việc")
    assert "2 hồ sơ chờ anh/chị" in page
    assert "Trình kết quả" in page


def test_what_waits_for_the_applicant_is_listed_apart(sit: Any, cast: Cast) -> None:
    asked = builders.asked(cast)
    page = text_of(sit(cast.specialist).get("/"))
    assert "Không còn việc đến hạn." in page
    assert page.index("Chờ người khác") < page.index(asked.code)
    assert "chờ người nộp bổ sung" in page


def test_a_filter_keeps_its_place_in_the_address_and_can_be_taken_off(sit: Any, cast: Cast) -> None:
    builders.assigned(cast)
    page = text_of(sit(cast.specialist).get("/?q=khong+ai+ca&xep=newest"))
    assert "Không có hồ sơ nào khớp bộ lọc." in page
    assert 'value="khong ai ca"' in page
    assert 'value="newest" selected' in page


def test_a_name_is_found_without_its_marks(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    assert made.code in text_of(sit(cast.specialist).get("/?q=thi+du"))


def test_a_stranger_with_the_same_role_sees_none_of_it(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    assert made.code not in text_of(sit(cast.stranger_specialist).get("/"))


def test_a_nonsense_filter_is_an_empty_filter(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    page = sit(cast.specialist).get("/?trang_thai=abc&trang=-1&xep=x")
    assert page.status_code == 200
    assert made.code in text_of(page)


def test_the_number_of_queries_does_not_grow_with_the_queue(
    sit: Any, cast: Cast, django_assert_num_queries: Any
) -> None:
    builders.assigned(cast)
    browser = sit(cast.specialist)
    browser.get("/")
    with django_assert_num_queries(16):
        browser.get("/")
    for minute in range(5):
        builders.assigned(cast, builders.at(f"2026-09-08 09:1{minute}"))
    with django_assert_num_queries(16):
        browser.get("/")
