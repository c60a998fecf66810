"""The invented province with many communes, for simulations at the size of a province. Nobody here is real."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context
from typing import Any

from django.db import connection, connections, transaction

from liemchinh.dossiers.services import bulk, tally_up, unindexed
from liemchinh.jobs import province_letters
from liemchinh.jobs.founding import DECISION, OPENED, PROVINCE, Post
from liemchinh.jobs.plan import Plan, SeatPlan, UnitPlan, carry_out
from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org.rules import LocalityType, UnitKind
from liemchinh.procedures import queries as procedures

MANY = 118
"""With the two communes of the demo a province of 120."""
FIRST_OF_MANY = 200
DIVISIONS = (
    ("01", UnitKind.CENTRE, "Trung tâm Phục vụ hành chính công"),
    ("02", UnitKind.DIVISION, "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
)
POSTS = (
    Post("tiepnhan", "01", "Công chức tiếp nhận", (Role.RECEIVER,), "Nguyễn Thị Mẫu An"),
    Post("truongphong", "02", "Chánh Văn phòng", (Role.HEAD,), "Lê Thị Mẫu Chi"),
    Post("thuly", "02", "Công chức thụ lý", (Role.SPECIALIST,), "Phạm Văn Mẫu Dũng"),
    Post("lanhdao", "", "Phó Chủ tịch Ủy ban nhân dân", (Role.LEADER,), "Dương Văn Mẫu Phúc"),
    Post("vanthu", "02", "Văn thư", (Role.CLERK,), "Hoàng Thị Mẫu Hà"),
)
"""Five seats are enough for a commune of which nothing but its number of dossiers matters."""
LETTER_POSTS = (
    Post("tiepdan", "02", "Công chức tiếp công dân", (Role.RECEPTION,), "Cao Thị Mẫu Oanh"),
    Post("dungdau", "", "Chủ tịch Ủy ban nhân dân", (Role.CHAIR,), "Trịnh Văn Mẫu Quang"),
)
"""Two more where petitions and visits come."""


def codes(communes: int) -> list[str]:
    """The codes of so many invented communes beside those of the demo, in their order."""
    return [f"{PROVINCE}.{FIRST_OF_MANY + number}" for number in range(communes)]


def person(post: str, commune: str) -> str:
    """The code, and user name, of who sits on this post of a commune."""
    return f"{post}.{commune.rpartition('.')[2]}"


def open_communes(
    communes: int, *, at: datetime, accounts: int = 0, password: str = "", posts: Sequence[Post] = POSTS
) -> list[str]:
    """Open what is missing of so many communes, two divisions and these seats each; returns their codes.

    Only the first `accounts` of them get accounts, with this `password`. A province of 120 takes some seconds.
    """
    wanted = codes(communes)
    units: list[UnitPlan] = []
    seats: list[SeatPlan] = []
    for number, code in enumerate(wanted, 1):
        name = f"Xã Mẫu {number}"
        units.append(
            UnitPlan(
                code=code,
                kind=UnitKind.COMMUNE,
                name=name,
                parent=PROVINCE,
                locality=LocalityType.COMMUNE,
                takes_in_catalogue=True,
            )
        )
        units += [UnitPlan(code=f"{code}.{end}", kind=kind, name=title, parent=code) for end, kind, title in DIVISIONS]
        seats += [
            SeatPlan(
                code=f"{code}-{post.username}",
                unit=f"{code}.{post.division}" if post.division else code,
                title=post.title,
                roles=post.roles,
                person=person(post.username, code),
                name=post.name,
                employer=code,
            )
            for post in posts
        ]
    known = {person(post.username, code) for code in wanted[:accounts] for post in posts}
    plan = Plan(on=OPENED, units=tuple(units), seats=tuple(seats), decision=DECISION)
    carry_out(plan, at=at, password=lambda username: password if password and username in known else None)
    return wanted


# ── a year of dossiers ──────────────────────────────────────────────────────────────────────────────────────
CHANNELS = 12
"""So many ways of filing are told apart: more would only make more fields of the same kind."""


@dataclass(frozen=True)
class Made:
    """What was written, and how many seconds each part took."""

    dossiers: int
    entries: int
    seconds: dict[str, float]


def simulate(
    *,
    dossiers: int,
    communes: int,
    years: int,
    seed: int,
    now: datetime,
    letters: int = 0,
    password: str = "",
) -> Made:
    """Let so many dossiers have come to so many invented communes in the years before `now`. PostgreSQL only.

    `letters` petitions and as many visits come beside them, all in the last year.
    Lives are abridged (`dossiers.services.bulk`). Nobody else may use the database meanwhile. Raises Refused on
    SQLite, and where such communes have dossiers already.
    """
    if connection.vendor != "postgresql":
        raise Refused(
            "simulate.database", gettext_noop("Mô phỏng cả tỉnh cần PostgreSQL: đặt DATABASE_URL rồi chạy lại.")
        )
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        result = work()
        seconds[name] = time.perf_counter() - began
        print(f"  {name}: {seconds[name]:.1f} giây", file=sys.stderr, flush=True)
        return result

    posts = (*POSTS, *LETTER_POSTS) if letters else POSTS
    wanted = timed("lập xã", lambda: open_communes(communes, at=now, accounts=communes, password=password, posts=posts))
    if bulk.any_of(wanted):
        raise Refused("simulate.again", gettext_noop("Các xã mẫu này đã có hồ sơ. Hãy dùng cơ sở dữ liệu mới."))
    offices = [_office(code, now) for code in wanted]
    counts = [dossiers * (at + 1) // communes - dossiers * at // communes for at in range(communes)]
    days = bulk.working_days(local_day(now), years=years)
    ready = timed("chuẩn bị khuôn", lambda: bulk.Ready(_channels(wanted[0], local_day(now)), days))
    first_id, first_entry = bulk.next_numbers()
    tasks = []
    for office, count in zip(offices, counts, strict=True):
        tasks.append(Task(office, count, first_id, first_entry, tuple(days), seed))
        first_id, first_entry = first_id + count, first_entry + 3 * count

    with unindexed.bare(lambda name, work: timed(name, work)):
        done = timed("ghi hồ sơ", lambda: _all(tasks, ready))
    last: dict[str, int] = {}
    for _, numbers in done:
        last |= numbers
    with transaction.atomic():
        bulk.counters(last)
    written = sum(entries for entries, _ in done)
    if letters:
        each = [letters * (at + 1) // communes - letters * at // communes for at in range(communes)]
        shares = [letters_of(code, many) for code, many in zip(wanted, each, strict=True)]
        written += timed("ghi đơn, lượt tiếp", lambda: province_letters.write(shares, seed=seed, now=now))
    timed("khóa sổ ngày", lambda: bulk.close_yesterday(at=now))
    timed("cộng sẵn số liệu", lambda: tally_up(at=now))
    return Made(dossiers, written, seconds)


def letters_of(code: str, many: int) -> province_letters.Share:
    """So many petitions and as many visits of a commune that has the posts for them."""
    return province_letters.Share(code, person("tiepdan", code), person("dungdau", code), many, many)


@dataclass(frozen=True)
class Task:
    """One office's share, for a process of its own."""

    office: bulk.Office
    count: int
    first_id: int
    first_entry: int
    days: tuple[date, ...]
    seed: int


