"""A security key at the door: added, used after the password, used instead of it, taken off.

With a real browser and its virtual key; browsers give keys to names only, so this story comes to `localhost`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Commune
from tests.journeys.eyes import Look


@pytest.fixture
def holder(browser: Browser) -> Iterator[Page]:
    """Somebody with a key in the machine that asks for a finger, and a console that must stay silent."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(20_000)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    page = context.new_page()
    keys = context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    yield page
    context.close()
    assert said == []


def test_a_key_is_added_used_after_the_password_instead_of_it_and_taken_off(
    holder: Page, commune: Commune, look: Look
) -> None:
    from liemchinh.jobs.demo import PASSWORD

    page, desk = holder, commune.desk.replace("127.0.0.1", "localhost")

    def password() -> None:
        page.goto(desk)
        page.get_by_label("Tên đăng nhập").fill("giamsat")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()

    def out() -> None:
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()

    password()
    page.goto(f"{desk}/tai-khoan/khoa/them/")
    look(page, "adding a key")
    page.get_by_label("Tên khóa").fill("Khóa ở bàn")
    page.get_by_label("Dùng khóa này thay cả mật khẩu").check()
    page.get_by_role("button", name="Thêm khóa", exact=True).click()
    expect(page.locator("h1")).to_have_text("Mã dự phòng")
    page.goto(f"{desk}/tai-khoan/khoa/")
    expect(page.locator("tbody")).to_contain_text("Khóa ở bàn")
    look(page, "list of keys")
    out()

    password()
    expect(page.locator("h1")).to_have_text("Xác nhận lần thứ hai")
    look(page, "second step with a key")
    page.get_by_role("button", name="Dùng khóa bảo mật").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    out()

    page.get_by_role("button", name="Vào bằng khóa bảo mật").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()
    page.goto(f"{desk}/tai-khoan/phien/")
    look(page, "my sessions")
    page.goto(f"{desk}/tai-khoan/khoa/")
    page.get_by_role("link", name="Gỡ khóa").click()
    page.get_by_role("button", name="Gỡ khóa").click()
    expect(page.locator("main")).to_contain_text("Chưa có khóa nào.")
    out()

    page.get_by_role("button", name="Vào bằng khóa bảo mật").click()
    expect(page.locator("main")).to_contain_text("Chưa nhận ra khóa bảo mật này")
