"""Invented dossiers that live through the real verbs: received, carried, supplemented, signed, some of them late.

The same seed and the same moment give the same dossiers. Works only in the invented commune of `founding`.
"""

import argparse
import heapq
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from liemchinh.dossiers import queries, services
from liemchinh.jobs import can_tho, district, province
from liemchinh.jobs.founding import COMMUNE, is_founded
from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import advance
from liemchinh.law.hours import STANDARD
from liemchinh.org import queries as org
from liemchinh.procedures import queries as procedures

SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Thị Thí", "Văn Thí", "Thị Ví", "Văn Ví")
GIVEN = (
    "An",
    "Bình",
    "Cúc",
    "Dung",
    "Đào",
    "Giang",
    "Hà",
    "Khánh",
    "Lan",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quý",
    "Sen",
)
HAMLETS = ("thôn Trung Tâm", "thôn Đầu Mẫu", "thôn Cuối Mẫu", "thôn Bến Mẫu")
DAYS_BACK = 45
AFTER_MIDNIGHT = time(0, 15)
WELL_BEFORE = timedelta(3)  # when a leader who sees a delay coming apologises
DIVISION_OF = {"Hộ tịch": "02", "Chứng thực": "02", "Đăng ký, quản lý cư trú": "02", "Nông nghiệp": "03"}
SPECIALIST_OF = {"02": ("hotich", "hotich2"), "03": ("diachinh",), "04": ("xahoi",)}
HEAD_OF = {"02": "truongphong", "03": "truongkinhte", "04": "truongvanhoa"}

Act = Callable[[], object]


@dataclass
class Town:
    """The invented commune as a simulation sees it: its people, what it offers, and chance."""

    chance: random.Random
    people: dict[str, Actor]
    offered: list[procedures.ProcedureVersion]

    def office_time(self, after: datetime, hours: float) -> datetime:
        """`after` plus so many office hours, to the minute."""
        return advance(after, round(hours * 60), calendar=national_calendar(), hours=STANDARD)

    def pick(self, low: float, high: float) -> float:
        """A number of office hours between two, more often near the low one."""
        return self.chance.triangular(low, high, low)


def _filing(town: Town) -> tuple[services.Filing, str]:
    """An invented person files for one of the offered procedures; also the end of the division's code."""
    chance = town.chance
    version = chance.choice(town.offered)
    channel = chance.choice([channel for channel in version.channels.all() if channel.budget is not None])
    name = f"{chance.choice(SURNAMES)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
    papers = [paper.name for paper in version.components.all() if not paper.is_remark][:6] or ["Tờ khai"]
    online = channel.kind == "online"
    filing = services.Filing(
        procedure=version.procedure.code,
        channel_id=channel.id,
        applicant=services.Applicant(
            name=name,
            identity=f"000{chance.randrange(10**9):09d}",  # 000 is no province's code
            phone=f"0999{chance.randrange(10**6):06d}",
            address=f"{chance.choice(HAMLETS)}, xã An Mẫu",
        ),
        components=tuple(
            {"name": paper, "kind": "electronic" if online else "original", "count": 1} for paper in papers
        ),
        paper=not online,
    )
    return filing, DIVISION_OF.get(version.field, "04")


