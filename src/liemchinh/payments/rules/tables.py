"""Statements as banks' own tables: CSV whose columns are found by their names, in Vietnamese or English."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.payments.rules.statements import (
    LARGEST_FILE,
    MOST_LINES,
    Line,
    Statement,
    checked,
    made_line,
    read_amount,
    read_day,
    unreadable,
)

HEADINGS: dict[str, tuple[str, ...]] = {
    "day": (
        *("ngay giao dich", "ngay gd", "ngay hach toan", "ngay hieu luc", "ngay", "thoi gian", "thoi gian giao dich"),
        *("transaction date", "booking date", "posting date", "value date", "date", "txn date", "trans date"),
    ),
    "credit": (
        *("ghi co", "so tien ghi co", "phat sinh co", "ps co", "co", "tien vao", "so tien vao", "so tien co"),
        *("credit", "credit amount", "deposit", "money in"),
    ),
    "debit": (
        *("ghi no", "so tien ghi no", "phat sinh no", "ps no", "no", "tien ra", "so tien ra", "so tien no"),
        *("debit", "debit amount", "withdrawal", "money out"),
    ),
    "amount": ("so tien", "so tien gd", "so tien giao dich", "amount", "transaction amount"),
    "side": ("no co", "loai giao dich", "d c", "dr cr", "debit credit", "type", "dau"),
    "text": (
        *("noi dung", "noi dung giao dich", "noi dung chi tiet", "dien giai", "mo ta", "chi tiet giao dich", "ghi chu"),
        *("description", "transaction description", "details", "remark", "remarks", "narrative", "transaction detail"),
    ),
    "reference": (
        *("so tham chieu", "ma tham chieu", "ma giao dich", "so giao dich", "so but toan", "so chung tu", "so ct"),
        *("reference", "reference no", "transaction id", "transaction no", "ref no", "trace no", "doc no"),
    ),
    "payer": (
        *("nguoi chuyen", "ten nguoi chuyen", "ten tai khoan doi ung", "don vi chuyen", "ten doi ung", "nguoi nop"),
        *("payer", "sender", "remitter", "counterparty", "correspondent name"),
    ),
}
SEPARATORS = (";", ",", "\t")
HEAD_WITHIN = 40
"""Lines in which the names of the columns must come: banks print their own head above."""
SUMS = ("tong", "cong", "so du", "total", "balance", "opening", "closing")
CREDIT_WORDS = frozenset({"c", "cr", "co", "credit", "ghi co", "tien vao", "in", "+"})


@dataclass(frozen=True)
class _Table:
    rows: list[tuple[int, list[str]]]
    columns: dict[str, int]


def read_csv(content: bytes) -> Statement:
    """The credits of a table. Raises Refused("payments.statement_…") with the line that cannot be read."""
    if len(content) > LARGEST_FILE:
        raise Refused("payments.statement_large", gettext_noop("Tệp lớn quá 5 MB. Hãy tải sao kê từng ngày."))
    text = _decoded(content)
    tables = [table for separator in SEPARATORS if (table := _table(text, separator)) is not None]
    if not tables:
        sentence = gettext_noop(
            "Không thấy hàng tên cột. Cần có ngày, số tiền (hoặc ghi có) và nội dung; ví dụ: Ngày giao dịch; Ghi có;"
            " Nội dung; Số tham chiếu."
        )
        raise Refused("payments.statement_columns", sentence)
    table = max(tables, key=lambda one: len(one.columns))
    lines: list[Line] = []
    passed_over = 0
    for number, row in table.rows:
        line = _line(number, row, table.columns)
        if line is None:
            passed_over += 1
            continue
        lines.append(line)
        if len(lines) > MOST_LINES:
            break
    return checked(Statement("csv", "", tuple(lines), passed_over))


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codes: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in content[:200]:
        codes = ("utf-16-le", "utf-16-be")
    else:
        codes = ("utf-8-sig", "cp1258")
    for code in codes:
        try:
            text = content.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    sentence = gettext_noop("Không đọc được chữ trong tệp. Hãy lưu tệp dạng CSV UTF-8 rồi nạp lại.")
    raise Refused("payments.statement_letters", sentence)


def _table(text: str, separator: str) -> _Table | None:
    """The table under its names, if this separator shows one: a day, money and words are needed."""
    rows = list(_rows(text, separator))
    for place, (_, row) in enumerate(rows[:HEAD_WITHIN]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            name = _column(cell)
            if name and name not in columns:
                columns[name] = index
        if {"day", "text"} <= set(columns) and columns.keys() & {"credit", "amount"}:
            return _Table(rows[place + 1 :], columns)
    return None


def _rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as broken:
        raise unreadable(gettext_noop("Dòng") + f" {reader.line_num}", gettext_noop("ô quá dài")) from broken


def _column(cell: str) -> str:
    """Which column a heading names; both languages may stand in one cell."""
    bare = "".join(sign if sign.isalnum() else "\n" if sign in "/\n(|" else " " for sign in fold(_lines(cell)))
    parts = [" ".join(part.split()) for part in bare.split("\n")]
    whole = " ".join(" ".join(parts).split())
    for name, words in HEADINGS.items():
        if whole in words:
            return name
    for name, words in HEADINGS.items():
        if any(part in words for part in parts if part):
            return name
    return ""


def _lines(cell: str) -> str:
    """A line break in a heading parts two languages; `fold` would make a space of it."""
    return cell.replace("\r", "").replace("\n", "/")


def _line(number: int, row: list[str], columns: dict[str, int]) -> Line | None:
    """The credit that a row says; None for a debit, an empty row or a row of sums."""

    def cell(name: str) -> str:
        index = columns.get(name)
        return row[index] if index is not None and index < len(row) else ""

    if not any(row) or (not cell("day") and _is_sum(row)):
        return None
    place = gettext_noop("Dòng") + f" {number}"
    money = cell("credit") if "credit" in columns else cell("amount")
    if not money or money in ("-", "0"):
        if cell("debit") or not cell("day"):
            return None
        raise unreadable(place, money or gettext_noop("số tiền trống"))
    try:
        amount = read_amount(money)
    except ValueError as wrong:
        raise unreadable(place, money) from wrong
    if "credit" not in columns and "side" in columns and fold(cell("side")).strip() not in CREDIT_WORDS:
        return None
    if amount <= 0:
        return None
    try:
        day = read_day(cell("day"))
    except ValueError as wrong:
        raise unreadable(place, cell("day") or gettext_noop("ngày trống")) from wrong
    return made_line(day, amount, cell("text"), cell("reference"), cell("payer"))


def _is_sum(row: list[str]) -> bool:
    return any(word in fold(cell) for cell in row for word in SUMS)
