"""Stores what a monitor remembers between visits: one SQLite file, so that millions of threads cost no memory.

It may be lost: the next visit then reads the log from its beginning. Whoever edits it makes this monitor blind.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.tiles import Edge
from liemchinh.ledger.monitor.finding import Finding
from liemchinh.ledger.monitor.graph import Graph
from liemchinh.ledger.monitor.replay import Day, Thread

SCHEMA = """
CREATE TABLE IF NOT EXISTS book (
    log TEXT PRIMARY KEY, vkey TEXT NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
    note BLOB NOT NULL, done INTEGER NOT NULL, edge BLOB NOT NULL, after INTEGER, met INTEGER NOT NULL,
    file TEXT NOT NULL, at INTEGER NOT NULL, unbounded INTEGER NOT NULL, next_log TEXT NOT NULL, next_key TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thread (
    did TEXT PRIMARY KEY, unit TEXT NOT NULL, n INTEGER NOT NULL, leaf BLOB NOT NULL, no INTEGER NOT NULL,
    state INTEGER NOT NULL, back INTEGER NOT NULL, due INTEGER NOT NULL, day INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS past (
    unit TEXT NOT NULL, did TEXT NOT NULL, first INTEGER NOT NULL, until INTEGER NOT NULL, due INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS past_of_unit ON past (unit, until);
CREATE TABLE IF NOT EXISTS day (
    unit TEXT, day INTEGER, received INTEGER NOT NULL, ended INTEGER NOT NULL, top INTEGER NOT NULL,
    entries INTEGER NOT NULL, closed INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (unit, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS number (
    unit TEXT, year INTEGER, last INTEGER NOT NULL, PRIMARY KEY (unit, year)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS closed (unit TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS finding (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, grave INTEGER NOT NULL,
    facts TEXT NOT NULL, mailed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_THREAD = "INSERT OR REPLACE INTO thread VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DAY = (
    "INSERT INTO day (unit, day, received, ended, top, entries) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (unit, day)"
    " DO UPDATE SET received = excluded.received, ended = excluded.ended, top = excluded.top,"
    " entries = excluded.entries"
)


MOST_FINDINGS = 50_000
"""Findings kept at most: a log that is wrong from end to end is not told entry by entry for ever."""


@dataclass
class Book:
    """How far one year's log has been read: the largest checkpoint seen, and `done` entries replayed up to it.

    `after`: the last cosignature time of a tree without entry number `done`; `met`: entries under a reached quorum;
    `file` and `at`: where in the published history the reading stands; `next_log`, `next_key`: what its end names.
    """

    log: str
    vkey: str
    first: int
    size: int = 0
    root: bytes = b""
    note: bytes = b""
    done: int = 0
    edge: bytes = bytes(8)
    after: int | None = None
    met: int = 0
    file: str = ""
    at: int = 0
    unbounded: int = 0
    next_log: str = ""
    next_key: str = ""


class State:
    """The monitor's memory in a folder: `state.sqlite3`, and `evidence/` for notes that contradict each other.

    As a `Memory` of a replay it keeps what the current batch touches and writes it with `flush`.
    """

    def __init__(self, folder: Path, graph: Graph) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self._base = sqlite3.connect(folder / "state.sqlite3", isolation_level=None, timeout=30)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("PRAGMA synchronous=NORMAL")
        self._base.executescript(SCHEMA)
        # the running states are our own integers, not text of strangers
        self._running = ", ".join(str(int(state)) for state in sorted(graph.running)) or "-2"
        self._base.execute(
            f"CREATE INDEX IF NOT EXISTS thread_due ON thread (unit, due) WHERE due >= 0 AND state IN ({self._running})"
        )
        self._threads: dict[str, Thread | None] = {}
        self._touched: set[str] = set()
        self._days: dict[tuple[str, int], Day] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._closed: dict[str, int] = {}
        self.whole = self.fact("whole") != "no"

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """All that is remembered inside is kept together, or nothing of it."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.flush()
        except BaseException:
            self._forget()
            self._base.execute("ROLLBACK")
            raise
        self._forget()
        self._base.execute("COMMIT")

    # ── how far each book was read ───────────────────────────────────────────────────────────────────────────────

    def book(self, log: str) -> Book | None:
        """How far this log has been read, None if never."""
        row = self._base.execute("SELECT * FROM book WHERE log = ?", (log,)).fetchone()
        return Book(*row) if row else None

    def books(self) -> list[Book]:
        """Every log that was read, the one with the first entries first."""
        return [Book(*row) for row in self._base.execute("SELECT * FROM book ORDER BY first, log")]

    def keep_book(self, book: Book) -> None:
        """Remember how far it has been read."""
        values = (book.log, book.vkey, book.first, book.size, book.root, book.note, book.done, book.edge, book.after)
        rest = (book.met, book.file, book.at, book.unbounded, book.next_log, book.next_key)
        self._base.execute(f"INSERT OR REPLACE INTO book VALUES ({', '.join('?' * 15)})", (*values, *rest))

    def fact(self, name: str) -> str:
        """A remembered word, empty if none."""
        row = self._base.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def keep_fact(self, name: str, value: str) -> None:
        """Remember a word."""
        self._base.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))

    # ── the memory of a replay ───────────────────────────────────────────────────────────────────────────────────

    def expect(self, dids: Iterable[str]) -> None:
        """Fetch these threads in one query: the next entries ask for them."""
        wanted = [did for did in set(dids) if did not in self._threads]
        self._threads.update(dict.fromkeys(wanted))
        marks = ", ".join("?" * len(wanted))
        found = f"SELECT * FROM thread WHERE did IN ({marks})"  # nosec B608 - only question marks
        for did, *rest in self._base.execute(found, wanted):
            self._threads[did] = Thread(*rest)

    def thread(self, did: str) -> Thread | None:
        """Where the thread stands; None if it was never seen."""
        if did not in self._threads:
            self.expect([did])
        return self._threads[did]

    def keep_thread(self, did: str, thread: Thread) -> None:
        """Where it stands now."""
        self._threads[did] = thread
        self._touched.add(did)

    def number(self, unit: str, year: int) -> int:
        """The last number of the authority's year, 0 before the first."""
        if (unit, year) not in self._numbers:
            row = self._base.execute("SELECT last FROM number WHERE unit = ? AND year = ?", (unit, year)).fetchone()
            self._numbers[unit, year] = int(row[0]) if row else 0
        return self._numbers[unit, year]

    def keep_number(self, unit: str, year: int, last: int) -> None:
        """The last number now."""
        self._numbers[unit, year] = last

    def day(self, unit: str, day: int) -> Day:
        """What the authority's day has come to so far."""
        if (unit, day) not in self._days:
            row = self._base.execute(
                "SELECT received, ended, top, entries FROM day WHERE unit = ? AND day = ?", (unit, day)
            ).fetchone()
            self._days[unit, day] = Day(*row) if row else Day()
        return self._days[unit, day]

    def keep_day(self, unit: str, day: int, figures: Day) -> None:
        """What it has come to now."""
        self._days[unit, day] = figures

    def closed_until(self, unit: str) -> int:
        """The last day closed by the authority, 0 before the first."""
        if unit not in self._closed:
            row = self._base.execute("SELECT day FROM closed WHERE unit = ?", (unit,)).fetchone()
            self._closed[unit] = int(row[0]) if row else 0
        return self._closed[unit]

    def close_day(self, unit: str, day: int) -> None:
        """The authority has closed the day."""
        self.flush()
        self._closed[unit] = day
        self._base.execute("INSERT OR REPLACE INTO closed VALUES (?, ?)", (unit, day))
        self._base.execute("UPDATE day SET closed = 1 WHERE unit = ? AND day = ?", (unit, day))
        self._base.execute("DELETE FROM past WHERE unit = ? AND until <= ?", (unit, day + 1))

    def was_late(self, unit: str, did: str, first: int, until: int, due: int) -> None:
        """Was past its due moment on these days, and has moved since."""
        self._base.execute("INSERT INTO past VALUES (?, ?, ?, ?, ?)", (unit, did, first, until, due))

    def late(self, unit: str, day: int, end: int) -> int:
        """Dossiers that were running past their due moment at that day's midnight."""
        self.flush()
        (now,) = self._base.execute(
            "SELECT count(*) FROM thread WHERE unit = ? AND due >= 0 AND due < ?"
            f" AND state IN ({self._running})"  # nosec B608 - numbers of the state graph
            " AND day <= ?",
            (unit, end, day),
        ).fetchone()
        (moved,) = self._base.execute(
            "SELECT count(*) FROM past WHERE unit = ? AND until > ? AND first <= ? AND due < ?", (unit, day, day, end)
        ).fetchone()
        return int(now) + int(moved)

    def top(self, unit: str, first: int, day: int) -> int:
        """The highest number given on these days."""
        self.flush()
        (top,) = self._base.execute(
            "SELECT coalesce(max(top), 0) FROM day WHERE unit = ? AND day BETWEEN ? AND ?", (unit, first, day)
        ).fetchone()
        return int(top)

    def flush(self) -> None:
        """Write what the batch has touched so far."""
        rows = []
        for did in self._touched:
            thread = self._threads[did]
            assert thread is not None
            standing = (thread.no, thread.state, thread.back, thread.due, thread.day)
            rows.append((did, thread.unit, thread.n, thread.leaf, *standing))
        self._base.executemany(_THREAD, rows)
        self._touched.clear()
        self._base.executemany(
            _DAY, [(*key, day.received, day.ended, day.top, day.entries) for key, day in self._days.items()]
        )
        self._base.executemany(
            "INSERT OR REPLACE INTO number VALUES (?, ?, ?)", [(*key, last) for key, last in self._numbers.items()]
        )

    def _forget(self) -> None:
        self._threads.clear()
        self._touched.clear()
        self._days.clear()
        self._numbers.clear()
        self._closed.clear()

    # ── what can be said at the end of a visit ───────────────────────────────────────────────────────────────────

    def overdue(self, at: int) -> dict[str, int]:
        """By authority: dossiers that are running past their due moment now."""
        rows = self._base.execute(
            "SELECT unit, count(*) FROM thread WHERE due >= 0 AND due < ?"
            f" AND state IN ({self._running})"  # nosec B608 - numbers of the state graph
            " GROUP BY unit ORDER BY unit",
            (at,),
        )
        return {str(unit): int(count) for unit, count in rows}

    def unclosed(self, before: int) -> list[tuple[str, int, int]]:
        """Days before `before` on which an authority made entries and which it has not closed: unit, day, entries."""
        rows = self._base.execute(
            "SELECT unit, day, entries FROM day WHERE closed = 0 AND day < ? AND entries > 0 ORDER BY unit, day",
            (before,),
        )
        return [(str(unit), int(day), int(entries)) for unit, day, entries in rows]

    # ── findings ─────────────────────────────────────────────────────────────────────────────────────────────────

    def tell(self, finding: Finding) -> bool:
        """Keep a finding; False when it was known before, or when there are too many (which is told once)."""
        kept = self.last_finding()  # nothing is ever deleted, so this is how many there are
        if kept >= MOST_FINDINGS:
            words = gettext_noop("Có hơn {count} điều bất thường; từ đây không kể từng điều nữa.")
            finding = Finding("too_many", words.format(count=MOST_FINDINGS))
        done = self._base.execute(
            "INSERT OR IGNORE INTO finding (key, at, grave, facts) VALUES (?, ?, ?, ?)",
            (finding.key, int(time.time()), finding.grave, json.dumps(finding.__dict__, ensure_ascii=False)),
        )
        return done.rowcount == 1

    def findings(self, *, after: int = 0, unmailed: bool = False) -> Iterator[tuple[int, Finding]]:
        """Findings with their numbers, in the order in which they were made."""
        rows = self._base.execute(
            "SELECT id, facts FROM finding WHERE id > ? AND (NOT ? OR (grave AND NOT mailed)) ORDER BY id",
            (after, unmailed),
        )
        for number, facts in rows.fetchall():
            yield int(number), Finding(**json.loads(facts))

    def last_finding(self) -> int:
        """The number of the last finding, 0 when there is none."""
        (last,) = self._base.execute("SELECT coalesce(max(id), 0) FROM finding").fetchone()
        return int(last)

    def mailed(self, numbers: Iterable[int]) -> None:
        """These have been mailed."""
        self._base.executemany("UPDATE finding SET mailed = 1 WHERE id = ?", [(number,) for number in numbers])


def edge_of(book: Book) -> Edge:
    """The right edge of the tree that was replayed."""
    return Edge.from_bytes(book.edge)