def _life(town: Town, start: datetime) -> Iterator[tuple[datetime, Act]]:
    """One dossier from the counter to wherever chance leads it: pairs of a moment and what happens then.

    While an act is carried out the generator stands still, so each act sees the `at` it was given with.
    """
    chance, people = town.chance, town.people
    filing, end = _filing(town)
    receiver = people[chance.choice(("tiepnhan1", "tiepnhan2"))]
    head, leader, clerk = people[HEAD_OF[end]], people["lanhdao"], people["vanthu"]
    seat = chance.choice(SPECIALIST_OF[end])
    specialist, at = people[seat], start
    if chance.random() < 0.03:
        reason = "Thủ tục này do cơ quan cấp tỉnh giải quyết."
        yield (
            at,
            lambda: services.refuse_new(filing=filing, reason_code="authority", reason=reason, by=receiver, at=at),
        )
        return
    opened: list[str] = []
    yield at, lambda: opened.append(services.receive(filing=filing, by=receiver, at=at).code)
    (code,) = opened
    at = town.office_time(at, town.pick(0.2, 5))
    yield at, lambda: services.hand_over(code=code, division=f"{COMMUNE}.{end}", by=receiver, at=at)
    if filing.paper:
        at = town.office_time(at, town.pick(0.1, 3))
        yield at, lambda: services.take_over(code=code, by=head, at=at)
    at = town.office_time(at, town.pick(0.1, 4))
    yield at, lambda: services.assign(code=code, seat=f"{COMMUNE}-{seat}", by=head, at=at)
    if chance.random() < 0.02:
        at = town.office_time(at, town.pick(1, 8))
        reason = "Người nộp xin rút để bổ sung thông tin gia đình."
        yield at, lambda: services.withdraw(code=code, reason=reason, by=receiver, at=at)
        return
    if chance.random() < 0.14:
        at = town.office_time(at, town.pick(0.5, 8))
        missing = ["Bản sao giấy tờ chứng minh nội dung đề nghị"]
        reason = "Bản đã nộp mờ, không đọc được ngày cấp."
        yield (
            at,
            lambda: services.propose_supplement(code=code, missing=missing, reason=reason, by=specialist, at=at),
        )
        at = town.office_time(at, town.pick(0.2, 2))
        yield at, lambda: services.ask_supplement(code=code, by=receiver, at=at)
        if chance.random() < 0.12:
            return  # never answered: the scheduled work closes it
        at = town.office_time(at, town.pick(4, 40))
        brought: list[dict[str, str | int]] = [{"name": "Bản sao bổ sung", "kind": "copy", "count": 1}]
        yield at, lambda: services.take_supplement(code=code, components=brought, by=receiver, at=at)
    due_at = queries.locked(code).due_at
    term = 8.0 if due_at is None else max(2.0, (due_at - at).total_seconds() / 3600 * 8 / 24 * 5 / 7)
    finish = town.office_time(at, town.pick(0.3, 0.75) * term if chance.random() > 0.1 else term * 1.3)
    if due_at is not None and finish > due_at and chance.random() < 0.6:
        sorry = town.office_time(due_at - WELL_BEFORE, 1)
        if sorry > at:
            at, new_day = sorry, _working_day_after(local_day(due_at), 4)
            yield at, lambda: _apologise(code, new_day, leader, at)
    at = max(at, finish)
    denied = chance.random() < 0.04
    summary = "Chưa đủ điều kiện theo quy định." if denied else "Đủ điều kiện giải quyết."
    outcome, why = (services.DENIED, "condition") if denied else (services.GRANTED, "")
    yield (
        at,
        lambda: services.submit(code=code, outcome=outcome, summary=summary, reason_code=why, by=specialist, at=at),
    )
    at = town.office_time(at, town.pick(0.2, 4))
    yield at, lambda: services.endorse(code=code, by=head, at=at)
    at = town.office_time(at, town.pick(0.2, 5))
    yield at, lambda: services.sign(code=code, by=leader, at=at)
    at = town.office_time(at, town.pick(0.2, 2))
    number = f"{chance.randrange(100, 999)}/QĐ-UBND"
    yield at, lambda: services.issue(code=code, number=number, by=clerk, at=at)
    at = town.office_time(at, town.pick(0.5, 24))
    collector = filing.applicant.name
    yield (
        at,
        lambda: services.give_back(code=code, collector=collector, proof="Giấy hẹn và căn cước", by=receiver, at=at),
    )


def _apologise(code: str, new_day: date, leader: Actor, at: datetime) -> None:
    """Apologise if the law still lets us on that day; if not, the dossier simply becomes late, as in life."""
    try:
        services.apologise(
            code=code,
            reason_code="verification",
            reason="Cần xác minh thêm tại thôn.",
            new_day=new_day,
            by=leader,
            at=at,
        )
    except Refused as refused:
        if refused.code not in {"dossiers.apology_late", "dossiers.apology_no_due", "dossiers.backdated"}:
            raise


def _working_day_after(day: date, days: int) -> date:
    calendar = national_calendar()
    for _ in range(days):
        day = calendar.next_working(day)
    return day


def _starts(chance: random.Random, number: int, now: datetime) -> list[datetime]:
    """When dossiers arrive: office time of the last weeks, more before noon, none in the future."""
    calendar, today = national_calendar(), local_day(now)
    days = [day for back in range(DAYS_BACK) if calendar.is_working(day := today - timedelta(days=back))]
    moments: list[datetime] = []
    while len(moments) < number:
        opens = chance.choice((time(7, 40), time(7, 40), time(13, 10)))
        at = datetime.combine(chance.choice(days), opens, tzinfo=VIETNAM) + timedelta(minutes=chance.randrange(220))
        if at <= now:
            moments.append(at)
    return sorted(moments)


@transaction.atomic
def simulate(*, dossiers: int, seed: int, now: datetime) -> int:
    """Let `dossiers` invented dossiers live until `now`, everything in the order of time. Returns how many acts."""
    if not is_founded():
        raise Refused("simulate.town", gettext_noop("Chưa có xã mẫu. Hãy chạy `liemchinh demo --no-serve` trước."))
    chance = random.Random(seed)
    on = local_day(now)
    names = ["tiepnhan1", "tiepnhan2", "lanhdao", "vanthu", *HEAD_OF.values()]
    names += [worker for workers in SPECIALIST_OF.values() for worker in workers]
    codes = [version.procedure.code for version in procedures.offered_by(org.unit(COMMUNE, on), on)]
    offered = [procedures.version_on(code, on) for code in codes]
    town = Town(
        chance=chance,
        people={name: org.actor(name, now) for name in names},
        offered=[version for version in offered if any(c.budget is not None for c in version.channels.all())],
    )
    lives = [_life(town, start) for start in _starts(chance, dossiers, now)]
    waiting: list[tuple[datetime, int, Act]] = []
    for number, life in enumerate(lives):
        _next(waiting, life, number, now)
    acts, today = 0, date.min
    while waiting:
        at, number, act = heapq.heappop(waiting)
        if local_day(at) > today:
            today = local_day(at)
            services.close_days(at=datetime.combine(today, AFTER_MIDNIGHT, tzinfo=VIETNAM))  # as the worker does
        act()
        acts += 1
        if acts % 500 == 0:
            print(f"  {acts} việc, đến ngày {at:%d/%m}", file=sys.stderr, flush=True)
        _next(waiting, lives[number], number, now)
    services.close_unanswered(at=now, limit=dossiers)
    services.close_days(at=now)
    return acts


