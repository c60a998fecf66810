"""A register as a workbook, written a line at a time: memory does not grow with the number of lines.

Text is text: nothing in it becomes a formula.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from liemchinh.kernel.days import local, short_day

A4 = 9  # as the format numbers paper sizes
NO_CLOCK = datetime(2025, 7, 1)  # noqa: DTZ001 - a spreadsheet's own stamp, the same for every file
LONGEST = 32_000
"""Signs that the format lets a cell hold, nearly."""


def write_register(
    lines: Iterable[Iterable[object]],
    *,
    to: IO[bytes],
    heads: Sequence[tuple[str, int]],
    over: Sequence[str],
    made_at: datetime,
) -> None:
    """Write a workbook to `to`: what stands `over` the table (whose, its title, …), `heads` with their widths, lines.

    The second of `over` names the sheet. Moments and days in the lines become the format's own.
    """
    book = Workbook(write_only=True)
    book.properties.created = book.properties.modified = NO_CLOCK
    page = book.create_sheet(over[1].partition(" (")[0])
    for column, (_, width) in enumerate(heads, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.freeze_panes = f"A{len(over) + 3}"

    plain, day, moment, heavy = (WriteOnlyCell(page) for _ in range(4))  # a style is worked out once for all cells
    plain.alignment = day.alignment = moment.alignment = heavy.alignment = Alignment(vertical="top", wrap_text=True)
    day.number_format, moment.number_format = "DD/MM/YYYY", "DD/MM/YYYY HH:MM"
    heavy.font = Font(bold=True)

    def cell(value: object, *, bold: bool = False) -> WriteOnlyCell:
        made = WriteOnlyCell(page)
        style = heavy if bold else plain
        if isinstance(value, str):
            text = str.__str__(value)  # as it was written: a register is an official paper
            made.value = "".join(sign for sign in text if sign.isprintable() or sign == "\n")[:LONGEST]
            made.data_type = "s"
        elif isinstance(value, datetime):
            made.value, style = local(value).replace(tzinfo=None, second=0, microsecond=0), moment
        else:
            made.value, style = value, day if isinstance(value, date) else style
        made._style = style._style  # after the value: openpyxl gives a moment a format of its own
        return made

    made = local(made_at)
    for words in (*over, f"Lập lúc {made:%H:%M} ngày {short_day(made.date())}"):
        line = WriteOnlyCell(page, words)
        line.font, line.data_type = Font(bold=True), "s"
        page.append([line])
    page.append([cell(head, bold=True) for head, _ in heads])
    for facts in lines:
        page.append([cell(value) for value in facts])
    book.save(to)
