"""When a sign-in is locked, how long a session lives, who brings a second factor."""

from datetime import UTC, datetime, timedelta

import pytest

from liemchinh.kernel.actors import Actor, Role, SeatHeld
from liemchinh.org import rules
from tests.refusals import refused

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def test_the_fifth_failure_locks_and_each_later_lock_lasts_longer() -> None:
    locks = [rules.locked_until(n, NOW) for n in range(1, 21)]
    assert [n for n, until in enumerate(locks, 1) if until] == [5, 10, 15, 20]
    lasts = [until - NOW for until in locks if until]
    assert lasts == [timedelta(minutes=m) for m in (5, 15, 60, 60)]


def test_failures_older_than_a_day_are_forgotten() -> None:
    assert rules.failures_now(4, NOW - timedelta(hours=23, minutes=59), NOW) == 5
    assert rules.failures_now(4, NOW - timedelta(hours=24), NOW) == 1


def test_a_session_ends_after_half_an_hour_without_use() -> None:
    opened = NOW - timedelta(hours=1)
    assert not rules.session_over(opened, NOW - timedelta(minutes=29, seconds=59), NOW)
    assert rules.session_over(opened, NOW - timedelta(minutes=30), NOW)


def test_a_busy_session_ends_after_a_working_day() -> None:
    assert not rules.session_over(NOW - timedelta(hours=11, minutes=59), NOW, NOW)
    assert rules.session_over(NOW - timedelta(hours=12), NOW, NOW)


@pytest.mark.parametrize("role", list(Role))
def test_who_signs_appoints_or_edits_the_catalogue_brings_a_code(role: Role) -> None:
    actor = Actor("CB-1", "Cán bộ Một", (SeatHeld("VT-1", "H99.12", "H99.12", frozenset({role})),))
    assert rules.needs_second_factor(actor) == (role in {Role.LEADER, Role.ADMINISTRATOR, Role.EDITOR})


def test_user_names_are_small_letters_without_marks() -> None:
    assert rules.check_username(" Mai.TiepNhan ") == "mai.tiepnhan"
    for written in ("", "ab", "mai tiepnhan", "đào", "x" * 41):
        with refused("org.username"):
            rules.check_username(written)
