"""Reads the text of a petition as its writer typed it: with or without tone marks, in a hurry, through an old keyboard.

Finds the phrases of `data/words.yaml` and people who are called by name. Decides nothing about the petition.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from liemchinh.kernel.words import fold
from liemchinh.law.shelf import read_yaml

WORDS = Path(__file__).parent.parent / "data" / "words.yaml"
LONGEST = 60_000
"""Letters of a text that are read for a proposal; a longer one is proposed by its beginning, and shown whole."""

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[$@/](?=[^\W_]))*", re.UNICODE)
_TONE_KEYS = re.compile(r"(?<=[aeiouyw])[sfrxjw]|w")
_VNI_KEYS = re.compile(r"(?<=[a-z])[0-9]+")
_DOUBLED = re.compile(r"([a-z])\1+")
_LEET = str.maketrans("013457@$", "oieasta" + "s")
_NAME_LENGTH = 4


@dataclass(frozen=True)
class Token:
    """A syllable: where it stands in the text, as typed, folded, and as it may have been meant by a telex keyboard."""

    start: int
    end: int
    typed: str
    folded: str
    telex: str


@dataclass(frozen=True)
class Found:
    """A phrase of a group at a place of the text; `sure`: its tone marks agree, or it was typed without any."""

    group: str
    start: int
    end: int
    first: int
    last: int
    words: str
    sure: bool


@dataclass(frozen=True)
class Reading:
    """What was read: the text in one normal form, its syllables, the phrases found, and people called by name."""

    text: str
    tokens: tuple[Token, ...]
    found: tuple[Found, ...]
    people: tuple[Found, ...]

    def of(self, group: str, *, sure: bool = True) -> list[Found]:
        """The phrases of one group, first to last; with `sure=False` also those whose tone marks do not agree."""
        return [one for one in self.found if one.group == group and (one.sure or not sure)]


@dataclass(frozen=True)
class _Phrase:
    group: str
    folded: tuple[str, ...]
    marks: tuple[str, ...]


def read(text: str) -> Reading:
    """Read a text of any length and any normal form."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFC", text[:LONGEST]) if unicodedata.category(letter) != "Cf"
    )
    tokens = tuple(_tokens(plain))
    found = _settled(_phrases_in(plain, tokens))
    return Reading(plain, tokens, tuple(found), tuple(_people(plain, tokens, found)))


def _tokens(text: str) -> Iterable[Token]:
    shorthand = _book().shorthand
    for match in _TOKEN.finditer(text):
        typed = match[0].casefold()
        if long := shorthand.get(typed):
            for word in long:
                yield Token(match.start(), match.end(), fold(word), *_forms(word))
        else:
            yield Token(match.start(), match.end(), typed, *_forms(typed))


@cache
def _forms(typed: str) -> tuple[str, str]:
    """A syllable without marks, and what is left of it when it was typed with tone keys (telex, VNI)."""
    folded = fold(typed)
    if len(folded) > 24:
        return folded, folded
    keyed = folded
    if not folded.isalpha() and any(letter.isalpha() for letter in folded):
        keyed = _VNI_KEYS.sub("", folded)
        folded = folded.translate(_LEET)
    folded = _DOUBLED.sub(r"\1", folded)
    telex = _DOUBLED.sub(r"\1", _TONE_KEYS.sub("", _DOUBLED.sub(r"\1", keyed)))
    return folded, telex


def _marks(word: str) -> str:
    """What of a syllable tells tones and vowels apart, wherever the tone mark stands (`hòa` and `hoà` are the same)."""
    parts = unicodedata.normalize("NFD", word)
    return "".join(sorted(letter for letter in parts if unicodedata.combining(letter) or letter == "đ"))


@dataclass(frozen=True)
class _Book:
    by_first: Mapping[str, tuple[_Phrase, ...]]
    shorthand: Mapping[str, tuple[str, ...]]
    titles: frozenset[tuple[str, ...]]
    surnames: frozenset[str]


@cache
def _book() -> _Book:
    content: dict[str, Any] = read_yaml(WORDS)
    shorthand = {short: tuple(long.split()) for short, long in content.pop("shorthand").items()}
    titles = frozenset(tuple(fold(title).split()) for title in content.pop("titles"))
    surnames = frozenset(_forms(name)[0] for name in content.pop("surnames"))
    by_first: dict[str, list[_Phrase]] = {}
    for group, phrases in content.items():
        for phrase in phrases:
            syllables = unicodedata.normalize("NFC", phrase).casefold().split()
            folded = tuple(_DOUBLED.sub(r"\1", fold(one)) for one in syllables)
            by_first.setdefault(folded[0], []).append(_Phrase(group, folded, tuple(_marks(one) for one in syllables)))
    return _Book(
        {first: tuple(sorted(some, key=lambda one: -len(one.folded))) for first, some in by_first.items()},
        shorthand,
        titles,
        surnames,
    )


def _phrases_in(text: str, tokens: tuple[Token, ...]) -> Iterable[Found]:
    by_first = _book().by_first
    folded, telex = [one.folded for one in tokens], [one.telex for one in tokens]
    for at, token in enumerate(tokens):
        firsts = {token.folded, token.telex}
        for first in firsts:
            for phrase in by_first.get(first, ()):
                end = at + len(phrase.folded)
                if end > len(tokens):
                    continue
                if all(w in (folded[i], telex[i]) for w, i in zip(phrase.folded, range(at, end), strict=True)):
                    yield _found(phrase, text, tokens, at, end)


