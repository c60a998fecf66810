"""What a page asks of the database at 1,000,000 dossiers against 10,000, on PostgreSQL. Goal: p95 at most 1.5 times.

    .venv/bin/python bench/scale.py [--large 1000000] [--communes 118] [--rounds 40] [--explain] [--on SMALL LARGE]

The small database is one commune's year, the large one the same year of many communes: what one officer sees is of one
size in both, what lies beside it is not. Lines marked "tỉnh" are the province's overseer, who sees all of it: there
the answer itself is about a hundred times as many dossiers. Both databases live in one server; the two are asked in
turn, round by round, in a process each, so that whatever else the machine does falls on both. Times are those of the
queries with their rows made into objects, without drawing the page. `--on` takes two databases that are there already.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BENCH = Path(__file__).resolve().parent
sys.path[:0] = [str(BENCH.parent), str(BENCH.parent / "scripts")]

GOAL = 1.5
WARM = 4


def main() -> int:
    """Make what is missing, ask in turn, print the table; 1 when the goal is missed by an officer's line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--communes", type=int, default=118)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--explain", action="store_true", help="also show how the large database carries each out")
    parser.add_argument("--on", nargs=2, metavar=("SMALL", "LARGE"), help="addresses of two databases to ask")
    parser.add_argument("--only", default="", metavar="TỪ", help="only lines whose name holds this")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return answer()
    with tempfile.TemporaryDirectory(prefix="liemchinh-scale-") as folder, databases(args) as urls:
        load = os.getloadavg()[0]
        sides = [Side(url, Path(folder)) for url in urls]
        try:
            names = [name for name in sides[0].ask({"names": True}) if args.only in name]
            times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in names}
            for number in range(WARM + args.rounds):
                for name in names:
                    order = (0, 1) if number % 2 else (1, 0)
                    for which in order:
                        took = sides[which].ask({"run": name})
                        if number >= WARM:
                            times[name][which].append(took)
            missed = table(times, [side.ask({"size": True}) for side in sides], load)
            if args.explain:
                for name in names:
                    print(f"\n== {name}\n{sides[1].ask({'explain': name})}")
        finally:
            for side in sides:
                side.end()
    return 1 if missed else 0


def table(times: dict[str, tuple[list[float], list[float]]], sizes: list[int], load: float) -> bool:
    """Print the figures; whether an officer's line misses the goal."""
    small, large = sizes
    print(f"{small:,} hồ sơ và {large:,} hồ sơ, PostgreSQL; tải máy lúc bắt đầu {load:.1f}\n")
    print(f"{'việc':<44}{'nhỏ p50':>9}{'p95':>8}{'lớn p50':>9}{'p95':>8}{'p50':>7}{'p95':>7}")
    missed = False
    for name, (few, many) in times.items():
        p50 = [statistics.median(side) * 1000 for side in (few, many)]
        p95 = [statistics.quantiles(side, n=20)[-1] * 1000 for side in (few, many)]
        ratio = p95[1] / p95[0]
        missed = missed or (ratio > GOAL and not name.startswith("tỉnh"))
        print(
            f"{name:<44}{p50[0]:>9.1f}{p95[0]:>8.1f}{p50[1]:>9.1f}{p95[1]:>8.1f}{p50[1] / p50[0]:>7.2f}{ratio:>7.2f}"
            f"{'' if ratio <= GOAL else '  quá'}"
        )
    print(f"\nMục tiêu: p95 lớn không quá {GOAL} lần p95 nhỏ. (ms)")
    return missed


