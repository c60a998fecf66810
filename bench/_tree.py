"""What the measurements of the tree share: made entries, the least work there is, and the ledger's own way.

Needs only the ledger's core and the standard library, so that it also runs beside other people's programs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from liemchinh.ledger.core.merkle import leaf_hashes
from liemchinh.ledger.core.tiles import WIDTH, Edge, Tile, bundle_path, pack_entries, tile_path

ENTRY = (
    b'{"ag":"H99.12","c":"%064x","did":"%032x","kind":"dossiers.moved","n":%d,"prev":"%064x",'
    b'"st":"accepted","t":"2026-09-07T09:10:30+07:00","v":1}'
)


def made(count: int) -> list[bytes]:
    """So many entries of the shape and length that the ledger writes."""
    return [ENTRY % (number * 7919, number // 4, number % 4 + 1, number * 104_729) for number in range(count)]


def tightest(entries: Sequence[bytes]) -> bytes:
    """Every hash that the root needs and nothing else: no tiles, no promise to go on from here."""
    hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
    while len(hashes) > 1:
        pairs = iter(hashes)
        above = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
        if len(hashes) % 2:
            above.append(hashes[-1])
        hashes = above
    return hashes[0]


def integrated(entries: Sequence[bytes]) -> tuple[list[Tile], bytes]:
    """All tiles and the root, the ledger's way."""
    edge = Edge()
    tiles = edge.append(leaf_hashes(entries))
    return tiles + edge.partial_tiles(), edge.root()


def bundled(entries: Sequence[bytes]) -> dict[str, bytes]:
    """All files that a log of these entries publishes besides its checkpoint, by their path."""
    tiles, _ = integrated(entries)
    files = {tile.path: tile.hashes for tile in tiles}
    for start in range(0, len(entries), WIDTH):
        bundle = entries[start : start + WIDTH]
        files[bundle_path(start // WIDTH, len(bundle))] = pack_entries(bundle)
    return files


def written(files: dict[str, bytes], folder: Path) -> None:
    """The files, on disk."""
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def reader(folder: Path) -> Callable[[int, int, int], bytes]:
    """Reads a tile from its file, each time anew."""

    def read(level: int, index: int, width: int) -> bytes:
        with open(f"{folder}/{tile_path(level, index, width)}", "rb", buffering=0) as tile:
            return tile.read()

    return read


def fastest(*ways: Callable[[], object], rounds: int = 7) -> list[float]:
    """Seconds of processor time of each way at its best, in turns, so that a busy machine disturbs all alike."""
    best = [float("inf")] * len(ways)
    for _ in range(rounds):
        for place, way in enumerate(ways):
            began = time.process_time()
            way()
            best[place] = min(best[place], time.process_time() - began)
    return best
