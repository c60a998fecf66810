"""A full audit of a million entries over pure hashing: goal at most 3 times, and the same memory for ten times as many.

    .venv/bin/python bench/audit.py [--entries 1000000]

SQLite in a folder of its own. Entries are written straight into the tables, in threads of eight, sealed 5,000 at a
time, with records of the size that an act on a dossier has. Pure hashing is what nobody can leave out: the hash of
each entry, the commitment to each record and the tree over them, over the same bytes in memory. "log" is the audit of
the log and its tree; "threads" adds the chain of every thread. Each size runs in a process of its own; peak memory is
that of the audit's process, which reads what another one wrote.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

GOAL = 3.0
STEPS = 8
TURN = 5_000
LABEL = b"ho-so-commit/v1\0"


def main() -> int:
    """Measure at a tenth and at the whole, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--child", choices=["write", "log", "threads"])
    args = parser.parse_args()
    if args.child:
        print(json.dumps(child(args.child, args.entries)))
        return 0
    results: dict[str, Any] = {}
    for entries in (args.entries // 10, args.entries):
        folder = Path(tempfile.mkdtemp(prefix="liemchinh-audit-"))
        try:
            written = _run("write", entries, folder)
            logged, threads = (_run(part, entries, folder) for part in ("log", "threads"))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        results[str(entries)] = {
            "pure_hashing_s": written["hashing"],
            "log_s": logged["seconds"],
            "log_over_hashing": round(logged["seconds"] / written["hashing"], 2),
            "with_threads_s": threads["seconds"],
            "with_threads_over_hashing": round(threads["seconds"] / written["hashing"], 2),
            "peak_mb": {"log": logged["peak_mb"], "threads": threads["peak_mb"]},
            "findings": logged["findings"] + threads["findings"],
        }
    results["goal_over_hashing"] = GOAL
    print(json.dumps(results, indent=1))
    return 0


def _run(part: str, entries: int, folder: Path) -> dict[str, Any]:
    words = [sys.executable, __file__, "--child", part, "--entries", str(entries)]
    # an empty address: the folder's own SQLite, whatever this shell is set to
    environment = {**os.environ, "LIEMCHINH_DATA": str(folder), "DATABASE_URL": ""}
    done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def child(part: str, entries: int) -> dict[str, Any]:
    """One process: writes the log, or audits it."""
    from liemchinh.prepare import prepare

    prepare()
    if part == "write":
        return {"hashing": write(entries)}
    from liemchinh.jobs.audit import TESTIMONIES
    from liemchinh.ledger.auditing.auditing import audit

    only = ("log",) if part == "log" else ("log", "threads")
    began, spent = time.perf_counter(), time.process_time()
    found = audit(TESTIMONIES, only=only)
    return {
        "seconds": round(time.process_time() - spent, 2),
        "wall": round(time.perf_counter() - began, 2),
        "findings": len(found.found),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def write(entries: int) -> float:
    """Fill the tables; returns the seconds (of this process) that hashing the same bytes takes alone."""
    from datetime import UTC, datetime

    from django.db import transaction

    from liemchinh.ledger import rules
    from liemchinh.ledger.core.tiles import Edge
    from liemchinh.ledger.models import Checkpoint, Entry, Shard, Thread, Tile

    at = datetime(2026, 9, 7, 2, 10, tzinfo=UTC)
    told = {f"column_{number}": "một điều được ghi" for number in range(18)}
    edge, spent, place = Edge(), 0.0, 0
    shard = Shard.objects.create(origin="bench.example/ledger/2026", year=2026, first=0, root=b"", edge=edge.to_bytes())
    links: dict[int, rules.Link] = {}
    while place < entries:
        rows: list[Entry] = []
        threads: list[Thread] = []
        for number in range(place, min(place + TURN, entries)):
            key = number // STEPS
            link = links.get(key) or rules.Link(tag=hashlib.sha256(str(key).encode()).hexdigest()[:32])
            salt = hashlib.sha256(number.to_bytes(8, "big")).digest()
            record = rules.private_record(
                by="ai", facts={"number": number}, rows=[("bench", str(number), told)], salt=salt
            )
            entry = rules.public_entry(
                kind="bench.told",
                unit="H99.12",
                link=link,
                at=at,
                commit=rules.commitment(record, salt=salt),
                public={"no": number, "st": 4, "due": "2026-09-16T17:00:00+07:00"},
            )
            leaf = rules.leaf_hash(entry)
            links[key] = rules.Link(link.tag, link.step + 1, leaf)
            rows.append(
                Entry(
                    kind="bench.told",
                    tag=link.tag,
                    step=link.step + 1,
                    entry=entry,
                    leaf=leaf,
                    salt=salt,
                    record=record,
                    at=at,
                    place=number,
                )
            )
            if links[key].step == STEPS or number == entries - 1:
                end = links.pop(key)
                threads.append(Thread(subject=f"bench.{key}", tag=end.tag, step=end.step, leaf=end.leaf))
        place += len(rows)
        parts = [(bytes(row.entry), LABEL + bytes(row.salt or b"") + bytes(row.record or b"")) for row in rows]
        began = time.process_time()
        leaves = [hashlib.sha256(b"\0" + entry).digest() for entry, _ in parts]
        for _, committed in parts:
            hashlib.sha256(committed).digest()
        tiles = edge.append(leaves)
        spent += time.process_time() - began
        with transaction.atomic():
            Entry.objects.bulk_create(rows)
            Thread.objects.bulk_create(threads)
            Tile.objects.bulk_create(
                Tile(shard=shard, level=tile.level, index=tile.index, hashes=tile.hashes) for tile in tiles
            )
            Checkpoint.objects.create(shard=shard, size=edge.size, root=edge.root(), at=at)
            shard.size, shard.root, shard.edge = edge.size, edge.root(), edge.to_bytes()
            shard.save()
    return round(spent, 2)


if __name__ == "__main__":
    sys.exit(main())
