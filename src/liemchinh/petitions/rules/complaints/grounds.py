"""The coded grounds of a complaint: of refusing, suspending, ending, finding it complex, deciding, closing."""

from datetime import date
from enum import StrEnum

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.book import law_on
from liemchinh.petitions.rules.rights import name_needs
from liemchinh.petitions.rules.states import Content

NEW_LAW = date(2026, 7, 1)
"""Law 136/2025/QH15 and Decree 155/2026/NĐ-CP take force: suspension, grounds of termination, withdrawal in part."""

REFUSAL_GROUNDS = {
    "internal": gettext_noop("Quyết định, hành vi nội bộ, chỉ đạo điều hành, văn bản quy phạm hoặc bí mật nhà nước"),
    "unaffected": gettext_noop("Không liên quan trực tiếp đến quyền, lợi ích hợp pháp của người khiếu nại"),
    "incapable": gettext_noop("Người khiếu nại không có năng lực hành vi đầy đủ, không có người đại diện hợp pháp"),
    "representative": gettext_noop("Người đại diện không hợp pháp"),
    "unsigned": gettext_noop("Đơn không có chữ ký hoặc điểm chỉ của người khiếu nại"),
    "expired": gettext_noop("Hết thời hiệu, thời hạn khiếu nại mà không có lý do chính đáng"),
    "second_decided": gettext_noop("Đã có quyết định giải quyết khiếu nại lần hai"),
    "terminated": gettext_noop("Đã thông báo đình chỉ quá 30 ngày mà không khiếu nại tiếp"),
    "court": gettext_noop("Tòa án đã thụ lý hoặc đã giải quyết"),
}
"""Law on Complaints, article 11, clauses 1 to 9, in its order."""

SUSPENSION_GROUNDS = {
    "disaster": gettext_noop("Bất khả kháng: thiên tai, dịch bệnh, chiến tranh, địch họa"),
    "absence": gettext_noop("Trở ngại khách quan: tai nạn, ốm đau, đi công tác, học tập ở nơi xa"),
    "seized": gettext_noop("Trở ngại khách quan: hồ sơ, tài liệu liên quan đang bị tạm giữ, niêm phong"),
    "obstacle": gettext_noop("Bất khả kháng hoặc trở ngại khách quan khác của người khiếu nại"),
    "waiting": gettext_noop("Chờ kết quả giải quyết của cơ quan khác về vấn đề liên quan trực tiếp"),
}
"""Article 11a.1; Decree 124/2020/NĐ-CP, article 28a, as amended."""

TERMINATION_GROUNDS = {
    "withdrawn": gettext_noop("Người khiếu nại rút toàn bộ khiếu nại"),
    "no_successor": gettext_noop("Người khiếu nại chết hoặc tổ chức chấm dứt mà quyền, lợi ích không được thừa kế"),
    "nothing_left": gettext_noop("Vụ việc không còn đối tượng hoặc nội dung để giải quyết"),
    "court": gettext_noop("Tòa án đã thụ lý hoặc đã giải quyết vụ việc"),
}
"""Article 11a.2, points a to d."""

CRITERIA = {
    "places": gettext_noop("Một nội dung nhưng phải xác minh từ 02 địa điểm trở lên"),
    "matters": gettext_noop("Có từ 02 nội dung phải xác minh trở lên"),
    "many": gettext_noop("Nhiều người khiếu nại một nội dung, hoặc liên quan quyền lợi của nhiều người"),
    "abroad": gettext_noop("Người khiếu nại, hành vi hoặc nội dung xác minh ở nước ngoài; người nước ngoài"),
    "agencies": gettext_noop("Liên quan trách nhiệm quản lý của nhiều cơ quan, tổ chức"),
    "disagreement": gettext_noop("Các cơ quan, tổ chức liên quan còn ý kiến khác nhau"),
    "evidence": gettext_noop("Tài liệu, chứng cứ mâu thuẫn, cần thêm thời gian đánh giá hoặc hỏi chuyên môn"),
}
"""Vụ việc phức tạp: the seven criteria of Decree 124/2020/NĐ-CP, article 3a.1, added by Decree 155/2026/NĐ-CP."""


