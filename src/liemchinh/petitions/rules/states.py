"""The words of a petition: its states, whose turn it is, its class, where it came from, its flags and its files."""

from enum import IntEnum, StrEnum

from liemchinh.kernel.words import gettext_noop


class State(IntEnum):
    """Where a petition stands. The numbers are public (`st` of its ledger entries) and never change their meaning."""

    RECEIVED = 1
    CHECKING = 2
    ACCEPTED = 3
    SUSPENDED = 4
    DECIDED = 5
    DONE = 6
    GUIDED = 7
    FORWARDED = 8
    RETURNED = 9
    ARCHIVED = 10
    NOT_ACCEPTED = 11
    TERMINATED = 12
    SPLIT = 13
    UNSOLVED = 14
    DUPLICATE = 15


STATE_NAMES = {
    State.RECEIVED: gettext_noop("Mới tiếp nhận, chờ phân loại"),
    State.CHECKING: gettext_noop("Đã phân loại, đang xem xét điều kiện"),
    State.ACCEPTED: gettext_noop("Đang giải quyết"),
    State.SUSPENDED: gettext_noop("Tạm đình chỉ"),
    State.DECIDED: gettext_noop("Đã có kết quả, đang gửi và thi hành"),
    State.DONE: gettext_noop("Đã giải quyết xong"),
    State.GUIDED: gettext_noop("Đã hướng dẫn"),
    State.FORWARDED: gettext_noop("Đã chuyển cơ quan có thẩm quyền"),
    State.RETURNED: gettext_noop("Đã trả lại đơn"),
    State.ARCHIVED: gettext_noop("Đã lưu đơn"),
    State.NOT_ACCEPTED: gettext_noop("Không thụ lý"),
    State.TERMINATED: gettext_noop("Đã đình chỉ giải quyết"),
    State.SPLIT: gettext_noop("Đã tách thành các đơn riêng"),
    State.UNSOLVED: gettext_noop("Đã đóng, chưa giải quyết được"),
    State.DUPLICATE: gettext_noop("Trùng với một đơn khác, theo dõi cùng đơn đó"),
}
OPEN = frozenset({State.RECEIVED, State.CHECKING, State.ACCEPTED, State.SUSPENDED, State.DECIDED})
ENDED = frozenset(State) - OPEN
UNHANDLED = frozenset({State.RECEIVED, State.CHECKING})
"""Nobody has taken it up yet: the alarm of 30, 40 and 45 days rings for these."""


class Awaits(StrEnum):
    """Whose turn it is."""

    RECEPTION = "reception"
    CHAIR = "chair"
    INSPECTOR = "inspector"
    HEAD = "head"
    SPECIALIST = "specialist"
    CITIZEN = "citizen"
    NOBODY = "nobody"


AWAITS_NAMES = {
    Awaits.RECEPTION: gettext_noop("Cán bộ tiếp công dân, xử lý đơn"),
    Awaits.CHAIR: gettext_noop("Người đứng đầu"),
    Awaits.INSPECTOR: gettext_noop("Người xác minh"),
    Awaits.HEAD: gettext_noop("Lãnh đạo phòng"),
    Awaits.SPECIALIST: gettext_noop("Người được giao xử lý"),
    Awaits.CITIZEN: gettext_noop("Người gửi đơn"),
    Awaits.NOBODY: gettext_noop("Đã kết thúc"),
}


class Content(StrEnum):
    """Loại đơn: what a petition is by its content. A person decides it, never the program."""

    UNSORTED = "unsorted"
    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    RECOMMENDATION = "recommendation"
    MIXED = "mixed"


CONTENT_NAMES = {
    Content.UNSORTED: gettext_noop("Chưa phân loại"),
    Content.COMPLAINT: gettext_noop("Khiếu nại"),
    Content.DENUNCIATION: gettext_noop("Tố cáo"),
    Content.RECOMMENDATION: gettext_noop("Kiến nghị, phản ánh"),
    Content.MIXED: gettext_noop("Nhiều nội dung"),
}
SORTED = frozenset(Content) - {Content.UNSORTED}


