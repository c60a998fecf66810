"""Tables as files: CSV in UTF-8 that a spreadsheet opens with its letters right and takes no cell for a formula."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse


def plain(text: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if isinstance(text, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def csv_answer(name: str, rows: Iterable[Iterable[object]]) -> HttpResponse:
    """Rows as a CSV file to keep; None is an empty cell."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    for row in rows:
        writer.writerow(["" if cell is None else plain(cell) for cell in row])
    response = HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
