"""Hand-over at the desk: both sides say so, the head has the dossiers moved, the minutes hold every word."""

from datetime import date
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from liemchinh.dossiers.models import Dossier, Event
from liemchinh.kernel.actors import SYSTEM
from liemchinh.ledger import queries as ledger
from liemchinh.ledger.models import Entry
from liemchinh.org import services
from tests import builders
from tests.cast import Cast, Member
from tests.web.desk.conftest import TODAY
from tests.web.desk.pages import text_of

PLACE = "/quan-ly/ban-giao/"


def test_a_specialist_on_leave_hands_every_dossier_to_a_colleague(sit: Any, cast: Cast) -> None:
    codes = [builders.assigned(cast).code for _ in range(2)]
    waiting = builders.asked(cast).code
    offered = sit(cast.specialist).post(PLACE, {"seat": cast.seat, "to": cast.seat2, "reason": "Nghỉ sinh."})
    address = offered["Location"]
    page = text_of(sit(cast.specialist2).get(address))
    assert all(code in page.replace("<wbr>", "") or code.split("-")[-1] in page for code in (*codes, waiting))
    assert "Chờ bên nhận đếm và nhận" in page
    own = sit(cast.specialist).post(address, {"viec": "nhan"})
    assert own.status_code == 409, "nobody takes what they give"
    early = sit(cast.head).post(address, {"viec": "duyet"})
    assert early.status_code == 409, "the head moves nothing that was not counted"
    assert sit(cast.specialist2).post(address, {"viec": "nhan", "remark": "Thiếu tờ khai thứ 2."}).status_code == 302
    assert {row.seat.code for row in Dossier.objects.select_related("seat") if row.seat} == {cast.seat}
    assert sit(cast.head).post(address, {"viec": "duyet"}).status_code == 302
    moved = Dossier.objects.select_related("seat").filter(code__in=codes)
    assert {row.seat.code for row in moved if row.seat} == {cast.seat2}
    assert Event.objects.filter(verb="assign", at=TODAY).count() == 2, "one event each"
    left = text_of(sit(cast.head).get(address))
    assert "Còn 1 hồ sơ đang chờ người khác" in left
    pdf = sit(cast.specialist).get(address + "bien-ban.pdf")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    flat = " ".join(words.split())
    for said in ("BIÊN BẢN BÀN GIAO HỒ SƠ", "Nghỉ sinh", "Thiếu tờ khai thứ 2", "03 hồ sơ", "đã chuyển", "chuyển sau"):
        assert said in flat, said
    tag = ledger.tag_of(f"dossiers.handing:{cast.seat}")
    assert [entry.kind for entry in ledger.history(tag)] == [
        "dossiers.handing_offered",
        "dossiers.handing_taken",
        "dossiers.handing_approved",
    ]
    assert not any(code.encode() in bytes(entry.entry) for entry in Entry.objects.all() for code in codes)
    back = sit(cast.specialist2).post(PLACE, {"seat": cast.seat2, "to": cast.seat, "reason": "Hết nghỉ."})
    assert back.status_code == 302, "to undo it is to hand back"


def test_a_seat_passes_to_its_next_holder_and_no_dossier_is_touched(sit: Any, cast: Cast) -> None:
    code = builders.assigned(cast).code
    before = Event.objects.count()
    head = sit(cast.head)
    address = head.post(PLACE, {"seat": cast.seat, "to": "", "reason": "Chuyển công tác."})["Location"]
    second = sit(cast.head).post(PLACE, {"seat": cast.seat, "to": "", "reason": "Lần nữa."})
    assert second.status_code == 409 and "chưa xong" in text_of(second)
    assert sit(cast.specialist).post(address, {"viec": "nhan"}).status_code == 409, "the giver is still there"
    services.hand_over(seat=cast.seat, to=cast.specialist2.username, on=date(2026, 9, 15), by=SYSTEM, at=TODAY)
    assert sit(Member(cast.specialist2.username)).post(address, {"viec": "nhan"}).status_code == 302
    assert "Đã bàn giao xong" in text_of(sit(cast.head).get(address))
    assert Event.objects.count() == before, "rights go with the seat"
    assert code in text_of(sit(Member(cast.specialist2.username)).get("/"))


def test_a_hand_over_is_taken_back_and_is_not_there_for_others(sit: Any, cast: Cast) -> None:
    builders.assigned(cast)
    address = sit(cast.specialist).post(PLACE, {"seat": cast.seat, "to": cast.seat2, "reason": "Nghỉ."})["Location"]
    for member in (cast.stranger_head, cast.stranger_specialist, cast.other_head, cast.receiver):
        browser = sit(member)
        answers = [browser.get(address), browser.get(address + "bien-ban.pdf"), browser.post(address, {"viec": "bo"})]
        assert [answer.status_code for answer in answers] == [404, 404, 404], member.username
        assert "Chưa có biên bản nào" in text_of(browser.get(PLACE))
    stray = sit(cast.receiver).post(PLACE, {"seat": cast.seat, "to": "", "reason": "Không phải việc của tôi."})
    assert stray.status_code == 422
    for member in (cast.auditor, cast.administrator):
        assert sit(member).get(address).status_code == 403
    assert sit(cast.specialist).post(address, {"viec": "bo"}).status_code == 302
    assert sit(cast.specialist2).post(address, {"viec": "nhan"}).status_code == 409
    empty = sit(cast.specialist2).post(PLACE, {"seat": cast.seat2, "to": cast.seat, "reason": "Không có gì."})
    assert empty.status_code == 409 and "không giữ hồ sơ nào" in text_of(empty)
