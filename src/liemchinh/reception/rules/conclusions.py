"""Decides what a conclusion after a head's reception must say, and who follows the work that it gives out.

Decree 154/2026/NĐ-CP, articles 25 and 26.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import short_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop
from liemchinh.reception.rules.visits import OF_THE_HEAD, WRITERS, VisitKind

UNIT_ROLES = (Role.HEAD, Role.LEADER)
"""Who answers for the work given to their own unit."""


@dataclass(frozen=True)
class TaskSaid:
    """One thing to do: what, by which unit (its code, empty for a body outside) or body, until when, whom to ask.

    `visit` is the code of the visit that it is for; empty: for all of them.
    """

    what: str
    due_on: date
    unit: str = ""
    body: str = ""
    contact: str = ""
    visit: str = ""


def check_conclusion(
    tasks: Sequence[TaskSaid], kinds: Collection[VisitKind], *, content: str, issued_on: date, held_on: date
) -> None:
    """Raises Refused("reception.conclusion" or "reception.task")."""
    if not content.strip():
        raise Refused("reception.conclusion", gettext_noop("Ghi ý kiến chỉ đạo của người đứng đầu."))
    if not kinds:
        raise Refused("reception.conclusion", gettext_noop("Chọn ít nhất một lượt tiếp mà thông báo này kết luận."))
    if any(kind not in OF_THE_HEAD for kind in kinds):
        sentence = gettext_noop("Thông báo kết luận chỉ lập cho lượt tiếp của người đứng đầu, định kỳ hoặc đột xuất.")
        raise Refused("reception.conclusion", sentence)
    if issued_on < held_on:
        raise Refused("reception.conclusion", gettext_noop("Ngày ban hành sớm hơn ngày tiếp. Xem lại hai ngày."))
    for task in tasks:
        check_task(task, after=issued_on)


def check_task(task: TaskSaid, *, after: date) -> None:
    """A task says what, who and when; its day is not before the conclusion. Raises Refused("reception.task")."""
    if not task.what.strip() or not (task.unit or task.body.strip()):
        raise Refused("reception.task", gettext_noop("Mỗi việc ghi làm gì và đơn vị nào làm."))
    if task.due_on < after:
        sentence = gettext_noop("Hạn {day} của một việc sớm hơn ngày ban hành thông báo.")
        raise Refused("reception.task", sentence, day=short_day(task.due_on))


def may_finish(actor: Actor, *, authority: str, unit: str) -> bool:
    """Who says that a task is done: who keeps the register, or who answers for the unit it was given to."""
    return authority in actor.authorities_as(*WRITERS) or (unit != "" and _answers(actor, unit))


def _answers(actor: Actor, unit: str) -> bool:
    return unit in actor.units_as(*UNIT_ROLES) | actor.authorities_as(*UNIT_ROLES)


_HIDDEN = gettext_noop("Chỉ có số việc giao; nội dung, đơn vị và hạn nằm sau cam kết có muối.")
_BARE = gettext_noop("Không có gì ngoài mã cơ quan và giờ; nội dung nằm sau cam kết có muối.")
CONCLUDED = Kind("reception.concluded", gettext_noop("Ra thông báo kết luận việc tiếp công dân."), _HIDDEN)
CONCLUSION_SENT = Kind("reception.conclusion_sent", gettext_noop("Gửi thông báo kết luận tiếp công dân."), _BARE)
TASK_DONE = Kind("reception.task_done", gettext_noop("Hoàn thành một việc giao sau tiếp công dân."), _BARE)
TASK_MOVED = Kind("reception.task_moved", gettext_noop("Đổi hạn một việc giao sau tiếp công dân, có lý do."), _BARE)
TASK_REMINDED = Kind("reception.task_reminded", gettext_noop("Đôn đốc một việc giao sau tiếp công dân."), _BARE)
TASK_TOLD = Kind("reception.task_told", gettext_noop("Gửi kết quả của việc giao cho người đến tiếp."), _BARE)
