"""A citizen sends a petition without an account and follows it; nobody else learns that it is there."""

import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from liemchinh.petitions import rules, services
from liemchinh.petitions.models import Petition
from tests import builders
from tests.cast import COMMUNE, Cast
from tests.web.portal.petitions.test_questions import published

STORY = {"subject": "Đường thôn Trung Tâm hỏng", "text": "Đoạn đường trước nhà văn hóa hỏng nặng, trẻ đi học bị ngã."}


def whole(**more: Any) -> dict[str, Any]:
    return {
        **STORY,
        "token": str(uuid.uuid4()),
        "authority": COMMUNE,
        "content": "recommendation",
        "name": "Hoàng Văn Mẫu Tám",
        "address": "Thôn Mẫu",
        "phone": "0999000111",
        **more,
    }


def test_the_story_comes_first_and_the_second_page_keeps_it(cast: Cast, public: Client, clock: Any) -> None:
    page = public.post(reverse("portal:petition_send"), STORY)
    said = page.content.decode()
    assert page.status_code == 200 and STORY["text"] in said and 'name="token"' in said


def test_sent_once_it_has_code_key_and_day_and_twice_is_once(cast: Cast, public: Client, clock: Any) -> None:
    form = whole()
    for _ in range(2):
        answer = public.post(reverse("portal:petition_send"), form)
        assert answer.status_code == 302, answer.content.decode()
    petition = Petition.objects.get()
    page = public.get(answer["Location"])
    said = page.content.decode()
    assert petition.code in said and "Giữ hai mã này" in said
    receipt = public.get(reverse("portal:petition_paper", args=[petition.code, "bien-nhan"]))
    assert receipt.content.startswith(b"%PDF")
    assert petition.source == rules.Source.WEB and not petition.restricted


def test_words_that_may_denounce_are_kept_close_whatever_box_was_ticked(cast: Cast, public: Client, clock: Any) -> None:
    text = "Tôi tố cáo ông cán bộ địa chính nhận tiền của dân để làm sổ đỏ, có người làm chứng."
    first = public.post(reverse("portal:petition_send"), {**STORY, "text": text}).content.decode()
    assert "báo tin kín" in first
    public.post(reverse("portal:petition_send"), whole(text=text))
    assert Petition.objects.get().restricted


def test_a_wrong_key_and_an_unknown_code_are_one_answer(cast: Cast, public: Client, clock: Any) -> None:
    petition = builders.sorted_petition(cast, "recommendation")
    door = reverse("portal:petition_look_up")
    wrong = public.post(door, {"ma": petition.code, "bi_mat": "0000"})
    unknown = public.post(door, {"ma": petition.code[:-1] + "9", "bi_mat": "0000"})
    tidy = lambda page: re.sub(r"DT\.[^\"<]*|csrf[^>]*>", "", page.content.decode())  # noqa: E731
    assert wrong.status_code == unknown.status_code == 422 and tidy(wrong) == tidy(unknown)


def test_four_digits_open_a_recommendation_but_no_denunciation_and_no_unsorted_one(
    cast: Cast, public: Client, clock: Any
) -> None:
    door = reverse("portal:petition_look_up")
    opened = builders.sorted_petition(cast, "recommendation").code
    assert public.post(door, {"ma": opened, "bi_mat": "0111"}).status_code == 303
    page = public.get(reverse("portal:petition", args=[opened]))
    assert page.status_code == 200 and "cần mã bí mật" in page.content.decode()
    for closed in (builders.sorted_petition(cast, "denunciation"), builders.petition(cast)):
        assert public.post(door, {"ma": closed.code, "bi_mat": "0111"}).status_code == 422
        assert public.post(door, {"ma": closed.code, "bi_mat": closed.key}).status_code == 303


def test_the_sender_reads_why_adds_words_and_where_it_went(cast: Cast, public: Client, clock: Any) -> None:
    petition = builders.petition(cast)
    public.get(reverse("portal:petition_by_key", args=[petition.code, petition.key]))
    why = public.get(reverse("portal:petition_why", args=[petition.code])).content.decode()
    assert "khoản 1 Điều 28" in why
    token = str(uuid.uuid4())
    for _ in range(2):
        public.post(
            reverse("portal:petition_words", args=[petition.code]),
            {"token": token, "words": "Hôm qua lại có người ngã."},
        )
    assert petition.events.filter(verb="add_words").count() == 1
    services.sort(
        code=petition.code,
        content=rules.Content.COMPLAINT,
        within=False,
        by=cast.reception.actor,
        at=builders.at("2026-09-07 15:00"),
    )
    services.guide(
        code=petition.code,
        body="Chủ tịch Ủy ban nhân dân tỉnh",
        reason="Quyết định do tỉnh ban hành",
        by=cast.reception.actor,
        at=builders.at("2026-09-07 15:00"),
    )
    said = public.get(reverse("portal:petition", args=[petition.code])).content.decode()
    assert "Chủ tịch Ủy ban nhân dân tỉnh" in said and "Giấy hướng dẫn" in said


def test_without_the_key_nothing_of_a_petition_is_shown(cast: Cast, public: Client, clock: Any) -> None:
    petition = builders.petition(cast)
    for name in ("petition", "petition_why", "petition_sent"):
        answer = public.get(reverse(f"portal:{name}", args=[petition.code]))
        assert answer.status_code == 302 and "theo-doi" in answer["Location"]


def test_the_front_page_of_petitions_and_what_was_answered_before_lead_on(
    cast: Cast, public: Client, clock: Any
) -> None:
    front = public.get(reverse("portal:petitions"))
    assert front.status_code == 200 and reverse("portal:questions") in front.content.decode()
    known = published(cast)
    second = public.post(reverse("portal:petition_send"), {**STORY, "subject": known.title})
    assert second.status_code == 200 and reverse("portal:question", args=[known.public_id]) in second.content.decode()
