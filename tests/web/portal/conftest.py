"""The portal is read as a citizen would: no account, a fresh count of tries, on a fixed working day."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders


@pytest.fixture(autouse=True)
def _fresh(bare_cache: None) -> None:
    """No test inherits the tries or the kept pages of another."""


@pytest.fixture
def clock() -> Iterator[Any]:
    """The afternoon of the builders' Monday; `clock.move_to` goes elsewhere."""
    with time_machine.travel(builders.at("2026-09-07 15:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def opened(public: Client) -> Callable[[Any], Any]:
    """Open a dossier by its key, as a scan of the receipt does; gives its page."""

    def open_(dossier: Any) -> Any:
        answer = public.get(f"/h/{dossier.code}/{dossier.key}", follow=True)
        assert answer.redirect_chain == [(f"/ho-so/{dossier.code}/", 303)]
        return answer

    return open_


@pytest.fixture
def counted() -> Callable[[], Any]:
    """Count the queries of a block."""

    @contextmanager
    def count() -> Iterator[CaptureQueriesContext]:
        with CaptureQueriesContext(connection) as queries:
            yield queries

    return count
