"""The sender of a complaint follows it: the dialogue they are asked to, the decision, and what they may do next."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from liemchinh.petitions.services import complaints
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast


def test_the_sender_is_asked_to_the_dialogue_and_told_what_may_be_done_after_the_decision(
    cast: Cast, public: Client, clock: Any
) -> None:
    petition = builders.sorted_petition(cast, "complaint", subject="Khiếu nại quyết định thu hồi đất")
    code, chair = petition.code, cast.chair.actor
    examined = complaints.Examined(known_on=date(2026, 8, 3))
    complaints.accept(code=code, document="12/TB", examined=examined, by=chair, at=MORNING)
    complaints.invite(
        code=code, document="20/TB", held_at=MORNING + timedelta(days=8), place="Nhà văn hóa", by=chair, at=MORNING
    )
    clock.move_to(MORNING + timedelta(days=1))
    public.get(reverse("portal:petition_by_key", args=[code, petition.key]))
    page = public.get(reverse("portal:petition", args=[code]))
    for words in ("Đối thoại", "15/9/2026", "Nhà văn hóa", "Điều 28"):
        assert words in page.content.decode()
    assert set(page.context["papers"]) == {
        *("bien-nhan", "thu-ly-cua-nguoi-khieu-nai", "thong-bao-doi-thoai-cua-nguoi-khieu-nai"),
    }
    held = MORNING + timedelta(days=8)
    told = {"presided": "Chủ tịch", "attendance": "present", "result": "Thống nhất", "copies": 3}
    complaints.hold_dialogue(code=code, by=chair, at=held, **told)  # type: ignore[arg-type]
    decision = {"verdict": "partly", "measure": "amend", "findings": "Thiếu", "conclusion": "Kiểm đếm lại đất."}
    complaints.decide(code=code, document="45/QĐ", by=chair, at=held, **decision)
    clock.move_to(held)
    public.get(reverse("portal:petition_by_key", args=[code, petition.key]))
    said = public.get(reverse("portal:petition", args=[code])).content.decode()
    for words in ("Khiếu nại đúng một phần", "16/10/2026", "khiếu nại lần hai trong 30 ngày", "Kiểm đếm lại đất"):
        assert words in said
    assert "Mời ông/bà đến" not in said
    why = public.get(reverse("portal:petition_why", args=[code])).content.decode()
    assert "Điều 32" in why and "khoản 1, khoản 2 Điều 44" in why
