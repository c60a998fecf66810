"""Shows the outbox: what was told about a thing (`about`), an authority's notices and figures (`outbox`)."""

from liemchinh.notices.queries.about import Told, told_about
from liemchinh.notices.queries.outbox import (
    KEEPERS,
    PAGE,
    READERS,
    DayLine,
    Lag,
    Listed,
    Overview,
    by_day,
    check_keeps,
    kept_by,
    kept_line,
    lag,
    notices_of,
    offices_of,
    overview,
    totals,
)

__all__ = [
    "KEEPERS",
    "PAGE",
    "READERS",
    "DayLine",
    "Lag",
    "Listed",
    "Overview",
    "Told",
    "by_day",
    "check_keeps",
    "kept_by",
    "kept_line",
    "lag",
    "notices_of",
    "offices_of",
    "overview",
    "told_about",
    "totals",
]
