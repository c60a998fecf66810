"""Every entry of the log, in the order of its place: its own hashes, the tree it stands in, and what waits outside.

Also hands on what later passes need: which entries are not to be believed, which were erased or lost with leave.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Protocol

from django.db import connection
from django.db.models import Max

from liemchinh.kernel.days import local
from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.ledger.auditing.outside import Outside
from liemchinh.ledger.auditing.reading import ENTRIES, chunks
from liemchinh.ledger.auditing.tree import Tree, Verdict
from liemchinh.ledger.core.merkle import leaf_hashes
from liemchinh.ledger.core.tiles import WIDTH
from liemchinh.ledger.models import Entry, Shard
from liemchinh.ledger.rules import COMMITMENT_LABEL
from liemchinh.ledger.rules.trail import ERASED, RECOVERED
from liemchinh.ledger.rules.writing import salt_mark

TABLE = ENTRIES
COLUMNS = "id, place, kind, tag, step, entry, leaf, salt, record, at"

FARTHEST = WIDTH * WIDTH
"""Empty places in a row that are told one by one; an entry beyond that was given a place that is not its own."""

BOUNDLESS = 2**63
EXCUSING = frozenset({RECOVERED.code, ERASED.code})
"""Kinds of entries that say of other entries why they have no record."""

Chunk = tuple[list[int], list[bytes], list[bytes]]
"""Places, bytes and leaf hashes of some entries."""


class Hearer(Protocol):
    """Takes the records in the order of the book; kinds that it has put into `skipped` it is not asked about again."""

    skipped: set[str]

    def hear(self, kind: str, entry_id: int, place: int | None, record: bytes) -> None:
        """One record."""


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
    erased_steps: dict[str, set[int]] = field(default_factory=dict)  # by tag: single steps, in a thread of many things
    silent: list[tuple[int, int | None, str, int]] = field(default_factory=list)  # without record: id, place, thread


def audit_book(outside: dict[str, Outside], notebook: Notebook, hearer: Hearer) -> Heard:
    """Read the whole log once. `hearer` is given every record there is, whether or not it is to be believed."""
    heard = Heard()
    wrong: list[Wrong] = []
    feed = _Feed(_checked(hearer, heard, wrong, placed=True))
    verdicts: list[Verdict] = []
    shards = list(Shard.objects.order_by("first", "id"))
    highest = Entry.objects.aggregate(place=Max("place"))["place"]
    for number, shard in enumerate(shards):
        until = shards[number + 1].first if number + 1 < len(shards) else None
        tree = Tree(shard, outside.get(shard.origin), notebook)
        _one_book(tree, shard, until, highest, feed)
        verdicts.append(tree.verdict())
    for origin in set(outside) - {shard.origin for shard in shards}:
        if any(anchor.size for anchor in outside[origin].anchors):
            notebook.write(Tampering.HEAD_ROLLED_BACK, "ledger_shard", origin)
    while (place := feed.place()) is not None:  # a place, but no book that could hold it
        notebook.write(Tampering.RENUMBERED, TABLE, place, "place", entry=place)
        feed.take(1)
    for _ in _checked(hearer, heard, wrong, placed=False):
        pass
    _judge(verdicts, wrong, heard, notebook)
    _check_silent(heard, notebook)
    return heard


class _Feed:
    """Entries as they come from the database, to be taken in runs without a gap."""

    def __init__(self, chunks: Iterator[Chunk]) -> None:
        self._chunks = chunks
        self._places: list[int] = []
        self._entries: list[bytes] = []
        self._leaves: list[bytes] = []
        self._at = 0

    def place(self) -> int | None:
        """The place of the next entry; None after the last."""
        while self._at >= len(self._places):
            chunk = next(self._chunks, None)
            if chunk is None:
                return None
            (self._places, self._entries, self._leaves), self._at = chunk, 0
        return self._places[self._at]

    def take(self, most: int) -> tuple[list[bytes], list[bytes]]:
        """The next entries with their leaf hashes: at most so many, and none after a gap."""
        start, most = self._at, min(most, len(self._places) - self._at)
        while most > 1 and self._places[start + most - 1] != self._places[start] + most - 1:
            most //= 2
        self._at = start + most
        return self._entries[start : self._at], self._leaves[start : self._at]


def _one_book(tree: Tree, shard: Shard, until: int | None, highest: int | None, feed: _Feed) -> None:
    """Give the tree all entries of its shard, gaps too."""
    entries: list[bytes | None] = []
    leaves: list[bytes | None] = []
    first = place = shard.first
    end = first + shard.size if until is None else until
    # a head that was made longer than anything is told as such, not as thousands of gaps
    end = min(end, (first if highest is None else highest + 1) + WIDTH)
    bound = BOUNDLESS if until is None else until
    while True:
        coming = feed.place()
        if coming is not None and (coming >= bound or coming - place >= FARTHEST):
            coming = None
        if coming is None and place >= end:
            break
        room = WIDTH - (place - first) % WIDTH
        if coming is not None and coming <= place:
            run, hashed = feed.take(min(room, bound - coming))
            entries += run
            leaves += hashed
            place += len(run)
            tree.present = place - first
        else:
            gap = min(room, (end if coming is None else coming) - place)
            entries += [None] * gap
            leaves += [None] * gap
            place += gap
        if (place - first) % WIDTH == 0:
            tree.block(entries, leaves)
            entries, leaves = [], []
    if entries:
        tree.block(entries, leaves)


def _checked(hearer: Hearer, heard: Heard, wrong: list[Wrong], *, placed: bool) -> Iterator[Chunk]:
    """Check each entry by itself and pass it on: the tight loop of the audit.

    What fits in every respect is seen to fit in a few comparisons, by the order in which canonical JSON writes names;
    only the rest is taken apart.
    """
    # as text, an hour at a time: making and taking apart an instant for each row would cost more than hashing it
    columns = COLUMNS.removesuffix("at") + "CAST(at AS TEXT)" if connection.vendor == "sqlite" else COLUMNS
    where = "place IS NOT NULL ORDER BY place" if placed else "place IS NULL ORDER BY id"
    hours: dict[str, str] = {}
    skipped = hearer.skipped
    for rows in chunks(f"SELECT {columns} FROM {TABLE} WHERE {where}"):
        hashed = leaf_hashes(row[5] for row in rows)
        for row, now in zip(rows, hashed, strict=True):
            key, place, kind, tag, step, entry, leaf, salt, record, at = row
            try:
                text = str(entry, "utf-8")
                committed = sha256(COMMITMENT_LABEL + salt + record).hexdigest()
                if type(at) is not str:
                    at = str(at.astimezone(UTC))
                hour = hours.get(at[:13]) or hours.setdefault(at[:13], _local_hour(at))
                fits = (
                    now == leaf
                    and f'","c":"{committed}","did":"{tag}",' in text
                    and f',"kind":"{kind}","n":{step},' in text
                    and f',"t":"{hour}{at[13:19]}+07:00"' in text
                    and kind not in EXCUSING
                )
            except (ValueError, TypeError):
                fits = False
            if not fits:
                _look_closely(row, now, heard, wrong)
            if record is not None and kind not in skipped:
                hearer.hear(kind, key, place, bytes(record))
        yield [row[1] for row in rows], [bytes(row[5]) for row in rows], hashed


def _local_hour(at: str) -> str:
    """Date and hour in Vietnam of an instant written in UTC."""
    return local(datetime.fromisoformat(f"{at[:13]}:00:00+00:00")).isoformat()[:13]


def _look_closely(row: tuple[Any, ...], now: bytes, heard: Heard, wrong: list[Wrong]) -> None:
    """What exactly does not fit in an entry's own row; or that it says something about other entries."""
    key, place, kind, tag, step, entry, leaf, salt, record, at = row
    at = datetime.fromisoformat(at).replace(tzinfo=UTC) if type(at) is str else at
    try:
        said = json.loads(bytes(entry))
        when, named, committed = datetime.fromisoformat(said["t"]), (said["did"], said["n"]), said["c"]
        fits = {"kind": said["kind"] == kind, "tag": said["did"] == tag, "step": said["n"] == step}
        fits["at"] = at.replace(microsecond=0) == when
    except (ValueError, KeyError, TypeError):
        said, when, named, committed, fits = {}, at, (tag, step), "", {}
    bad = ""
    if record is None or salt is None:
        heard.silent.append((key, place, tag, step))
    elif sha256(COMMITMENT_LABEL + bytes(salt) + bytes(record)).hexdigest() != committed:
        bad = _which(bytes(salt), bytes(record))
    differing = tuple(column for column, right in fits.items() if not right)
    if differing or bad or now != leaf:
        wrong.append(Wrong(key, place, now != leaf, bad, differing, earlier=at < when))
    if named != (tag, step):
        heard.misfiled[key] = named
    if said.get("kind") in EXCUSING:
        _excuse(said, heard)


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
        elif "steps" in said:
            steps = {int(step) for step in said["steps"].split(",")}
            heard.erased_steps.setdefault(said["did"], set()).update(step for step in steps if step < said["n"])
        else:
            heard.erased[said["did"]] = max(int(said["gone"]), heard.erased.get(said["did"], 0))
    except (ValueError, KeyError, TypeError, AttributeError):
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
        if not lost and step > heard.erased.get(tag, 0) and step not in heard.erased_steps.get(tag, ()):
            notebook.write(Tampering.ERASED, TABLE, row_of(key, place), "record", entry=place)


def row_of(key: int, place: int | None) -> str:
    """How a finding names an entry: by its place in the book, or by its number in the table while it waits."""
    return str(place) if place is not None else f"#{key}"
