"""How the result is to be had, chosen before it is there; its electronic form; and what the post says of it."""

from liemchinh.dossiers.rules.moves.line import APPLICANT, CLERK, DESK, Move, kind
from liemchinh.dossiers.rules.states import OPEN, State
from liemchinh.kernel.words import gettext_noop

AFTER: tuple[Move, ...] = (
    Move(
        "choose_return",
        kind("return_chosen", gettext_noop("Đổi cách nhận kết quả")),
        gettext_noop("Đổi cách nhận kết quả"),
        OPEN - {State.DONE},
        None,
        (*DESK, *APPLICANT),
        "Nghị định 118/2025/NĐ-CP, Điều 22.1, 22.3",
        needs=("method",),
    ),
    Move(
        "add_result",
        kind("result_added", gettext_noop("Phát hành bản điện tử đã ký số của kết quả")),
        gettext_noop("Thêm kết quả điện tử"),
        frozenset({State.DONE, State.RETURNED}),
        None,
        CLERK,
        "Nghị định 118/2025/NĐ-CP, Điều 22.1",
        needs=("files",),
    ),
    Move(
        "note_post",
        kind("post_noted", gettext_noop("Ghi tin của bưu điện về kết quả đã gửi")),
        gettext_noop("Ghi tin bưu điện"),
        frozenset({State.RETURNED}),
        None,
        DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 22.3, 23.3",
        needs=("news",),
    ),
)
