"""Moves beside the course of a case: an emergency stay, people heard, questions to others, the file lent, a review.

None of them but a case settled anew changes the state; each leaves its event, its paper and what must follow it.
"""

from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Happening
from liemchinh.petitions.rules.moves.line import (
    AT_WORK,
    CHAIR,
    CHECKING,
    COMPLAINT,
    DECIDED,
    DENUNCIATION,
    DESK_OR_CHAIR,
    INSPECTOR,
    MOVED,
    RUNNING,
    Move,
)
from liemchinh.petitions.rules.states import Awaits, State

_COMPLAINTS = "Luật Khiếu nại"
_OF_COMPLAINTS = "Nghị định 124/2020/NĐ-CP"
_DENUNCIATIONS = "Luật Tố cáo"
_OF_DENUNCIATIONS = "Nghị định 31/2019/NĐ-CP"
BY_HAND = (*DESK_OR_CHAIR, *INSPECTOR)
WHO_LOOKS = (*CHAIR, *INSPECTOR)
ENDED_HERE = DECIDED | frozenset({State.DONE, State.TERMINATED})
EFFECT = ("complaint_effect", "complaint_effect_remote", "complaint_effect_discipline", "complaint_execute")

BESIDE_COMPLAINTS: tuple[Move, ...] = (
    # ── the contested decision, while the complaint is settled ───────────────────────────────────────────────
    Move(
        "stay_execution",
        MOVED,
        gettext_noop("Tạm đình chỉ thi hành quyết định bị khiếu nại"),
        COMPLAINT,
        AT_WORK,
        None,
        CHAIR,
        f"{_COMPLAINTS}, Điều 14.1b, 15.1b, 35",
        needs=("document", "reason", "until"),
    ),
    Move(
        "lift_stay",
        MOVED,
        gettext_noop("Hủy bỏ việc tạm đình chỉ thi hành"),
        COMPLAINT,
        RUNNING,
        None,
        CHAIR,
        f"{_COMPLAINTS}, Điều 35",
        needs=("document", "reason"),
        closes=("complaint_stay",),
    ),
    # ── people heard, others asked ───────────────────────────────────────────────────────────────────────────
    Move(
        "hear_party",
        MOVED,
        gettext_noop("Lập biên bản làm việc với các bên"),
        COMPLAINT,
        RUNNING,
        None,
        BY_HAND,
        f"{_COMPLAINTS}, Điều 13.2c, 29.3, 38, 52",
        needs=("whom", "held_on", "place", "said"),
    ),
    Move(
        "ask_others",
        MOVED,
        gettext_noop("Yêu cầu tài liệu, trưng cầu giám định, lấy ý kiến"),
        COMPLAINT,
        RUNNING,
        None,
        WHO_LOOKS,
        f"{_COMPLAINTS}, Điều 14.1a, 15.1, 29.3, 36.2",
        needs=("document", "asked", "body", "question"),
    ),
    Move(
        "note_others",
        MOVED,
        gettext_noop("Ghi tài liệu, kết quả giám định, ý kiến đã nhận"),
        COMPLAINT,
        RUNNING,
        None,
        BY_HAND,
        f"{_COMPLAINTS}, Điều 29.2b, 34.1, 43",
        needs=("ask", "document", "said"),
    ),
    # ── after it is settled ──────────────────────────────────────────────────────────────────────────────────
    Move(
        "lend_file",
        MOVED,
        gettext_noop("Chuyển hồ sơ giải quyết"),
        COMPLAINT,
        RUNNING | ENDED_HERE,
        None,
        DESK_OR_CHAIR,
        f"{_COMPLAINTS}, Điều 14.2đ, 15.2đ, 34.2",
        needs=("document", "borrower", "body"),
    ),
    Move(
        "note_execution",
        MOVED,
        gettext_noop("Ghi kết quả thi hành quyết định"),
        COMPLAINT,
        DECIDED,
        None,
        DESK_OR_CHAIR,
        f"{_COMPLAINTS}, Điều 46, 58; {_OF_COMPLAINTS}, Điều 13",
        needs=("executed", "said"),
    ),
    Move(
        "order_review",
        MOVED,
        gettext_noop("Ghi yêu cầu xem xét việc giải quyết có vi phạm"),
        COMPLAINT,
        ENDED_HERE,
        None,
        DESK_OR_CHAIR,
        f"{_COMPLAINTS}, Điều 25.2; {_OF_COMPLAINTS}, Điều 38",
        needs=("document", "body", "review_ground", "reason", "day"),
    ),
    Move(
        "note_review",
        MOVED,
        gettext_noop("Ghi kết quả xem xét việc giải quyết"),
        COMPLAINT,
        ENDED_HERE,
        None,
        DESK_OR_CHAIR,
        f"{_OF_COMPLAINTS}, Điều 38",
        needs=("document", "review_result", "reason"),
        closes=("complaint_review",),
    ),
    Move(
        "settle_anew",
        MOVED,
        gettext_noop("Giải quyết lại theo chỉ đạo của cấp trên"),
        COMPLAINT,
        ENDED_HERE,
        State.ACCEPTED,
        CHAIR,
        f"{_OF_COMPLAINTS}, Điều 38",
        awaits=Awaits.CHAIR,
        legal=Happening.START,
        needs=("document", "reason"),
        closes=EFFECT,
        final=True,
    ),
)