@contextmanager
def databases(args: argparse.Namespace) -> Iterator[list[str]]:
    """The addresses of the small and the large database."""
    if args.on:
        yield args.on
        return
    import cluster
    import psycopg

    with cluster.postgresql(durable=True) as url:
        root = url.rpartition("/")[0]
        urls = []
        for name, communes in (("small", 1), ("large", args.communes)):
            with psycopg.connect(f"{root}/postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            urls.append(f"{root}/{name}")
            with tempfile.TemporaryDirectory() as folder:
                number = args.large * communes // args.communes
                words = ["simulate", "--province", "--dossiers", str(number), "--communes", str(communes)]
                for command in (["demo", "--no-serve"], words):
                    subprocess.run(
                        [sys.executable, "-m", "liemchinh.cli", *command],
                        env={**os.environ, "DATABASE_URL": urls[-1], "LIEMCHINH_DATA": folder},
                        check=True,
                    )
        yield urls


class Side:
    """One database and the process that asks it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--child"],
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


# ── in the process that asks ────────────────────────────────────────────────────────────────────────────────
def answer() -> int:
    """Carry out what is asked on standard input, one line of JSON each."""
    from liemchinh.prepare import load

    load()
    from django.db import connection, reset_queries

    from liemchinh.dossiers.models import Dossier
    from liemchinh.ledger.queries import one_moment

    jobs = questions()
    for line in sys.stdin:
        wanted = json.loads(line)
        if "names" in wanted:
            said: Any = list(jobs)
        elif "size" in wanted:
            said = Dossier.objects.count()
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
            for sql in [query["sql"] for query in connection.queries if "dossiers_" in query["sql"]]:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) " + sql.replace("%", "%%"), []
                    )
                    plans.append("\n".join(row[0] for row in cursor.fetchall()))
            connection.force_debug_cursor = False
            said = "\n--\n".join(plans)
        print(json.dumps(said, ensure_ascii=False), flush=True)
    return 0


def questions() -> dict[str, Callable[[], object]]:
    """What is asked, by name; the same in both databases, of a commune that is in both."""
    from django.utils import timezone

    from liemchinh.dossiers import queries
    from liemchinh.dossiers.models import Dossier
    from liemchinh.dossiers.queries import Filters
    from liemchinh.jobs import province
    from liemchinh.kernel.days import local_day
    from liemchinh.org import queries as org

    at = timezone.now()
    commune = province.codes(3)[0]
    receiver, specialist, head, leader = (
        org.actor(province.person(post, commune), at) for post in ("tiepnhan", "thuly", "truongphong", "lanhdao")
    )
    overseer = org.actor("giamsat", at)
    month = queries.month_before(queries.month_of(local_day(at)))
    chance = random.Random(7)
    some = list(Dossier.objects.filter(authority__code=commune).order_by("id")[:8000])
    chance.shuffle(some)
    turn = iter(some * 100)
    view = queries.View(month)

    def queue(actor: Any) -> object:
        return (
            queries.queue(actor, at=at),
            queries.unchecked(actor, at=at),
            queries.waiting_for_others(actor, at=at),
        )

    def listed(actor: Any, **narrowed: Any) -> object:
        return queries.listed(actor, at=at, filters=Filters(**narrowed))

    def look_up() -> object:
        row = next(turn)
        return queries.looked_up(row.code, row.key)

    return {
        "tra cứu: mã và mã bí mật": look_up,
        "hàng việc: tiếp nhận": lambda: queue(receiver),
        "hàng việc: thụ lý": lambda: queue(specialist),
        "hàng việc: trưởng phòng": lambda: queue(head),
        "tìm: mã đủ": lambda: listed(receiver, text=next(turn).code),
        "tìm: đuôi mã": lambda: listed(receiver, text=next(turn).code.partition("-")[2]),
        "tìm: số điện thoại": lambda: listed(receiver, text=next(turn).applicant_phone),
        "tìm: họ tên": lambda: listed(receiver, text=next(turn).applicant_name),
        "tìm: họ tên, trưởng phòng": lambda: listed(head, text=next(turn).applicant_name),
        "tìm: một họ nhiều người": lambda: listed(receiver, text="nguyen"),
        "danh sách: tất cả": lambda: listed(receiver),
        "danh sách: đang xử lý": lambda: listed(receiver, state=4),
        "danh sách: mới nhận nhất": lambda: listed(receiver, sort="newest"),
        "danh sách: tiếp nhận trong kỳ": lambda: listed(receiver, bucket="received", period=month),
        "danh sách: trưởng phòng": lambda: listed(head),
        "bảng điều hành: lãnh đạo xã": lambda: queries.dashboard(leader, view=view, at=at),
        "bảng công khai": lambda: queries.public_lines(period=month, at=at),
        "tỉnh: bảng điều hành": lambda: queries.dashboard(overseer, view=view, at=at),
        "tỉnh: danh sách tất cả": lambda: listed(overseer),
        "tỉnh: tìm mã đủ": lambda: listed(overseer, text=next(turn).code),
        "tỉnh: tìm đuôi mã": lambda: listed(overseer, text=next(turn).code.partition("-")[2]),
        "tỉnh: tìm số điện thoại": lambda: listed(overseer, text=next(turn).applicant_phone),
        "tỉnh: tìm họ tên": lambda: listed(overseer, text=next(turn).applicant_name),
    }


if __name__ == "__main__":
    sys.exit(main())
