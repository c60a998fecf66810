"""Sổ theo dõi hồ sơ (form 07): lines of the follow-up register, as pages of a volume and as a table for a spreadsheet.

Columns are those of form 07 of Circular 03/2025/TT-VPCP as Decision 3621/QĐ-BYT reproduces them. A register that is
kept electronically need not be printed (note under the form).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, ClassVar

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from liemchinh.kernel.days import local, short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Letterhead, LookUp

HEADS = (
    ("STT", 6),
    ("Mã hồ sơ", 22),
    ("Tên thủ tục hành chính", 44),
    ("Tên tổ chức, cá nhân", 26),
    ("Địa chỉ, số điện thoại", 34),
    ("Cơ quan chủ trì giải quyết", 26),
    ("Nhận hồ sơ", 17),
    ("Hẹn trả kết quả", 17),
    ("Trả kết quả", 17),
    ("Phương thức nhận kết quả", 22),
    ("Ký nhận", 30),
    ("Ghi chú", 26),
)
"""The form's columns with their width in a spreadsheet; the last one is ours: the state, where there is no result."""

A4 = 9  # as the format numbers paper sizes
NO_CLOCK = datetime(2025, 7, 1)  # noqa: DTZ001 - a spreadsheet's own stamp, the same for every file


@dataclass(frozen=True)
class RegisterLine:
    """One dossier of the register. `number` runs through the period; `receipt` says who took the result and how."""

    number: int
    code: str
    procedure: str
    applicant: str
    reach: str
    lead: str
    received_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    method: str
    receipt: str
    note: str = ""


@dataclass(frozen=True)
class Register:
    """Mẫu 07, Sổ theo dõi hồ sơ: one volume of it. `first` and `last` are inside; `sector` (lĩnh vực) empty: all."""

    form: ClassVar[str] = "Mẫu số 07"
    title: ClassVar[str] = gettext_noop("Sổ theo dõi hồ sơ")
    template: ClassVar[str] = "register"
    suffix: ClassVar[str] = "/STD-"
    sizes: ClassVar[tuple[str, ...]] = ("A4",)

    letterhead: Letterhead
    first: date
    last: date
    made_at: datetime
    lines: tuple[RegisterLine, ...]
    sector: str = ""
    volume: int = 1
    volumes: int = 1
    look_up: LookUp = field(default_factory=LookUp)


def register_xlsx(
    lines: Iterable[RegisterLine],
    *,
    to: IO[bytes],
    office: str,
    sector: str,
    first: date,
    last: date,
    made_at: datetime,
) -> None:
    """Write the register as a workbook to `to`, a line at a time: memory does not grow with the number of lines.

    Text is text: nothing in it becomes a formula.
    """
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = NO_CLOCK
    page = book.create_sheet("Sổ theo dõi hồ sơ")
    for column, (_, width) in enumerate(HEADS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.freeze_panes = "A6"

    plain, moment, heavy = (WriteOnlyCell(page) for _ in range(3))  # a style is worked out once, not for every cell
    plain.alignment = moment.alignment = Alignment(vertical="top", wrap_text=True)
    moment.number_format = "DD/MM/YYYY HH:MM"
    heavy.font = Font(bold=True)

    def cell(value: object, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(page)
        made._style = (heavy if bold else moment if isinstance(value, datetime) else plain)._style
        if isinstance(value, str):
            made.value = "".join(sign for sign in value if sign.isprintable())[:32_000]
            made.data_type = "s"
        elif isinstance(value, datetime):
            made.value = local(value).replace(tzinfo=None, second=0, microsecond=0)
            made._style = moment._style  # openpyxl gives a moment a format of its own
        else:
            made.value = value
        return made

    made = local(made_at)
    page.append([cell(office, bold=True)])
    page.append([cell("Sổ theo dõi hồ sơ (mẫu số 07)", bold=True)])
    page.append([cell(f"Từ {short_day(first)} đến hết {short_day(last)}. Lĩnh vực: {sector or 'tất cả'}")])
    page.append([cell(f"Lập lúc {made:%H:%M} ngày {short_day(made.date())}")])
    page.append([cell(head, bold=True) for head, _ in HEADS])
    for line in lines:
        facts = (line.number, line.code, line.procedure, line.applicant, line.reach, line.lead, line.received_at)
        rest = (line.due_at, line.returned_at, line.method, line.receipt, line.note)
        page.append([cell(value) for value in (*facts, *rest)])
    book.save(to)
