"""How a result reaches its applicant: what each way needs, and what the post may still say of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from liemchinh.dossiers.rules.returning import HOLDER_OF_KEY, Posted, check_method, check_news, posted, taken
from liemchinh.dossiers.rules.states import Return
from tests.refusals import refused

TODAY = date(2026, 9, 18)
SENT = ("give_back", {"method": "post", "carrier": "Bưu điện", "tracking": "EX1VN"})


def noted(news: str, on: str = "2026-09-16", **more: str) -> tuple[str, Mapping[str, Any]]:
    return "note_post", {"news": news, "on": on, **more}


def test_a_parcel_needs_an_address_and_an_electronic_result_a_key_to_sign_with() -> None:
    check_method(Return.COUNTER, address="", electronic=False)
    check_method(Return.POST, address="Thôn Mẫu", electronic=False)
    check_method(Return.ONLINE, address="", electronic=True)
    with refused("dossiers.return_address"):
        check_method(Return.POST, address="  ", electronic=True)
    with refused("dossiers.return_no_electronic"):
        check_method(Return.ONLINE, address="", electronic=False)


def test_only_opening_by_the_key_returns_an_electronic_result_and_claims_no_more_than_that() -> None:
    got = taken(Return.ONLINE, by_applicant=True, applicant="Nguyễn Thị Thí Dụ", handed_out=True)
    assert got.collector == HOLDER_OF_KEY and "Nguyễn" not in got.proof
    with refused("dossiers.return_online"):
        taken(Return.ONLINE, by_applicant=False, applicant="Thí Dụ", handed_out=True)
    with refused("dossiers.no_result"):
        taken(Return.ONLINE, by_applicant=True, applicant="Thí Dụ")


@pytest.mark.parametrize("way", [Return.COUNTER, Return.POST])
def test_an_applicant_cannot_say_that_a_paper_was_returned(way: Return) -> None:
    with refused("dossiers.return_theirs"):
        taken(way, by_applicant=True, applicant="Thí Dụ", collector="A", proof="B", carrier="C", tracking="D")


def test_handed_to_the_post_is_returned_under_a_number() -> None:
    got = taken(Return.POST, by_applicant=False, applicant="Thí Dụ", carrier="Bưu điện", tracking=" EX1VN ")
    assert (got.collector, got.proof) == ("Thí Dụ", "Gửi Bưu điện, số hiệu EX1VN")
    with refused("dossiers.needs", "số hiệu"):
        taken(Return.POST, by_applicant=False, applicant="Thí Dụ", carrier="Bưu điện")


def test_the_post_is_read_from_what_happened_and_a_reversal_takes_it_back() -> None:
    assert posted([]) is None
    assert posted([("give_back", {"collector": "A", "proof": "B"})]) is None  # over the counter, before there were ways
    assert posted([SENT]) == Posted("Bưu điện", "EX1VN")
    came = posted([SENT, noted("came_back")])
    assert came == Posted("Bưu điện", "EX1VN", "came_back", date(2026, 9, 16))
    assert posted([SENT, noted("came_back"), noted("sent_again", tracking="EX2VN")]) == Posted(
        "Bưu điện", "EX2VN", "sent_again", date(2026, 9, 16)
    )
    assert posted([SENT, noted("delivered"), ("reverse", {})]) is None
    assert posted([("give_back", {}), ("note_post", {})]) is None  # erased: nothing is left to tell


@pytest.mark.parametrize(
    ("before", "news", "code"),
    [
        (None, "delivered", "dossiers.not_posted"),
        (Posted("B", "1"), "sent_again", "dossiers.post_order"),
        (Posted("B", "1"), "collected", "dossiers.post_order"),
        (Posted("B", "1", "delivered", TODAY), "came_back", "dossiers.post_over"),
        (Posted("B", "1", "came_back", TODAY), "lost", "dossiers.post_news"),
        (Posted("B", "1", "came_back", TODAY), "sent_again", "dossiers.needs"),
    ],
)
def test_news_that_cannot_be_is_refused(before: Posted | None, news: str, code: str) -> None:
    with refused(code):
        check_news(news, before, tracking="", on=TODAY, today=TODAY)


def test_news_of_tomorrow_is_none() -> None:
    check_news("delivered", Posted("B", "1"), tracking="", on=TODAY, today=TODAY)
    with refused("dossiers.post_news"):
        check_news("delivered", Posted("B", "1"), tracking="", on=date(2026, 9, 19), today=TODAY)
