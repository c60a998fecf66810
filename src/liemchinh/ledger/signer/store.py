"""What the signer has signed: a small SQLite file of its own, outside the database, that only goes forwards.

Beside it stands one mark a log (`2026.mark`: its name, the size last signed and the root). The store is committed
first, then the mark is written, then the note leaves the house; so a mark that is ahead of the store means that the
store was put back from a copy.
"""

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.signer.keys import PRIVATE, check_private
from liemchinh.ledger.signer.rules import Signed

# WAL: readers never wait for a writer. FULL: a commit is on the disk before it returns.
_OPEN = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA busy_timeout = 5000")
_TABLES = """
CREATE TABLE IF NOT EXISTS shard (
    origin TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, vkey TEXT NOT NULL,
    size INTEGER NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, closed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS frozen (name TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS signed (
    origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (origin, size)
) WITHOUT ROWID;
CREATE TRIGGER IF NOT EXISTS shard_stays BEFORE DELETE ON shard BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
CREATE TRIGGER IF NOT EXISTS shard_grows BEFORE UPDATE ON shard
    WHEN NEW.origin IS NOT OLD.origin OR NEW.vkey IS NOT OLD.vkey OR NEW.size < OLD.size OR NEW.closed < OLD.closed
      OR (NEW.size = OLD.size AND NEW.root IS NOT OLD.root) OR (OLD.closed AND NEW.size IS NOT OLD.size)
    BEGIN SELECT RAISE(ABORT, 'only forwards'); END;
CREATE TRIGGER IF NOT EXISTS frozen_stays BEFORE DELETE ON frozen BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
CREATE TRIGGER IF NOT EXISTS frozen_fixed BEFORE UPDATE ON frozen BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
CREATE TRIGGER IF NOT EXISTS signed_stays BEFORE DELETE ON signed BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
CREATE TRIGGER IF NOT EXISTS signed_fixed BEFORE UPDATE ON signed BEGIN SELECT RAISE(ABORT, 'kept for ever'); END;
"""
_SIGNED = """SELECT s.origin, s.size, s.root, s.note, s.closed, coalesce(f.reason, '')
             FROM shard s LEFT JOIN frozen f ON f.name = s.origin"""


