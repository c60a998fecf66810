"""The people of the stories at work: each act is what they press and type, on the page where they would do it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Locator, Page, expect

PROCEDURE = "1.004884"
"""Đăng ký lại khai sinh: five working days, several papers; Văn phòng handles it."""
OFFICE, HANDLER = "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân", "Phạm Văn Mẫu Dũng"
_numbers = count(1)


@dataclass(frozen=True)
class Receipt:
    """What an applicant carries home: the dossier's code, the secret key, who they are."""

    code: str
    key: str
    name: str
    phone: str

    @property
    def last_four(self) -> str:
        """The digits that open the look-up."""
        return self.phone[-4:]


@dataclass(frozen=True)
class Stage:
    """Both sites, and how people come to them."""

    public: str
    desk: str
    officer: Callable[..., Page]
    citizen: Callable[..., Page]

    def receive(
        self, page: Page, *, procedure: str = PROCEDURE, name: str = "", answer: str = "Tiếp nhận và in"
    ) -> Receipt:
        """At the counter: a person, a procedure by its code, every paper handed in, the receipt."""
        number = next(_numbers)
        name, phone = name or f"Trịnh Thị Thử {number}", f"0999{number:02}{number * 37 % 10_000:04}"
        page.goto(f"{self.desk}/tiep-nhan/?thu_tuc={procedure}")
        page.get_by_label("Họ tên hoặc tên tổ chức").fill(name)
        page.get_by_label("Số điện thoại").last.fill(phone)
        for box in page.get_by_label(re.compile("^Đã nộp: ")).all():
            box.check()
        page.get_by_role("button", name=answer, exact=True).click()
        return self.receipt(page, name, phone)

    def receipt(self, page: Page, name: str, phone: str) -> Receipt:
        """Read the page that follows an answer at the counter."""
        expect(page).to_have_url(re.compile("/xong/$"))
        code = page.url.rsplit("/", 3)[1]
        secret = page.locator(".promise-words .code").last.inner_text()
        return Receipt(code, "".join(secret.split()).replace("-", ""), name, phone)

    def dossier(self, page: Page, receipt: Receipt) -> Page:
        """Open the dossier's own page at the desk."""
        page.goto(f"{self.desk}/ho-so/{receipt.code}/")
        return page

    def do(self, page: Page, receipt: Receipt, label: str) -> Page:
        """Go to the dossier and choose an act by its name."""
        self.dossier(page, receipt).get_by_role("complementary").get_by_text(label, exact=True).click()
        return page

    def confirm(self, page: Page, label: str) -> None:
        """Press the act's own button and wait for the dossier to come back."""
        page.get_by_role("button", name=label, exact=True).click()
        page.wait_for_url(re.compile(r"/ho-so/[^/]+/(xong/)?$"))

    def hand_over(self, page: Page, receipt: Receipt, division: str = OFFICE) -> None:
        """The receiver sends the papers to a division from the list."""
        page.goto(f"{self.desk}/giao-nhan/")
        page.get_by_role("checkbox", name=f"Chọn {receipt.code}").check()
        page.get_by_label("Chuyển đến").select_option(label=division)
        page.get_by_role("button", name="Chuyển các hồ sơ đã chọn").click()
        expect(self.line(page, receipt)).to_contain_text(division)

    def take_over(self, page: Page, receipt: Receipt) -> None:
        """The division counts the papers and says that all are there."""
        page.goto(f"{self.desk}/giao-nhan/")
        page.get_by_role("checkbox", name=f"Chọn {receipt.code}").check()
        page.get_by_role("button", name="Nhận đủ").click()
        expect(self.line(page, receipt)).to_have_count(0)

    def assign(self, page: Page, receipt: Receipt, who: str = HANDLER) -> None:
        """The head of the division gives it to a specialist."""
        self.do(page, receipt, "Giao người thụ lý")
        option = page.get_by_label("Người thụ lý").locator("option", has_text=who)
        page.get_by_label("Người thụ lý").select_option(value=option.get_attribute("value"))
        self.confirm(page, "Giao người thụ lý")

    def line(self, page: Page, receipt: Receipt) -> Locator:
        """The line of a list that is about this dossier."""
        return page.locator("tbody tr", has=page.get_by_role("link", name=receipt.code))

    def to_specialist(self) -> Receipt:
        """A dossier received, carried to its division and assigned, by the three people who do so."""
        counter, head = self.officer("tiepnhan1"), self.officer("truongphong")
        receipt = self.receive(counter)
        self.hand_over(counter, receipt)
        self.take_over(head, receipt)
        self.assign(head, receipt)
        return receipt

    def follow(self, page: Page, receipt: Receipt) -> Page:
        """The applicant opens the address that the receipt's QR code holds."""
        page.goto(f"{self.public}/h/{receipt.code}/{receipt.key}")
        expect(page).to_have_url(re.compile(f"/ho-so/{re.escape(receipt.code)}/$"))
        return page
