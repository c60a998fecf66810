"""When a notice leaves, when it is tried again, when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.days import VIETNAM, local
from liemchinh.kernel.errors import Refused
from liemchinh.notices import rules
from liemchinh.notices.rules import Channel, Failure, MessageState

NOON = datetime(2026, 9, 7, 12, tzinfo=VIETNAM)
INSTANTS = st.datetimes(datetime(2021, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001


@given(INSTANTS)
def test_no_telephone_rings_between_nine_in_the_evening_and_seven(at: datetime) -> None:
    leaves = rules.first_attempt(Channel.SMS, urgent=False, at=at)
    assert 7 <= local(leaves).hour < 21
    assert at <= leaves <= at + timedelta(hours=10)
    if leaves != at:
        assert (local(leaves).hour, local(leaves).minute) == (7, 0)


@given(INSTANTS, st.sampled_from(Channel))
def test_what_is_waited_for_and_what_rings_nowhere_leaves_at_once(at: datetime, channel: Channel) -> None:
    assert rules.first_attempt(channel, urgent=True, at=at) == at
    assert rules.first_attempt(Channel.EMAIL, urgent=False, at=at) == at


def test_attempts_grow_apart_and_end() -> None:
    at, waits = NOON, []
    for attempts in range(1, 20):
        again = rules.next_attempt(Failure("mail.450"), attempts=attempts, at=at)
        if again is None:
            break
        waits.append(again - at)
        at = again
    assert waits == list(rules.PAUSES) == sorted(waits)
    assert at - NOON == timedelta(hours=14, minutes=36)


@given(st.integers(1, 9))
def test_what_can_never_arrive_is_given_up_at_once(attempts: int) -> None:
    assert rules.next_attempt(Failure("mail.550", permanent=True), attempts=attempts, at=NOON) is None


@given(st.integers(1, 5), st.timedeltas(timedelta(), timedelta(days=1)))
def test_who_asks_us_to_wait_is_not_asked_before(attempts: int, wait: timedelta) -> None:
    again = rules.next_attempt(Failure("sms.http_429", wait=wait), attempts=attempts, at=NOON)
    assert again is not None and again - NOON >= wait


def test_the_receiving_officer_is_to_be_told_within_two_hours() -> None:
    assert rules.due_at("officer_new_filing", at=NOON) == NOON + timedelta(hours=2)
    assert rules.due_at("received", at=NOON) is None


@pytest.mark.parametrize("state", MessageState)
def test_what_has_gone_is_neither_sent_again_nor_held_back(state: MessageState) -> None:
    gone = state in (MessageState.SENT, MessageState.SENDING, MessageState.SUPPRESSED)
    for check, refuses in (
        (lambda: rules.check_retry(state), gone or state is MessageState.QUEUED),
        (lambda: rules.check_suppress(state, "Đã báo trực tiếp."), gone),
        (lambda: rules.check_suppress(state, ""), True),
    ):
        try:
            check()
        except Refused:
            assert refuses
        else:
            assert not refuses
