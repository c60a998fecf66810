"""A connection is described whole or not at all; an answer means what the description says its code means."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from liemchinh.exchange import rules
from liemchinh.exchange.rules import BadConnection, Expired, Failure, Http, ParcelState, Taken, connection
from liemchinh.exchange.rules.states import PAUSES
from tests.refusals import refused

SAID = {"unit": "G99.12", "home": "H99.12", "since": date(2026, 9, 1)}
HTTP = {"url": "https://cong.vidu.vn/api", "login_url": "https://cong.vidu.vn/login"}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"unit": ""}, "unit"),
        ({"since": "hôm nay"}, "since"),
        ({"drvier": "files"}, "drvier"),
        ({"driver": "ftp"}, "driver"),
        ({"driver": "http"}, "url"),
        ({"contacts": "có"}, "contacts"),
        ({"subjects": {"household": "3"}}, "household"),
        ({"units": ["H99"]}, "units"),
        ({"http": {**HTTP, "url": "http://cong.vidu.vn/api"}}, "https"),
        ({"http": {"url": HTTP["url"]}}, "login_url"),
        ({"http": {**HTTP, "auth": "oauth"}}, "token_url"),
        ({"http": {**HTTP, "login_body": "{user"}}, "login_body"),
        ({"http": {**HTTP, "ok": "00"}}, "ok"),
        ({"http": {**HTTP, "pasword": "x"}}, "pasword"),
    ],
)
def test_what_is_wrong_with_a_description_is_said(changes: dict[str, Any], word: str) -> None:
    with pytest.raises(BadConnection, match=word):
        connection({**SAID, **changes})


def test_files_are_the_usual_way_and_numbers_may_be_written_without_quotes() -> None:
    found = connection({**SAID, "subjects": {"citizen": 0, "organisation": 1}, "http": {**HTTP, "ok": [0]}})
    assert (found.driver, found.contacts, found.subjects["citizen"]) == ("files", False, "0")
    assert found.http is not None and found.http.ok == ("0",)
    with pytest.raises(BadConnection):
        connection(None)


@pytest.mark.parametrize(
    ("status", "fields", "meant"),
    [
        (200, {"error_code": 0}, Taken("0")),
        (200, {"error_code": "00", "message": "Tốt"}, Taken("00", "Tốt")),
        (200, {"error_code": 9}, Taken("9")),
        (200, {"error_code": 5, "message": "Sai 012345678901"}, Failure("5", "Sai •••", refused=True)),
        (200, {"error_code": "401"}, Expired()),
        (401, {}, Expired()),
        (200, {}, Failure("unread")),
        (200, {"error_code": True}, Failure("unread")),
        (500, {}, Failure("http_500", away=True)),
        (429, {}, Failure("http_429", away=True)),
        (400, {}, Failure("http_400", refused=True)),
    ],
)
def test_each_answer_is_for_now_or_for_ever(status: int, fields: dict[str, Any], meant: object) -> None:
    assert rules.meaning(status, fields, Http(url="", known=("9",))) == meant


def test_a_parcel_is_tried_six_times_and_a_no_is_not_asked_again() -> None:
    at = datetime(2026, 9, 7, 3, 0, tzinfo=UTC)
    away = Failure("away", away=True)
    for attempts, pause in enumerate(PAUSES, 1):
        assert rules.next_attempt(away, attempts=attempts, at=at) == at + pause
        assert rules.state_after(away, attempts=attempts) is ParcelState.WAITING
    assert rules.next_attempt(away, attempts=6, at=at) is None
    assert rules.state_after(away, attempts=6) is ParcelState.DEAD
    assert rules.next_attempt(Failure("5", refused=True), attempts=1, at=at) is None
    slow = Failure("http_429", away=True, wait=timedelta(minutes=40))
    assert rules.next_attempt(slow, attempts=1, at=at) == at + timedelta(minutes=40)


@pytest.mark.parametrize("state", [state for state in ParcelState if state not in rules.STUCK])
def test_only_what_is_stuck_is_sent_again_or_left_out(state: ParcelState) -> None:
    with refused("exchange.retry"):
        rules.check_retry(state)
    with refused("exchange.skip"):
        rules.check_skip(state, "vì")
    with refused("exchange.why"):
        rules.check_skip(ParcelState.DEAD, "")
