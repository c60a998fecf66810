"""Consents at the counter: only ways that are open, only with an address that they reach, shown to who has to know."""

from typing import Any

import pytest

from liemchinh.notices.models import Message
from tests.cast import Cast
from tests.rooms.notices.conftest import mail as mail  # the same real servers
from tests.rooms.notices.conftest import sms as sms
from tests.web.desk.dossiers.test_receive import filled, found
from tests.web.desk.pages import text_of


@pytest.fixture
def counter(sit: Any, cast: Cast) -> Any:
    return sit(cast.receiver)


def test_a_way_that_is_not_open_is_not_offered(counter: Any, mail: Any) -> None:
    page = text_of(counter.get("/tiep-nhan/"))
    assert 'name="by_email"' in page
    assert 'name="by_zalo"' not in page and 'name="by_sms"' not in page


def test_without_any_way_nothing_is_asked_and_a_forged_answer_is_no_consent(counter: Any, cast: Cast) -> None:
    assert "được báo tin" not in text_of(counter.get("/tiep-nhan/"))
    dossier = found(cast, counter.post("/tiep-nhan/", filled(counter, by_sms="on")))
    assert not any(dossier.notify.values())


def test_nothing_is_ticked_beforehand_and_what_is_ticked_stays_through_the_page(
    counter: Any, mail: Any, sms: Any
) -> None:
    assert "by_email" not in filled(counter)
    page = counter.post("/tiep-nhan/", filled(counter, by_sms="on", lam="tim"))
    assert 'name="by_sms"' in text_of(page) and "checked" in text_of(page).partition('name="by_sms"')[2][:80]


def test_consents_are_kept_shown_and_followed_at_once(counter: Any, cast: Cast, mail: Any, sms: Any) -> None:
    data = filled(counter, by_email="on", by_sms="on", email="hoa@vidu.vn")
    answer = counter.post("/tiep-nhan/", data)
    dossier = found(cast, answer)
    assert dossier.notify == {"email": True, "sms": True, "zalo": False}
    assert "người nộp được báo bằng: thư điện tử, tin nhắn điện thoại" in text_of(counter.get(answer["Location"]))
    page = text_of(counter.get(f"/ho-so/{dossier.code}/"))
    assert "Tin đã báo" in page and "h•••@vidu.vn" in page and "•••034" in page
    assert "hoa@vidu.vn" not in page and "Chờ gửi" in page
    assert set(Message.objects.values_list("channel", "template")) == {("email", "received"), ("sms", "received")}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"by_email": "on"}, "Chưa ghi thư điện tử để báo tin."),
        ({"by_sms": "on", "phone": "0212 345 678"}, "Báo tin cần số di động."),
        ({"by_sms": "on", "phone": ""}, "Báo tin cần số di động."),
    ],
)
def test_a_way_without_an_address_it_reaches_is_refused(
    counter: Any, mail: Any, sms: Any, changes: dict[str, str], sentence: str
) -> None:
    page = counter.post("/tiep-nhan/", filled(counter, **changes))
    assert page.status_code == 422 and sentence in text_of(page)
    assert not Message.objects.exists()
