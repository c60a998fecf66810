"""The move table: every lawful act on a dossier, with its article, its people, its paper and its clocks.

A lawyer reads this file line by line; `docs/law/moves.md` is printed from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from liemchinh.dossiers.rules.states import ENDED, OPEN, PAUSED, RUNNING, Awaits, State
from liemchinh.kernel.actors import Role
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Happening


class Proposal(StrEnum):
    """What the specialist has laid on the desk for the next person."""

    NONE = "none"
    SUPPLEMENT = "supplement"
    RESULT = "result"


class Reach(StrEnum):
    """How near a seat must be to the dossier for its role to count."""

    AUTHORITY = "authority"
    DIVISION = "division"
    SEAT = "seat"
    SYSTEM = "system"


@dataclass(frozen=True)
class Move:
    """One line of the table: a lawful act on a dossier.

    `origins` are the states it may start from (empty: it opens the dossier), `to` the state it leads to (None: it
    stays). `turn` limits it to the moments when it is one of these people's turn (empty: at any time), `proposal` to
    those when such a proposal lies on the desk (None: whatever lies there). `legal` and `index` say what it does to
    the clock of the law and to the clock of the national index. `paper` is the form that it prints. `own_turn` leaves
    it to the role whose turn it is, however many roles may make it.
    """

    verb: str
    kind: Kind
    label: str
    origins: frozenset[State]
    to: State | None
    who: tuple[tuple[Role | None, Reach], ...]
    article: str
    awaits: Awaits | None = None
    turn: frozenset[Awaits] = frozenset()
    proposal: Proposal | None = None
    paper: str = ""
    legal: Happening | None = None
    index: Happening | None = None
    needs: tuple[str, ...] = ()
    own_turn: bool = False


_PRIVACY = gettext_noop(
    "Chỉ có mã đơn vị, số thứ tự, trạng thái và ngày hẹn; người và nội dung nằm sau cam kết có muối."
)


def _kind(verb: str, sentence: str) -> Kind:
    return Kind(code=f"dossiers.{verb}", sentence=sentence, privacy=_PRIVACY)


_DESK = ((Role.RECEIVER, Reach.AUTHORITY),)
_HEAD = ((Role.HEAD, Reach.DIVISION),)
_HOLDER = ((Role.SPECIALIST, Reach.SEAT),)
_LEADER = ((Role.LEADER, Reach.AUTHORITY),)
_NEW: frozenset[State] = frozenset()
_AT_WORK = frozenset({State.PROCESSING})

MOVES: tuple[Move, ...] = (
    # ── at the one-stop, before the clock starts ─────────────────────────────────────────────────────────────
    Move(
        "register",
        _kind("registered", gettext_noop("Ghi nhận hồ sơ còn thiếu giấy tờ, hướng dẫn một lần đầy đủ")),
        gettext_noop("Yêu cầu bổ sung trước khi tiếp nhận"),
        _NEW,
        State.REGISTERED,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 17.1.c, 16.3",
        awaits=Awaits.CITIZEN,
        paper="supplement",
        needs=("missing", "reason"),
    ),
    Move(
        "receive",
        _kind("received", gettext_noop("Tiếp nhận hồ sơ, cấp giấy hẹn")),
        gettext_noop("Tiếp nhận và in giấy hẹn"),
        _NEW | {State.REGISTERED},
        State.RECEIVED,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 17.3",
        awaits=Awaits.RECEIVER,
        paper="receipt",
        legal=Happening.START,
        index=Happening.START,
    ),
    Move(
        "refuse",
        _kind("refused", gettext_noop("Từ chối tiếp nhận hồ sơ, có lý do")),
        gettext_noop("Từ chối tiếp nhận"),
        _NEW | {State.REGISTERED},
        State.REFUSED,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 17.1.c",
        awaits=Awaits.NOBODY,
        paper="refusal",
        needs=("reason_code", "reason"),
    ),
    # ── between the one-stop and the division ────────────────────────────────────────────────────────────────
    Move(
        "hand_over",
        _kind("handed_over", gettext_noop("Bộ phận Một cửa chuyển hồ sơ cho phòng chuyên môn")),
        gettext_noop("Chuyển phòng chuyên môn"),
        frozenset({State.RECEIVED}),
        State.PROCESSING,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 18",
        awaits=Awaits.HEAD,
        paper="control",
        needs=("division",),
    ),
    Move(
        "take_over",
        _kind("taken_over", gettext_noop("Phòng chuyên môn xác nhận đã nhận đủ hồ sơ")),
        gettext_noop("Nhận đủ"),
        _AT_WORK,
        None,
        (*_HEAD, (Role.SPECIALIST, Reach.DIVISION), (Role.CLERK, Reach.DIVISION)),
        "Nghị định 118/2025/NĐ-CP, Điều 18",
        awaits=Awaits.HEAD,
        turn=frozenset({Awaits.HEAD}),
        paper="control",
        proposal=Proposal.NONE,
    ),
    Move(
        "assign",
        _kind("assigned", gettext_noop("Lãnh đạo phòng giao người thụ lý")),
        gettext_noop("Giao người thụ lý"),
        _AT_WORK,
        None,
        _HEAD,
        "Nghị định 118/2025/NĐ-CP, Điều 19.1",
        awaits=Awaits.SPECIALIST,
        turn=frozenset({Awaits.HEAD, Awaits.SPECIALIST}),
        needs=("seat",),
        proposal=Proposal.NONE,
    ),
    # ── appraisal ────────────────────────────────────────────────────────────────────────────────────────────
    Move(
        "propose_supplement",
        _kind("supplement_proposed", gettext_noop("Người thụ lý đề nghị bổ sung, chuyển Bộ phận Một cửa")),
        gettext_noop("Đề nghị bổ sung giấy tờ"),
        _AT_WORK,
        None,
        _HOLDER,
        "Nghị định 118/2025/NĐ-CP, Điều 5.1.e, 19.5",
        awaits=Awaits.RECEIVER,
        turn=frozenset({Awaits.SPECIALIST}),
        needs=("missing", "reason"),
    ),
    Move(
        "ask_supplement",
        _kind("supplement_asked", gettext_noop("Bộ phận Một cửa yêu cầu bổ sung, ngày hẹn tạm dừng")),
        gettext_noop("Gửi phiếu yêu cầu bổ sung"),
        _AT_WORK,
        State.SUPPLEMENT,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 19.5",
        awaits=Awaits.CITIZEN,
        turn=frozenset({Awaits.RECEIVER}),
        paper="supplement",
        legal=Happening.SUSPEND,
        index=Happening.SUSPEND,
        proposal=Proposal.SUPPLEMENT,
    ),
    Move(
        "take_supplement",
        _kind("supplement_received", gettext_noop("Nhận đủ giấy tờ bổ sung, thời hạn tính lại từ đầu")),
        gettext_noop("Đã nhận đủ giấy tờ bổ sung"),
        frozenset({State.SUPPLEMENT}),
        State.PROCESSING,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 19.5",
        awaits=Awaits.SPECIALIST,
        legal=Happening.SUPERSEDE,
        index=Happening.RESUME,
    ),
    Move(
        "close_unanswered",
        _kind(
            "closed_unanswered",
            gettext_noop("Hệ thống đóng hồ sơ vì quá hạn bổ sung mà chưa nhận được giấy tờ"),
        ),
        gettext_noop("Đóng vì không bổ sung"),
        frozenset({State.SUPPLEMENT}),
        State.STOPPED,
        ((None, Reach.SYSTEM),),
        "Nghị định 118/2025/NĐ-CP, Điều 19.5",
        awaits=Awaits.NOBODY,
        paper="stop",
        legal=Happening.STOP,
        index=Happening.STOP,
    ),
    Move(
        "ask_obligation",
        _kind("obligation_asked", gettext_noop("Thông báo nghĩa vụ tài chính, ngày hẹn tạm dừng")),
        gettext_noop("Thông báo nghĩa vụ tài chính"),
        _AT_WORK,
        State.OBLIGATION,
        _HOLDER,
        "Quy định riêng của thủ tục (cột “tạm dừng” trong danh mục)",
        awaits=Awaits.CITIZEN,
        turn=frozenset({Awaits.SPECIALIST}),
        legal=Happening.SUSPEND,
        index=Happening.SUSPEND,
        needs=("document",),
    ),
    Move(
        "meet_obligation",
        _kind("obligation_met", gettext_noop("Đã hoàn thành nghĩa vụ tài chính, ngày hẹn chạy tiếp")),
        gettext_noop("Đã hoàn thành nghĩa vụ tài chính"),
        frozenset({State.OBLIGATION}),
        State.PROCESSING,
        (*_HOLDER, *_DESK),
        "Quy định riêng của thủ tục (cột “tạm dừng” trong danh mục)",
        awaits=Awaits.SPECIALIST,
        legal=Happening.RESUME,
        index=Happening.RESUME,
        needs=("document",),
    ),
    # ── decision ─────────────────────────────────────────────────────────────────────────────────────────────
    Move(
        "submit",
        _kind("submitted", gettext_noop("Người thụ lý trình kết quả")),
        gettext_noop("Trình kết quả"),
        _AT_WORK,
        None,
        _HOLDER,
        "Nghị định 118/2025/NĐ-CP, Điều 19",
        awaits=Awaits.HEAD,
        turn=frozenset({Awaits.SPECIALIST}),
        needs=("outcome",),
    ),
    Move(
        "endorse",
        _kind("endorsed", gettext_noop("Lãnh đạo phòng đồng ý, trình lãnh đạo ký")),
        gettext_noop("Đồng ý, trình ký"),
        _AT_WORK,
        None,
        _HEAD,
        "Nghị định 118/2025/NĐ-CP, Điều 19",
        awaits=Awaits.LEADER,
        turn=frozenset({Awaits.HEAD}),
        proposal=Proposal.RESULT,
    ),
    Move(
        "send_back",
        _kind("sent_back", gettext_noop("Trả lại người thụ lý để làm tiếp, có lý do")),
        gettext_noop("Trả lại người thụ lý"),
        _AT_WORK,
        None,
        (*_HEAD, *_LEADER, *_DESK),
        "Nghị định 118/2025/NĐ-CP, Điều 19",
        awaits=Awaits.SPECIALIST,
        turn=frozenset({Awaits.HEAD, Awaits.LEADER, Awaits.RECEIVER}),
        needs=("reason",),
        own_turn=True,
    ),
    Move(
        "sign",
        _kind("signed", gettext_noop("Lãnh đạo ký kết quả")),
        gettext_noop("Ký"),
        _AT_WORK,
        None,
        _LEADER,
        "Nghị định 118/2025/NĐ-CP, Điều 19.3, 22",
        awaits=Awaits.CLERK,
        turn=frozenset({Awaits.LEADER}),
        proposal=Proposal.RESULT,
    ),
    Move(
        "issue",
        _kind("issued", gettext_noop("Văn thư phát hành, kết quả về Bộ phận Một cửa")),
        gettext_noop("Vào sổ, phát hành"),
        _AT_WORK,
        State.DONE,
        ((Role.CLERK, Reach.AUTHORITY),),
        "Nghị định 118/2025/NĐ-CP, Điều 22",
        awaits=Awaits.RECEIVER,
        turn=frozenset({Awaits.CLERK}),
        legal=Happening.STOP,
        index=Happening.STOP,
        needs=("number",),
    ),
    Move(
        "give_back",
        _kind("returned", gettext_noop("Trả kết quả cho người nộp")),
        gettext_noop("Trả kết quả"),
        frozenset({State.DONE}),
        State.RETURNED,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 6.2.b, 22",
        awaits=Awaits.NOBODY,
        needs=("collector", "proof"),
    ),
    # ── at any time ──────────────────────────────────────────────────────────────────────────────────────────
    Move(
        "apologise",
        _kind("apologised", gettext_noop("Xin lỗi và hẹn lại ngày trả kết quả, một lần")),
        gettext_noop("Xin lỗi, hẹn lại ngày"),
        RUNNING,
        None,
        _LEADER,
        "Nghị định 118/2025/NĐ-CP, Điều 19.6",
        paper="apology",
        legal=Happening.EXTEND,
        needs=("reason_code", "reason", "new_day"),
    ),
    Move(
        "withdraw",
        _kind("withdrawn", gettext_noop("Người nộp rút hồ sơ trước khi có quyết định")),
        gettext_noop("Rút hồ sơ theo yêu cầu"),
        OPEN - {State.DONE},
        State.WITHDRAWN,
        _DESK,
        "Nghị định 118/2025/NĐ-CP, Điều 21",
        awaits=Awaits.NOBODY,
        turn=frozenset(Awaits) - {Awaits.CLERK, Awaits.NOBODY},
        paper="stop",
        legal=Happening.STOP,
        index=Happening.STOP,
        needs=("reason",),
    ),
    Move(
        "stop",
        _kind("stopped", gettext_noop("Dừng giải quyết hồ sơ, có lý do")),
        gettext_noop("Dừng giải quyết"),
        _AT_WORK | PAUSED,
        State.STOPPED,
        _LEADER,
        "Thông tư 03/2025/TT-VPCP, Điều 7",
        awaits=Awaits.NOBODY,
        turn=frozenset(Awaits) - {Awaits.CLERK, Awaits.NOBODY},
        paper="stop",
        legal=Happening.STOP,
        index=Happening.STOP,
        needs=("reason_code", "reason"),
    ),
    Move(
        "attach",
        _kind("attached", gettext_noop("Đính kèm bản chụp, bản quét giấy tờ")),
        gettext_noop("Đính kèm tệp"),
        OPEN,
        None,
        (*_DESK, *_HOLDER, *_HEAD, (Role.CLERK, Reach.AUTHORITY)),
        "Nghị định 118/2025/NĐ-CP, Điều 17.1.c",
        needs=("files",),
    ),
    Move(
        "correct",
        _kind("corrected", gettext_noop("Ghi bút toán sửa thông tin, giữ cả nội dung cũ")),
        gettext_noop("Sửa thông tin ghi nhầm"),
        frozenset(State),
        None,
        (*_DESK, *_LEADER),
        "Quy tắc ghi sổ: sửa bằng bút toán, không sửa dòng cũ",
        needs=("reason",),
    ),
    Move(
        "reverse",
        _kind("reversed", gettext_noop("Ghi bút toán đảo bước kết thúc bị ghi nhầm")),
        gettext_noop("Đảo bước ghi nhầm"),
        ENDED,
        None,
        _LEADER,
        "Quy tắc ghi sổ: sửa bằng bút toán, không sửa dòng cũ",
        needs=("reason",),
    ),
)
MOVE = {move.verb: move for move in MOVES}
KINDS = {move.kind.code: move.kind for move in MOVES}
