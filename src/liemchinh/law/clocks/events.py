"""What happened to a term, as facts; and the check that the facts can have happened in that order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from liemchinh.kernel.days import VIETNAM, moment
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.clocks.terms import Budget


class Happening(StrEnum):
    """The six things that can happen to a term."""

    START = "start"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    SUPERSEDE = "supersede"
    STOP = "stop"


class State(StrEnum):
    """Where a term stands."""

    IDLE = "idle"
    RUNNING = "running"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


MOVES: dict[State, dict[Happening, State]] = {
    State.IDLE: {Happening.START: State.RUNNING},
    State.RUNNING: {
        Happening.SUSPEND: State.SUSPENDED,
        Happening.EXTEND: State.RUNNING,
        Happening.SUPERSEDE: State.RUNNING,
        Happening.STOP: State.STOPPED,
    },
    State.SUSPENDED: {
        Happening.RESUME: State.RUNNING,
        Happening.SUPERSEDE: State.RUNNING,  # the full dossier came: the old term and its pause are over
        Happening.STOP: State.STOPPED,
    },
    State.STOPPED: {},
}

_WHY_NOT = {
    (State.SUSPENDED, Happening.SUSPEND): gettext_noop("Thời hạn đang tạm dừng rồi."),
    (State.SUSPENDED, Happening.EXTEND): gettext_noop("Thời hạn đang tạm dừng nên chưa có hạn để gia hạn."),
    (State.RUNNING, Happening.RESUME): gettext_noop("Thời hạn không tạm dừng nên không có gì để tính tiếp."),
    (State.RUNNING, Happening.START): gettext_noop("Thời hạn đã bắt đầu rồi."),
    (State.SUSPENDED, Happening.START): gettext_noop("Thời hạn đã bắt đầu rồi."),
}
_NOT_STARTED = gettext_noop("Thời hạn chưa bắt đầu.")
_STOPPED = gettext_noop("Thời hạn đã kết thúc, không ghi thêm được.")

EARLIEST, LATEST = 2000, 2100
"""Years between which the clocks answer; outside them somebody mistyped."""


@dataclass(frozen=True)
class Event:
    """One fact about a term, at an aware instant.

    `until` is the new due moment of an EXTEND. `budget` may change the length with a SUPERSEDE. `reason` and
    `basis` (the document or article) are shown to the citizen as written.
    """

    kind: Happening
    at: datetime
    until: datetime | None = None
    budget: Budget | None = None
    reason: str = ""
    basis: str = ""


def minute(at: datetime) -> datetime:
    """`at` on the Vietnamese clock, to the whole minute, the finest the law is printed in.

    Raises Refused("law.clock.naive") without a time zone and Refused("law.clock.far") outside 2000–2100.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise Refused("law.clock.naive", gettext_noop("Mốc thời gian {at} thiếu múi giờ."), at=at.isoformat())
    if not EARLIEST < at.year < LATEST:
        raise Refused("law.clock.far", gettext_noop("Năm {year} nằm ngoài lịch tính được."), year=at.year)
    return at.astimezone(VIETNAM).replace(second=0, microsecond=0)


def check_order(events: Sequence[Event]) -> State:
    """The state that `events` lead to.

    Raises Refused: "law.clock.order" when an event lies before the one above it, "law.clock.move" when it
    cannot happen in that state, "law.clock.until" when an EXTEND names no new due moment.
    """
    state = State.IDLE
    latest: datetime | None = None
    for event in events:
        at = minute(event.at)
        if latest is not None and at < latest:
            sentence = gettext_noop("Sự kiện lúc {at} được ghi sau sự kiện lúc {latest}: sai thứ tự.")
            raise Refused("law.clock.order", sentence, at=moment(at), latest=moment(latest))
        if event.kind not in MOVES[state]:
            raise Refused("law.clock.move", _why_not(state, event.kind), state=state, kind=event.kind)
        if event.kind is Happening.EXTEND and event.until is None:
            raise Refused("law.clock.until", gettext_noop("Gia hạn phải nêu hạn mới."))
        latest, state = at, MOVES[state][event.kind]
    return state


def _why_not(state: State, kind: Happening) -> str:
    if state is State.STOPPED:
        return _STOPPED
    return _WHY_NOT.get((state, kind)) or _NOT_STARTED
