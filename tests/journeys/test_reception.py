"""Citizen reception in real browsers: an hour asked for on a telephone, a visit of the head, register, conclusion."""

import io
import re
from datetime import timedelta

import icalendar
from playwright.sync_api import expect
from pypdf import PdfReader

from liemchinh.kernel.days import local_day, short_day
from tests.journeys.eyes import Look
from tests.journeys.stage import Stage

AUTHORITY = "H99.12"
MATTER = "Đường thôn Mẫu Hạ lầy lội"


def test_an_hour_is_asked_for_confirmed_and_in_the_calendar_that_one_takes_home(stage: Stage, look: Look) -> None:
    page = stage.citizen(scripts=False, width=360)
    page.goto(f"{stage.public}/tiep-cong-dan/")
    page.get_by_role("link", name="Ủy ban nhân dân xã An Mẫu", exact=True).first.click()
    page.get_by_role("link", name="Đăng ký giờ", exact=True).first.click()
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    expect(page).to_have_title(re.compile("^Lỗi:"))
    look(page, "reception, asked with mistakes")
    page.get_by_role("radio").first.check()
    page.get_by_label("Họ tên").fill("Trịnh Văn Hẹn Mẫu")
    page.get_by_label("Số điện thoại").fill("0999 000 321")
    page.get_by_label("Ông/bà muốn trình bày việc gì?").fill(MATTER)
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lịch hẹn tiếp công dân")
    code = page.locator(".lead .code").inner_text()
    look(page, "reception, an hour is kept")

    desk = stage.officer("tiepdan")
    desk.goto(f"{stage.desk}/tiep-dan/lich/")
    look(desk, "reception, calendar of the desk")
    desk.get_by_role("link", name=re.compile("Trịnh Văn Hẹn Mẫu")).click()
    look(desk, "reception, a booking")
    desk.get_by_role("button", name=re.compile("^Xác nhận")).click()
    desk.goto(f"{stage.desk}/tiep-dan/lich/")
    desk.locator("a.row-link").first.click()
    expect(desk.get_by_role("main")).to_contain_text("Trịnh Văn Hẹn Mẫu")
    look(desk, "reception, a session with its bookings")

    # opened again with the second fact: by now it is confirmed
    page.context.clear_cookies()
    page.goto(f"{stage.public}/tiep-cong-dan/lich-hen/")
    page.get_by_label("Mã lịch hẹn").fill(code)
    page.get_by_label("4 số cuối điện thoại hoặc mã bí mật").fill("0321")
    page.get_by_role("button", name="Mở", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("Đã xác nhận")
    look(page, "reception, confirmed")
    page.get_by_role("link", name="Đổi giờ").click()
    look(page, "reception, another hour")
    page.go_back()
    page.get_by_role("link", name="Hủy lịch hẹn").click()
    look(page, "reception, giving the hour back")

    feed = page.request.get(f"{stage.public}/tiep-cong-dan/{AUTHORITY}/lich.ics")
    assert feed.headers["content-type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(feed.text()).walk("VEVENT")
    assert len(events) >= 3
    assert "Hẹn Mẫu" not in feed.text()


def test_a_visit_of_the_head_stands_in_the_register_and_ends_in_a_notice_with_a_task(stage: Stage, look: Look) -> None:
    from django.utils import timezone

    today = local_day(timezone.now())
    desk = stage.officer("tiepdan")
    desk.goto(stage.desk)
    desk.get_by_role("link", name="Tiếp công dân hôm nay").click()
    desk.get_by_role("link", name="Ghi lượt tiếp", exact=True).click()
    desk.get_by_role("button", name="Ghi vào sổ", exact=True).last.click()
    expect(desk).to_have_title(re.compile("^Lỗi:"))
    look(desk, "reception, a visit with mistakes")
    desk.get_by_label(re.compile("^Định kỳ")).check()
    desk.get_by_label(re.compile(r"^Người tiếp( \(|$)")).fill("Chủ tịch Trịnh Văn Mẫu Quang")
    desk.get_by_label("Họ tên").first.fill("Lò Văn Đến Mẫu")
    desk.get_by_label("Vụ việc", exact=True).fill(MATTER)
    desk.get_by_label("Tóm tắt nội dung").fill("Đề nghị rải đá đoạn trước trường học.")
    desk.get_by_label("Kiến nghị, phản ánh").check()
    desk.get_by_role("button", name="Ghi vào sổ", exact=True).last.click()
    desk.wait_for_url(re.compile("/tiep-dan/luot/[^/]+/$"))
    look(desk, "reception, a visit")
    desk.goto(f"{stage.desk}/tiep-dan/so/")
    expect(desk.get_by_role("main")).to_contain_text("Lò Văn Đến Mẫu")

    desk.goto(f"{stage.desk}/tiep-dan/ket-luan/")
    desk.get_by_role("link", name="Lập thông báo kết luận").click()
    desk.get_by_label(re.compile("Lò Văn Đến Mẫu")).check()
    desk.get_by_label("Số thông báo").fill("61/TB-UBND")
    desk.get_by_label("Ý kiến kết luận, chỉ đạo").fill("Rải đá trước ngày khai giảng.")
    task = desk.get_by_role("group", name="Việc 1", exact=True)
    task.get_by_label("Việc phải làm").fill("Rải đá đoạn trước trường học")
    task.get_by_label("Đơn vị thực hiện").select_option(label="Phòng Kinh tế")
    task.get_by_label("Xong trước ngày").fill(short_day(today + timedelta(days=14)))
    look(desk, "reception, concluding")
    desk.get_by_role("button", name="Lập thông báo", exact=True).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Thông báo kết luận 61/TB-UBND")
    look(desk, "reception, a conclusion")
    address = desk.get_by_role("link", name=re.compile("^In thông báo")).get_attribute("href")
    answer = desk.context.request.get(f"{stage.desk}{address}")
    words = " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages).split())
    assert "Rải đá đoạn trước trường học" in words
    assert short_day(today + timedelta(days=14)) in words

    head = stage.officer("truongkinhte")
    head.goto(f"{stage.desk}/tiep-dan/viec/")
    expect(head.get_by_role("main")).to_contain_text("Rải đá đoạn trước trường học")
    look(head, "reception, tasks")
    head.get_by_role("link", name=re.compile("Rải đá")).first.click()
    look(head, "reception, a task")
