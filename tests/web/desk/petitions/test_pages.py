"""The desk's pages of petitions: entered, sorted, sent on, by the people whose work it is and by nobody else."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from liemchinh.petitions import rules
from liemchinh.petitions.models import Petition
from tests import builders
from tests.cast import COMMUNE, Cast, Member
from tests.web.desk.conftest import Sit


def typed(**more: str) -> dict[str, str]:
    return {
        "token": str(uuid.uuid4()),
        "authority": COMMUNE,
        "source": "post",
        "subject": "Đề nghị sửa đường thôn Trung Tâm",
        "text": "Đường hỏng nặng.",
        "likely": "unsorted",
        "name_1": "Hoàng Văn Mẫu Tám",
        "phone_1": "0999000111",
        **more,
    }


def test_a_letter_is_entered_on_one_page_and_twice_is_once(cast: Cast, sit: Sit) -> None:
    desk = sit(cast.reception)
    form = typed()
    for _ in range(2):
        answer = desk.post(reverse("desk:petition_enter"), form)
        assert answer.status_code == 302
    petition = Petition.objects.get()
    page = desk.get(answer["Location"])
    assert "Đường hỏng nặng" in page.content.decode() and petition.code in page.content.decode()


def test_what_is_missing_is_said_and_what_was_typed_is_kept(cast: Cast, sit: Sit) -> None:
    answer = sit(cast.reception).post(reverse("desk:petition_enter"), typed(subject="", source="press"))
    said = answer.content.decode()
    assert answer.status_code == 422 and "Hãy ghi ai chuyển đơn đến." in said and "Đường hỏng nặng." in said


@pytest.mark.parametrize("member", ["stranger_reception", "stranger_chair", "receiver", "administrator", "leader"])
def test_nobody_else_opens_it_nor_any_of_its_acts(cast: Cast, sit: Sit, member: str) -> None:
    who: Member = getattr(cast, member)
    code = builders.petition(cast).code
    desk = sit(who)
    for url in (
        reverse("desk:petition", args=[code]),
        reverse("desk:petition_act", args=[code, "phan-loai"]),
        reverse("desk:petition_paper", args=[code, "bien-nhan"]),
    ):
        assert desk.get(url).status_code == 404


def test_every_lawful_act_has_its_page_and_opens(cast: Cast, sit: Sit) -> None:
    for content in ("complaint", "denunciation", "recommendation", "mixed"):
        code = builders.sorted_petition(cast, content).code
        for member in (cast.reception, cast.chair):
            desk = sit(member)
            page = desk.get(reverse("desk:petition", args=[code]))
            assert page.status_code == 200
            for door in (*page.context["doors"], *page.context["aside"]):
                assert desk.get(door.url).status_code == 200, door.move.verb


def test_sorting_and_forwarding_by_their_pages(cast: Cast, sit: Sit) -> None:
    code = builders.petition(cast).code
    desk = sit(cast.reception)
    step = Petition.objects.get(code=code).step
    answer = desk.post(
        reverse("desk:petition_act", args=[code, "phan-loai"]),
        {
            "token": str(uuid.uuid4()),
            "seen_step": str(step),
            "content": "recommendation",
            "within": "no",
            "conditions": list(rules.CONDITION_NAMES),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    answer = desk.post(
        reverse("desk:petition_act", args=[code, "chuyen-don"]),
        {"token": str(uuid.uuid4()), "seen_step": str(step + 1), "body": "Sở Xây dựng", "document": "12/PC-UBND"},
    )
    assert answer.status_code == 302
    assert Petition.objects.get(code=code).state == rules.State.FORWARDED
    paper = desk.get(reverse("desk:petition_paper", args=[code, "phieu-chuyen"]))
    assert paper.content.startswith(b"%PDF")


def test_an_act_decided_on_an_older_view_is_refused_with_what_was_typed(cast: Cast, sit: Sit) -> None:
    code = builders.sorted_petition(cast, "recommendation").code
    answer = sit(cast.reception).post(
        reverse("desk:petition_act", args=[code, "luu-don"]),
        {"token": str(uuid.uuid4()), "seen_step": "1", "reason_code": "illegible", "reason": "Chữ mờ"},
    )
    assert answer.status_code == 409 and "Chữ mờ" in answer.content.decode()


def test_the_register_asks_as_much_for_many_as_for_few(cast: Cast, sit: Sit) -> None:
    for _ in range(3):
        builders.petition(cast)
    desk = sit(cast.reception)
    url = reverse("desk:petitions")
    desk.get(url)
    few = queries_of(desk, url)
    for _ in range(9):
        builders.petition(cast)
    assert queries_of(desk, url) == few <= 18


def queries_of(desk: Client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        assert desk.get(url).status_code == 200
    return len(caught)


PARTS = {
    "subject_1": "Xin sửa đường",
    "content_1": "recommendation",
    "subject_2": "Cán bộ nhận tiền",
    "content_2": "denunciation",
}


@pytest.mark.parametrize("member", ["reception", "chair"])
def test_what_was_parted_from_a_denunciation_is_kept_as_close_as_it(cast: Cast, sit: Sit, member: str) -> None:
    whole = builders.sorted_petition(cast, "mixed")
    desk = sit(getattr(cast, member))
    answer = desk.post(
        reverse("desk:petition_act", args=[whole.code, "tach-don"]),
        {"token": str(uuid.uuid4()), "seen_step": str(whole.step), **PARTS},
    )
    assert answer.status_code == 302
    road, money = Petition.objects.filter(split_from=whole).order_by("id")
    reader = sit(cast.auditor)
    assert reader.get(reverse("desk:petition", args=[road.code])).status_code == 200
    for code in (whole.code, money.code):
        assert reader.get(reverse("desk:petition", args=[code])).status_code == 404
    for code in (whole.code, money.code, road.code):  # somebody is there to go on with each
        assert sit(cast.chair).get(reverse("desk:petition", args=[code])).status_code == 200
