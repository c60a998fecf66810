"""What came in from afar, at the desk: first in the queue, late ones on top, files by paper, answered once."""

import re
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client

from liemchinh.dossiers import services
from liemchinh.dossiers.models import Dossier, Draft, Event
from liemchinh.dossiers.rules import Awaits, State
from liemchinh.kernel.actors import APPLICANT
from tests.builders import at
from tests.cast import Cast
from tests.rooms.dossiers import afar
from tests.rooms.dossiers.ground import png


def page(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:600]
    return " ".join(answer.content.decode().split())


def hidden(answer: Any) -> dict[str, str]:
    """The token and the step that a form carries."""
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', page(answer))[0] for name in ("token", "seen_step")}


TODAY = at("2026-09-15 08:00")
LATE, SOON = TODAY - timedelta(days=1), TODAY - timedelta(minutes=20)


def test_the_queue_begins_with_what_was_filed_online_the_late_first(sit: Any, cast: Cast) -> None:
    soon, late = afar.filed(SOON), afar.filed(LATE - timedelta(hours=2))
    queue = page(sit(cast.receiver).get("/"))
    assert "Nộp trực tuyến, chờ kiểm tra" in queue and "Chậm kiểm tra, hạn" in queue
    assert queue.index(late.code) < queue.index(soon.code)
    assert "2 hồ sơ chờ anh/chị" in queue
    leader = page(sit(cast.leader).get("/nop-truc-tuyen/"))
    assert "Đã chậm" in leader and late.code in leader and "Giúp người dân" not in leader
    assert "Nộp trực tuyến, chờ kiểm tra" not in page(sit(cast.leader).get("/"))
    assert late.code not in page(sit(cast.stranger).get("/nop-truc-tuyen/"))
    assert late.code in page(sit(cast.receiver).get("/?q=thi+du"))


def test_the_dossier_shows_its_files_by_paper_and_by_when_to_answer(sit: Any, cast: Cast) -> None:
    dossier = afar.filed(SOON)
    shown = page(sit(cast.receiver).get(f"/ho-so/{dossier.code}/"))
    for words in ("1 trang", "cccd.png", "Tôi tự xin cho mình.", "Hạn kiểm tra hồ sơ trực tuyến", "Người nộp hồ sơ"):
        assert words in shown, words
    assert "Yêu cầu bổ sung trước khi tiếp nhận" in shown and "Tiếp nhận và in giấy hẹn" in shown
    file = dossier.attachments.get()
    sent = sit(cast.receiver).get(f"/ho-so/{dossier.code}/tep/{file.pk}/")
    assert sent["Content-Disposition"].startswith("attachment")
    assert sit(cast.stranger).get(f"/ho-so/{dossier.code}/tep/{file.pk}/").status_code == 404


def test_it_is_accepted_as_it_came(sit: Any, cast: Cast) -> None:
    dossier = afar.filed(SOON)
    browser = sit(cast.receiver)
    path = f"/ho-so/{dossier.code}/tiep-nhan/"
    assert "hẹn" in page(browser.get(path))
    answer = browser.post(path, hidden(browser.get(path)))
    assert answer["Location"].endswith("/xong/")
    stored = Dossier.objects.get()
    assert (stored.state, stored.check_due_at, len(stored.components)) == (State.RECEIVED, None, 1)


def test_what_is_missing_is_asked_for_once(sit: Any, cast: Cast) -> None:
    dossier = afar.filed(SOON)
    browser = sit(cast.receiver)
    path = f"/ho-so/{dossier.code}/bao-thieu/"
    form = browser.get(path)
    assert "hãy ghi đủ ngay" in page(form)
    assert "Chưa ghi giấy nào" in page(browser.post(path, {**hidden(form), "reason": "Mờ."}), 422)
    browser.post(path, {**hidden(form), "other": "Trang 2\nẢnh rõ", "reason": "Mờ."})
    asked = Dossier.objects.get()
    assert (asked.awaits, Event.objects.latest("id").facts["missing"]) == (Awaits.CITIZEN, ["Trang 2", "Ảnh rõ"])
    paper = browser.get(f"/ho-so/{dossier.code}/giay/supplement/")
    assert paper["Content-Type"] == "application/pdf"
    brought = browser.get(f"/ho-so/{dossier.code}/tiep-nhan/")
    assert "Đã nộp: Trang 2" in page(brought), "what is carried to the counter instead is ticked off there"
    for number, name in enumerate(("Trang 2", "Ảnh rõ")):
        upload = services.Upload(f"{name}.png", png(60 + number))
        services.amend(code=dossier.code, paper=name, files=[upload], by=APPLICANT, at=TODAY)
    again = page(browser.get(path))
    assert 'value="Trang 2"' in again and 'name="other"' not in again, "a second list holds nothing new"
    assert "người nộp gửi lúc" in page(browser.get(f"/ho-so/{dossier.code}/"))


def test_an_official_begins_a_draft_for_somebody_and_is_remembered(
    sit: Any, cast: Cast, public: Client, settings: Any
) -> None:
    browser = sit(cast.receiver)
    assert "Cấp bản sao từ sổ gốc" in page(browser.get("/ho-tro-nop/"))
    assert browser.post("/ho-tro-nop/", {"thu_tuc": f"H99.13/{afar.HERE}"}).status_code == 422
    opened = page(browser.post("/ho-tro-nop/", {"thu_tuc": f"H99.12/{afar.HERE}"}))
    assert f"{settings.PUBLIC_URL}/nop/ho-so/" in opened
    assert Draft.objects.get().helper == "tiepnhan1"
    with time_machine.travel(SOON, tick=False):
        secret, _ = afar.filled(SOON), Draft.objects.exclude(helper="").delete()
        Draft.objects.update(helper="tiepnhan1")
        dossier = services.submit_draft(secret=secret, at=SOON)
    shown = page(browser.get(f"/ho-so/{dossier.code}/"))
    assert "Nguyễn Thị Mẫu An giúp người nộp" in shown
