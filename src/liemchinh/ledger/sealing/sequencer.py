"""Gives waiting entries their place in the book: index, tiles, head and unsigned checkpoint in one transaction.

Entries are found by their flag (no place yet), never by "id greater than the last": PostgreSQL commits ids out of
order, and such a search would pass over the late ones for ever. Within one thread the order of ids is the order of
steps, because the next step is written only after the one before has been committed.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import queries, services
from liemchinh.ledger.core.merkle import EMPTY_ROOT, leaf_hash
from liemchinh.ledger.core.tiles import Edge
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Tile
from liemchinh.ledger.rules import trail

log = logging.getLogger(__name__)

MOST = 5_000  # entries in one turn: what a second's patience allows, and a transaction that stays small
UNIT = ""  # the book belongs to no single authority of an instance


@dataclass(frozen=True)
class Head:
    """A shard as one transaction left it: `first` is the place of its first entry, `edge` its unfinished tiles."""

    origin: str
    year: int
    first: int
    size: int
    root: bytes
    edge: bytes
    closed: bool

    @property
    def name(self) -> str:
        """The last part of the origin, by which its folder is called: `2026`."""
        return self.origin.rpartition("/")[2]


def head_of(shard: Shard) -> Head:
    """What the row says, as a value that nobody changes."""
    return Head(
        shard.origin,
        shard.year,
        shard.first,
        shard.size,
        bytes(shard.root),
        bytes(shard.edge),
        shard.closed,
    )


def heads() -> list[Head]:
    """Every year's book, the oldest first."""
    return [head_of(shard) for shard in Shard.objects.order_by("first", "id")]


def open_head() -> Head | None:
    """The book that is written in now; None before the first, or between two years."""
    shard = Shard.objects.filter(closed=False).first()
    return head_of(shard) if shard else None


def anything_waits() -> bool:
    """Whether an entry has no place yet; asks only the small index of those."""
    return Entry.objects.filter(place__isnull=True).exists()


def named_next(origin: str) -> str:
    """The origin that the last entry of a closed book names as the next one."""
    last = Entry.objects.filter(tag=queries.tag_of(f"ledger.shard:{origin}"), kind=trail.SHARD_CLOSED.code).last()
    if last is None:
        raise Refused("ledger.open", gettext_noop("Quyển sổ {origin} chưa khóa."), origin=origin)
    return str(json.loads(bytes(last.entry))["log"])


@transaction.atomic
def open_shard(origin: str, *, key: str, at: datetime) -> Head:
    """Open the book of the year of `at` under the name `origin`; its first entry tells how the one before ended.

    `key` is the shard's public key as the signer gave it. Raises Refused "ledger.open" while another is open.
    """
    if Shard.objects.select_for_update().filter(closed=False).exists():
        raise Refused(
            "ledger.open", gettext_noop("Quyển sổ trước chưa khóa, không mở được quyển {origin}."), origin=origin
        )
    last = Shard.objects.order_by("-first", "-id").first()
    edge = Edge()
    shard = Shard.objects.create(
        origin=origin,
        year=int(origin.rpartition("/")[2].partition("-")[0]),
        first=last.first + last.size if last else 0,
        root=EMPTY_ROOT,
        edge=edge.to_bytes(),
    )
    before: dict[str, str | int] = {}
    if last:
        before = {"old": last.origin, "size": last.size, "root": bytes(last.root).hex()}
    entry = services.record_about(
        f"ledger.shard:{origin}",
        kind=trail.SHARD_OPENED,
        by=SYSTEM,
        at=at,
        unit=UNIT,
        facts={},
        public={"log": origin, "key": key, **before},
    )
    return _grow(shard, [(entry.pk, bytes(entry.entry))], at=at)


@transaction.atomic
def close_shard(*, origin: str, next_origin: str, next_key: str, at: datetime) -> Head:
    """Write the last entry of a book, which names the next one and its key; nothing can follow it."""
    shard = Shard.objects.select_for_update().get(origin=origin, closed=False)
    _take(shard, at=at)
    entry = services.record_about(
        f"ledger.shard:{origin}",
        kind=trail.SHARD_CLOSED,
        by=SYSTEM,
        at=at,
        unit=UNIT,
        facts={},
        public={"log": next_origin, "key": next_key},
    )
    _grow(shard, [(entry.pk, bytes(entry.entry))], at=at)
    shard.closed = True
    shard.save(update_fields=["closed"])
    return head_of(shard)


