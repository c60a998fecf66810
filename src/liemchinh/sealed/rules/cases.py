"""Decides which kinds of report there are, which states a case passes, and who may move it from one to the next."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.sealed.rules.reading import READERS

REPORTER = Actor(code="reporter", name=gettext_noop("Người gửi tin"))
"""Whoever typed the code of a case, or files a report: nothing else is known of them."""


class Report(StrEnum):
    """What the law takes a report for."""

    NAMED = "named"
    LEAD = "lead"


REPORT_NAMES = {
    Report.NAMED: gettext_noop("Tố cáo, danh tính được giữ kín"),
    Report.LEAD: gettext_noop("Tin không nêu tên"),
}
"""Law on Denunciations art. 25: without a name it is no denunciation, but may be a lead for an inspection."""


class Sort(StrEnum):
    """What a sealed piece is."""

    REPORT = "report"
    MESSAGE = "message"
    NOTE = "note"
    PROTECTION = "protection"


class State(IntEnum):
    """Where a case stands."""

    RECEIVED = 1
    READ = 2
    ASKED = 3
    WORKING = 4
    LEAD = 5
    FORWARDED = 6
    CONCLUDED = 7
    CLOSED = 8
    DESTROYED = 9


STATE_NAMES = {
    State.RECEIVED: gettext_noop("Đã nhận, chưa mở"),
    State.READ: gettext_noop("Đã đọc"),
    State.ASKED: gettext_noop("Đã hỏi lại người gửi"),
    State.WORKING: gettext_noop("Đang xử lý"),
    State.LEAD: gettext_noop("Lưu làm thông tin phục vụ thanh tra, kiểm tra"),
    State.FORWARDED: gettext_noop("Đã chuyển cơ quan có thẩm quyền"),
    State.CONCLUDED: gettext_noop("Đã có kết luận"),
    State.CLOSED: gettext_noop("Đã đóng"),
    State.DESTROYED: gettext_noop("Đã hủy nội dung"),
}

STATE_SAID = {
    State.RECEIVED: gettext_noop("Tin đã đến nơi và được niêm phong. Chưa ai mở."),
    State.READ: gettext_noop("Người nhận đã đọc tin và đang kiểm tra điều kiện xử lý."),
    State.ASKED: gettext_noop("Người nhận có câu hỏi cho ông/bà. Xin trả lời ở dưới."),
    State.WORKING: gettext_noop("Tin đang được xử lý."),
    State.LEAD: gettext_noop("Tin được giữ làm thông tin phục vụ thanh tra, kiểm tra."),
    State.FORWARDED: gettext_noop("Tin đã được chuyển đến cơ quan có thẩm quyền."),
    State.CONCLUDED: gettext_noop("Việc xử lý đã có kết luận."),
    State.CLOSED: gettext_noop("Việc xử lý tin đã khép lại. Ông/bà vẫn gửi thêm được."),
    State.DESTROYED: gettext_noop("Đã hết thời hạn lưu. Nội dung đã được hủy."),
}
"""What the reporter reads of it."""

ENDED = frozenset({State.FORWARDED, State.CONCLUDED, State.CLOSED})
OPEN = frozenset({State.RECEIVED, State.READ, State.ASKED, State.WORKING, State.LEAD})


@dataclass(frozen=True)
class Move:
    """One act on a case: its verb, what it is called, from where to where (None: stays), by which seats, which law.

    `ends` stops the clock; the terms that begin with an act are in `CLOCKS`.
    """

    verb: str
    label: str
    origins: frozenset[State]
    to: State | None
    who: frozenset[Role]
    article: str
    kinds: frozenset[Report] = frozenset(Report)
    ends: bool = False


def _table(*moves: Move) -> dict[str, Move]:
    return {one.verb: one for one in moves}


_LAW = "Luật Tố cáo"
MOVES = _table(
    Move("file", gettext_noop("Gửi tin"), frozenset(), State.RECEIVED, frozenset(), f"Điều 22, 25 {_LAW}"),
    Move(
        "read",
        gettext_noop("Đánh dấu đã đọc"),
        frozenset({State.RECEIVED}),
        State.READ,
        READERS,
        f"khoản 1 Điều 24 {_LAW}",
    ),
    Move(
        "ask",
        gettext_noop("Hỏi người gửi"),
        OPEN | {State.FORWARDED, State.CONCLUDED},
        State.ASKED,
        READERS,
        f"khoản 1 Điều 24 {_LAW}",
    ),
    Move("answer", gettext_noop("Trả lời người gửi"), OPEN | ENDED, None, READERS, f"khoản 1 Điều 24 {_LAW}"),
    Move("take", gettext_noop("Mở hoặc tải bản niêm phong"), OPEN | ENDED, None, READERS, f"Điều 56 {_LAW}"),
    Move("note", gettext_noop("Ghi chú nội bộ"), OPEN | ENDED, None, READERS, f"Điều 39 {_LAW}"),
    Move("send_more", gettext_noop("Người gửi gửi thêm"), OPEN | ENDED, None, frozenset(), f"Điều 9 {_LAW}"),
    Move(
        "accept",
        gettext_noop("Thụ lý, xử lý"),
        frozenset({State.READ, State.ASKED, State.LEAD}),
        State.WORKING,
        READERS,
        f"Điều 29, 30 {_LAW}",
    ),
    Move(
        "extend",
        gettext_noop("Gia hạn"),
        frozenset({State.WORKING, State.ASKED}),
        None,
        frozenset({Role.CHAIR, Role.SEALED}),
        f"khoản 2, 3 Điều 30 {_LAW}",
        kinds=frozenset({Report.NAMED}),
    ),
    Move(
        "keep_as_lead",
        gettext_noop("Lưu làm thông tin kiểm tra"),
        frozenset({State.READ, State.ASKED, State.WORKING}),
        State.LEAD,
        READERS,
        f"khoản 2 Điều 25 {_LAW}",
        ends=True,
    ),
    Move(
        "forward",
        gettext_noop("Chuyển cơ quan có thẩm quyền"),
        OPEN - {State.RECEIVED},
        State.FORWARDED,
        READERS,
        f"khoản 2 Điều 24, khoản 2 Điều 25 {_LAW}",
        ends=True,
    ),
    Move(
        "conclude",
        gettext_noop("Ghi kết luận"),
        frozenset({State.WORKING, State.ASKED, State.LEAD}),
        State.CONCLUDED,
        READERS,
        f"Điều 35 {_LAW}",
        ends=True,
    ),
    Move(
        "close",
        gettext_noop("Đóng"),
        (OPEN - {State.RECEIVED}) | {State.FORWARDED, State.CONCLUDED},
        State.CLOSED,
        READERS,
        f"khoản 1 Điều 24, khoản 1 Điều 25 {_LAW}",
        ends=True,
    ),
    Move(
        "reopen",
        gettext_noop("Mở lại"),
        ENDED,
        State.READ,
        READERS,
        f"Điều 37 {_LAW}",
    ),
    Move("add_recipient", gettext_noop("Thêm người đọc"), OPEN | ENDED, None, READERS, f"Điều 56 {_LAW}"),
    Move("remove_recipient", gettext_noop("Bớt người đọc"), OPEN | ENDED, None, READERS, f"Điều 56 {_LAW}"),
    Move(
        "hand_over_share",
        gettext_noop("Trao nửa phong bì"),
        OPEN | ENDED,
        None,
        frozenset({Role.CUSTODIAN}),
        f"Điều 56 {_LAW}",
    ),
    Move("ask_identity", gettext_noop("Xin mở danh tính"), OPEN | ENDED, None, READERS, f"Điều 56 {_LAW}"),
    Move(
        "answer_identity",
        gettext_noop("Trả lời việc mở danh tính"),
        OPEN | ENDED,
        None,
        frozenset({Role.CUSTODIAN}),
        f"Điều 56 {_LAW}",
    ),
    Move("open_identity", gettext_noop("Xem danh tính"), OPEN | ENDED, None, READERS, f"Điều 56 {_LAW}"),
    Move(
        "end_identity", gettext_noop("Hết thời gian xem danh tính"), OPEN | ENDED, None, frozenset(), f"Điều 56 {_LAW}"
    ),
    Move("ask_protection", gettext_noop("Đề nghị bảo vệ"), OPEN | ENDED, None, READERS, f"Điều 50 {_LAW}"),
    Move("decide_protection", gettext_noop("Quyết định về bảo vệ"), OPEN | ENDED, None, READERS, f"Điều 51, 52 {_LAW}"),
    Move(
        "check_protection", gettext_noop("Hỏi thăm người được bảo vệ"), OPEN | ENDED, None, READERS, f"Điều 53 {_LAW}"
    ),
    Move("end_protection", gettext_noop("Chấm dứt bảo vệ"), OPEN | ENDED, None, READERS, f"khoản 2 Điều 54 {_LAW}"),
    Move("tell_harm", gettext_noop("Ghi nhận việc trù dập"), OPEN | ENDED, None, READERS, f"khoản 3 Điều 47 {_LAW}"),
    Move(
        "destroy",
        gettext_noop("Hủy nội dung đã hết hạn lưu"),
        ENDED | {State.LEAD},
        State.DESTROYED,
        frozenset({Role.SEALED, Role.CHAIR}),
        f"Điều 39 {_LAW}",
        ends=True,
    ),
)
"""The table a lawyer reads: verb, from, to, who, article."""


CLOCKS = {
    ("file", Report.NAMED): "denunciations.check",
    ("file", Report.LEAD): "sealed.lead_first_look",
    ("reopen", Report.NAMED): "denunciations.check",
    ("reopen", Report.LEAD): "sealed.lead_first_look",
    ("accept", Report.NAMED): "denunciations.settlement",
    ("extend", Report.NAMED): "denunciations.extension",
}
"""Which term of the law book begins with which act. For a lead that is being looked into the law knows none."""


def move(verb: str) -> Move:
    """The act with this verb. Raises Refused("sealed.verb") for none of ours."""
    found = MOVES.get(verb)
    if found is None:
        raise Refused("sealed.verb", gettext_noop("Không có việc nào tên là {verb}."), verb=verb)
    return found


def check_move(verb: str, *, state: State, kind: Report) -> Move:
    """The move, if a case of this kind in this state may take it. Raises Refused("sealed.move")."""
    found = move(verb)
    if state not in found.origins or kind not in found.kinds:
        raise Refused(
            "sealed.move",
            gettext_noop("Tin đang ở trạng thái “{state}”, chưa làm được việc “{verb}”."),
            state=STATE_NAMES[state],
            verb=found.label,
        )
    return found


def moves_from(state: State, *, kind: Report, roles: frozenset[Role]) -> list[Move]:
    """What holders of these roles may do to such a case, in the order of the table."""
    return [one for one in MOVES.values() if state in one.origins and kind in one.kinds and one.who & roles]
