"""Decides about sealed reports: states and moves, codes, sizes, who may open what. Never sees a word that is sealed."""

from liemchinh.sealed.rules.cases import (
    ENDED,
    MOVES,
    REPORT_NAMES,
    REPORTER,
    STATE_NAMES,
    STATE_SAID,
    Move,
    Report,
    Sort,
    State,
    check_move,
    move,
    moves_from,
)
from liemchinh.sealed.rules.parcel import LARGEST, SIZES, pack, padded_size, unpack
from liemchinh.sealed.rules.protection import (
    END_GROUNDS,
    HARMS,
    MEASURES,
    EndGround,
    Harm,
    Measure,
    check_end,
    check_measures,
)
from liemchinh.sealed.rules.reading import Purpose

__all__ = [
    "ENDED",
    "END_GROUNDS",
    "HARMS",
    "LARGEST",
    "MEASURES",
    "MOVES",
    "REPORTER",
    "REPORT_NAMES",
    "SIZES",
    "STATE_NAMES",
    "STATE_SAID",
    "EndGround",
    "Harm",
    "Measure",
    "Move",
    "Purpose",
    "Report",
    "Sort",
    "State",
    "check_end",
    "check_measures",
    "check_move",
    "move",
    "moves_from",
    "pack",
    "padded_size",
    "unpack",
]
