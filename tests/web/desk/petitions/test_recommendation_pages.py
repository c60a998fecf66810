"""A recommendation on the desk: routed, answered, prepared, cleared by a second person, published; letters compared."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liemchinh.petitions import services
from liemchinh.petitions.models import Petition, Publication
from liemchinh.petitions.rules import State
from tests import builders
from tests.cast import Cast, Member
from tests.web.desk.conftest import Sit

LEAKY = "Nhà bà Lê Thị Mẫu Chín hỏi: khi nào sửa đường?"


def act(desk: Client, code: str, slug: str, **said: Any) -> Any:
    step = str(Petition.objects.get(code=code).step)
    url = reverse("desk:petition_act", args=[code, slug])
    return desk.post(url, {"token": str(uuid.uuid4()), "seen_step": step, **said})


def test_the_whole_way_from_the_division_to_everybodys_eyes(cast: Cast, sit: Sit) -> None:
    code = builders.sorted_petition(cast, "recommendation", at=timezone.now()).code
    desk = sit(cast.reception)
    assert act(desk, code, "giao-phong", division=cast.economy).status_code == 302
    for member in (cast.reception, cast.chair, cast.other_head):  # every door that is offered opens
        desk = sit(member)
        page = desk.get(reverse("desk:petition", args=[code]))
        for door in (*page.context["doors"], *page.context["aside"]):
            assert desk.get(door.url).status_code == 200, door.move.verb
    desk = sit(cast.other_head)
    assert act(desk, code, "tra-loi-nguoi-gui", answer="").status_code == 422
    assert act(desk, code, "tra-loi-nguoi-gui", answer="Đã vá xong.").status_code == 302
    assert Petition.objects.get(code=code).state == State.DECIDED
    prepared = {"title": "Đường hỏng", "question": LEAKY, "answer": "Đã vá xong."}
    assert act(desk, code, "soan-cong-khai", **prepared).status_code == 302
    shown = desk.get(reverse("desk:petition_publication", args=[code])).content.decode()
    assert "<mark>bà Lê Thị Mẫu Chín</mark>" in shown and "Còn 1 chỗ" in shown
    assert "Còn 1 chỗ" in act(desk, code, "cong-khai-tra-loi").content.decode()
    form = desk.get(reverse("desk:petition_act", args=[code, "bao-nham"])).context["form"]
    keys = [key for key, _ in form.fields["findings"].choices]
    refused = act(desk, code, "bao-nham", findings=keys, reason="Tên đường")
    assert refused.status_code == 409 and "Người soạn không tự" in refused.content.decode()
    desk = sit(cast.chair)
    assert act(desk, code, "bao-nham", findings=keys, reason="Tên nhân vật trong kịch").status_code == 302
    assert act(desk, code, "cong-khai-tra-loi").status_code == 302
    assert Publication.objects.get(petition__code=code).state == "published"
    assert "Đang công khai" in desk.get(reverse("desk:petition", args=[code])).content.decode()
    assert act(desk, code, "rut-cong-khai", reason="Trả lời nhầm đoạn").status_code == 302
    assert "Trả lời nhầm đoạn" in desk.get(reverse("desk:petition_publication", args=[code])).content.decode()


def test_two_letters_side_by_side_are_joined_by_a_press(cast: Cast, sit: Sit) -> None:
    head, copy = (builders.petition(cast, at=timezone.now()) for _ in range(2))
    services.note_likeness(at=timezone.now())
    desk = sit(cast.reception)
    listed = desk.get(reverse("desk:petition_duplicates", args=[copy.code])).content.decode()
    assert head.code in listed and "Giống 100 %" in listed and "Cùng người gửi" in listed
    page = desk.get(reverse("desk:petition_compare", args=[copy.code, head.code]))
    assert "Cùng một việc" in page.content.decode()
    assert act(desk, copy.code, "gop-don", head=head.code).status_code == 302
    assert Petition.objects.get(pk=copy.pk).same_as == head
    assert "2 đơn của 1 người" in desk.get(reverse("desk:petition", args=[head.code])).content.decode()


@pytest.mark.parametrize("member", ["stranger_reception", "stranger_chair", "receiver", "specialist"])
def test_a_stranger_meets_none_of_these_pages(cast: Cast, sit: Sit, member: str) -> None:
    who: Member = getattr(cast, member)
    code = builders.sorted_petition(cast, "recommendation", at=timezone.now()).code
    other = builders.petition(cast, at=timezone.now()).code
    hidden = builders.sorted_petition(cast, "denunciation", at=timezone.now()).code
    desk = sit(who)
    for name, args in (
        ("petition_publication", [code]),
        ("petition_public_file", [code, 1]),
        ("petition_duplicates", [code]),
        ("petition_compare", [code, other]),
    ):
        assert desk.get(reverse(f"desk:{name}", args=args)).status_code == 404
    desk = sit(cast.reception)
    assert desk.get(reverse("desk:petition_publication", args=[hidden])).status_code == 404
