"""Procedures, units, law, due dates and figures for machines; and every no as a problem."""

import pytest
from django.test import Client

from tests import builders
from tests.cast import Cast


@pytest.mark.parametrize("words", ["đăng ký khai sinh", "dang ky khai sinh", "đăng ký khai sinh"])
def test_a_search_forgives_marks_and_takes_either_unicode_form(public: Client, cast: Cast, words: str) -> None:
    names = [row["name"] for row in public.get("/api/v1/procedures", {"q": words}).json()["procedures"]]
    assert "Đăng ký khai sinh" in names


def test_a_procedure_comes_with_its_terms_fees_and_papers(public: Client, cast: Cast) -> None:
    told = public.get(f"/api/v1/procedures/{builders.PROCEDURE}").json()
    direct = next(way for way in told["channels"] if way["kind"] == "direct")
    assert direct["term"] == {"amount": 7, "unit": "working_day", "words": "7 ngày làm việc"}
    assert told["components"]
    assert "steps" in told["assumed"]


def test_nothing_found_names_the_three_nearest(public: Client, cast: Cast) -> None:
    told = public.get("/api/v1/procedures", {"q": "đăng ký khai sânh"}).json()
    assert (told["total"], len(told["nearest"])) == (0, 3)


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        ("2025-12-31T09:00", "1 ngày làm việc", "2026-01-05"),
        ("2026-02-12T09:30", "5 working days", "2026-02-26"),
        ("2026-08-20T09:00:00+07:00", "3 ngày làm việc", "2026-08-24"),
    ],
)
def test_the_reckoner_knows_the_known_answers(public: Client, start: str, term: str, due: str) -> None:
    told = public.get("/api/v1/due", {"from": start, "term": term}).json()
    assert told["due_at"].startswith(due)
    assert told["steps"][-1]["kind"] == "due"


def test_law_is_asked_about_a_day(public: Client) -> None:
    rules = {rule["key"]: rule for rule in public.get("/api/v1/law", {"on": "2025-06-30"}).json()["rules"]}
    assert rules["onestop.appraisal_clock"]["now"]["status"] == "assumed"
    assert len(rules["onestop.appraisal_clock"]["history"]) == 2


def test_an_old_or_unknown_unit_code_is_a_problem_not_a_fault(public: Client, cast: Cast) -> None:
    assert public.get("/api/v1/units/H99.12").json()["units"][0]["name"] == "Xã An Mẫu"
    assert public.get("/api/v1/units/KHONG").status_code == 404


def test_small_groups_show_no_numbers_and_cannot_be_reckoned_back(public: Client, cast: Cast) -> None:
    for _ in range(2):
        builders.returned(cast)
    told = public.get("/api/v1/figures", {"period": "2026-09"}).json()
    assert [line["finished"] for line in told["lines"]] == [None]
    assert (told["finished"], told["on_time"], told["share"]) == (0, 0, None)
    assert told["left_out"] == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/", 404),
        ("/api/v1/khong-co/gi", 404),
        ("/api/v1/procedures?page=0", 422),
        ("/api/v1/procedures?page=99999999999999999999", 422),
        ("/api/v1/procedures?q=%00", 422),
        ("/api/v1/procedures?q=" + "a" * 200, 422),
        ("/api/v1/procedures/%00", 422),
        ("/api/v1/units?province='%20OR%201=1", 422),
        ("/api/v1/due?from=2300-01-01&term=5%20days", 409),
        ("/api/v1/due?from=hom-nay&term=5%20days", 422),
        ("/api/v1/due?from=2026-01-01&term=99999%20months", 409),
        ("/api/v1/figures?period=2026-13", 422),
        ("/api/v1/calendar/2010", 404),
        ("/api/v1/law?on=" + "9" * 400, 422),
    ],
)
def test_every_no_is_a_problem(public: Client, cast: Cast, path: str, status: int) -> None:
    answer = public.get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["code"]
    assert told["sentence"]


def test_a_wrong_method_is_a_problem_that_says_what_is_allowed(public: Client) -> None:
    answer = public.post("/api/v1/law")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json()["code"] == "api.method"


def test_a_refusal_of_the_law_keeps_its_code(public: Client) -> None:
    assert public.get("/api/v1/due?from=2300-01-01&term=5%20days").json()["code"] == "law.clock.far"