@transaction.atomic
def integrate(*, at: datetime, most: int = MOST, expected: Head | None = None) -> tuple[Head, int]:
    """Give up to `most` waiting entries their place; the head after it, and how many were taken.

    `expected` is the head that the caller last saw: a shard that is smaller now, or has another root at that size,
    has been rolled back, and nothing is written (Refused "ledger.rolled_back").
    """
    shard = Shard.objects.select_for_update().get(closed=False)
    if expected is not None and expected.origin == shard.origin:
        same = shard.size > expected.size or (shard.size == expected.size and bytes(shard.root) == expected.root)
        if not same:
            sentence = gettext_noop("Sổ trong cơ sở dữ liệu còn {size} mục, trước đó đã có {seen}: đã bị lùi lại.")
            raise Refused("ledger.rolled_back", sentence, size=shard.size, seen=expected.size)
    taken = _take(shard, at=at, most=most)
    return head_of(shard), taken


def _take(shard: Shard, *, at: datetime, most: int = MOST) -> int:
    waiting = Entry.objects.filter(place__isnull=True).order_by("id")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(no_key=True)  # an erasure under way is waited for, never passed over
    rows = [(key, bytes(entry), bytes(leaf)) for key, entry, leaf in waiting.values_list("id", "entry", "leaf")[:most]]
    sound = [(key, entry) for key, entry, leaf in rows if leaf_hash(entry) == leaf]
    if len(sound) != len(rows):
        # the audit names them; one spoilt entry must not hold up those of everybody else
        log.error("%d waiting entries do not match their own leaf hash and get no place", len(rows) - len(sound))
    if sound:
        _grow(shard, sound, at=at)
    return len(sound)


def _grow(shard: Shard, rows: Sequence[tuple[int, bytes]], *, at: datetime) -> Head:
    """Append these entries (id, bytes) to the tree of a locked shard and write all that follows from it."""
    edge = Edge.from_bytes(bytes(shard.edge))
    if edge.size != shard.size:
        raise Refused(
            "ledger.edge", gettext_noop("Cạnh cây của quyển {origin} không khớp số mục."), origin=shard.origin
        )
    start = shard.first + shard.size
    full = edge.append([leaf_hash(entry) for _, entry in rows])
    _give_places([(key, start + number) for number, (key, _) in enumerate(rows)])
    Tile.objects.bulk_create(Tile(shard=shard, level=tile.level, index=tile.index, hashes=tile.hashes) for tile in full)
    before = shard.size
    shard.size, shard.root, shard.edge = edge.size, edge.root(), edge.to_bytes()
    moved = Shard.objects.filter(pk=shard.pk, size=before, closed=False).update(
        size=shard.size, root=shard.root, edge=shard.edge
    )
    if moved != 1:  # the row is locked, so this is somebody who went round the lock
        raise Refused("ledger.head", gettext_noop("Quyển sổ {origin} vừa bị ghi ở nơi khác."), origin=shard.origin)
    Checkpoint.objects.create(shard=shard, size=shard.size, root=shard.root, at=at)
    return head_of(shard)


def _give_places(places: Sequence[tuple[int, int]]) -> None:
    """Set `place` on entries that have none; all of them or Refused, which rolls the turn back."""
    table = Entry._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} SET place = given.place"  # nosec B608 - our own table's name
                " FROM unnest(%s::bigint[], %s::bigint[]) AS given(id, place)"
                f" WHERE {table}.id = given.id AND {table}.place IS NULL",
                [[key for key, _ in places], [place for _, place in places]],
            )
            done = cursor.rowcount
        else:
            statement = f"UPDATE {table} SET place = %s WHERE id = %s AND place IS NULL"
            cursor.executemany(statement, [(place, key) for key, place in places])
            done = cursor.rowcount
    if done != len(places):
        raise Refused(
            "ledger.places",
            gettext_noop("Chỉ {done} trong {wanted} mục nhận được số; lượt ghi bị hủy."),
            done=done,
            wanted=len(places),
        )
