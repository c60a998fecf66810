"""What an audit finds: the kind of tampering, where exactly, beside which entry of the log, and the sentence for it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from liemchinh.kernel.words import gettext_noop


class Tampering(StrEnum):
    """Kinds of finding. A machine reads the word, a person the sentence."""

    EDITED = "edited"
    DELETED = "deleted"
    INSERTED = "inserted"
    BACKDATED = "backdated"
    RENUMBERED = "renumbered"
    HISTORY_REWRITTEN = "history_rewritten"
    TILES_REPLACED = "tiles_replaced"
    HEAD_ROLLED_BACK = "head_rolled_back"
    OUTBOX_REMOVED = "outbox_removed"
    SALT_CHANGED = "salt_changed"
    FILE_REPLACED = "file_replaced"
    FILE_MISSING = "file_missing"
    ERASED = "erased"
    PUBLISHED_REPLACED = "published_replaced"
    RECOUNTED = "recounted"


SENTENCES = {
    Tampering.EDITED: gettext_noop("Bảng {table}, dòng {row}: cột {column} khác với điều sổ cái ghi."),
    Tampering.DELETED: gettext_noop("Bảng {table}: thiếu dòng {row} mà sổ cái có ghi."),
    Tampering.INSERTED: gettext_noop("Bảng {table}: có dòng {row} mà không mục nào của sổ cái ghi."),
    Tampering.BACKDATED: gettext_noop("Bảng {table}, dòng {row}: cột {column} bị lùi về trước thời điểm sổ cái ghi."),
    Tampering.RENUMBERED: gettext_noop("Bảng {table}, dòng {row}: {column} bị đánh số lại, khác với sổ cái."),
    Tampering.HISTORY_REWRITTEN: gettext_noop("Mục sổ cái {row} bị viết lại, khác với điều đã vào cây hoặc đã ký."),
    Tampering.TILES_REPLACED: gettext_noop("Mảnh cây {row} không còn là mảnh mà các mục của sổ dẫn tới."),
    Tampering.HEAD_ROLLED_BACK: gettext_noop(
        "Quyển {row} bị lùi lại, ngắn hơn mức đã từng ghi, đã ký hoặc đã công bố."
    ),
    Tampering.OUTBOX_REMOVED: gettext_noop("Mục {row} đã ghi vào sổ cái nay không còn trong cơ sở dữ liệu."),
    Tampering.SALT_CHANGED: gettext_noop("Mục sổ cái {row}: muối bị thay, không còn mở được cam kết của mục."),
    Tampering.FILE_REPLACED: gettext_noop("Nội dung của tệp {row} đã bị thay: mã băm không còn khớp."),
    Tampering.FILE_MISSING: gettext_noop("Tệp {row} không còn trong kho tệp."),
    Tampering.ERASED: gettext_noop("Mục sổ cái {row} mất bản ghi riêng mà không có quyết định xóa nào."),
    Tampering.PUBLISHED_REPLACED: gettext_noop("Tệp đã công bố {row} khác với điều đã ký."),
    Tampering.RECOUNTED: gettext_noop(
        "Bảng {table}, dòng {row}: {column} khác với số đếm lại từ chính các dòng được cộng."
    ),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `entry` is the place in the book of the entry that contradicts it, if it has one."""

    kind: Tampering
    table: str
    row: str
    column: str = ""
    entry: int | None = None

    @property
    def sentence(self) -> str:
        """The finding for a person."""
        return SENTENCES[self.kind].format(table=self.table, row=self.row, column=self.column)

    def as_json(self) -> dict[str, Any]:
        """The finding for a machine."""
        return {**asdict(self), "kind": self.kind.value, "sentence": self.sentence}


@dataclass
class Notebook:
    """What an audit has found so far, each thing once, and what it could not look at."""

    found: dict[Finding, None] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)

    def write(self, kind: Tampering, table: str, row: object, column: str = "", *, entry: int | None = None) -> None:
        """Note a finding."""
        self.found[Finding(kind, table, str(row), column, entry)] = None

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.found)


def of_column(*, number: bool, now: Any, told: Any, moment: bool) -> Tampering:
    """Which kind of tampering a column that differs is: `now` as stored, `told` the token of the log."""
    if number:
        return Tampering.RENUMBERED
    if moment and isinstance(now, date | datetime) and isinstance(told, str) and _earlier(now, told):
        return Tampering.BACKDATED
    return Tampering.EDITED


def _earlier(now: date | datetime, told: str) -> bool:
    try:
        if isinstance(now, datetime):
            return now < datetime.fromisoformat(told)
        return now < date.fromisoformat(told)
    except ValueError:
        return False
