"""Pages of the public book, read with a signer and a sealing of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.rooms.ledger.book import Book


@pytest.fixture
def book(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Book]":
    """A public log with its own signer, empty as yet."""
    from tests.rooms.ledger.book import opened

    monkeypatch.setenv("LIEMCHINH_DATA", str(tmp_path))
    with opened(tmp_path) as book:
        yield book
