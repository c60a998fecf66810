"""Counts procedures by the level that decides on them: once each, and as often as a level is named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from liemchinh.procedures.rules.catalogue import Level, Move, levels_on

HIGHEST_FIRST = (Level.MINISTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE, Level.OTHER)


@dataclass(frozen=True)
class LevelCount:
    """One level: procedures that name it, and those counted here because no higher level is named."""

    level: Level
    named: int
    once: int


@dataclass(frozen=True)
class LevelCounts:
    """All levels. The column `once` adds up to `total`, less `nowhere`; the column `named` may exceed it."""

    total: int
    nowhere: int
    levels: tuple[LevelCount, ...]


def count_levels(procedures: Iterable[tuple[Iterable[Level], Iterable[Move]]], on: date) -> LevelCounts:
    """Counts over (levels stated, transfers) of each procedure, as they stand on that day."""
    named = dict.fromkeys(HIGHEST_FIRST, 0)
    once = dict.fromkeys(HIGHEST_FIRST, 0)
    total = nowhere = 0
    for stated, moves in procedures:
        levels = levels_on(stated, tuple(moves), on)
        total += 1
        for level in levels:
            named[level] += 1
        highest = next((level for level in HIGHEST_FIRST if level in levels), None)
        if highest is None:
            nowhere += 1
        else:
            once[highest] += 1
    counts = tuple(LevelCount(level, named[level], once[level]) for level in HIGHEST_FIRST)
    return LevelCounts(total, nowhere, counts)
