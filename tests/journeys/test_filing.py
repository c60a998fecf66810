"""Filing online: from a telephone without script, asked about, mended, accepted; with script, pressed twice."""

import io
import re

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.eyes import Look
from tests.journeys.stage import Stage

HERE = "2.000908"
"""Cấp bản sao từ sổ gốc: one working day, two papers, filed on the commune's own site."""


def photo(shade: int, name: str) -> FilePayload:
    """A photo as a telephone takes it."""
    picture = io.BytesIO()
    Image.new("RGB", (640, 900), (shade, shade, shade)).save(picture, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def onwards(page: Page) -> None:
    page.get_by_role("button", name="Tiếp tục", exact=True).click()


def fill(page: Page, stage: Stage, look: Look | None = None, *, name: str = "Trịnh Thị Nộp Mạng") -> str:
    """From the procedure's page to the review; gives the address of the draft."""
    seen = look or (lambda page, state: None)
    page.goto(f"{stage.public}/thu-tuc/{HERE}/")
    page.get_by_role("link", name="Nộp trực tuyến", exact=True).click()
    seen(page, "filing, first page")
    page.get_by_label("Xã An Mẫu").check()
    page.get_by_role("button", name="Bắt đầu").click()
    draft = page.url
    seen(page, "filing, list of parts")
    page.get_by_role("link", name="Tiếp tục", exact=True).click()
    onwards(page)
    assert page.title().startswith("Lỗi:")
    seen(page, "filing, who, mistakes")
    page.get_by_label("Cho chính tôi").check()
    page.get_by_label("Họ tên người nộp").fill(name)
    page.get_by_label("Số định danh", exact=True).fill("000000000034")
    page.get_by_label("Địa chỉ").fill("Thôn Mẫu Hạ, xã An Mẫu")
    onwards(page)
    page.get_by_label("Số điện thoại").fill("0999 000 345")
    seen(page, "filing, contact")
    onwards(page)
    page.get_by_label("Ông/bà cần giải quyết việc gì?").fill("Xin một bản sao giấy khai sinh")
    onwards(page)
    page.locator("input[type=file]").set_input_files([photo(90, "cccd mặt trước.jpg"), photo(120, "cccd mặt sau.jpg")])
    page.get_by_role("button", name="Gửi và xem lại ảnh").click()
    expect(page.locator(".arrived img")).to_have_count(2)
    seen(page, "filing, photos arrived")
    onwards(page)
    page.get_by_label("Tôi không có giấy này, vì").fill("Tôi xin cho chính mình")
    seen(page, "filing, paper not there")
    onwards(page)
    seen(page, "filing, result")
    onwards(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kiểm tra lại trước khi nộp")
    seen(page, "filing, review")
    return draft


def test_a_dossier_is_filed_from_a_telephone_without_script_asked_about_and_accepted(stage: Stage, look: Look) -> None:
    page = stage.citizen(scripts=False, width=360)
    draft = fill(page, stage)
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nhận hồ sơ trực tuyến")
    code = re.sub(r"\s", "", page.locator(".promise-words .code").first.inner_text())
    assert page.goto(draft) and page.url.endswith("/xong/"), "the link leads to the receipt from now on"

    desk = stage.officer("tiepnhan1")
    desk.goto(stage.desk)
    expect(desk.get_by_role("heading", name=re.compile("Nộp trực tuyến, chờ kiểm tra"))).to_be_visible()
    desk.goto(f"{stage.desk}/ho-so/{code}/")
    look(desk, "dossier, filed online")
    desk.get_by_role("complementary").get_by_text("Yêu cầu bổ sung trước khi tiếp nhận").click()
    desk.get_by_label("Giấy tờ hoặc nội dung khác").fill("Ảnh căn cước rõ bốn góc")
    desk.get_by_label("Lý do").fill("Ảnh mặt sau bị lóa")
    look(desk, "asking once")
    desk.get_by_role("button", name="Yêu cầu bổ sung trước khi tiếp nhận").click()
    desk.wait_for_url(re.compile(r"/ho-so/[^/]+/$"))

    page.get_by_role("link", name="Theo dõi hồ sơ").click()
    page.get_by_role("link", name="Gửi giấy tờ bổ sung").click()
    page.get_by_role("link", name="Ảnh căn cước rõ bốn góc").click()
    page.locator("input[type=file]").set_input_files([photo(200, "rõ.jpg")])
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("Đã gửi đủ.")

    desk.goto(f"{stage.desk}/ho-so/{code}/tiep-nhan/")
    desk.get_by_role("button", name="Tiếp nhận và in giấy hẹn").click()
    desk.wait_for_url(re.compile("/xong/$"))
    page.reload()
    expect(page.locator("time.to-lich").first).to_be_visible()


def test_every_page_of_filing_can_be_seen_reached_and_read_and_is_filed_once(stage: Stage, look: Look) -> None:
    page = stage.citizen(width=1280)
    fill(page, stage, look, name="Lục Văn Bấm Đúp")
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Nộp hồ sơ").dblclick()
    page.wait_for_url(re.compile("/xong/$"))
    look(page, "filing, received")
    page.go_back()
    page.wait_for_url(re.compile("/xong/$|/kiem-tra/$"))
    page.goto(page.url.replace("/kiem-tra/", "/xong/"))
    page.get_by_role("link", name="Theo dõi hồ sơ").click()
    look(page, "dossier, waiting to be looked at")
    page.get_by_role("link", name="Sửa, bổ sung").click()
    look(page, "mending a dossier")
    desk = stage.officer("lanhdao")
    desk.goto(f"{stage.desk}/nop-truc-tuyen/")
    look(desk, "filed online, waiting")
    desk.goto(f"{stage.desk}/tim/?q=luc+van+bam+dup")
    expect(desk.locator("tbody tr")).to_have_count(1)
