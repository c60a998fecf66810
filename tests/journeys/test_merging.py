"""A division ends by a decision: what follows is read first, its dossiers come home, the citizen's code stays good."""

import re
from datetime import UTC, date, datetime, timedelta

from playwright.sync_api import Page, expect

from liemchinh.kernel.days import local_day
from tests.journeys.eyes import Look
from tests.journeys.stage import OFFICE, Stage

ENDING, CODE = "Phòng Thử sắp xếp", "H99.12.91"
DECISION = "Quyết định 91/QĐ-UBND"
TODAY = local_day(datetime.now(UTC))


def write_day(page: Page, label: str, day: date) -> None:
    """Fill the three boxes of a day."""
    boxes = page.get_by_role("group", name=label).get_by_role("textbox").all()
    for box, number in zip(boxes, (day.day, day.month, day.year), strict=True):
        box.fill(str(number))


def test_two_divisions_become_one_and_nothing_is_lost_on_the_way(stage: Stage, look: Look) -> None:
    administrator, counter = stage.officer("quantri"), stage.officer("tiepnhan1")
    administrator.goto(f"{stage.desk}/quan-ly/don-vi/H99.12/mo-don-vi/")
    administrator.get_by_label("Mã đơn vị", exact=True).fill(CODE)
    administrator.get_by_label("Loại đơn vị").select_option(label="Phòng, ban")
    administrator.get_by_label("Tên đầy đủ").fill(ENDING)
    write_day(administrator, "Từ ngày", TODAY - timedelta(days=40))
    administrator.get_by_label("Số, ngày nghị quyết hoặc quyết định").fill("Quyết định 90/QĐ-UBND")
    administrator.get_by_role("button", name="Xem trước việc kéo theo").click()
    administrator.get_by_role("button", name="Ghi theo Quyết định 90/QĐ-UBND").click()
    expect(administrator.get_by_role("heading", name=ENDING)).to_be_visible()

    receipt = stage.receive(counter)
    stage.hand_over(counter, receipt, ENDING)
    administrator.goto(f"{stage.desk}/quan-ly/don-vi/H99.12.02/sap-nhap/")
    administrator.get_by_label(f"{ENDING} ({CODE})").check()
    write_day(administrator, "Ngày sáp nhập", TODAY)
    administrator.get_by_label("Số, ngày nghị quyết hoặc quyết định").fill(DECISION)
    administrator.get_by_role("button", name="Xem trước việc kéo theo").click()
    expect(administrator.locator("main")).to_contain_text("Chưa ghi gì cả")
    expect(administrator.locator("main")).to_contain_text(ENDING)
    look(administrator, "what follows from a merger of divisions")
    administrator.get_by_role("button", name=f"Ghi theo {DECISION}").click()

    administrator.goto(f"{stage.desk}/quan-ly/ho-so-cho-phong/")
    look(administrator, "dossiers that wait for a new division")
    waiting = administrator.locator("section.panel", has_text=ENDING)
    expect(waiting).to_contain_text("1 hồ sơ đang giải quyết")
    waiting.get_by_role("combobox").select_option(label=OFFICE)
    administrator.get_by_label("Số, ngày nghị quyết hoặc quyết định").fill(DECISION)
    administrator.get_by_role("button", name="Chuyển về phòng đã chọn").click()
    expect(administrator.get_by_text(re.compile(r"Đã chuyển \d+ hồ sơ về phòng mới"))).to_be_visible()

    head = stage.officer("truongphong")
    stage.take_over(head, receipt)
    stage.assign(head, receipt)
    citizen = stage.follow(stage.citizen(), receipt)  # the code and the key of the day of receipt
    expect(citizen.locator("main")).to_contain_text("nhận hồ sơ sau khi sắp xếp đơn vị")
