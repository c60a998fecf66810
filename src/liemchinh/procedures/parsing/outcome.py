"""How well a cell was understood: said of every cell, with the reason and the text it is about."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """FULLY read, PARTLY read (something is doubtful or missing), NOT read, or the portal states NOTHING."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"
    NOTHING = "nothing"


EXCERPT = 160
"""Characters of raw text a finding quotes."""


@dataclass(frozen=True)
class Finding:
    """What was found about one `cell` (time, fee, component, channels, …): its outcome and why."""

    cell: str
    outcome: Outcome
    reason: str = ""
    raw: str = ""


def excerpt(text: str) -> str:
    """The first characters of `text`, on one line, for a report."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
