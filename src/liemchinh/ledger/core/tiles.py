"""The tree cut into files: tiles of 256 hashes, bundles of 256 entries, the growing right edge, proofs read from tiles.

Never touches a disk: whoever stores tiles hands in a function that reads one. Formats: C2SP tlog-tiles v0.1.0.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.merkle import EMPTY_ROOT, HASH, node_hash

HEIGHT = 8
"""Levels of the tree in one tile."""

WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""

ENTRY_BYTES = 65_535
"""Longest entry that a bundle can hold: its length has 16 bits."""

ReadTile = Callable[[int, int, int], bytes]
"""Reads one tile: (level, index, width) to exactly width * 32 bytes."""

_NUMBER = r"(?:x[0-9]{3}/){0,6}[0-9]{3}"
_WIDTH = r"(?:\.p/([1-9][0-9]{0,2}))?"
_TILE_PATH = re.compile(rf"tile/(0|[1-9][0-9]?)/({_NUMBER}){_WIDTH}")
_BUNDLE_PATH = re.compile(rf"tile/entries/({_NUMBER}){_WIDTH}")
_CHUNK = 1 << 12  # leaves hashed at a time: the digests of one step then stay in the processor's cache


@dataclass(frozen=True)
class Tile:
    """One tile: hash i stands over the leaves from (index * 256 + i) * 256^level on, 256^level of them."""

    level: int
    index: int
    hashes: bytes

    @property
    def width(self) -> int:
        """Hashes in the tile, 1 to 256."""
        return len(self.hashes) // HASH

    @property
    def path(self) -> str:
        """Where the tile lies under the log's prefix."""
        return tile_path(self.level, self.index, self.width)


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """The path of a tile, `tile/0/x001/234.p/5` (tlog-tiles, Merkle Tree). Raises ValueError outside the format."""
    if not 0 <= level <= 63:
        raise ValueError("a tile's level is 0 to 63")
    return f"tile/{level}/{_numbered(index, width)}"


def bundle_path(index: int, width: int = WIDTH) -> str:
    """The path of an entry bundle, `tile/entries/000.p/5` (tlog-tiles, Log Entries). Raises ValueError likewise."""
    return f"tile/entries/{_numbered(index, width)}"


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """Level, index and width of a tile's path; Refused("ledger.path") unless written exactly as `tile_path` does."""
    found = _TILE_PATH.fullmatch(path)
    if found:
        level, index, width = int(found[1]), _number(found[2]), int(found[3] or WIDTH)
        if level <= 63 and width <= WIDTH and tile_path(level, index, width) == path:
            return level, index, width
    raise Refused("ledger.path", gettext_noop("“{path}” không phải là đường dẫn của một mảnh sổ cái."), path=path)


def parse_bundle_path(path: str) -> tuple[int, int]:
    """Index and width of a bundle's path; Refused("ledger.path") unless written exactly as `bundle_path` does."""
    found = _BUNDLE_PATH.fullmatch(path)
    if found:
        index, width = _number(found[1]), int(found[2] or WIDTH)
        if width <= WIDTH and bundle_path(index, width) == path:
            return index, width
    raise Refused("ledger.path", gettext_noop("“{path}” không phải là đường dẫn của một tập mục ghi."), path=path)


def pack_entries(entries: Sequence[bytes]) -> bytes:
    """The bundle of 1 to 256 entries: each with its length in 16 bits before it (tlog-tiles, Log Entries).

    Raises Refused("ledger.bundle") for another number of entries or for one of more than 65,535 bytes.
    """
    if not 1 <= len(entries) <= WIDTH:
        sentence = gettext_noop("Một tập mục ghi có từ 1 đến 256 mục, không thể có {count} mục.")
        raise Refused("ledger.bundle", sentence, count=len(entries))
    lengths = list(map(len, entries))
    if max(lengths) > ENTRY_BYTES:
        raise Refused("ledger.bundle", gettext_noop("Mục ghi dài {size} byte, quá giới hạn."), size=max(lengths))
    return b"".join([length.to_bytes(2, "big") + entry for length, entry in zip(lengths, entries, strict=True)])


def unpack_entries(data: bytes) -> list[bytes]:
    """The 1 to 256 entries of a bundle; Refused("ledger.bundle") when bytes are missing or left over."""
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at < end and len(entries) < WIDTH:
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if at > end or start > end:
            raise Refused("ledger.bundle", gettext_noop("Tập mục ghi bị cụt ở mục thứ {number}."), number=len(entries))
        entries.append(data[start:at])
    if not entries or at != end:
        sentence = gettext_noop("Một tập mục ghi có từ 1 đến 256 mục; tập {size} byte này thì không.")
        raise Refused("ledger.bundle", sentence, size=end)
    return entries


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """All tiles of a tree of `size` entries as (level, index, width), the lowest level first, partial ones too."""
    return new_tiles(0, size)


