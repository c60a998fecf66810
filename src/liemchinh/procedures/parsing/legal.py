"""Legal basis and results: names with their numbers and codes, printed as one run of text."""

import re
from dataclasses import dataclass

from liemchinh.procedures.parsing.text import LOWER, UPPER, is_nothing

_BASIS_HEADER = re.compile(r"\s*Tên\s*văn\s*bản\s*pháp\s*lý\s*Mã\s*văn\s*bản\s*")
# The issuer's capitals end where the next word begins: „TT-BTPThông tư“ is TT-BTP and Thông tư.
_ISSUERS = "|".join(
    sorted(
        "TTg CP VPCP TTCP BTP BTC BCA BNV BYT BCT BXD BQP BNG BKHCN BKHĐT BGDĐT BLĐTBXH BTNMT BNNMT BNNPTNT"
        " BGTVT BTTTT BVHTTDL BDTTG UBDT NHNN KTNN TANDTC VKSNDTC UBND HĐND HĐTP UBTVQH MTTQ TLĐ".split(),
        key=len,
        reverse=True,
    )
)
_CAPITALS = rf"(?>(?:UBTV)?QH(?:1\d|\d)|{_ISSUERS}|[A-ZĐ]+(?=[{UPPER}][{LOWER}])|[A-ZĐ]{{2,}})"
_NUMBER = rf"\d{{1,4}}(?:\.\d{{1,2}})?/(?:\d{{4}}/)?{_CAPITALS}(?:-{_CAPITALS})*"
_BASIS = re.compile(rf"(?P<name>.*?)(?P<number>{_NUMBER})(?=\Z|\n|\s?[{UPPER}]|[{LOWER}\d])", re.DOTALL)
_ANY_NUMBER = re.compile(_NUMBER)
_RESULT = re.compile(
    rf"(?P<name>.*?)\s*Mã:\s*(?:(?P<code>KQ\.[A-Z]\d+\.\d+)|[\w.\-]*?(?=Từ\s*khóa|[{UPPER}]|\Z))"
    r"\s*(?:Từ\s*khóa.*?Mô\s*tả\s*(?:Không\s*có\s*thông\s*tin)?)?",
    re.DOTALL,
)
_FOOTER = re.compile(r"Chọn\s*cơ\s*quan\s*thực\s*hiện.*", re.DOTALL)


@dataclass(frozen=True)
class LegalText:
    """A document the procedure rests on: its name and its number, such as 123/2015/NĐ-CP."""

    name: str
    number: str


@dataclass(frozen=True)
class Result:
    """What the applicant receives: its name and the national code of its kind (KQ.G15.000031), if stated."""

    name: str
    code: str


def read_basis(cell: str) -> tuple[LegalText, ...]:
    """The documents named in the legal basis cell; text without a number is kept as a name alone."""
    header = _BASIS_HEADER.match(cell)
    text = cell[header.end() :] if header else cell
    found: list[LegalText] = []
    position = 0
    for match in _BASIS.finditer(text):
        name, number = " ".join(match["name"].split()), match["number"]
        position = match.end()
        if not name and found and found[-1].number == number:
            continue  # „Luật 52/2014/QH13“ beside its own number
        found.append(LegalText(f"{name} {number}" if text.startswith(number, match.end()) else name or number, number))
    rest = " ".join(text[position:].split())
    if rest and not is_nothing(rest):
        numbers = _ANY_NUMBER.findall(rest)
        found.append(LegalText(rest, numbers[-1] if numbers else ""))
    return tuple(found)


def read_results(cell: str) -> tuple[Result, ...]:
    """The results named in the result cell, without the portal's own buttons and lists."""
    text = _FOOTER.sub("", cell).strip()
    found: list[Result] = []
    position = 0
    for match in _RESULT.finditer(text):
        name = " ".join(match["name"].split())
        if name and not is_nothing(name):
            found.append(Result(name, match["code"] or ""))
        position = match.end()
    rest = " ".join(text[position:].split())
    if rest and not is_nothing(rest) and not found:
        found.append(Result(rest, ""))
    return tuple(found)
