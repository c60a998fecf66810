"""Decides what stands beside the on-time rate (`gaming`), and how a share is said with its doubt (`shares`)."""

from liemchinh.risk.rules.gaming import (
    OUR_CHOICE,
    PATTERNS,
    Act,
    Case,
    Life,
    Pattern,
    Thresholds,
    cases_in,
    without,
)
from liemchinh.risk.rules.notes import NOTED, READERS, WRITERS, check_note
from liemchinh.risk.rules.shares import interval

__all__ = [
    "NOTED",
    "OUR_CHOICE",
    "PATTERNS",
    "READERS",
    "WRITERS",
    "Act",
    "Case",
    "Life",
    "Pattern",
    "Thresholds",
    "cases_in",
    "check_note",
    "interval",
    "without",
]
