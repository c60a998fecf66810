"""Clocks: a term is a budget with a history of its own, and its due moment is derived, never typed.

`read` takes a budget and the events that happened to it and answers when it ends, whether it runs, and why,
day by day. Pure: it never asks what time it is.
"""

from liemchinh.law.clocks.chips import Chip, Urgency, chip, working_days_left
from liemchinh.law.clocks.events import Event, Happening, State
from liemchinh.law.clocks.reading import Reading, end_of, read
from liemchinh.law.clocks.steps import Step
from liemchinh.law.clocks.terms import UNIT_NAMES, Budget, Unit
from liemchinh.law.clocks.worktime import advance, working_days_between, working_minutes

__all__ = [
    "UNIT_NAMES",
    "Budget",
    "Chip",
    "Event",
    "Happening",
    "Reading",
    "State",
    "Step",
    "Unit",
    "Urgency",
    "advance",
    "chip",
    "end_of",
    "read",
    "working_days_between",
    "working_days_left",
    "working_minutes",
]
