"""Saying in a test that something is refused, by its code, with a sentence that reads whole."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from liemchinh.kernel.errors import Refused


@contextmanager
def refused(code: str, *words: str) -> Iterator[None]:
    """The block is refused with exactly that code, and the filled sentence says each of `words`."""
    with pytest.raises(Refused) as refusal:
        yield
    sentence = str(refusal.value)
    assert refusal.value.code == code, sentence
    assert "{" not in sentence
    for word in words:
        assert word in sentence
