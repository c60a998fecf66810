"""Two databases of one server, one small and one large, asked the same in turn by a process each; and what it costs.

Whatever else the machine does falls on both. Times are those of the queries with their rows made into objects, without
drawing the page. A script that uses this calls itself again with `--child` to be the process that asks.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH.parent), str(BENCH.parent / "scripts")]

GOAL = 1.5
WARM = 4
Times = dict[str, tuple[list[float], list[float]]]


@contextmanager
def two_databases() -> Iterator[tuple[str, str]]:
    """The addresses of a small and a large database, both empty, in a durable server of our own."""
    import cluster
    import psycopg

    with cluster.postgresql(durable=True) as url:
        root = url.rpartition("/")[0]
        for name in ("small", "large"):
            with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        yield f"{root}/small", f"{root}/large"


class Side:
    """One database and the process that asks it."""

    def __init__(self, script: str, url: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, script, "--child"],
            env={**os.environ, "DATABASE_URL": url, "LIEMCHINH_DATA": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, what: dict[str, Any]) -> Any:
        """Send one request and wait for its answer."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the asking process ended")
        return json.loads(line)

    def end(self) -> None:
        """Let the process go."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def compare(
    script: str, urls: tuple[str, str], folder: Path, *, rounds: int, only: str, explain: bool, what: str
) -> bool:
    """Ask both sides everything whose name holds `only`, print the table (and plans); whether the goal is met."""
    load = os.getloadavg()[0]
    sides = [Side(script, url, folder) for url in urls]
    try:
        names = [name for name in sides[0].ask({"names": True}) if only in name]
        times: Times = {name: ([], []) for name in names}
        for number in range(WARM + rounds):
            for name in names:
                for which in (0, 1) if number % 2 else (1, 0):
                    took = sides[which].ask({"run": name})
                    if number >= WARM:
                        times[name][which].append(took)
        small, large = (side.ask({"size": True}) for side in sides)
        print(f"{small} / {large} {what}, PostgreSQL; tải máy lúc bắt đầu {load:.1f}, {rounds} lượt\n")
        met = _table(times)
        if explain:
            for name in names:
                print(f"\n== {name}\n{sides[1].ask({'explain': name})}")
    finally:
        for side in sides:
            side.end()
    return met


def _table(times: Times) -> bool:
    """Print the figures; whether every officer's line meets the goal."""
    print(f"{'việc':<44}{'nhỏ p50':>9}{'p95':>8}{'lớn p50':>9}{'p95':>8}{'p50':>7}{'p95':>7}")
    met = True
    for name, (few, many) in times.items():
        p50 = [statistics.median(side) * 1000 for side in (few, many)]
        p95 = [statistics.quantiles(side, n=20)[-1] * 1000 for side in (few, many)]
        ratio = p95[1] / p95[0]
        met = met and (ratio <= GOAL or name.startswith("tỉnh"))
        print(
            f"{name:<44}{p50[0]:>9.1f}{p95[0]:>8.1f}{p50[1]:>9.1f}{p95[1]:>8.1f}{p50[1] / p50[0]:>7.2f}{ratio:>7.2f}"
            f"{'' if ratio <= GOAL else '  quá'}"
        )
    print(f"\nMục tiêu: p95 lớn không quá {GOAL} lần p95 nhỏ. (ms)")
    return met


# ── in the process that asks ────────────────────────────────────────────────────────────────────────────────
def answer(
    questions: Callable[[], dict[str, Callable[[], object]]], size: Callable[[], object], tables: tuple[str, ...]
) -> int:
    """Carry out what is asked on standard input, one line of JSON each. Plans are told of queries on `tables…`."""
    from liemchinh.prepare import load

    load()
    from django.db import connection, reset_queries

    from liemchinh.ledger.queries import one_moment

    jobs = questions()
    for line in sys.stdin:
        wanted = json.loads(line)
        if "names" in wanted:
            said: Any = list(jobs)
        elif "size" in wanted:
            said = size()
        elif "run" in wanted:
            began = time.perf_counter()
            with one_moment():  # as a request is
                jobs[wanted["run"]]()
            said = time.perf_counter() - began
        else:
            connection.force_debug_cursor = True
            reset_queries()
            jobs[wanted["explain"]]()
            plans = []
            for sql in [query["sql"] for query in connection.queries if any(one in query["sql"] for one in tables)]:
                with connection.cursor() as cursor:
                    cursor.execute("EXPLAIN (ANALYZE, COSTS OFF, SUMMARY OFF) " + sql.replace("%", "%%"), [])
                    plans.append("\n".join(row[0] for row in cursor.fetchall()))
            connection.force_debug_cursor = False
            said = "\n--\n".join(plans)
        print(json.dumps(said, ensure_ascii=False), flush=True)
    return 0
