"""Money: the code on a citizen's telephone, the bank's file, what nobody knows, a slip that two people take back."""

import io
import re
from datetime import UTC, datetime

import zxingcpp
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from liemchinh.kernel.days import local_day
from liemchinh.payments.rules import decode
from tests.journeys.eyes import Look
from tests.journeys.stage import Stage

WITH_A_FEE = "1.004222"
"""Đăng ký thường trú: 20.000 đồng at the counter."""


def test_a_transfer_is_seen_when_the_bank_says_so_and_a_mistaken_slip_takes_two(stage: Stage, look: Look) -> None:
    counter, citizen = stage.officer("tiepnhan1"), stage.citizen(width=360)
    receipt = stage.receive(counter, procedure=WITH_A_FEE)
    stage.follow(citizen, receipt)
    look(citizen, "a dossier that is to be paid for")
    picture = citizen.locator("img.pay-code")
    drawn = citizen.request.get(stage.public + str(picture.get_attribute("src"))).body()
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn)))
    transfer = decode(code.text)
    assert transfer.amount == 20_000 and transfer.purpose in str(picture.get_attribute("alt"))

    cashier = stage.officer("thuquy")
    cashier.goto(f"{stage.desk}/quan-ly/phi/sao-ke/")
    today = f"{local_day(datetime.now(UTC)):%d/%m/%Y}"
    lines = (
        "Ngày giao dịch;Số tham chiếu;Ghi có;Nội dung",
        f"{today};{receipt.code}A;{transfer.amount};{transfer.purpose}",
        f"{today};{receipt.code}B;7;lãi tiền gửi",
    )
    file = {"name": "saoke.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    cashier.get_by_label("Tệp sao kê").set_input_files(file)  # type: ignore[arg-type]
    cashier.get_by_role("button", name="Nạp sao kê").click()
    expect(cashier.locator("main")).to_contain_text("lãi tiền gửi")
    expect(cashier.get_by_text(re.compile("Ghép được 1, chờ xử lý 1"))).to_be_visible()
    look(cashier, "a statement with a line nobody knows")
    citizen.reload()
    expect(citizen.get_by_text("Chúng tôi đã ghi nhận đủ tiền lúc")).to_be_visible()
    expect(picture).to_have_count(0)

    other = stage.receive(counter, procedure=WITH_A_FEE)
    cashier.goto(f"{stage.desk}/quan-ly/phi/?q={other.code}")
    cashier.locator("a.row-link").click()
    charge = cashier.url
    cashier.get_by_role("link", name="Thu tiền mặt").click()
    cashier.get_by_role("button", name="Thu tiền mặt").click()
    slip = cashier.get_by_role("link", name=re.compile("^In phiếu")).get_attribute("href")
    cashier.get_by_role("link", name=re.compile("^Hủy PT-")).click()
    look(cashier, "asking a slip back")
    cashier.get_by_label("Lý do, căn cứ").fill("Thu nhầm hồ sơ, nhầm khoản")
    cashier.get_by_role("button", name="Đề nghị hủy").click()
    expect(cashier).to_have_url(charge)
    expect(cashier.locator("main")).to_contain_text("Chờ người thứ hai xác nhận hủy.")
    leader = stage.officer("lanhdao", scripts=False, width=360)
    leader.goto(f"{stage.desk}/quan-ly/")
    leader.get_by_role("link", name="Phiếu thu chờ xác nhận hủy").click()
    expect(leader.locator("main")).to_contain_text(other.code.partition("-")[0])
    leader.get_by_role("button", name=re.compile("^Đồng ý hủy PT-")).click()
    expect(leader.get_by_text(re.compile("Đã hủy phiếu PT-"))).to_be_visible()
    paper = PdfReader(io.BytesIO(leader.request.get(stage.desk + str(slip)).body()))
    words = " ".join(paper.pages[0].extract_text().split())
    assert "PHIẾU ĐÃ HỦY" in words and "Người xác nhận:" in words
