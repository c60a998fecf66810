"""Plays thousands of tamperings on an honest history, as somebody with every right on the database could, and audits.

    python bench/tampering.py --tampers 5000 [--dossiers 150] [--seed 1]

The database is that of DATABASE_URL, or SQLite in a folder of its own. Prints one JSON object: how many tricks of which
kind were played, missed, or answered with a finding that nobody caused. Exit status 1 unless everything was found.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

AT_ONCE = 8


def main() -> int:
    """Build the town, play, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tampers", type=int, default=1000)
    parser.add_argument("--dossiers", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trick", action="append", default=[], help="only these, by the names of their functions")
    args = parser.parse_args()
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="liemchinh-tampering-", dir=memory if os.access(memory, os.W_OK) else None))
    os.environ["LIEMCHINH_DATA"] = str(folder)
    try:
        return _play(args, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(args: argparse.Namespace, folder: Path) -> int:
    from liemchinh.prepare import prepare

    prepare()
    from liemchinh.jobs import audit as command
    from tests.cast import found_cast
    from tests.rooms.ledger import tampering
    from tests.rooms.ledger.book import opened

    found_cast()
    with opened(folder) as book:
        town = tampering.build(book, dossiers=args.dossiers, waiting=24, seed=args.seed)
        honest = list(command.look())
        chance = random.Random(args.seed)
        tricks = {trick.__name__: trick for trick in (*tampering.TOGETHER, *tampering.ALONE)}
        played: Counter[str] = Counter()
        missed: list[object] = []
        strange: list[object] = []
        began = time.perf_counter()
        rounds = 0
        while sum(played.values()) < args.tampers:
            rounds += 1
            if args.trick:
                chosen = [tricks[name] for name in args.trick]
            elif rounds % 3:
                chosen = chance.sample(tampering.TOGETHER, AT_ONCE)
            else:
                chosen = [chance.choice(tampering.ALONE)]
            done = tampering.play(town, chosen)
            played.update(kind for kind, *_ in done.expected)
            names = [trick.__name__ for trick in chosen]
            missed += [(names, one) for one in done.missed]
            strange += [(names, one) for one in sorted(done.strange)]
        took = time.perf_counter() - began
        honest += list(command.look())
    result = {
        "tampers": sum(played.values()),
        "by_kind": dict(sorted(played.items())),
        "audits": rounds,
        "missed": missed[:50],
        "strange": strange[:50],
        "honest_findings": [finding.as_json() for finding in honest],
        "seconds": round(took, 1),
    }
    print(json.dumps(result, ensure_ascii=False))
    return 1 if missed or strange or honest else 0


if __name__ == "__main__":
    sys.exit(main())
