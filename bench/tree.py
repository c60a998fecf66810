"""The ledger's tree: integrating entries, proofs from tiles in files, the audit of a whole log, against three others.

    .venv/bin/python bench/tree.py [--quick]

All figures are ratios of processor time, taken in turns. The least work there is stands for "hashing": a loop that
computes the hashes of the root and nothing else. The other programs run in environments of their own under a cache or
temporary folder; pymerkle (GPL) is fetched for the measurement alone and thrown away.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _tree import bundled, fastest, integrated, made, reader, tightest, written

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from interop import NotHere, environment, prepare  # noqa: E402

from liemchinh.ledger.core.merkle import leaf_hash, leaf_hashes  # noqa: E402
from liemchinh.ledger.core.tiles import WIDTH, Edge, bundle_path, inclusion_proof, unpack_entries  # noqa: E402

PYMERKLE = ["pymerkle==7.0.0", "cachetools==7.2.1"]
missed: list[str] = []


def tell(what: str, ratio: float, goal: float | None = None, *, least: bool = False, more: str = "") -> None:
    """One line of the table; `least`: the goal is to reach, not to stay below."""
    verdict = ""
    if goal is not None:
        met = ratio >= goal if least else ratio <= goal
        verdict = f"{'≥' if least else '≤'} {goal:<6g} {'met' if met else 'NOT MET'}"
        if not met:
            missed.append(what)
    print(f"{what:<52}{ratio:>9.2f}   {verdict:<18}{more}", flush=True)


def integration(count: int, goal: float, rounds: int) -> None:
    """All entries in one go."""
    entries = made(count)
    assert tightest(entries) == integrated(entries)[1]
    least, ours = fastest(lambda: tightest(entries), lambda: integrated(entries), rounds=rounds)
    tell(f"integrate {count:,} entries / hashing them", ours / least, goal, more=f"{ours:.2f} s")


def single(count: int) -> None:
    """One entry more and the new root, on an edge that has grown; against its share of a batch."""
    entries = made(count)
    (batch,) = fastest(lambda: integrated(entries), rounds=5)
    edge = Edge()
    edge.append(leaf_hashes(entries))
    some = entries[:2_000]
    best = float("inf")
    for _ in range(7):
        grown = Edge.from_bytes(edge.to_bytes())
        began = time.process_time()
        for entry in some:
            grown.append([leaf_hash(entry)])
            grown.root()
        best = min(best, (time.process_time() - began) / len(some))
    tell("append one entry, new root / one entry in a batch", best / (batch / count), 12, more=f"{best * 1e6:.1f} µs")


def files(count: int, rounds: int) -> None:
    """A proof from tiles on disk, and the whole log hashed again from its bundles."""
    entries = made(count)
    with tempfile.TemporaryDirectory(prefix="liemchinh-bench-") as place:
        folder = Path(place)
        written(bundled(entries), folder)
        root = integrated(entries)[1]
        places = [count * step // 7 for step in range(7)]
        proofs = fastest(*(lambda at=index: inclusion_proof(at, count, reader(folder)) for index in places), rounds=20)
        verify = sum(proofs) / len(places)
        print(f"proof from tiles in files, {count:,} entries{'':<17}{verify * 1e3:>6.2f} ms")

        def audited() -> None:
            edge = Edge()
            for start in range(0, count, WIDTH):
                data = (folder / bundle_path(start // WIDTH, min(WIDTH, count - start))).read_bytes()
                for tile in edge.append(leaf_hashes(unpack_entries(data))):
                    assert (folder / tile.path).read_bytes() == tile.hashes
            for tile in edge.partial_tiles():
                assert (folder / tile.path).read_bytes() == tile.hashes
            assert edge.root() == root

        least, ours = fastest(lambda: tightest(entries), audited, rounds=rounds)
    tell(f"audit {count:,} entries from files / hashing them", ours / least, 3, more=f"{ours:.2f} s")


def against(name: str, python: Path) -> dict[str, float]:
    """The ratios that `_tree_against.py` found in that environment."""
    command = [python, ROOT / "bench" / "_tree_against.py", name]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotHere(done.stderr.strip().splitlines()[-1])
    ratios: dict[str, float] = json.loads(done.stdout)
    return ratios


def others() -> None:
    """The same entries in other people's programs; what cannot be had is said and not counted as met."""
    try:
        found = prepare()
        if not found["python"]:
            raise NotHere(found["missing"])
        ratios = against("aics-tlog", Path(found["python"]))
        tell("aics-tlog, tiles and bundles / ours, tiles", ratios["tiles"], 1.8, least=True)
        tell("aics-tlog, tiles and bundles / ours, both", ratios["both"])
        tell("aics-tlog, proof from files at 100,000 / ours", ratios["proof"], 150, least=True)
    except NotHere as reason:
        missed.append("aics-tlog")
        print(f"aics-tlog: not measured ({reason})")
    try:
        with tempfile.TemporaryDirectory(prefix="liemchinh-bench-") as place:
            ratios = against("pymerkle", environment(Path(place) / "env", PYMERKLE))
        tell("pymerkle, tree in memory / ours, tiles", ratios["tiles"], 9, least=True)
    except NotHere as reason:
        missed.append("pymerkle")
        print(f"pymerkle: not measured ({reason})")


def main() -> int:
    """Measure, print the table, and tell by the exit status whether the goals are met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="without the log of a million entries")
    quick = parser.parse_args().quick
    integration(100_000, 1.10, 9)
    if not quick:
        integration(1_000_000, 1.25, 3)
    single(100_000)
    files(100_000 if quick else 1_000_000, 3)
    others()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
