"""Decides by which grounds people may be turned away on a day, what must be explained, and what must be written.

Law on citizen reception, article 9; since 1/7/2026 also Decree 154/2026/NĐ-CP, article 4.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import provision
from liemchinh.reception.rules.visits import Content


class Ground(StrEnum):
    """Căn cứ từ chối: clause of article 9 of the law, or point of article 4.1 of the decree."""

    DRUNK = "9.1"
    THREAT = "9.2"
    SETTLED = "9.3"
    WEAPON = "4.1a"
    CHECK = "4.1b"
    RECORDING = "4.1c"
    DISORDER = "4.1d"
    CAPACITY = "4.1đ"
    UNAUTHORISED = "4.1e"
    OUTSIDE = "4.1g"
    ANSWERED = "4.1h"
    JUDGED = "4.1i"
    ELSEWHERE = "4.1k"


GROUND_NAMES: Mapping[Ground, str] = {
    Ground.DRUNK: gettext_noop("Say do chất kích thích, hoặc bệnh làm mất khả năng nhận thức, điều khiển hành vi"),
    Ground.THREAT: gettext_noop("Đe dọa, xúc phạm, hoặc vi phạm nội quy nơi tiếp công dân"),
    Ground.SETTLED: gettext_noop(
        "Đã giải quyết đúng, đã kiểm tra, rà soát, thông báo bằng văn bản và giải thích, vẫn khiếu nại, tố cáo kéo dài"
    ),
    Ground.WEAPON: gettext_noop("Mang vũ khí, chất nổ, vật nguy hiểm mà không gửi hoặc giao nộp theo yêu cầu"),
    Ground.CHECK: gettext_noop("Không chấp hành kiểm tra an ninh"),
    Ground.RECORDING: gettext_noop("Tự ý ghi âm, ghi hình, phát trực tiếp khi đã được yêu cầu không làm"),
    Ground.DISORDER: gettext_noop("Kích động, lôi kéo, gây rối trật tự tại nơi tiếp công dân"),
    Ground.CAPACITY: gettext_noop("Không đủ năng lực hành vi dân sự mà không có người đại diện hợp pháp"),
    Ground.UNAUTHORISED: gettext_noop("Người đại diện, được ủy quyền không xuất trình được giấy tờ chứng minh"),
    Ground.OUTSIDE: gettext_noop("Nội dung không phải khiếu nại, tố cáo, kiến nghị, phản ánh"),
    Ground.ANSWERED: gettext_noop("Kiến nghị, phản ánh đã được tiếp, hướng dẫn, trả lời bằng văn bản, không có gì mới"),
    Ground.JUDGED: gettext_noop("Đã có bản án, quyết định của Tòa án có hiệu lực, không thuộc trường hợp xem xét lại"),
    Ground.ELSEWHERE: gettext_noop("Cơ quan có thẩm quyền khác đang thụ lý, giải quyết"),
}

BY_DOCUMENT = (Ground.SETTLED, Ground.ANSWERED, Ground.JUDGED)
"""Grounds that rest on a document somebody sent before: which one is written down."""

ONLY_FOR: Mapping[Ground, tuple[Content, ...]] = {
    Ground.SETTLED: (Content.COMPLAINT, Content.DENUNCIATION),
    Ground.ANSWERED: (Content.RECOMMENDATION,),
}
"""Grounds that the law knows for some contents only."""


def grounds_on(day: date) -> tuple[Ground, ...]:
    """The grounds in force that day, in the order of the law."""
    return tuple(Ground(code) for code in _codes("reception.refusal_grounds", day))


def must_explain(ground: Ground, day: date) -> bool:
    """Whether the reason must be explained to the citizen in person."""
    return ground in _codes("reception.refusal_explained", day)


def needs_notice(ground: Ground, day: date) -> bool:
    """Whether the head must send the written notice (form 01/TCD)."""
    return ground in _codes("reception.refusal_written", day)


def basis_of(ground: Ground) -> str:
    """Where the ground stands written: `khoản 3 Điều 9 Luật Tiếp công dân`."""
    article, _, point = ground.value.partition(".")
    if article == "9":
        return f"khoản {point} Điều 9 Luật Tiếp công dân"
    return f"điểm {point[1:]} khoản 1 Điều 4 Nghị định 154/2026/NĐ-CP"


def check_refusal(ground: Ground, *, content: Content, explained: bool, document: str, on: date) -> None:
    """Raises Refused("reception.ground" or "reception.explain" or "reception.document")."""
    if ground not in grounds_on(on):
        sentence = gettext_noop("Ngày này luật chưa có căn cứ từ chối ở {basis}.")
        raise Refused("reception.ground", sentence, basis=basis_of(ground))
    if content not in ONLY_FOR.get(ground, (content,)):
        sentence = gettext_noop("Căn cứ ở {basis} không dùng cho loại nội dung này. Phân loại trước rồi từ chối.")
        raise Refused("reception.ground", sentence, basis=basis_of(ground))
    if must_explain(ground, on) and not explained:
        sentence = gettext_noop("Phải trực tiếp giải thích lý do cho người đến trước khi từ chối tiếp.")
        raise Refused("reception.explain", sentence)
    if ground in BY_DOCUMENT and not document.strip():
        sentence = gettext_noop("Ghi số, ngày văn bản đã thông báo hoặc trả lời: từ chối phải đúng căn cứ.")
        raise Refused("reception.document", sentence)


def _codes(key: str, day: date) -> list[str]:
    found = provision(key, on=day).value
    return [str(code) for code in found] if isinstance(found, list) else []


_HIDDEN = gettext_noop("Chỉ có số thứ tự trong năm; ai bị từ chối và vì sao nằm sau cam kết có muối.")
REFUSED = Kind("reception.visit_refused", gettext_noop("Từ chối tiếp một lượt, theo căn cứ của luật."), _HIDDEN)
NOTICE_ISSUED = Kind("reception.refusal_notice", gettext_noop("Ban hành thông báo từ chối tiếp công dân."), _HIDDEN)
