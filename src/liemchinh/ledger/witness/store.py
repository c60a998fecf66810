"""Stores what a witness has cosigned: one row a log, changed only together with the check that allows the change.

SQLite with synchronous FULL: when an answer leaves, what it says is on the disk. Losing this file, or putting an old
copy back, lets a log show this witness a second history: it must never be rolled back.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from liemchinh.ledger.witness.rules import Seen, Verdict

SCHEMA = """
CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY, origin TEXT NOT NULL, at INTEGER NOT NULL, seen BLOB NOT NULL, sent BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS seen_grows BEFORE UPDATE ON seen
    WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root IS NOT OLD.root)
    BEGIN SELECT RAISE(ABORT, 'a witness never goes back'); END;
CREATE TRIGGER IF NOT EXISTS seen_stays BEFORE DELETE ON seen
    BEGIN SELECT RAISE(ABORT, 'a witness never forgets'); END;
"""
MOST_EVIDENCE = 200
"""Requests kept as evidence for one log: only its own key can make them, and a few prove as much as thousands."""


class Store:
    """The witness's memory in one SQLite file; may be used by several threads."""

    def __init__(self, path: Path) -> None:
        self._turn = threading.Lock()
        self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=FULL")
        self._base.executescript(SCHEMA)
        path.chmod(0o600)

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._base.close()

    def last(self, origin: str) -> Seen | None:
        """What was last cosigned of this log, None if nothing."""
        with self._turn:
            return self._last(origin)

    def decide(self, origin: str, judge: Callable[[Seen | None], Verdict], *, sent: bytes, at: int) -> Verdict:
        """Ask `judge` with what was last seen of this log, and keep what it allows before returning.

        Check and change are one transaction that nobody else can enter, in this process or another. `sent` is kept as
        evidence when the verdict says so. Raises sqlite3.Error when it cannot be kept: then nothing may be answered.
        """
        with self._turn, self._transaction():
            seen = self._last(origin)
            verdict = judge(seen)
            if verdict.seen is not None:
                self._base.execute(
                    "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT (origin)"
                    " DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note",
                    (origin, verdict.seen.size, verdict.seen.root, verdict.seen.note),
                )
            elif verdict.evidence:
                self._keep_evidence(origin, seen.note if seen else b"", sent, at)
        return verdict

    def evidence(self, origin: str) -> list[tuple[int, bytes, bytes]]:
        """Requests signed by the log that contradict what it signed before: time, what we had seen, what was sent."""
        with self._turn:
            rows = self._base.execute("SELECT at, seen, sent FROM evidence WHERE origin = ? ORDER BY id", (origin,))
            return [(int(at), bytes(seen), bytes(sent)) for at, seen, sent in rows]

    def origins(self) -> list[str]:
        """The logs of which something was cosigned."""
        with self._turn:
            return [str(origin) for (origin,) in self._base.execute("SELECT origin FROM seen ORDER BY origin")]

    def _last(self, origin: str) -> Seen | None:
        row = self._base.execute("SELECT size, root, note FROM seen WHERE origin = ?", (origin,)).fetchone()
        return Seen(int(row[0]), bytes(row[1]), bytes(row[2])) if row else None

    def _keep_evidence(self, origin: str, seen: bytes, sent: bytes, at: int) -> None:
        (kept,) = self._base.execute("SELECT count(*) FROM evidence WHERE origin = ?", (origin,)).fetchone()
        if kept < MOST_EVIDENCE:
            self._base.execute(
                "INSERT INTO evidence (origin, at, seen, sent) VALUES (?, ?, ?, ?)", (origin, at, seen, sent)
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")
