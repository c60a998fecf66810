"""Decides what must follow an act and by when: sending, publishing, telling, reporting, executing, asking."""

from dataclasses import dataclass
from datetime import datetime

from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks import Reading
from liemchinh.law.deadlines import Deadline, due_under
from liemchinh.petitions.rules.terms import Office


@dataclass(frozen=True)
class DutyKind:
    """One thing that must follow. `law` is the rule that gives its term, counted from the act that opened it.

    `told`: the person who sent the petition sees this date on their page. An empty `law` means that the act itself
    names the day.
    """

    code: str
    label: str
    law: str
    told: bool = True


COMMON = (
    DutyKind("handle", gettext_noop("Xử lý đơn, không để quá hạn"), "petitions.unhandled", told=False),
    DutyKind("forward", gettext_noop("Chuyển đơn đến nơi có thẩm quyền"), "petitions.forward"),
    DutyKind("forward_feedback", gettext_noop("Nơi nhận báo lại kết quả"), "petitions.forward_feedback"),
    DutyKind("urge_answer", gettext_noop("Nơi bị đôn đốc báo cáo"), "petitions.urge_answer", told=False),
)
OF_COMPLAINTS: tuple[DutyKind, ...] = ()
OF_DENUNCIATIONS: tuple[DutyKind, ...] = ()
OF_RECOMMENDATIONS: tuple[DutyKind, ...] = ()

DUTIES = {kind.code: kind for kind in (*COMMON, *OF_COMPLAINTS, *OF_DENUNCIATIONS, *OF_RECOMMENDATIONS)}


def duty_due(code: str, since: datetime, *, office: Office) -> Deadline:
    """By when the duty `code` opened at `since` must be done, with the provision and every day explained."""
    return due_under(DUTIES[code].law, since, calendar=office.calendar, hours=office.hours)


def is_late(reading: Reading, at: datetime) -> bool:
    """Whether the duty is overdue at `at`: its last day runs to the end of office hours."""
    return reading.due_at is not None and at > reading.due_at
