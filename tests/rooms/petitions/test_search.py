"""Searches read petitions without diacritics, on both databases, and only what the person may see."""

from datetime import timedelta
from typing import Any

import pytest

from liemchinh.kernel.actors import APPLICANT
from liemchinh.petitions import queries, rules, services
from liemchinh.petitions.queries import lists
from liemchinh.petitions.queries.search import words_of
from liemchinh.petitions.rules import Source
from tests import builders
from tests.builders import MORNING
from tests.cast import COMMUNE, Cast


def found(who: object, text: str) -> list[str]:
    page = queries.listed(who.actor, at=MORNING, wanted=queries.Wanted(text=text))  # type: ignore[attr-defined]
    return [row.code for row in page.rows]


def test_words_are_found_without_diacritics_in_any_order_and_all_of_them(cast: Cast) -> None:
    one = builders.petition(cast, subject="Đèn đường ngõ 5 hỏng", text="Theo Quyết định số 12/QĐ-UBND đã hứa sửa.")
    two = builders.petition(cast, subject="Đường ngõ 9 lầy lội")
    assert set(found(cast.reception, "duong ngo")) == {one.code, two.code}
    assert found(cast.reception, "NGÕ đèn") == [one.code]
    assert found(cast.reception, "12/QĐ-UBND") == [one.code]
    assert found(cast.reception, "đèn lầy") == []
    assert found(cast.reception, "'; DROP & | ! <-> :*") == []
    assert found(cast.reception, one.code.lower().replace("dt.", "")) == [one.code]
    assert found(cast.stranger_reception, "duong") == []


def test_what_may_be_a_denunciation_is_found_only_by_who_may_see_it(cast: Cast) -> None:
    letter = services.Letter(
        subject="Việc ở xóm Mẫu", text="toi to cao can bo nhan hoi lo", authority=COMMUNE, source=Source.WEB
    )
    filed = services.file(letter=letter, by=APPLICANT, at=MORNING)
    assert filed.restricted
    assert found(cast.reception, "xom mau") == [filed.code], "somebody has to read it first"
    services.sort(code=filed.code, content=rules.Content.DENUNCIATION, by=cast.reception.actor, at=MORNING)
    assert found(cast.reception, "xom mau") == [] and found(cast.chair, "xom mau hoi lo") == [filed.code]
    assert found(cast.auditor, "xom mau") == found(cast.clerk, "xom mau") == []


def test_a_register_is_leafed_through_whole_urgent_ones_first_and_then_what_ended_last_received_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    at = [MORNING + timedelta(minutes=number) for number in range(5)]
    ended = [builders.petition(cast, at=at[number], subject=f"Gửi lần {number}") for number in range(3)]
    late, head = (builders.petition(cast, at=at[number], subject="Việc mở") for number in (3, 4))
    for one in ended:
        services.merge(code=one.code, head=head.code, by=cast.reception.actor, at=at[4])
    monkeypatch.setattr(lists, "PAGE", 2)
    order = [head.code, late.code, *(one.code for one in reversed(ended))]

    def page(number: int, **narrowed: Any) -> queries.Page:
        return queries.listed(cast.reception.actor, at=at[4], wanted=queries.Wanted(page=number, **narrowed))

    page(1)
    with django_assert_max_num_queries(18):
        assert [row.code for number in (1, 2, 3) for row in page(number).rows] == order
    assert page(9).number == 3 and page(1).total == 5 and not page(1).more
    assert [row.code for row in page(1, state=int(rules.State.DUPLICATE)).rows] == order[2:4]
    assert page(1, bucket="open").total == 2
    monkeypatch.setattr(lists, "PAGE", 50)
    monkeypatch.setattr(lists, "MOST", 3)
    assert [row.code for row in page(1).rows][:2] == order[:2] and page(1).total == 3 and page(1).more


def test_signs_are_no_words() -> None:
    assert words_of(" Số 12/QĐ-UBND, “đèn”! ") == ["so", "12", "qd", "ubnd", "den"]
    assert words_of("%_\\ ...") == []


@pytest.mark.parametrize(
    ("code", "fact", "shown"),
    [
        ("its own", "its key", queries.Fact.KEY),
        ("its own", "0111", queries.Fact.PHONE),
        ("its own", "0222", queries.Fact.PHONE),
        ("its own", "0333", None),  # has withdrawn
        ("its own", "9999", None),
        ("its own", "", None),
        ("DT.H99.12-261123-9999", "0111", None),
        ("no code", "0111", None),
    ],
)
def test_a_wrong_fact_and_an_unknown_code_cost_the_same_one_query(
    code: str, fact: str, shown: Any, cast: Cast, django_assert_num_queries: Any
) -> None:
    senders = tuple(services.Sender(f"Người Mẫu {n}", phone=f"0999000{n}{n}{n}") for n in (1, 2, 3))
    one = builders.sorted_petition(cast, "recommendation", senders=senders, people=3)
    one.petitioners.filter(phone__endswith="333").update(withdrawn_at=MORNING)
    asked = {"its own": one.code}.get(code, code)
    with django_assert_num_queries(1):
        assert queries.fact_shown(asked, one.key if fact == "its key" else fact) is shown


def test_four_digits_do_not_open_what_may_name_somebody(cast: Cast) -> None:
    for content in ("denunciation", "unsorted"):
        one = (
            builders.petition(cast) if content == "unsorted" else builders.sorted_petition(cast, content)
        )  # both from 0999000111
        assert queries.fact_shown(one.code, "0111") is None
        assert queries.fact_shown(one.code, one.key) is queries.Fact.KEY
