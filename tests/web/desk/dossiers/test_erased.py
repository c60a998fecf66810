"""Officials and a dossier whose personal data were erased: lists and pages say so and offer nothing more to do."""

from typing import Any

import pytest

from liemchinh.dossiers import services
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.web.desk.pages import text_of


@pytest.fixture
def erased(cast: Cast) -> Any:
    decided = {"code": builders.returned(cast).code, "decision": "12/QĐ-UBND"}
    services.ask_erasure(**decided, reason="", by=cast.clerk.actor, at=at("2026-09-09 09:00"))
    return services.erase(**decided, by=cast.leader.actor, at=at("2026-09-10 09:00"))


def test_the_page_says_so_and_offers_neither_papers_nor_corrections(sit: Any, cast: Cast, erased: Any) -> None:
    page = text_of(sit(cast.leader).get(f"/ho-so/{erased.code}/"))
    assert "Dữ liệu cá nhân đã xóa theo quyết định" in page
    assert "Giấy in" not in page and "Thí Dụ" not in page
    assert f"/ho-so/{erased.code}/sua-thong-tin" not in page and "Sửa thông tin" not in page and "Đảo bước" not in page


def test_a_paper_that_could_be_printed_before_is_refused_with_a_sentence(sit: Any, cast: Cast, erased: Any) -> None:
    answer = sit(cast.receiver).get(f"/ho-so/{erased.code}/giay/receipt/")
    assert answer.status_code == 409
    assert "đã xóa theo quyết định" in answer.content.decode()


def test_a_search_by_name_finds_it_no_more_and_by_code_shows_no_name(sit: Any, cast: Cast, erased: Any) -> None:
    desk = sit(cast.receiver)
    assert erased.code not in text_of(desk.get("/tim/", {"q": "Thí Dụ"}))
    found = text_of(desk.get("/tim/", {"q": erased.code[-4:]}))
    assert "Đã xóa theo quyết định" in found and "Thí Dụ" not in found
