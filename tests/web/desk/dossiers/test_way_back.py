"""The way back at the desk: the chosen way first, each with its own proof; the register of form 07 and its exports."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pypdf import PdfReader

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.rules import State
from liemchinh.kernel.actors import APPLICANT
from liemchinh.org.models import Reading
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.papers.test_esign import pdf
from tests.rooms.dossiers.test_returning import keys, with_key  # noqa: F401 - fixtures
from tests.web.desk.pages import text_of

pytestmark = pytest.mark.django_db


def test_a_result_goes_by_the_chosen_way_and_news_of_the_post_is_noted(sit: Any, cast: Cast) -> None:
    code = builders.signed(cast).code
    services.choose_return(code=code, method="post", address="Thôn Mẫu Hai", by=APPLICANT, at=at("2026-09-07 15:20"))
    services.issue(code=code, number="12/XN", by=cast.clerk.actor, at=at("2026-09-07 16:10"))
    browser = sit(cast.receiver)
    page = browser.get(f"/ho-so/{code}/tra-ket-qua/")
    shown = text_of(page)
    assert "Người nộp đã chọn: Nhận qua bưu điện: Thôn Mẫu Hai." in shown
    assert shown.index("Gửi bưu điện") < shown.index("Trao tại Bộ phận Một cửa")
    said = {**page.context["form"].initial, "method": "post", "carrier": "Bưu điện", "tracking": ""}
    wrong = browser.post(f"/ho-so/{code}/tra-ket-qua/", said)
    assert wrong.status_code == 422 and "Chưa ghi số hiệu bưu gửi" in text_of(wrong)
    assert browser.post(f"/ho-so/{code}/tra-ket-qua/", {**said, "tracking": "EX1VN"}).status_code == 302
    assert Dossier.objects.get(code=code).state == State.RETURNED
    page = browser.get(f"/ho-so/{code}/tin-buu-dien/")
    said = {
        **page.context["form"].initial,
        "news": "delivered",
        "noted_on": "7",
        "noted_on_thang": "9",
        "noted_on_nam": "2026",
    }
    assert browser.post(f"/ho-so/{code}/tin-buu-dien/", said).status_code == 302
    assert "Bưu điện, EX1VN. Bưu điện báo đã giao, 7/9/2026" in text_of(browser.get(f"/ho-so/{code}/"))


def test_the_clerk_attaches_the_result_and_without_a_key_is_told_how_it_stands(
    sit: Any,
    cast: Cast,
    with_key: None,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dossier = builders.signed(cast)
    browser = sit(cast.clerk)
    page = browser.get(f"/ho-so/{dossier.code}/phat-hanh/")
    assert "chưa cài khóa ký số" not in text_of(page) and 'enctype="multipart/form-data"' in text_of(page)
    file = SimpleUploadedFile("kq.pdf", pdf(), "application/pdf")
    said = {**page.context["form"].initial, "number": "12/XN", "result": file}
    assert browser.post(f"/ho-so/{dossier.code}/phat-hanh/", said).status_code == 302
    dossier.refresh_from_db()
    assert queries.result_of(dossier) is not None
    monkeypatch.delenv("LIEMCHINH_ESIGN_KEY")
    monkeypatch.delenv("LIEMCHINH_ESIGN_TRUST")
    page = browser.get(f"/ho-so/{dossier.code}/ket-qua-dien-tu/")
    assert "chưa cài khóa ký số" in text_of(page)
    file = SimpleUploadedFile("kq.pdf", pdf(3), "application/pdf")
    answer = browser.post(f"/ho-so/{dossier.code}/ket-qua-dien-tu/", {**page.context["form"].initial, "result": file})
    assert answer.status_code == 409 and "hãy trả bản giấy" in text_of(answer)


def test_the_register_is_shown_printed_and_taken_away_and_each_taking_is_noted(sit: Any, cast: Cast) -> None:
    returned = builders.returned(cast, request_text="=1+1")
    builders.assigned(cast, MORNING.replace(minute=20))
    browser = sit(cast.clerk)
    browser.get("/so-theo-doi/")  # names and provinces are kept from here on
    with CaptureQueriesContext(connection) as few:
        page = text_of(browser.get("/so-theo-doi/"))
    assert returned.code in page and "Giấy hẹn và căn cước" in page and "2 hồ sơ đã tiếp nhận" in page
    for minute in (25, 30, 35):
        builders.received(cast, MORNING.replace(minute=minute))
    with CaptureQueriesContext(connection) as many:
        browser.get("/so-theo-doi/")
    assert len(many) == len(few) <= 24
    before = Reading.objects.filter(kind="export").count()
    pages = PdfReader(io.BytesIO(browser.get("/so-theo-doi/?tai=pdf").content)).pages
    assert float(pages[0].mediabox.width) > float(pages[0].mediabox.height)
    assert "SỔ THEO DÕI HỒ SƠ" in pages[0].extract_text() and "Mẫu số 07" in pages[0].extract_text()
    answer = browser.get("/so-theo-doi/?tai=xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[4][:3] == ("STT", "Mã hồ sơ", "Tên thủ tục hành chính") and len(rows) == 5 + 5
    assert rows[5][1] == returned.code and rows[5][10] == "Nguyễn Thị Thí Dụ; Giấy hẹn và căn cước"
    assert Reading.objects.filter(kind="export", subject="dossiers.register").count() == before + 2
    assert browser.get("/so-theo-doi/?tai=pdf&quyen=2").status_code == 404
    assert browser.get("/so-theo-doi/?don_vi=H99.13").status_code == 404
    assert returned.code not in text_of(sit(cast.stranger).get("/so-theo-doi/"))
    assert browser.get("/so-theo-doi/?tu=1/1/2026&den=31/1/2026&linh_vuc=x").status_code == 200
