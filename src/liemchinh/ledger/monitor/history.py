"""Reads the published history of checkpoints: when witnesses had seen how much of a log.

A history is only believed where the log's key and the witnesses' keys have signed it.
"""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.core.note import parse_note
from liemchinh.ledger.core.policy import Policy
from liemchinh.ledger.core.published import Source

FARTHEST = 10_000
"""Milestones kept while looking for the next cosigned one: three hours without a witness at one a second."""


@dataclass(frozen=True)
class Milestone:
    """One published checkpoint: `at` the earliest cosignature (Unix seconds), None without; `met`: with the quorum.

    `file` and `end` say where in the history to read on after it. `problem`: why it is not believed.
    """

    size: int
    root: bytes
    at: int | None
    met: bool
    file: str
    end: int
    note: str = ""
    problem: str = ""


def milestones(
    source: Source, prefix: str, policy: Policy, *, first: date, last: date, file: str = "", at: int = 0
) -> Iterator[Milestone]:
    """The published checkpoints in the order of publication, from where an earlier reading stopped.

    Files are named by the day of publication; days from `first` to `last` are asked for. A half line at the end of
    the newest file is left for the next time. Raises Refused("ledger.away") when the log cannot be read.
    """
    day = date.fromisoformat(file) if file else first
    while day <= last:
        name = day.isoformat()
        start = at if name == file else 0
        content = source.get(f"{prefix}history/{name}", start=start) or b""
        end = start
        for line in content.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break
            end += len(line)
            if line.strip():
                yield _milestone(line, policy, name, end)
        day += timedelta(days=1)


def _milestone(line: bytes, policy: Policy, file: str, end: int) -> Milestone:
    note = ""
    try:
        said = json.loads(line)
        note = str(said["note"])
        standing = policy.standing(parse_note(note.encode()))
        checkpoint = standing.checkpoint
        if checkpoint.size != said["size"]:
            raise ValueError("another size")
    except Refused as refused:
        return Milestone(0, b"", None, False, file, end, note, str(refused))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Milestone(0, b"", None, False, file, end, note, "?")
    at = min(standing.cosigned.values(), default=None)
    return Milestone(checkpoint.size, checkpoint.root, at, bool(standing.cosigned) and standing.met, file, end, note)


class Ahead:
    """A history read ahead just as far as the next milestone that a witness has cosigned."""

    def __init__(self, stream: Iterator[Milestone], *, witnessed: bool) -> None:
        """`witnessed`: whether there is any witness at all; without one nothing need be looked for ahead."""
        self._stream = stream
        self._most = FARTHEST if witnessed else 1
        self._read: deque[Milestone] = deque()
        self._over = False

    def next(self) -> Milestone | None:
        """The next milestone, None at the end."""
        self._fill(until_cosigned=False)
        return self._read[0] if self._read else None

    def take(self) -> Milestone:
        """Step over the next milestone."""
        return self._read.popleft()

    def cosigned(self, above: int) -> int | None:
        """When a tree of more than `above` entries was first cosigned; None when not yet."""
        self._fill(until_cosigned=True)
        return next((it.at for it in self._read if it.at is not None and it.size > above), None)

    def _fill(self, *, until_cosigned: bool) -> None:
        while not self._over and (
            not self._read or (until_cosigned and len(self._read) < self._most and self._read[-1].at is None)
        ):
            following = next(self._stream, None)
            if following is None:
                self._over = True
            else:
                self._read.append(following)
