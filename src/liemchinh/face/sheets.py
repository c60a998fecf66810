"""What pages hand out as files: papers, workbooks, and CSV of which a spreadsheet takes no cell for a formula."""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable
from typing import IO

from django.http import FileResponse, HttpResponse

PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A browser's own viewer of PDF is a plug-in with a style: it may be that, and nothing else."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 2 * 1024 * 1024
"""Bytes of a file that are kept in memory; a larger one waits in a file without a name."""


def pdf_answer(content: bytes, *, name: str) -> HttpResponse:
    """A paper to read and print in the browser; `name` has no ending."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Content-Security-Policy"] = PDF_POLICY
    return response


def written_answer(write: Callable[[IO[bytes]], None], *, name: str, media_type: str) -> FileResponse:
    """A file to keep that is written first and then sent piece by piece, however large; `name` with its ending."""
    scratch = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write(scratch)
    scratch.seek(0)
    return FileResponse(scratch, as_attachment=True, filename=name, content_type=media_type)


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