BESIDE_DENUNCIATIONS: tuple[Move, ...] = (
    Move(
        "prevent_harm",
        MOVED,
        gettext_noop("Ngăn chặn hành vi gây thiệt hại"),
        DENUNCIATION,
        CHECKING | RUNNING,
        None,
        DESK_OR_CHAIR,
        f"{_DENUNCIATIONS}, Điều 11.1d, 27.2",
        needs=("measure", "said"),
    ),
    Move(
        "pass_to_police",
        MOVED,
        gettext_noop("Chuyển hồ sơ có dấu hiệu tội phạm"),
        DENUNCIATION,
        CHECKING | RUNNING | DECIDED,
        None,
        CHAIR,
        f"{_DENUNCIATIONS}, Điều 27.1, 36.2, 44.1d; {_OF_DENUNCIATIONS}, Điều 16.3",
        needs=("document", "body", "reason"),
    ),
    Move(
        "hear_denouncer",
        MOVED,
        gettext_noop("Lập biên bản làm việc với người tố cáo"),
        DENUNCIATION,
        CHECKING | RUNNING,
        None,
        DESK_OR_CHAIR,
        f"{_DENUNCIATIONS}, Điều 31.3; {_OF_DENUNCIATIONS}, Điều 11",
        needs=("held_on", "place", "said", "copies"),
    ),
    Move(
        "hear_accused",
        MOVED,
        gettext_noop("Lập biên bản làm việc với người bị tố cáo, người khác"),
        DENUNCIATION,
        RUNNING,
        None,
        BY_HAND,
        f"{_DENUNCIATIONS}, Điều 10.1b, 31.4; {_OF_DENUNCIATIONS}, Điều 12, 13.2",
        needs=("whom", "held_on", "place", "said", "copies"),
    ),
    Move(
        "ask_expert",
        MOVED,
        gettext_noop("Yêu cầu tài liệu, trưng cầu giám định về tố cáo"),
        DENUNCIATION,
        RUNNING,
        None,
        WHO_LOOKS,
        f"{_DENUNCIATIONS}, Điều 11.1; {_OF_DENUNCIATIONS}, Điều 13, 15",
        needs=("document", "asked", "body", "question", "day"),
    ),
    Move(
        "note_expert",
        MOVED,
        gettext_noop("Ghi tài liệu, kết luận giám định về tố cáo"),
        DENUNCIATION,
        RUNNING,
        None,
        BY_HAND,
        f"{_DENUNCIATIONS}, Điều 39.1c; {_OF_DENUNCIATIONS}, Điều 13.3, 15.3",
        needs=("ask", "document", "said"),
    ),
)

BESIDE = frozenset(move.verb for move in (*BESIDE_COMPLAINTS, *BESIDE_DENUNCIATIONS))
"""Acts that are not the next step of a case: a page shows them below those that are."""
