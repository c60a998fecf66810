"""The page of one dossier."""

import re
from typing import Any

import pytest

from liemchinh.dossiers import queries
from liemchinh.ledger import queries as ledger
from tests import builders
from tests.cast import Cast
from tests.web.desk.pages import text_of


def test_the_next_act_on_the_way_is_the_first_button(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    page = text_of(sit(cast.specialist).get(f"/ho-so/{made.code}/"))
    assert f'class="btn btn-primary" href="/ho-so/{made.code}/trinh-ket-qua/"' in page
    assert f'href="/ho-so/{made.code}/de-nghi-bo-sung/"' in page


def test_whose_turn_it_is_stands_where_there_is_nothing_to_do(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    page = text_of(sit(cast.clerk).get(f"/ho-so/{made.code}/"))
    assert "Hồ sơ đang chờ: Chuyên viên thụ lý." in page


def test_an_auditor_reads_everything_and_is_offered_nothing(sit: Any, cast: Cast) -> None:
    made = builders.asked(cast)
    page = text_of(sit(cast.auditor).get(f"/ho-so/{made.code}/"))
    assert "Nguyễn Thị Thí Dụ" in page
    assert page.count("<form") == 1, "only the way out"


def _anonymous(page: Any, code: str) -> str:
    """A page without the code it was asked for, its one-time token and the number of the next form."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|so=[\w-]{36}', "", text_of(page).replace(code, ""))


def test_a_stranger_is_told_that_there_is_no_such_dossier(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    browser = sit(cast.stranger)
    for path in ("", "xong/", "giay/receipt/", "sua/"):
        there = browser.get(f"/ho-so/{made.code}/{path}")
        nowhere = browser.get(f"/ho-so/H99.99-260907-0001/{path}")
        assert there.status_code == nowhere.status_code == 404
        assert _anonymous(there, made.code) == _anonymous(nowhere, "H99.99-260907-0001")


def test_both_clocks_are_explained_where_they_differ(sit: Any, cast: Cast) -> None:
    from liemchinh.dossiers import services

    made = builders.asked(cast)
    services.take_supplement(
        code=made.code,
        components=[{"name": "Giấy tờ chứng minh chỗ ở hợp pháp", "kind": "copy", "count": 1}],
        by=cast.receiver.actor,
        at=builders.at("2026-09-10 09:00"),
    )
    page = text_of(sit(cast.specialist).get(f"/ho-so/{made.code}/"))
    assert "(khác ngày theo luật)" in page
    assert page.count("Vì sao là ngày này?") == 2


def test_the_history_shows_the_fingerprints_of_the_ledger(sit: Any, cast: Cast) -> None:
    made = builders.assigned(cast)
    events = queries.tracked(made, at=builders.at("2026-09-15 08:00")).events
    page = text_of(sit(cast.specialist).get(f"/ho-so/{made.code}/"))
    for leaf in ledger.fingerprints(event.entry_id for event in events).values():
        assert leaf in page


def test_a_date_put_off_shows_the_old_one_struck_out(sit: Any, cast: Cast) -> None:
    from datetime import date

    from liemchinh.dossiers import services

    made = builders.assigned(cast)
    services.apologise(
        code=made.code,
        reason_code="verification",
        reason="Chưa xác minh xong thực địa.",
        new_day=date(2026, 9, 21),
        by=cast.leader.actor,
        at=builders.at("2026-09-11 09:00"),
    )
    page = text_of(sit(cast.leader).get(f"/ho-so/{made.code}/"))
    assert "to-lich struck" in page
    assert 'datetime="2026-09-21T17:00+07:00"' in page


def test_a_paper_that_was_never_issued_is_not_there(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    browser = sit(cast.receiver)
    assert browser.get(f"/ho-so/{made.code}/giay/refusal/").status_code == 404
    assert browser.get(f"/ho-so/{made.code}/giay/khong-co/").status_code == 404
    assert browser.get(f"/ho-so/{made.code}/giay/receipt/?kho=A3").status_code == 404
    assert browser.get(f"/ho-so/{made.code}/giay/receipt/?buoc=99999999999").status_code == 404


def test_a_file_of_another_dossier_does_not_open(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    assert sit(cast.receiver).get(f"/ho-so/{made.code}/tep/1/").status_code == 404


def test_nothing_of_the_desk_may_be_stored(sit: Any, cast: Cast) -> None:
    made = builders.received(cast)
    browser = sit(cast.receiver)
    for path in ("/", f"/ho-so/{made.code}/", f"/ho-so/{made.code}/giay/receipt/"):
        assert browser.get(path)["Cache-Control"] == "no-store"


def test_the_number_of_queries_does_not_grow_with_the_history(
    sit: Any, cast: Cast, django_assert_num_queries: Any
) -> None:
    young, old = builders.received(cast), builders.issued(cast, builders.at("2026-09-08 08:00"))
    browser = sit(cast.receiver)
    browser.get(f"/ho-so/{young.code}/")
    with django_assert_num_queries(25):
        browser.get(f"/ho-so/{young.code}/")
    with django_assert_num_queries(25):
        browser.get(f"/ho-so/{old.code}/")


@pytest.mark.parametrize(
    "path",
    ["/ho-so/a%00b/", "/ho-so/khong phai ma/", "/ho-so/{code}/tep/99999999999999999999999/", "/ho-so/{code}/%00/"],
)
def test_an_address_that_cannot_be_is_not_there(sit: Any, cast: Cast, path: str) -> None:
    code = builders.received(cast).code
    assert sit(cast.receiver).get(path.format(code=code)).status_code == 404
