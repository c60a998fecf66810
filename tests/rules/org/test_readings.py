"""Looks into people's records: what is kept of searched words, when a day is closed, what is more than usual."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.days import VIETNAM
from liemchinh.org import rules


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("H99.12-260915-0001", "code"),
        ("0999 012 345", "number"),
        ("001200012345", "number"),
        ("Nguyễn Thị Thử", "name"),
        ("", "name"),
    ],
)
def test_only_the_kind_of_words_is_told(words: str, kind: str) -> None:
    assert rules.kind_of_words(words) == kind


def test_the_same_search_is_the_same_however_it_was_typed() -> None:
    assert rules.same_words("  NGUYỄN  thị Thử ") == rules.same_words("nguyen thi thu")
    assert rules.same_words("0999.012.345") == rules.same_words("0999 012 345")


def test_a_day_is_closed_ten_minutes_after_its_end() -> None:
    midnight = datetime(2026, 9, 16, tzinfo=VIETNAM)
    assert rules.last_closable_readings(midnight + timedelta(minutes=9)) == date(2026, 9, 14)
    assert rules.last_closable_readings(midnight + timedelta(minutes=10)) == date(2026, 9, 15)


def test_looks_are_kept_for_whole_months() -> None:
    assert rules.kept_since(date(2027, 9, 30)) == date(2025, 9, 1)
    assert rules.kept_since(date(2027, 7, 1)) == date(2025, 7, 1)


def test_many_is_measured_by_the_person_s_own_days() -> None:
    assert not rules.is_more_than_usual(19, [1, 1, 1])
    assert rules.is_more_than_usual(40, [3, 10, 12])
    assert not rules.is_more_than_usual(30, [25, 10, 12])
    assert rules.is_more_than_usual(20, [])


LOOK = {
    "number": 7,
    "at": datetime(2026, 9, 15, 8, tzinfo=VIETNAM),
    "person": "hotich",
    "seat": "s",
    "unit": "u",
    "authority": "H99.12",
    "kind": "read",
    "subject": "H99.12-260915-0001",
    "found": 1,
}


@given(st.sampled_from(sorted(LOOK)))
def test_no_column_of_a_look_can_change_without_the_hash(column: str) -> None:
    old = LOOK[column]
    new = {
        "number": 8,
        "found": 2,
        "at": datetime(2026, 9, 15, 8, 0, 0, 1, tzinfo=VIETNAM),
    }.get(column, f"{old}x")
    one, other = rules.reading_line(**LOOK), rules.reading_line(**{**LOOK, column: new})  # type: ignore[arg-type]
    assert rules.readings_digest([one]) != rules.readings_digest([other])
    assert rules.readings_digest([one, other]) != rules.readings_digest([other, one])


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0", "Firefox, Linux"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_coarsely(agent: str, words: str) -> None:
    assert rules.device_named(agent) == words


def test_an_address_is_made_coarse() -> None:
    assert rules.network_of("113.160.12.9") == "113.160.0.0/16"
    assert rules.network_of("2405:4800:1:2::/64") == "2405:4800::/32"
    assert rules.network_of("không biết") == ""
