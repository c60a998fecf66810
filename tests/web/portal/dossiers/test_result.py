"""The result on the portal: chosen by the key, opened by a button, checked by anybody; nothing by four digits."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.rules import State
from liemchinh.portal.dossiers.checking import CHECKING
from tests import builders
from tests.builders import at
from tests.cast import Cast
from tests.papers.test_esign import pdf
from tests.rooms.dossiers.test_returning import electronic, keys, with_key  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:600]
    return " ".join(answer.content.decode().split())


def box(content: bytes) -> dict[str, Any]:
    return {"tep": SimpleUploadedFile("x.pdf", content, "application/pdf")}


def test_an_electronic_result_is_returned_by_the_button_and_had_by_the_key_alone(
    cast: Cast,
    clock: Any,
    public: Client,
    opened: Any,
    with_key: None,  # noqa: F811
) -> None:
    dossier = electronic(cast)
    clock.move_to(at("2026-09-07 16:30"))
    here = f"/ho-so/{dossier.code}/"
    assert public.get(f"{here}ket-qua/").status_code == 302, "without a ticket, to the door"
    public.post(
        "/tra-cuu/", {"ma": dossier.code, "bi_mat": dossier.applicant_phone[-4:]}
    )  # four digits of the telephone
    assert "Mở lại bằng mã bí mật" in text(public.get(here))
    for page in ("ket-qua/", "ket-qua/ban-dien-tu.pdf"):
        assert b"%PDF" not in public.get(f"{here}{page}").content
        assert public.get(f"{here}{page}").status_code in (403, 409)
    page = text(opened(dossier))
    assert "Mời ông/bà mở bản điện tử" in page and f'href="{here}ket-qua/"' in page
    assert public.get(f"{here}ket-qua/ban-dien-tu.pdf").status_code == 404, "not before the button"
    assert "Nhận kết quả</button>" in text(public.get(f"{here}ket-qua/"))
    assert Dossier.objects.get(pk=dossier.pk).state == State.DONE, "reading records nothing"
    for _ in range(2):
        assert public.post(f"{here}ket-qua/").status_code == 302
    assert Dossier.objects.get(pk=dossier.pk).state == State.RETURNED
    assert "Chúng tôi không biết người ấy là ai" in text(public.get(f"{here}ket-qua/"))
    answer = public.get(f"{here}ket-qua/ban-dien-tu.pdf")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content.startswith(b"%PDF-") and answer["Content-Disposition"].startswith("attachment")

    checked = text(public.post("/verify/ket-qua/", box(content)))
    assert "đúng từng byte với một kết quả điện tử" in checked and dossier.code not in checked
    assert "phủ toàn bộ tệp" in checked and "không có giá trị pháp lý" in checked
    forged = text(public.post("/verify/ket-qua/", box(content + b"\n% more\n")))
    assert "không trùng với kết quả điện tử nào" in forged
    services.admit_error(code=dossier.code, reason="Sai tên.", by=cast.receiver.actor, at=at("2026-09-07 16:40"))
    assert "không còn dùng được" in text(public.post("/verify/ket-qua/", box(content)))
    assert "đang được sửa" in text(public.get(f"{here}ket-qua/"))
    assert public.get(f"{here}ket-qua/ban-dien-tu.pdf").status_code == 404


def test_the_check_page_refuses_what_is_no_plain_pdf_keeps_nothing_and_is_limited(
    cast: Cast, clock: Any, public: Client, settings: Any
) -> None:
    before = sorted(Path(settings.FILES_ROOT).rglob("*"))
    assert "chưa khai tổ chức cấp chứng thư nào" in text(public.get("/verify/ket-qua/"))
    assert 'href="/verify/ket-qua/"' in text(public.get("/verify/"))
    assert "Chọn một tệp PDF" in text(public.post("/verify/ket-qua/", {}), 422)
    assert "phải là tệp PDF" in text(public.post("/verify/ket-qua/", box(b"hello")), 422)
    assert "có mật khẩu" in text(public.post("/verify/ket-qua/", box(pdf(user_password="x"))), 422)
    assert "không có chữ ký số nào" in text(public.post("/verify/ket-qua/", box(pdf())))
    assert sorted(Path(settings.FILES_ROOT).rglob("*")) == before
    for _ in range(CHECKING.times - 4):
        public.post("/verify/ket-qua/", {})
    assert public.post("/verify/ket-qua/", box(pdf())).status_code == 429


def test_how_the_result_comes_is_changed_by_the_key_and_the_page_shows_no_address(
    cast: Cast, clock: Any, public: Client, opened: Any
) -> None:
    dossier = builders.assigned(cast)
    here = f"/ho-so/{dossier.code}/"
    assert public.get(f"{here}cach-nhan/").status_code == 302
    page = text(opened(dossier))
    assert f'href="{here}cach-nhan/"' in page
    form = public.get(f"{here}cach-nhan/").context["form"]
    assert "Nhận bản điện tử" not in text(public.get(f"{here}cach-nhan/")), "none are issued here"
    said = {"token": form.initial["token"], "seen_step": dossier.step, "method": "post", "address": ""}
    assert "Chưa ghi địa chỉ nhận bưu phẩm" in text(public.post(f"{here}cach-nhan/", said), 422)
    assert public.post(f"{here}cach-nhan/", {**said, "address": "Thôn Mẫu Hai"}).status_code == 302
    page = text(public.get(here))
    assert "Nhận qua bưu điện" in page and "Thôn Mẫu Hai" not in page

    services.submit(
        code=dossier.code, outcome="granted", summary="Đủ.", by=cast.specialist.actor, at=at("2026-09-07 15:10")
    )
    services.endorse(code=dossier.code, by=cast.head.actor, at=at("2026-09-07 15:20"))
    services.sign(code=dossier.code, by=cast.leader.actor, at=at("2026-09-07 15:30"))
    services.issue(code=dossier.code, number="12/XN", by=cast.clerk.actor, at=at("2026-09-07 15:40"))
    clock.move_to(at("2026-09-07 15:50"))
    page = text(opened(dossier))
    assert "Chúng tôi gửi bưu điện theo địa chỉ" in page and "Mang theo giấy hẹn" not in page
    desk = cast.receiver.actor
    services.give_back(
        code=dossier.code, method="post", carrier="Bưu điện", tracking="EX1VN", by=desk, at=at("2026-09-07 15:55")
    )
    clock.move_to(at("2026-09-08 09:00"))
    services.note_post(
        code=dossier.code, news="came_back", on=at("2026-09-08 08:00").date(), by=desk, at=at("2026-09-08 08:30")
    )
    page = text(opened(dossier))
    assert "EX1VN" in page and "Bưu điện trả lại, chưa giao được" in page
    fresh = Client(headers={"host": "localhost"})
    fresh.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": dossier.applicant_phone[-4:]})
    assert "EX1VN" not in fresh.get(here).content.decode()
