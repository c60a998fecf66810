"""Who has looked at a dossier, as its applicant is told: how many officials, by day and unit, and never who."""

from dataclasses import dataclass
from datetime import date

from liemchinh.org import queries as org


@dataclass(frozen=True)
class LooksShown:
    """How many people in all, each counted once, and (day, unit, people), newest day first."""

    people: int
    lines: tuple[tuple[date, str, int], ...]


def looks_at(code: str, on: date) -> LooksShown:
    """What is told of the dossier with this code. One query when nobody has looked, else few."""
    lines = org.opened_by(code)
    if not lines:
        return LooksShown(0, ())
    names = org.unit_names({line.unit for line in lines}, on)
    told = tuple((line.on, names.get(line.unit, line.unit), line.people) for line in lines)
    return LooksShown(org.people_who_opened(code), told)