class Source(StrEnum):
    """By which way a petition came."""

    COUNTER = "counter"
    RECEPTION = "reception"
    POST = "post"
    WEB = "web"
    EMAIL = "email"
    PHONE = "phone"
    BOX = "box"
    HOTLINE = "hotline"
    DEPUTY = "deputy"
    FRONT = "front"
    PRESS = "press"
    MEDIA = "media"
    FORWARDED = "forwarded"
    OPEN311 = "open311"


SOURCE_NAMES = {
    Source.COUNTER: gettext_noop("Nộp trực tiếp"),
    Source.RECEPTION: gettext_noop("Tại buổi tiếp công dân"),
    Source.POST: gettext_noop("Bưu điện"),
    Source.WEB: gettext_noop("Trang công khai"),
    Source.EMAIL: gettext_noop("Thư điện tử"),
    Source.PHONE: gettext_noop("Ghi qua điện thoại"),
    Source.BOX: gettext_noop("Hòm thư góp ý"),
    Source.HOTLINE: gettext_noop("Đường dây nóng"),
    Source.DEPUTY: gettext_noop("Đại biểu dân cử chuyển"),
    Source.FRONT: gettext_noop("Mặt trận Tổ quốc chuyển"),
    Source.PRESS: gettext_noop("Cơ quan báo chí chuyển"),
    Source.MEDIA: gettext_noop("Hộp thư báo chí"),
    Source.FORWARDED: gettext_noop("Cơ quan khác chuyển"),
    Source.OPEN311: gettext_noop("Phần mềm khác gửi (Open311)"),
}
SENT_ON = frozenset({Source.DEPUTY, Source.FRONT, Source.PRESS, Source.MEDIA, Source.FORWARDED})
"""Somebody else sent it on and waits for an answer: who it was has to be written down."""
UNTYPED = frozenset({Source.WEB, Source.OPEN311, Source.EMAIL})
"""Nobody at the office has read it before it is in the register."""

FLAG_NAMES = {
    "joint": gettext_noop("Nhiều người cùng ký"),
    "originals": gettext_noop("Có giấy tờ bản gốc"),
    "criminal": gettext_noop("Có dấu hiệu tội phạm"),
    "urgent": gettext_noop("Có thể gây thiệt hại ngay"),
    "repeat": gettext_noop("Đã gửi nhiều lần"),
    "named_official": gettext_noop("Nêu tên cán bộ"),
    "disciplinary": gettext_noop("Khiếu nại quyết định kỷ luật"),
}
CONDITION_NAMES = {
    "vietnamese": gettext_noop("Viết bằng tiếng Việt hoặc có bản dịch"),
    "dated": gettext_noop("Ghi ngày, tháng, năm viết đơn"),
    "identified": gettext_noop("Ghi họ tên, địa chỉ người viết đơn"),
    "signed": gettext_noop("Có chữ ký hoặc điểm chỉ"),
    "subject": gettext_noop("Nêu rõ ai, việc gì, yêu cầu gì"),
    "legible": gettext_noop("Đọc được"),
    "first_time": gettext_noop("Chưa được xử lý, hoặc có tình tiết mới"),
    "one_addressee": gettext_noop("Không gửi cùng lúc cho nhiều cơ quan, trong đó có cơ quan có thẩm quyền"),
}
"""Điều kiện xử lý: what makes a petition fit to be dealt with (Circular 05/2021/TT-TTCP, article 6)."""


class Complexity(StrEnum):
    """How involved a case is; its criterion stands in the file."""

    NORMAL = "normal"
    COMPLEX = "complex"
    VERY_COMPLEX = "very_complex"


COMPLEXITY_NAMES = {
    Complexity.NORMAL: gettext_noop("Bình thường"),
    Complexity.COMPLEX: gettext_noop("Phức tạp"),
    Complexity.VERY_COMPLEX: gettext_noop("Đặc biệt phức tạp"),
}


class FileRole(StrEnum):
    """What an attached file is to its petition."""

    PETITION = "petition"
    EVIDENCE = "evidence"
    DOCUMENT = "document"
    ANSWER = "answer"


FILE_ROLE_NAMES = {
    FileRole.PETITION: gettext_noop("Bản chụp đơn"),
    FileRole.EVIDENCE: gettext_noop("Tài liệu, bằng chứng kèm theo"),
    FileRole.DOCUMENT: gettext_noop("Văn bản của cơ quan"),
    FileRole.ANSWER: gettext_noop("Văn bản trả lời"),
}
