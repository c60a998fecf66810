"""A petition by name: sent from a telephone without script, sorted, given to a division, answered, solved."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.eyes import Look
from tests.journeys.stage import OFFICE, Stage

SUBJECT = "Chờ lâu ở quầy số 3, không có ghế ngồi"


def pressed(desk: Page, label: str, look: Look, state: str) -> None:
    """The button that carries the name of the act; then the petition's own page."""
    look(desk, state)
    desk.get_by_role("button", name=label, exact=True).click()
    desk.wait_for_url(re.compile(r"/don/[^/]+/$"))
    expect(desk.get_by_role("heading", level=1)).to_be_visible()


def sent(page: Page, stage: Stage, look: Look) -> str:
    """From the front page of petitions to the two codes; gives the petition's code."""
    page.goto(f"{stage.public}/don/")
    look(page, "petitions, front page")
    page.get_by_role("link", name="Gửi đơn có ghi tên").click()
    look(page, "petition, story")
    page.get_by_label("Một câu: việc gì, ở đâu").fill(SUBJECT)
    page.get_by_label("Kể rõ sự việc").fill("Sáng thứ hai tôi chờ hai giờ ở quầy số 3, người già phải đứng.")
    page.get_by_role("main").get_by_role("button").click()
    look(page, "petition, second page")
    page.get_by_label("Phản ánh, kiến nghị một việc").check()
    page.get_by_role("button", name="Gửi đơn", exact=True).click()
    look(page, "petition, mistakes")
    page.get_by_label("Họ và tên").fill("Trịnh Thị Gửi Đơn")
    page.get_by_label("Địa chỉ").fill("Thôn Mẫu Hạ, xã An Mẫu")
    page.get_by_label("Số điện thoại").fill("0999 000 567")
    page.get_by_role("button", name="Gửi đơn", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chúng tôi đã nhận đơn")
    look(page, "petition, received")
    return page.url.rsplit("/", 3)[1]


def test_a_petition_is_sent_without_script_answered_and_said_to_be_solved(stage: Stage, look: Look) -> None:
    page = stage.citizen(scripts=False, width=360)
    code = sent(page, stage, look)
    there = f"{stage.desk}/don/{code}/"

    desk = stage.officer("tiepdan")
    desk.goto(f"{stage.desk}/don/")
    expect(desk.get_by_text(SUBJECT).first).to_be_visible()
    look(desk, "petitions, register")
    desk.goto(there)
    look(desk, "petition, unsorted")
    desk.get_by_role("link", name="Phân loại", exact=True).click()
    desk.get_by_label("Loại đơn").select_option(label="Kiến nghị, phản ánh")
    desk.get_by_label("Thuộc thẩm quyền cơ quan này").select_option(label="Thuộc")
    pressed(desk, "Phân loại", look, "petition, sorting")
    desk.get_by_role("link", name="Giao phòng xử lý", exact=True).click()
    desk.get_by_label("Phòng xử lý").select_option(label=OFFICE)
    pressed(desk, "Giao phòng xử lý", look, "petition, routing")

    head = stage.officer("truongphong")
    head.goto(f"{stage.desk}/don/")
    expect(head.get_by_text(SUBJECT).first).to_be_visible()
    head.goto(there)
    look(head, "petition, before the head of the division")
    head.get_by_role("link", name="Trả lời người gửi", exact=True).click()
    head.get_by_label("Nội dung trả lời").fill("Đã kê thêm mười ghế và mở thêm một quầy từ 7 giờ 30.")
    pressed(head, "Trả lời người gửi", look, "petition, answering")
    look(head, "petition, answered, at the desk")

    page.get_by_role("link", name="Theo dõi đơn").click()
    expect(page.get_by_text("Đã kê thêm mười ghế").first).to_be_visible()
    look(page, "petition, answered")
    page.goto(f"{stage.public}/don/{code}/vi-sao/")
    look(page, "petition, why this day")
    page.goto(f"{stage.public}/don/{code}/da-xong/")
    look(page, "petition, is it truly solved")
    page.locator("input[name=da_xong][value=co]").check()
    page.get_by_role("button", name="Gửi trả lời", exact=True).click()
    page.wait_for_url(re.compile(f"/don/{code}/$"))
    look(page, "petition, solved")
    desk.goto(there)
    expect(desk.get_by_role("main")).to_contain_text("người gửi xác nhận đã xong")
