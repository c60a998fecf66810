"""What a version says, as plain data: its seven parts, its lines in words, what differs between two of them.

The seven parts are those that the national index counts (Decision 766/QĐ-TTg, 1.3); Decree 63/2010/NĐ-CP art. 8 names
them and the conditional ones. A content is a mapping with `values` (columns of a version) and one list of mappings
for each kind of part; drafts are kept in this shape, published versions are turned into it.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from liemchinh.kernel.actors import ROLE_NAMES, Role
from liemchinh.kernel.words import gettext_noop
from liemchinh.procedures.rules.catalogue import (
    CHANNEL_NAMES,
    LEVEL_NAMES,
    ONLINE_NAMES,
    ChannelKind,
    FeeState,
    Level,
    Online,
    budget,
    fee_words,
)

Content = Mapping[str, Any]
PARTS = ("channels", "components", "steps", "exemptions")
"""The lists of a content that have tables of their own."""


class Filing(StrEnum):
    """Nơi nộp trực tuyến: with us, on the national portal, or nowhere online."""

    HERE = "here"
    NATIONAL = "national"
    NONE = "none"


FILING_NAMES = {
    Filing.HERE: gettext_noop("Nộp trực tuyến tại đây"),
    Filing.NATIONAL: gettext_noop("Nộp trên Cổng dịch vụ công quốc gia"),
    Filing.NONE: gettext_noop("Chưa nộp trực tuyến được"),
}
NATIONAL_PORTAL = "https://dichvucong.gov.vn/"
"""Where filing on the national portal begins when the page of the procedure itself is not known."""


def usual_filing(*, online: str, integrated: bool, channels: Iterable[Mapping[str, Any]]) -> Filing:
    """Where one files online when nobody has said: what the national portal carries there, the rest here.

    Since 1 July 2025 the national portal is the door for what it carries; a procedure without any online way is not
    filed online at all. `online` is a `rules.Online` or empty.
    """
    if online in ("", Online.NONE) and not any(channel["kind"] == ChannelKind.ONLINE for channel in channels):
        return Filing.NONE
    return Filing.NATIONAL if integrated else Filing.HERE


# The seven parts -------------------------------------------------------------------------------------------


class Seventh(StrEnum):
    """Bộ phận tạo thành thủ tục: the seven that the national index looks for."""

    NAME = "name"
    SEQUENCE = "sequence"
    CHANNELS = "channels"
    COMPONENTS = "components"
    TERM = "term"
    SUBJECTS = "subjects"
    EXECUTING = "executing"


LACKING = {
    Seventh.NAME: gettext_noop("Chưa có tên thủ tục."),
    Seventh.SEQUENCE: gettext_noop("Chưa có trình tự thực hiện."),
    Seventh.CHANNELS: gettext_noop("Chưa có cách thức thực hiện."),
    Seventh.COMPONENTS: gettext_noop("Chưa có thành phần, số lượng hồ sơ."),
    Seventh.TERM: gettext_noop("Chưa có thời hạn giải quyết kèm đơn vị tính."),
    Seventh.SUBJECTS: gettext_noop("Chưa ghi đối tượng thực hiện."),
    Seventh.EXECUTING: gettext_noop("Chưa ghi cơ quan thực hiện."),
}
"""What is missing, in a sentence."""


def missing_parts(content: Content) -> tuple[Seventh, ...]:
    """Which of the seven parts a content lacks, in their order; empty when it is complete."""
    values, channels = content["values"], content["channels"]
    here = {
        Seventh.NAME: bool(str(values.get("name", "")).strip()),
        Seventh.SEQUENCE: bool(str(values.get("sequence", "")).strip()),
        Seventh.CHANNELS: bool(channels),
        Seventh.COMPONENTS: bool(content["components"]),
        Seventh.TERM: any(_is_timed(channel) for channel in channels),
        Seventh.SUBJECTS: bool(values.get("subjects")),
        Seventh.EXECUTING: bool(values.get("executing") or values.get("competent")),
    }
    return tuple(part for part in Seventh if not here[part])


def _is_timed(channel: Mapping[str, Any]) -> bool:
    return channel.get("time_amount") is not None and bool(channel.get("time_unit"))


# In words ---------------------------------------------------------------------------------------------------

SECTIONS = {
    "identity": gettext_noop("Tên, lĩnh vực, cơ quan"),
    "channels": gettext_noop("Cách nộp, thời hạn, phí"),
    "components": gettext_noop("Thành phần hồ sơ"),
    "steps": gettext_noop("Quy trình nội bộ"),
    "exemptions": gettext_noop("Miễn, giảm phí"),
    "sequence": gettext_noop("Trình tự, yêu cầu, điều kiện"),
    "results": gettext_noop("Kết quả"),
    "basis": gettext_noop("Căn cứ pháp lý"),
    "filing": gettext_noop("Nộp trực tuyến, tạm dừng"),
}
"""The sections in which a version is written and read, in their order."""

YES, NO = gettext_noop("Có"), gettext_noop("Không")


@dataclass(frozen=True)
class Line:
    """One thing that a version says: in which section, of what, which words."""

    section: str
    label: str
    text: str


def spoken(content: Content) -> list[Line]:
    """Everything a content says, line by line, in the order of the sections; what says nothing is left out."""
    values = content["values"]
    lines = [
        *_identity(values),
        *_numbered("channels", ((_channel_label(row), _channel(row)) for row in content["channels"])),
        *_numbered("components", ((_paper_label(row), _paper(row)) for row in content["components"])),
        *(
            Line("steps", gettext_noop("Bước {number}").format(number=number), _step(row))
            for number, row in enumerate(content["steps"], 1)
        ),
        *_numbered("exemptions", ((row["who"], row.get("basis") or YES) for row in content["exemptions"])),
        Line("sequence", gettext_noop("Trình tự thực hiện"), values.get("sequence", "")),
        Line("sequence", gettext_noop("Yêu cầu, điều kiện"), values.get("conditions", "")),
        *_numbered("results", ((row["name"], row.get("code") or YES) for row in values.get("results", ()))),
        *_numbered("basis", ((row.get("number") or row["name"], row["name"]) for row in values.get("legal_basis", ()))),
        *_filing(values),
    ]
    return [line for line in lines if line.text]


def _identity(values: Mapping[str, Any]) -> Iterator[Line]:
    levels = [f"{LEVEL_NAMES[level]}" for level in Level if values.get(f"at_{level}")]
    said = (
        (gettext_noop("Tên thủ tục"), values.get("name", "")),
        (gettext_noop("Lĩnh vực"), values.get("field", "")),
        (gettext_noop("Loại"), values.get("kind", "")),
        (gettext_noop("Cấp giải quyết"), ", ".join(levels)),
        (gettext_noop("Cơ quan thực hiện"), values.get("executing", "")),
        (gettext_noop("Cơ quan có thẩm quyền"), values.get("competent", "")),
        (gettext_noop("Cơ quan phối hợp"), values.get("coordinating", "")),
        (gettext_noop("Đối tượng thực hiện"), ", ".join(values.get("subjects", ()))),
    )
    yield from (Line("identity", label, text) for label, text in said)


def _filing(values: Mapping[str, Any]) -> Iterator[Line]:
    online, filing = values.get("online_level_new", ""), values.get("filing", "")
    days, proactive = values.get("supplement_days"), values.get("proactive_level")
    said = (
        (gettext_noop("Mức trực tuyến"), ONLINE_NAMES[Online(online)] if online else ""),
        (gettext_noop("Vì sao chỉ một phần"), values.get("partial_reason", "")),
        (gettext_noop("Mức phục vụ chủ động"), "" if proactive is None else f"{proactive}"),
        (gettext_noop("Nơi nộp trực tuyến"), FILING_NAMES[Filing(filing)] if filing else ""),
        (gettext_noop("Địa chỉ trên Cổng quốc gia"), values.get("filing_url", "")),
        (gettext_noop("Có trên Cổng dịch vụ công quốc gia"), _yes(values.get("portal_integrated"))),
        (gettext_noop("Nộp phí trực tuyến"), _yes(values.get("pay_online"))),
        (gettext_noop("Tạm dừng chờ nghĩa vụ tài chính"), _yes(values.get("pause_on_obligation"))),
        (gettext_noop("Số ngày yêu cầu bổ sung theo luật riêng"), "" if days is None else f"{days}"),
        (gettext_noop("Căn cứ của số ngày ấy"), values.get("supplement_basis") or ""),
    )
    yield from (Line("filing", label, text) for label, text in said)


def _yes(value: object) -> str:
    return YES if value else NO


def _numbered(section: str, pairs: Iterable[tuple[str, str]]) -> Iterator[Line]:
    """Lines with labels that are all different: the second of a name says that it is the second."""
    seen: dict[str, int] = {}
    for label, text in pairs:
        seen[label] = seen.get(label, 0) + 1
        yield Line(section, label if seen[label] == 1 else f"{label} ({seen[label]})", text)


def _channel_label(row: Mapping[str, Any]) -> str:
    kind = ChannelKind(row["kind"])
    name = str(row.get("name", "")) if kind is ChannelKind.OTHER and row.get("name") else CHANNEL_NAMES[kind]
    return f"{name}: {row['case']}" if row.get("case") else name


def _channel(row: Mapping[str, Any]) -> str:
    term = budget(row.get("time_amount"), row.get("time_unit", ""))
    foreign = row.get("fee_foreign")
    fee = fee_words(
        FeeState(row["fee_state"]),
        amount=row.get("fee_amount"),
        foreign=None if foreign is None else Decimal(str(foreign)),
        currency=row.get("fee_currency", ""),
    )
    stated = row.get("time_raw") or gettext_noop("không nêu thời hạn")
    said = (term.words() if term else stated, fee, row.get("fee_note", ""), row.get("description", ""))
    return "; ".join(f"{part}" for part in said if part)


def _paper_label(row: Mapping[str, Any]) -> str:
    return str(row.get("name") or row.get("form") or gettext_noop("Giấy tờ"))


def _paper(row: Mapping[str, Any]) -> str:
    originals, copies = row.get("originals"), row.get("copies")
    said: list[str] = []
    if originals is None:
        said.append(f"{gettext_noop('không nêu số bản')}")
    elif originals == copies == 0:
        said.append(f"{gettext_noop('điều cần lưu ý')}")
    if originals:
        said.append(gettext_noop("{number} bản chính").format(number=originals))
    if copies:
        said.append(gettext_noop("{number} bản sao").format(number=copies))
    if row.get("form") and row.get("name"):
        said.append(gettext_noop("mẫu {name}").format(name=row["form"]))
    if row.get("group"):
        said.append(str(row["group"]))
    return "; ".join(said)


def _step(row: Mapping[str, Any]) -> str:
    role = ROLE_NAMES.get(Role(row["role"]), "") if row["role"] in set(Role) else str(row["role"])
    said = gettext_noop("{role}: {name} ({hours} giờ làm việc)")
    return said.format(role=role, name=row["name"], hours=hours_words(row["hours"]))


def hours_words(hours: object) -> str:
    """`5`, `0,5`: a number of hours as people write it."""
    return f"{Decimal(str(hours)).normalize():f}".replace(".", ",")


# Comparing --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """One line that differs: what it was (empty: it is new), what it is (empty: it is gone)."""

    section: str
    label: str
    was: str
    now: str


def differences(old: Content, new: Content) -> list[Difference]:
    """What changes from one content to another, line by line, in the order of the sections."""
    before = {(line.section, line.label): line.text for line in spoken(old)}
    after = {(line.section, line.label): line.text for line in spoken(new)}
    order = list(SECTIONS)
    keys = sorted(dict.fromkeys((*after, *before)), key=lambda key: order.index(key[0]))
    return [
        Difference(*key, was=before.get(key, ""), now=after.get(key, ""))
        for key in keys
        if before.get(key) != after.get(key)
    ]


@dataclass(frozen=True)
class Piece:
    """Some words, and what became of them: `same`, `gone` or `new`."""

    state: str
    words: str


def pieces(was: str, now: str) -> list[Piece]:
    """Two texts word by word: what stayed, what went, what came. The same input gives both texts back."""
    old, new = _words(was), _words(now)
    found: list[Piece] = []
    for verb, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            found.append(Piece("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Piece("gone", "".join(old[a:b])))
        if c < d:
            found.append(Piece("new", "".join(new[c:d])))
    return found


def _words(text: str) -> Sequence[str]:
    """Words and the spaces between them, in order; joined they are the text again."""
    parts: list[str] = []
    for sign in text:
        if parts and (sign.isspace() == parts[-1][-1].isspace()):
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts
