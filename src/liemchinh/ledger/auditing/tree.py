"""One book against its tree: what its entries hash to, what the tiles say, what was published, and what was signed.

There are three ways to a leaf: the entry, the stored tile, the published bundle. Where they part, each grows a tree
of its own, and the root that somebody outside keeps decides which of them is believed.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from liemchinh.kernel.errors import Refused
from liemchinh.ledger.auditing.findings import Notebook, Tampering
from liemchinh.ledger.auditing.outside import HISTORY, OWN, PUBLISHED, Anchor, Outside, history
from liemchinh.ledger.core.merkle import HASH, leaf_hashes
from liemchinh.ledger.core.tiles import WIDTH, Edge, bundle_path, pack_entries, tile_path, unpack_entries
from liemchinh.ledger.core.tiles import Tile as Piece
from liemchinh.ledger.models import Checkpoint, Entry, Shard, Tile
from liemchinh.ledger.rules.trail import SHARD_CLOSED
from liemchinh.ledger.sealing.files import width_at

ENTRIES, TILES, BUNDLES = 0, 1, 2
ALL = frozenset({ENTRIES, TILES, BUNDLES})
ORDER = {ENTRIES: (ENTRIES, BUNDLES, TILES), TILES: (TILES, ENTRIES, BUNDLES), BUNDLES: (BUNDLES, ENTRIES, TILES)}
VOID = bytes(HASH)
TILES_AT_ONCE = 64
HEAD = "head"

Leaves = list[bytes | None]


@dataclass(frozen=True)
class Doubt:
    """A leaf on which the ways part, or that no entry stands for: what each way says, None where it says nothing."""

    number: int
    ways: tuple[bytes | None, bytes | None, bytes | None]

    def by(self, way: int) -> bytes | None:
        """The leaf hash, if this way is believed."""
        return next((self.ways[other] for other in ORDER[way] if self.ways[other] is not None), None)


@dataclass
class Verdict:
    """What came of the doubts: `false` places hold another entry than was sealed, `gone` ones none (its leaf hash)."""

    false: set[int] = field(default_factory=set)
    gone: dict[int, bytes | None] = field(default_factory=dict)
    moved: dict[int, bytes] = field(default_factory=dict)


class Tree:
    """One shard while its entries stream by in the order of their places; `verdict` when all have."""

    def __init__(self, shard: Shard, outside: Outside | None, notebook: Notebook) -> None:
        self.shard, self.outside, self.notebook = shard, outside, notebook
        self.name = shard.origin.rpartition("/")[2]
        self.given = self.present = 0
        self.doubts: list[Doubt] = []
        self.misses: list[tuple[Anchor, frozenset[int]]] = []
        self.right: dict[int, tuple[int, frozenset[int]]] = {}  # source → largest size at which ways agree
        self.upper: dict[tuple[int, int], frozenset[int]] = {}  # tiles above the leaves that some way contradicts
        self.edge_at_head: dict[int, bytes] = {}
        self._edges = {ENTRIES: Edge()}
        self._told = outside.anchors if outside else []
        self._published = max((anchor.size for anchor in self._told if anchor.source == PUBLISHED), default=0)
        own = _own(shard)
        known = sorted(self._told, key=lambda anchor: anchor.size)
        past = history(outside) if outside else iter(())
        self._anchors = heapq.merge(own, known, past, key=lambda anchor: anchor.size)
        self._next = next(self._anchors, None)
        self._tiles: dict[int, bytes] = {}
        self._tiles_until = 0
        try:
            pieces = Edge.from_bytes(bytes(shard.edge)).partial_tiles()
        except Refused:
            pieces = []
        self._unfinished = {piece.index: piece.hashes for piece in pieces if piece.level == 0}
        self._weigh()

    def block(self, entries: Sequence[bytes | None], hashed: Leaves) -> None:
        """The next entries and their leaf hashes, at most up to the end of a tile; None where a place is empty."""
        start, count = self.given, len(entries)
        index, offset = divmod(start, WIDTH)
        tiled = self._tiled(index, offset, hashed)
        bundled = self._bundled(index, offset, entries, hashed)
        self.given += count
        nothing: Leaves = [None] * count
        ways = {ENTRIES: hashed, TILES: tiled or nothing, BUNDLES: bundled or nothing}
        if not (tiled is None or tiled is hashed) or not (bundled is None or bundled is hashed) or None in hashed:
            for number, said in enumerate(zip(*ways.values(), strict=True), start):
                if said[ENTRIES] is None or len({way for way in said if way is not None}) > 1:
                    self.doubts.append(Doubt(number, said))
                    self._part()
        self._grow(ways, start, count)

    def verdict(self) -> Verdict:
        """Decide on what was met, and note it."""
        self._check_head()
        verdict = Verdict()
        true = {doubt.number: doubt.by(self.believed(doubt.number)) for doubt in self.doubts}
        sealed = {leaf for leaf in true.values() if leaf is not None}
        first = self.shard.first
        for doubt in self.doubts:
            number, leaf = doubt.number, true[doubt.number]
            entry, tile, bundle = doubt.ways
            if entry is None:
                verdict.gone[first + number] = leaf
            elif entry != leaf and entry in sealed:
                verdict.moved[first + number] = entry
            elif entry != leaf:
                verdict.false.add(first + number)
                self.notebook.write(
                    Tampering.HISTORY_REWRITTEN, "ledger_entry", first + number, "entry", entry=first + number
                )
            if tile is not None and tile != leaf:
                self._tile_is_wrong(0, number // WIDTH)
            if bundle is not None and bundle != leaf:
                self._file_is_wrong(bundle_path(number // WIDTH))
        for (level, index), agreeing in self.upper.items():
            if self.believed((index + 1) * WIDTH ** (level + 1) - 1) not in agreeing:
                self._tile_is_wrong(level, index)
        self._check_misses()
        self._count_tiles()
        return verdict

    def believed(self, number: int) -> int:
        """The way to leaf `number` that leads to the root kept by whoever is trusted most."""
        for source in sorted(self.right):
            size, agreeing = self.right[source]
            if size > number and agreeing:
                return next(way for way in (ENTRIES, BUNDLES, TILES) if way in agreeing)
        return BUNDLES

    def _part(self) -> None:
        if len(self._edges) == 1:
            grown = self._edges[ENTRIES].to_bytes()
            self._edges |= {way: Edge.from_bytes(grown) for way in (TILES, BUNDLES)}

    def _grow(self, ways: dict[int, Leaves], start: int, count: int) -> None:
        parted = len(self._edges) > 1
        leaves: dict[int, list[bytes]] = {}
        for way in self._edges:
            if not parted:
                leaves[way] = [leaf or VOID for leaf in ways[way]]
                continue
            order = [ways[other] for other in ORDER[way]]
            leaves[way] = [next((leaf for leaf in said if leaf is not None), VOID) for said in zip(*order, strict=True)]
        done = 0
        while done < count:
            until = count
            if self._next is not None and self._next.size < start + count:
                until = max(self._next.size - start, done + 1)
            full = {way: edge.append(leaves[way][done:until]) for way, edge in self._edges.items()}
            self._compare_upper(full)
            done = until
            self._weigh()

    def _weigh(self) -> None:
        """Compare the roots with everybody who knows the tree at this size."""
        size = self._edges[ENTRIES].size
        roots: dict[int, bytes] = {}
        while self._next is not None and self._next.size <= size:
            anchor, self._next = self._next, next(self._anchors, None)
            if anchor.size != size:
                continue
            roots = roots or {way: edge.root() for way, edge in self._edges.items()}
            agreeing = frozenset(way for way, root in roots.items() if root == anchor.root)
            if len(roots) == 1 and agreeing:
                agreeing = ALL
            if agreeing != ALL:
                self.misses.append((anchor, agreeing))
            if anchor.name == HEAD:
                self.edge_at_head = {way: edge.to_bytes() for way, edge in self._edges.items()}
            if agreeing or anchor.source not in self.right:
                self.right[anchor.source] = size, agreeing

    def _tiled(self, index: int, offset: int, hashed: Leaves) -> Leaves | None:
        """What the stored tile says of these leaves, `hashed` itself if the same, None without a tile.

        The unfinished tile stands in the shard's row.
        """
        if index >= self._tiles_until:
            rows = Tile.objects.filter(shard=self.shard, level=0, index__gte=index, index__lt=index + TILES_AT_ONCE)
            self._tiles = {number: bytes(hashes) for number, hashes in rows.values_list("index", "hashes")}
            self._tiles_until = index + TILES_AT_ONCE
        hashes = self._tiles.get(index) or self._unfinished.get(index)
        if not hashes:
            return None
        there = hashes[offset * HASH : (offset + len(hashed)) * HASH]
        if None not in hashed and there == b"".join(leaf for leaf in hashed if leaf):
            return hashed
        return [there[at : at + HASH] or None for at in range(0, len(hashed) * HASH, HASH)]

    def _bundled(self, index: int, offset: int, entries: Sequence[bytes | None], hashed: Leaves) -> Leaves | None:
        """What the published bundle says of them, `hashed` itself if the same, None if nothing is."""
        if self.outside is None or index * WIDTH + offset >= self._published:
            return None
        content = self.outside.folder.bundle(index, width_at(index, self._published))
        if content is None:
            self._file_is_wrong(bundle_path(index))
            return None
        whole = [entry for entry in entries if entry is not None]
        if offset == 0 and len(whole) == len(entries) and content == pack_entries(whole):
            return hashed
        try:
            there = unpack_entries(content)[offset : offset + len(entries)]
        except Refused:
            self._file_is_wrong(bundle_path(index))
            return None
        told: Leaves = list(leaf_hashes(there))
        return told + [None] * (len(entries) - len(told))

    def _compare_upper(self, full: dict[int, list[Piece]]) -> None:
        stored: dict[tuple[int, int], bytes | None] = {}
        agreeing: dict[tuple[int, int], set[int]] = {}
        for way, pieces in full.items():
            for piece in pieces:
                if piece.level == 0:
                    continue
                key = (piece.level, piece.index)
                if key not in stored:
                    row = Tile.objects.filter(shard=self.shard, level=piece.level, index=piece.index).first()
                    stored[key] = bytes(row.hashes) if row else None
                    agreeing[key] = set()
                if stored[key] is None or stored[key] == piece.hashes:
                    agreeing[key] |= ALL if len(full) == 1 else {way}
        self.upper |= {key: frozenset(ways) for key, ways in agreeing.items() if frozenset(ways) != ALL}

    def _check_head(self) -> None:
        """The head may be no shorter than anybody has seen it, and its unfinished tiles must be those of its size."""
        shard = self.shard
        seen = max((anchor.size for anchor in self._told), default=0)
        marks = Checkpoint.objects.filter(shard=shard).order_by("-size").values_list("size", flat=True)
        longest = max(seen, marks.first() or 0, self.present)
        if shard.size < longest:
            self.notebook.write(Tampering.HEAD_ROLLED_BACK, "ledger_shard", shard.origin, "size")
        elif shard.size > longest:
            self.notebook.write(Tampering.EDITED, "ledger_shard", shard.origin, "size")
            self.doubts = [doubt for doubt in self.doubts if doubt.number < longest]
        elif shard.size and not Checkpoint.objects.filter(shard=shard, size=shard.size).exists():
            self.notebook.write(Tampering.DELETED, "ledger_checkpoint", f"{self.name}/{shard.size}")
        self._check_row()
        kept = self.edge_at_head.get(self.believed(shard.size - 1)) or self.edge_at_head.get(ENTRIES)
        if kept is not None and kept != bytes(shard.edge):
            self.notebook.write(Tampering.TILES_REPLACED, "ledger_shard", shard.origin, "edge")

    def _check_row(self) -> None:
        """The year is that of the name; a book is closed when its last entry says so, and only then."""
        shard = self.shard
        if not self.name.startswith(f"{shard.year:04d}"):
            self.notebook.write(Tampering.EDITED, "ledger_shard", shard.origin, "year")
        last = Entry.objects.filter(place=shard.first + shard.size - 1).values_list("kind", flat=True).first()
        if last is not None and shard.closed != (last == SHARD_CLOSED.code):
            self.notebook.write(Tampering.EDITED, "ledger_shard", shard.origin, "closed")

    def _check_misses(self) -> None:
        """Roots that the believed tree contradicts: a mark that was changed, or a tree nobody has ever signed."""
        top = min(self.right, default=OWN)
        vouched = bool(self.right.get(top, (0, ALL))[1])
        for anchor, agreeing in self.misses:
            if self.believed(anchor.size - 1) in agreeing:
                continue
            if anchor.source == OWN and anchor.name == HEAD:
                if vouched or top != OWN:
                    self.notebook.write(Tampering.EDITED, "ledger_shard", self.shard.origin, "root")
                else:
                    self.notebook.write(Tampering.HISTORY_REWRITTEN, "ledger_shard", self.shard.origin, "root")
            elif anchor.source == OWN:
                if vouched and self._explains(anchor):
                    self.notebook.write(Tampering.EDITED, "ledger_checkpoint", f"{self.name}/{anchor.size}", "root")
            elif anchor.source in (PUBLISHED, HISTORY) and vouched and top < anchor.source:
                self._file_is_wrong(anchor.name)
            elif not agreeing:
                self.notebook.write(Tampering.HISTORY_REWRITTEN, "ledger_shard", self.shard.origin, "root")

    def _explains(self, anchor: Anchor) -> bool:
        """Whether somebody agrees with the tree as it is read at or after this mark, so that the mark is wrong."""
        return any(size >= anchor.size and agreeing for size, agreeing in self.right.values())

    def _count_tiles(self) -> None:
        size, level = self.given, 0
        expected: dict[int, int] = {}
        while size := size // WIDTH:
            expected[level] = size
            level += 1
        total = sum(expected.values())
        rows = Tile.objects.filter(shard=self.shard)
        if rows.count() == total and not rows.filter(level__gte=level).exists():
            return
        there = set(rows.values_list("level", "index"))
        wanted = {(number, index) for number, count in expected.items() for index in range(count)}
        for number, index in sorted(wanted - there):
            self.notebook.write(Tampering.DELETED, "ledger_tile", f"{self.name}/{tile_path(number, index)}")
        for number, index in sorted(there - wanted):
            self.notebook.write(Tampering.INSERTED, "ledger_tile", f"{self.name}/{number}/{index}")

    def _tile_is_wrong(self, level: int, index: int) -> None:
        if level == 0 and index in self._unfinished and (index + 1) * WIDTH > self.given:
            self.notebook.write(Tampering.TILES_REPLACED, "ledger_shard", self.shard.origin, "edge")
            return
        row = f"{self.name}/{tile_path(level, index)}"
        self.notebook.write(Tampering.TILES_REPLACED, "ledger_tile", row, "hashes")

    def _file_is_wrong(self, path: str) -> None:
        self.notebook.write(Tampering.PUBLISHED_REPLACED, "ledger_published", f"ledger/{self.name}/{path}")


def _own(shard: Shard) -> Iterator[Anchor]:
    """What the database itself says of the shard's past sizes, and of its head."""
    marks = Checkpoint.objects.filter(shard=shard).order_by("size").values_list("size", "root")
    own = (Anchor(size, bytes(root), OWN, "mark") for size, root in marks.iterator())
    yield from heapq.merge(own, [Anchor(shard.size, bytes(shard.root), OWN, HEAD)], key=lambda anchor: anchor.size)
