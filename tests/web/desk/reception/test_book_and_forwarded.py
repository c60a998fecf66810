"""Two pages after the day: sessions entered from a paper book, and what was sent on and never answered."""

from typing import Any

import pytest

from liemchinh.reception.models import Session
from tests.builders import at
from tests.cast import Cast
from tests.web.desk.pages import text_of
from tests.web.desk.reception.test_visits import HOME, press, written

BOOK = "/tiep-dan/lich/so-giay/"
WAITING = "/tiep-dan/cho-ket-qua/"


def test_days_of_a_paper_book_are_entered_once_and_what_is_no_day_is_said_back(
    sit: Any, cast: Cast, today: Any
) -> None:
    browser = sit(cast.reception)
    said = {
        "document": "Sổ tiếp công dân năm 2026",
        "seat": "H99.12-chutich",
        "kind": "scheduled",
        "opens": "8:00",
        "closes": "11:00",
        "place": "Phòng tiếp công dân",
        "ground": "",
    }
    assert "Ghi theo sổ giấy" in text_of(browser.get("/tiep-dan/lich/"))
    wrong = browser.post(BOOK, {**said, "days": "9/7/2026\n31/6/2026"})
    assert wrong.status_code == 422 and "“31/6/2026” không phải một ngày" in text_of(wrong)
    future = browser.post(BOOK, {**said, "days": "16/9/2026"})
    assert future.status_code == 409 and "chỉ những ngày đã qua" in text_of(future)
    for _ in range(2):  # a second press of the same form
        assert browser.post(BOOK, {**said, "days": "9/7/2026, 23/7/2026\n9/7/2026"}).status_code == 302
    assert [(row.on.day, row.notes) for row in Session.objects.order_by("on")] == [
        (9, "Sổ tiếp công dân năm 2026"),
        (23, "Sổ tiếp công dân năm 2026"),
    ]
    assert "bỏ qua 2 ngày đã có" in text_of(browser.get("/tiep-dan/lich/"))
    assert sit(cast.head).get(BOOK).status_code == 403


def test_what_was_sent_on_waits_in_a_list_until_its_outcome_is_told(
    sit: Any, cast: Cast, today: Any, django_assert_max_num_queries: Any
) -> None:
    browser = sit(cast.reception)
    visit = written(browser, forwarded_to="Sở Nông nghiệp", forwarded_document="12/PC", wants_result="on")
    written(browser, subject="Xin xác nhận hộ nghèo", n0_name="Lò Thị Mẫu", n0_identity="001099000002", lam="moi")
    today.move_to(at("2026-09-29 08:00"))
    browser = sit(cast.reception)
    with django_assert_max_num_queries(26):
        page = text_of(browser.get(WAITING))
    for words in ("Sở Nông nghiệp", "12/PC", "14 ngày", "Đề nghị báo kết quả", "7 ngày làm việc"):
        assert words in page
    assert "hộ nghèo" not in page
    done = press(browser, f"{HOME}luot/{visit.code}/ket-qua/", words="Đã đo lại", document="9/SNN")
    assert done.status_code == 302
    assert "Mọi nơi nhận đã báo kết quả" in text_of(browser.get(WAITING))


@pytest.mark.parametrize("who", ["stranger_reception", "receiver"])
def test_strangers_see_nothing_of_it(sit: Any, cast: Cast, today: Any, who: str) -> None:
    written(sit(cast.reception), forwarded_to="Sở Nông nghiệp")
    answer = sit(getattr(cast, who)).get(WAITING)
    assert answer.status_code == 403 or "Sở Nông nghiệp" not in text_of(answer)
