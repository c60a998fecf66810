"""A sealed report: what the server does for it and for how long, one at a time and 64 at once; none may fail.

    .venv/bin/python bench/sealed.py [--reports 20] [--at-once 64]

On a fresh database (SQLite, or that of DATABASE_URL, which must be empty). Parts: two derivations from the code, whom
to seal to, sealing in memory, the inserts. Exit status 1 when one report of those at once fails or two share a number.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def middle(took: list[tuple[float, float]], which: int) -> float:
    """The median of wall-clock (0) or processor (1) milliseconds."""
    return statistics.median(one[which] for one in took)


def main() -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=64)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="liemchinh-bench-") as folder:
        os.environ["LIEMCHINH_DATA"] = folder
        from liemchinh.prepare import prepare

        prepare()
        return measure(args.reports, args.at_once)


def measure(reports: int, at_once: int) -> int:
    """Both measurements on the prepared database."""
    from django.db import connection

    from liemchinh.jobs.founding import found
    from liemchinh.sealed import queries, rules, services
    from tests.cast import Cast
    from tests.sealing import AT, COMMUNE, ready

    found()
    ready(Cast())
    about = rules.About(unit="H99.12.03")
    words = {"tin.txt": ("Việc mẫu. " * 200).encode()}
    parts: dict[str, list[tuple[float, float]]] = {
        "derive": [],
        "plan": [],
        "seal": [],
        "file (with derive and plan)": [],
    }

    def moment() -> tuple[float, float]:
        return time.perf_counter(), time.thread_time()

    def timed(name: str, began: tuple[float, float]) -> tuple[float, float]:
        now = moment()
        parts[name].append(((now[0] - began[0]) * 1000, (now[1] - began[1]) * 1000))
        return now

    def one() -> str:
        code = rules.new_code()
        began = moment()
        plan = queries.plan(about, home=COMMUNE, at=AT)
        began = timed("plan", began)
        parcel = services.seal(plan, report=words, identity={})
        began = timed("seal", began)
        done = services.file_report(
            parcel=parcel, kind=rules.Report.LEAD, about=about, home=COMMUNE, code=code, by=rules.REPORTER, at=AT
        )
        timed("file (with derive and plan)", began)
        return done.name

    for _ in range(reports):
        began = moment()
        rules.derive(rules.new_code())
        timed("derive", began)
        one()
    print(f"{connection.vendor}, {reports} reports one after the other, milliseconds: median (of the processor)")
    for name, took in parts.items():
        print(f"  {name:<30} {middle(took, 0):8.1f} ({middle(took, 1):.1f})")
    whole = [sum(middle(took, which) for name, took in parts.items() if name != "derive") for which in (0, 1)]
    print(f"  {'whole submission':<30} {whole[0]:8.1f} ({whole[1]:.1f})")

    start = threading.Barrier(at_once + 1)
    failed: list[str] = []

    def beside(_: int) -> str:
        start.wait()
        try:
            return one()
        except Exception as problem:  # counted, not hidden
            failed.append(f"{type(problem).__name__}: {problem}")
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        running = [pool.submit(beside, number) for number in range(at_once)]
        start.wait()
        began = time.perf_counter()
        names = [each.result() for each in running]
        took = time.perf_counter() - began
    print(
        f"{at_once} at once: {len(set(names) - {''})} numbers, {len(failed)} failed, {took:.1f} s, "
        f"{at_once / took:.1f} a second"
    )
    for problem in failed[:3]:
        print("  " + problem)
    return 0 if len(set(names) - {""}) == at_once else 1


if __name__ == "__main__":
    raise SystemExit(main())
