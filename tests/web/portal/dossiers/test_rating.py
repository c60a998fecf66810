"""Rating the service: one word is enough, once for a dossier, and nobody learns whose it was."""

from typing import Any

import time_machine
from django.test import Client

from liemchinh.dossiers import queries
from liemchinh.dossiers.models import Rating
from tests import builders
from tests.cast import Cast

WHEN = builders.at("2026-09-08 09:00")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def door(public: Client, dossier: Any) -> str:
    with time_machine.travel(WHEN, tick=False):
        public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": "3456"})
    return f"/ho-so/{dossier.code}/danh-gia/"


def test_one_word_is_enough_and_it_counts_once(cast: Cast, public: Client) -> None:
    dossier = builders.returned(cast)
    path = door(public, dossier)
    with time_machine.travel(WHEN, tick=False):
        assert "Đánh giá" in text(public.get(f"/ho-so/{dossier.code}/"))
        page = text(public.get(path))
        assert "Chưa hài lòng" in page and "đòi thêm tiền" in page
        nothing = public.post(path, {"remark": "chưa chọn mức"})
        assert nothing.status_code == 422 and "Chọn một trong ba mức." in text(nothing)
        assert Rating.objects.count() == 0
        done = public.post(path, {"level": "1", "q_extra": "yes"})
        assert done.status_code == 302
        thanks = text(public.get(done["Location"]))
        assert "Cảm ơn ông/bà" in thanks and "Có người đòi thêm tiền" in thanks
        assert public.post(path, {"level": "3"}).status_code == 409
        assert 'name="level"' not in text(public.get(path))
    assert queries.is_rated(dossier) and Rating.objects.get().answers == {"extra": "yes"}


def test_before_the_result_is_returned_there_is_nothing_to_rate(cast: Cast, public: Client) -> None:
    path = door(public, builders.issued(cast))
    with time_machine.travel(WHEN, tick=False):
        assert "Chỉ đánh giá được khi kết quả đã trả." in text(public.get(path))
        assert public.post(path, {"level": "3"}).status_code == 409
    assert Rating.objects.count() == 0


def test_who_has_not_opened_the_dossier_is_led_to_the_door(cast: Cast, public: Client) -> None:
    code = builders.returned(cast).code
    answer = public.post(f"/ho-so/{code}/danh-gia/", {"level": "3"})
    assert answer.status_code == 302 and answer["Location"].startswith("/tra-cuu/")
    assert Rating.objects.count() == 0
