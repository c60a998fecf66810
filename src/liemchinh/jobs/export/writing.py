"""Writes tables, scans and proofs in forms that any program reads, row by row: memory does not grow with the data."""

import csv
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from liemchinh.jobs.export.scope import Chosen
from liemchinh.kernel.days import local

CHUNK = 2000
"""Rows that are in memory at once."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def value(told: Any) -> Any:
    """A stored value as JSON holds it: instants in Vietnam's time, bytes as hex digits."""
    if isinstance(told, datetime):
        return local(told).isoformat()
    if isinstance(told, date | time):
        return told.isoformat()
    if isinstance(told, bytes | memoryview):
        return bytes(told).hex()
    if isinstance(told, UUID | Decimal):
        return str(told)
    return told


def cell(told: Any) -> str:
    """A value as a spreadsheet takes it; what would be a formula there is made a text by an apostrophe."""
    if told is None:
        return ""
    if isinstance(told, bool):
        return "1" if told else "0"
    if isinstance(told, dict | list):
        return json.dumps(told, ensure_ascii=False)
    text = str(told)
    return f"'{text}" if isinstance(told, str) and text.startswith(_FORMULA) else text


def write_table(chosen: Chosen, folder: Path) -> int:
    """`<table>.jsonl`, exact, and `<table>.csv`, for spreadsheets; how many rows."""
    count = 0
    with (
        (folder / f"{chosen.name}.jsonl").open("w", encoding="utf-8") as lines,
        (folder / f"{chosen.name}.csv").open("w", encoding="utf-8-sig", newline="") as sheet,
    ):
        rows = csv.writer(sheet)
        rows.writerow(chosen.columns)
        for told in _streamed(chosen):
            plain = [value(one) for one in told]
            lines.write(json.dumps(dict(zip(chosen.columns, plain, strict=True)), ensure_ascii=False) + "\n")
            rows.writerow([cell(one) for one in plain])
            count += 1
    return count


def _streamed(chosen: Chosen) -> Iterator[tuple[Any, ...]]:
    """Pages by the key of the row: no cursor stays open that would hold a database back."""
    last: Any = None
    while True:
        rows = chosen.rows if last is None else chosen.rows.filter(pk__gt=last)
        page = list(rows.values_list("pk", *chosen.columns)[:CHUNK])
        yield from (row[1:] for row in page)
        if len(page) < CHUNK:
            return
        last = page[-1][0]


def copy_file(source: Path, target: Path) -> bool:
    """Copy a scan; False when it is gone."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.copyfile(source, target)
    except FileNotFoundError:
        return False
    return True


def copy_folder(source: Path, target: Path, *, leave: Iterable[str] = ()) -> int:
    """Copy a folder of published files; how many."""
    left, count = set(leave), 0
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.name not in left and not path.name.startswith("."):
            count += copy_file(path, target / path.relative_to(source))
    return count


def write_sums(folder: Path) -> int:
    """`SHA256SUMS` over everything in the folder, as `sha256sum -c` reads it; how many files."""
    count = 0
    with (folder / ".SHA256SUMS.new").open("w", encoding="utf-8") as sums:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != ".SHA256SUMS.new":
                with path.open("rb") as handle:
                    digest = hashlib.file_digest(handle, "sha256").hexdigest()
                sums.write(f"{digest}  {path.relative_to(folder).as_posix()}\n")
                count += 1
    os.replace(folder / ".SHA256SUMS.new", folder / "SHA256SUMS")
    return count
