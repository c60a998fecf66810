"""Decides what may be said of counts: which stay hidden and with what, shares that add up to a hundred, medians.

Nothing here knows what is counted.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from liemchinh.dossiers.rules.states import PAUSED, Awaits, State
from liemchinh.dossiers.rules.terms import Office
from liemchinh.kernel.days import VIETNAM, local
from liemchinh.kernel.words import gettext_noop

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Guarded(Generic[Key]):
    """Counts of one group that may be shown side by side.

    `shown` has None for what is hidden. `total` is their sum as it may stand beside them: the hidden ones are in it
    only where it gives none of them away; `left_out` says how many are not.
    """

    shown: Mapping[Key, int | None]
    total: int
    left_out: int


def hidden_may_count(counts: Sequence[int], *, small: int) -> bool:
    """Whether hidden counts (each at least 1, below `small`) may be in a sum beside which the others are shown.

    Not a single one, not fewer than `small` together, and not a sum that only one choice of counts can give: all of
    them 1, or all of them as large as a hidden count can be.
    """
    n, together = len(counts), sum(counts)
    return n > 1 and together >= small and n < together < n * (small - 1)


def guarded(counts: Mapping[Key, int], *, small: int) -> Guarded[Key]:
    """Counts with those from 1 to below `small` hidden, and the sum that may be shown with them. Zeros are shown."""
    hidden = [count for count in counts.values() if 0 < count < small]
    total = sum(count for count in counts.values() if count >= small)
    told = hidden_may_count(hidden, small=small)
    return Guarded(
        shown={key: None if 0 < count < small else count for key, count in counts.items()},
        total=total + sum(hidden) if told else total,
        left_out=0 if told else len(hidden),
    )


def hundred(counts: Sequence[int], *, steps: int = 1000) -> list[int]:
    """Counts as parts of `steps` (1000: tenths of a percent) that add up to it; [] of nothing.

    The largest remainders are rounded up, but nothing that is not nothing becomes 0 and nothing that is not all
    becomes all: 1999 of 2000 is never said to be 100 %.
    """
    whole = sum(counts)
    if whole <= 0:
        return []
    parts = [count * steps // whole for count in counts]
    rest = sorted(range(len(counts)), key=lambda i: (-(counts[i] * steps % whole), i))
    for index in rest[: steps - sum(parts)]:
        parts[index] += 1
    for index, count in enumerate(counts):
        if count and not parts[index]:
            parts[max(range(len(parts)), key=lambda i: parts[i])] -= 1
            parts[index] = 1
    return parts


def honest_share(part: int, whole: int) -> float | None:
    """`part` of `whole` to a tenth of a percent, 0 to 1, never rounded to all or to nothing; None of nothing."""
    parts = hundred([part, whole - part])
    return parts[0] / 1000 if parts else None


def median(values: Iterable[int]) -> int | None:
    """The middle value, the lower of two; None of nothing."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


# Where time goes ---------------------------------------------------------------------------------------------

STEPS: Mapping[str, str] = {
    "hand_over": gettext_noop("Chờ chuyển phòng"),
    "assign": gettext_noop("Chờ nhận và phân công"),
    "submit": gettext_noop("Thụ lý"),
    "endorse": gettext_noop("Duyệt ở phòng"),
    "sign": gettext_noop("Chờ ký"),
    "issue": gettext_noop("Chờ vào số, phát hành"),
    "give_back": gettext_noop("Chờ người dân đến nhận"),
    "citizen": gettext_noop("Tạm dừng, chờ người nộp"),
}
"""The steps of the way, each named for the act that ends it; the last two are not the office's time."""

NOT_OURS = frozenset({"give_back", "citizen"})


@dataclass(frozen=True)
class Stood:
    """How a dossier stood after one event."""

    at: datetime
    state: State
    awaits: Awaits
    submitted: bool


def step_of(stood: Stood) -> str | None:
    """The step that a dossier is in while it stands so; None before it is received and after its end."""
    if stood.state in PAUSED:
        return "citizen"
    if stood.state is State.DONE:
        return "give_back"
    if stood.state is State.RECEIVED:
        return "hand_over"
    if stood.state is not State.PROCESSING:
        return None
    by_turn = {
        Awaits.RECEIVER: "submit" if stood.submitted else "hand_over",
        Awaits.SPECIALIST: "submit",
        Awaits.HEAD: "endorse" if stood.submitted else "assign",
        Awaits.LEADER: "sign",
        Awaits.CLERK: "issue",
        Awaits.CITIZEN: "citizen",
    }
    return by_turn.get(stood.awaits)


def minutes_in_steps(way: Sequence[Stood], office: Office) -> dict[str, int]:
    """Office minutes that one dossier spent in each step, first event to last; a step it came back to is added up."""
    spent: dict[str, int] = {}
    for stood, following in zip(way, way[1:], strict=False):
        step = step_of(stood)
        if step is not None:
            spent[step] = spent.get(step, 0) + office_minutes(stood.at, following.at, office)
    return spent


def office_minutes(start: datetime, end: datetime, office: Office) -> int:
    """Minutes from `start` to `end` in which the office was open."""
    begun, ended = local(start), local(end)
    minutes, day = 0, begun.date()
    while day <= ended.date():
        for opens, closes in office.hours.sessions(day, office.calendar):
            first, last = max(begun, _on(day, opens)), min(ended, _on(day, closes))
            minutes += max(0, int((last - first).total_seconds() // 60))
        day += timedelta(days=1)
    return minutes


def _on(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, VIETNAM)
