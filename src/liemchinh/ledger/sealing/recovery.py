"""After a database restored from an old copy: entries that the world has seen come back from the published bundles.

Their private records are gone with the database that held them; places, bytes and threads are whole again. What was
signed decides: nothing is imported unless it leads exactly to the root that the signer remembers.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger import services
from liemchinh.ledger.core.merkle import EMPTY_ROOT, leaf_hash
from liemchinh.ledger.core.tiles import WIDTH, Edge, bundle_path, unpack_entries
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Thread, Tile
from liemchinh.ledger.rules import trail
from liemchinh.ledger.sealing.files import Folder, published, width_at
from liemchinh.ledger.signer.client import Signed

BATCH = 20 * WIDTH


@dataclass(frozen=True)
class Lost:
    """An entry that came back without its private record: where it stands and what its public part says."""

    place: int
    tag: str
    step: int
    leaf: bytes
    public: dict[str, Any]


@dataclass
class Recovered:
    """What came back to one shard: entries that the database had lost, and waiting ones that found their place."""

    origin: str
    first: int
    last: int
    lost: list[Lost] = field(default_factory=list)
    placed: int = 0


def check_nothing_lost() -> None:
    """Refuse to open the sites on a database that lacks what is published ("ledger.behind").

    What would be written now takes the place of what was lost, and the way back is then blocked. Needs no signer.
    """
    sizes = dict(Shard.objects.values_list("origin", "size"))
    for path in sorted(published().glob("[0-9]*")):
        point = Folder(path).checkpoint()
        if point is not None and sizes.get(point.origin, 0) < point.size:
            raise Refused(
                "ledger.behind",
                gettext_noop(
                    "Quyển {origin} đã công bố {size} mục, cơ sở dữ liệu chỉ có {here}. Nếu vừa phục hồi bản cũ, chạy"
                    " liemchinh serve --only signer và liemchinh ledger recover trước khi mở trang."
                ),
                origin=point.origin,
                size=point.size,
                here=sizes.get(point.origin, 0),
            )


@transaction.atomic
def recover(signed: Signed, folder: Folder, *, year: int, at: datetime) -> Recovered | None:
    """Bring the shard `signed.origin` back to what the signer has signed; None when nothing is missing.

    Raises Refused "ledger.recover_hole" when the folder lacks a bundle, "ledger.recover_root" when the entries do not
    lead to the signed root, "ledger.recover_conflict" when a waiting entry took the step of a published one.
    """
    shard = Shard.objects.select_for_update().filter(origin=signed.origin).first() or _new_shard(signed.origin, year)
    if shard.size >= signed.size:
        return None
    _check_root(shard, folder, signed)  # before a word of the folder is understood or written
    edge = Edge.from_bytes(bytes(shard.edge))
    found = Recovered(signed.origin, shard.first + shard.size, shard.first + signed.size - 1)
    place = found.first
    for entries in _bundles(folder, shard.size, signed.size):
        tiles = edge.append([leaf_hash(entry) for entry in entries])
        Tile.objects.bulk_create(
            Tile(shard=shard, level=tile.level, index=tile.index, hashes=tile.hashes) for tile in tiles
        )
        _bring_back(entries, place, found)
        place += len(entries)
    _check_edge(edge, signed)  # the folder may have changed between the two readings
    ends = Entry.objects.filter(place=found.last, kind=trail.SHARD_CLOSED.code).exists()
    # its last word may have been signed when the signer had not yet been told to close: nothing may follow it
    shard.size, shard.root, shard.edge, shard.closed = edge.size, edge.root(), edge.to_bytes(), signed.closed or ends
    shard.save(update_fields=["size", "root", "edge", "closed"])
    Checkpoint.objects.get_or_create(shard=shard, size=shard.size, defaults={"root": shard.root, "at": at})
    _move_threads(found.lost)
    services.record_about(
        f"ledger.shard:{signed.origin}",
        kind=trail.RECOVERED,
        by=SYSTEM,
        at=at,
        unit="",
        facts={},
        public={"first": found.first, "last": found.last, "rows": len(found.lost)},
    )
    return found


def _check_root(shard: Shard, folder: Folder, signed: Signed) -> None:
    edge = Edge.from_bytes(bytes(shard.edge))
    for entries in _bundles(folder, shard.size, signed.size):
        edge.append([leaf_hash(entry) for entry in entries])
    _check_edge(edge, signed)


def _check_edge(edge: Edge, signed: Signed) -> None:
    if (edge.size, edge.root()) != (signed.size, signed.root):
        sentence = gettext_noop("Các mục trong thư mục không dẫn tới mã gốc bộ ký đã ký cho {size} mục của {origin}.")
        raise Refused("ledger.recover_root", sentence, size=signed.size, origin=signed.origin)


def _new_shard(origin: str, year: int) -> Shard:
    before = Shard.objects.order_by("-first", "-id").first()
    return Shard.objects.create(
        origin=origin,
        year=year,
        first=before.first + before.size if before else 0,
        root=EMPTY_ROOT,
        edge=Edge().to_bytes(),
    )


def _bundles(folder: Folder, start: int, end: int) -> Iterator[list[bytes]]:
    """The published entries from `start` to `end` (outside), a bundle at a time."""
    for index in range(start // WIDTH, -(-end // WIDTH)):
        width = width_at(index, end)
        content = folder.bundle(index, width)
        if content is None:
            sentence = gettext_noop("Thư mục công bố thiếu tệp {path}.")
            raise Refused("ledger.recover_hole", sentence, path=folder.root / bundle_path(index, width))
        entries = unpack_entries(content)[:width]
        yield entries[max(0, start - index * WIDTH) :]


def _bring_back(entries: Sequence[bytes], place: int, found: Recovered) -> None:
    """Give places to those of the entries that wait here, and write anew those that are gone."""
    said = [json.loads(entry) for entry in entries]
    tags = {str(public["did"]) for public in said}
    there = {
        (tag, step): (key, bytes(leaf), taken)
        for tag, step, key, leaf, taken in Entry.objects.filter(tag__in=tags).values_list(
            "tag", "step", "id", "leaf", "place"
        )
    }
    new = []
    for number, (entry, public) in enumerate(zip(entries, said, strict=True)):
        leaf, tag, step = leaf_hash(entry), str(public["did"]), int(public["n"])
        known = there.get((tag, step))
        if known is not None and (known[1] != leaf or known[2] is not None):
            sentence = gettext_noop(
                "Bước {step} của sợi {tag} đã có một mục khác trong cơ sở dữ liệu: có việc đã ghi sau khi phục hồi."
            )
            raise Refused("ledger.recover_conflict", sentence, step=step, tag=tag)
        if known is not None:
            Entry.objects.filter(pk=known[0]).update(place=place + number)
            found.placed += 1
            continue
        found.lost.append(Lost(place + number, tag, step, leaf, public))
        new.append(
            Entry(
                kind=public["kind"],
                tag=tag,
                step=step,
                entry=entry,
                leaf=leaf,
                salt=None,
                record=None,
                at=datetime.fromisoformat(public["t"]),
                place=place + number,
            )
        )
    Entry.objects.bulk_create(new)


def _move_threads(lost: Sequence[Lost]) -> None:
    """Threads that the ledger keeps itself go on after their last published step."""
    ends = {one.tag: one for one in lost}
    for thread in Thread.objects.filter(tag__in=ends):
        end = ends[thread.tag]
        if end.step > thread.step:
            Thread.objects.filter(pk=thread.pk).update(step=end.step, leaf=end.leaf)
