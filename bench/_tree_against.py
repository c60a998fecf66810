"""Runs in the environment of another program: the same entries its way and ours, in turns. Prints ratios as JSON.

PYTHONPATH=src python bench/_tree_against.py aics-tlog|pymerkle
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from _tree import bundled, fastest, integrated, made, reader, written

from liemchinh.ledger.core.tiles import inclusion_proof

COUNT = 100_000
PLACES = (0, 4_321, 50_000, 77_777, 99_999)


def aics_tlog() -> dict[str, float]:
    """Its incremental writer into memory, tiles and bundles; its proofs from tiles in files."""
    from aics_tlog import FileSystemTileReader, IncrementalTileWriter, MemoryTileStore, inclusion_proof_from_tiles

    entries = made(COUNT)

    def theirs() -> bytes:
        writer = IncrementalTileWriter(MemoryTileStore())
        writer.append(entries)
        root: bytes = writer.root()
        return root

    assert theirs() == integrated(entries)[1]
    tiles, both, other = fastest(lambda: integrated(entries), lambda: bundled(entries), theirs)
    with tempfile.TemporaryDirectory(prefix="liemchinh-bench-") as place:
        folder = Path(place)
        written(bundled(entries), folder)
        files = FileSystemTileReader(folder)
        for index in PLACES:
            assert inclusion_proof_from_tiles(files, index, COUNT) == inclusion_proof(index, COUNT, reader(folder))
        ours = fastest(*(lambda at=index: inclusion_proof(at, COUNT, reader(folder)) for index in PLACES), rounds=30)
        slow = fastest(*(lambda at=index: inclusion_proof_from_tiles(files, at, COUNT) for index in PLACES), rounds=2)
    return {"tiles": other / tiles, "both": other / both, "proof": sum(slow) / sum(ours)}


def pymerkle() -> dict[str, float]:
    """Its tree in memory, one entry after the other, and the root."""
    from pymerkle import InmemoryTree

    entries = made(COUNT)

    def theirs() -> bytes:
        tree = InmemoryTree(algorithm="sha256")
        for entry in entries:
            tree.append_entry(entry)
        root: bytes = tree.get_state()
        return root

    assert theirs() == integrated(entries)[1]
    tiles, other = fastest(lambda: integrated(entries), theirs, rounds=3)
    return {"tiles": other / tiles}


if __name__ == "__main__":
    print(json.dumps({"aics-tlog": aics_tlog, "pymerkle": pymerkle}[sys.argv[1]]()))
