"""One dossier over the API: only for whoever holds the second fact, counted together with the pages."""

from datetime import timedelta
from typing import Any

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.cast import Cast

LATER = builders.at("2026-09-07 15:00")


def ask(public: Client, code: str, fact: str, end: str = "") -> Any:
    return public.get(f"/api/v1/dossiers/{code}{end}", headers={"X-Second-Fact": fact})


def test_the_last_four_digits_and_the_key_open_a_dossier(public: Client, cast: Cast) -> None:
    dossier = builders.received(cast)
    with time_machine.travel(LATER, tick=False):
        by_phone, by_key = ask(public, dossier.code, "3456"), ask(public, dossier.code, dossier.key)
    assert by_phone.status_code == by_key.status_code == 200
    told = by_phone.json()
    assert told["due_at"] == "2026-09-16T17:00:00+07:00"
    assert told["standing"]["kind"] == "on"
    assert told == by_key.json()


def test_the_answer_names_no_person(public: Client, cast: Cast) -> None:
    dossier = builders.asked(cast)
    with time_machine.travel(LATER, tick=False):
        text = ask(public, dossier.code, "3456").content.decode()
    for private in ("Nguyễn Thị Thí Dụ", "0999", "000000000012", "Thôn Mẫu", dossier.key):
        assert private not in text


def test_a_wrong_code_and_a_wrong_fact_are_one_answer_with_the_same_work(public: Client, cast: Cast) -> None:
    dossier = builders.received(cast)
    answers = []
    for code, fact in ((dossier.code, "0000"), ("H99.12-260907-9999", "3456")):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(public, code, fact)
        answers.append((answer.status_code, answer.content, len(queries)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_without_the_second_fact_the_request_is_not_read(public: Client, cast: Cast) -> None:
    answer = public.get("/api/v1/dossiers/H99.12-260907-0001")
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_why_gives_both_clocks_day_by_day(public: Client, cast: Cast) -> None:
    dossier = builders.received(cast)
    with time_machine.travel(LATER, tick=False):
        told = ask(public, dossier.code, "3456", "/due").json()
    assert told["legal"]["due_at"] == told["index"]["due_at"] == "2026-09-16T17:00:00+07:00"
    assert [step["number"] for step in told["legal"]["steps"] if step["kind"] == "counted"] == [1, 2, 3, 4, 5, 6, 7]


def test_a_paused_dossier_has_no_due_date_and_says_so(public: Client, cast: Cast) -> None:
    dossier = builders.asked(cast)
    with time_machine.travel(LATER, tick=False):
        told = ask(public, dossier.code, "3456", "/due").json()
    assert told["legal"]["due_at"] is None
    assert told["legal"]["state"] == "suspended"


def test_tries_over_the_api_and_on_the_page_are_counted_together(public: Client, cast: Cast) -> None:
    dossier = builders.received(cast)
    with time_machine.travel(LATER, tick=False):
        for _ in range(10):
            ask(public, dossier.code, "0000")
            public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": "0000"})
        refused = ask(public, dossier.code, "0000")
        page = public.post("/tra-cuu/", {"ma": dossier.code, "bi_mat": "0000"})
        key = ask(public, dossier.code, dossier.key)
    assert refused.status_code == page.status_code == 429
    assert refused.json()["code"] == "api.limited"
    assert int(refused.headers["Retry-After"]) > 0
    assert key.status_code == 200, "whoever holds the receipt gets in while strangers are guessing"


def test_waiting_as_long_as_told_is_enough(public: Client, cast: Cast) -> None:
    dossier = builders.received(cast)
    with time_machine.travel(LATER, tick=False) as clock:
        while (answer := ask(public, dossier.code, "0000")).status_code != 429:
            pass
        clock.shift(timedelta(seconds=int(answer.headers["Retry-After"])))
        assert ask(public, dossier.code, "3456").status_code == 200


def test_one_dossier_costs_a_fixed_number_of_queries(public: Client, cast: Cast) -> None:
    short, long = builders.received(cast), builders.returned(cast)
    counts = []
    for dossier in (short, long):
        ask(public, dossier.code, dossier.key)
        with CaptureQueriesContext(connection) as queries:
            assert ask(public, dossier.code, dossier.key).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13
