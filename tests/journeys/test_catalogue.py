"""The catalogue's editor in a browser: a draft, a comparison, a change on a day; the citizen reads what is coming."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from liemchinh.kernel.days import local_day, short_day
from tests.journeys.eyes import Look
from tests.journeys.stage import PROCEDURE, Stage


def test_a_change_is_drafted_compared_and_scheduled_and_the_citizen_reads_it(stage: Stage, look: Look) -> None:
    from django.utils import timezone

    today = local_day(timezone.now())
    first = today + timedelta(days=31)
    editor = stage.officer("danhmuc", scripts=False)
    editor.goto(f"{stage.desk}/quan-ly/")
    editor.get_by_role("link", name="Danh mục thủ tục").click()
    editor.get_by_label("Tên hoặc mã").fill("dang ky lai khai sinh")
    editor.get_by_role("button", name="Lọc").click()
    editor.get_by_role("link", name="Đăng ký lại khai sinh", exact=True).click()
    editor.get_by_role("button", name="Soạn bản mới").click()
    editor.get_by_role("link", name="Cách nộp, thời hạn, phí").click()
    editor.get_by_label("Thời hạn").first.fill("4")
    editor.get_by_role("button", name="Lưu", exact=True).click()
    editor.get_by_role("link", name="Xem lại và công bố").click()
    expect(editor.locator("dl.changes ins").first).to_contain_text("4")
    editor.get_by_label("Số quyết định").fill("812/QĐ-UBND")
    for box, number in (("Ngày", today.day), ("Tháng", today.month), ("Năm", today.year)):
        editor.get_by_role("group", name="Ngày ký quyết định").get_by_label(box, exact=True).fill(str(number))
    editor.get_by_label("Lý do").fill("Cắt giảm một ngày làm việc")
    editor.get_by_label("Một ngày sau").check()
    for box, number in (("Ngày", first.day), ("Tháng", first.month), ("Năm", first.year)):
        editor.get_by_role("group", name=re.compile("^Ngày áp dụng")).get_by_label(box, exact=True).fill(str(number))
    editor.get_by_role("button", name="Công bố", exact=True).click()
    expect(editor.get_by_text(f"đã hẹn áp dụng từ ngày {short_day(first)}")).to_be_visible()

    reader = stage.officer("danhmuc")
    here = f"{stage.desk}/quan-ly/danh-muc/"
    for words, path in (
        ("catalogue", ""),
        ("counts by level", "so-luong/"),
        ("one procedure", f"{PROCEDURE}/"),
        ("a comparison", f"{PROCEDURE}/so-sanh/?cu=1&moi=2"),
        ("taking a change back", f"{PROCEDURE}/huy/"),
        ("moving between levels", "chuyen-cap/"),
    ):
        reader.goto(here + path)
        look(reader, words)

    citizen = stage.citizen()
    citizen.goto(f"{stage.public}/thu-tuc/{PROCEDURE}/")
    look(citizen, "a procedure with a change to come")
    citizen.get_by_role("link", name="Xem những gì sẽ đổi").click()
    expect(citizen.locator("ins").first).to_contain_text("4")
    look(citizen, "what changes")
