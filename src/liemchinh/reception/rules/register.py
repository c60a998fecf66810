"""Decides how a line of the register reads: the twelve columns of form 03/TCD, for those who may read the names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.words import gettext_noop, joined
from liemchinh.law.book import law_on
from liemchinh.reception.rules.visits import CONTENT_NAMES, Content

HIDDEN = gettext_noop("Được giữ bí mật")
COLUMNS = (
    gettext_noop("STT"),
    gettext_noop("Ngày tiếp"),
    gettext_noop("Họ tên, địa chỉ"),
    gettext_noop("CCCD/Hộ chiếu"),
    gettext_noop("Tóm tắt nội dung vụ việc"),
    gettext_noop("Phân loại"),
    gettext_noop("Số người có đơn cùng nội dung"),
    gettext_noop("Cơ quan đã giải quyết hết thẩm quyền"),
    gettext_noop("Thuộc thẩm quyền"),
    gettext_noop("Hướng dẫn đến, số văn bản"),
    gettext_noop("Chuyển đơn đến, số văn bản"),
    gettext_noop("Theo dõi kết quả"),
)
"""The columns of the form, in its order."""


@dataclass(frozen=True)
class Columns:
    """What stands in columns 6 to 12, from the facts of a visit."""

    content: str
    petitioners: str
    settled_by: str
    within: str
    guided: str
    forwarded: str
    follow_up: str


def form_on(day: date) -> str:
    """The form of this day's register with its document: `Mẫu số 03/TCD Nghị định 154/2026/NĐ-CP`; empty if unknown."""
    found = law_on(day).get("reception.register_form")
    if found is None:
        return ""
    return f"{found.value} {found.source.document}"


def with_document(body: str, document: str) -> str:
    """`Thanh tra tỉnh (số 5/HD-UBND)`: columns 10 and 11."""
    return f"{body} ({document})" if body and document else body or document


def columns(facts: Mapping[str, object], *, notes: tuple[str, ...]) -> Columns:
    """Columns 6 to 12; `notes` are sentences of what became of the visit, after what the officer wrote."""
    within = facts["within"]
    written = str(facts["follow_up"] or "")
    return Columns(
        content=CONTENT_NAMES[Content(str(facts["content"]))],
        petitioners=str(facts["petitioners"] or ""),
        settled_by=str(facts["settled_by"]),
        within="x" if within else "",
        guided=with_document(str(facts["guided_to"]), str(facts["guided_document"])),
        forwarded=with_document(str(facts["forwarded_to"]), str(facts["forwarded_document"])),
        follow_up=joined(" ", [part for part in (written, *notes) if part]),
    )
