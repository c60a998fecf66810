"""Handing over in lists."""

from typing import Any

from liemchinh.dossiers import queries, services
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import text_of


def now(cast: Cast, code: str) -> Any:
    return queries.handled_by(cast.auditor.actor, code=code, at=TODAY)


def test_a_list_is_sent_and_taken_with_one_press_each(sit: Any, cast: Cast) -> None:
    codes = [builders.received(cast, builders.at(f"2026-09-15 07:3{n}")).code for n in range(3)]
    answer = sit(cast.receiver).post("/giao-nhan/", {"giao": "1", "ma": codes[:2], "phong": cast.office})
    assert answer.status_code == 302
    assert [now(cast, code).in_transit for code in codes] == [True, True, False]
    page = text_of(sit(cast.head).get("/giao-nhan/?chon=nhan"))
    assert page.count(" checked") == 2
    assert sit(cast.head).post("/giao-nhan/", {"nhan": "1", "ma": codes[:2]}).status_code == 302
    assert not any(now(cast, code).in_transit for code in codes)


def test_one_that_is_gone_keeps_the_whole_list_back(sit: Any, cast: Cast) -> None:
    stays, gone = builders.received(cast).code, builders.received(cast).code
    services.withdraw(code=gone, reason="Đổi ý.", by=cast.receiver.actor, at=TODAY)
    page = sit(cast.receiver).post("/giao-nhan/", {"giao": "1", "ma": [stays, gone], "phong": cast.office})
    assert page.status_code == 422
    assert f"Hồ sơ {gone} không còn trong danh sách." in text_of(page)
    assert not now(cast, stays).in_transit
    assert f'value="{stays}" checked' in text_of(page)


def test_nothing_ticked_is_said(sit: Any, cast: Cast) -> None:
    builders.received(cast)
    page = sit(cast.receiver).post("/giao-nhan/", {"giao": "1", "phong": cast.office})
    assert page.status_code == 422
    assert "Chưa chọn hồ sơ nào." in text_of(page)


def test_what_the_decree_wants_gone_by_now_is_marked(sit: Any, cast: Cast) -> None:
    builders.received(cast)
    assert "đã quá" in text_of(sit(cast.receiver).get("/giao-nhan/"))


def test_the_desk_next_door_can_take_nothing_of_ours(sit: Any, cast: Cast) -> None:
    code = builders.received(cast).code
    services.hand_over(code=code, division=cast.office, by=cast.receiver.actor, at=TODAY)
    assert sit(cast.stranger_head).post("/giao-nhan/", {"nhan": "1", "ma": [code]}).status_code == 422
    assert now(cast, code).in_transit
    assert code not in text_of(sit(cast.stranger).get("/giao-nhan/"))


def test_the_number_of_queries_does_not_grow_with_the_list(
    sit: Any, cast: Cast, django_assert_num_queries: Any
) -> None:
    builders.received(cast)
    browser = sit(cast.receiver)
    browser.get("/giao-nhan/")
    with django_assert_num_queries(19):
        browser.get("/giao-nhan/")
    for _ in range(4):
        builders.received(cast)
    with django_assert_num_queries(19):
        browser.get("/giao-nhan/")
