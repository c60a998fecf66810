"""Addresses: a house, a lane, a hamlet or a group with its name or number."""

import re
from collections.abc import Iterator

from liemchinh.petitions.rules.redaction.finding import Clue
from liemchinh.petitions.rules.redaction.numbers import Span
from liemchinh.petitions.rules.redaction.reading import Reading

_HOUSE = re.compile(
    r"\b(?:so nha|nha so|can ho|phong so|lo so)\s*:?\s*[a-z]?\d[\w/.\-]*"
    r"|\bso\s*:?\s*\d[\w/.\-]*\s*,?\s*(?:duong|pho|ngo|ngach|hem|kiet|to|thon|khu|ql|tl|dt)\b"
    r"|\b(?:ngo|ngach|hem|kiet)\s+(?:so\s+)?\d[\w/.\-]*"
    r"|\b\d+[a-z]?(?:/\d+[a-z]?)*\s+(?:duong|pho)\s+\w+"
)
_GROUP = re.compile(
    r"\b(?:to dan pho|to dp|tdp|khu pho|kp|khu dan cu|kdc|to nhan dan|to dan cu|to)\s+(?:so\s+)?\d{1,3}[a-z]?\b"
)
_HAMLET = re.compile(r"\b(thon|xom|ap|buon|plei|phum|soc|khom|to dan pho|khu pho|lang|ban)\s+(?:so\s+)?")
_COMMON = frozenset({"lang", "ban", "ap"})
"""Words that mean other things too, as in "làng nghề" or "bản đồ": they need a capital or a number after them."""


def places(reading: Reading) -> Iterator[Span]:
    """Every stretch that reads like an address of somebody's home."""
    for pattern in (_HOUSE, _GROUP):
        for found in pattern.finditer(reading.plain):
            yield (*found.span(), Clue.ADDRESS)
    for found in _HAMLET.finditer(reading.plain):
        marked = reading.shown[slice(*reading.span(*found.span(1)))].casefold() != found.group(1)
        end = _named(reading, found.end(), strict=marked or found.group(1) in _COMMON)
        if end > found.end():
            yield found.start(), end, Clue.ADDRESS


def _named(reading: Reading, start: int, *, strict: bool) -> int:
    """Where the name after a hamlet's word ends, `start` when none follows: a number, or words with capitals."""
    at = start
    for found in re.compile(r"[a-z0-9]+[/.]?").finditer(reading.plain, start):
        if reading.plain[at : found.start()].strip() or "\n" in reading.plain[at : found.start()]:
            break
        sign = reading.shown[reading.places[found.start()]]
        if not (sign.isupper() or sign.isdigit()):
            break
        at = found.end()
        if not found.group()[-1].isalnum() or sign.isdigit() or at - start > _LONGEST:
            break
    if at > start or strict:
        return at
    follows = re.compile(r"[a-z]+").match(reading.plain, start)
    if follows is None or follows.group() in _NO_NAME:
        return start
    return follows.end()


_LONGEST = 30
_NO_NAME = frozenset(
    "va thi co la de tai o cua da dang se khong nay kia do toi minh em ta tren duoi van ve cac nhung moi tu xa phuong "
    "can phai rat bi duoc lam khi neu nhu cho den di gan xa trong ngoai sau truoc nao hay cung voi nhung nen ma truong "
    "dong bao nghe huong moi".split()
)
"""Words that go on with the sentence after "thon" in a text without marks: they name no hamlet."""
