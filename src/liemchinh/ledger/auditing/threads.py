"""Threads: their steps without a hole, each chained to the one before, and the rows that their entries tell."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import Q

from liemchinh.ledger.auditing.book import TABLE, Heard, row_of
from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.ledger.auditing.reading import stream
from liemchinh.ledger.auditing.rooms import compare_row, digest, key_of, names_of
from liemchinh.ledger.auditing.tables import Table, Testimony, Threaded
from liemchinh.ledger.models import Entry
from liemchinh.ledger.rules import leaf_hash
from liemchinh.ledger.rules.writing import read_rows, token

AT_ONCE = 400  # threads whose rows are fetched together
MOST = 50  # steps told one by one where many are missing
PREV = b'"prev":"'

PathOf = Callable[[str], Path]


@dataclass(frozen=True)
class Line:
    """One entry of a thread, as this pass needs it."""

    id: int
    place: int | None
    tag: str
    step: int
    leaf: bytes
    prev: str
    record: bytes | None
    entry: bytes

    @property
    def public(self) -> dict[str, Any]:
        """What everybody can read of it; nothing when that is no JSON any more."""
        try:
            return dict(json.loads(self.entry))
        except (ValueError, TypeError):
            return {}


@dataclass
class Told:
    """What a thread's entries tell of its own row and of the rows that hang on it."""

    columns: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, Any] = field(default_factory=lambda: {"": [0, None]})
    parts: dict[str, dict[str, tuple[dict[str, Any], Line]]] = field(default_factory=lambda: defaultdict(dict))
    first: dict[str, Any] = field(default_factory=dict)
    dark: set[int] = field(default_factory=set)
    ids: dict[int, int] = field(default_factory=dict)
    erased: bool = False

    def forget(self, step: int) -> None:
        """An entry that cannot be read may have changed any column: what was known before proves nothing now."""
        self.dark.add(step)
        self.columns.clear()


@dataclass
class Leftovers:
    """Rows without their word and words without their row, until all threads are read: one may be the other."""

    missing: list[tuple[Table, str, str, bytes, int | None]] = field(default_factory=list)
    extra: list[tuple[Table, str, str, bytes]] = field(default_factory=list)
    heads: list[tuple[Threaded, dict[str, Any]]] = field(default_factory=list)


