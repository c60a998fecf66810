"""A log that grows in memory: its roots and consistency proofs at any size, for whoever signs or cosigns it."""

from dataclasses import dataclass, field

from liemchinh.ledger.core import merkle, tiles
from liemchinh.ledger.core.checkpoint import Checkpoint

ORIGIN = "motcua.xa-mau.example/ledger/2026"


@dataclass
class Log:
    """Entries `<mark> 0`, `<mark> 1`, … ; two logs with different marks are two histories."""

    mark: str = "mục"
    origin: str = ORIGIN
    leaves: list[bytes] = field(default_factory=list)

    def to(self, size: int) -> Checkpoint:
        """The checkpoint at `size`; grows the log as far as needed."""
        self.leaves += [merkle.leaf_hash(f"{self.mark} {n}".encode()) for n in range(len(self.leaves), size)]
        edge = tiles.Edge()
        edge.append(self.leaves[:size])
        return Checkpoint(self.origin, size, edge.root())

    def proof(self, old: int, new: int) -> list[bytes]:
        """That the tree of `new` entries continues the one of `old`."""
        self.to(new)
        return tiles.consistency_proof(old, new, self.read) if 0 < old < new else []

    def read(self, level: int, index: int, width: int) -> bytes:
        """A tile, reckoned from the leaves each time."""
        hashes = self.leaves
        for _ in range(8 * level):
            hashes = [merkle.node_hash(hashes[n], hashes[n + 1]) for n in range(0, len(hashes) - 1, 2)]
        return b"".join(hashes[index * 256 : index * 256 + width])
