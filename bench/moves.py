"""Status changes over what the framework itself can do, and whether the 160th costs more than the first.

    .venv/bin/python bench/moves.py [--rounds 8] [--each 20] [--database sqlite postgresql]

A change is `services.submit` and `services.send_back` on one dossier by turns: lock, rules, row, event, entry of the
log, commit. The bare limit beside it locks, updates and inserts one row of a two-column table through the ORM in one
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
sys.path.insert(0, str(BENCH.parent))

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
                sys.path.append(str(BENCH.parent / "scripts"))
                import cluster

                # the database that every new cluster has
                url = ends.enter_context(cluster.postgresql(durable=True)).rpartition("/")[0] + "/postgres"
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
    specialist, head, at = cast.specialist.actor, cast.head.actor, dossier.moved_at

    def bare(number: int) -> None:
        with transaction.atomic():
            held = Row.objects.select_for_update().get(pk=row.pk)
            held.text = f"lần {number}"
            held.save(update_fields=["text"])
            Row.objects.create(text=f"việc {number}", made_at=timezone.now())

    def move(number: int) -> None:
        when = at + timedelta(seconds=number + 1)
        if number % 2:
            services.send_back(code=dossier.code, reason="Cần nêu rõ căn cứ.", by=head, at=when)
        else:
            services.submit(code=dossier.code, outcome="granted", summary="Đủ điều kiện.", by=specialist, at=when)

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
    said = {True: "met", False: "NOT MET"}
    print(
        f"{connection.vendor}: bare {statistics.median(theirs) * 1000:.2f} ms, "
        f"a change {statistics.median(ours) * 1000:.2f} ms: {ratio:.2f} of bare "
        f"(goal {OF_BARE}: {said[ratio >= OF_BARE]}); after {rounds * each} changes {flat:.2f} of the first "
        f"(goal {FLAT}: {said[flat <= FLAT]}); load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return 0 if ratio >= OF_BARE and flat <= FLAT else 1


if __name__ == "__main__":
    sys.exit(main())
