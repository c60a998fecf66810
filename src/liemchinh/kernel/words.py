"""Words: sentences that are shown in the reader's language without Django, and Vietnamese text folded for search.

Never decides anything; every floor may import it.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any

_shown_in: list[Callable[[str], str]] = []
_as_written = ContextVar("as_written", default=False)


class Sentence(str):
    """A Vietnamese sentence, kept and compared as it was written, and shown in the language of who reads it.

    Filled in (`format`, f-strings) or put on a page (`__html__`) it speaks that language; stored, it stays itself.
    """

    __slots__ = ()

    def __html__(self) -> str:
        """What a page shows of it."""
        return escape(shown(self))

    def __format__(self, spec: str) -> str:
        return format(shown(self), spec)

    def format(self, *args: Any, **facts: Any) -> str:
        """The sentence in the reader's language with its places filled."""
        return shown(self).format(*args, **facts)


def gettext_noop(sentence: str) -> str:
    """A `Sentence`, marked for translation: whatever looks for sentences finds them by this name."""
    return Sentence(sentence)


def shown(sentence: str) -> str:
    """The sentence in the language of who reads it now; as it was written where no other language has been set up."""
    if not sentence or not _shown_in or _as_written.get():
        return str.__str__(sentence)
    return _shown_in[-1](str.__str__(sentence))


def joined(between: str, parts: Iterable[str]) -> str:
    """Several sentences as one, in the reader's language: `str.join` would say them as they were written."""
    return shown(between).join(shown(part) for part in parts)


def show_with(translate: Callable[[str], str]) -> None:
    """From now on sentences are shown as `translate` gives them: said once, by whatever knows the reader's language."""
    _shown_in[:] = [translate]


@contextmanager
def as_written() -> Iterator[None]:
    """What is said in here is said in Vietnamese, whoever reads: official papers, and whatever is kept."""
    mark = _as_written.set(True)
    try:
        yield
    finally:
        _as_written.reset(mark)


def nfc(text: str) -> str:
    """Return `text` in Unicode NFC, the one form in which text is stored."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return `text` lower-case, without tone or vowel marks, đ as d: what a search compares.

    >>> fold("Đăng ký khai sinh")
    'dang ky khai sinh'
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(mark))
    return " ".join(bare.replace("đ", "d").split())
