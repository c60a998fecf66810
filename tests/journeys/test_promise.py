"""One dossier from hand to hand, and the applicant who follows it: every step, every date, and why."""

import io
import re

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.journeys.eyes import Look
from tests.journeys.stage import Receipt, Stage


def now_at(page: Page) -> str:
    """Where the applicant reads that the dossier is."""
    return page.reload() and page.locator("[aria-current=step]").first.inner_text()


def test_a_dossier_goes_from_hand_to_hand_and_the_applicant_sees_each(stage: Stage, look: Look) -> None:
    counter, head, holder = (stage.officer(name) for name in ("tiepnhan1", "truongphong", "hotich"))
    leader, clerk = stage.officer("lanhdao"), stage.officer("vanthu")
    receipt = stage.receive(counter)
    citizen = stage.follow(stage.citizen(), receipt)
    assert "Đã tiếp nhận hồ sơ" in now_at(citizen)
    first_due = citizen.locator("time.to-lich").get_attribute("datetime")
    look(citizen, "tracking, received")

    counter.goto(f"{stage.desk}/giao-nhan/")
    look(counter, "custody, to hand over")
    stage.hand_over(counter, receipt)
    assert "Chuyển đến Văn phòng" in now_at(citizen)
    head.goto(f"{stage.desk}/giao-nhan/")
    look(head, "custody, to take over")
    stage.take_over(head, receipt)
    assert "đã nhận đủ" in now_at(citizen)
    stage.do(head, receipt, "Giao người thụ lý")
    look(head, "act: assign")
    stage.assign(head, receipt)
    assert "Đã giao người thụ lý" in now_at(citizen)

    holder.goto(stage.desk)
    expect(stage.line(holder, receipt)).to_be_visible()
    look(holder, "queue of a specialist")
    stage.do(holder, receipt, "Đề nghị bổ sung giấy tờ")
    look(holder, "act: propose a supplement")
    holder.get_by_role("checkbox").first.check()
    holder.get_by_label("Lý do").fill("Bản sao mờ, không đọc được năm sinh.")
    stage.confirm(holder, "Đề nghị bổ sung giấy tờ")
    assert "Đã giao người thụ lý" in now_at(citizen), "a proposal inside the office is not yet a request"

    stage.dossier(counter, receipt)
    look(counter, "dossier, request to send")
    counter.get_by_role("button", name="Gửi phiếu yêu cầu bổ sung").click()
    expect(counter.get_by_role("complementary")).to_contain_text("Đã nhận đủ giấy tờ bổ sung")
    assert "Yêu cầu ông/bà bổ sung" in now_at(citizen)
    expect(citizen.locator("main")).to_contain_text("Ngày hẹn đang tạm dừng")
    expect(citizen.locator("main")).to_contain_text("Bản sao mờ, không đọc được năm sinh")
    expect(citizen.locator("time.to-lich")).to_have_count(0)
    look(citizen, "tracking, supplement asked")

    stage.do(counter, receipt, "Đã nhận đủ giấy tờ bổ sung")
    look(counter, "act: take the supplement")
    counter.get_by_label(re.compile("^Đã nộp: ")).first.check()
    stage.confirm(counter, "Đã nhận đủ giấy tờ bổ sung")
    assert "Đã nhận đủ giấy tờ bổ sung" in now_at(citizen)
    new_due = citizen.locator("time.to-lich").get_attribute("datetime")
    assert first_due and new_due and new_due >= first_due, "the term of the law starts anew"
    citizen.get_by_text("Vì sao là ngày này?").click()
    look(citizen, "tracking, why opened")
    citizen.get_by_role("link", name="Xem cách tính trên một trang riêng").click()
    expect(citizen.get_by_role("heading", name=re.compile("Theo chỉ số quốc gia"))).to_be_visible()
    citizen.get_by_text(re.compile("^Hạn theo chỉ số")).click()
    look(citizen, "why, both clocks")
    citizen.go_back()

    stage.do(holder, receipt, "Trình kết quả")
    look(holder, "act: submit")
    holder.get_by_label("Đồng ý giải quyết").check()
    holder.get_by_label("Nội dung thẩm định").fill("Đủ điều kiện theo hồ sơ.")
    stage.confirm(holder, "Trình kết quả")
    assert "Đã thẩm định xong" in now_at(citizen)
    expect(citizen.locator("main")).to_contain_text("Lãnh đạo phòng kiểm tra")

    stage.dossier(head, receipt)
    look(head, "dossier, result to endorse")
    head.get_by_role("button", name="Đồng ý, trình ký").click()
    expect(head.get_by_role("complementary", name=re.compile("Việc tiếp theo"))).to_contain_text("đang chờ")
    leader.goto(f"{stage.desk}/ky/")
    look(leader, "to sign")
    leader.locator("section", has_text=receipt.code).get_by_role("checkbox").check()
    leader.get_by_role("button", name="Xem lại và ký").click()
    expect(leader.get_by_role("heading", level=1)).to_have_text("Anh/chị sắp ký 1 kết quả")
    look(leader, "to sign, looked over")
    leader.get_by_role("button", name="Ký 1 kết quả").click()
    expect(leader.get_by_role("heading", level=1)).to_contain_text("Ký kết quả")
    assert "Lãnh đạo đã ký" in now_at(citizen)

    stage.do(clerk, receipt, "Vào sổ, phát hành")
    look(clerk, "act: issue")
    clerk.get_by_label("Số văn bản").fill("12/XN-UBND")
    stage.confirm(clerk, "Vào sổ, phát hành")
    assert "Đã có kết quả" in now_at(citizen)
    expect(citizen.get_by_role("heading", name="Ông/bà đến nhận kết quả")).to_be_visible()
    look(citizen, "tracking, result ready")

    counter.goto(f"{stage.desk}/tra-ket-qua/")
    look(counter, "results to return")
    counter.locator("main [name=q]").fill(receipt.code)
    counter.keyboard.press("Enter")  # the code of the receipt, scanned, leads straight to returning
    counter.wait_for_url(f"**/ho-so/{receipt.code}/tra-ket-qua/")
    expect(counter.get_by_label("Người nhận kết quả")).to_have_value(receipt.name)
    look(counter, "act: return")
    counter.get_by_label(re.compile("xuất trình")).fill("Giấy hẹn và căn cước")
    stage.confirm(counter, "Trả kết quả")
    look(counter, "dossier, returned")
    citizen.reload()
    expect(citizen.locator("main")).to_contain_text("Đã trả kết quả lúc")
    expect(citizen.locator("main")).to_contain_text("Kết quả có đúng hẹn.")
    look(citizen, "tracking, returned")