class Verdict(StrEnum):
    """Kết luận: what the settler found of the complaint."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"


VERDICT_NAMES = {
    Verdict.RIGHT: gettext_noop("Khiếu nại đúng"),
    Verdict.PARTLY: gettext_noop("Khiếu nại đúng một phần"),
    Verdict.WRONG: gettext_noop("Khiếu nại sai toàn bộ"),
}

MEASURES = {
    "keep": gettext_noop("Giữ nguyên quyết định, hành vi hành chính bị khiếu nại"),
    "amend": gettext_noop("Sửa đổi, bổ sung quyết định hành chính bị khiếu nại"),
    "annul_part": gettext_noop("Hủy bỏ một phần quyết định hành chính bị khiếu nại"),
    "annul": gettext_noop("Hủy bỏ toàn bộ quyết định hành chính bị khiếu nại"),
    "cease": gettext_noop("Chấm dứt hành vi hành chính bị khiếu nại"),
}
"""Articles 31.2.h, 40.2.h and 54.1.h."""

PUBLICATION_FORMS = {
    "meeting": gettext_noop("Công bố tại cuộc họp cơ quan, tổ chức nơi người bị khiếu nại công tác"),
    "posted": gettext_noop("Niêm yết tại trụ sở hoặc nơi tiếp công dân"),
    "media": gettext_noop("Thông báo trên phương tiện thông tin đại chúng, cổng thông tin điện tử"),
}
"""Article 41.2. The two that last a while: see `rules.complaints.check_publication`."""

CLOSINGS = {
    "executed": gettext_noop("Đã thi hành xong quyết định giải quyết khiếu nại"),
    "kept": gettext_noop("Quyết định có hiệu lực, không phải sửa đổi hay thu hồi gì"),
    "second": gettext_noop("Người khiếu nại đã khiếu nại lần hai"),
    "court": gettext_noop("Người khiếu nại đã khởi kiện, Tòa án đã thụ lý"),
}
"""How a decided complaint leaves the desk."""

ATTENDANCE = {
    "present": gettext_noop("Người khiếu nại có mặt"),
    "excused": gettext_noop("Người khiếu nại vắng mặt có lý do chính đáng"),
    "unexcused": gettext_noop("Người khiếu nại vắng mặt không có lý do chính đáng"),
}
"""Decree 124/2020/NĐ-CP, article 28.4 and 28.5, as amended."""

PROPOSALS = {
    "accept": gettext_noop("Thụ lý"),
    "refuse": gettext_noop("Không thụ lý"),
}


def termination_grounds(on: date) -> dict[str, str]:
    """The grounds that the law knows on a day: before 1/7/2026 only the withdrawal (old article 10)."""
    if on >= NEW_LAW:
        return TERMINATION_GROUNDS
    return {"withdrawn": TERMINATION_GROUNDS["withdrawn"]}


def criteria_on(on: date) -> dict[str, str]:
    """The criteria of a complex case that a day's law names; none before 1/7/2026: then the reason alone counted."""
    found = law_on(on).get("complaints.complexity")
    named = found.value if found is not None and isinstance(found.value, list) else []
    return {code: CRITERIA[code] for code in named}


def check_ground(given: str, known: dict[str, str], *, what: str) -> str:
    """`given` when it is one of the coded grounds. Raises Refused("complaints.ground") otherwise."""
    if given not in known:
        raise Refused("complaints.ground", gettext_noop("Chưa chọn {what} trong danh sách của luật."), what=what)
    return given


NEEDS = {
    "proposal": gettext_noop("đề xuất"),
    "instance": gettext_noop("khiếu nại lần đầu hay lần hai"),
    "seat": gettext_noop("người xác minh"),
    "findings": gettext_noop("kết quả xác minh"),
    "proposed": gettext_noop("kiến nghị giải quyết"),
    "held_at": gettext_noop("thời gian đối thoại"),
    "place": gettext_noop("địa điểm"),
    "presided": gettext_noop("người chủ trì"),
    "attendance": gettext_noop("người khiếu nại có mặt hay vắng mặt"),
    "result": gettext_noop("kết quả đối thoại"),
    "people": gettext_noop("người rút khiếu nại"),
    "verdict": gettext_noop("kết luận đúng, sai"),
    "measure": gettext_noop("cách xử lý quyết định, hành vi bị khiếu nại"),
    "conclusion": gettext_noop("kết luận nội dung khiếu nại"),
    "recipients": gettext_noop("nơi nhận"),
    "form": gettext_noop("hình thức công khai"),
    "day": gettext_noop("ngày phải thi hành xong"),
    "how": gettext_noop("cách kết thúc"),
    "proof": gettext_noop("tài liệu chứng minh"),
    "duties": gettext_noop("văn bản đã gửi"),
}
"""What the needs of the moves of a complaint are called in a refusal."""
name_needs(NEEDS, Content.COMPLAINT)
