"""The outbox at the desk: for who runs it and who audits it, for their own authority; nothing of what a notice says."""

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from liemchinh.ledger.models import Entry
from liemchinh.notices import services
from liemchinh.notices.models import Message
from liemchinh.notices.rules import Recipient
from tests.cast import Cast
from tests.rooms.notices.carriers import MailServer
from tests.rooms.notices.conftest import mail as mail  # the same real server
from tests.rooms.notices.conftest import tell
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import form_of, text_of

OUTBOX = "/quan-ly/tin-bao/"


def given_up(mail: MailServer, *, unit: str = "H99.12", once: str = "1") -> Message:
    """A notice that the mail server refused for good."""
    mail.answers["khong.co@vidu.vn"] = "550 no such person"
    tell(once, unit=unit, at=TODAY, to=Recipient(email="khong.co@vidu.vn", by_email=True))
    services.Sender().beat(TODAY)
    return Message.objects.get(once=once)


def test_the_outbox_says_what_failed_and_why_and_never_to_whom_or_what(sit: Any, cast: Cast, mail: MailServer) -> None:
    given_up(mail)
    page = text_of(sit(cast.administrator).get(OUTBOX))
    assert "Máy chủ thư từ chối hẳn" in page and "mail.550" in page
    assert "H99.12-260907-0001" in page and "k•••@vidu.vn" in page
    assert "khong.co" not in page and "16/9/2026" not in page
    assert "Thư điện tử: đã mở" in page and "Zalo: chưa cấu hình" in " ".join(
        page.replace('<span class="muted">', "").replace("</span>", "").split()
    )


def test_an_administrator_has_one_or_all_sent_again_and_the_log_says_so(sit: Any, cast: Cast, mail: MailServer) -> None:
    row, other = given_up(mail), given_up(mail, once="2")
    browser = sit(cast.administrator)
    mail.answers.clear()
    page = f"{OUTBOX}{row.pk}/"
    assert browser.post(page, {"lam": "gui-lai"}).status_code == 302
    assert browser.post(page, {"lam": "gui-lai"}).status_code == 409, "it is already on its way"
    assert browser.post(OUTBOX, form_of(browser.get(OUTBOX))).status_code == 302
    services.Sender().beat(TODAY)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"} and len(mail.mails) == 2
    kept = Entry.objects.filter(kind="notices.retried").order_by("id")
    assert [b'"rows":1' in bytes(entry.entry) for entry in kept] == [True, True]
    assert b"khong.co" not in b"".join(bytes(entry.record) for entry in kept)
    assert other.pk != row.pk


def test_what_is_held_back_needs_a_reason_that_stays_in_the_log(sit: Any, cast: Cast, mail: MailServer) -> None:
    row = given_up(mail)
    browser = sit(cast.administrator)
    page = f"{OUTBOX}{row.pk}/"
    assert browser.post(page, {"lam": "bo", "ly_do": " "}).status_code == 422
    assert browser.post(page, {"lam": "bo", "ly_do": "Đã gọi điện báo."}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.facts) == ("suppressed", {})
    assert "Đã gọi điện báo." in bytes(Entry.objects.get(kind="notices.suppressed").record).decode()
    assert browser.post(page, {"lam": "bo", "ly_do": "Lần nữa."}).status_code == 409
    assert browser.post(page, {"lam": "khac"}).status_code == 404


@pytest.mark.parametrize("who", ["auditor", "receiver", "leader", "stranger_leader"])
def test_who_does_not_run_the_outbox_mends_nothing(sit: Any, cast: Cast, mail: MailServer, who: str) -> None:
    row = given_up(mail)
    browser = sit(getattr(cast, who))
    for path, data in ((f"{OUTBOX}{row.pk}/", {"lam": "bo", "ly_do": "x"}), (OUTBOX, {"don_vi": "H99.12"})):
        assert browser.post(path, data).status_code in (403, 404)
    row.refresh_from_db()
    assert row.state == "dead"


def test_another_authoritys_notice_is_not_there(sit: Any, cast: Cast, mail: MailServer) -> None:
    theirs = given_up(mail, unit="H99.13")
    browser = sit(cast.administrator)
    assert "Không có tin nào ở trạng thái này." in text_of(browser.get(OUTBOX))
    assert browser.get(f"{OUTBOX}{theirs.pk}/").status_code == 404
    assert browser.post(f"{OUTBOX}{theirs.pk}/", {"lam": "gui-lai"}).status_code == 404
    assert browser.get(f"{OUTBOX}?don_vi=H99.13").status_code == 200, "a choice that is none falls back to our own"
    assert browser.post(OUTBOX, {"don_vi": "H99.13"}).status_code == 404


def test_the_page_costs_the_same_for_one_notice_and_for_sixty(sit: Any, cast: Cast, mail: MailServer) -> None:
    from django.db import connection

    browser, counts = sit(cast.administrator), []
    browser.get(OUTBOX)  # what is remembered of the people and units is asked for once
    for numbers in (range(1), range(1, 60)):
        for number in numbers:
            tell(str(number), at=TODAY)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"{OUTBOX}?trang_thai=queued").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
    assert "Cũ hơn" in text_of(browser.get(f"{OUTBOX}?trang_thai=queued"))
    assert "Mới hơn" in text_of(browser.get(f"{OUTBOX}?trang_thai=queued&trang=2"))


def test_an_alert_past_its_hour_and_a_lost_provider_are_said_on_top(
    sit: Any, cast: Cast, today: Any, mail: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from liemchinh.notices.models import ProviderToken

    facts = {"code": "H99.12-260915-0001", "hours": "8", "link": "http://desk.vidu.vn/ho-so/H99.12-260915-0001/"}
    office = Recipient(email="motcua@xa.vidu.vn", official=True)
    tell(template="officer_new_filing", to=office, facts=facts, at=TODAY - timedelta(hours=2))
    ProviderToken.objects.create(
        provider="zalo", access="x", refresh="y", expires_at=TODAY, changed_at=TODAY, broken=True
    )
    monkeypatch.setenv("LIEMCHINH_SMS_OK", "no equals sign")
    monkeypatch.setenv("LIEMCHINH_SMS_URL", "https://sms.vidu.vn/")
    page = text_of(sit(cast.administrator).get(OUTBOX))
    assert "LIEMCHINH_SMS_OK: phải có dạng" in page
    assert "Có 1 tin báo hồ sơ trực tuyến mới đã quá hạn" in page
    assert "Zalo không còn nhận khóa của hệ thống" in page
