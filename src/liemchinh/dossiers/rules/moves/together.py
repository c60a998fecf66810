"""Several units on one dossier: asked, answering, silent. The clock of the whole never waits for them."""

from liemchinh.dossiers.rules.moves.line import AT_WORK, CLOCK, HEAD, HOLDER, PARTNERS, Move, kind
from liemchinh.dossiers.rules.states import PAUSED, Awaits
from liemchinh.kernel.words import gettext_noop

TOGETHER: tuple[Move, ...] = (
    Move(
        "consult",
        kind("consulted", gettext_noop("Hỏi ý kiến cơ quan phối hợp, có nội dung và thời hạn trả lời")),
        gettext_noop("Hỏi ý kiến, giao phần việc phối hợp"),
        AT_WORK,
        None,
        (*HOLDER, *HEAD),
        "Nghị định 118/2025/NĐ-CP, Điều 19.4, 20.2",
        turn=frozenset({Awaits.HEAD, Awaits.SPECIALIST}),
        paper="consultation",
        needs=("partners", "question", "term"),
    ),
    Move(
        "reply",
        kind("replied", gettext_noop("Cơ quan phối hợp trả lời hoặc làm xong phần việc của mình")),
        gettext_noop("Trả lời, báo xong phần việc"),
        AT_WORK | PAUSED,
        None,
        PARTNERS,
        "Nghị định 118/2025/NĐ-CP, Điều 19.4, 20.2",
        needs=("answer",),
    ),
    Move(
        "report_silence",
        kind("silence_reported", gettext_noop("Quá hạn mà cơ quan phối hợp chưa trả lời; đã báo Bộ phận Một cửa")),
        gettext_noop("Báo cơ quan phối hợp chưa trả lời"),
        AT_WORK | PAUSED,
        None,
        CLOCK,
        "Nghị định 118/2025/NĐ-CP, Điều 19.4",
    ),
    Move(
        "recall",
        kind("recalled", gettext_noop("Rút lại câu hỏi, phần việc đã giao cho cơ quan phối hợp")),
        gettext_noop("Rút lại phần việc phối hợp"),
        AT_WORK | PAUSED,
        None,
        (*HOLDER, *HEAD),
        "Nghị định 118/2025/NĐ-CP, Điều 19.4",
        needs=("reason",),
    ),
)
