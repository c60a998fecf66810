"""The sender of a petition whose personal data were erased: the key says so and no more; digits open nothing."""

from typing import Any

from django.test import Client
from django.urls import reverse

from liemchinh.petitions import services
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast


def test_the_page_says_that_the_data_are_erased_and_offers_nothing(cast: Cast, public: Client) -> None:
    petition = builders.sorted_petition(cast, "recommendation")
    code, key = petition.code, petition.key
    services.route(code=code, division=cast.economy, by=cast.reception.actor, at=MORNING)
    reason = "Năm nay chưa bố trí được kinh phí sửa đường."
    services.close_unsolved(code=code, reason_code="money", reason=reason, by=cast.chair.actor, at=MORNING)
    for duty in petition.duties.filter(done_at=None).values_list("number", flat=True):
        services.note_duty(code=code, duty=duty, document="TB", by=cast.chair.actor, at=MORNING)
    decided: dict[str, Any] = {"code": code, "decision": "12/QĐ-UBND", "at": at("2050-02-01 09:00")}
    services.ask_erasure(**decided, reason="", by=cast.reception.actor)
    services.erase(**decided, by=cast.chair.actor)
    typed = public.post(reverse("portal:petition_look_up"), {"ma": code, "bi_mat": "0111"})
    assert typed.status_code == 422
    public.get(reverse("portal:petition_by_key", args=[code, key]))
    answer = public.get(reverse("portal:petition", args=[code]))
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200 and "Dữ liệu cá nhân đã xóa theo quyết định" in page and "1/2/2050" in page
    assert answer.context["papers"] == {} and answer.context["form"] is None
    for gone in ("Mẫu Tám", "sửa đường", "kinh phí", "0999000111"):
        assert gone not in page
