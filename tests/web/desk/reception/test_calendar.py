"""The calendar at the desk: from the plan of a month to the day itself, with the bookings; nobody else's."""

import re
import uuid
from datetime import date, datetime, time
from typing import Any

import pytest

from liemchinh.kernel.days import VIETNAM
from liemchinh.reception import services
from liemchinh.reception.models import Booking, RegularDesk, Session
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/tiep-dan/lich/"
# the fixture `today` is Tuesday 15/9/2026
SERIES = {
    "seat": "H99.12-chutich",
    "kind": "scheduled",
    "repeat": "weekly",
    "first": "17",
    "first_thang": "9",
    "first_nam": "2026",
    "last": "8",
    "last_thang": "10",
    "last_nam": "2026",
    "weekdays": ["3"],
    "opens": "8h",
    "closes": "11:00",
    "place": "Phòng tiếp công dân",
    "slot_minutes": "30",
    "slot_places": "1",
    "mode": "direct",
}


def read(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:800]
    return " ".join(answer.content.decode().split())


def planned(browser: Any) -> list[Session]:
    answer = browser.post(f"{LIST}moi/", {**SERIES, "token": str(uuid.uuid4())})
    assert answer.status_code == 302, re.findall(r'(?s)class="invalid-feedback.*?</', answer.content.decode())
    return list(Session.objects.order_by("on"))


def test_a_month_of_thursdays_is_planned_posted_moved_and_held(
    sit: Any, cast: Cast, today: Any, django_assert_max_num_queries: Any
) -> None:
    browser = sit(cast.reception)
    assert "thứ Ba, 22/9/2026" in read(browser.get(f"{LIST}moi/"))
    wrong = browser.post(f"{LIST}moi/", {**SERIES, "weekdays": [], "opens": "25:00", "token": str(uuid.uuid4())})
    assert "Ghi giờ như 8:00" in read(wrong, 422) and "Chọn ít nhất một thứ" in wrong.content.decode()
    rows = planned(browser)
    assert [row.on.day for row in rows] == [17, 24, 1, 8]
    page = read(browser.get(LIST))
    assert "Đã quá hạn niêm yết (10/9/2026)" in page and "Niêm yết chậm nhất 17/9/2026" in page
    assert "còn lịch 2 ngày; luật yêu cầu ít nhất 2" in page
    late = browser.post(LIST, {"buoi": [row.pk for row in rows]})
    assert "sớm nhất là 22/9/2026" in read(late, 409)
    assert browser.post(LIST, {"buoi": [row.pk for row in rows[1:]]}).status_code == 302
    with django_assert_max_num_queries(60):
        read(browser.get(LIST))

    second, third = rows[1], rows[2]
    booking = services.book(
        session=second.pk,
        slot=time(8, 30),
        wish=services.Wish(name="Nguyễn Thị Thí Dụ", about="Đường hỏng", phone="0912345678"),
        token=uuid.uuid4(),
        at=datetime(2026, 9, 15, 8, 0, tzinfo=VIETNAM),
    )
    address = f"/tiep-dan/lich-hen/{booking.code}/"
    assert "Nguyễn Thị Thí Dụ" in read(browser.get(LIST)) and "Đường hỏng" in read(browser.get(address))
    offer = {"viec": "gio-khac", "gio": f"{third.pk} 09:00", "answer": "Cần mời địa chính"}
    assert browser.post(address, {**offer, "answer": ""}).status_code == 422
    assert browser.post(address, offer).status_code == browser.post(address, offer).status_code == 302
    assert browser.post(address, {"viec": "xac-nhan"}).status_code == 302
    assert Booking.objects.get().state == "confirmed"
    assert browser.post(address, {"viec": "la"}).status_code == 404

    move = f"{LIST}{second.pk}/lui/"
    token = re.search(r'name="token" value="([^"]+)"', read(browser.get(move)))
    assert token is not None
    form = {"to": "25", "to_thang": "9", "to_nam": "2026", "reason": "Bão số 9", "token": token[1]}
    assert browser.post(move, {**form, "to": "23"}).status_code == 409
    to = browser.post(move, form)["Location"]
    assert browser.post(move, form)["Location"] == to, "pressed twice, moved once"
    assert "Nguyễn Thị Thí Dụ" in read(browser.get(to))

    today.move_to(datetime(2026, 9, 25, 8, 20, tzinfo=VIETNAM))
    browser = sit(cast.reception)
    assert browser.post(f"{to}mo/").status_code == 302
    close = {"chaired_as": "deputy", "chaired_by": "", "notes": ""}
    assert "Chọn cấp phó đã tiếp" in read(browser.post(f"{to}ket-thuc/", close), 422)
    assert browser.post(f"{to}ket-thuc/", {**close, "chaired_by": "lanhdao"}).status_code == 302
    page = read(browser.get(to))
    assert "muộn 20 phút" in page and "luật không quy định ủy quyền cho cấp phó" in page
    assert browser.post(address, {"viec": "da-den"}).status_code == 302 and Booking.objects.get().state == "came"


