"""What somebody with every right on the database can do to an honest history, one trick a function.

Each trick changes things behind the program's back and says what the audit has to answer. Those that need the folder
put it back themselves; the rest is rolled back by the test.
"""

import hashlib
import json
import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from liemchinh.dossiers.models import Attachment, Counter, Dossier, Event, Tally
from liemchinh.dossiers.services import Upload, attach, path_of, tally_up
from liemchinh.jobs import audit as command
from liemchinh.jobs.simulate import simulate
from liemchinh.ledger import rules
from liemchinh.ledger.core.tiles import Edge, unpack_entries
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Tile
from liemchinh.org.models import Contact, Holding, Person, Unit, UnitName
from liemchinh.procedures.models import Channel, Offering, ProcedureVersion
from tests.builders import at
from tests.rooms.ledger.book import Book

NOW = at("2026-09-18 15:20")
Expected = tuple[str, str, str, str]
"""Kind, table, row and column of a finding."""


@dataclass
class Town:
    """An honest history: what is sealed, and what was done since and waits."""

    book: Book
    chance: random.Random
    used: set[int] = field(default_factory=set)
    taken: set[tuple[Any, ...]] = field(default_factory=set)
    undo: list[Callable[[], None]] = field(default_factory=list)

    def take(self, *what: Any) -> bool:
        """Whether this row is still untouched in this round; it no longer is."""
        fresh = what not in self.taken
        self.taken.add(what)
        return fresh

    def dossier(self, **where: Any) -> Dossier:
        """A dossier that no trick of this round has touched."""
        keys = list(
            Dossier.objects.filter(**where).exclude(pk__in=self.used).order_by("pk").values_list("pk", flat=True)
        )
        key = self.chance.choice(keys)
        self.used.add(key)
        return Dossier.objects.get(pk=key)

    def event(self, **where: Any) -> Event:
        """An event of a dossier that no trick of this round has touched."""
        rows = Event.objects.filter(**where).exclude(dossier_id__in=self.used).order_by("pk")
        row = rows[self.chance.randrange(rows.count())]
        self.used.add(row.dossier_id)
        return row

    def entry(self, **where: Any) -> Entry:
        """An entry of the thread of an untouched dossier."""
        event = self.event(**{f"entry__{name}": value for name, value in where.items()})
        return Entry.objects.get(pk=event.entry_id)


