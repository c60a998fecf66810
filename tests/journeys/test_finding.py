"""A citizen before they have a dossier: which procedure, which papers, which day."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Commune, Visitors
from tests.journeys.eyes import Look, focus


def test_a_citizen_who_types_no_marks_learns_what_to_bring_and_when_it_will_be_ready(
    page: Page, commune: Commune, look: Look
) -> None:
    page.goto(commune.public)
    look(page, "home")
    page.get_by_label("Tìm thủ tục").fill("dang ky khai sinh")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"\d+ thủ tục"))
    look(page, "procedures found")

    first = page.locator(".entries a").first
    assert first.inner_text() == "Đăng ký khai sinh", "the plainest answer stands first"
    first.click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng ký khai sinh")
    promised = page.locator("time.to-lich").first.get_attribute("datetime")
    page.get_by_text("Vì sao là ngày này?").click()
    steps = page.locator(".why-table").first
    expect(steps.get_by_role("row").last).to_contain_text("Vậy hạn là")
    assert promised is not None and promised[:10] in {
        time.get_attribute("datetime") for time in steps.locator("time").all()
    }, "the explanation ends on the promised day"
    look(page, "procedure, why opened")

    page.get_by_role("link", name="Trang để in và đánh dấu").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator(".checklist > li").count() > 0
    look(page, "checklist")


def test_a_word_that_fits_nothing_offers_what_is_near_and_a_telephone(page: Page, commune: Commune, look: Look) -> None:
    page.goto(f"{commune.public}/thu-tuc/?q=khai+sunh")
    assert page.locator(".entries a").count() > 0
    look(page, "procedures near")
    page.goto(f"{commune.public}/thu-tuc/?q=xyzxyz")
    expect(page.locator("main")).to_contain_text("0999 000")
    look(page, "procedures none")


def test_search_and_procedure_pages_work_without_a_script(visitors: Visitors, commune: Commune) -> None:
    page = visitors.citizen(scripts=False)
    page.goto(commune.public)
    page.get_by_label("Tìm thủ tục").fill("ket hon")
    page.get_by_role("button", name="Tìm").click()
    page.locator(".entries a", has_text="Đăng ký kết hôn").first.click()
    page.get_by_text("Vì sao là ngày này?").click()
    expect(page.locator(".why-table").first).to_be_visible()


def test_anyone_can_reckon_a_date_across_tet_and_read_why(page: Page, commune: Commune, look: Look) -> None:
    page.goto(f"{commune.public}/luat/tinh-ngay/")
    look(page, "reckon")
    for part, value in (("Ngày", "12"), ("Tháng", "2"), ("Năm", "2026")):
        page.get_by_label(part, exact=True).first.fill(value)
    page.locator("main [name=so]").fill("5")
    page.get_by_role("button", name="Tính").click()
    expect(page.locator("time.to-lich")).to_have_attribute("datetime", re.compile("^2026-02-26"))
    look(page, "reckoned")


def test_what_the_page_depends_on_stands_open_to_everyone(page: Page, commune: Commune, look: Look) -> None:
    for path, heading in {
        "/luat/": "Luật áp dụng",
        "/luat/lich/": "Lịch làm việc",
        "/danh-ba/": "Danh bạ cơ quan",
        "/dung-hen/": "Có đúng hẹn không?",
        "/gioi-thieu/": "",
    }.items():
        page.goto(commune.public + path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        look(page, path)
    page.goto(commune.public + "/danh-ba/?q=an+mau")
    page.locator(".entries a").first.click()
    expect(page.locator("main")).to_contain_text("0999 000 012")
    look(page, "unit")
    page.goto(commune.public + "/khong-co-trang-nay/")
    look(page, "not found")


def test_larger_letters_stay_chosen_on_every_page(page: Page, commune: Commune, look: Look) -> None:
    page.goto(commune.public)
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.get_by_role("link", name="Chữ to").click()
    page.goto(f"{commune.public}/dung-hen/")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == before * 1.25
    look(page, "figures in larger letters")


def test_the_keyboard_sees_where_it_is_on_indigo_and_on_paper(page: Page, commune: Commune) -> None:
    page.goto(commune.public)
    page.keyboard.press("Tab")
    assert focus(page)["text"] == "Bỏ qua đến nội dung"
    for _ in range(14):
        page.keyboard.press("Tab")
        here = focus(page)
        assert here["ring"] >= 3 and here["seen"], here
