"""What an applicant was told and how they want to be: masked, changed with the key alone, gone with an erasure."""

from typing import Any

import pytest
from django.test import Client

from liemchinh.dossiers import queries, services
from liemchinh.kernel.codes import door_path
from liemchinh.notices.models import Message
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.notices.conftest import mail as mail  # the same real servers
from tests.rooms.notices.conftest import sms as sms

pytestmark = pytest.mark.django_db
WHO = {"name": "Nguyễn Thị Thí Dụ", "phone": "0999 123 456", "email": "thi.du@vidu.vn"}


def willing(cast: Cast, **changes: Any) -> Any:
    return builders.received(cast, applicant=services.Applicant(**WHO), notify={"email": True}, **changes)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def notify_of(cast: Cast, code: str) -> dict[str, bool]:
    return queries.handled_by(cast.auditor.actor, code=code, at=MORNING).notify


def test_who_has_the_key_reads_what_was_sent_and_changes_the_ways(
    public: Client, cast: Cast, clock: Any, opened: Any, mail: Any, sms: Any
) -> None:
    dossier = willing(cast)
    assert f"/ho-so/{dossier.code}/tin/" in words(opened(dossier))
    page = words(public.get(f"/ho-so/{dossier.code}/tin/"))
    assert "Đã tiếp nhận hồ sơ" in page and "t•••@vidu.vn" in page and "Chờ gửi" in page
    assert not [word for word in ("thi.du@vidu.vn", "0999 123", "0999123", "Thí Dụ") if word in page]
    assert "Tin nhắn điện thoại, tới •••456" in page and "Zalo, tới" not in page
    answer = public.post(f"/ho-so/{dossier.code}/tin/", {"sms": "on", "zalo": "on"}, follow=True)
    assert "Đã ghi cách nhận tin của ông/bà." in words(answer)
    assert notify_of(cast, dossier.code) == {"email": False, "sms": True, "zalo": False}


def test_four_digits_of_a_telephone_read_and_change_nothing(public: Client, cast: Cast, clock: Any, mail: Any) -> None:
    dossier = willing(cast)
    public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": "3456"})
    page = words(public.get(f"/ho-so/{dossier.code}/tin/"))
    assert "mở hồ sơ bằng mã bí mật" in page and "Ghi cách nhận tin" not in page
    assert public.post(f"/ho-so/{dossier.code}/tin/", {}).status_code == 409
    assert notify_of(cast, dossier.code)["email"] is True


def test_without_a_ticket_the_page_leads_to_the_door_whether_the_dossier_is_there_or_not(
    public: Client, cast: Cast, clock: Any, mail: Any
) -> None:
    dossier = willing(cast)
    for code in (dossier.code, "H99.12-260907-9999"):
        for answer in (public.get(f"/ho-so/{code}/tin/"), public.post(f"/ho-so/{code}/tin/", {})):
            assert (answer.status_code, answer["Location"]) == (302, door_path(code))
    assert notify_of(cast, dossier.code)["email"] is True


def test_the_link_of_a_notice_opens_the_door_with_the_code_written_in(
    public: Client, cast: Cast, clock: Any, mail: Any
) -> None:
    dossier = willing(cast)
    link = Message.objects.get(subject=dossier.code).facts["link"]
    page = public.get("/" + link.split("/", 3)[3])
    assert page.status_code == 200 and dossier.code in words(page) and dossier.key not in link


def test_an_ended_dossier_shows_what_was_sent_and_offers_no_choice(
    public: Client, cast: Cast, clock: Any, opened: Any, mail: Any
) -> None:
    dossier = willing(cast)
    services.withdraw(code=dossier.code, reason="Nhầm.", by=cast.receiver.actor, at=builders.at("2026-09-07 14:00"))
    opened(dossier)
    page = words(public.get(f"/ho-so/{dossier.code}/tin/"))
    assert "Đã rút hồ sơ" in page and "Ghi cách nhận tin" not in page
    assert public.post(f"/ho-so/{dossier.code}/tin/", {"email": "on"}).status_code == 422