class Threads:
    """The pass over all threads, in the order of their tags."""

    def __init__(self, testimonies: list[Testimony], heard: Heard, notebook: Notebook, path_of: PathOf | None) -> None:
        self.heard, self.notebook, self.path_of = heard, notebook, path_of
        self.threaded = [thread for testimony in testimonies for thread in testimony.threads]
        self.links = [table for testimony in testimonies for table in testimony.tables if table.link]
        self.left = Leftovers()
        self.claimed: set[tuple[str, int]] = set()
        self.given = {thread.head.name: thread.numbers() for thread in self.threaded if thread.numbers}
        self.numbers: dict[tuple[str, str], bytearray] = {}
        self._moved: dict[str, list[int]] = defaultdict(list)
        for key, (tag, _) in heard.misfiled.items():
            self._moved[tag].append(key)

    def read(self) -> None:
        """Read every thread, then decide on what was left over."""
        before = ""
        some: dict[str, list[Line]] = {}
        for tag, lines in self._groups():
            some[tag] = lines
            if len(some) == AT_ONCE:
                self._chunk(some, before, tag)
                before, some = tag, {}
        self._chunk(some, before, None)
        self._settle()
        for thread in self.threaded:
            self._check_numbers(thread)

    def _groups(self) -> Iterator[tuple[str, list[Line]]]:
        statement = f"SELECT id, place, tag, step, entry, record FROM {TABLE} ORDER BY tag, step"
        tag, lines = "", list[Line]()
        for row in stream(statement):
            if row[2] != tag:
                if lines or tag in self._moved:
                    yield tag, self._with_moved(tag, lines)
                tag, lines = row[2], []
            if row[0] not in self.heard.misfiled:
                lines.append(_line(row))
        if lines:
            yield tag, self._with_moved(tag, lines)
        for tag in list(self._moved):
            yield tag, self._with_moved(tag, [])

    def _with_moved(self, tag: str, lines: list[Line]) -> list[Line]:
        """The entries whose own bytes say that they belong here, though their row says otherwise."""
        keys = self._moved.pop(tag, None)
        if keys:
            for row in Entry.objects.filter(id__in=keys).values_list("id", "place", "tag", "step", "entry", "record"):
                tag, step = self.heard.misfiled[row[0]]
                lines.append(_line((*row[:2], tag, step, *row[4:])))
            lines.sort(key=lambda line: line.step)
        return lines

    def _chunk(self, groups: dict[str, list[Line]], after: str, until: str | None) -> None:
        between = {"tag__gt": after} | ({} if until is None else {"tag__lte": until})
        owned: set[str] = set()
        for table in self.links:
            ends = table.model._default_manager.filter(table.only or Q(), **between)
            for tag, step, leaf, key in ends.values_list("tag", "step", "leaf", "pk"):
                owned.add(tag)
                if tag in groups:
                    told = self._told(groups[tag], None, self.notebook)
                    self._check_end(table, str(key), groups[tag], step, bytes(leaf), told)
                elif step:
                    self.notebook.write(Tampering.OUTBOX_REMOVED, TABLE, tag)
        for thread in self.threaded:
            rows = self._heads(thread, between)
            owned |= set(rows)
            for tag in set(rows) - set(groups):
                row = rows.pop(tag)
                self.left.heads.append((thread, row))
            self._own_threads(thread, {tag: groups[tag] for tag in rows}, rows)
        for tag, lines in groups.items():
            if tag not in owned:
                self._ownerless(lines)

    def _heads(self, thread: Threaded, where: dict[str, Any]) -> dict[str, dict[str, Any]]:
        names = [*names_of(thread.head), "pk", "tag", "step", "leaf"]
        rows = thread.head.model._default_manager.filter(**where).values_list(*names)
        return {row["tag"]: row for row in (dict(zip(names, values, strict=True)) for values in rows)}

    def _own_threads(self, thread: Threaded, groups: dict[str, list[Line]], rows: dict[str, dict[str, Any]]) -> None:
        """Threads whose own row is there: the row, and what hangs on it."""
        parts = {
            part.name: self._parts(part, owner, [row["pk"] for row in rows.values()]) for part, owner in thread.parts
        }
        for tag, lines in groups.items():
            row = rows[tag]
            told = self._told(lines, thread, self.notebook)
            name = str(told.first.get(thread.name) or row[thread.name])
            self._check_end(thread.head, name, lines, row["step"], bytes(row["leaf"]), told)
            compare_row(thread.head, name, row, told.columns, told.sources, self.heard, self.notebook)
            for part, _ in thread.parts:
                self._compare_parts(thread, part, name, parts[part.name].get(row["pk"], {}), told)
            self._count(thread, {**row, **told.first}, lines[0].public)

    def _parts(self, part: Table, owner: str, ids: list[int]) -> dict[int, dict[str, dict[str, Any]]]:
        names = [*names_of(part), owner]
        found: dict[int, dict[str, dict[str, Any]]] = defaultdict(dict)
        if ids:
            for values in part.model._default_manager.filter(**{f"{owner}__in": ids}).values_list(*names):
                row = dict(zip(names, values, strict=True))
                found[row[owner]][key_of(part, row)] = row
        return found

    def _told(self, lines: list[Line], thread: Threaded | None, notebook: Notebook) -> Told:
        """Walk the thread: no hole, every step chained to the one before; and hear what its records tell."""
        told = Told()
        before: Line | None = None
        for line in lines:
            done = before.step if before else 0
            for step in range(done + 1, min(line.step, done + MOST)):
                notebook.write(Tampering.OUTBOX_REMOVED, TABLE, f"{line.tag}/{step}")
                told.forget(step)
            if line.step == done + 1 and line.prev != (before.leaf.hex() if before else ""):
                self._broken(before, line, notebook)
            before = line
            told.ids[line.step] = line.id
            if thread is None:
                continue
            if line.record is None or line.id in self.heard.doubtful:
                told.forget(line.step)
                told.erased = told.erased or line.record is None
                continue
            self._hear(line, thread, told)
        return told

    def _hear(self, line: Line, thread: Threaded, told: Told) -> None:
        try:
            rows = list(read_rows(json.loads(line.record or b"").get("rows", ())))
        except (ValueError, TypeError, AttributeError):
            told.forget(line.step)
            return
        for table, key, columns in rows:
            if columns is None:
                told.parts[table].pop(key, None)
            elif table == thread.head.name:
                told.columns |= columns
                told.sources |= dict.fromkeys(columns, [line.id, line.place])
                told.first = told.first or dict(columns)
            else:
                told.parts[table][key] = dict(columns), line

    def _broken(self, before: Line | None, line: Line, notebook: Notebook) -> None:
        if line.id in self.heard.doubtful or (before and before.id in self.heard.doubtful):
            return
        wrong = before if before is not None and before.place is None else line
        row = row_of(wrong.id, wrong.place)
        notebook.write(Tampering.HISTORY_REWRITTEN, TABLE, row, "entry", entry=wrong.place)
        self.heard.doubtful.add(wrong.id)

    def _check_end(self, table: Table, name: str, lines: list[Line], step: int, leaf: bytes, told: Told) -> None:
        """The end that the row keeps against the thread's last entry."""
        last = lines[-1]
        if (step, leaf) == (last.step, last.leaf):
            return
        if leaf == last.leaf or step < last.step:
            self.notebook.write(Tampering.EDITED, table.name, name, "step", entry=last.place)
            if leaf != last.leaf and not any(line.leaf == leaf for line in lines):
                self.notebook.write(Tampering.EDITED, table.name, name, "leaf", entry=last.place)
        elif step > last.step:
            for missing in range(last.step + 1, min(step, last.step + MOST) + 1):
                self.notebook.write(Tampering.OUTBOX_REMOVED, TABLE, f"{last.tag}/{missing}")
                told.forget(missing)
        elif last.id in self.heard.doubtful:
            return
        elif last.place is not None:
            self.notebook.write(Tampering.EDITED, table.name, name, "leaf", entry=last.place)
        else:
            self.notebook.write(Tampering.HISTORY_REWRITTEN, TABLE, row_of(last.id, None), "entry")
            told.forget(last.step)

    def _compare_parts(
        self, thread: Threaded, part: Table, name: str, rows: dict[str, dict[str, Any]], told: Told
    ) -> None:
        words = told.parts[part.name]
        missing = {key: word for key, word in words.items() if key not in rows}
        extra = {key: row for key, row in rows.items() if key not in words and _step(part, row) not in told.dark}
        for key, row in rows.items():
            if key in words:
                columns, line = words[key]
                sources = {"": [line.id, line.place]}
                compare_row(part, f"{name}/{key}", row, columns, sources, self.heard, self.notebook)
                if part.entry and row["entry_id"] != told.ids.get(row["step"]):
                    self.notebook.write(Tampering.EDITED, part.name, f"{name}/{key}", "entry_id", entry=line.place)
        if missing or extra:
            self._pair(part, name, missing, extra)
        if part.name == thread.files and self.path_of is not None:
            for key in rows.keys() - extra.keys():
                self._check_file(f"{name}/{key}", key, self.path_of(key), words.get(key), told)

    def _pair(
        self,
        part: Table,
        name: str,
        missing: dict[str, tuple[dict[str, Any], Line]],
        extra: dict[str, dict[str, Any]],
    ) -> None:
        """A row that is gone and one that is new but says the same is one row whose key was changed."""
        new = {digest({column: token(row[column]) for column in part.columns}): key for key, row in extra.items()}
        for key, (columns, line) in missing.items():
            same = new.pop(digest(columns), None)
            if same is None:
                self.left.missing.append((part, f"{name}/{key}", key, digest(columns), line.place))
                continue
            kind = Tampering.RENUMBERED if part.numbers & set(part.key) else Tampering.EDITED
            self.notebook.write(kind, part.name, f"{name}/{key}", part.key[0], entry=line.place)
        self.left.extra += [(part, f"{name}/{key}", key, told) for told, key in new.items()]

    def _check_file(
        self, name: str, sha256: str, path: Path, word: tuple[dict[str, Any], Line] | None, told: Told
    ) -> None:
        entry = word[1].place if word else None
        try:
            with path.open("rb") as content:
                right = hashlib.file_digest(content, "sha256").hexdigest() == sha256
        except OSError:
            if not told.erased:
                self.notebook.write(Tampering.FILE_MISSING, "files", name, entry=entry)
            return
        if not right:
            self.notebook.write(Tampering.FILE_REPLACED, "files", name, "sha256", entry=entry)

    def _ownerless(self, lines: list[Line]) -> None:
        """Entries whose row is nowhere: deleted, or kept under another tag."""
        for thread in self.threaded:
            heard = self._told(lines, thread, Notebook())  # what is wrong with the steps is told below, once
            if not heard.first:
                continue
            name = heard.first.get(thread.name)
            rows = self._heads(thread, {thread.name: name}) if name else {}
            if rows:
                ((tag, row),) = rows.items()
                self.claimed.add((thread.head.name, row["pk"]))
                self.notebook.write(Tampering.EDITED, thread.head.name, name, "tag", entry=lines[0].place)
                self._own_threads(thread, {tag: lines}, {tag: row})
                return
            self.notebook.write(Tampering.DELETED, thread.head.name, name or lines[0].tag, entry=lines[-1].place)
            for part, _ in thread.parts:
                for key, (_columns, line) in heard.parts[part.name].items():
                    self.notebook.write(Tampering.DELETED, part.name, f"{name}/{key}", entry=line.place)
            self._count(thread, heard.first, lines[0].public)
            break
        else:
            for thread in self.threaded:  # without any record: the public part still says which numbers were given
                self._count(thread, {}, lines[0].public)
        self._told(lines, None, self.notebook)

    def _settle(self) -> None:
        """What was left over: a row moved to another owner, or rows gone and rows new."""
        new: dict[tuple[str, str, bytes], tuple[Table, str]] = {
            (table.name, key, told): (table, name) for table, name, key, told in self.left.extra
        }
        for table, name, key, told, place in self.left.missing:
            if new.pop((table.name, key, told), None) is not None:
                owner = next(o for thread in self.threaded for part, o in thread.parts if part is table)
                self.notebook.write(Tampering.EDITED, table.name, name, owner, entry=place)
            else:
                self.notebook.write(Tampering.DELETED, table.name, name, entry=place)
        for table, name in new.values():
            self.notebook.write(Tampering.INSERTED, table.name, name)
        for thread, row in self.left.heads:
            if (thread.head.name, row["pk"]) in self.claimed:
                continue
            steps = self._steps_without_entry(thread, row["pk"])
            for step in steps:
                self.notebook.write(Tampering.OUTBOX_REMOVED, TABLE, f"{row['tag']}/{step}")
            if steps:
                self._count(thread, row, {})
            else:
                self.notebook.write(Tampering.INSERTED, thread.head.name, row[thread.name])

    def _steps_without_entry(self, thread: Threaded, pk: int) -> list[int]:
        """Steps whose rows hang on this one and point to entries that are no more."""
        for part, owner in thread.parts:
            if part.entry:
                rows = part.model._default_manager.filter(**{owner: pk}).order_by("step")
                steps = dict(rows.values_list("entry_id", "step"))
                there = set(Entry.objects.filter(id__in=steps).values_list("id", flat=True))
                return [step for key, step in steps.items() if key not in there]
        return []

    def _count(self, thread: Threaded, columns: dict[str, Any], public: dict[str, Any]) -> None:
        """Cross off the numbers that this thread was given: a byte for each, whatever else a dossier is."""
        numbers = self.given.get(thread.head.name)
        if numbers is None:
            return
        for series, number in (*numbers.of_row(columns), *numbers.of_public(public)):
            seen = self.numbers.setdefault((numbers.table, series), bytearray())
            if number >= len(seen):
                seen.extend(bytes(number + 1024 - len(seen)))
            seen[number] = 1

    def _check_numbers(self, thread: Threaded) -> None:
        """Every number that a counter has given must have its entries, and no counter may be behind."""
        numbers = self.given.get(thread.head.name)
        if numbers is None:
            return
        given = numbers.given()
        mine = {series: seen for (table, series), seen in self.numbers.items() if table == numbers.table}
        for series, seen in mine.items():
            if given.get(series, 0) < seen.rfind(1):
                self.notebook.write(Tampering.EDITED, numbers.table, series, "last")
        for series, last in given.items():
            if not numbers.is_consecutive(series):
                continue
            seen = mine.get(series, bytearray())
            gaps = (number for number in range(1, last + 1) if not any(seen[number : number + 1]))
            for number in islice(gaps, MOST):
                self.notebook.write(Tampering.OUTBOX_REMOVED, TABLE, f"{series}:{number}")


def _line(row: tuple[Any, ...]) -> Line:
    key, place, tag, step, entry, record = row
    entry = bytes(entry)
    at = entry.find(PREV) + len(PREV)
    prev = entry[at : entry.find(b'"', at)].decode("ascii", "replace") if at >= len(PREV) else ""
    return Line(key, place, tag, step, leaf_hash(entry), prev, None if record is None else bytes(record), entry)


def _step(part: Table, row: dict[str, Any]) -> int | None:
    value = row.get("step")
    return int(value) if value is not None else None