def test_next_door_nothing_is_there_and_overseers_read_without_the_visitors(sit: Any, cast: Cast) -> None:
    browser = sit(cast.chair)
    rows = planned(browser)
    services.publish(sessions=[rows[1].pk], by=cast.chair.actor, at=datetime(2026, 9, 15, 8, 0, tzinfo=VIETNAM))
    booking = services.book(
        session=rows[1].pk,
        slot=time(8, 30),
        wish=services.Wish(name="Nguyễn Thị Thí Dụ", about="Đường hỏng", phone="0912345678"),
        token=uuid.uuid4(),
        at=datetime(2026, 9, 15, 8, 0, tzinfo=VIETNAM),
    )
    one, hers = f"{LIST}{rows[1].pk}/", f"/tiep-dan/lich-hen/{booking.code}/"
    assert browser.get(one).status_code == browser.get(hers).status_code == 200
    for who, expected in (
        (cast.stranger_reception, (404, 404, 404)),
        (cast.stranger_chair, (404, 404, 404)),
        (cast.inspector, (200, 403, 403)),
        (cast.auditor, (200, 403, 403)),
        (cast.specialist, (403, 403, 403)),
    ):
        browser = sit(who)
        answered = (browser.get(one), browser.get(hers), browser.post(f"{one}huy/", {"reason": "Thử"}))
        assert tuple(answer.status_code for answer in answered) == expected, who
        assert all("Thí Dụ" not in answer.content.decode() for answer in answered)
    assert browser.get(f"{LIST}?don_vi={cast.commune}").status_code == 403
    assert sit(cast.stranger_reception).get(f"{LIST}?don_vi={cast.commune}").status_code == 404
    page = read(sit(cast.overseer).get(LIST))
    assert "Cơ quan khác còn thiếu" in page and "Xã Bình Mẫu" in page
    assert Session.objects.get(pk=rows[1].pk).state == "published"


def test_the_regular_desk_is_posted_with_who_sits_there(sit: Any, public: Any, cast: Cast) -> None:
    browser = sit(cast.reception)
    assert "Phòng tiếp công dân, tầng 1" in read(browser.get(f"{LIST}thuong-xuyen/"))
    form = {
        "unit": cast.commune,
        "on": "15",
        "on_thang": "9",
        "on_nam": "2026",
        "place": "Nhà văn hóa thôn Mẫu",
        "rules_document": "Quyết định 12/QĐ-UBND",
        **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "7:30 - 11:30"),
        "duty_tue": ["H99.12-tiepdan"],
        "token": str(uuid.uuid4()),
    }
    assert browser.post(f"{LIST}thuong-xuyen/", form).status_code == 302
    assert browser.post(f"{LIST}thuong-xuyen/", form).status_code == 302
    row = RegularDesk.objects.get()
    assert (row.valid_from, row.duty) == (date(2026, 9, 15), {"tue": ["H99.12-tiepdan"]})
    page = read(public.get("/tiep-cong-dan/H99.12/"))
    assert "Nhà văn hóa thôn Mẫu" in page and "Công chức tiếp công dân" in page and "7 giờ 30 đến 11 giờ 30" in page
