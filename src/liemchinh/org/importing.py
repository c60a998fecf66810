"""The command `liemchinh import-units`: reads the list of provinces and communes and brings it in.

The list lies in `data/`: facts only, one row for each name a unit has had since 1 July 2025.
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import VIETNAM, short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import rules

DATA = Path(__file__).resolve().parent / "data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may be said after `liemchinh import-units`."""
    parser.add_argument(
        "--from",
        dest="folder",
        type=Path,
        default=DATA,
        help="thư mục có provinces.csv, communes.csv, totals.csv",
    )
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON")


def run(args: argparse.Namespace) -> int:
    """Bring the list in and print what was found; 0 when done, 1 when the list was refused."""
    from liemchinh.org import services

    started = time.monotonic()
    now = datetime.now(VIETNAM)
    try:
        rows, totals = read_units(args.folder), read_totals(args.folder)
        done = services.import_units(rows=rows, totals=totals, by=SYSTEM, at=now)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    counted = rules.count(rules.by_unit(rows).values(), now.date())
    seconds = round(time.monotonic() - started, 2)
    types = {rules.TYPE_NAMES[type_]: counted[type_] for type_ in rules.LocalityType if counted[type_]}
    if args.json:
        summary = {"units": done.units, "new": done.new, "renamed": done.renamed, "unchanged": done.unchanged}
        print(json.dumps({**summary, "types": types, "seconds": seconds}, ensure_ascii=False))
        return 0
    print(f"Danh mục có {done.units} đơn vị, tính đến {short_day(now.date())}:")
    for word, number in types.items():
        print(f"  {word:<10} {number:>5}")
    print(f"Mới: {done.new}. Đổi tên: {done.renamed}. Giữ nguyên: {done.unchanged}. Thời gian: {seconds} giây.")
    return 0


def read_units(folder: Path = DATA) -> list[rules.Listed]:
    """The rows of `provinces.csv` and `communes.csv`.

    Raises Refused for a file or a row that cannot be read.
    """
    provinces = [
        rules.Listed(
            code=row["code"],
            admin_code=row["admin_code"],
            kind=rules.UnitKind.PROVINCE,
            type=rules.locality(row["type"]),
            name=row["name"],
            province="",
            valid_from=_day(row["valid_from"]),
        )
        for row in _lines(folder / "provinces.csv", {"code", "admin_code", "name", "type", "valid_from"})
    ]
    communes = [
        rules.Listed(
            code=row["code"],
            admin_code=row["code"],
            kind=rules.UnitKind.COMMUNE,
            type=rules.locality(row["type"]),
            name=row["name"],
            province=row["province"],
            valid_from=_day(row["valid_from"]),
        )
        for row in _lines(folder / "communes.csv", {"code", "name", "type", "province", "valid_from"})
    ]
    return provinces + communes


def read_totals(folder: Path = DATA) -> list[rules.Total]:
    """The rows of `totals.csv`: how many units of each type there were on a day."""
    return [
        rules.Total(on=_day(row["on"]), type=rules.locality(row["type"]), count=_number(row["count"]))
        for row in _lines(folder / "totals.csv", {"on", "type", "count"})
    ]


def _lines(path: Path, columns: set[str]) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = columns - set(reader.fieldnames or ())
            if missing:
                sentence = gettext_noop("Tệp {file} thiếu cột: {columns}.")
                raise Refused("org.list_columns", sentence, file=path.name, columns=", ".join(sorted(missing)))
            for row in reader:
                if None in row or None in row.values():
                    sentence = gettext_noop("Tệp {file}, dòng {line}: thiếu hoặc thừa ô.")
                    raise Refused("org.list_line", sentence, file=path.name, line=reader.line_num)
                yield row
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused("org.list_file", gettext_noop("Không đọc được tệp {file}."), file=str(path)) from problem


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        sentence = gettext_noop("Ngày “{written}” chưa đúng, viết như 2025-07-01.")
        raise Refused("org.list_day", sentence, written=text) from problem


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Refused("org.list_number", gettext_noop("“{written}” không phải là số."), written=text)
    return int(text)
