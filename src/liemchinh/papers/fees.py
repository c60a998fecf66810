"""Papers about money: the slip for cash at the counter, and the settlement of a period as a table for a spreadsheet.

The slip is the house's own paper, not the state's receipt (Decree 123/2020/NĐ-CP), and says so.
"""

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from liemchinh.kernel.days import local, short_day
from liemchinh.kernel.words import gettext_noop
from liemchinh.papers.forms import Contacts, Letterhead, LookUp

EARLIEST = datetime(2025, 7, 1)  # noqa: DTZ001 - a spreadsheet's own stamp, the same for every file


@dataclass(frozen=True)
class CashSlip:
    """Phiếu thu tại quầy: who paid how much in cash, for what, to whom; one series of numbers an authority and year.

    `amount` and `words` are the same sum in figures and in words; `cancelled` is the reason of a slip that was taken
    back, printed across it; `rest` what is still owed, empty when nothing is.
    """

    form: ClassVar[str] = gettext_noop("phiếu thu tại quầy")
    title: ClassVar[str] = gettext_noop("Phiếu thu tại quầy")
    template: ClassVar[str] = "slip"
    room: ClassVar[str] = "payments"
    suffix: ClassVar[str] = ""
    sizes: ClassVar[tuple[str, ...]] = ("A5",)

    letterhead: Letterhead
    code: str
    slip: str
    payer: str
    purpose: str
    kind: str
    amount: str
    words: str
    paid_at: datetime
    cashier: str
    rest: str = ""
    cancelled: str = ""
    look_up: LookUp = field(default_factory=LookUp)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True)
class SettlementLine:
    """One movement of the sheet: money in is positive, money taken back or refunded negative."""

    at: datetime
    code: str
    purpose: str
    kind: str
    method: str
    amount: int
    trace: str
    by: str
    note: str = ""


@dataclass(frozen=True)
class SettlementTotal:
    """One way of paying: how many payments, and how many đồng came, were taken back, were refunded and remain."""

    method: str
    count: int
    taken: int
    reversed: int
    refunded: int
    kept: int


@dataclass(frozen=True)
class Settlement:
    """Bảng quyết toán phí, lệ phí (Decree 118/2025/NĐ-CP, article 12.9) of one authority, both days inside."""

    office: str
    first: date
    last: date
    made_at: datetime
    totals: tuple[SettlementTotal, ...]
    lines: tuple[SettlementLine, ...]
    notes: tuple[str, ...] = ()


def settlement_xlsx(sheet: Settlement) -> bytes:
    """The settlement as a workbook: totals, then every movement. Text is text: nothing in it becomes a formula."""
    book = Workbook()
    book.properties.created = book.properties.modified = EARLIEST
    page = book.active
    assert page is not None
    page.title = "Quyết toán"
    bold = Font(bold=True)
    period = f"Từ {short_day(sheet.first)} đến hết {short_day(sheet.last)}"
    for words in (sheet.office, "Bảng quyết toán phí, lệ phí", period):
        _put(page, [words], font=bold)
    _put(page, [f"Lập lúc {local(sheet.made_at):%H:%M} ngày {short_day(local(sheet.made_at).date())}"])
    for note in sheet.notes:
        _put(page, [note])
    _put(page, [])
    heads = ["Cách thu", "Số lần", "Đã thu", "Đã hủy", "Đã hoàn", "Còn lại"]
    _put(page, heads, font=bold)
    for total in sheet.totals:
        _put(page, [total.method, total.count, total.taken, total.reversed, total.refunded, total.kept])
    sums = [
        sum(getattr(total, name) for total in sheet.totals)
        for name in ("count", "taken", "reversed", "refunded", "kept")
    ]
    _put(page, ["Cộng", *sums], font=bold)
    _put(page, [])
    heads = ["TT", "Ngày", "Giờ", "Mã hồ sơ", "Khoản thu", "Loại", "Cách thu", "Số tiền (đồng)", "Chứng từ"]
    _put(page, [*heads, "Người ghi", "Ghi chú"], font=bold)
    for number, line in enumerate(sheet.lines, start=1):
        at = local(line.at)
        facts = [number, at.date(), f"{at:%H:%M}", line.code, line.purpose, line.kind, line.method, line.amount]
        _put(page, [*facts, line.trace, line.by, line.note])
    for column, width in enumerate((18, 12, 12, 22, 44, 14, 20, 16, 22, 22, 40), start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _put(page: Any, values: list[Any], *, font: Font | None = None) -> None:
    page.append([None] * len(values) or [None])
    row = page.max_row if values else 0
    for column, value in enumerate(values, start=1):
        cell = page.cell(row=row, column=column)
        if isinstance(value, str):
            cell.value = "".join(sign for sign in value if sign.isprintable())
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top")
        else:
            cell.value = value
            if isinstance(value, date):
                cell.number_format = "DD/MM/YYYY"
            elif isinstance(value, int):
                cell.number_format = "#,##0"
        if font is not None:
            cell.font = font


UNITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ")


def in_words(amount: int) -> str:
    """A sum of đồng as Vietnamese says it, for slips: `Hai mươi nghìn đồng`. From 0 to below 10^15."""
    if amount == 0:
        return "Không đồng"
    groups = []
    rest = amount
    while rest:
        rest, group = divmod(rest, 1000)
        groups.append(group)
    said = []
    for place in range(len(groups) - 1, -1, -1):
        if groups[place]:
            said.append(f"{_three(groups[place], whole=place < len(groups) - 1)} {GROUPS[place]}".strip())
    if len(groups) > 4 and groups[3]:
        said[0] = said[0].removesuffix(" tỷ")  # said once, with the next group
    words = " ".join(said) + " đồng"
    return words[0].upper() + words[1:]


def _three(number: int, *, whole: bool) -> str:
    """Three digits; `whole` says the hundreds even when there are none (after a larger group)."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = []
    if hundreds or whole:
        words += [UNITS[hundreds], "trăm"]
    if tens > 1:
        words += [UNITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones:
        if ones == 1 and tens > 1:
            words.append("mốt")
        elif ones == 5 and tens:
            words.append("lăm")
        elif ones == 4 and tens > 1:
            words.append("tư")
        else:
            words.append(UNITS[ones])
    return " ".join(words)
