"""Every move of the table, done through its page as a person does it: open, fill in, press."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from liemchinh.desk.dossiers.acts import ACTS
from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.rules import State
from tests import builders
from tests.cast import Cast
from tests.web.desk.conftest import TODAY
from tests.web.desk.dossiers.test_receive import picture
from tests.web.desk.pages import form_of, text_of

OPENING = {"register"}
"""Moves that have no page of their own: they begin a dossier, at the counter."""


def press(browser: Any, code: str, verb: str, **typed: Any) -> Any:
    """Open the page of a move, type, and press its button."""
    address = f"/ho-so/{code}/{ACTS[verb].slug}/"
    page = browser.get(address)
    assert page.status_code == 200, text_of(page)
    return browser.post(address, {**form_of(page), **typed})


def now(cast: Cast, code: str) -> Any:
    return queries.handled_by(cast.auditor.actor, code=code, at=TODAY)


def registered(cast: Cast) -> Any:
    return services.register(
        filing=builders.filing(),
        missing=["Giấy ủy quyền"],
        reason="Còn thiếu.",
        by=cast.receiver.actor,
        at=builders.MORNING,
    )


def test_every_move_that_a_person_makes_has_its_page() -> None:
    by_people = {move.verb for move in rules.MOVES if any(role is not None for role, _ in move.who)}
    assert set(ACTS) == by_people - OPENING
    assert len({act.slug for act in ACTS.values()}) == len(ACTS)


def test_a_dossier_goes_from_the_counter_to_the_applicant_through_the_pages(sit: Any, cast: Cast) -> None:
    code = registered(cast).code
    press(sit(cast.receiver), code, "receive", g0_co="on")
    press(sit(cast.receiver), code, "hand_over", division=cast.office)
    press(sit(cast.head), code, "take_over")
    press(sit(cast.head), code, "assign", seat=cast.seat)
    press(sit(cast.specialist), code, "propose_supplement", other="Trang 2 của hợp đồng", reason="Thiếu trang 2.")
    press(sit(cast.receiver), code, "ask_supplement")
    press(sit(cast.receiver), code, "take_supplement", g0_co="on", g0_loai="copy")
    press(sit(cast.specialist), code, "submit", outcome="granted", summary="Đủ điều kiện.")
    press(sit(cast.head), code, "send_back", reason="Ghi rõ căn cứ.")
    press(sit(cast.specialist), code, "submit", outcome="granted", summary="Đủ điều kiện theo Điều 20.")
    press(sit(cast.head), code, "endorse")
    press(sit(cast.leader), code, "sign")
    press(sit(cast.clerk), code, "issue", number="15/XN-UBND")
    done = press(sit(cast.receiver), code, "give_back", proof="Giấy hẹn, căn cước")
    assert done.status_code == 302
    dossier = now(cast, code)
    assert dossier.state == State.RETURNED
    assert dossier.result_number == "15/XN-UBND"
    press(sit(cast.leader), code, "reverse", reason="Trả nhầm người.")
    assert now(cast, code).state == State.DONE


@pytest.mark.parametrize(
    ("verb", "typed", "state"),
    [
        ("withdraw", {"reason": "Người nộp đổi ý."}, State.WITHDRAWN),
        ("correct", {"applicant_phone": "0999 111 222", "reason": "Ghi nhầm số."}, State.RECEIVED),
        ("attach", {"scans": "picture"}, State.RECEIVED),
    ],
)
def test_what_the_one_stop_may_do_at_any_time(
    sit: Any, cast: Cast, verb: str, typed: dict[str, Any], state: State
) -> None:
    code = builders.received(cast).code
    if "scans" in typed:
        typed = {"scans": SimpleUploadedFile("a.png", picture())}
    assert press(sit(cast.receiver), code, verb, **typed).status_code == 302
    assert now(cast, code).state == state


def test_a_registered_dossier_is_refused_on_its_page(sit: Any, cast: Cast) -> None:
    code = registered(cast).code
    press(sit(cast.receiver), code, "refuse", reason_code="subject", reason="Không thuộc diện.")
    assert now(cast, code).state == State.REFUSED


def test_a_leader_stops_and_apologises_on_their_pages(sit: Any, cast: Cast) -> None:
    code = builders.assigned(cast, builders.at("2026-09-14 09:00")).code
    typed = {"new_day_0": "29", "new_day_thang": "9", "new_day_nam": "2026"}
    page = sit(cast.leader).get(f"/ho-so/{code}/xin-loi/")
    names = [name for name in form_of(page) if name.startswith("new_day")]
    said = dict(zip(names, typed.values(), strict=True))
    press(sit(cast.leader), code, "apologise", reason_code="opinion", reason="Chờ trả lời.", **said)
    assert now(cast, code).apologised
    press(sit(cast.leader), code, "stop", reason_code="dispute", reason="Có đơn tranh chấp.")
    assert now(cast, code).state == State.STOPPED


def test_an_obligation_is_offered_only_where_the_procedure_pauses_for_it(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    page = text_of(sit(cast.specialist).get(f"/ho-so/{made.code}/"))
    assert ("nghia-vu-tai-chinh" in page) == made.version.pause_on_obligation
    address = f"/ho-so/{made.code}/{ACTS['ask_obligation'].slug}/"
    assert sit(cast.specialist).get(address).status_code == (200 if made.version.pause_on_obligation else 409)
    answer = sit(cast.specialist).post(address, {"document": "TB 12", "token": uuid.uuid4(), "seen_step": made.step})
    assert answer.status_code == (302 if made.version.pause_on_obligation else 409)


def test_a_refused_act_comes_back_with_its_sentence_and_its_words(sit: Any, cast: Cast) -> None:
    code = builders.assigned(cast).code
    page = press(sit(cast.leader), code, "apologise", reason_code="staff", reason="Thiếu người.", new_day="1")
    assert page.status_code == 422
    assert "Thiếu người." in text_of(page)
    typed = {"other": "Giấy khác", "reason": "Thiếu giấy."}
    page = press(sit(cast.specialist), code, "propose_supplement", **typed)
    assert page.status_code == 409, "the third working day is over and no rule was named"
    assert "Đã quá" in text_of(page)
    assert "Giấy khác" in text_of(page)


def test_who_acts_on_an_old_view_is_told_and_may_then_go_on(sit: Any, cast: Cast) -> None:
    code = builders.received(cast).code
    browser = sit(cast.receiver)
    address = f"/ho-so/{code}/rut/"
    old = form_of(browser.get(address))
    services.correct(
        code=code,
        changes={"applicant_name": "Nguyễn Thị Thí Dụ Hai"},
        reason="Nhầm.",
        by=cast.receiver2.actor,
        at=TODAY,
    )
    page = browser.post(address, {**old, "reason": "Đổi ý."})
    assert page.status_code == 409
    assert "vừa có người khác xử lý" in text_of(page)
    assert browser.post(address, form_of(page)).status_code == 302


def test_the_same_act_sent_twice_happens_once(sit: Any, cast: Cast) -> None:
    code = builders.received(cast).code
    browser = sit(cast.receiver)
    address = f"/ho-so/{code}/chuyen-phong/"
    data = {**form_of(browser.get(address)), "division": cast.office}
    assert [browser.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert [e.verb for e in queries.tracked(now(cast, code), at=TODAY).events] == ["receive", "hand_over"]


def test_what_comes_in_incomplete_again_does_not_start_the_term(sit: Any, cast: Cast) -> None:
    page = press(sit(cast.receiver), registered(cast).code, "receive")
    assert page.status_code == 422
    assert "Còn thiếu: Giấy ủy quyền" in text_of(page)


def test_a_second_request_is_warned_of_before_it_is_made(sit: Any, cast: Cast) -> None:
    code = builders.asked(cast).code
    services.take_supplement(code=code, components=[], by=cast.receiver.actor, at=builders.at("2026-09-08 09:00"))
    page = text_of(sit(cast.specialist).get(f"/ho-so/{code}/de-nghi-bo-sung/"))
    assert "Thêm lần nữa, chỉ số quốc gia tính là quá hạn." in page


def test_one_press_on_the_dossier_is_enough_for_what_needs_no_words(sit: Any, cast: Cast) -> None:
    code = builders.submitted(cast).code
    browser = sit(cast.head)
    data = form_of(browser.get(f"/ho-so/{code}/"), action="/dong-y/")
    assert browser.post(f"/ho-so/{code}/dong-y/", data).status_code == 302
    assert now(cast, code).awaits == rules.Awaits.LEADER


@pytest.mark.parametrize("verb", ACTS)
def test_an_auditor_can_make_no_move(sit: Any, cast: Cast, verb: str) -> None:
    made = builders.assigned(cast)
    browser = sit(cast.auditor)
    address = f"/ho-so/{made.code}/{ACTS[verb].slug}/"
    assert browser.get(address).status_code == 403
    assert browser.post(address, {}).status_code == 403
    assert now(cast, made.code).step == made.step


def test_a_move_that_does_not_exist_is_not_there(sit: Any, cast: Cast) -> None:
    code = builders.received(cast).code
    assert sit(cast.receiver).get(f"/ho-so/{code}/xoa/").status_code == 404


def test_a_change_is_only_made_by_post_and_with_its_form_token(sit: Any, cast: Cast) -> None:
    from django.test import Client

    code = builders.received(cast).code
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.receiver.user)
    assert strict.post(f"/ho-so/{code}/rut/", {"reason": "x"}).status_code == 403
    browser = sit(cast.receiver)
    assert browser.put(f"/ho-so/{code}/rut/").status_code == 405
