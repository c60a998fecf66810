"""Shows which petitions hold given words, without diacritics. Who may see them is the caller's (`fetch.scope`).

PostgreSQL asks its index of words (migration 0002, no extension needed) and finds words and beginnings of words; SQLite
looks for the letters in the rows that are in scope.
"""

import re
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from liemchinh.kernel.words import fold

MOST_WORDS = 12
_SIGNS = re.compile(r"[^a-z0-9]+")


class _Holds(Func):
    """Whether a column of folded text holds all words of a query: written as the index is, or it would not be used."""

    output_field = BooleanField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        column, of_column = compiler.compile(self.source_expressions[0])
        query, of_query = compiler.compile(self.source_expressions[1])
        words = f"to_tsvector('simple'::regconfig, regexp_replace({column}, '[^a-z0-9]+', ' ', 'g'))"
        return f"{words} @@ to_tsquery('simple'::regconfig, {query})", [*of_column, *of_query]


def words_of(text: str) -> list[str]:
    """The words of a search as they are compared: folded, without signs, at most a dozen."""
    return _SIGNS.sub(" ", fold(text)).split()[:MOST_WORDS]


def holding(text: str) -> Q:
    """Petitions that hold every word of `text`; none where it has no word at all."""
    words = words_of(text)
    if not words:
        return Q(pk__in=[])
    if connection.vendor == "postgresql":
        # a number of few digits is meant whole; anything else may be the beginning of a word
        query = " & ".join(word if word.isdigit() and len(word) < 3 else f"{word}:*" for word in words)
        return Q(_Holds(F("search"), Value(query)))
    held = Q()
    for word in words:
        held &= Q(search__contains=word)
    return held
