"""Status changes a second over what the framework itself can do, and whether the 160th costs more than the first.

    .venv/bin/python bench/moves.py [--rounds 8] [--each 20] [--database sqlite postgresql]

A change is `services.assign` on one dossier, to and fro between two seats: lock, rules, row, event, entry of the log,
commit. The bare limit beside it locks, updates and inserts one row of a two-column table through the ORM in one
transaction. Each round times `each` of both in turn; after the last round one dossier has been moved rounds × each
times. One process, one connection; durability on. Goals: 0.30 of bare; the last round at most 1.2 of the first.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH.parent), str(BENCH.parent / "scripts")]

OF_BARE, FLAT = 0.30, 1.2


def main() -> int:
    """One run for each database in a process of its own; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--database", nargs="+", choices=("sqlite", "postgresql"), default=("sqlite", "postgresql"))
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return run(args.rounds, args.each)
    codes = []
    for kind in args.database:
        with ExitStack() as ends:
            folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="liemchinh-moves-"))
            url = ""
            if kind == "postgresql":
                import cluster

                url = ends.enter_context(cluster.postgresql(durable=True))
            env = {**os.environ, "LIEMCHINH_DATA": folder, "DATABASE_URL": url}
            words = ["--rounds", str(args.rounds), "--each", str(args.each), "--child"]
            codes.append(subprocess.run([sys.executable, __file__, *words], env=env, check=False).returncode)
    return max(codes)


def run(rounds: int, each: int) -> int:
    """Measure on the database of this environment."""
    from liemchinh import prepare

    prepare.prepare()
    from django.db import connection, transaction
    from django.utils import timezone

    from bench.bare.models import Row
    from liemchinh.dossiers import services
    from tests import builders
    from tests.cast import Cast, found_cast

    found_cast()
    cast = Cast()
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    row = Row.objects.create(text="một", made_at=timezone.now())
    dossier = builders.assigned(cast)
    seats, by, at = (cast.seat2, cast.seat), cast.head.actor, dossier.moved_at

    def bare(number: int) -> None:
        with transaction.atomic():
            held = Row.objects.select_for_update().get(pk=row.pk)
            held.text = f"lần {number}"
            held.save(update_fields=["text"])
            Row.objects.create(text=f"việc {number}", made_at=timezone.now())

    def move(number: int) -> None:
        when = at + timedelta(seconds=number + 1)
        services.assign(code=dossier.code, seat=seats[number % 2], by=by, at=when)

    for warm in range(3):
        bare(warm)
    ours, theirs = [], []
    for round_ in range(rounds):
        for what, times in ((bare, theirs), (move, ours)):
            began = time.perf_counter()
            for number in range(round_ * each, (round_ + 1) * each):
                what(number)
            times.append((time.perf_counter() - began) / each)
    ratio = statistics.median(bare_ / our for bare_, our in zip(theirs, ours, strict=True))
    flat = statistics.median(ours[-2:]) / statistics.median(ours[:2])
    print(
        f"{connection.vendor}: bare {statistics.median(theirs) * 1000:.2f} ms, a change {statistics.median(ours) * 1000:.2f}"
        f" ms: {ratio:.2f} of bare (goal {OF_BARE}: {'met' if ratio >= OF_BARE else 'NOT MET'}); after {rounds * each}"
        f" changes {flat:.2f} of the first (goal {FLAT}: {'met' if flat <= FLAT else 'NOT MET'});"
        f" load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return 0 if ratio >= OF_BARE and flat <= FLAT else 1


if __name__ == "__main__":
    sys.exit(main())
