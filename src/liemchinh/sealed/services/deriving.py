"""Derives from codes in line: each derivation takes 32 MiB and a core, so only a few go on at the same time."""

from threading import BoundedSemaphore

from liemchinh.sealed import rules

AT_ONCE = 2
_ROOM = BoundedSemaphore(AT_ONCE)


def derive(code: str) -> rules.Derived:
    """Everything that follows from a code; waits for its turn. Never called inside a transaction."""
    with _ROOM:
        return rules.derive(code)
