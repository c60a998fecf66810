"""The counter: receiving by keyboard, mistakes, pressing twice, coming back."""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.eyes import Look, focus
from tests.journeys.stage import Stage

CARD = "001085012345|012345678|Trịnh Thị Quét Thẻ|12031985|Nữ|Thôn Mẫu Thượng, Xã An Mẫu, Tỉnh Sông Mẫu|20082021"
PROCEDURE_BY_NAME = "dang ky lai khai sinh"


def tab_to(page: Page, text: str, *, within: int = 80) -> None:
    """Press Tab until the keyboard stands on a control with these words; every stop must be visible."""
    for _ in range(within):
        page.keyboard.press("Tab")
        here = focus(page)
        if here["tag"] == "BODY":
            continue
        assert here["ring"] >= 2 and here["seen"], here
        if here["text"] == text:
            return
    raise AssertionError(f"the keyboard never reached “{text}”")


def test_a_dossier_is_received_and_printed_without_a_mouse(stage: Stage, look: Look) -> None:
    page = stage.officer("tiepnhan1")
    page.goto(f"{stage.desk}/tiep-nhan/")
    look(page, "counter, empty")
    expect(page.locator("#quet")).to_be_focused()  # the scanner writes into the box that has the focus
    page.keyboard.type(CARD)
    page.keyboard.press("Enter")  # a scanner ends with Enter

    expect(page.get_by_label("Họ tên hoặc tên tổ chức")).to_have_value("Trịnh Thị Quét Thẻ")
    expect(page.locator("#tim")).to_be_focused()
    page.keyboard.type(PROCEDURE_BY_NAME)
    page.keyboard.press("Enter")
    picks = page.locator(".picks button")
    expect(picks.first).to_be_focused()
    look(page, "counter, procedures found")
    page.keyboard.press("Enter")

    expect(page.get_by_label(re.compile("^Đã nộp: ")).first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label(re.compile("^Đã nộp: ")).first).to_be_checked()
    promised = page.locator("time.to-lich").first.get_attribute("datetime")
    look(page, "counter, ready")
    tab_to(page, "Tiếp nhận và in")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/xong/$"))
    assert page.locator("time.to-lich").first.get_attribute("datetime") == promised, "shown before, kept after"
    expect(page.get_by_role("link", name=re.compile("^In khổ A4"))).to_be_focused()
    look(page, "counter, received")
    code = page.url.rsplit("/", 3)[1]
    for size in ("A4", "A5", "80mm"):
        link = page.get_by_role("link", name=re.compile(f"^In khổ {size}")).get_attribute("href")
        answer = page.request.get(f"{stage.desk}{link}")
        assert answer.headers["content-type"] == "application/pdf"
        text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)
        assert code in text and "Trịnh Thị Quét Thẻ" in text, size


def test_a_person_seen_before_is_found_again_by_telephone(stage: Stage) -> None:
    page = stage.officer("tiepnhan1")
    receipt = stage.receive(page, name="Lâm Văn Quay Lại")
    page.goto(f"{stage.desk}/tiep-nhan/")
    expect(page.locator("#quet")).to_be_focused()
    page.keyboard.type(receipt.phone)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Họ tên hoặc tên tổ chức")).to_have_value("Lâm Văn Quay Lại")
    expect(page.get_by_role("status").filter(has_text=receipt.code)).to_be_visible()


def test_a_mistake_keeps_what_was_typed_and_says_where_it_is(stage: Stage, look: Look) -> None:
    page = stage.officer("tiepnhan1")
    page.goto(f"{stage.desk}/tiep-nhan/?thu_tuc=1.004884")
    page.get_by_label("Số định danh, mã số").fill("00108501234")
    page.get_by_label("Địa chỉ").first.fill("thôn Mẫu Hạ")
    page.get_by_label(re.compile("^Đã nộp: ")).first.check()
    page.get_by_role("button", name="Tiếp nhận và in").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    assert page.title().startswith("Lỗi:")
    expect(page.get_by_label("Số định danh, mã số")).to_have_value("00108501234")
    expect(page.get_by_label("Địa chỉ").first).to_have_value("thôn Mẫu Hạ")
    expect(page.get_by_label(re.compile("^Đã nộp: ")).first).to_be_checked()
    look(page, "counter, mistakes")
    summary.get_by_role("link", name=re.compile("Họ tên")).click()
    expect(page.get_by_label("Họ tên hoặc tên tổ chức")).to_be_focused()


