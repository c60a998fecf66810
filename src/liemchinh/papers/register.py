"""Sổ theo dõi hồ sơ (form 07): lines of the follow-up register, as pages of a volume and as a table for a spreadsheet.

Columns are those of form 07 of Circular 03/2025/TT-VPCP as Decision 3621/QĐ-BYT reproduces them. A register that is
kept electronically need not be printed (note under the form).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import IO, ClassVar

from liemchinh.kernel.days import short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Letterhead, LookUp
from liemchinh.papers.workbook import write_register

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
    """Write the register as a workbook to `to`, a line at a time."""
    period = f"Từ {short_day(first)} đến hết {short_day(last)}. Lĩnh vực: {sector or 'tất cả'}"
    over = (office, "Sổ theo dõi hồ sơ (mẫu số 07)", period)
    write_register(map(_values, lines), to=to, heads=HEADS, over=over, made_at=made_at)


def _values(line: RegisterLine) -> tuple[object, ...]:
    return tuple(getattr(line, one.name) for one in fields(line))  # the columns of the form, in their order
