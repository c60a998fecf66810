"""What a page, a feed and a paper say of one session: the same words everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from liemchinh.face.shapes import Chip, ChipKind
from liemchinh.kernel.days import WEEKDAYS, full_day, time_of_day
from liemchinh.kernel.words import shown
from liemchinh.law.hours import DAY_CODES
from liemchinh.org import queries as org
from liemchinh.portal.authority import in_words
from liemchinh.reception.queries import calendar as queries
from liemchinh.reception.rules.calendar import FORM_NAMES, KIND_NAMES, SessionForm, SessionKind, SessionState

if TYPE_CHECKING:
    from liemchinh.reception.models import Session

LOOKS = {
    SessionState.PUBLISHED: ChipKind.ON,
    SessionState.OPEN: ChipKind.ON,
    SessionState.HELD: ChipKind.DONE,
    SessionState.POSTPONED: ChipKind.PAUSED,
    SessionState.CANCELLED: ChipKind.PLAIN,
}


@dataclass(frozen=True)
class Line:
    """One session as everybody reads it. `note` is the reason it was moved or given up, or is held at all."""

    session: "Session"
    head: str
    kind: str
    form: str
    hours: str
    chip: Chip
    note: str
    gone: bool
    moved_to: date | None
    booking: bool

    @property
    def day(self) -> str:
        """`thứ Năm, 26/11/2026`."""
        return full_day(self.session.on)


@dataclass(frozen=True)
class Desk:
    """The regular desk in words: where, when, who on which weekday."""

    place: str
    hours: str
    duty: tuple[tuple[str, str], ...]
    rules: str


def lines_of(sessions: Sequence["Session"], heads: dict[str, str]) -> list[Line]:
    """Every session as a line; `heads` are the titles (with names) of head's seats by their code."""
    return [_line(one, heads) for one in sessions]


def heads_in_words(unit: org.UnitOnDay, on: date) -> dict[str, str]:
    """`Chủ tịch Ủy ban nhân dân Nguyễn Văn Thí Dụ` by seat code, as of that day."""
    return {seat.code: f"{seat.title} {seat.person_name}".strip() for seat in queries.heads_of(unit, on)}


def desk_of(unit: org.UnitOnDay, on: date) -> Desk:
    """The regular desk of an authority as pages and papers say it."""
    found = queries.regular_desk(unit, on)
    return Desk(found.place, in_words(found.hours), _duty(found.duty), found.rules)


def _duty(duty: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """Days on which the same people sit there, together: (`Thứ Hai đến thứ Sáu`, who)."""
    runs: list[tuple[int, int, tuple[str, ...]]] = []
    for number, code in enumerate(DAY_CODES):
        titles = duty.get(code, ())
        if runs and runs[-1][1] == number - 1 and runs[-1][2] == titles:
            runs[-1] = (runs[-1][0], number, titles)
        elif titles:
            runs.append((number, number, titles))
    said = []
    for first, last, titles in runs:
        words = shown(WEEKDAYS[first])
        if last > first:
            words = gettext("{first} đến {last}").format(first=words, last=shown(WEEKDAYS[last]))
        said.append((words[:1].upper() + words[1:], ", ".join(titles)))
    return tuple(said)


def hours_of(session: "Session") -> str:
    """`8 giờ đến 11 giờ 30`."""
    said = gettext("{opens} đến {closes}")
    return said.format(opens=time_of_day(session.opens), closes=time_of_day(session.closes))


def _line(one: "Session", heads: dict[str, str]) -> Line:
    state, kind = SessionState(one.state), SessionKind(one.kind)
    gone = state in (SessionState.POSTPONED, SessionState.CANCELLED)
    later = one.postponed_to
    return Line(
        session=one,
        head=heads.get(one.seat, gettext("Người đứng đầu")),
        kind=shown(KIND_NAMES[kind]),
        form=shown(FORM_NAMES[SessionForm(one.form)]),
        hours=hours_of(one),
        chip=Chip(LOOKS[state], _word(state)),
        note=one.reason if gone or kind is SessionKind.UNSCHEDULED else "",
        gone=gone,
        moved_to=later.on if later is not None else None,
        booking=state is SessionState.PUBLISHED and one.slot_minutes > 0,
    )


def _word(state: SessionState) -> str:
    if state is SessionState.POSTPONED:
        return gettext("Lùi sang ngày khác")
    if state is SessionState.CANCELLED:
        return gettext("Đã hủy")
    if state is SessionState.HELD:
        return gettext("Đã tiếp")
    if state is SessionState.OPEN:
        return gettext("Đang tiếp")
    return gettext("Tiếp theo lịch")
