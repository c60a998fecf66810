"""Paths that leave no trace of who asked: no line in the log, no count by address, no cookie, nothing kept.

The face does not know what is behind them; whoever adds such a page names its path here.
"""

QUIET_PATHS = ("/gop-y-kin/",)
LARGEST_QUIET = 24 * 1024 * 1024
"""Bytes that may be sent at once to such a page; they stay in memory."""

UNWRITTEN_PATHS = ("/kin/",)
"""Pages of officials whose lines in the log would tell the minute of something that is kept to the day."""


def is_unwritten(path: str) -> bool:
    """Whether a request for this path leaves no line in the log."""
    return is_quiet(path) or path.startswith(UNWRITTEN_PATHS)


def is_quiet(path: str) -> bool:
    """Whether this path is one of those, or one of those as people type them, without the last stroke."""
    return path.startswith(QUIET_PATHS) or f"{path}/" in QUIET_PATHS
