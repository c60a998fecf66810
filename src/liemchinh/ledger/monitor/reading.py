"""Reads a published log, and believes only what leads to the checkpoint's root.

Formats: tlog-tiles, tlog-checkpoint. Memory stays flat: one tile of each level, one bundle of entries.
"""

from collections.abc import Iterator, Sequence

from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.merkle import HASH, leaf_hash
from liemchinh.ledger.core.published import Source
from liemchinh.ledger.core.tiles import HEIGHT, WIDTH, Edge, bundle_path, root_of, tile_path, unpack_entries


class Tree:
    """The tree of one checkpoint, read through its published tiles; everything given out leads to its root."""

    def __init__(self, checkpoint: Checkpoint, source: Source, prefix: str) -> None:
        """Raises Refused("monitor.tiles") when the tiles at the right edge do not make the checkpoint's root."""
        self.size = checkpoint.size
        self._source = source
        self._prefix = prefix
        self._sure: dict[tuple[int, int], bytes] = {}
        self._path: dict[int, tuple[int, bytes]] = {}

        def keep(level: int, index: int, width: int) -> bytes:
            hashes = self._sure[level, index] = self._read(level, index, width)
            return hashes

        if root_of(self.size, keep) != checkpoint.root:
            sentence = gettext_noop("Các mảnh công bố của quyển {log} không dẫn tới gốc đã ký ở {size} mục.")
            raise Refused("monitor.tiles", sentence, log=checkpoint.origin, size=self.size)

    def read(self, level: int, index: int, width: int) -> bytes:
        """Hashes of a tile of this tree, as `core.tiles` asks for them: verified where they are needed whole."""
        return self.tile(level, index)[: width * HASH]

    def tile(self, level: int, index: int) -> bytes:
        """The hashes of one tile. Raises Refused("monitor.tiles") when they are not those under the root."""
        if (level, index) in self._sure:
            return self._sure[level, index]
        kept, hashes = self._path.get(level, (-1, b""))
        if kept != index:
            hashes = self._read(level, index, WIDTH)
            self._check_under(level, index, _cut(hashes))
            self._path[level] = (index, hashes)
        return hashes

    def entries(self, index: int) -> list[bytes]:
        """The entries of bundle number `index`, at this size.

        Raises Refused("monitor.bundle") with the number of the first entry that is not the one in the tree.
        """
        width = min(WIDTH, self.size - index * WIDTH)
        found = None
        for path in dict.fromkeys((bundle_path(index, width), bundle_path(index))):
            found = found or self._source.get(f"{self._prefix}{path}")
        if found is None:
            raise _missing(f"{self._prefix}{bundle_path(index, width)}")
        entries = unpack_entries(found)[:width]
        leaves = [leaf_hash(entry) for entry in entries]
        try:
            if width == WIDTH and len(leaves) == WIDTH:
                self._check_under(0, index, leaves)
            elif b"".join(leaves) != self.tile(0, index):
                raise Refused("monitor.tiles", "")
        except Refused:
            wanted = _cut(self.tile(0, index))
            wrong = next((n for n, leaf in enumerate(wanted) if n >= len(leaves) or leaves[n] != leaf), 0)
            sentence = gettext_noop("Mục số {place} công bố trong tập không phải là mục đã ghi trong cây.")
            raise Refused("monitor.bundle", sentence, place=index * WIDTH + wrong) from None
        return entries

    def entry(self, index: int) -> bytes:
        """One entry of this tree."""
        return self.entries(index // WIDTH)[index % WIDTH]

    def leaves(self) -> Iterator[tuple[int, bytes]]:
        """Every leaf hash with its number, in order."""
        for index in range(-(-self.size // WIDTH)):
            for number, leaf in enumerate(_cut(self.tile(0, index))):
                yield index * WIDTH + number, leaf

    def _check_under(self, level: int, index: int, hashes: Sequence[bytes]) -> None:
        """Check that a full tile has the hash that the tile above it has at its place."""
        at = index % WIDTH * HASH
        if _root(hashes) != self.tile(level + 1, index // WIDTH)[at : at + HASH]:
            sentence = gettext_noop("Mảnh {path} không phải là mảnh dưới gốc đã ký.")
            raise Refused("monitor.tiles", sentence, path=tile_path(level, index))

    def _read(self, level: int, index: int, width: int) -> bytes:
        for path in dict.fromkeys((tile_path(level, index, width), tile_path(level, index))):
            hashes = self._source.get(f"{self._prefix}{path}")
            if hashes is not None:
                return hashes[: width * HASH]
        raise _missing(f"{self._prefix}{tile_path(level, index, width)}")


def entries_of(tree: Tree, start: int, end: int) -> Iterator[tuple[int, list[bytes]]]:
    """The entries from number `start` to before `end`, bundle by bundle: (number of the first, entries)."""
    while start < end:
        index, skip = divmod(start, WIDTH)
        entries = tree.entries(index)[skip : skip + end - start]
        yield start, entries
        start += len(entries)


def _cut(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + HASH] for at in range(0, len(hashes), HASH)]


def _root(hashes: Sequence[bytes]) -> bytes:
    """The root over the 2^HEIGHT hashes of a full tile."""
    edge = Edge()
    edge.append(hashes)
    return edge.root() if len(hashes) == 1 << HEIGHT else b""


def _missing(path: str) -> Refused:
    return Refused("monitor.missing", gettext_noop("Bên giữ sổ không đưa ra tệp {path}."), path=path)
