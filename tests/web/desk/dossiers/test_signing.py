"""Signing several results, each of which was shown."""

from typing import Any

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.rules import Awaits
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import form_of, text_of


def endorsed(cast: Cast) -> Any:
    made = builders.submitted(cast)
    return services.endorse(code=made.code, by=cast.head.actor, at=builders.at("2026-09-08 09:00"))


def now(cast: Cast, code: str) -> Any:
    return queries.handled_by(cast.auditor.actor, code=code, at=TODAY)


def test_ticked_results_are_shown_once_more_and_then_signed_together(sit: Any, cast: Cast) -> None:
    first, second, third = (endorsed(cast).code for _ in range(3))
    browser = sit(cast.leader)
    shown = browser.post("/ky/", {"xem": "1", "ma": [first, second]})
    assert "Anh/chị sắp ký 2 kết quả" in text_of(shown)
    assert "Đủ điều kiện." in text_of(shown)
    assert third not in text_of(shown)
    assert now(cast, first).awaits == Awaits.LEADER, "looking signs nothing"
    assert browser.post("/ky/", {**form_of(shown), "ky": "1"}).status_code == 302
    assert [now(cast, code).awaits for code in (first, second, third)] == [Awaits.CLERK, Awaits.CLERK, Awaits.LEADER]


def test_a_result_that_changed_after_it_was_shown_is_not_signed(sit: Any, cast: Cast) -> None:
    made = endorsed(cast)
    browser = sit(cast.leader)
    shown = form_of(browser.post("/ky/", {"xem": "1", "ma": [made.code]}))
    services.correct(
        code=made.code,
        changes={"applicant_name": "Nguyễn Thị Thí Dụ Hai"},
        reason="Nhầm tên.",
        by=cast.receiver.actor,
        at=TODAY,
    )
    page = browser.post("/ky/", {**shown, "ky": "1"})
    assert page.status_code == 409
    assert now(cast, made.code).awaits == Awaits.LEADER


def test_who_proposed_and_who_checked_stand_beside_the_result(sit: Any, cast: Cast) -> None:
    endorsed(cast)
    page = text_of(sit(cast.leader).get("/ky/"))
    assert f"Người thụ lý: {cast.specialist.actor.name}. Kiểm tra: {cast.head.actor.name}." in page


def test_nothing_ticked_signs_nothing(sit: Any, cast: Cast) -> None:
    endorsed(cast)
    page = sit(cast.leader).post("/ky/", {"ky": "1"})
    assert page.status_code == 422
    assert "Chưa chọn hồ sơ nào." in text_of(page)


def test_the_leader_next_door_signs_nothing_of_ours(sit: Any, cast: Cast) -> None:
    code = endorsed(cast).code
    assert sit(cast.stranger_leader).post("/ky/", {"ky": "1", "ma": [code]}).status_code == 422
    assert now(cast, code).awaits == Awaits.LEADER


def test_the_number_of_queries_does_not_grow_with_the_list(
    sit: Any, cast: Cast, django_assert_num_queries: Any
) -> None:
    endorsed(cast)
    browser = sit(cast.leader)
    browser.get("/ky/")
    with django_assert_num_queries(13):
        browser.get("/ky/")
    endorsed(cast)
    with django_assert_num_queries(13):
        browser.get("/ky/")