def test_code_and_four_digits_open_it_and_a_wrong_fact_says_nothing_more(stage: Stage, look: Look) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    for page in (stage.citizen(scripts=False), stage.citizen()):
        page.goto(f"{stage.public}/tra-cuu/")
        page.get_by_label("Mã hồ sơ").fill(receipt.code.lower())
        page.get_by_label(re.compile("^4 số cuối")).fill(f"{(int(receipt.last_four) + 1) % 10_000:04}")
        page.get_by_role("button", name="Xem", exact=True).click()
        wrong_fact = page.locator(".error-summary").inner_text()
        expect(page.get_by_label("Mã hồ sơ")).to_have_value(re.compile(receipt.code, re.IGNORECASE))
        page.get_by_label("Mã hồ sơ").fill("H99.12-200101-0001")
        page.get_by_label(re.compile("^4 số cuối")).fill(receipt.last_four)
        page.get_by_role("button", name="Xem", exact=True).click()
        assert page.locator(".error-summary").inner_text() == wrong_fact, "whether the code exists is not told"
        page.get_by_label("Mã hồ sơ").fill(f"  {receipt.code} ")
        page.get_by_label(re.compile("^4 số cuối")).fill(receipt.last_four)
        page.get_by_role("button", name="Xem", exact=True).click()
        expect(page.locator("main")).to_contain_text(receipt.code)
    page.goto(f"{stage.public}/tra-cuu/")
    look(page, "look-up")
    page.get_by_role("button", name="Xem", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    look(page, "look-up, nothing written")


def test_the_applicant_takes_the_receipt_home_again_and_closes_the_page(stage: Stage) -> None:
    receipt = stage.receive(stage.officer("tiepnhan1"))
    page = stage.follow(stage.citizen(), receipt)
    link = page.get_by_role("link", name=re.compile("PDF khổ A5")).get_attribute("href")
    answer = page.request.get(f"{stage.public}{link}")
    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)
    assert receipt.code in text and receipt.name in text
    page.get_by_role("button", name="Đóng hồ sơ trên máy này").click()
    page.goto(f"{stage.public}/ho-so/{receipt.code}/")
    expect(page.locator("main")).not_to_contain_text(receipt.name)
    expect(page.locator(".soi-chi")).to_have_count(0)


def test_an_apology_strikes_the_old_leaf_and_promises_a_new_one_once(stage: Stage, look: Look) -> None:
    receipt = stage.to_specialist()
    citizen = stage.follow(stage.citizen(), receipt)
    old = citizen.locator("time.to-lich").get_attribute("datetime")
    assert old
    later = str(int(old[:4]) + 1)
    leader = stage.officer("lanhdao")
    apologise(stage, leader, receipt, day="15", year=later)
    look(leader, "act: apologise")
    stage.confirm(leader, "Xin lỗi, hẹn lại ngày")

    citizen.reload()
    leaves = citizen.locator("time.to-lich")
    expect(leaves).to_have_count(2)
    assert leaves.first.get_attribute("datetime") == old
    assert citizen.locator("del").count() or "struck" in (leaves.first.get_attribute("class") or "")
    new = leaves.last.get_attribute("datetime") or ""
    assert new.startswith(f"{later}-06-1") and new > old
    expect(citizen.locator("main")).to_contain_text("Phải xác minh sổ gốc ở xã cũ")
    look(citizen, "tracking, apologised")
    stage.dossier(leader, receipt)
    look(leader, "dossier, apologised")
    apologise(stage, leader, receipt, day="16", year=later)
    leader.get_by_role("button", name="Xin lỗi, hẹn lại ngày").click()
    expect(leader.locator(".error-summary")).to_be_focused()
    look(leader, "act: a second apology")
    citizen.reload()
    expect(leaves).to_have_count(2)
    expect(leaves.last).to_have_attribute("datetime", new)


def apologise(stage: Stage, page: Page, receipt: Receipt, *, day: str, year: str) -> None:
    """Fill in the page of an apology."""
    page.goto(f"{stage.desk}/ho-so/{receipt.code}/xin-loi/")
    page.get_by_label("Loại lý do").select_option(index=1)
    page.get_by_label("Lý do", exact=True).fill("Phải xác minh sổ gốc ở xã cũ.")
    for part, value in (("Ngày", day), ("Tháng", "6"), ("Năm", year)):
        page.get_by_label(part, exact=True).fill(value)
