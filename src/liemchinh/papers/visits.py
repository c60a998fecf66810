"""Papers of citizen reception as plain frozen values: forms 01, 02 and 03/TCD, and the notice of a head's conclusion.

Forms 01 to 03/TCD are those of Decree 154/2026/NĐ-CP, annex, read in a scan; no form is prescribed for the conclusion.
"""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from typing import IO, ClassVar, TextIO

from liemchinh.kernel.days import short_day
from liemchinh.kernel.words import as_written, gettext_noop, shown
from liemchinh.papers.forms import Letterhead, LookUp, Signatory
from liemchinh.papers.workbook import write_register

HEADS = (
    ("STT", 6),
    ("Ngày tiếp", 12),
    ("Họ tên, địa chỉ", 36),
    ("CCCD/Hộ chiếu", 18),
    ("Tóm tắt nội dung vụ việc", 50),
    ("Phân loại", 16),
    ("Số người có đơn cùng nội dung", 12),
    ("Cơ quan đã giải quyết hết thẩm quyền", 26),
    ("Thuộc thẩm quyền (x)", 10),
    ("Hướng dẫn đến, số văn bản", 28),
    ("Chuyển đơn đến, số văn bản", 28),
    ("Theo dõi quá trình, kết quả", 36),
)
"""The form's columns with their width in a spreadsheet."""


@dataclass(frozen=True)
class RegisterLine:
    """One visit in the twelve columns of form 03/TCD, in their order."""

    number: int
    on: date
    who: str
    identity: str
    summary: str
    content: str
    petitioners: str
    settled_by: str
    within: str
    guided: str
    forwarded: str
    follow_up: str


@dataclass(frozen=True)
class VisitRegister:
    """Mẫu 03/TCD, Sổ tiếp công dân: one volume. `basis` names form and document in force, `narrowed` the filter."""

    form: ClassVar[str] = gettext_noop("Mẫu số 03/TCD")
    title: ClassVar[str] = gettext_noop("Sổ tiếp công dân")
    template: ClassVar[str] = "register"
    room: ClassVar[str] = "reception"
    suffix: ClassVar[str] = "/STCD"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    first: date
    last: date
    made_at: datetime
    lines: tuple[RegisterLine, ...]
    basis: str = ""
    narrowed: str = ""
    volume: int = 1
    volumes: int = 1
    look_up: LookUp = field(default_factory=LookUp)


@dataclass(frozen=True)
class RefusalNotice:
    """Mẫu 01/TCD, Thông báo từ chối tiếp công dân. `concerned` are bodies that get it for co-ordination."""

    form: ClassVar[str] = gettext_noop("Mẫu số 01/TCD")
    title: ClassVar[str] = gettext_noop("Thông báo")
    template: ClassVar[str] = "refusal"
    room: ClassVar[str] = "reception"
    suffix: ClassVar[str] = "/TB"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    visitor: str
    received_on: date | None
    identity: str
    identity_on: date | None
    identity_place: str
    content: str
    summary: str
    reason: str
    basis: str
    document: str = ""
    concerned: str = ""
    signatory: Signatory = field(default_factory=Signatory)
    look_up: LookUp = field(default_factory=LookUp)


@dataclass(frozen=True)
class EvidenceLine:
    """One paper or thing that was handed over."""

    name: str
    copy: str
    pages: int | None
    state: str
    returned: str = ""


@dataclass(frozen=True)
class EvidencePaper:
    """Mẫu 02/TCD, Giấy biên nhận thông tin, tài liệu."""

    form: ClassVar[str] = gettext_noop("Mẫu số 02/TCD")
    title: ClassVar[str] = gettext_noop("Giấy biên nhận")
    template: ClassVar[str] = "evidence"
    room: ClassVar[str] = "reception"
    suffix: ClassVar[str] = "/GBN"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    received_at: datetime
    place: str
    giver: str
    giver_address: str
    giver_standing: str
    items: tuple[EvidenceLine, ...]
    copies: int
    receiver: Signatory = field(default_factory=Signatory)
    look_up: LookUp = field(default_factory=LookUp)


@dataclass(frozen=True)
class ConclusionTask:
    """One thing to do: what, who does it, until when, and whom to ask."""

    what: str
    body: str
    due_on: date
    contact: str = ""


@dataclass(frozen=True)
class ConclusionMatter:
    """One of the matters that were heard."""

    visitor: str
    summary: str


@dataclass(frozen=True)
class ConclusionNotice:
    """Thông báo kết luận việc tiếp công dân (Decree 154/2026, article 25.2). No form is prescribed for it."""

    form: ClassVar[str] = ""
    title: ClassVar[str] = gettext_noop("Thông báo")
    template: ClassVar[str] = "conclusion"
    room: ClassVar[str] = "reception"
    suffix: ClassVar[str] = "/TB-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    held_on: date
    chaired_by: str
    attended: str
    content: str
    matters: tuple[ConclusionMatter, ...]
    tasks: tuple[ConclusionTask, ...]
    signatory: Signatory = field(default_factory=Signatory)
    look_up: LookUp = field(default_factory=LookUp)


def register_xlsx(
    lines: Iterable[RegisterLine], *, to: IO[bytes], office: str, basis: str, first: date, last: date, made_at: datetime
) -> None:
    """Write the register as a workbook to `to`, a line at a time."""
    over = (office, "Sổ tiếp công dân", basis, f"Từ {short_day(first)} đến hết {short_day(last)}")
    write_register(map(_values, lines), to=to, heads=HEADS, over=over, made_at=made_at)


def register_csv(lines: Iterable[RegisterLine], *, to: TextIO) -> None:
    """Write the register as comma-separated text, the form's heads first. What a program could take for a formula gets
    an apostrophe before it."""
    sheet = csv.writer(to)
    sheet.writerow([head for head, _ in HEADS])
    for line in lines:
        sheet.writerow([_safe(value) for value in _values(line)])


def _values(line: RegisterLine) -> tuple[object, ...]:
    with as_written():
        return tuple(shown(value) if isinstance(value, str) else value for value in astuple(line))


def _safe(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