def build(book: Book, dossiers: int = 60, waiting: int = 8, seed: int = 5) -> Town:
    """A town whose dossiers have lived, some with files; the last few acts still wait for their place."""
    from tests.rooms.dossiers.ground import master, png

    chance = random.Random(seed)
    simulate(dossiers=dossiers, seed=seed, now=NOW)
    open_ones = list(Dossier.objects.exclude(state__in=[3, 7, 8, 10]).order_by("pk").values_list("code", flat=True))
    half = open_ones[: len(open_ones) // 2]
    for number, code in enumerate(half):
        attach(code=code, files=[Upload(f"{number}.png", png(number % 250))], by=master(), at=NOW)
    turn = book.seal(NOW)
    assert turn.trouble == "", turn.trouble
    for number, code in enumerate(open_ones[-waiting:]):
        attach(code=code, files=[Upload(f"cho-{number}.png", png(number, (9, 9)))], by=master(), at=NOW)
    return Town(book, chance)


@contextmanager
def unguarded() -> Iterator[None]:
    """Inside a transaction that is rolled back: triggers and foreign keys look away, as a DBA can make them."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET LOCAL session_replication_role = replica")
            else:
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")
        yield
        transaction.set_rollback(True)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def label(row: Entry) -> str:
    return str(row.place) if row.place is not None else f"#{row.pk}"


# ── rows ────────────────────────────────────────────────────────────────────────────────────────────────────
def edit_dossier(town: Town) -> list[Expected]:
    dossier = town.dossier()
    column, value = town.chance.choice(
        [
            ("applicant_name", "Người Khác"),
            ("applicant_identity", "000999999999"),
            ("basis", "Quyết định không có"),
            ("key", "2" * 16),
            ("sets", dossier.sets + 1),
            ("apologised", not dossier.apologised),
            ("request_text", "việc khác " * 30),
            ("components", [{"name": "Giấy khác", "kind": "copy", "count": 9}]),
            ("principal", {"name": "Người Nhờ"}),
        ]
    )
    Dossier.objects.filter(pk=dossier.pk).update(**{column: value})
    return [("edited", "dossiers_dossier", dossier.code, column)]


def edit_event(town: Town) -> list[Expected]:
    event = town.event()
    column, value = town.chance.choice(
        [
            ("by", "aikhac"),
            ("reason", "lý do khác"),
            ("facts", {"x": 1}),
            ("seat", "H99.12-aikhac"),
            ("awaits", "nobody2"),
        ]
    )
    Event.objects.filter(pk=event.pk).update(**{column: value})
    return [("edited", "dossiers_event", f"{event.dossier.code}/{event.step}", column)]


def edit_org(town: Town) -> list[Expected]:
    model, column, value = town.chance.choice(
        [
            (Person, "name", "Tên Khác"),
            (UnitName, "name", "Xã Khác"),
            (Contact, "value", "0999 999 999"),
            (Unit, "kind", "centre2"[:6]),
            (Channel, "fee_note", "thu thêm"),
            (ProcedureVersion, "name", "Thủ tục khác"),
            (Holding, "person_id", 1),
        ]
    )
    rows = model._default_manager.exclude(pk__in=[]).exclude(**{column: value}).order_by("pk")
    row = rows[town.chance.randrange(rows.count())]
    if not town.take(model, row.pk):
        return []
    sql(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", value, row.pk)
    return [("edited", model._meta.db_table, str(row.pk), column)]


def backdate(town: Town) -> list[Expected]:
    if town.chance.random() < 0.5:
        dossier = town.dossier(received_at__isnull=False)
        column = town.chance.choice(["received_at", "registered_at", "moved_at"])
        earlier = getattr(dossier, column) - timedelta(days=town.chance.randrange(1, 30))
        Dossier.objects.filter(pk=dossier.pk).update(**{column: earlier})
        return [("backdated", "dossiers_dossier", dossier.code, column)]
    if town.chance.random() < 0.5:
        event = town.event()
        Event.objects.filter(pk=event.pk).update(at=event.at - timedelta(minutes=town.chance.randrange(1, 9000)))
        return [("backdated", "dossiers_event", f"{event.dossier.code}/{event.step}", "at")]
    entry = town.entry()
    sql("UPDATE ledger_entry SET at = %s WHERE id = %s", entry.at - timedelta(seconds=90), entry.pk)
    return [("backdated", "ledger_entry", label(entry), "at")]


def postpone(town: Town) -> list[Expected]:
    dossier = town.dossier(due_at__isnull=False)
    Dossier.objects.filter(pk=dossier.pk).update(due_at=dossier.due_at + timedelta(days=9))
    return [("edited", "dossiers_dossier", dossier.code, "due_at")]


def delete_event(town: Town) -> list[Expected]:
    event = town.event()
    sql("DELETE FROM dossiers_event WHERE id = %s", event.pk)
    return [("deleted", "dossiers_event", f"{event.dossier.code}/{event.step}", "")]


def delete_attachment(town: Town) -> list[Expected]:
    file = Attachment.objects.exclude(dossier_id__in=town.used).order_by("?").first()
    if file is None:
        return []
    town.used.add(file.dossier_id)
    sql("DELETE FROM dossiers_attachment WHERE id = %s", file.pk)
    return [("deleted", "dossiers_attachment", f"{file.dossier.code}/{file.sha256}", "")]


def delete_dossier(town: Town) -> list[Expected]:
    dossier = town.dossier()
    expected = [("deleted", "dossiers_dossier", dossier.code, "")]
    expected += [
        ("deleted", "dossiers_event", f"{dossier.code}/{step}", "") for (step,) in dossier.events.values_list("step")
    ]
    expected += [
        ("deleted", "dossiers_attachment", f"{dossier.code}/{sha}", "")
        for (sha,) in dossier.attachments.values_list("sha256")
    ]
    for table, column in (("attachment", "dossier_id"), ("event", "dossier_id"), ("dossier", "id")):
        sql(f"DELETE FROM dossiers_{table} WHERE {column} = %s", dossier.pk)
    return expected


def delete_org(town: Town) -> list[Expected]:
    model = town.chance.choice([Contact, Offering, Holding, Channel])
    row = model._default_manager.order_by("pk")[town.chance.randrange(model._default_manager.count())]
    if not town.take(model, row.pk):
        return []
    sql(f"DELETE FROM {model._meta.db_table} WHERE id = %s", row.pk)
    return [("deleted", model._meta.db_table, str(row.pk), "")]


def insert_dossier(town: Town) -> list[Expected]:
    row = town.dossier()
    code = f"H99.12-260918-{town.chance.randrange(5000, 9999)}"
    if Dossier.objects.filter(code=code).exists():
        return []
    row.pk, row.code, row.number = None, code, town.chance.randrange(5000, 99999)
    row.tag, row.token, row.applicant_name = secrets.token_hex(16), None, "Người Chen Ngang"
    row.save(force_insert=True)
    return [("inserted", "dossiers_dossier", code, "")]


def insert_event(town: Town) -> list[Expected]:
    event = town.event()
    code = event.dossier.code
    last = Event.objects.filter(dossier_id=event.dossier_id).order_by("-step").first()
    assert last is not None
    event.pk, event.step, event.entry_id, event.token = None, last.step + 1, 10**9 + town.chance.randrange(10**6), None
    event.save(force_insert=True)
    return [("inserted", "dossiers_event", f"{code}/{event.step}", "")]


def insert_org(town: Town) -> list[Expected]:
    row = Holding.objects.order_by("pk")[town.chance.randrange(Holding.objects.count())]
    row.pk, row.held_from, row.held_until = None, row.held_from - timedelta(days=99), row.held_from
    if Holding.objects.filter(seat_id=row.seat_id, held_from=row.held_from).exists():
        return []
    row.save(force_insert=True)
    return [("inserted", "org_holding", str(row.pk), "")]


def renumber(town: Town) -> list[Expected]:
    choice = town.chance.randrange(4)
    if choice == 0:
        dossier = town.dossier()
        Dossier.objects.filter(pk=dossier.pk).update(number=town.chance.randrange(3000, 4000) + dossier.pk)
        return [("renumbered", "dossiers_dossier", dossier.code, "number")]
    if choice == 1:
        dossier = town.dossier()
        Dossier.objects.filter(pk=dossier.pk).update(code=f"H99.12-260901-{4000 + dossier.pk}")
        return [("renumbered", "dossiers_dossier", dossier.code, "code")]
    if choice == 2:
        event = town.event()
        Event.objects.filter(pk=event.pk).update(step=event.step + 100)
        return [("renumbered", "dossiers_event", f"{event.dossier.code}/{event.step}", "step")]
    one, other = town.entry(place__isnull=False), town.entry(place__isnull=False)
    sql("UPDATE ledger_entry SET place = NULL WHERE id = %s", one.pk)
    sql("UPDATE ledger_entry SET place = %s WHERE id = %s", one.place, other.pk)
    sql("UPDATE ledger_entry SET place = %s WHERE id = %s", other.place, one.pk)
    return [("renumbered", "ledger_entry", str(row.place), "place") for row in (one, other)]


def set_counter_back(town: Town) -> list[Expected]:
    series = f"H99.12/{NOW.year}"
    if not town.take(Counter, series):
        return []
    Counter.objects.filter(series=series).update(last=3)
    return [("edited", "dossiers_counter", series, "last")]


# ── entries ─────────────────────────────────────────────────────────────────────────────────────────────────
def remove_outbox_row(town: Town) -> list[Expected]:
    if town.chance.random() < 0.5:
        entry = town.entry(place__isnull=True)
    else:
        entry = town.entry()
    sql("DELETE FROM ledger_entry WHERE id = %s", entry.pk)
    found = [("outbox_removed", "ledger_entry", f"{entry.tag}/{entry.step}", "")]
    return found + ([("outbox_removed", "ledger_entry", label(entry), "")] if entry.place is not None else [])


def remove_waiting_act(town: Town) -> list[Expected]:
    """The entry that waits and its event: all that remains is that the dossier has gone one step further."""
    entry = town.entry(place__isnull=True)
    sql("DELETE FROM dossiers_event WHERE entry_id = %s", entry.pk)
    sql("DELETE FROM ledger_entry WHERE id = %s", entry.pk)
    return [("outbox_removed", "ledger_entry", f"{entry.tag}/{entry.step}", "")]


def change_salt(town: Town) -> list[Expected]:
    entry = town.entry()
    sql("UPDATE ledger_entry SET salt = %s WHERE id = %s", secrets.token_bytes(32), entry.pk)
    return [("salt_changed", "ledger_entry", label(entry), "salt")]


def change_record(town: Town) -> list[Expected]:
    entry = town.entry()
    record = json.loads(bytes(entry.record or b""))
    record["by"] = "aikhac"
    sql("UPDATE ledger_entry SET record = %s WHERE id = %s", json.dumps(record).encode(), entry.pk)
    return [("edited", "ledger_entry", label(entry), "record")]


def change_record_and_row(town: Town) -> list[Expected]:
    """The row and the private record say the same again; only the commitment knows better."""
    entry = town.entry()
    event = Event.objects.get(entry_id=entry.pk)
    record = json.loads(bytes(entry.record or b""))
    for table, _, columns in record["rows"]:
        if table == "dossiers_event":
            columns["by"] = "aikhac"
    Event.objects.filter(pk=event.pk).update(by="aikhac")
    sql("UPDATE ledger_entry SET record = %s WHERE id = %s", rules.canonical(record), entry.pk)
    return [("edited", "ledger_entry", label(entry), "record")]


def wipe_record(town: Town) -> list[Expected]:
    entry = town.entry()
    sql("UPDATE ledger_entry SET record = NULL, salt = NULL WHERE id = %s", entry.pk)
    return [("erased", "ledger_entry", label(entry), "record")]


def rewrite_entry(town: Town) -> list[Expected]:
    """One entry says something else, with its hash, its salt, its record and its commitment all made new."""
    entry = town.entry(place__isnull=False)
    said, record = json.loads(bytes(entry.entry)), json.loads(bytes(entry.record or b""))
    record["by"], salt = "aikhac", secrets.token_bytes(32)
    record["salt"] = rules.salt_mark(salt)
    said["c"] = rules.commitment(rules.canonical(record), salt=salt).hex()
    changed = rules.canonical(said)
    leaf = rules.leaf_hash(changed) if town.chance.random() < 0.7 else bytes(entry.leaf)
    sql(
        "UPDATE ledger_entry SET entry = %s, leaf = %s, salt = %s, record = %s WHERE id = %s",
        changed,
        leaf,
        salt,
        rules.canonical(record),
        entry.pk,
    )
    return [("history_rewritten", "ledger_entry", str(entry.place), "entry")]


def change_leaf(town: Town) -> list[Expected]:
    entry = town.entry(place__isnull=False)
    sql("UPDATE ledger_entry SET leaf = %s WHERE id = %s", secrets.token_bytes(32), entry.pk)
    return [("edited", "ledger_entry", str(entry.place), "leaf")]


# ── the tree: one such trick a round ────────────────────────────────────────────────────────────────────────
def replace_tile(town: Town) -> list[Expected]:
    tile = Tile.objects.order_by("pk")[town.chance.randrange(Tile.objects.count())]
    hashes = bytearray(bytes(tile.hashes))
    start = 32 * town.chance.randrange(256)
    hashes[start : start + 32] = secrets.token_bytes(32)
    sql("UPDATE ledger_tile SET hashes = %s WHERE id = %s", bytes(hashes), tile.pk)
    year = tile.shard.origin.rpartition("/")[2]
    return [("tiles_replaced", "ledger_tile", f"{year}/tile/{tile.level}/{tile.index:03d}", "hashes")]


def replace_edge(town: Town) -> list[Expected]:
    shard = Shard.objects.get(closed=False)
    edge = bytearray(bytes(shard.edge))
    edge[8 : 8 + 32] = secrets.token_bytes(32)
    sql("UPDATE ledger_shard SET edge = %s WHERE id = %s", bytes(edge), shard.pk)
    return [("tiles_replaced", "ledger_shard", shard.origin, "edge")]


def roll_back_head(town: Town) -> list[Expected]:
    """Head, marks, tiles and places as they were some entries ago."""
    shard = Shard.objects.get(closed=False)
    size = town.chance.randrange(1, shard.size)
    edge = Edge()
    leaves = Entry.objects.filter(place__gte=shard.first, place__lt=shard.first + size).order_by("place")
    edge.append([bytes(leaf) for leaf in leaves.values_list("leaf", flat=True)])
    sql(
        "UPDATE ledger_shard SET size = %s, root = %s, edge = %s WHERE id = %s",
        size,
        edge.root(),
        edge.to_bytes(),
        shard.pk,
    )
    if town.chance.random() < 0.7:
        sql("DELETE FROM ledger_checkpoint WHERE shard_id = %s AND size > %s", shard.pk, size)
        sql("UPDATE ledger_entry SET place = NULL WHERE place >= %s", shard.first + size)
        for tile in Tile.objects.filter(shard=shard):
            if (tile.index + 1) * 256 ** (tile.level + 1) > size:
                sql("DELETE FROM ledger_tile WHERE id = %s", tile.pk)
    return [("head_rolled_back", "ledger_shard", shard.origin, "size")]


def rewrite_history(town: Town) -> list[Expected]:
    """One entry changed and all above it made to fit: leaf, tiles, marks, head. Nothing inside contradicts it."""
    entry = town.entry(place__isnull=False)
    rewrite_leaf = json.loads(bytes(entry.entry))
    rewrite_leaf["t"] = rules.instant(entry.at - timedelta(days=3))
    changed = rules.canonical(rewrite_leaf)
    sql(
        "UPDATE ledger_entry SET entry = %s, leaf = %s, at = %s WHERE id = %s",
        changed,
        rules.leaf_hash(changed),
        entry.at - timedelta(days=3),
        entry.pk,
    )
    shard = Shard.objects.get(first__lte=entry.place, first__gt=(entry.place or 0) - 10**9)
    edge = Edge()
    leaves = [
        bytes(leaf)
        for leaf in Entry.objects.filter(place__isnull=False).order_by("place").values_list("leaf", flat=True)
    ]
    done = 0
    for mark in Checkpoint.objects.filter(shard=shard).order_by("size"):
        for tile in edge.append(leaves[done : mark.size]):
            sql(
                "UPDATE ledger_tile SET hashes = %s WHERE shard_id = %s AND level = %s AND index = %s".replace(
                    "index", '"index"'
                ),
                tile.hashes,
                shard.pk,
                tile.level,
                tile.index,
            )
        done = mark.size
        sql("UPDATE ledger_checkpoint SET root = %s WHERE id = %s", edge.root(), mark.pk)
    sql("UPDATE ledger_shard SET root = %s, edge = %s WHERE id = %s", edge.root(), edge.to_bytes(), shard.pk)
    year, number = shard.origin.rpartition("/")[2], (entry.place or 0) - shard.first
    expected = [
        ("history_rewritten", "ledger_entry", str(entry.place), "entry"),
        ("edited", "ledger_shard", shard.origin, "root"),
    ]
    for tile in Tile.objects.filter(shard=shard):
        span = 256 ** (tile.level + 1)
        if tile.index == number // span:
            expected.append(("tiles_replaced", "ledger_tile", f"{year}/tile/{tile.level}/{tile.index:03d}", "hashes"))
    if number >= shard.size // 256 * 256 or shard.size >= 256:
        expected.append(("tiles_replaced", "ledger_shard", shard.origin, "edge"))
    for mark in Checkpoint.objects.filter(shard=shard, size__gt=number):
        expected.append(("edited", "ledger_checkpoint", f"{year}/{mark.size}", "root"))
    return expected


def change_mark(town: Town) -> list[Expected]:
    mark = Checkpoint.objects.order_by("pk")[town.chance.randrange(Checkpoint.objects.count())]
    sql("UPDATE ledger_checkpoint SET root = %s WHERE id = %s", secrets.token_bytes(32), mark.pk)
    return [("edited", "ledger_checkpoint", f"{mark.shard.origin.rpartition('/')[2]}/{mark.size}", "root")]


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────
def replace_file(town: Town) -> list[Expected]:
    file = Attachment.objects.exclude(dossier_id__in=town.used).order_by("?").first()
    if file is None:
        return []
    town.used.add(file.dossier_id)
    if Attachment.objects.filter(sha256=file.sha256).count() > 1:
        return []
    path = path_of(file.sha256)
    content = path.read_bytes()
    town.undo.append(lambda: _write(path, content))
    _write(path, content + b"\0")
    return [("file_replaced", "files", f"{file.dossier.code}/{file.sha256}", "sha256")]


def replace_published(town: Town) -> list[Expected]:
    folder = town.book.folder.root
    paths = sorted(path for path in (folder / "tile" / "entries").rglob("*") if path.is_file())
    path = town.chance.choice(paths)
    content = path.read_bytes()
    entries = unpack_entries(content)
    number = town.chance.randrange(len(entries))
    start = sum(2 + len(entry) for entry in entries[:number]) + 2
    changed = bytearray(content)
    changed[start + 5] ^= 1
    town.undo.append(lambda: _write(path, content))
    _write(path, bytes(changed))
    name = str(path.relative_to(folder.parent.parent)).partition(".p/")[0]
    return [("published_replaced", "ledger_published", name, "")]


def bend_tally(town: Town) -> list[Expected]:
    """A sum that a leader reads is made better than the dossiers it adds up."""
    tally_up(at=NOW)
    rows = Tally.objects.filter(on_time__gt=0).order_by("pk")
    row = rows[town.chance.randrange(rows.count())]
    column = town.chance.choice(["received", "on_time", "late", "minutes"])
    Tally.objects.filter(pk=row.pk).update(**{column: getattr(row, column) + 1})
    place = f"{row.half}/{row.authority.code}/{row.division}/{row.field}/{row.channel}"
    return [("recounted", "dossiers_tally", place, column)]


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


Trick = Callable[[Town], list[Expected]]
TOGETHER: tuple[Trick, ...] = (
    *(edit_dossier, edit_event, edit_org, backdate, postpone, delete_event, delete_attachment, delete_dossier),
    *(delete_org, insert_dossier, insert_event, insert_org, renumber, set_counter_back, remove_outbox_row),
    *(remove_waiting_act, change_salt, change_record, change_record_and_row, wipe_record, rewrite_entry, change_leaf),
    *(replace_file,),
)
"""Tricks of which several may be played at once, each on another dossier."""
ALONE: tuple[Trick, ...] = (
    *(replace_tile, replace_edge, roll_back_head, rewrite_history, change_mark, replace_published, bend_tally),
)
"""Tricks on the one tree, or on sums over everything."""


@dataclass
class Round:
    """What was done and what the audit said."""

    expected: list[Expected]
    found: set[Expected]

    @property
    def missed(self) -> list[Expected]:
        """Tampering that was not found, or not under its name and place."""
        return [one for one in self.expected if one not in self.found]

    @property
    def strange(self) -> set[Expected]:
        """Findings that nobody caused."""
        return self.found - set(self.expected)


def play(town: Town, tricks: list[Trick]) -> Round:
    """Play these tricks, audit, and take everything back."""
    expected: list[Expected] = []
    try:
        with unguarded():
            town.used.clear()
            town.taken.clear()
            for trick in tricks:
                expected += trick(town)
            found = {(one.kind.value, one.table, one.row, one.column) for one in command.look()}
    finally:
        while town.undo:
            town.undo.pop()()
    return Round(expected, found)


def digest_of(town: Town) -> str:
    """A mark of the whole database, equal before and after a round."""
    leaves = Entry.objects.order_by("pk").values_list("leaf", flat=True)
    return hashlib.sha256(b"".join(bytes(leaf) for leaf in leaves)).hexdigest()


def today() -> datetime:
    """The moment at which the town stands still."""
    return NOW
