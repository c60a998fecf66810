"""The look-up without an account: code and second fact; a wrong one of either is the same answer for the same work."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liemchinh.dossiers import queries, services
from liemchinh.kernel.codes import grouped
from tests import builders
from tests.builders import MORNING
from tests.cast import Cast
from tests.rooms.dossiers import ground


@pytest.fixture
def counted(django_assert_num_queries: Any) -> Any:
    return django_assert_num_queries


def test_the_key_or_the_last_four_digits_open_it_however_they_are_typed(cast: Cast) -> None:
    dossier = builders.received(cast)
    for fact in ("3456", " 34 56 ", dossier.key, grouped(dossier.key), grouped(dossier.key).lower()):
        for code in (dossier.code, dossier.code.lower(), f" {dossier.code} ", dossier.code.replace("-", "\u2013")):
            assert queries.looked_up(code, fact) == dossier, (code, fact)


@pytest.mark.parametrize(
    "fact", ["", "345", "23456", "1234", "0999123456", "????????????????", "khóa", "\x00", "３４５６"]
)
def test_nothing_else_opens_it(cast: Cast, fact: str) -> None:
    assert queries.looked_up(builders.received(cast).code, fact) is None


def test_a_wrong_code_and_a_wrong_fact_cost_one_query_each(cast: Cast, counted: Any) -> None:
    dossier = builders.received(cast)
    for code, fact in ((dossier.code, "0000"), ("H99.12-260907-9999", "3456"), ("?", "?"), (dossier.code, "")):
        with counted(1):
            assert queries.looked_up(code, fact) is None


def test_a_wrong_code_and_a_wrong_fact_ask_the_database_the_same_question(cast: Cast) -> None:
    dossier = builders.received(cast)
    asked = []
    for code, fact in ((dossier.code, "0000"), (dossier.code[:-1] + "9", "3456")):
        with CaptureQueriesContext(
            connection,
        ) as log:
            assert queries.looked_up(code, fact) is None
        asked.append([query["sql"].replace(code, "…") for query in log])
    assert asked[0] == asked[1]


@pytest.mark.parametrize("phone", ["", "3456", "12345678"])
def test_without_a_whole_phone_number_only_the_key_opens_it(cast: Cast, phone: str) -> None:
    applicant = services.Applicant(name="Nguyễn Thị Thí Dụ", phone=phone)
    dossier = services.receive(filing=builders.filing(applicant=applicant), by=cast.receiver.actor, at=MORNING)
    for fact in ("", phone, phone[-4:], "????????????????"):  # not even what stands in for a missing number
        assert queries.looked_up(dossier.code, fact) is None
    assert queries.looked_up(dossier.code, dossier.key) == dossier


def test_the_key_of_one_dossier_opens_no_other(cast: Cast) -> None:
    one, two = builders.received(cast), builders.received(cast)
    assert one.key != two.key
    assert queries.looked_up(one.code, two.key) is None


def test_what_was_refused_or_registered_can_be_followed_too(cast: Cast) -> None:
    for dossier in (ground.registered(cast), ground.refused_at_once(cast)):
        found = queries.looked_up(dossier.code, dossier.key)
        assert found is not None
        assert queries.tracked(found, at=MORNING).knots


def test_the_applicant_reads_no_name_of_an_official_and_no_inner_word(cast: Cast) -> None:
    code = builders.submitted(cast).code
    ground.ACTS["send_back"](code, cast.head.actor, ground.LATER, reason="Viết ẩu quá.")
    shown = queries.tracked(queries.opened(code), at=ground.LATER)  # type: ignore[arg-type]
    words = " ".join(f"{knot.title} {knot.detail} {knot.note} {knot.place}" for knot in shown.knots)
    for inside in ("Viết ẩu quá", "Đủ điều kiện", "Mẫu Dũng", "Mẫu Chi"):
        assert inside not in words
