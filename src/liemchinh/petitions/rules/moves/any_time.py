"""What may be done to a petition at any time: files, corrections, notes, the citizen's words, the clock's own acts."""

from liemchinh.kernel.actors import Role
from liemchinh.kernel.words import gettext_noop
from liemchinh.petitions.rules.moves.line import (
    ANY,
    CITIZEN,
    CLOCK,
    DESK_OR_CHAIR,
    HEAD,
    HOLDER,
    INSPECTOR,
    Move,
    Reach,
    kind,
)
from liemchinh.petitions.rules.states import OPEN, Awaits, State

EVERYBODY = (*DESK_OR_CHAIR, *INSPECTOR, *HEAD, *HOLDER)

ANY_TIME: tuple[Move, ...] = (
    Move(
        "attach",
        kind("attached", gettext_noop("Tệp được gắn vào đơn")),
        gettext_noop("Đính kèm tệp"),
        ANY,
        frozenset(State),
        None,
        EVERYBODY,
        "Thông tư 05/2021/TT-TTCP, Điều 5",
        needs=("files",),
    ),
    Move(
        "correct",
        kind("corrected", gettext_noop("Thông tin vào sổ của đơn được sửa, có lý do")),
        gettext_noop("Sửa thông tin vào sổ"),
        ANY,
        OPEN,
        None,
        DESK_OR_CHAIR,
        "Nghị định 154/2026/NĐ-CP, Điều 27",
        needs=("changes", "reason"),
    ),
    Move(
        "add_words",
        kind("words_added", gettext_noop("Người gửi đơn bổ sung nội dung")),
        gettext_noop("Bổ sung nội dung"),
        ANY,
        OPEN,
        None,
        (*CITIZEN, (Role.RECEPTION, Reach.AUTHORITY)),
        "Luật Tiếp công dân, Điều 7",
        needs=("words",),
    ),
    Move(
        "note_duty",
        kind("duty_met", gettext_noop("Một việc phải làm sau bước trước đã làm xong")),
        gettext_noop("Ghi nhận đã làm xong việc phải làm"),
        ANY,
        frozenset(State),
        None,
        EVERYBODY,
        "Nghị định 154/2026/NĐ-CP, Điều 27",
        needs=("duty", "document"),
    ),
    Move(
        "reschedule",
        kind("rescheduled", gettext_noop("Lịch làm việc đổi, hạn của đơn được tính lại")),
        gettext_noop("Tính lại hạn theo lịch mới"),
        ANY,
        OPEN,
        None,
        CLOCK,
        "Bộ luật Dân sự, Điều 148",
    ),
    Move(
        "warn",
        kind("warned", gettext_noop("Đơn để lâu chưa xử lý: hệ thống nhắc người đứng đầu")),
        gettext_noop("Nhắc đơn để lâu"),
        ANY,
        frozenset({State.RECEIVED, State.CHECKING}),
        None,
        CLOCK,
        "Nghị định 154/2026/NĐ-CP, Điều 41.3b",
    ),
    Move(
        "climb",
        kind("climbed", gettext_noop("Đơn được chuyển lên cơ quan cấp trên giải quyết")),
        gettext_noop("Chuyển cấp trên giải quyết"),
        ANY,
        frozenset({State.RECEIVED, State.CHECKING}),
        None,
        (*DESK_OR_CHAIR, *CLOCK),
        "Luật Tố cáo, Điều 13; Nghị định 31/2019/NĐ-CP, Điều 5",
        awaits=Awaits.RECEPTION,
        needs=("body", "reason"),
    ),
)
