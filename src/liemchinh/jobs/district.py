"""The end of a district in small: invented, with communes that merged on 1/7/2025 and dossiers that straddle the day.

Everything passes through the real verbs, in the order of time: units and seats by decisions written down before the
day, authority over procedures moved from the district to the communes, dossiers brought home by their new leaders.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from liemchinh.dossiers import queries as dossiers
from liemchinh.dossiers import services
from liemchinh.jobs.plan import Plan, SeatPlan, UnitPlan, carry_out
from liemchinh.kernel.actors import SYSTEM, Role
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org import services as units
from liemchinh.org.rules import LocalityType, UnitKind
from liemchinh.procedures import queries as procedures
from liemchinh.procedures import services as catalogue
from liemchinh.procedures.rules import Level
from liemchinh.procedures.services.catalogue import catalogue_facts, records

BEFORE, DAY = date(2024, 1, 1), date(2025, 7, 1)
PROVINCE, DISTRICT = "H97", "H97.30"
EAST, WEST, MIDDLE, NEW = "H97.31", "H97.32", "H97.33", "H97.41"
DECISION = "Nghị quyết mẫu số 02/NQ-MAU ngày 11/6/2025"
TRANSFER = "Nghị định mẫu về chuyển thẩm quyền cấp huyện, ngày 12/6/2025"
AT_DISTRICT, AT_COMMUNE = ("9.970001", "9.970002", "9.970003"), ("9.970011", "9.970012")
"""Invented procedures, made of the parts of shipped ones: three of the district, two of the communes."""

OFFICES = (
    ("01", UnitKind.CENTRE, "Bộ phận Tiếp nhận và Trả kết quả", (("nhan", Role.RECEIVER),)),
    (
        "02",
        UnitKind.DIVISION,
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân",
        (("truong", Role.HEAD), ("lam", Role.SPECIALIST), ("vanthu", Role.CLERK)),
    ),
    ("", UnitKind.COMMUNE, "", (("ky", Role.LEADER),)),
)
"""What each authority of the story has: end of the code, kind, name, and its seats."""

TITLES: Mapping[Role, str] = {
    Role.RECEIVER: "Công chức tiếp nhận",
    Role.HEAD: "Chánh Văn phòng",
    Role.SPECIALIST: "Công chức thụ lý",
    Role.CLERK: "Văn thư",
    Role.LEADER: "Chủ tịch Ủy ban nhân dân",
}


@dataclass(frozen=True)
class Told:
    """What the story left: codes of dossiers that ended before the day, and of those that straddle it."""

    finished_before: tuple[str, ...]
    straddling: tuple[str, ...]


def moment(day: date, clock: str) -> datetime:
    """A time of day in Vietnam."""
    return datetime.fromisoformat(f"{day.isoformat()} {clock}").replace(tzinfo=VIETNAM)


@transaction.atomic
def tell(*, password: Callable[[str], str | None] = lambda _: None) -> Told:
    """Carry the whole story out, once. `password` gives a first password by user name, None for no account.

    Raises Refused("simulate.told") where it stands already, ("simulate.later") where later days are closed: the public
    log is told in the order of time.
    """
    if org.unit_names([PROVINCE], DAY):
        raise Refused("simulate.told", gettext_noop("Kịch bản này đã có trong dữ liệu."))
    if dossiers.last_day_closed() is not None:
        sentence = gettext_noop("Kịch bản kể chuyện năm 2025, chỉ dựng được trên dữ liệu chưa có hồ sơ.")
        raise Refused("simulate.later", sentence)
    _found(moment(date(2025, 6, 2), "07:30"), password)
    _decide(moment(date(2025, 6, 13), "15:00"), password)
    finished, waiting = _june()
    _july(waiting)
    return Told(tuple(finished), tuple(one.code for one in waiting))


def _found(at: datetime, password: Callable[[str], str | None]) -> None:
    """The province, the district and three communes as they were, and what they took in."""
    plans = [UnitPlan(PROVINCE, UnitKind.PROVINCE, "Tỉnh Bến Mẫu", locality=LocalityType.PROVINCE)]
    admin = SeatPlan(
        f"{PROVINCE}-quantri",
        PROVINCE,
        "Quản trị hệ thống",
        (Role.ADMINISTRATOR,),
        "quantri.benmau",
        "Cao Thị Mẫu Xuân",
        PROVINCE,
    )
    seats = [admin]
    for code, kind, name, locality in (
        (DISTRICT, UnitKind.DEPARTMENT, "Ủy ban nhân dân huyện Bến Hạ", LocalityType.NONE),
        (EAST, UnitKind.COMMUNE, "Xã Bến Đông", LocalityType.COMMUNE),
        (WEST, UnitKind.COMMUNE, "Xã Bến Tây", LocalityType.COMMUNE),
        (MIDDLE, UnitKind.COMMUNE, "Xã Bến Trung", LocalityType.COMMUNE),
    ):
        plans += _offices(code, kind, name, locality)
        seats += _seats(code)
    carry_out(Plan(BEFORE, tuple(plans), tuple(seats), "Quyết định mẫu"), at=at, password=password)
    _publish(at)
    catalogue.offer(unit=DISTRICT, codes=AT_DISTRICT, offered_from=BEFORE, by=SYSTEM, at=at)
    for code in (EAST, WEST, MIDDLE):
        catalogue.offer(unit=code, codes=AT_COMMUNE, offered_from=BEFORE, by=SYSTEM, at=at)


def _offices(code: str, kind: UnitKind, name: str, locality: LocalityType) -> list[UnitPlan]:
    plans = [UnitPlan(code, kind, name, PROVINCE, locality)]
    return plans + [UnitPlan(f"{code}.{end}", sort, title, code) for end, sort, title, _ in OFFICES if end]


def _seats(code: str) -> list[SeatPlan]:
    """A seat and an invented person for every role; the person's code tells the authority."""
    end = code.rsplit(".", 1)[1]
    return [
        SeatPlan(
            code=f"{code}-{post}",
            unit=f"{code}.{part}" if part else code,
            title=TITLES[role],
            roles=(role,),
            person=f"{post}.{end}",
            name=f"Mẫu Văn {post.capitalize()} {end}",
            employer=code,
        )
        for part, _, _, posts in OFFICES
        for post, role in posts
    ]


