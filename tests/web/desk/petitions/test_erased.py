"""Officials and a petition or a visit whose personal data were erased: pages say so, print nothing, offer nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from liemchinh.petitions import services
from liemchinh.petitions.models import Duty
from liemchinh.petitions.services import complaints
from liemchinh.reception import services as reception
from liemchinh.reception.rules import refusal
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.rooms.reception.ground import recorded
from tests.web.desk.conftest import Sit
from tests.web.desk.pages import text_of

pytestmark = pytest.mark.django_db
DECIDED: dict[str, Any] = {"decision": "12/QĐ-UBND", "at": at("2050-02-01 09:00")}


def complained(cast: Cast) -> str:
    """A complaint that was taken up, talked over and ended: every one of its panels has had something to say."""
    code: str = builders.sorted_petition(cast, "complaint").code
    by, held = cast.chair.actor, MORNING + timedelta(days=8)
    complaints.accept(
        code=code, document="12/TB", examined=complaints.Examined(known_on=date(2026, 8, 3)), by=by, at=MORNING
    )
    complaints.invite(code=code, document="20/TB", held_at=held, place="Nhà văn hóa", by=by, at=MORNING)
    complaints.terminate(code=code, reason_code="nothing_left", reason="Rút đơn", document="30/QĐ", by=by, at=held)
    for duty in Duty.objects.filter(petition__code=code, done_at=None):
        services.note_duty(code=code, duty=duty.number, document="TB", by=by, at=held)
    return code


def test_the_page_of_a_petition_says_so_and_offers_nothing(cast: Cast, sit: Sit) -> None:
    code = complained(cast)
    services.ask_erasure(code=code, reason="", by=cast.reception.actor, **DECIDED)
    services.erase(code=code, by=cast.chair.actor, **DECIDED)
    for member in (cast.chair, cast.reception):
        desk = sit(member)
        answer = desk.get(reverse("desk:petition", args=[code]))
        page = text_of(answer)
        assert "Dữ liệu cá nhân đã xóa theo quyết định" in page and "Giấy in" not in page
        assert answer.context["doors"] == answer.context["aside"] == []
        assert "Mẫu Tám" not in page and "sửa đường" not in page and "Nhà văn hóa" not in page
        assert desk.get(reverse("desk:petition_paper", args=[code, "bien-nhan"])).status_code == 404
        assert "Mẫu Tám" not in text_of(desk.get(reverse("desk:petitions")))
    assert sit(cast.stranger_reception).get(reverse("desk:petition", args=[code])).status_code == 404


def test_the_page_of_a_visit_says_so_and_its_papers_are_refused(cast: Cast, sit: Sit) -> None:
    by = cast.reception.actor
    visit = recorded(cast)
    ground = refusal.Ground.SETTLED
    reception.refuse_visit(
        code=visit.code,
        ground=ground,
        reason="Đã trả lời nhiều lần",
        explained=True,
        document="TB 1",
        by=by,
        at=MORNING,
    )
    if visit.duties.filter(done_at=None).exists():
        reception.issue_refusal_notice(code=visit.code, number="5/TB", signed_by="Chủ tịch", by=by, at=MORNING)
    reception.ask_erasure(code=visit.code, reason="", by=by, **DECIDED)
    reception.erase(code=visit.code, by=cast.chair.actor, **DECIDED)
    desk = sit(cast.reception)
    answer = desk.get(reverse("desk:visit", args=[visit.code]))
    page = text_of(answer)
    assert "Dữ liệu cá nhân đã xóa theo quyết định" in page and answer.context["doors"] == []
    assert "Thí Mẫu" not in page and "Đã trả lời nhiều lần" not in page and "mẫu 01/TCD" not in page
    refused = desk.get(reverse("desk:visit_paper", args=[visit.code, "tu-choi"]))
    assert refused.status_code == 409 and "đã xóa theo quyết định" in refused.content.decode()
    assert sit(cast.stranger_reception).get(reverse("desk:visit", args=[visit.code])).status_code == 404
