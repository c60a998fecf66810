"""Paths that leave no trace of who asked: no line in the log, no count by address, no cookie, nothing kept.

The face does not know what is behind them; whoever adds such a page names its path here.
"""

QUIET_PATHS = ("/gop-y-kin/",)
LARGEST_QUIET = 24 * 1024 * 1024
"""Bytes that may be sent at once to such a page; they stay in memory."""


def is_quiet(path: str) -> bool:
    """Whether this path is one of those, or one of those as people type them, without the last stroke."""
    return path.startswith(QUIET_PATHS) or f"{path}/" in QUIET_PATHS
