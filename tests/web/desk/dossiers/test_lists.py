"""Search, the quick way to return a result, and lists."""

from typing import Any

import pytest

from tests import builders
from tests.cast import Cast
from tests.web.desk.pages import text_of


@pytest.mark.parametrize("typed", ["thi du", "THÍ DỤ", "Thi\u0301 Du\u0323", "0999 123 456", "000000000012"])
def test_a_dossier_is_found_by_what_people_say(sit: Any, cast: Cast, typed: str) -> None:
    made = builders.received(cast)
    page = sit(cast.receiver).get("/tim/", {"q": typed})
    assert made.code in text_of(page)
    assert "<mark>" in text_of(page)


def test_a_whole_code_in_any_spacing_opens_the_dossier(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    answer = sit(cast.receiver).get("/tim/", {"q": f" {made.code.lower().replace('-', ' - ')} "})
    assert answer["Location"] == f"/ho-so/{made.code}/"


def test_a_scanned_receipt_opens_the_dossier_and_a_done_one_its_return(sit: Any, cast: Cast) -> None:
    made = builders.issued(cast)
    address = f"http://127.0.0.1:8000/h/{made.code}/{made.key}"
    browser = sit(cast.receiver)
    for scan in (address, f"{address}#{'1234567890' * 34}"):  # with its promise, as the paper's code reads
        assert browser.get("/tim/", {"q": scan})["Location"] == f"/ho-so/{made.code}/"
        assert browser.get("/tra-ket-qua/", {"q": scan})["Location"] == f"/ho-so/{made.code}/tra-ket-qua/"


def test_a_stranger_searching_a_code_finds_nothing(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    page = sit(cast.stranger).get("/tim/", {"q": made.code})
    assert page.status_code == 200
    assert "0 hồ sơ khớp" in text_of(page)


def test_results_that_wait_are_listed_for_returning(sit: Any, cast: Cast) -> None:
    done, open_one = builders.issued(cast), builders.received(cast)
    page = text_of(sit(cast.receiver).get("/tra-ket-qua/"))
    assert f"/ho-so/{done.code}/tra-ket-qua/" in page
    assert open_one.code not in page


def test_a_search_looks_across_the_whole_authority_only_for_those_who_see_it(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    assert made.code in text_of(sit(cast.clerk).get("/tim/?q=thi+du"))
    assert made.code not in text_of(sit(cast.specialist).get("/tim/?q=thi+du"))


def test_a_list_pages_and_keeps_its_filters(sit: Any, cast: Cast) -> None:
    for minute in range(51):
        builders.received(cast, builders.at(f"2026-09-14 09:{minute:02d}"))
    browser = sit(cast.clerk)
    page = text_of(browser.get("/danh-sach/?nhom=received&tu=2026-09-01&den=2026-09-30"))
    assert "51 hồ sơ" in page
    assert "nhom=received&tu=2026-09-01&den=2026-09-30&trang=2" in page
    last = text_of(browser.get("/danh-sach/?nhom=received&tu=2026-09-01&den=2026-09-30&trang=2"))
    assert last.count('class="row-link"') == 1


def test_days_without_a_group_are_days_of_receipt(sit: Any, cast: Cast) -> None:
    before, after = builders.received(cast, builders.at("2026-08-31 09:00")), builders.received(cast)
    page = text_of(sit(cast.clerk).get("/danh-sach/?tu=2026-09-01"))
    assert after.code in page
    assert before.code not in page


def test_a_day_that_is_none_narrows_nothing_and_breaks_nothing(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    page = sit(cast.clerk).get("/danh-sach/?tu=0001-01-01&den=31%2F02%2F2026&nhom=xyz")
    assert page.status_code == 200
    assert made.code in text_of(page)


def test_the_number_of_queries_does_not_grow_with_the_list(
    sit: Any, cast: Cast, django_assert_num_queries: Any
) -> None:
    builders.received(cast)
    browser = sit(cast.receiver)
    browser.get("/danh-sach/")
    for _ in range(2):
        with django_assert_num_queries(14):
            browser.get("/danh-sach/")
        with django_assert_num_queries(14):
            browser.get("/tim/?q=thi+du")
        builders.received(cast)
