"""Papers of citizen reception as plain frozen values: forms 01, 02 and 03/TCD, and the notice of a head's conclusion.

Forms 01 to 03/TCD are those of Decree 154/2026/NĐ-CP, annex, read in a scan; no form is prescribed for the conclusion.
"""

import csv
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from typing import IO, ClassVar, TextIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from liemchinh.kernel.days import local, short_day
from liemchinh.kernel.words import as_written, gettext_noop, shown
from liemchinh.papers.forms import Letterhead, LookUp, Signatory

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

A4 = 9  # as the format numbers paper sizes
NO_CLOCK = datetime(2025, 7, 1)  # noqa: DTZ001 - a spreadsheet's own stamp, the same for every file


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
    """Write the register as a workbook to `to`, a line at a time: memory does not grow with the number of lines.

    Text is text: nothing in it becomes a formula.
    """
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = NO_CLOCK
    page = book.create_sheet("Sổ tiếp công dân")
    for column, (_, width) in enumerate(HEADS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.freeze_panes = "A7"

    plain, day, heavy = (WriteOnlyCell(page) for _ in range(3))  # a style is worked out once, not for every cell
    plain.alignment = day.alignment = Alignment(vertical="top", wrap_text=True)
    day.number_format = "DD/MM/YYYY"
    heavy.font = Font(bold=True)
    heavy.alignment = Alignment(vertical="top", wrap_text=True)

    def cell(value: object, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(page)
        if isinstance(value, str):
            text = str.__str__(value)
            made.value = "".join(sign for sign in text if sign.isprintable() or sign == "\n")[:32_000]
            made.data_type = "s"
        else:
            made.value = value
        made._style = (heavy if bold else day if isinstance(value, date) else plain)._style
        return made

    made = local(made_at)
    for words in (
        office,
        "Sổ tiếp công dân",
        basis,
        f"Từ {short_day(first)} đến hết {short_day(last)}",
        f"Lập lúc {made:%H:%M} ngày {short_day(made.date())}",
    ):
        line = WriteOnlyCell(page, words)
        line.font = Font(bold=True)
        page.append([line])
    page.append([cell(head, bold=True) for head, _ in HEADS])
    for line in lines:
        page.append([cell(value) for value in _values(line)])
    book.save(to)


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