def _found(
    phrase: _Phrase, text: str, tokens: tuple[Token, ...], at: int, end: int, *, sure: bool | None = None
) -> Found:
    if sure is None:
        sure = all(_agrees(one, meant) for one, meant in zip(tokens[at:end], phrase.marks, strict=True))
    start, stop = tokens[at].start, tokens[end - 1].end
    return Found(phrase.group, start, stop, at, end, " ".join(text[start:stop].split()), sure)


@cache
def _of_groups(groups: tuple[str, ...]) -> list[_Phrase]:
    phrases = [phrase for some in _book().by_first.values() for phrase in some]
    return [phrase for phrase in phrases if phrase.group in groups and len(phrase.folded) > 1]


def called_loosely(reading: Reading) -> list[Found]:
    """Titles with a surname within a few syllables: somebody may be meant by name, however it was typed."""
    book, found = _book(), []
    titles = [at for at, one in enumerate(reading.tokens) if (one.folded,) in book.titles]
    for at in titles:
        for other in range(max(0, at - _NAME_LENGTH), min(len(reading.tokens), at + _NAME_LENGTH + 1)):
            if other != at and reading.tokens[other].folded in book.surnames:
                first, last = min(at, other), max(at, other) + 1
                start, end = reading.tokens[first].start, reading.tokens[last - 1].end
                words = " ".join(reading.text[start:end].split())
                found.append(Found("person", start, end, first, last, words, sure=False))
                break
    return found


def loosely(reading: Reading, *groups: str) -> list[Found]:
    """Phrases of these groups whose syllables stand near each other in any order, as when words were turned round."""
    places: dict[str, list[int]] = {}
    for at, token in enumerate(reading.tokens):
        for form in {token.folded, token.telex}:
            places.setdefault(form, []).append(at)
    found = []
    for phrase in _of_groups(groups):
        if all(one in places for one in phrase.folded):
            found += _together(phrase, reading, places)
    return found


def _together(phrase: _Phrase, reading: Reading, places: Mapping[str, list[int]]) -> list[Found]:
    length = len(phrase.folded)
    for at in places[phrase.folded[0]]:
        near = [
            [i for i in places[word] if abs(i - at) <= length and _agrees(reading.tokens[i], mark)]
            for word, mark in zip(phrase.folded, phrase.marks, strict=True)
        ]
        if all(near):
            picked = {min(some, key=lambda i: abs(i - at)) for some in near}
            if len(picked) == length and max(picked) - min(picked) <= length:
                return [_found(phrase, reading.text, reading.tokens, min(picked), max(picked) + 1, sure=False)]
    return []


def _agrees(token: Token, meant: str) -> bool:
    mark = _marks(token.typed)
    return not mark or mark == meant


def _settled(found: Iterable[Found]) -> list[Found]:
    """Without what lies within a longer phrase of the same group, nor within a fixed phrase that means nothing."""
    every = sorted(set(found), key=lambda one: (one.first, -one.last, not one.sure, one.group))
    fixed = [(one.first, one.last) for one in every if one.group == "boilerplate" and one.sure]
    kept: list[Found] = []
    ends: dict[str, int] = {}
    for one in every:
        within = any(first <= one.first and one.last <= last for first, last in fixed)
        if one.group not in ("boilerplate", "denial") and within:
            continue
        if one.last <= ends.get(one.group, -1):
            continue
        ends[one.group] = one.last
        kept.append(one)
    return kept


def _people(text: str, tokens: tuple[Token, ...], found: list[Found]) -> Iterable[Found]:
    """People called by a title and a name, but for the writer (`tôi là …`) and whom the letter addresses."""
    book = _book()
    own = {one.last for one in found if one.group == "own"}
    offices = {one.last for one in found if one.group == "office" and one.sure}
    at = 0
    while at < len(tokens):
        length = next((size for size in (2, 1) if tuple(t.folded for t in tokens[at : at + size]) in book.titles), 0)
        starts = at + length if length else (at if at in offices else -1)
        if starts < 0 or starts >= len(tokens):
            at += 1
            continue
        end = _name_end(text, tokens, starts, book)
        if end > starts and not own & {at, at - 1, starts}:
            first = at if length else starts
            begin, stop = tokens[first].start, tokens[end - 1].end
            yield Found("person", begin, stop, first, end, " ".join(text[begin:stop].split()), True)
        at = max(end, at + 1)


def _name_end(text: str, tokens: tuple[Token, ...], starts: int, book: _Book) -> int:
    """Where a name that begins here ends: capitalised syllables, or a surname and what follows when none is."""
    end = starts
    while end < len(tokens) and end - starts < _NAME_LENGTH and _is_capital(text, tokens, end, starts):
        end += 1
    if end > starts:
        return end
    if tokens[starts].folded in book.surnames and starts + 1 < len(tokens) and not _broken(text, tokens, starts + 1):
        return min(starts + 3, len(tokens))
    return starts


def _is_capital(text: str, tokens: tuple[Token, ...], at: int, starts: int) -> bool:
    token = tokens[at]
    if at > starts and _broken(text, tokens, at):
        return False
    return text[token.start].isupper() and text[token.start : token.end][1:].islower()


def _broken(text: str, tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a sign stands between this syllable and the one before."""
    return bool(text[tokens[at - 1].end : tokens[at].start].strip())
