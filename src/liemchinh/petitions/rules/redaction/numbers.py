"""Numbers that lead to a person: identity, telephone, account, plate, parcel, birth; and addresses on the network."""

import re
from collections.abc import Iterator

from liemchinh.petitions.rules.redaction.finding import Clue
from liemchinh.petitions.rules.redaction.reading import Reading

Span = tuple[int, int, Clue]
"""A place in the folded text, and what stands there."""

_RUN = re.compile(r"(?<![\w])\+?\d(?:[ .\-_()·]{0,3}\d)*(?![\w])")
_MONEY = re.compile(
    r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?\s*(?:dong\b|d\b|vnd\b|trieu\b|ty\b|usd\b|m2\b|m3\b|ha\b|kg\b|tan\b)"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d(?:\s*[-– ]\s*|$))+")
_DAY = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)?\d\d")
_OUR_CODE = re.compile(r"(?:d[tt]\.|td\.)?[a-y]\d{2}(?:\.\d{2,3}){0,4}-\d{6}-\d{4,}")

_BEFORE = {
    Clue.IDENTITY: re.compile(
        r"(?:cmnd|cccd|can cuoc|chung minh|dinh danh|ho chieu|ma so thue|mst|bhxh|bhyt|bao hiem)\D{0,30}$"
    ),
    Clue.ACCOUNT: re.compile(r"(?:tai khoan|stk|so tk|so the|ngan hang)\D{0,30}$"),
    Clue.PHONE: re.compile(r"(?:dien thoai|so dt|sdt|\bdt|phone|tel|zalo|lien he|hotline|goi so|goi)\D{0,20}$"),
}
_SHORTEST, _NAMED_SHORTEST = 8, 6
_LOOK_BACK = 40

_DIGITS = "khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|linh|le"
_SPOKEN = re.compile(rf"\b(?:{_DIGITS})(?:[\s,.\-]+(?:{_DIGITS})){{7,}}\b")

_EMAIL = re.compile(
    r"[\w.+\-]+\s*(?:@|\(at\)|\[at\]|\ba cong\b)\s*[\w\-]+(?:\s*(?:\.|\(dot\)|\[dot\]|\bcham\b)\s*[\w\-]+)+"
)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b(?:facebook|fb|zalo|tiktok|youtube|youtu|instagram)\.(?:com|me|be|vn)\S*")
_OFFICIAL_LINK = re.compile(r"(?:https?://)?(?:[\w\-]+\.)*gov\.vn(?:[/:?#]\S*)?[.,;)]?")
_PLATE = re.compile(r"\b\d{2}\s?-?\s?(?:[a-z]{1,2}|[a-z]\d)\s?[-. ]?\s?(?:\d{3}\s?\.\s?\d{2}|\d{4,5})\b")
_PASSPORT = re.compile(r"\b[a-z]\d{7,8}\b")
_CERTIFICATE = re.compile(
    r"\b[a-z]{2}\s?\d{6,8}\b|\bc[hst]\s?\d{5,}\b"
    r"|\bso (?:phat hanh|vao so|seri|so bia)\D{0,15}[a-z0-9.\-/]*\d[a-z0-9.\-/]*"
)
_PARCEL = re.compile(
    r"\bthua(?:\s+dat)?(?:\s+so)?\s*:?\s*\d+[a-z]?|\b(?:to\s+ban\s+do|ban\s+do)(?:\s+dia\s+chinh)?(?:\s+so)?\s*:?\s*\d+"
    r"|\bto\s+so\s*:?\s*\d+|\bso\s+(?:thua|to)\s*:?\s*\d+|\bbd\s*so\s*\d+"
)
_BIRTH = re.compile(r"\b(?:sinh\s+(?:ngay|nam|thang)|ngay\s+sinh|nam\s+sinh|sn|ns)\s*:?\s*\d[\d/.\- ]*\d")


def numbers(reading: Reading) -> Iterator[Span]:
    """Every number that may lead to a person, by its length and by the words before it."""
    plain = reading.plain
    taken = [found.span() for pattern in (_MONEY, _OUR_CODE) for found in pattern.finditer(plain)]
    for found in _RUN.finditer(plain):
        start, end = found.span()
        written = found.group()
        if any(start < last and first < end for first, last in taken) or _DAY.fullmatch(written.strip()):
            continue
        clue = _kind(re.sub(r"\D", "", written), plain[max(0, start - _LOOK_BACK) : start])
        if clue is not None and not (_YEARS.fullmatch(written) and len(written) > 4):
            yield start, end, clue
    for pattern, clue in (
        (_SPOKEN, Clue.PHONE),
        (_EMAIL, Clue.EMAIL),
        (_PLATE, Clue.PLATE),
        (_PASSPORT, Clue.IDENTITY),
        (_CERTIFICATE, Clue.PARCEL),
        (_PARCEL, Clue.PARCEL),
        (_BIRTH, Clue.BIRTH),
    ):
        for found in pattern.finditer(plain):
            yield (*found.span(), clue)
    for found in _LINK.finditer(plain):
        if not _OFFICIAL_LINK.fullmatch(found.group()):
            yield (*found.span(), Clue.LINK)


def _kind(digits: str, before: str) -> Clue | None:
    """What a run of digits is, or None for a number that is too short to be anybody's."""
    named = [clue for clue, words in _BEFORE.items() if words.search(before)]
    if named and len(digits) >= _NAMED_SHORTEST:
        return named[0]
    if len(digits) < _SHORTEST:
        return None
    if len(digits) in (10, 11) and digits[0] == "0" or len(digits) in (11, 12) and digits.startswith("84"):
        return Clue.PHONE
    if len(digits) in (9, 10, 12, 13):
        return Clue.IDENTITY
    return Clue.ACCOUNT