_ready: list[bulk.Ready] = []
"""What the processes that are forked find in their memory: it would take longer to send it to them."""


def _all(tasks: list[Task], ready: bulk.Ready) -> list[tuple[int, dict[str, int]]]:
    _ready[:] = [ready]
    connections.close_all()  # a connection must not be shared with the processes that are forked now
    with ProcessPoolExecutor(os.cpu_count() or 2, mp_context=get_context("fork")) as pool:
        return list(pool.map(_fill, tasks))


def _fill(task: Task) -> tuple[int, dict[str, int]]:
    return bulk.fill(
        task.office,
        count=task.count,
        first_id=task.first_id,
        first_entry=task.first_entry,
        days=task.days,
        seed=task.seed,
        ready=_ready[0],
    )


def _channels(commune: str, on: date) -> list[Any]:
    """Some ways of filing with a term in working days, in the order of their procedures."""
    found: list[Any] = [
        channel
        for offered in procedures.offered_by(org.unit(commune, on), on)
        for channel in list(offered.channels.all())[:1]
    ]
    return bulk.by_working_days(found)[:CHANNELS]


def _office(code: str, now: datetime) -> bulk.Office:
    people = {post.username: person(post.username, code) for post in POSTS}
    numbers = org.numbered(org.actor(people["thuly"], now))
    return bulk.Office(code, numbers.units[code], numbers.units[f"{code}.02"], numbers.seats[f"{code}-thuly"], people)
