"""The page of a dossier whose personal data were erased by a decision: it says so, and breaks nowhere."""

from typing import Any

import pytest
from django.test import Client

from liemchinh.dossiers import services
from tests import builders
from tests.builders import at
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def apologised_and_withdrawn(cast: Cast) -> Any:
    """A dossier with every kind of paper behind it, erased."""
    code = builders.asked(cast).code
    services.withdraw(code=code, reason="Theo đơn ngày 8/9.", by=cast.receiver.actor, at=at("2026-09-08 09:00"))
    return _erased(cast, code)


def refused_at_once(cast: Cast) -> Any:
    dossier = services.refuse_new(
        filing=builders.filing(),
        reason_code="authority",
        reason="Thuộc cấp tỉnh.",
        by=cast.receiver.actor,
        at=builders.MORNING,
    )
    return _erased(cast, dossier.code)


def given_back(cast: Cast) -> Any:
    return _erased(cast, builders.returned(cast).code)


def _erased(cast: Cast, code: str) -> Any:
    decided = {"code": code, "decision": "12/QĐ-UBND"}
    services.ask_erasure(**decided, reason="", by=cast.clerk.actor, at=at("2026-09-09 09:00"))
    return services.erase(**decided, by=cast.leader.actor, at=at("2026-09-10 09:00"))


@pytest.mark.parametrize("made", [apologised_and_withdrawn, refused_at_once, given_back])
def test_the_page_says_that_the_data_are_erased_and_offers_no_paper(
    cast: Cast, clock: Any, opened: Any, public: Client, made: Any
) -> None:
    clock.move_to(at("2026-09-11 09:00"))
    dossier = made(cast)
    answer = opened(dossier)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "Dữ liệu cá nhân đã xóa theo quyết định" in page and "10/9/2026" in page
    assert "In lại giấy đã cấp" not in page
    for gone in ("Thí Dụ", "Theo đơn", "Thuộc cấp tỉnh", "Tờ khai", "thiếu trang 2"):
        assert gone not in page
