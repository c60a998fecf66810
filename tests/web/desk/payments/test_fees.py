"""Money at the desk: taken, matched, given back and settled on pages; strangers and outsiders find nothing."""

import io
from typing import Any

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from liemchinh.payments import queries, services
from liemchinh.payments.models import Account, Charge, Payment, Refund, Reversal, StatementLine
from liemchinh.payments.rules import Standing, Transfer, decode
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.rooms.payments.ground import FEE, NUMBER, bank_file, charge_of, with_account
from tests.web.desk.pages import form_of, text_of

FEES = "/quan-ly/phi/"
TODAY = at("2026-09-15 07:00")


def again(charge: Any) -> Charge:
    return Charge.objects.get(pk=charge.pk)


def press(browser: Any, path: str, **said: Any) -> Any:
    """Open the page of an act, fill in its form, send it."""
    action = form_of(browser.get(path))
    return browser.post(path, {**{name: values[0] for name, values in action.items()}, **said})


def test_a_cashier_takes_cash_prints_the_slip_takes_it_back_and_gives_a_refund(sit: Any, cast: Cast) -> None:
    dossier = builders.received(cast)
    charge = charge_of(dossier)
    browser = sit(cast.cashier)
    page = text_of(browser.get(FEES))
    assert charge.reference in page
    assert "1 khoản chưa nộp đủ, cộng 20.000" in page
    one = f"{FEES}khoan/{charge.reference}/"
    assert "Chưa nộp" in text_of(browser.get(one))
    form = form_of(browser.get(f"{one}thu-tien/"))
    assert (form["amount"], form["payer"]) == (["20.000"], ["Nguyễn Thị Thí Dụ"])
    sent = {name: values[0] for name, values in form.items()}
    for _ in range(2):  # a second press of the same form
        answer = browser.post(f"{one}thu-tien/", sent)
        assert (answer.status_code, answer["Location"]) == (302, one)
    slip = Payment.objects.get()
    assert "PT-2026-000001" in text_of(browser.get(one))
    answer = browser.get(f"{FEES}lan-thu/{slip.pk}/phieu/")
    words = " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().split())
    for said in ("PT-2026-000001", "20.000 đồng", "Hai mươi nghìn đồng", "Nguyễn Thị Thí Dụ", "Nghị định 123/2020"):
        assert said in words
    assert press(browser, f"{FEES}lan-thu/{slip.pk}/huy/", reason="Thu nhầm").status_code == 302
    asked = Reversal.objects.get()
    waiting, confirm = f"{FEES}cho-huy/", f"{FEES}cho-huy/{asked.pk}/xac-nhan/"
    assert "Chờ người thứ hai xác nhận hủy" in text_of(browser.get(one))
    assert "1 phiếu thu chờ xác nhận hủy" in text_of(browser.get(FEES))
    page = text_of(browser.get(waiting))
    assert "Rút đề nghị" in page and "Đồng ý hủy" not in page
    own = browser.post(confirm)
    assert (own.status_code, "Người đề nghị không tự xác nhận" in text_of(own)) == (409, True)
    leading = sit(cast.leader)
    assert "Đồng ý hủy" in text_of(leading.get(waiting))
    why = leading.post(f"{FEES}cho-huy/{asked.pk}/bo/", {"answer": " "})
    assert (why.status_code, again(charge).paid) == (409, FEE)
    for _ in range(2):  # a double press
        answer = leading.post(confirm)
        assert (answer.status_code, answer["Location"]) == (302, waiting)
    assert "Đã hủy phiếu PT-2026-000001" in text_of(leading.get(waiting))
    words = " ".join(
        PdfReader(io.BytesIO(leading.get(f"{FEES}lan-thu/{slip.pk}/phieu/").content)).pages[0].extract_text().split()
    )
    assert f"Người đề nghị: {cast.cashier.actor.name}. Người xác nhận: {cast.leader.actor.name}" in words
    browser = sit(cast.cashier)
    words = browser.get(f"{FEES}lan-thu/{slip.pk}/phieu/").content
    assert "PHIẾU ĐÃ HỦY" in PdfReader(io.BytesIO(words)).pages[0].extract_text()
    assert again(charge).sum.standing == Standing.OWED
    press(browser, f"{one}thu-tien/")
    refused = press(browser, f"{one}hoan/", amount="20.001", document="QĐ 1", reason="x")
    assert refused.status_code == 409
    assert "Không hoàn quá số đã thu" in text_of(refused)
    press(browser, f"{one}hoan/", amount="20.000", document="QĐ 1", reason="Nộp thừa")
    assert Refund.objects.get().amount == FEE
    wrong = press(browser, f"{one}thu-tien/", amount="1,5")
    assert (wrong.status_code, "Ví dụ 20.000" in text_of(wrong)) == (422, True)


