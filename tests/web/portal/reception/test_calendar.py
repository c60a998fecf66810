"""The public calendar of reception: what is posted, what moved and why, the feed read back, and booking to the end."""

import re
import uuid
from datetime import date, datetime, time
from typing import Any

import icalendar
import pytest
from django.test import Client

from liemchinh.kernel.days import VIETNAM
from liemchinh.reception import services
from liemchinh.reception.models import Booking, Session
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 9, 0, tzinfo=VIETNAM)
LONG = "Nghe ý kiến về đường liên thôn, về việc cấp giấy chứng nhận; và về nước sạch ở các thôn phía tây xã An Mẫu"


def post(cast: Cast, *days: date, publish: bool = True) -> list[Session]:
    by = cast.reception.actor
    what = services.Plan(
        opens=time(8, 0),
        closes=time(9, 0),
        place="Phòng tiếp công dân, tầng 1",
        content=LONG,
        slot_minutes=30,
        slot_places=1,
    )
    rows = services.plan(
        authority=cast.commune, seat="H99.12-chutich", days=days, what=what, token=uuid.uuid4(), by=by, at=MONDAY
    )
    return services.publish(sessions=[row.pk for row in rows], by=by, at=MONDAY) if publish else rows


def read(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return " ".join(answer.content.decode().split())


def test_everybody_sees_what_is_posted_what_moved_and_why_and_nobody_a_draft(
    public: Client, cast: Cast, clock: Any, django_assert_max_num_queries: Any
) -> None:
    first, second = post(cast, date(2026, 9, 17), date(2026, 9, 24))
    post(cast, date(2026, 10, 1), publish=False)
    services.postpone(
        session=first.pk,
        to=date(2026, 9, 18),
        reason="Bão số 9",
        token=uuid.uuid4(),
        by=cast.reception.actor,
        at=MONDAY,
    )
    services.cancel(session=second.pk, reason="Đi công tác", by=cast.reception.actor, at=MONDAY)
    with django_assert_max_num_queries(40):
        page = read(public.get("/tiep-cong-dan/"))
    assert "Ủy ban nhân dân xã An Mẫu" in page and "thứ Sáu, 18/9/2026" in page and "1/10/2026" not in page
    page = read(public.get("/tiep-cong-dan/H99.12/"))
    assert "<del>thứ Năm, 17/9/2026" in page and "Lùi sang thứ Sáu, 18/9/2026." in page
    assert "Bão số 9" in page and "Đi công tác" in page and "1/10/2026" not in page
    assert "Không đăng ký trước, ông/bà vẫn được tiếp" in page
    assert "còn lịch 1 ngày; thiếu 1 so với 2 ngày (điểm c khoản 2 Điều 15" in page
    assert public.get("/tiep-cong-dan/H99.77/").status_code == 404
    pdf = public.get("/tiep-cong-dan/H99.12/lich.pdf?kho=A3")
    assert pdf.content.startswith(b"%PDF") and pdf["Content-Type"] == "application/pdf"


def test_the_feed_keeps_one_uid_raises_its_sequence_and_says_cancelled(public: Client, cast: Cast, clock: Any) -> None:
    first, second = post(cast, date(2026, 9, 17), date(2026, 9, 24))
    before = events(public)
    services.postpone(
        session=first.pk,
        to=date(2026, 9, 18),
        opens=time(14, 0),
        closes=time(15, 0),
        reason="Bão số 9",
        token=uuid.uuid4(),
        by=cast.reception.actor,
        at=MONDAY,
    )
    services.cancel(session=second.pk, reason="Đi công tác", by=cast.reception.actor, at=MONDAY)
    after = events(public)
    assert set(before) == set(after) and len(after) == 2
    moved, gone = after[str(first.uid)], after[str(second.uid)]
    assert (before[str(first.uid)]["SEQUENCE"], moved["SEQUENCE"], gone["SEQUENCE"]) == (0, 1, 1)
    assert (moved["STATUS"], gone["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert moved.decoded("DTSTART") == datetime(2026, 9, 18, 14, 0, tzinfo=VIETNAM)
    assert moved["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert "Bão số 9" in moved["DESCRIPTION"] and "Đi công tác" in gone["DESCRIPTION"]
    assert LONG in moved["DESCRIPTION"], "commas and semicolons come back as they were"


def events(public: Client) -> dict[str, Any]:
    """The feed as a program reads it, after a look at its bytes: RFC 5545, 3.1 and 3.6.5."""
    answer = public.get("/tiep-cong-dan/H99.12/lich.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    body = answer.content
    assert body.endswith(b"\r\n") and b"\n" not in body.replace(b"\r\n", b"")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no letter is cut in two
    feed = icalendar.Calendar.from_ical(body)
    assert (feed["VERSION"], feed["CALSCALE"]) == ("2.0", "GREGORIAN") and feed["PRODID"]
    assert [str(zone["TZID"]) for zone in feed.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]
    found = feed.walk("VEVENT")
    assert all({"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY"} <= set(event) for event in found)
    return {str(event["UID"]): event for event in found}


def test_a_citizen_books_moves_and_cancels_and_nobody_else_sees_it(public: Client, cast: Cast, clock: Any) -> None:
    (session,) = post(cast, date(2026, 9, 17))
    address = f"/tiep-cong-dan/dang-ky/{session.pk}/"
    token = re.search(r'name="token" value="([^"]+)"', read(public.get(address)))
    assert token is not None
    form = {
        "gio": f"{session.pk} 08:00",
        "ten": "Nguyễn Thị Thí Dụ",
        "dien_thoai": "0912 345 678",
        "ve_viec": "Đường liên thôn hỏng",
        "so_nguoi": "6",
        "token": token[1],
    }
    answer = public.post(address, form)
    assert answer.status_code == 409 and "phải cử người đại diện" in answer.content.decode()
    form |= {"dai_dien": "Ông Thí Dụ", "can": ["sign"]}
    answer = public.post(address, form)
    assert answer.status_code == 303
    assert public.post(address, form)["Location"] == answer["Location"], "the same form twice is one booking"
    row = Booking.objects.get()
    page = read(public.get(answer["Location"]))
    assert row.key[:4] in page and "Chờ xác nhận" in page and "ngôn ngữ ký hiệu" in page
    other = Client()
    gone = other.get(answer["Location"])
    assert gone.status_code == 302 and "Thí Dụ" not in gone.content.decode()
    for path in ("/tiep-cong-dan/", "/tiep-cong-dan/H99.12/", address):
        assert "Thí Dụ" not in read(public.get(path))
    wrong = other.post("/tiep-cong-dan/lich-hen/", {"ma": row.code, "bi_mat": "0000"})
    unknown = other.post("/tiep-cong-dan/lich-hen/", {"ma": "ABCD2345", "bi_mat": "5678"})
    assert wrong.status_code == unknown.status_code == 422
    assert other.post("/tiep-cong-dan/lich-hen/", {"ma": row.code, "bi_mat": "5678"}).status_code == 303
    page = read(other.get(answer["Location"]))
    assert "Thí Dụ" in page and row.key[:4] not in page, "four digits do not give the whole key"
    move = {"gio": f"{session.pk} 08:30", "seen_step": row.step}
    moved = [public.post(f"{answer['Location']}doi/", move) for _ in range(2)]
    assert [one.status_code for one in moved] == [302, 302] and Booking.objects.get().slot == time(8, 30)
    assert "Hủy lịch hẹn?" in read(public.get(f"{answer['Location']}huy/"))
    assert Booking.objects.get().state == "asked", "reading a page cancels nothing"
    public.post(f"{answer['Location']}huy/")
    assert Booking.objects.get().state == "cancelled"
