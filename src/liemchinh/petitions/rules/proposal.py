"""Proposes how a petition might be sorted; a person decides. Legal rules first, and silence rather than a guess.

The costs are not alike: a denunciation laid open may expose who wrote it (Luật Tố cáo, điều 8, 56). So whatever may be
one is proposed as restricted, even where nothing else can be said; only what is plainly something else stays open.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from liemchinh.kernel.words import gettext_noop
from liemchinh.petitions.rules.reading import Found, Reading, called_loosely, loosely, read
from liemchinh.petitions.rules.states import Content

NEAR = 25
"""Syllables between a person and a deed that are still told of one another."""
FEW = 4
"""Syllables under which a text says nothing."""


class Confidence(StrEnum):
    """How plainly the text says it."""

    CLEAR = "clear"
    FAIR = "fair"
    NONE = "none"


CONFIDENCE_NAMES = {
    Confidence.CLEAR: gettext_noop("Khá rõ"),
    Confidence.FAIR: gettext_noop("Có dấu hiệu, cần đọc kỹ"),
    Confidence.NONE: gettext_noop("Chưa đủ căn cứ để đề xuất"),
}

RULE_NAMES = {
    "denounces_person": gettext_noop("Nói là tố cáo, có người bị tố cáo và hành vi"),
    "denounces": gettext_noop("Nói là tố cáo"),
    "person_did_wrong": gettext_noop("Nêu cán bộ hoặc một người cụ thể và hành vi vi phạm"),
    "wrong": gettext_noop("Nêu hành vi vi phạm, chưa rõ của ai"),
    "person_breach": gettext_noop("Nêu tên một người cùng việc làm trái quy định"),
    "unsure_words": gettext_noop("Có thể là từ nói về tố cáo, gõ sai hoặc thiếu dấu"),
    "unread": gettext_noop("Chưa có chữ nào để đọc (đơn là ảnh chụp hoặc quá ngắn)"),
    "complains_decision": gettext_noop("Nói là khiếu nại và nêu quyết định, hành vi hành chính bị khiếu nại"),
    "disagrees_decision": gettext_noop("Không đồng ý với một quyết định, hành vi hành chính"),
    "complains": gettext_noop("Nói là khiếu nại, chưa thấy quyết định hay hành vi nào"),
    "recommends": gettext_noop("Nói là kiến nghị, phản ánh, góp ý"),
    "matter": gettext_noop("Nêu việc đời sống chung"),
    "denied": gettext_noop("Người viết nói không tố cáo: chưa đủ để coi là vậy"),
    "joint": gettext_noop("Nhiều người cùng đứng đơn"),
    "originals": gettext_noop("Gửi kèm giấy tờ bản gốc"),
    "criminal": gettext_noop("Có dấu hiệu tội phạm"),
    "money": gettext_noop("Số tiền được nêu"),
    "urgent": gettext_noop("Có thể gây thiệt hại ngay"),
    "repeat": gettext_noop("Đã gửi trước đây"),
    "named_official": gettext_noop("Nêu cán bộ kèm tên"),
}
"""What each rule has seen, as it stands beside the words that it saw."""


@dataclass(frozen=True)
class Facts:
    """What is known beside the text: how many signed, whether something is attached."""

    petitioners: int = 1
    files: int = 0


@dataclass(frozen=True)
class Reason:
    """Words of the text, where they stand (letters of `Proposal.text`, the end outside), and the rule that saw them."""

    words: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True)
class Proposal:
    """What the program would propose. `abstains`: no class; `restricted`: it may be a denunciation, keep it closed.

    `text` is the text in the form that the places in `reasons` count in.
    """

    content: Content
    confidence: Confidence
    reasons: tuple[Reason, ...]
    flags: tuple[str, ...]
    restricted: bool
    text: str

    @property
    def abstains(self) -> bool:
        """Whether it proposes no class."""
        return self.content is Content.UNSORTED


_AMOUNT = re.compile(
    r"\d[\d.,]*\s*(?:tỷ|tỉ|triệu|trieu|tr|nghìn|ngàn|nghin|ngan|đồng|dong|vnđ|vnd|đ|k)\b"
    r"|(?:vài|mấy|chục|trăm|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|một)\s+(?:chục\s+|trăm\s+|mươi\s+)?(?:triệu|tỷ|tỉ|nghìn|ngàn)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d+\s*/\s*(?:\d{4}\s*/\s*)?(?:QĐ|QD|TB|CV|BB|KL)\b(?:-[^\W\d_]+)*", re.IGNORECASE)


def propose(text: str, facts: Facts | None = None) -> Proposal:
    """Read `text` and propose a class, flags and whether to keep it closed, each with the words it rests on."""
    facts = facts or Facts()
    reading = read(text)
    closed, denounced = _denunciation(reading)
    complained, complaint = _complaint(reading)
    recommended, recommendation = _recommendation(reading)
    content, confidence = _weighed(denounced, complaint, recommendation)
    reasons = [*closed, *complained, *recommended]
    unread = len(reading.tokens) < FEW
    if unread:
        reasons.append(Reason("", 0, 0, "unread"))
    if closed and content in (Content.COMPLAINT, Content.RECOMMENDATION) and confidence is Confidence.CLEAR:
        confidence = Confidence.FAIR
    flags, why = _flags(reading, facts)
    return Proposal(
        content=content,
        confidence=confidence,
        reasons=tuple(dict.fromkeys((*reasons, *why))),
        flags=tuple(flags),
        restricted=bool(closed) or unread or content in (Content.DENUNCIATION, Content.MIXED),
        text=reading.text,
    )


def may_be_denunciation(text: str) -> bool:
    """Whether an open channel must not take this text: the sealed or the closed one must."""
    return bool(_denunciation(read(text))[0])


def _denunciation(reading: Reading) -> tuple[list[Reason], Confidence]:
    """Why this may be a denunciation, and how plainly it is one."""
    denied = {(one.first, one.last) for one in reading.of("denial")}
    said = [one for one in reading.of("denounce") if not any(a <= one.first and one.last <= b for a, b in denied)]
    wrong = reading.of("wrong")
    whose = [*reading.people, *reading.of("office")]
    pairs = [(deed, who) for deed in wrong for who in whose if _near(deed, who)]
    reasons: list[Reason] = []
    confidence = Confidence.NONE
    if said and wrong and whose:
        confidence = Confidence.CLEAR
        reasons += _why("denounces_person", [*said[:2], *_some(wrong), *whose[:2]])
    elif said and (wrong or reading.of("breach") or whose):
        confidence = Confidence.FAIR
        reasons += _why("denounces", [*said[:2], *_some(wrong or reading.of("breach")), *whose[:2]])
    elif pairs:
        confidence = Confidence.FAIR
        reasons += _why("person_did_wrong", [one for pair in pairs[:3] for one in pair])
    elif said:
        reasons += _why("denounces", said[:2])
    elif wrong:
        reasons += _why("wrong", _some(wrong))
    else:
        reasons += _faint(reading)
    if not reasons and denied:
        reasons += _why("denied", reading.of("denial")[:1])
    return reasons, confidence


def _faint(reading: Reading) -> list[Reason]:
    """Signs too weak to propose anything, and strong enough to keep the letter closed."""
    breaches = [(deed, who) for deed in reading.of("breach") for who in reading.people if _near(deed, who)]
    if breaches:
        return _why("person_breach", [one for pair in breaches[:2] for one in pair])
    unsure = [
        one
        for group in ("denounce", "wrong")
        for one in reading.of(group, sure=False)
        if not one.sure and not _is_vehicle(reading, one.first)
    ]
    if unsure:
        return _why("unsure_words", unsure[:3])
    if scattered := _scattered(reading) or _why("unsure_words", loosely(reading, "denounce", "wrong")[:3]):
        return scattered
    called = called_loosely(reading)
    pairs = [(deed, who) for deed in loosely(reading, "breach") for who in called if _near(deed, who)] if called else []
    return _why("person_breach", [one for pair in pairs[:2] for one in pair])


_PIECES = ({"to", "cao"}, {"to", "giac"})
_SQUASHED = ("tocao", "togiac", "hoilo", "thamnhung", "thamo", "nhungnhieu", "voivinh")


def _scattered(reading: Reading) -> list[Reason]:
    """The same words turned round, cut into letters or run together, as a slip or on purpose."""
    tokens = reading.tokens
    fixed = [(one.first, one.last) for group in ("boilerplate", "denial") for one in reading.of(group)]
    for at in range(len(tokens) - 1):
        if any(first <= at < last for first, last in fixed):
            continue
        pair = {tokens[at].folded, tokens[at + 1].folded}
        if pair in _PIECES and not _is_vehicle(reading, at):
            start, end = tokens[at].start, tokens[at + 1].end
            return [Reason(reading.text[start:end], start, end, "unsure_words")]
    for token in tokens:
        if len(token.folded) > 4 and any(piece in token.folded for piece in _SQUASHED):
            return [Reason(token.typed, token.start, token.end, "unsure_words")]
    for run in _single_letters(reading):
        letters = "".join(tokens[at].folded for at in run)
        if any(piece in letters for piece in _SQUASHED):
            start, end = tokens[run[0]].start, tokens[run[-1]].end
            return [Reason(reading.text[start:end], start, end, "unsure_words")]
    return []


def _is_vehicle(reading: Reading, at: int) -> bool:
    """`ô tô cao tốc`: known by the syllable before."""
    return at > 0 and reading.tokens[at].folded == "to" and reading.tokens[at - 1].folded == "o"


def _single_letters(reading: Reading) -> Iterable[list[int]]:
    run: list[int] = []
    for at, token in enumerate(reading.tokens):
        if len(token.folded) <= 1:
            run.append(at)
            continue
        if len(run) > 3:
            yield run
        run = []
    if len(run) > 3:
        yield run


def _complaint(reading: Reading) -> tuple[list[Reason], Confidence]:
    said, decisions = reading.of("complain"), reading.of("decision")
    numbered = _numbers(reading)
    against = [one for one in reading.of("disagree") if any(_near(one, decision) for decision in decisions)]
    if said and (numbered or decisions):
        whose = [one for one in decisions if any(_near(one, word) for word in said)] or decisions
        confidence = Confidence.CLEAR if numbered or against else Confidence.FAIR
        return _why("complains_decision", [*said[:2], *whose[:2], *against[:1]]) + numbered[:2], confidence
    if against and not said:
        return _why("disagrees_decision", [*against[:2], *decisions[:2]]) + numbered[:2], Confidence.FAIR
    return _why("complains", said[:2]), Confidence.NONE


def _recommendation(reading: Reading) -> tuple[list[Reason], Confidence]:
    said, matters = reading.of("recommend"), reading.of("matter")
    if said:
        return _why("recommends", said[:3]) + _why("matter", matters[:2]), (
            Confidence.CLEAR if matters else Confidence.FAIR
        )
    return _why("matter", matters[:3]), Confidence.FAIR if len(matters) > 1 else Confidence.NONE


def _weighed(denounced: Confidence, complaint: Confidence, recommendation: Confidence) -> tuple[Content, Confidence]:
    """One class, several, or none. A recommendation beside a complaint is its request, and does not make it mixed."""
    none = Confidence.NONE
    if denounced is not none and complaint is Confidence.CLEAR:
        return Content.MIXED, Confidence.FAIR
    if denounced is not none:
        return Content.DENUNCIATION, denounced
    if complaint is not none:
        return Content.COMPLAINT, complaint
    if recommendation is not none:
        return Content.RECOMMENDATION, recommendation
    return Content.UNSORTED, none


def _flags(reading: Reading, facts: Facts) -> tuple[list[str], list[Reason]]:
    """Flags in the order of `FLAG_NAMES`, and the words that each rests on."""
    money = [Reason(found[0], found.start(), found.end(), "money") for found in _AMOUNT.finditer(reading.text)]
    offices = reading.of("office")
    named = [who for who in reading.people if any(one.first - 4 <= who.last <= one.last + 6 for one in offices)]
    seen: dict[str, list[Reason]] = {
        "joint": _why("joint", reading.of("joint")[:2]),
        "originals": _why("originals", reading.of("originals")[:1]),
        "criminal": _why("criminal", reading.of("criminal")[:3]),
        "urgent": _why("urgent", reading.of("urgent")[:2]),
        "repeat": _why("repeat", reading.of("repeat")[:2]),
        "named_official": _why("named_official", named[:2]),
    }
    if seen["criminal"]:
        seen["criminal"] += money[:3]
    flags = [flag for flag, why in seen.items() if why]
    if facts.petitioners > 1 and "joint" not in flags:
        flags.insert(0, "joint")
    return flags, [reason for why in seen.values() for reason in why]


def _numbers(reading: Reading) -> list[Reason]:
    """Numbers of documents as the office writes them: `12/QĐ-UBND`."""
    return [
        Reason(found[0], found.start(), found.end(), "complains_decision") for found in _NUMBERED.finditer(reading.text)
    ]


def _near(one: Found, other: Found) -> bool:
    return one.first - other.last <= NEAR and other.first - one.last <= NEAR


def _some(found: list[Found]) -> list[Found]:
    return found[:3]


def _why(rule: str, found: Iterable[Found]) -> list[Reason]:
    return [Reason(one.words, one.start, one.end, rule) for one in found]
