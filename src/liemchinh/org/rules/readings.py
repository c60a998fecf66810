"""What is kept of a look into people's records: which kinds there are, how words that were searched for are kept, when
a day of looks is counted and hashed for the log, what counts as many, and for how long it is kept."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from liemchinh.kernel.days import local_day
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import fold, gettext_noop
from liemchinh.law.book import provision


class ReadingKind(StrEnum):
    """How an official looked."""

    READ = "read"
    PAPER = "paper"
    FILE = "file"
    SEARCH = "search"
    LIST = "list"
    EXPORT = "export"
    LOG = "log"


READING_NAMES = {
    ReadingKind.READ: gettext_noop("Mở hồ sơ"),
    ReadingKind.PAPER: gettext_noop("Mở giấy tờ của hồ sơ"),
    ReadingKind.FILE: gettext_noop("Tải tệp kèm hồ sơ"),
    ReadingKind.SEARCH: gettext_noop("Tìm hồ sơ"),
    ReadingKind.LIST: gettext_noop("Xem danh sách"),
    ReadingKind.EXPORT: gettext_noop("Xuất danh sách ra tệp"),
    ReadingKind.LOG: gettext_noop("Xem nhật ký này"),
}

OPENED = (ReadingKind.READ, ReadingKind.PAPER, ReadingKind.FILE)
"""Looks into one dossier: what its applicant is told about."""

WORD_NAMES = {
    "code": gettext_noop("tìm theo mã"),
    "number": gettext_noop("tìm theo dãy số"),
    "name": gettext_noop("tìm theo chữ"),
}
"""What kind of words a search was made with; the words themselves are not kept."""

READINGS_CLOSED = Kind(
    "org.readings_closed",
    gettext_noop("Khóa sổ lượt xem một ngày: cán bộ đã mở, tìm, xuất dữ liệu bao nhiêu lượt."),
    gettext_noop("Chỉ có mã đơn vị, ngày và số lượt; mã băm của các dòng nằm sau cam kết có muối."),
)
READINGS_FORGOTTEN = Kind(
    "org.readings_forgotten",
    gettext_noop("Xóa nhật ký lượt xem của một ngày vì hết thời gian lưu giữ."),
    gettext_noop("Chỉ có mã đơn vị, ngày và số lượt."),
)

GRACE = timedelta(minutes=10)
"""A day of looks is closed this long after its end: what began before midnight has been written by then. Our choice."""

MANY = 20
"""Dossiers that one person opened in a day: below that nothing is called more than usual. Our choice."""

TIMES_USUAL = 3
"""More than usual: so many times the median of the person's own days before. Our choice."""

USUAL_DAYS = 30
"""Over so many days back the usual is taken."""


def last_closable_readings(at: datetime) -> date:
    """The last day whose looks may be closed at `at`: yesterday, or the day before during the first minutes."""
    return local_day(at - GRACE) - timedelta(days=1)


def kept_since(on: date) -> date:
    """The first day whose looks are still kept on `on`: the first of the month so many months back."""
    months = provision("org.readings_kept", on=on).number()
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    return date(year, month + 1, 1)


def readings_subject(authority: str) -> str:
    """The thread of an authority's days of looks: each one chained to the day before."""
    return f"org.readings:{authority}"


def kind_of_words(words: str) -> str:
    """Of what kind the words of a search are: a key of `WORD_NAMES`."""
    tidy = "".join(words.split())
    if "-" in tidy and any(sign.isdigit() for sign in tidy):
        return "code"
    digits = sum(sign.isdigit() for sign in tidy)
    return "number" if digits and digits * 2 >= len(tidy) else "name"


def same_words(words: str) -> str:
    """Searched words as they are compared: tone marks, capitals and spaces make no difference, nor signs in numbers."""
    if kind_of_words(words) == "number":
        return "".join(sign for sign in words if sign.isdigit())
    return " ".join(fold(words).split())


def reading_line(
    *, number: int, at: datetime, person: str, seat: str, unit: str, authority: str, kind: str, subject: str, found: int
) -> bytes:
    """One look as the hash of its day takes it in: no sign of it can be moved from one column to the next."""
    columns = (number, at.timestamp(), person, seat, unit, authority, kind, subject, found)
    return "\x1f".join(str(column) for column in columns).encode() + b"\x1e"


def readings_digest(lines: Iterable[bytes]) -> tuple[int, str]:
    """How many looks a day has, and SHA-256 over them in their order, in hexadecimal."""
    count, digest = 0, hashlib.sha256()
    for line in lines:
        count += 1
        digest.update(line)
    return count, digest.hexdigest()


def is_more_than_usual(opened: int, before: Sequence[int]) -> bool:
    """Whether a person opened many more dossiers on a day than on their own days before. A fact, no accusation."""
    if opened < MANY:
        return False
    return not before or opened > TIMES_USUAL * median(before)