def _publish(at: datetime) -> None:
    shipped = [record for record in records() if any(one["time"] for one in record["channels"])]
    facts = {}
    for code, record in zip((*AT_DISTRICT, *AT_COMMUNE), shipped, strict=False):
        level = "cấp huyện" if code in AT_DISTRICT else "cấp xã"
        name = f"Thủ tục mẫu {code[-2:]} {level} (hư cấu)"
        levels = ["other"] if code in AT_DISTRICT else ["commune"]
        facts[code] = catalogue_facts({**record, "code": code, "name": name, "levels": levels})
    for code, one in facts.items():
        catalogue.publish_version(code=code, facts=one, valid_from=BEFORE, by=SYSTEM, at=at)


def _who(post: str, authority: str, at: datetime) -> Any:
    return org.actor(f"{post}.{authority.rsplit('.', 1)[1]}", at)


def _received(authority: str, procedure: str, name: str, at: datetime) -> str:
    on = local_day(at)
    version = procedures.version_on(procedure, on)
    channel = next(one for one in version.channels.all() if one.budget is not None)
    filing = services.Filing(
        procedure=procedure,
        channel_id=channel.id,
        applicant=services.Applicant(name=name, phone="0999000012", address="thôn Bến, xã Bến Mẫu"),
        components=({"name": "Tờ khai", "kind": "original", "count": 1},),
        paper=False,
    )
    return services.receive(filing=filing, by=_who("nhan", authority, at), at=at).code


def _to_specialist(code: str, authority: str, at: datetime) -> None:
    services.hand_over(code=code, division=f"{authority}.02", by=_who("nhan", authority, at), at=at)
    at += timedelta(minutes=20)
    services.assign(code=code, seat=f"{authority}-lam", by=_who("truong", authority, at), at=at)


def _finish(code: str, authority: str, at: datetime) -> None:
    """From the specialist's desk to the applicant's hands."""
    steps: Iterator[tuple[str, Callable[..., Any], dict[str, str]]] = iter(
        (
            ("lam", services.submit, {"outcome": services.GRANTED, "summary": "Đủ điều kiện."}),
            ("truong", services.endorse, {}),
            ("ky", services.sign, {}),
            ("vanthu", services.issue, {"number": "12/XN-UBND"}),
            ("nhan", services.give_back, {"collector": "Người nộp", "proof": "Giấy hẹn và căn cước"}),
        )
    )
    for post, verb, given in steps:
        at += timedelta(minutes=15)
        verb(code=code, by=_who(post, authority, at), at=at, **given)


@dataclass(frozen=True)
class _Waiting:
    """A dossier that is under way on the last day of June: its code, its authority, and whose it becomes."""

    code: str
    authority: str
    heir: str


