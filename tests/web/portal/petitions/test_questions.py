"""Everybody reads questions and answers without a map; the sender says whether it is truly solved."""

import gzip
import re
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from liemchinh.petitions import services
from liemchinh.petitions.models import Petition, Publication
from liemchinh.petitions.rules import State
from liemchinh.petitions.services.recommendations.telling import solved_secret
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast

AT = MORNING + timedelta(hours=5)


def published(cast: Cast, *, title: str = "Đường trước chợ hỏng", field: str = "Giao thông") -> Publication:
    code = builders.sorted_petition(cast, "recommendation", field=field).code
    services.route(code=code, division=cast.economy, by=cast.reception.actor, at=AT)
    services.answer(code=code, answer="Đã vá.", by=cast.other_head.actor, at=AT)
    services.prepare_answer(
        code=code,
        title=title,
        question="Đường hỏng nặng, khi nào sửa?",
        answer="Đã vá xong.",
        field=field,
        by=cast.reception.actor,
        at=AT,
    )
    return services.publish_answer(code=code, by=cast.reception.actor, at=AT)


def test_the_list_is_light_narrowed_without_marks_and_says_nothing_of_the_sender(
    public: Client, cast: Cast, clock: Any, django_assert_max_num_queries: Any
) -> None:
    shown = published(cast)
    unsolved = published(cast, title="Chợ ngập nước", field="Môi trường")
    services.admit_unsolved(
        code=unsolved.petition.code,
        reason_code="money",
        reason="Chưa có kinh phí",
        by=cast.chair.actor,
        at=AT,
    )
    public.get("/phan-anh/")  # the frame of the site is kept from here on
    with django_assert_max_num_queries(8):
        page = public.get("/phan-anh/")
    said = page.content.decode()
    assert "Đường trước chợ hỏng" in said and "trả lời trong 0 ngày làm việc" in said
    assert re.search(r"Đã đóng, chưa giải quyết được: <strong>1<", said)
    assert shown.petition.code not in said and "Mẫu Tám" not in said and "0999000111" not in said
    assert len(gzip.compress(page.content)) < 14_000
    only = public.get("/phan-anh/", {"q": "cho ngap nuoc", "ket_qua": "unsolved"}).content.decode()
    assert "Chợ ngập nước" in only and "Đường trước chợ hỏng" not in only
    none = public.get("/phan-anh/", {"linh_vuc": "Môi trường", "ket_qua": "confirmed"})
    assert "Chưa có câu trả lời nào như vậy" in none.content.decode()
    one = public.get(reverse("portal:question", args=[shown.public_id]))
    assert "Đã vá xong." in one.content.decode() and shown.petition.code not in one.content.decode()
    assert public.get("/phan-anh/ABCDEFGH2345/").status_code == 404
    services.withdraw_answer(code=shown.petition.code, reason="Nhầm đoạn", by=cast.chair.actor, at=AT)
    gone = public.get(reverse("portal:question", args=[shown.public_id]))
    assert gone.status_code == 410 and "Nhầm đoạn" in gone.content.decode()
    assert "Đã vá xong." not in gone.content.decode()


def test_the_link_of_the_notice_opens_two_buttons_and_no_petition(public: Client, cast: Cast, clock: Any) -> None:
    code = published(cast).petition.code
    asked = AT + timedelta(days=30)
    clock.move_to(asked)
    services.ask_due(at=timezone.now())
    step = Petition.objects.get(code=code).step
    url = reverse("portal:solved", args=[solved_secret(code, step)])
    page = public.get(url).content.decode()
    assert "đã xong thật chưa" in page and "Đoạn đường" not in page and "Mẫu Tám" not in page
    assert public.get(reverse("portal:solved", args=["khong-co"])).status_code == 404
    assert public.get(reverse("portal:solved", args=[solved_secret(code, 1)])).status_code == 404
    assert public.post(url, {"token": str(uuid.uuid4()), "da_xong": "chua"}).status_code == 422
    no = {"token": str(uuid.uuid4()), "da_xong": "chua", "con_gi": "Còn đoạn cuối"}
    for _ in range(2):  # the same form again changes nothing
        public.post(url, no)
    petition = Petition.objects.get(code=code)
    assert petition.state == State.ACCEPTED and petition.reopened == 1
    assert "Đã mở lại" in public.get(url).content.decode()


def test_the_sender_reads_the_answer_replies_and_confirms_on_their_own_page(
    public: Client, cast: Cast, clock: Any
) -> None:
    petition = builders.sorted_petition(cast, "recommendation")
    code = petition.code
    services.route(code=code, division=cast.economy, by=cast.reception.actor, at=AT)
    solved, reply = (reverse(f"portal:{name}", args=[code]) for name in ("petition_solved", "petition_reply"))
    assert public.get(solved).status_code == 404 and public.get(reply).status_code == 404
    public.get(reverse("portal:petition_by_key", args=[code, petition.key]), follow=True)
    services.ask_petitioner(code=code, question="Đoạn nào?", by=cast.other_head.actor, at=AT)
    assert "Đoạn nào?" in public.get(reverse("portal:petition", args=[code])).content.decode()
    assert public.post(reply, {"token": str(uuid.uuid4()), "loi_dap": "Từ cầu đến chợ"}).status_code == 302
    services.answer(code=code, answer="Đã vá từ cầu đến chợ.", by=cast.other_head.actor, at=timezone.now())
    page = public.get(reverse("portal:petition", args=[code])).content.decode()
    assert "Đã vá từ cầu đến chợ." in page and solved in page
    assert public.post(solved, {"token": str(uuid.uuid4()), "da_xong": "co"}).status_code == 302
    assert Petition.objects.get(code=code).outcome == "confirmed"