class Store:
    """The signer's memory in the folder `folder`. May be used by many threads, and by a second process.

    Whatever the disk refuses comes out as Refused("signer.store").
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = folder / "store.sqlite3"
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE))
            check_private(path)
            self._writer, self._reader = self._connect(path), self._connect(path)
            self._writer.executescript(_TABLES)
        except (OSError, sqlite3.Error) as problem:
            raise _trouble(problem) from problem
        self._write, self._read = threading.Lock(), threading.Lock()

    def close(self) -> None:
        """Let go of the file."""
        self._writer.close()
        self._reader.close()

    def signed(self, origin: str) -> Signed | None:
        """What was last signed for this log. Raises Refused("signer.rolled_back") when its mark knows of more."""
        marked = self.marked(origin)  # before the store: what is signed meanwhile is in the store first
        rows = self._ask(f"{_SIGNED} WHERE s.origin = ?", origin)
        size = rows[0][1] if rows else 0
        if marked is not None and (not rows or marked[0] > size or (marked[0] == size and marked[1] != rows[0][2])):
            sentence = gettext_noop(
                "Sổ của bộ ký ghi {origin} có {size} mục, nhưng bộ ký đã ký tới {signed} mục: tệp vừa bị thay bằng"
                " bản cũ. Không ký. Sửa bằng lệnh: liemchinh keys catch-up"
            )
            raise Refused("signer.rolled_back", sentence, origin=origin, size=size, signed=marked[0])
        if not rows:
            return None
        signed = _as_signed(rows[0])
        if marked is None or marked[0] < signed.size:
            self._mark(signed)  # we fell between the commit and the mark: the note has not left the house yet
        return signed

    def kept(self, origin: str) -> Signed | None:
        """The same without looking at the mark: for whoever repairs a store that was rolled back."""
        rows = self._ask(f"{_SIGNED} WHERE s.origin = ?", origin)
        return _as_signed(rows[0]) if rows else None

    def last(self) -> Signed | None:
        """The log that was opened last."""
        rows = self._ask(f"{_SIGNED} ORDER BY s.number DESC LIMIT 1")
        return _as_signed(rows[0]) if rows else None

    def vkey(self, origin: str) -> str:
        """The public key under which this log was opened; empty when it was not."""
        rows = self._ask("SELECT vkey FROM shard WHERE origin = ?", origin)
        return str(rows[0][0]) if rows else ""

    def frozen(self, name: str) -> str:
        """Why the key `name` may not be used any more; empty when it may."""
        rows = self._ask("SELECT reason FROM frozen WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def root_at(self, origin: str, size: int) -> bytes | None:
        """The root signed for this log at `size`; None when no tree of that size was."""
        rows = self._ask("SELECT root FROM signed WHERE origin = ? AND size = ?", origin, size)
        return bytes(rows[0][0]) if rows else None

    def history(self, origin: str) -> list[tuple[int, bytes, int]]:
        """Everything ever signed for this log: size, root, unix seconds; smallest first."""
        rows = self._ask("SELECT size, root, at FROM signed WHERE origin = ? ORDER BY size", origin)
        return [(int(size), bytes(root), int(at)) for size, root, at in rows]

    def open(self, opened: Signed, *, vkey: str, at: int) -> bool:
        """Begin a log with its first signed note; False when it has begun, or another one while we looked."""
        return self._change(
            opened,
            at,
            """INSERT INTO shard (origin, number, vkey, size, root, note)
               SELECT ?1, (SELECT coalesce(max(number), 0) + 1 FROM shard), ?2, ?3, ?4, ?5
               WHERE NOT EXISTS (SELECT 1 FROM shard WHERE origin = ?1)
                 AND NOT EXISTS (SELECT 1 FROM shard s WHERE NOT s.closed
                                 AND NOT EXISTS (SELECT 1 FROM frozen f WHERE f.name = s.origin))""",
            (opened.origin, vkey, opened.size, opened.root, opened.note),
        )

    def grow(self, old: Signed, new: Signed, *, at: int) -> bool:
        """Replace `old` by `new` if `old` is still what was last signed and nothing forbids it; then it is on the disk.

        False when somebody was faster, closed or froze the log: nothing has changed then.
        """
        return self._change(
            new,
            at,
            """UPDATE shard SET size = ?4, root = ?5, note = ?6 WHERE origin = ?1 AND size = ?2 AND root = ?3
               AND NOT closed AND NOT EXISTS (SELECT 1 FROM frozen f WHERE f.name = ?1)""",
            (old.origin, old.size, old.root, new.size, new.root, new.note),
        )

    def seal(self, signed: Signed) -> bool:
        """Close a log at what was last signed; False when that has changed meanwhile."""
        closing = "UPDATE shard SET closed = 1 WHERE origin = ? AND size = ? AND root = ?"
        return self._commit([(closing, (signed.origin, signed.size, signed.root))])

    def freeze(self, name: str, *, reason: str, at: int) -> bool:
        """Never use the key `name` again; False when it was frozen before (the first reason stays)."""
        return self._commit([("INSERT OR IGNORE INTO frozen VALUES (?, ?, ?)", (name, reason, at))])

    def _change(self, new: Signed, at: int, change: str, values: tuple[object, ...]) -> bool:
        # two processes might repair a log to one size: what was signed first stays in the history
        remember = "INSERT OR IGNORE INTO signed VALUES (?, ?, ?, ?)"
        if not self._commit([(change, values), (remember, (new.origin, new.size, new.root, at))]):
            return False
        self._mark(new)
        return True

    def _commit(self, changes: list[tuple[str, tuple[object, ...]]]) -> bool:
        """All changes in one durable transaction, or none when the first one hits no row."""
        with self._write:
            try:
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    for number, (change, values) in enumerate(changes):
                        if not self._writer.execute(change, values).rowcount and not number:
                            self._writer.execute("ROLLBACK")
                            return False
                    self._writer.execute("COMMIT")
                except BaseException:
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
            except sqlite3.Error as problem:
                raise _trouble(problem) from problem
        return True

    def _ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            with self._read:
                return self._reader.execute(question, values).fetchall()
        except sqlite3.Error as problem:
            raise _trouble(problem) from problem

    def _connect(self, path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in _OPEN:
            connection.execute(pragma)
        return connection

    def _mark(self, signed: Signed) -> None:
        """Write the mark aside and move it into place, never backwards."""
        path = self._mark_path(signed.origin)
        with self._write:
            before = self.marked(signed.origin)
            if before is not None and before[0] > signed.size:
                return
            aside = path.with_name(f"{path.name}.{os.getpid()}")
            try:
                handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE)
                with os.fdopen(handle, "w", encoding="utf-8") as sink:
                    sink.write(f"{signed.origin} {signed.size} {signed.root.hex()}\n")
                    sink.flush()
                    os.fsync(sink.fileno())
                aside.replace(path)
            except OSError as problem:
                raise _trouble(problem) from problem

    def marked(self, origin: str) -> tuple[int, bytes] | None:
        """Size and root of the log's mark; None when it has none."""
        try:
            name, size, root = self._mark_path(origin).read_text(encoding="utf-8").split()
            return (int(size), bytes.fromhex(root)) if name == origin else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as problem:
            raise _trouble(problem) from problem

    def _mark_path(self, origin: str) -> Path:
        return self.folder / f"{origin.rpartition('/')[2]}.mark"


def _as_signed(row: tuple[Any, ...]) -> Signed:
    origin, size, root, note, closed, frozen = row
    return Signed(str(origin), size, root, note, bool(closed), str(frozen))


def _trouble(problem: Exception) -> Refused:
    sentence = gettext_noop("Bộ ký không đọc, ghi được sổ của mình: {reason}. Không ký gì cho tới khi sửa xong.")
    reason = (problem.strerror if isinstance(problem, OSError) else None) or str(problem)
    return Refused("signer.store", sentence, reason=reason)
