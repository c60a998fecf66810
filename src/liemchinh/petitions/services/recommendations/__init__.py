"""Changes of recommendations and reflections: given to a division, answered, asked about, opened again."""

from liemchinh.petitions.services.recommendations.following import (
    admit_unsolved,
    ask_due,
    ask_solved,
    close_silent,
    close_unsolved,
    reopen,
    say_solved,
)
from liemchinh.petitions.services.recommendations.handling import (
    allot,
    answer,
    ask_petitioner,
    draft_answer,
    hear_petitioner,
    reroute,
    route,
)

__all__ = [
    "admit_unsolved",
    "allot",
    "answer",
    "ask_due",
    "ask_petitioner",
    "ask_solved",
    "close_silent",
    "close_unsolved",
    "draft_answer",
    "hear_petitioner",
    "reopen",
    "reroute",
    "route",
    "say_solved",
]
