"""Every entry of the log, in the order of its place: its own hashes, the tree it stands in, and what waits outside.

Also hands on what later passes need: which entries are not to be believed, which were erased or lost with leave.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.db.models import Max

from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.ledger.auditing.outside import Outside
from liemchinh.ledger.auditing.reading import ENTRIES, stream
from liemchinh.ledger.auditing.tree import Tree, Verdict
from liemchinh.ledger.core.tiles import WIDTH
from liemchinh.ledger.models import Entry, Shard
from liemchinh.ledger.rules import COMMITMENT_LABEL
from liemchinh.ledger.rules.trail import ERASED, RECOVERED
from liemchinh.ledger.rules.writing import salt_mark

TABLE = ENTRIES
COLUMNS = "id, place, kind, tag, step, entry, leaf, salt, record, at"

FARTHEST = WIDTH * WIDTH
"""Empty places in a row that are told one by one; an entry beyond that was given a place that is not its own."""

Line = tuple[Any, ...]
Hear = Callable[[int, int | None, bytes], None]
"""Takes the record of an entry: id, place, bytes."""


@dataclass
class Wrong:
    """What an entry's own row got wrong, judged when the tree has said whether its bytes are those that were sealed."""

    id: int
    place: int | None
    leaf: bool = False
    commitment: str = ""  # the column that does not fit it: salt or record
    columns: tuple[str, ...] = ()
    earlier: bool = False


@dataclass
class Heard:
    """What the passes after this one must know of the entries."""

    doubtful: set[int] = field(default_factory=set)  # ids whose record tells nothing reliable
    misfiled: dict[int, tuple[str, int]] = field(default_factory=dict)  # ids whose own bytes name another tag or step
    excused: list[tuple[int, int]] = field(default_factory=list)  # places that may lack a record: first to last
    erased: dict[str, int] = field(default_factory=dict)  # by tag: steps up to this one were erased by a decision
    silent: list[tuple[int, int | None, str, int]] = field(default_factory=list)  # without record: id, place, thread


def audit_book(outside: dict[str, Outside], notebook: Notebook, hear: Hear) -> Heard:
    """Read the whole log once. `hear` is given every record that is there, whether or not it is to be believed."""
    heard = Heard()
    wrong: list[Wrong] = []
    lines = _lines(hear, heard, wrong)
    line = next(lines, None)
    verdicts: list[Verdict] = []
    shards = list(Shard.objects.order_by("first", "id"))
    highest = Entry.objects.aggregate(place=Max("place"))["place"]
    for number, shard in enumerate(shards):
        until = shards[number + 1].first if number + 1 < len(shards) else None
        tree = Tree(shard, outside.get(shard.origin), notebook)
        line = _one_book(tree, shard, until, highest, line, lines)
        verdicts.append(tree.verdict())
    for origin in set(outside) - {shard.origin for shard in shards}:
        if any(anchor.size for anchor in outside[origin].anchors):
            notebook.write(Tampering.HEAD_ROLLED_BACK, "ledger_shard", origin)
    while line is not None:  # a place, but no book that could hold it
        notebook.write(Tampering.RENUMBERED, TABLE, line[1], "place", entry=line[1])
        line = next(lines, None)
    for _ in _waiting(hear, heard, wrong):
        pass
    _judge(verdicts, wrong, heard, notebook)
    _check_silent(heard, notebook)
    return heard


def _one_book(
    tree: Tree, shard: Shard, until: int | None, highest: int | None, line: Line | None, lines: Iterator[Line]
) -> Line | None:
    """Give the tree all entries of its shard, gaps too; the first line that is not of this shard."""
    block: list[bytes | None] = []
    place = shard.first
    end = shard.first + shard.size if until is None else until
    # a head that was made longer than anything is told as such, not as thousands of gaps
    end = min(end, (shard.first if highest is None else highest + 1) + WIDTH)
    while True:
        mine = line is not None and (until is None or line[1] < until) and line[1] - place < FARTHEST
        if not mine and place >= end:
            break
        if mine and line is not None and line[1] <= place:
            block.append(bytes(line[5]))
            tree.present = place - shard.first + 1
            line = next(lines, None)
        else:
            block.append(None)
        place += 1
        if (place - shard.first) % WIDTH == 0:
            tree.block(block)
            block = []
    if block:
        tree.block(block)
    return line


def _lines(hear: Hear, heard: Heard, wrong: list[Wrong]) -> Iterator[Line]:
    statement = f"SELECT {COLUMNS} FROM {TABLE} WHERE place IS NOT NULL ORDER BY place"
    return _checked(stream(statement), hear, heard, wrong)


def _waiting(hear: Hear, heard: Heard, wrong: list[Wrong]) -> Iterator[Line]:
    statement = f"SELECT {COLUMNS} FROM {TABLE} WHERE place IS NULL ORDER BY id"
    return _checked(stream(statement), hear, heard, wrong)


