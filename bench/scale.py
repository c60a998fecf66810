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
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import _sides


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
        return _sides.answer(questions, size, ("dossiers_",))
    told = {"rounds": args.rounds, "only": args.only, "explain": args.explain, "what": "hồ sơ"}
    with tempfile.TemporaryDirectory(prefix="liemchinh-scale-") as folder:
        if args.on:
            return 0 if _sides.compare(__file__, tuple(args.on), Path(folder), **told) else 1
        with _sides.two_databases() as urls:
            for url, communes in zip(urls, (1, args.communes), strict=True):
                fill(url, args.large * communes // args.communes, communes)
            return 0 if _sides.compare(__file__, urls, Path(folder), **told) else 1


def fill(url: str, dossiers: int, communes: int) -> None:
    """Make the demo and so many dossiers of so many communes in the database at `url`."""
    words = ["simulate", "--province", "--dossiers", str(dossiers), "--communes", str(communes)]
    with tempfile.TemporaryDirectory() as folder:
        for command in (["demo", "--no-serve"], words):
            subprocess.run(
                [sys.executable, "-m", "liemchinh.cli", *command],
                env={**os.environ, "DATABASE_URL": url, "LIEMCHINH_DATA": folder},
                check=True,
            )


# ── in the process that asks ────────────────────────────────────────────────────────────────────────────────
def size() -> object:
    """How many dossiers there are."""
    from liemchinh.dossiers.models import Dossier

    return Dossier.objects.count()


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
