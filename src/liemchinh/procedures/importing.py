"""The command `import-procedures`: the national portal's rows into the catalogue, and what was understood."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop

if TYPE_CHECKING:
    from liemchinh.procedures.services import ImportReport, Unreadable

CELLS = {
    "channels": "Hình thức nộp",
    "time": "Thời hạn",
    "fee": "Phí, lệ phí",
    "components": "Thành phần hồ sơ (cả ô)",
    "component": "Giấy tờ",
    "ket_qua_xu_ly": "Kết quả",
    "can_cu_phap_ly": "Căn cứ pháp lý",
    "cap_thuc_hien": "Cấp thực hiện",
    "ma_thu_tuc": "Mã thủ tục",
    "ten_thu_tuc": "Tên thủ tục",
    "row": "Cả dòng",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes: one file or more, and how to answer."""
    parser.add_argument("files", nargs="+", metavar="TỆP", help="tệp JSON Lines, mỗi dòng một thủ tục")
    parser.add_argument("--json", action="store_true", help="chỉ in một đối tượng JSON")


def run(args: argparse.Namespace) -> int:
    """Import the files in one go, print what was understood; 0 when done. Refused without files."""
    import django

    django.setup()
    from liemchinh.kernel.actors import SYSTEM
    from liemchinh.procedures.services import import_rows

    paths = [Path(name) for name in args.files]
    for path in paths:
        if not path.is_file():
            raise Refused("procedures.no_file", gettext_noop("Không có tệp {path}."), path=path)
    report = import_rows((row for path in paths for row in read_lines(path)), by=SYSTEM, at=datetime.now(tz=UTC))
    if args.json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        sys.stdout.writelines(line + "\n" for line in told(report))
    return 1 if report.rows and report.rows_lost == report.rows else 0


def read_lines(path: Path) -> "Iterator[Mapping[str, Any] | Unreadable]":
    """The rows of a file: JSON Lines, or one JSON list. A line that is no row comes with the reason."""
    from liemchinh.procedures.services import Unreadable

    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    if text.lstrip().startswith("["):
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError):
            whole = None
        if isinstance(whole, list):
            for number, row in enumerate(whole, 1):
                place = f"{path.name}:{number}"
                yield _row(row, place, json.dumps(row))
            return
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{path.name}:{number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as problem:
            yield Unreadable(place, line, f"dòng JSON hỏng ({problem})")
            continue
        yield _row(row, place, line)


def _row(row: Any, place: str, line: str) -> "Mapping[str, Any] | Unreadable":
    """A row that can be kept whole, or why not: no table takes half a sign, a null sign or a number without end."""
    from liemchinh.procedures.services import Unreadable

    if not isinstance(row, dict) or not row:
        return Unreadable(place, line, "không phải một thủ tục")
    try:
        written = json.dumps(row, ensure_ascii=False, allow_nan=False)
        written.encode()
    except ValueError:
        return Unreadable(place, line, "có ký tự hoặc con số không lưu được")
    return row if r"\u0000" not in written else Unreadable(place, line, "có ký tự rỗng")


def told(report: "ImportReport") -> Iterator[str]:
    """The report for people: totals, how well each kind of cell was read, why not, then line by line."""
    yield f"Đã đọc {report.rows} dòng, không đọc được {report.rows_lost}."
    yield f"Phiên bản mới: {report.versions_new}. Không đổi: {report.versions_unchanged}."
    yield f"Hình thức nộp: {report.channels}."
    yield _share("Thời hạn có đơn vị", report.times_parsed, report.times_stated)
    yield f"  ngoài ra {report.times_without_unit} hình thức nộp chỉ ghi một con số, không ở đâu nêu đơn vị"
    yield _share("Phí, lệ phí", report.fees_parsed, report.fees_stated)
    yield _share("Giấy tờ trong thành phần hồ sơ", report.components_parsed, report.components_stated)
    yield ""
    yield f"{'Từng loại ô':<28}{'đọc đủ':>10}{'một phần':>10}{'không':>8}{'để trống':>10}"
    for cell, outcomes in sorted(report.tally.items()):
        counts = [outcomes.get(name, 0) for name in ("fully", "partly", "not", "nothing")]
        yield "{:<28}{:>10}{:>10}{:>8}{:>10}".format(CELLS.get(cell, cell), *counts)
    if not report.failures:
        return
    yield ""
    yield "Vì sao chưa đọc đủ:"
    reasons = Counter((failure["cell"], failure["reason"]) for failure in report.failures)
    for (cell, reason), count in reasons.most_common():
        yield f"  {count:>5}  {CELLS.get(cell, cell)}: {reason}"
    yield ""
    yield "Từng chỗ một:"
    for failure in report.failures:
        cell = CELLS.get(failure["cell"], failure["cell"])
        yield f"  {failure['code']}  {cell}: {failure['reason']} | {failure['raw']}"


def _share(what: str, parsed: int, stated: int) -> str:
    percent = f" ({100 * parsed / stated:.1f} %)".replace(".", ",") if stated else ""
    return f"{what}: đọc được {parsed}/{stated}{percent}."
