"""Decides what may be asked of other units, when their parts open, and when the lead may go on without them.

The clock of the whole dossier never waits for them: the lead unit answers for it (Decree 118/2025, 19.4 and 20.2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from liemchinh.dossiers.rules.states import PartKind
from liemchinh.dossiers.rules.terms import Office
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law import clocks
from liemchinh.law.clocks import Budget, Happening

MOST_PARTS = 12
"""Parts of one dossier. Ours: past it nobody reads the answers."""


@dataclass(frozen=True)
class Ask:
    """What one unit (by code) is asked: an opinion or a step, in which stage, what, and within which term."""

    unit: str
    kind: PartKind
    question: str
    term: Budget
    stage: int = 1


@dataclass(frozen=True)
class Share:
    """A part as it stands: `asked` null while an earlier stage is open, `silent` once its silence has been told."""

    number: int
    unit: str
    kind: PartKind
    stage: int
    asked_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None
    silent_at: datetime | None
    recalled_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Answered, or no longer wanted."""
        return self.answered_at is not None or self.recalled_at is not None

    @property
    def is_waiting(self) -> bool:
        """Asked, and nobody has answered."""
        return self.asked_at is not None and not self.is_over


def check_asks(asks: Sequence[Ask], *, before: Sequence[Share], own: Iterable[str]) -> None:
    """May these be asked? `own` are the units that hold the dossier: nobody asks themselves.

    Raises Refused("dossiers.asks_…").
    """
    if not asks:
        raise Refused("dossiers.asks_none", gettext_noop("Chưa chọn cơ quan phối hợp nào."))
    if len(before) + len(asks) > MOST_PARTS:
        sentence = gettext_noop("Mỗi hồ sơ hỏi được nhiều nhất {most} lượt cơ quan phối hợp.")
        raise Refused("dossiers.asks_many", sentence, most=MOST_PARTS)
    waiting = {(share.unit, share.kind) for share in before if not share.is_over}
    holders = set(own)
    for ask in asks:
        if ask.unit in holders:
            raise Refused("dossiers.asks_own", gettext_noop("Phòng đang giữ hồ sơ không tự hỏi ý kiến mình."))
        if (ask.unit, ask.kind) in waiting:
            sentence = gettext_noop("Đơn vị {unit} đang được hỏi và chưa trả lời. Hãy đợi, hoặc rút lại câu hỏi trước.")
            raise Refused("dossiers.asks_twice", sentence, unit=ask.unit)
        waiting.add((ask.unit, ask.kind))
        if ask.term.amount < 1:
            raise Refused(
                "dossiers.asks_term", gettext_noop("Thời hạn trả lời ít nhất là một ngày hoặc một giờ làm việc.")
            )
        if not ask.question.strip():
            raise Refused("dossiers.asks_question", gettext_noop("Chưa ghi nội dung hỏi hoặc phần việc giao."))


def opening_now(shares: Sequence[Share]) -> list[Share]:
    """The parts that open now: of the earliest stage that is not over, those that nobody has been asked yet."""
    left = [share for share in shares if not share.is_over]
    if not left:
        return []
    first = min(share.stage for share in left)
    return [share for share in left if share.stage == first and share.asked_at is None]


def part_due(asked_at: datetime, term: Budget, *, office: Office) -> clocks.Reading:
    """By when a part is due: counted by the calendar and the hours of the unit that is asked."""
    start = clocks.Event(Happening.START, asked_at)
    return clocks.read(term, [start], calendar=office.calendar, hours=office.hours)


def check_answerable(share: Share | None) -> None:
    """Raise NotFound when there is no such part, Refused("dossiers.part_over" or "dossiers.part_waits")."""
    if share is None:
        raise NotFound("part")
    if share.is_over:
        raise Refused("dossiers.part_over", gettext_noop("Phần việc này đã trả lời hoặc đã được rút lại."))
    if share.asked_at is None:
        raise Refused("dossiers.part_waits", gettext_noop("Phần việc này chưa đến lượt: còn bước trước chưa xong."))


def is_silent(share: Share, at: datetime) -> bool:
    """Whether its term is over without an answer and nobody has been told yet."""
    return share.is_waiting and share.silent_at is None and share.due_at is not None and share.due_at <= at


def check_may_submit(shares: Sequence[Share]) -> None:
    """May a result be proposed? Not over a step that is not done, nor over a question whose term still runs.

    A silent opinion does not hold the lead up (19.4). Raises Refused("dossiers.parts_open").
    """
    holding = [
        share for share in shares if not share.is_over and (share.kind is PartKind.STEP or share.silent_at is None)
    ]
    if holding:
        sentence = gettext_noop("Còn {count} phần việc phối hợp chưa xong: {units}. Hãy đợi trả lời, hoặc rút lại.")
        units = ", ".join(sorted({share.unit for share in holding}))
        raise Refused("dossiers.parts_open", sentence, count=len(holding), units=units)
