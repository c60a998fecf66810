"""Reading a clock: from the facts to where the term stands and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from liemchinh.law.calendar import Calendar
from liemchinh.law.clocks import steps
from liemchinh.law.clocks.events import Event, Happening, State, check_order, minute
from liemchinh.law.clocks.reckoning import Term
from liemchinh.law.clocks.steps import Step
from liemchinh.law.clocks.terms import Budget
from liemchinh.law.clocks.walks import tell, tell_superseded
from liemchinh.law.hours import OfficeHours

Suspension = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Reading:
    """Where a term stands, and why.

    `due_at` is None while idle or suspended (unless the term had already expired when it was suspended).
    `suspensions` and `suspended_minutes` are those of the running term, since its latest restart: office
    minutes for hours and working days, whole days × 1,440 for calendar days and months.
    """

    due_at: datetime | None
    state: State
    steps: tuple[Step, ...]
    provisional: bool
    budget: Budget
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    suspensions: tuple[Suspension, ...] = ()
    suspended_minutes: int = 0

    def on_time_at(self, at: datetime) -> bool | None:
        """Whether something done at `at` is in time; None while there is no due moment.

        The whole minute of the due moment still counts, as on the receipt.
        """
        return None if self.due_at is None else minute(at) <= self.due_at

    def lines(self) -> tuple[str, ...]:
        """The steps as sentences for a page, neighbours of one kind drawn together so that a long term stays
        readable; `steps` keeps every day."""
        return steps.drawn_together(self.steps)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON: instants as ISO 8601 with offset, steps one a line."""
        return {
            "due_at": _iso(self.due_at),
            "state": self.state.value,
            "provisional": self.provisional,
            "budget": {
                "amount": self.budget.amount,
                "unit": self.budget.unit.value,
                "words": self.budget.words(),
            },
            "started_at": _iso(self.started_at),
            "stopped_at": _iso(self.stopped_at),
            "suspensions": [{"from": _iso(since), "until": _iso(until)} for since, until in self.suspensions],
            "suspended_minutes": self.suspended_minutes,
            "steps": [step.as_json() for step in self.steps],
        }


def read(
    budget: Budget,
    events: Sequence[Event],
    *,
    calendar: Calendar,
    hours: OfficeHours,
    now: datetime | None = None,
    story: bool = True,
) -> Reading:
    """Read the clock of a term of `budget` to which `events` happened, in the order they happened.

    Day zero is the calendar day of the start, even outside office hours. With `now`, events after it have not
    happened yet and an open suspension is measured up to it. Without `story` there are no steps, which cost more
    than the rest. Raises Refused("law.clock.…") for facts that cannot be: see `events.check_order`, `events.minute`
    and `Term.extend`.
    """
    if now is not None:
        minute(now)
        events = [event for event in events if event.at.tzinfo is None or event.at <= now]
    state = check_order(events)
    if state is State.IDLE:
        return Reading(None, state, (), provisional=False, budget=budget)
    told: list[Step] = []
    again = False
    term = _begun(events[0], budget, calendar, hours)
    for event in events[1:]:
        at = minute(event.at)
        if event.kind is Happening.SUPERSEDE:
            told += tell_superseded(term, again=again) if story else ()
            again = True
            term = _begun(event, term.budget, calendar, hours)
        elif event.kind is Happening.SUSPEND:
            term.suspend(event, at)
        elif event.kind is Happening.RESUME:
            term.resume(event, at)
        elif event.kind is Happening.EXTEND and event.until is not None:
            term.extend(event, minute(event.until))
        elif event.kind is Happening.STOP and term.is_paused():
            term.resume(event, at)
    told += tell(term, again=again) if story else ()
    stop = events[-1] if state is State.STOPPED else None
    if stop is not None and story:
        told.append(steps.stopped(stop, minute(stop.at)))
    outside = _outside(term, calendar)
    told += [outside] if outside and story else []
    upto = minute(now) if now is not None else None
    return Reading(
        due_at=term.due,
        state=state,
        steps=tuple(told),
        provisional=outside is not None,
        budget=term.budget,
        started_at=term.started_at,
        stopped_at=minute(stop.at) if stop else None,
        suspensions=tuple((pause.since, pause.until) for pause in term.pauses),
        suspended_minutes=sum(term.suspended(pause, upto) for pause in term.pauses),
    )


def end_of(budget: Budget, since: datetime, *, calendar: Calendar, hours: OfficeHours) -> datetime:
    """Where a term of `budget` begun at `since` ends if nothing happens to it: `read` without the story."""
    return _begun(Event(Happening.START, since), budget, calendar, hours).end


def _begun(event: Event, budget: Budget, calendar: Calendar, hours: OfficeHours) -> Term:
    return Term(event, minute(event.at), event.budget or budget, calendar, hours)


def _outside(term: Term, calendar: Calendar) -> Step | None:
    """The warning, when days that decided the outcome lie outside the confirmed calendar."""
    last = term.due or term.pauses[-1].since
    if term.started_at.date() < calendar.confirmed_from:
        return steps.outside_calendar(calendar.confirmed_from)
    if last.date() > calendar.confirmed_until:
        return steps.provisional(calendar.confirmed_until)
    return None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