def _next(
    waiting: list[tuple[datetime, int, Act]], life: Iterator[tuple[datetime, Act]], number: int, now: datetime
) -> None:
    """Put the next act of a life into the order of time, unless it lies in the future."""
    step = next(life, None)
    if step is not None and step[0] <= now:
        heapq.heappush(waiting, (step[0], number, step[1]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `liemchinh simulate`."""
    parser.add_argument("--dossiers", type=int, default=100, help="số hồ sơ mẫu cần sinh (mặc định 100)")
    parser.add_argument(
        "--scenario",
        choices=["district-2025", "can-tho-2022"],
        help="kể một chuyện thay vì sinh ngẫu nhiên: district-2025 là một huyện hư cấu kết thúc ngày 1/7/2025; "
        "can-tho-2022 là một thành phố hư cấu có sổ tiếp công dân, sổ đơn năm 2022 cộng ra số liệu đã công bố",
    )
    parser.add_argument(
        "--province",
        action="store_true",
        help="cả một tỉnh, ghi hàng loạt các bước rút gọn; cần PostgreSQL và cơ sở dữ liệu chưa ai dùng",
    )
    parser.add_argument(
        "--communes", type=int, default=province.MANY, help=f"số xã của --province (mặc định {province.MANY})"
    )
    parser.add_argument("--years", type=int, default=1, help="số năm của --province (mặc định 1)")
    parser.add_argument(
        "--letters", type=int, default=0, help="thêm bấy nhiêu đơn và bấy nhiêu lượt tiếp vào --province (mặc định 0)"
    )
    parser.add_argument("--seed", type=int, default=1, help="hạt giống: cùng số thì cùng kết quả (mặc định 1)")


def run(args: argparse.Namespace) -> int:
    """Simulate and say what was done."""
    if args.scenario == "district-2025":
        told = district.tell()
        print(
            f"Đã dựng huyện Bến Hạ (hư cấu): {len(told.finished_before)} hồ sơ xong trước 1/7/2025, "
            f"{len(told.straddling)} hồ sơ vắt qua ngày ấy, tất cả giữ mã cũ."
        )
        return 0
    if args.scenario == "can-tho-2022":
        made = can_tho.tell(seed=args.seed)
        print(
            f"Đã dựng thành phố Mẫu Giang (hư cấu): {made.petitions} đơn, {made.visits} lượt tiếp, "
            f"{made.sessions} kỳ tiếp, {made.entries} mục sổ cái, trong {made.seconds:.0f} giây. "
            "Xem: liemchinh figures --period 2022"
        )
        return 0
    if args.province:
        return _province(args)
    if not 1 <= args.dossiers <= 100_000:
        raise Refused("simulate.number", gettext_noop("Số hồ sơ phải từ 1 đến 100.000."))
    acts = simulate(dossiers=args.dossiers, seed=args.seed, now=timezone.now())
    print(f"Đã sinh {args.dossiers} hồ sơ mẫu, {acts} việc, theo hạt giống {args.seed}.")
    return 0


def _province(args: argparse.Namespace) -> int:
    if not is_founded():
        raise Refused("simulate.town", gettext_noop("Chưa có xã mẫu. Hãy chạy `liemchinh demo --no-serve` trước."))
    if not (1 <= args.communes <= 700 and 1 <= args.years <= 3 and args.communes <= args.dossiers <= 5_000_000):
        raise Refused(
            "simulate.size", gettext_noop("Một tỉnh có 1 đến 700 xã, 1 đến 3 năm, nhiều nhất 5.000.000 hồ sơ.")
        )
    if not 0 <= args.letters <= 1_000_000:
        raise Refused("simulate.letters", gettext_noop("Số đơn và lượt tiếp của một tỉnh phải từ 0 đến 1.000.000."))
    made = province.simulate(
        dossiers=args.dossiers,
        communes=args.communes,
        years=args.years,
        seed=args.seed,
        letters=args.letters,
        now=timezone.now(),
    )
    took = sum(made.seconds.values())
    print(
        f"Đã sinh {made.dossiers} hồ sơ rút gọn của {args.communes} xã mẫu, {made.entries} mục sổ cái chờ niêm, "
        f"trong {took:.0f} giây."
    )
    return 0