def new_tiles(old_size: int, new_size: int) -> Iterator[tuple[int, int, int]]:
    """The tiles that the tree has at `new_size` and had not, or not as wide, at `old_size`: (level, index, width)."""
    level = 0
    while new_size:
        if old_size != new_size:
            for index in range(old_size // WIDTH, -(-new_size // WIDTH)):
                yield level, index, min(WIDTH, new_size - index * WIDTH)
        old_size, new_size, level = old_size // WIDTH, new_size // WIDTH, level + 1


class Edge:
    """The right edge of a growing tree: all that must be kept to append entries and to know the root.

    Per tile level, the hashes of its unfinished tile; and beside them the root of every full subtree that has no
    right brother yet, so that an appended entry costs two hashes and a root at most one per level.
    """

    def __init__(self) -> None:
        self._size = 0
        self._unfinished: list[list[bytes]] = []  # per tile level
        self._peaks: list[bytes] = []  # per level of the tree: its lone full subtree, or nothing

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    def append(self, leaves: Sequence[bytes]) -> list[Tile]:
        """Add leaf hashes (32 bytes each) at the right; give the tiles that became full.

        The tiles of one level come in the order of their index, and every tile after those beneath it.
        Raises ValueError when a leaf hash has not 32 bytes; then nothing was added.
        """
        if not {HASH}.issuperset(map(len, leaves)):
            raise ValueError("a leaf hash has 32 bytes")
        full: list[Tile] = []
        for start in range(0, len(leaves), _CHUNK):
            self._grow(list(leaves[start : start + _CHUNK]), full)
        return full

    def _grow(self, added: list[bytes], full: list[Tile]) -> None:
        self._size += len(added)
        level = 0
        while added:
            if level == len(self._peaks):
                self._peaks.append(b"")
            if level % HEIGHT == 0:
                self._fill(level // HEIGHT, added, full)
            if self._peaks[level]:
                added.insert(0, self._peaks[level])
            self._peaks[level] = added.pop() if len(added) % 2 else b""
            pairs = iter(added)
            # written out, not through node_hash: this line is nine tenths of the time of an integration
            added = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
            level += 1

    def _fill(self, level: int, added: list[bytes], full: list[Tile]) -> None:
        """Lay the new hashes of a tile level into its unfinished tile, and cut off those that became full."""
        if level == len(self._unfinished):
            self._unfinished.append([])
        hashes = self._unfinished[level]
        hashes += added
        if len(hashes) >= WIDTH:
            index = ((self._size >> (HEIGHT * level)) - len(hashes)) // WIDTH
            whole = len(hashes) - len(hashes) % WIDTH
            full += [
                Tile(level, index + start // WIDTH, b"".join(hashes[start : start + WIDTH]))
                for start in range(0, whole, WIDTH)
            ]
            del hashes[:whole]

    def root(self) -> bytes:
        """The root hash over all leaves (RFC 6962 §2.1); the empty root when there are none."""
        root = b""
        for peak in self._peaks:
            if peak:
                root = node_hash(peak, root) if root else peak
        return root or EMPTY_ROOT

    def partial_tiles(self) -> list[Tile]:
        """The unfinished tiles at this size, the lowest level first; empty ones are not tiles."""
        return [
            Tile(level, (self._size >> (HEIGHT * level)) // WIDTH, b"".join(hashes))
            for level, hashes in enumerate(self._unfinished)
            if hashes
        ]

    def to_bytes(self) -> bytes:
        """Size in 8 bytes, then the hashes of the unfinished tiles, the lowest level first: at most 8 kB a level."""
        return self._size.to_bytes(8, "big") + b"".join(b"".join(hashes) for hashes in self._unfinished)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Edge":
        """The edge that `to_bytes` wrote; Refused("ledger.edge") when the length does not fit the size."""
        edge = cls()
        edge._size = int.from_bytes(data[:8], "big")
        at, rest = 8, edge._size
        while rest:
            end = at + rest % WIDTH * HASH
            hashes = [data[start : start + HASH] for start in range(at, end, HASH)]
            edge._unfinished.append(hashes)
            at, rest = end, rest // WIDTH
        if len(data) != at:
            sentence = gettext_noop("Mép cây của sổ {size} mục phải dài {wanted} byte, ở đây có {found}.")
            raise Refused("ledger.edge", sentence, size=edge._size, wanted=at, found=len(data))
        for level in range(edge._size.bit_length()):
            edge._peaks.append(_peak(edge._unfinished[level // HEIGHT], level % HEIGHT))
        return edge


def inclusion_proof(index: int, size: int, read: ReadTile) -> list[bytes]:
    """The sibling hashes of leaf `index` in the tree of `size` leaves, its own sibling first (RFC 6962 §2.1.1).

    Reads each tile at most once: one per level on the way up, and the unfinished ones at the right edge.
    Raises ValueError unless 0 <= index < size, Refused("ledger.tile") when `read` gives a tile of another length.
    """
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    tree = _Reading(size, read)
    return _siblings(index, 0, size, tree)


def consistency_proof(old_size: int, new_size: int, read: ReadTile) -> list[bytes]:
    """The hashes that connect the tree of `old_size` leaves with the one of `new_size` (RFC 6962 §2.1.2).

    Empty when the old tree is empty or the same. Reads like `inclusion_proof`, with the same errors; ValueError
    unless 0 <= old_size <= new_size.
    """
    if not 0 <= old_size <= new_size:
        raise ValueError("the old tree is larger than the new one")
    if old_size == 0 or old_size == new_size:
        return []
    tree = _Reading(new_size, read)
    height = (old_size & -old_size).bit_length() - 1  # of the old tree's last full subtree
    index = (old_size >> height) - 1
    own = [tree.node(height, index)] if old_size & (old_size - 1) else []
    return own + _siblings(index, height, new_size, tree)


def root_of(size: int, read: ReadTile) -> bytes:
    """The root of the tree of `size` leaves, from the tiles at its right edge; errors as in `inclusion_proof`."""
    return _Reading(size, read).over(0, size) if size else EMPTY_ROOT


def hash_at(level: int, index: int, size: int, read: ReadTile) -> bytes:
    """The root of the full subtree over the leaves from index * 2^level on, 2^level of them.

    `hash_at(0, i, size, read)` is leaf hash i. Raises ValueError when the tree of `size` leaves has no such subtree,
    Refused("ledger.tile") as `inclusion_proof` does.
    """
    if level < 0 or not 0 <= index < size >> level:
        raise ValueError("the tree has no such full subtree")
    return _Reading(size, read).node(level, index)


class _Reading:
    """A tree of a given size seen through its tiles; each tile is read at most once."""

    def __init__(self, size: int, read: ReadTile) -> None:
        self.size = size
        self._read = read
        self._tiles: dict[tuple[int, int], bytes] = {}

    def tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._tiles:
            width = min(WIDTH, (self.size >> (HEIGHT * level)) - index * WIDTH)
            hashes = self._read(level, index, width)
            if len(hashes) != width * HASH:
                sentence = gettext_noop("Mảnh {path} phải dài {wanted} byte, ở đây có {found}.")
                path = tile_path(level, index, width)
                raise Refused("ledger.tile", sentence, path=path, wanted=width * HASH, found=len(hashes))
            self._tiles[level, index] = hashes
        return self._tiles[level, index]

    def node(self, level: int, index: int) -> bytes:
        """The hash of the full subtree `index` at this level of the tree, folded from one tile."""
        first, count = index << level % HEIGHT, 1 << level % HEIGHT
        hashes = self.tile(level // HEIGHT, first // WIDTH)
        start = first % WIDTH * HASH
        return _fold(hashes[start : start + count * HASH])

    def over(self, start: int, end: int) -> bytes:
        """The hash over the leaves from `start` to before `end`, where `start` is a multiple of what a full one has."""
        root = b""
        while start < end:
            count = end - start
            level = (count & -count).bit_length() - 1  # the lone full subtree at the right end
            end -= 1 << level
            peak = self.node(level, end >> level)
            root = node_hash(peak, root) if root else peak
        return root


def _siblings(index: int, level: int, size: int, tree: _Reading) -> list[bytes]:
    """The siblings on the way from the full subtree `index` at `level` up to the root of `size` leaves."""
    found = []
    while size > 1 << level:
        brother = index ^ 1
        start, end = brother << level, min((brother + 1) << level, size)
        if start < end:  # no right brother: the subtree rises unhashed
            found.append(tree.over(start, end))
        index, level = index >> 1, level + 1
    return found


def _fold(hashes: bytes) -> bytes:
    """The root over 2^k hashes of 32 bytes each."""
    if len(hashes) == HASH:
        return hashes
    level = [sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest() for at in range(0, len(hashes), 2 * HASH)]
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return level[0]


def _peak(hashes: list[bytes], height: int) -> bytes:
    """The full subtree of 2^height hashes that the unfinished tile ends a larger one with, or nothing."""
    if not len(hashes) >> height & 1:
        return b""
    start = len(hashes) >> height + 1 << height + 1
    return _fold(b"".join(hashes[start : start + (1 << height)]))


def _numbered(index: int, width: int) -> str:
    """`x001/x234/067.p/5`: the number in groups of three digits, and the width of what is not full."""
    if index < 0 or not 1 <= width <= WIDTH:
        raise ValueError("a tile has an index of at least 0 and 1 to 256 hashes")
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.insert(0, f"x{index % 1000:03d}")
    return "/".join(groups) + ("" if width == WIDTH else f".p/{width}")


def _number(groups: str) -> int:
    return int(groups.replace("x", "").replace("/", ""))