def _checked(lines: Iterator[Line], hear: Hear, heard: Heard, wrong: list[Wrong]) -> Iterator[Line]:
    """Check each entry by itself and pass it on: the tight loop of the audit."""
    loads, parse = json.loads, datetime.fromisoformat
    for line in lines:
        key, place, kind, tag, step, entry, leaf, salt, record, at = line
        sound = sha256(b"\x00" + entry).digest() == leaf
        try:
            said = loads(entry)
            when = parse(said["t"])
            named = said["did"], said["n"]
            fits = said["kind"] == kind and named == (tag, step)
            committed = said["c"]
            if at.tzinfo is None:
                at = at.replace(tzinfo=UTC)
            on_time = at.replace(microsecond=0) == when
        except (ValueError, KeyError, TypeError):
            said, named, committed, fits, on_time, when = {}, (tag, step), "", True, True, at
        bad = ""
        if record is None or salt is None:
            heard.silent.append((key, place, tag, step))
        else:
            if sha256(b"".join((COMMITMENT_LABEL, salt, record))).hexdigest() != committed:
                bad = _which(bytes(salt), bytes(record))
            hear(key, place, record)
        if not (sound and fits and on_time) or bad:
            columns = tuple(
                name
                for name, differs in (
                    ("kind", said.get("kind", kind) != kind),
                    ("tag", named[0] != tag),
                    ("step", named[1] != step),
                    ("at", not on_time),
                )
                if differs
            )
            wrong.append(Wrong(key, place, not sound, bad, columns, earlier=not on_time and at < when))
            if named != (tag, step):
                heard.misfiled[key] = named
        if said.get("kind") in (RECOVERED.code, ERASED.code):
            _excuse(said, heard)
        yield line


def _which(salt: bytes, record: bytes) -> str:
    """Which of the two was changed: the record bears a mark of its salt."""
    try:
        return "record" if json.loads(record).get("salt") == salt_mark(salt) else "salt"
    except (ValueError, AttributeError):
        return "record"


def _excuse(said: dict[str, Any], heard: Heard) -> None:
    """What an entry says, in public, may lack its record: lost and recovered, or erased by a decision."""
    try:
        if said["kind"] == RECOVERED.code:
            heard.excused.append((int(said["first"]), int(said["last"])))
        else:
            heard.erased[said["did"]] = max(int(said["gone"]), heard.erased.get(said["did"], 0))
    except (ValueError, KeyError, TypeError):
        return  # not as `services` writes it: it excuses nothing


def _judge(verdicts: list[Verdict], wrong: list[Wrong], heard: Heard, notebook: Notebook) -> None:
    false = {place for verdict in verdicts for place in verdict.false}
    moved = {place: leaf for verdict in verdicts for place, leaf in verdict.moved.items()}
    heard.doubtful |= set(Entry.objects.filter(place__in=list(false)).values_list("id", flat=True)) if false else set()
    for place in sorted(moved):
        notebook.write(Tampering.RENUMBERED, TABLE, place, "place", entry=place)
    for verdict in verdicts:
        for place, leaf in verdict.gone.items():
            waits = leaf and Entry.objects.filter(place__isnull=True, leaf=leaf).values_list("id", flat=True).first()
            if waits:
                notebook.write(Tampering.RENUMBERED, TABLE, row_of(waits, None), "place", entry=place)
            elif place not in moved:
                notebook.write(Tampering.OUTBOX_REMOVED, TABLE, place, entry=place)
    for one in wrong:
        row = row_of(one.id, one.place)
        if one.place in false:
            continue  # told already: the entry itself is another one
        if one.leaf and one.place is None:
            notebook.write(Tampering.HISTORY_REWRITTEN, TABLE, row, "entry")
            heard.doubtful.add(one.id)
            continue
        if one.leaf:
            notebook.write(Tampering.EDITED, TABLE, row, "leaf", entry=one.place)
        if one.commitment == "salt":
            notebook.write(Tampering.SALT_CHANGED, TABLE, row, "salt", entry=one.place)
        elif one.commitment:
            notebook.write(Tampering.EDITED, TABLE, row, "record", entry=one.place)
            heard.doubtful.add(one.id)
        for column in one.columns:
            kind = Tampering.RENUMBERED if column == "step" else Tampering.EDITED
            kind = Tampering.BACKDATED if column == "at" and one.earlier else kind
            notebook.write(kind, TABLE, row, column, entry=one.place)


def _check_silent(heard: Heard, notebook: Notebook) -> None:
    for key, place, tag, step in heard.silent:
        lost = place is not None and any(first <= place <= last for first, last in heard.excused)
        if not lost and step > heard.erased.get(tag, 0):
            notebook.write(Tampering.ERASED, TABLE, row_of(key, place), "record", entry=place)


def row_of(key: int, place: int | None) -> str:
    """How a finding names an entry: by its place in the book, or by its number in the table while it waits."""
    return str(place) if place is not None else f"#{key}"