def _june() -> tuple[list[str], list[_Waiting]]:
    """June: each authority finishes one dossier and has others under way, at the desk and with the specialist."""
    finished = []
    for number, (authority, procedure) in enumerate(
        ((EAST, AT_COMMUNE[0]), (WEST, AT_COMMUNE[0]), (MIDDLE, AT_COMMUNE[1]), (DISTRICT, AT_DISTRICT[0]))
    ):
        at = moment(date(2025, 6, 16), "08:00") + timedelta(minutes=5 * number)
        code = _received(authority, procedure, f"Nguyễn Thị Thí Xong {number}", at)
        _to_specialist(code, authority, at + timedelta(hours=1))
        _finish(code, authority, at + timedelta(hours=5))
        finished.append(code)
    waiting = []
    for number, (authority, procedure, heir, is_assigned) in enumerate(
        (
            (EAST, AT_COMMUNE[0], NEW, True),
            (EAST, AT_COMMUNE[1], NEW, False),
            (WEST, AT_COMMUNE[1], NEW, True),
            (MIDDLE, AT_COMMUNE[0], MIDDLE, True),
            (DISTRICT, AT_DISTRICT[1], NEW, True),
            (DISTRICT, AT_DISTRICT[2], MIDDLE, True),
            (DISTRICT, AT_DISTRICT[0], NEW, False),
        )
    ):
        at = moment(date(2025, 6, 30), "08:00") + timedelta(minutes=5 * number)
        _turn_day(local_day(at))
        code = _received(authority, procedure, f"Trần Văn Thí Chờ {number}", at)
        if is_assigned:
            _to_specialist(code, authority, at + timedelta(minutes=2))
        waiting.append(_Waiting(code, authority, heir))
    return finished, waiting


def _turn_day(to: date) -> None:
    """As the worker does shortly after midnight."""
    services.close_days(at=moment(to, "00:15"))


def _decide(at: datetime, password: Callable[[str], str | None]) -> None:
    """Everything is written down eleven days ahead, by the province's administrator; on the day it simply holds."""
    by = org.actor("quantri.benmau", at)
    plan = Plan(DAY, tuple(_offices(NEW, UnitKind.COMMUNE, "Xã Bến Mẫu", LocalityType.COMMUNE)), (), DECISION)
    carry_out(plan, at=at, password=password)
    seats = Plan(DAY, (), tuple(_seats(NEW)), DECISION)
    carry_out(seats, at=at, password=password)
    units.merge(codes=[EAST, WEST], into=NEW, on=DAY, decision=DECISION, by=by, at=at)
    units.rename(
        code=MIDDLE, name="Phường Bến Trung", locality=LocalityType.WARD, on=DAY, decision=DECISION, by=by, at=at
    )
    units.split(code=DISTRICT, into=[NEW, MIDDLE], on=DAY, decision=DECISION, by=by, at=at)
    catalogue.transfer_authority(
        codes=AT_DISTRICT,
        from_level=Level.DISTRICT,
        to_level=Level.COMMUNE,
        on=DAY,
        decision=TRANSFER,
        takers=(NEW, MIDDLE),
        by=SYSTEM,
        at=at,
    )
    catalogue.offer(unit=NEW, codes=AT_COMMUNE, offered_from=DAY, by=SYSTEM, at=at)


def _july(waiting: list[_Waiting]) -> None:
    """The new leaders bring home what lay in divisions that are no more; everything is finished under its old code."""
    at = moment(DAY, "07:40")
    _turn_day(DAY)
    for number, one in enumerate(waiting):
        at = moment(DAY, "07:40") + timedelta(minutes=3 * number)
        place = dossiers.place_of(dossiers.locked(one.code))
        if place.astray:
            by = _who("ky", one.heir, at)
            services.rehome(code=one.code, division=f"{one.heir}.02", decision=DECISION, by=by, at=at)
        elif not place.division:
            services.hand_over(code=one.code, division=f"{one.heir}.02", by=_who("nhan", one.heir, at), at=at)
    for number, one in enumerate(waiting):
        at = moment(DAY, "09:00") + timedelta(minutes=2 * number)
        if one.authority != one.heir:
            services.assign(code=one.code, seat=f"{one.heir}-lam", by=_who("truong", one.heir, at), at=at)
    for number, one in enumerate(waiting):
        at = moment(date(2025, 7, 2), "08:00") + timedelta(minutes=2 * number)
        _turn_day(local_day(at))
        _finish(one.code, one.heir, at)
    for number, authority in enumerate((NEW, MIDDLE)):
        at = moment(date(2025, 7, 3), "08:00") + timedelta(minutes=5 * number)
        _turn_day(local_day(at))
        _received(authority, AT_DISTRICT[0], f"Lê Thị Thí Mới {number}", at)