def test_pressing_twice_and_coming_back_make_one_dossier(stage: Stage) -> None:
    page = stage.officer("tiepnhan1")
    page.goto(f"{stage.desk}/tiep-nhan/?thu_tuc=1.004884")
    page.get_by_label("Họ tên hoặc tên tổ chức").fill("Quách Thị Bấm Đúp")
    page.get_by_label(re.compile("^Đã nộp: ")).first.check()
    page.get_by_role("button", name="Tiếp nhận và in").dblclick()
    page.wait_for_url(re.compile("/xong/$"))
    code = page.url.rsplit("/", 3)[1]

    page.go_back()
    page.get_by_role("button", name="Tiếp nhận và in").click()
    page.wait_for_url(re.compile("/xong/$"))
    assert page.url.rsplit("/", 3)[1] == code, "the form posted again opens the dossier that it made"
    page.goto(f"{stage.desk}/tim/?q=quach+thi+bam+dup")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("mark")).to_have_text("khớp tên người nộp")


def test_a_form_that_became_a_dossier_does_not_swallow_another_person(stage: Stage) -> None:
    page = stage.officer("tiepnhan1")
    receipt = stage.receive(page)
    page.go_back()
    page.get_by_label("Họ tên hoặc tên tổ chức").fill("Người Sau Trong Hàng")
    page.get_by_role("button", name="Tiếp nhận và in").click()
    expect(page.locator(".error-summary")).to_contain_text(receipt.code)
    expect(page.get_by_label("Họ tên hoặc tên tổ chức")).to_have_value("Người Sau Trong Hàng")


def test_what_is_missing_is_said_once_and_the_same_code_is_received_later(stage: Stage, look: Look) -> None:
    page = stage.officer("tiepnhan1")
    page.goto(f"{stage.desk}/tiep-nhan/?thu_tuc=1.004884")
    page.get_by_label("Họ tên hoặc tên tổ chức").fill("Tô Văn Thiếu Giấy")
    page.get_by_label("Số điện thoại").last.fill("0999123456")
    page.get_by_label(re.compile("^Còn thiếu: ")).first.check()
    page.get_by_text("Chưa tiếp nhận được").click()
    page.get_by_label("Lý do, hướng dẫn").fill("Bản sao chưa chứng thực.")
    page.get_by_role("button", name="Yêu cầu bổ sung").click()
    receipt = stage.receipt(page, "Tô Văn Thiếu Giấy", "0999123456")
    look(page, "counter, asked to supplement")

    citizen = stage.follow(stage.citizen(), receipt)
    expect(citizen.locator("main")).to_contain_text("Thời hạn chưa bắt đầu tính")
    expect(citizen.get_by_role("heading", name="Ông/bà cần bổ sung 1 giấy tờ")).to_be_visible()
    look(citizen, "tracking, not yet received")

    stage.do(page, receipt, "Tiếp nhận và in giấy hẹn")
    look(page, "act: receive what was missing")
    page.get_by_role("button", name="Tiếp nhận và in giấy hẹn").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look(page, "act: not everything has come")
    page.get_by_label(re.compile("^Đã nộp: ")).first.check()
    stage.confirm(page, "Tiếp nhận và in giấy hẹn")
    assert receipt.code in page.url
    citizen.reload()
    expect(citizen.locator("time.to-lich").first).to_be_visible()


def test_a_refusal_has_its_kind_its_words_and_its_paper(stage: Stage, look: Look) -> None:
    page = stage.officer("tiepnhan2")
    page.goto(f"{stage.desk}/tiep-nhan/?thu_tuc=1.004884")
    page.get_by_label("Họ tên hoặc tên tổ chức").fill("Kiều Văn Nhầm Cửa")
    page.get_by_label("Số điện thoại").last.fill("0999654321")
    page.get_by_text("Chưa tiếp nhận được").click()
    page.get_by_role("button", name="Từ chối", exact=True).click()
    expect(page.locator(".error-summary").get_by_role("link")).to_have_count(2)
    page.get_by_label("Lý do, hướng dẫn").fill("Nơi đăng ký trước đây là xã khác, mời nộp tại xã ấy.")
    page.get_by_label("Loại lý do từ chối").select_option(index=1)
    page.get_by_role("button", name="Từ chối", exact=True).click()
    receipt = stage.receipt(page, "Kiều Văn Nhầm Cửa", "0999654321")
    look(page, "counter, refused")
    citizen = stage.follow(stage.citizen(), receipt)
    expect(citizen.locator("main")).to_contain_text("mời nộp tại xã ấy")
    look(citizen, "tracking, refused")


def test_the_counter_works_without_a_script(stage: Stage) -> None:
    page = stage.officer("tiepnhan1", scripts=False)
    receipt = stage.receive(page)
    page.goto(f"{stage.desk}/giao-nhan/")
    page.get_by_role("checkbox", name=f"Chọn {receipt.code}").check()
    page.get_by_label("Chuyển đến").select_option(index=1)
    page.get_by_role("button", name="Chuyển các hồ sơ đã chọn").click()
    expect(page.locator("main")).to_contain_text(receipt.code)
