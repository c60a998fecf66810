"""The ten national states of a dossier, whose turn it is, and the coded reasons for saying no or late."""

from enum import IntEnum, StrEnum

from liemchinh.kernel.words import gettext_noop


class State(IntEnum):
    """Trạng thái hồ sơ: the ten states of the national portal, with its numbers."""

    REGISTERED = 1
    RECEIVED = 2
    REFUSED = 3
    PROCESSING = 4
    SUPPLEMENT = 5
    OBLIGATION = 6
    WITHDRAWN = 7
    STOPPED = 8
    DONE = 9
    RETURNED = 10


STATE_NAMES = {
    State.REGISTERED: gettext_noop("Mới đăng ký"),
    State.RECEIVED: gettext_noop("Được tiếp nhận"),
    State.REFUSED: gettext_noop("Không được tiếp nhận"),
    State.PROCESSING: gettext_noop("Đang xử lý"),
    State.SUPPLEMENT: gettext_noop("Yêu cầu bổ sung giấy tờ"),
    State.OBLIGATION: gettext_noop("Yêu cầu thực hiện nghĩa vụ tài chính"),
    State.WITHDRAWN: gettext_noop("Công dân yêu cầu rút hồ sơ"),
    State.STOPPED: gettext_noop("Dừng xử lý"),
    State.DONE: gettext_noop("Đã xử lý xong"),
    State.RETURNED: gettext_noop("Đã trả kết quả"),
}
RUNNING = frozenset({State.RECEIVED, State.PROCESSING})
PAUSED = frozenset({State.SUPPLEMENT, State.OBLIGATION})
ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED, State.RETURNED})
OPEN = frozenset(State) - ENDED


class Awaits(StrEnum):
    """Whose turn it is."""

    RECEIVER = "receiver"
    HEAD = "head"
    SPECIALIST = "specialist"
    LEADER = "leader"
    CLERK = "clerk"
    CITIZEN = "citizen"
    NOBODY = "nobody"


AWAITS_NAMES = {
    Awaits.RECEIVER: gettext_noop("Bộ phận Một cửa"),
    Awaits.HEAD: gettext_noop("Lãnh đạo phòng"),
    Awaits.SPECIALIST: gettext_noop("Chuyên viên thụ lý"),
    Awaits.LEADER: gettext_noop("Lãnh đạo ký"),
    Awaits.CLERK: gettext_noop("Văn thư phát hành"),
    Awaits.CITIZEN: gettext_noop("Người nộp hồ sơ"),
    Awaits.NOBODY: gettext_noop("Đã kết thúc"),
}


REFUSAL_REASONS = {
    "authority": gettext_noop("Không thuộc thẩm quyền giải quyết của đơn vị"),
    "subject": gettext_noop("Người nộp không thuộc đối tượng được thực hiện thủ tục"),
    "condition": gettext_noop("Không đáp ứng yêu cầu, điều kiện của thủ tục"),
    "duplicate": gettext_noop("Đã có hồ sơ cùng nội dung đang được giải quyết"),
    "forged": gettext_noop("Giấy tờ có dấu hiệu sửa chữa, giả mạo; đã lập biên bản"),
}
STOP_REASONS = {
    "condition": gettext_noop("Hồ sơ không đủ điều kiện giải quyết tiếp"),
    "authority": gettext_noop("Thẩm quyền giải quyết đã chuyển cho cơ quan khác"),
    "dispute": gettext_noop("Đang có tranh chấp, chờ cơ quan có thẩm quyền kết luận"),
    "court": gettext_noop("Tòa án hoặc cơ quan điều tra đã thụ lý vụ việc"),
    "applicant": gettext_noop("Người nộp chết hoặc tổ chức chấm dứt mà không có người kế thừa"),
}
LATE_REASONS = {
    "verification": gettext_noop("Chưa xác minh xong thực địa"),
    "opinion": gettext_noop("Cơ quan phối hợp chưa trả lời"),
    "complex": gettext_noop("Nội dung phức tạp, cần thêm thời gian thẩm định"),
    "staff": gettext_noop("Thiếu người thụ lý"),
    "system": gettext_noop("Sự cố hệ thống thông tin"),
    "disaster": gettext_noop("Thiên tai, dịch bệnh"),
}


class Return(StrEnum):
    """How the applicant wants the result."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


RETURN_NAMES = {
    Return.COUNTER: gettext_noop("Nhận tại Bộ phận Một cửa"),
    Return.POST: gettext_noop("Nhận qua bưu điện"),
    Return.ONLINE: gettext_noop("Nhận bản điện tử trên mạng"),
}


class FileRole(StrEnum):
    """What an attached file is to its dossier."""

    PAPER = "paper"
    RESULT = "result"
    ANSWER = "answer"


class PartKind(StrEnum):
    """What another unit is asked for: to say what it thinks, or to do its share of the work."""

    OPINION = "opinion"
    STEP = "step"


PART_NAMES = {
    PartKind.OPINION: gettext_noop("Hỏi ý kiến"),
    PartKind.STEP: gettext_noop("Phần việc phối hợp"),
}