def test_amounts_and_exemptions_are_fixed_with_their_basis_and_the_dossier_shows_them(sit: Any, cast: Cast) -> None:
    dossier = builders.received(cast)
    charge = charge_of(dossier)
    browser = sit(cast.cashier)
    one = f"{FEES}khoan/{charge.reference}/"
    page = text_of(browser.get(f"{one}mien-giam/"))
    assert "66.22/2026" in page  # known to be in force that day, its amounts are not
    press(browser, f"{one}so-tien/", amount="10.000", basis="Thông tư 75/2022/TT-BTC")
    press(browser, f"{one}mien-giam/", reduced="10.000", reason="Hộ nghèo", basis="Luật Phí và lệ phí")
    assert again(charge).sum.standing == Standing.EXEMPT
    panel = text_of(browser.get(f"/ho-so/{dossier.code}/"))
    assert "Hộ nghèo" in panel
    assert "Thêm khoản phải nộp" in panel
    added = press(
        browser, f"{FEES}them/{dossier.code}/", name="Lệ phí sao lục", amount="5.000", basis="TT 1", kind="charge"
    )
    assert added.status_code == 302
    assert [row.amount for row in queries.charges_of(dossier.code)] == [10_000, 5_000]
    browser = sit(cast.receiver)
    panel = text_of(browser.get(f"/ho-so/{dossier.code}/"))
    assert "Lệ phí sao lục" in panel
    assert "Thêm khoản phải nộp" not in panel


def test_a_statement_is_taken_in_and_what_is_left_is_settled_by_a_person(sit: Any, cast: Cast) -> None:
    right, left = builders.received(cast), builders.received(cast, at("2026-09-08 08:00"))
    browser = sit(cast.cashier)
    path = f"{FEES}sao-ke/"
    lines = (("R1", FEE, charge_of(right).reference), ("R2", FEE, f"nop phi {left.code}"), ("R3", 9, "lãi"))

    def upload(content: bytes) -> Any:
        return browser.post(path, {"tep": SimpleUploadedFile("saoke.csv", content)})

    bad = upload(bank_file(*lines) + b"\n31/02/2026;R4;5;x")
    assert (bad.status_code, StatementLine.objects.count()) == (409, 0)
    assert "Chưa nạp dòng nào" in text_of(bad)
    assert upload(bank_file(*lines)).status_code == 302
    page = text_of(browser.get(path))
    assert "Đã nạp 3 dòng mới trong 3 dòng. Ghép được 1, chờ xử lý 2." in page
    assert "không có mã thanh toán" in page
    upload(bank_file(*lines))
    assert "Tệp này đã nạp lúc" in text_of(browser.get(path))
    second, third = StatementLine.objects.filter(reference__in=["R2", "R3"]).order_by("reference")
    form = form_of(browser.get(f"{path}{second.pk}/"))
    assert form["g-reference"] == [charge_of(left).reference]
    empty = browser.post(f"{path}{second.pk}/", {**{k: v[0] for k, v in form.items()}, "ghep": "1"})
    assert empty.status_code == 422
    browser.post(f"{path}{second.pk}/", {**{k: v[0] for k, v in form.items()}, "g-reason": "Đúng người", "ghep": "1"})
    assert charge_of(left).sum.standing == Standing.PAID
    token = form_of(browser.get(f"{path}{third.pk}/"))["g-token"][0]
    browser.post(f"{path}{third.pk}/", {"r-token": token, "r-reason": "Lãi tiền gửi", "rieng": "1"})
    assert "Không còn dòng nào chờ xử lý" in text_of(browser.get(path))
    browser.post(f"{path}{third.pk}/", {"r-token": token, "r-reason": "Xem lại", "lai": "1"})
    assert "lãi" in text_of(browser.get(path))


