"""People at the desk: signed in, on a day that stands still."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.cast import Cast, Member

TODAY = builders.at("2026-09-15 08:00")
"""A Tuesday, eight days after the builders' Monday: seven working days from then end on Wednesday 16 September."""

Sit = Callable[[Member], Client]


@pytest.fixture
def today() -> Iterator[Any]:
    """Now is `TODAY`."""
    with time_machine.travel(TODAY, tick=False) as clock:
        yield clock


@pytest.fixture
def sit(desk: Client, cast: Cast, settings: Any, today: Any) -> Sit:
    """Sit somebody down at the desk, without the second factor: that is tested with signing in."""
    settings.REQUIRE_TOTP = False

    def down(member: Member) -> Client:
        desk.force_login(member.user)
        return desk

    return down
