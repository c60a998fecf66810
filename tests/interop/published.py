"""A log published to a folder with the ledger's core alone: no database, no signer process."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from liemchinh.ledger.core import checkpoint, note
from liemchinh.ledger.core.checkpoint import Checkpoint
from liemchinh.ledger.core.merkle import leaf_hashes
from liemchinh.ledger.core.tiles import (
    WIDTH,
    Edge,
    bundle_path,
    consistency_proof,
    inclusion_proof,
    pack_entries,
    tile_path,
)

ORIGIN = "so-cai.example/ledger/2026"
SIZES = (1, 2, 255, 256, 257, 300, 511, 4_000, 65_536, 66_123)


class Published:
    """A log that was published at each of `sizes`, with the tiles and bundles that each of them needs."""

    def __init__(self, folder: Path, *, sizes: Sequence[int] = SIZES, twist: int | None = None) -> None:
        self.folder = folder
        self.key = note.SignerKey(ORIGIN, note.KeyType.ED25519, bytes(range(32)))
        self.entries = [entry(number) for number in range(sizes[-1])]
        if twist is not None:
            self.entries[twist] = b'{"v":1,"kind":"forged"}'
        self.leaves = leaf_hashes(self.entries)
        self.roots: dict[int, bytes] = {}
        self.notes: dict[int, bytes] = {}
        edge = Edge()
        for size in sizes:
            full = edge.append(self.leaves[edge.size : size])
            for tile in full + edge.partial_tiles():
                self._write(tile.path, tile.hashes)
            self.roots[size] = edge.root()
            self.notes[size] = checkpoint.sign(Checkpoint(ORIGIN, size, edge.root()), self.key).to_bytes()
            if size % WIDTH:
                self._write_bundle(size // WIDTH, size % WIDTH)
        for index in range(sizes[-1] // WIDTH):
            self._write_bundle(index, WIDTH)
        self._write("checkpoint", self.notes[sizes[-1]])

    def _write_bundle(self, index: int, width: int) -> None:
        first = index * WIDTH
        self._write(bundle_path(index, width), pack_entries(self.entries[first : first + width]))

    def _write(self, path: str, data: bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def read(self, level: int, index: int, width: int) -> bytes:
        """One tile, from its file."""
        return (self.folder / tile_path(level, index, width)).read_bytes()

    def heads(self) -> list[dict[str, object]]:
        """Every checkpoint as facts that JSON can hold."""
        return [
            {"note": data.decode(), "size": size, "root": text(self.roots[size])} for size, data in self.notes.items()
        ]

    def inclusions(self) -> list[dict[str, object]]:
        """Proofs of some entries at every size, read from the files."""
        return [
            {
                "index": index,
                "size": size,
                "root": text(root),
                "leaf": text(self.leaves[index]),
                "proof": [text(one) for one in inclusion_proof(index, size, self.read)],
            }
            for size, root in self.roots.items()
            for index in sorted({0, size // 3, size // 2, size - 1})
        ]

    def consistencies(self) -> list[dict[str, object]]:
        """Proofs between every two sizes, read from the files; `index` is the old size, `leaf` its root."""
        return [
            {
                "index": old,
                "size": new,
                "root": text(self.roots[new]),
                "leaf": text(self.roots[old]),
                "proof": [text(one) for one in consistency_proof(old, new, self.read)],
            }
            for new in self.roots
            for old in self.roots
            if old <= new
        ]


def entry(number: int) -> bytes:
    """A made entry, of different lengths."""
    return b'{"v":1,"kind":"dossiers.moved","n":%d,"x":"%s"}' % (number, b"x" * (number % 301))


def text(data: bytes) -> str:
    """Base64, as all these programs write hashes."""
    return b64encode(data).decode()
