"""The door to a dossier: two facts open it for half an hour in one browser, and nothing else does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from liemchinh.portal.dossiers.ticket import COOKIE
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def try_(public: Client, code: str, fact: str) -> Any:
    return public.post("/tra-cuu/", {"ma": code, "bi_mat": fact})


@pytest.mark.parametrize("write", ["{}", " {} ", "{:-^1}", "spaced", "lower"])
def test_a_code_opens_however_it_is_spaced(public: Client, cast: Cast, clock: Any, write: str) -> None:
    dossier = builders.received(cast)
    typed = {"spaced": " ".join(dossier.code), "lower": dossier.code.lower()}.get(write, write.format(dossier.code))
    answer = try_(public, typed, "34 56")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/ho-so/{dossier.code}/")
    assert public.get(answer.headers["Location"]).status_code == 200


def test_the_ticket_is_signed_short_and_for_this_dossier_only(public: Client, cast: Cast, clock: Any) -> None:
    dossier = builders.received(cast)
    ticket = try_(public, dossier.code, "3456").cookies[COOKIE]
    assert (ticket["path"], ticket["max-age"]) == (f"/ho-so/{dossier.code}/", 1800)
    assert ticket["httponly"]
    assert ticket["samesite"] == "Lax"
    assert dossier.key not in ticket.value


def test_following_a_dossier_opens_no_session(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    opened(builders.received(cast))
    assert Session.objects.count() == 0


def test_a_wrong_code_and_a_wrong_fact_look_alike_and_do_the_same_work(
    public: Client, cast: Cast, clock: Any, counted: Any
) -> None:
    dossier = builders.received(cast)
    public.get("/tra-cuu/")  # the contacts at the foot are known from here on
    answers = []
    for code, fact in ((dossier.code, "0000"), ("H99.12-260907-9999", "3456")):
        with counted() as queries:
            answer = try_(public, code, fact)
        body = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode()).replace(code, "CODE")
        answers.append((answer.status_code, body, len(queries), COOKIE in answer.cookies))
    assert answers[0] == answers[1]
    status, body, queries_made, ticket = answers[0]
    assert (status, queries_made, ticket) == (422, 1, False)
    assert "chưa khớp" in body


def test_the_second_fact_is_not_written_back(public: Client, cast: Cast, clock: Any) -> None:
    page = try_(public, "H99.12-260907-9999", "TUYETMAT99").content.decode()
    assert "TUYETMAT99" not in page
    assert 'value="H99.12-260907-9999"' in page


def test_the_key_leaves_the_address_bar(public: Client, cast: Cast, clock: Any) -> None:
    dossier = builders.received(cast)
    answer = public.get(f"/h/{dossier.code}/{dossier.key}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/ho-so/{dossier.code}/")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_wrong_key_in_the_address_opens_nothing(public: Client, cast: Cast, clock: Any) -> None:
    dossier = builders.received(cast)
    answer = public.get(f"/h/{dossier.code}/23456789ABCDEFGH")
    assert answer.status_code == 422
    assert COOKIE not in answer.cookies


def test_a_ticket_cannot_open_another_dossier(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    mine, other = builders.received(cast), builders.received(cast)
    opened(mine)
    ticket = public.cookies[COOKIE]
    ticket["path"] = "/"  # the browser of a thief sends it everywhere
    for end in ("", "vi-sao/", "giay/receipt.pdf"):
        answer = public.get(f"/ho-so/{other.code}/{end}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/tra-cuu/?ma={other.code}")


def test_a_ticket_lasts_half_an_hour(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.received(cast)
    opened(dossier)
    public.cookies[COOKIE]["max-age"] = public.cookies[COOKIE]["expires"] = ""  # a browser that forgets to forget
    clock.shift(timedelta(minutes=29))
    assert public.get(f"/ho-so/{dossier.code}/").status_code == 200
    clock.shift(timedelta(minutes=2))
    assert public.get(f"/ho-so/{dossier.code}/").status_code == 302


@pytest.mark.parametrize("forge", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "", lambda t: "x:y:z"])
def test_a_forged_ticket_opens_nothing(public: Client, cast: Cast, clock: Any, opened: Any, forge: Any) -> None:
    dossier = builders.received(cast)
    opened(dossier)
    public.cookies[COOKIE].set(COOKIE, *[forge(public.cookies[COOKIE].value)] * 2)
    assert public.get(f"/ho-so/{dossier.code}/").status_code == 302


def test_without_a_ticket_a_real_and_an_invented_code_lead_to_the_same_door(
    public: Client, cast: Cast, clock: Any, counted: Any
) -> None:
    dossier = builders.received(cast)
    for code in (dossier.code, "H99.12-260907-9999"):
        with counted() as queries:
            answer = public.get(f"/ho-so/{code}/")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/tra-cuu/?ma={code}")
        assert len(queries) == 0


def test_after_too_many_tries_the_page_says_how_long_to_wait(public: Client, cast: Cast, clock: Any) -> None:
    dossier = builders.received(cast)
    answers = [try_(public, dossier.code, f"{number:04}") for number in range(21)]
    assert {answer.status_code for answer in answers[:20]} == {422}
    assert answers[20].status_code == 429
    assert int(answers[20].headers["Retry-After"]) > 0
    assert "Hãy chờ" in answers[20].content.decode()
    assert try_(public, dossier.code, "3456").status_code == 429, "the right digits do not tell a guesser either"
    assert public.get(f"/h/{dossier.code}/{dossier.key}").status_code == 303, "the receipt still opens it"


def test_a_form_from_elsewhere_is_not_taken(cast: Cast, clock: Any, public: Client) -> None:
    strict = type(public)(enforce_csrf_checks=True)
    answer = strict.post("/tra-cuu/", {"ma": "H99.12-260907-0001", "bi_mat": "3456"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "typed", ["", "xin chào", "H99.12-260230-0001", "H99.12-260907-0001\x00", "x" * 500, "H99.12-260907-" + "9" * 60]
)
def test_what_is_no_code_is_said_beside_the_box(public: Client, cast: Cast, clock: Any, typed: str) -> None:
    answer = try_(public, typed, "3456")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "<title>Lỗi:" in page
    assert 'href="#id_ma"' in page


def test_closing_a_dossier_ends_the_ticket(public: Client, cast: Cast, clock: Any, opened: Any) -> None:
    dossier = builders.received(cast)
    opened(dossier)
    assert public.post(f"/ho-so/{dossier.code}/dong/").headers["Location"] == "/tra-cuu/"
    assert public.get(f"/ho-so/{dossier.code}/").status_code == 302


def test_a_code_may_stand_in_the_address_but_never_more_of_it_than_fits(public: Client, cast: Cast) -> None:
    page = public.get("/tra-cuu/", {"ma": "<b>" + "x" * 300}).content.decode()
    assert "<b>xxx" not in page
    assert f'value="&lt;b&gt;{"x" * 77}"' in page
