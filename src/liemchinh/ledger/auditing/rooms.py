"""Rows against the log where a row has no thread of its own: units, people, procedures, and whatever is told by key.

What entries tell is folded into a scratch file, the latest word of each column; then the tables stream by.
"""

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from liemchinh.ledger.auditing.book import Heard
from liemchinh.ledger.auditing.findings import Notebook, Tampering, of_column
from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.ledger.rules.writing import canonical_json, read_rows, token

AT_ONCE = 500


class Folded:
    """The latest word of the log on every row that is told by its key."""

    def __init__(self, testimonies: Iterable[Testimony]) -> None:
        told = list(testimonies)
        self.tables = {table.name: table for testimony in told for table in testimony.tables}
        heads = [thread for testimony in told for thread in testimony.threads]
        threaded = [thread.head.name for thread in heads] + [part.name for thread in heads for part, _ in thread.parts]
        self._elsewhere = [f'["{name}",'.encode() for name in threaded]
        self.skipped: set[str] = set()
        self._scratch = sqlite3.connect("")  # a file of its own that SQLite removes: memory stays flat
        self._scratch.execute("PRAGMA journal_mode=OFF")
        self._scratch.execute("PRAGMA synchronous=OFF")
        self._scratch.execute(
            "CREATE TABLE told (tab TEXT, key TEXT, columns TEXT, sources TEXT, PRIMARY KEY (tab, key)) WITHOUT ROWID"
        )

    def hear(self, kind: str, entry_id: int, place: int | None, record: bytes) -> None:
        """Take in what this record tells; called in the order of the book."""
        if not self.tables:
            self.skipped.add(kind)
            return
        if b'"rows":' not in record:
            return
        if any(name in record for name in self._elsewhere):
            self.skipped.add(kind)  # all entries of one kind tell of the same tables
            return
        try:
            rows = [row for row in read_rows(json.loads(record)["rows"]) if row[0] in self.tables]
        except (ValueError, KeyError, TypeError, AttributeError):
            return  # a record that was tampered with: told by the pass that checks commitments
        for table, key, columns in rows:
            if columns is None:
                self._scratch.execute("DELETE FROM told WHERE tab = ? AND key = ?", (table, key))
                continue
            source: dict[str, Any] = {"": [entry_id, place]}
            whole = dict(columns)
            if len(whole) < len(self.tables[table].columns):
                known = self._scratch.execute(
                    "SELECT columns, sources FROM told WHERE tab = ? AND key = ?", (table, key)
                ).fetchone()
                if known:
                    source = json.loads(known[1]) | dict.fromkeys(whole, [entry_id, place])
                    whole = json.loads(known[0]) | whole
            self._scratch.execute(
                "INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)", (table, key, json.dumps(whole), json.dumps(source))
            )

    def compare(self, heard: Heard, notebook: Notebook) -> None:
        """Every row of these tables against it; what is left over was deleted."""
        for table in self.tables.values():
            extra = [row for rows in _slices(table) for row in self._compare(table, rows, heard, notebook)]
            missing = self._scratch.execute(
                "SELECT key, columns, sources FROM told WHERE tab = ? ORDER BY key", (table.name,)
            )
            self._leftover(table, missing.fetchall(), extra, heard, notebook)

    def _compare(
        self, table: Table, rows: list[dict[str, Any]], heard: Heard, notebook: Notebook
    ) -> list[dict[str, Any]]:
        extra = []
        for row in rows:
            key = key_of(table, row)
            told = self._scratch.execute(
                "DELETE FROM told WHERE tab = ? AND key = ? RETURNING columns, sources", (table.name, key)
            ).fetchone()
            if told is None:
                extra.append(row)
                continue
            sources = json.loads(told[1])
            compare_row(table, key, row, json.loads(told[0]), sources, heard, notebook)
            entry_id = sources[""][0]
            if table.entry and row["entry_id"] != entry_id:
                notebook.write(Tampering.EDITED, table.name, key, "entry_id", entry=sources[""][1])
        return extra

    def _leftover(
        self,
        table: Table,
        missing: list[tuple[str, str, str]],
        extra: list[dict[str, Any]],
        heard: Heard,
        notebook: Notebook,
    ) -> None:
        """A row that is gone and one that is new but says the same is one row whose key was changed."""
        if not missing and not extra:
            return
        new = {digest({name: token(row[name]) for name in table.columns}): row for row in extra}
        for key, columns, sources in missing:
            entry_id, place = json.loads(sources)[""]
            if entry_id in heard.doubtful:
                continue
            moved = new.pop(digest(json.loads(columns)), None)
            if moved is None:
                notebook.write(Tampering.DELETED, table.name, key, entry=place)
                continue
            extra.remove(moved)
            for column, was in zip(table.key, key.split("/"), strict=False):
                if str(token(moved[column])) != was:
                    notebook.write(Tampering.EDITED, table.name, key, column, entry=place)
        for row in extra:
            notebook.write(Tampering.INSERTED, table.name, key_of(table, row))


def compare_row(
    table: Table,
    name: str,
    row: dict[str, Any],
    told: dict[str, Any],
    sources: dict[str, Any],
    heard: Heard,
    notebook: Notebook,
) -> None:
    """Note each column of `row` that differs from what was told; `sources` say by which entry (id, place)."""
    for column, word in told.items():
        if column not in row:
            continue  # a column of an earlier version of the program
        now = row[column]
        if now == word and type(now) is type(word) and (type(now) is not str or not now.startswith("sha256:")):
            continue
        if token(now) == word:
            continue
        entry_id, place = sources.get(column) or sources[""]
        if entry_id in heard.doubtful:
            continue
        moment = table.is_moment(column)
        kind = of_column(number=column in table.numbers, now=now, told=word, moment=moment)
        notebook.write(kind, table.name, name, column, entry=place)


def key_of(table: Table, row: dict[str, Any]) -> str:
    """The key under which entries name this row."""
    return "/".join(str(token(row[name])) for name in table.key)


def digest(columns: dict[str, Any]) -> bytes:
    """Equal for rows that say the same."""
    return canonical_json(columns)


def names_of(table: Table) -> list[str]:
    """The columns that the audit reads of a table."""
    return list(dict.fromkeys((*table.key, *table.columns, *(("entry_id",) if table.entry else ()))))


def _slices(table: Table) -> Iterable[list[dict[str, Any]]]:
    rows: QuerySet[Any] = table.model._default_manager.order_by("pk")
    if table.only is not None:
        rows = rows.filter(table.only)
    names = names_of(table)
    some: list[dict[str, Any]] = []
    for values in rows.values_list(*names).iterator(chunk_size=AT_ONCE):
        some.append(dict(zip(names, values, strict=True)))
        if len(some) == AT_ONCE:
            yield some
            some = []
    yield some