def test_the_settlement_of_a_month_adds_up_on_the_page_and_in_the_workbook(sit: Any, cast: Cast) -> None:
    dossier = builders.received(cast)
    browser = sit(cast.cashier)
    one = f"{FEES}khoan/{charge_of(dossier).reference}/"
    press(browser, f"{one}thu-tien/", payer='=HYPERLINK("x")')
    path = f"{FEES}quyet-toan/"
    page = text_of(browser.get(path))
    assert "khoản 9 Điều 12 Nghị định 118/2025/NĐ-CP" in page
    assert "từ PT-2026-000001 đến PT-2026-000001, 1 phiếu" in page
    answer = browser.get(f"{path}?tai=xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    values = [cell.value for cell in cells]
    assert values.count(FEE) >= 3  # taken, remaining, and the line itself
    assert dossier.code in values
    early = text_of(browser.get(f"{path}?tu=2026-08-01&den=2026-08-31"))
    assert "Kỳ này chưa thu lần nào" in early


def test_an_account_takes_two_people_and_its_code_is_read_by_a_stranger(sit: Any, cast: Cast) -> None:
    dossier = builders.received(cast)
    charge = charge_of(dossier)
    path = f"{FEES}noi-nhan-tien/"
    browser = sit(cast.cashier)
    assert browser.get(f"{FEES}khoan/{charge.reference}/ma.png").status_code == 404
    said = {"bank": "Ngân hàng Mẫu", "bin_code": "970436", "number": NUMBER, "holder": "UBND xã", "document": "CV 1"}
    assert press(browser, path, **said, token=form_of(browser.get(path))["token"][0]).status_code == 302
    row = Account.objects.get()
    own = browser.post(f"{path}{row.pk}/xac-nhan/", {"token": row_token(), "number": NUMBER})
    assert own.status_code == 404  # a cashier does not confirm
    browser = sit(cast.leader)
    page = text_of(browser.get(path))
    assert NUMBER not in page  # the second person reads it from the document
    wrong = browser.post(f"{path}{row.pk}/xac-nhan/", {"token": row_token(), "number": "1017595601"})
    assert (wrong.status_code, "khác với số được đề nghị" in text_of(wrong)) == (409, True)
    assert browser.post(f"{path}{row.pk}/xac-nhan/", {"token": row_token(), "number": NUMBER}).status_code == 302
    picture = browser.get(f"{FEES}khoan/{charge.reference}/ma.png")
    assert picture["Content-Type"] == "image/png"
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.content)))
    assert decode(found.text) == Transfer("970436", NUMBER, FEE, charge.reference)


def row_token() -> str:
    import uuid

    return str(uuid.uuid4())


@pytest.mark.parametrize(
    "who", ["receiver", "administrator", "auditor", "leader", "stranger_cashier", "stranger_leader"]
)
def test_pages_about_one_charge_exist_only_for_those_they_are_for(sit: Any, cast: Cast, who: str) -> None:
    dossier = builders.received(cast)
    charge = charge_of(dossier)
    with_account(cast)
    from tests.rooms.payments.ground import cash, take

    slip = cash(cast, charge, 5_000)
    services.ask_reversal(payment=slip.pk, reason="Nhầm", by=cast.cashier.actor, at=at("2026-09-07 15:00"))
    take(cast, bank_file(("R1", 7, "khác")))
    line = StatementLine.objects.get()
    row = Account.objects.get()
    browser = sit(getattr(cast, who))
    one = f"{FEES}khoan/{charge.reference}/"
    reading = [one, f"{one}ma.png", f"{FEES}lan-thu/{slip.pk}/phieu/"]
    acting = [
        f"{one}thu-tien/",
        f"{FEES}them/{dossier.code}/",
        f"{FEES}lan-thu/{slip.pk}/huy/",
        f"{FEES}sao-ke/{line.pk}/",
    ]
    deciding = f"{FEES}cho-huy/{Reversal.objects.get().pk}/xac-nhan/"
    reads = {"leader": 200, "auditor": 200, "receiver": 403, "administrator": 403}.get(who, 404)
    assert {browser.get(path).status_code for path in reading} == {reads}
    acts = 404 if who == "stranger_cashier" else 403
    assert {browser.get(path).status_code for path in acting} == {acts}
    assert {browser.post(path, {}).status_code for path in acting} == {acts}
    if who != "leader":
        assert browser.post(deciding).status_code == (404 if who.startswith("stranger") else 403)
    confirm = browser.post(f"{FEES}noi-nhan-tien/{row.pk}/bo/", {}).status_code
    assert confirm == (403 if who in ("receiver", "auditor") else 404)  # in force already, or not theirs
    assert (Payment.objects.count(), again(charge).paid) == (1, 5_000)
    listed = browser.get(FEES)
    if listed.status_code == 200:
        assert (charge.reference in text_of(listed)) is (reads == 200)


def test_the_list_of_charges_asks_the_same_number_of_queries_however_long(sit: Any, cast: Cast) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = sit(cast.cashier)
    counts = []
    for number in (1, 4):
        for minute in range(number):
            builders.received(cast, at(f"2026-09-0{number} 09:0{minute}"))
        browser.get(FEES)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            browser.get(FEES)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 14
