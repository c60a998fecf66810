"""An invented city whose registers of 2022 come to the totals that a published report of that year gives.

Only the totals are real: units, people and letters are not. The records are written one by one, so that every figure
is a count of them. Source of the totals: Thanh tra Việt Nam, on the year 2022 of the city Cần Thơ.
"""

import random
import time as clock
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from liemchinh.jobs import can_tho_visits
from liemchinh.jobs.plan import Plan, SeatPlan, UnitPlan, carry_out
from liemchinh.kernel.actors import Role
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.org import queries as org
from liemchinh.org.rules import LocalityType, UnitKind
from liemchinh.petitions.rules import Content, Source
from liemchinh.petitions.services import bulk
from liemchinh.petitions.services.bulk import Book, Life, Stage

CITY, OPENED, YEAR = "H96", date(2020, 1, 2), 2022
DEPARTMENTS = ("Tài nguyên", "Xây dựng", "Giao thông", "Tài chính", "Y tế", "Giáo dục", "Lao động", "Tư pháp")
DISTRICTS = ("Thượng", "Trung", "Hạ", "Đông", "Tây")
WARDS = 20
STATION = "Đài Phát thanh và Truyền hình Mẫu"


@dataclass(frozen=True)
class Kind:
    """So many petitions of one class and one fate, of which `media` came by the media mailbox.

    `fate` is "settled", "running" (accepted), "waiting" (nobody has sorted it), or the verb that sent it away.
    """

    content: Content
    within: bool
    fate: str
    count: int
    media: int = 0


TOTALS = (
    Kind(Content.COMPLAINT, True, "settled", 150, media=2),
    Kind(Content.COMPLAINT, True, "running", 6),
    Kind(Content.DENUNCIATION, True, "settled", 27),
    Kind(Content.DENUNCIATION, True, "running", 2),
    Kind(Content.RECOMMENDATION, True, "settled", 798, media=50),
    Kind(Content.RECOMMENDATION, False, "forward", 933, media=60),
    Kind(Content.RECOMMENDATION, False, "guide", 214, media=4),
    Kind(Content.COMPLAINT, False, "guide", 742, media=7),
    Kind(Content.COMPLAINT, False, "return", 70),
    Kind(Content.DENUNCIATION, False, "forward", 121),
    Kind(Content.DENUNCIATION, False, "archive", 45),
)
"""The petitions of 2022: 3,108, of which 983 within authority; the ways of the other 2,125 are ours but for the 933."""

BEFORE = (
    Kind(Content.COMPLAINT, True, "settled", 141),
    Kind(Content.DENUNCIATION, True, "settled", 26),
    Kind(Content.RECOMMENDATION, True, "settled", 655, media=38),
    Kind(Content.RECOMMENDATION, False, "forward", 861, media=59),
    Kind(Content.COMPLAINT, False, "guide", 810),
    Kind(Content.DENUNCIATION, False, "forward", 143),
)
"""Those of 2021: 472 fewer. Only their number is known."""

SOURCES = (
    (Source.RECEPTION, 30),
    (Source.POST, 34),
    (Source.COUNTER, 14),
    (Source.FORWARDED, 12),
    (Source.DEPUTY, 4),
    (Source.FRONT, 2),
    (Source.WEB, 2),
    (Source.HOTLINE, 1),
    (Source.BOX, 1),
)
SENT_BY = {
    Source.FORWARDED: "Cơ quan Mẫu chuyển đến",
    Source.DEPUTY: "Đoàn đại biểu dân cử Mẫu",
    Source.FRONT: "Ủy ban Mặt trận Mẫu",
    Source.MEDIA: STATION,
}


@dataclass(frozen=True)
class Made:
    """What was written, and in how many seconds."""

    petitions: int
    visits: int
    sessions: int
    entries: int
    seconds: float


@dataclass(frozen=True)
class Office:
    """One of the authorities that keep a register."""

    book: Book
    desk: str
    chair: str

    @property
    def code(self) -> str:
        """The authority's code."""
        return self.book.code

    def seat(self, who: str) -> str:
        """The seat of one of its two people."""
        return f"{self.book.code}-{'tiepdan' if who == self.desk else 'dungdau'}"


@transaction.atomic
def tell(*, seed: int = 1, scale: int = 1) -> Made:
    """Write the city and its two years, once. `scale` divides every total, for a quick try.

    Raises Refused("simulate.told") where it stands already.
    """
    if org.unit_names([CITY], date(YEAR, 1, 1)):
        raise Refused("simulate.told", gettext_noop("Kịch bản này đã có trong dữ liệu."))
    began = clock.perf_counter()
    offices = _found()
    chance = random.Random(f"can-tho/{seed}")
    lives = [*_lives(BEFORE, YEAR - 1, offices, chance, scale), *_lives(TOTALS, YEAR, offices, chance, scale)]
    entries = bulk.write_lives(lives)
    received = can_tho_visits.write(offices, chance, year=YEAR, scale=scale)
    return Made(
        petitions=len(lives),
        visits=received.visits,
        sessions=received.sessions,
        entries=entries + received.entries,
        seconds=clock.perf_counter() - began,
    )


def _found() -> list[Office]:
    """The city, its departments, districts and wards, each with somebody at the desk and a head."""
    at = datetime.combine(OPENED, time(8), tzinfo=VIETNAM)
    units = [UnitPlan(CITY, UnitKind.PROVINCE, "Thành phố Mẫu Giang", locality=LocalityType.CITY)]
    units += [
        UnitPlan(f"{CITY}.{number:02}", UnitKind.DEPARTMENT, f"Sở {name} Mẫu", CITY)
        for number, name in enumerate(DEPARTMENTS, 1)
    ]
    units += [
        UnitPlan(f"{CITY}.{number}", UnitKind.DEPARTMENT, f"Ủy ban nhân dân quận Mẫu {name}", CITY)
        for number, name in enumerate(DISTRICTS, 21)
    ]
    units += [
        UnitPlan(f"{CITY}.{31 + number}", UnitKind.COMMUNE, f"Phường Mẫu {number + 1}", CITY, LocalityType.WARD)
        for number in range(WARDS)
    ]
    seats = []
    for unit in units:
        end = unit.code.lower().replace(".", "-")
        for post, title, role in (
            ("tiepdan", "Cán bộ tiếp công dân", Role.RECEPTION),
            ("dungdau", "Người đứng đầu", Role.CHAIR),
        ):
            seats.append(
                SeatPlan(
                    f"{unit.code}-{post}", unit.code, title, (role,), f"{post}.{end}", f"Mẫu Thị {post} {end}", CITY
                )
            )
    carry_out(Plan(OPENED, tuple(units), tuple(seats), "Quyết định mẫu"), at=at, password=lambda _: None)
    numbers = {code: key for key, code in org.unit_codes().items()}
    return [
        Office(
            Book(numbers[unit.code], unit.code),
            f"tiepdan.{unit.code.lower().replace('.', '-')}",
            f"dungdau.{unit.code.lower().replace('.', '-')}",
        )
        for unit in units
    ]


def _lives(
    kinds: tuple[Kind, ...], year: int, offices: list[Office], chance: random.Random, scale: int
) -> Iterator[Life]:
    days = bulk.working_days(date(year, 1, 1), date(year + 1, 1, 1))
    for kind in kinds:
        count, media = kind.count // scale, kind.media // scale
        for number in range(count):
            yield life(kind, number < media, days, chance.choice(offices), chance)


def life(kind: Kind, media: bool, days: list[date], office: Office, chance: random.Random) -> Life:
    """One petition: received on one of these working days (60 or more) that leaves time for its fate among them."""
    last = {"settled": len(days) - 55, "running": len(days) - 12}.get(kind.fate, len(days) - 8)
    first = {"running": len(days) - 40, "waiting": len(days) - 30}.get(kind.fate, 0)
    day = chance.randrange(first, last)
    source = Source.MEDIA if media else chance.choices(*zip(*SOURCES, strict=True))[0]
    field, subject = bulk.matter(kind.content, chance)
    moments = _moments(days, day, kind, chance)
    return Life(
        book=office.book,
        received_at=moments[0],
        columns={
            "source": str(source),
            "source_name": SENT_BY.get(source, ""),
            "source_document": f"{chance.randrange(1, 900)}/MAU" if source in SENT_BY else "",
            "subject": subject,
            "text": f"{subject}. Đơn mẫu, không có người và việc thật.",
            "restricted": kind.content is Content.DENUNCIATION,
        },
        sender=bulk.sender(chance),
        stages=tuple(_stages(kind, office, field, moments)),
    )


def _moments(days: list[date], day: int, kind: Kind, chance: random.Random) -> list[datetime]:
    """When it was received, sorted, taken up or sent away, decided and closed."""
    gaps = [0, chance.randrange(1, 4), chance.randrange(4, 8), chance.randrange(15, 40), chance.randrange(41, 50)]
    if kind.content is Content.RECOMMENDATION:
        gaps[3:] = [chance.randrange(9, 25), chance.randrange(26, 40)]
    start = datetime.combine(days[day], time(7, 30), tzinfo=VIETNAM) + timedelta(minutes=chance.randrange(500))
    moments = [start]
    for number, gap in enumerate(gaps[1:], 1):
        later = days[min(day + gap, len(days) - 1)]
        at = datetime.combine(later, time(8), tzinfo=VIETNAM) + timedelta(minutes=chance.randrange(100) + 100 * number)
        moments.append(max(at, moments[-1] + timedelta(minutes=1)))
    return moments


def _stages(kind: Kind, office: Office, field: str, moments: list[datetime]) -> Iterator[Stage]:
    """The acts of its life: entered, sorted, and what became of it."""

    def act(number: int, verb: str, who: str, reason: str = "", **changes: Any) -> Stage:
        return Stage(verb, moments[number], who, office.seat(who), changes, reason)

    desk, chair = office.desk, office.chair
    yield act(0, bulk.OPENING, desk)
    if kind.fate == "waiting":
        return
    yield act(
        1, "sort", desk, content=str(kind.content), within=kind.within, eligible=kind.fate != "archive", field=field
    )
    if kind.fate in ("settled", "running"):
        accept = {Content.COMPLAINT: "accept_complaint", Content.DENUNCIATION: "accept_denunciation"}
        verb = accept.get(kind.content, "route")
        yield act(2, verb, chair, accepted_at=moments[2], instance=0 if verb == "route" else 1)
    elif kind.fate == "archive":
        yield act(2, "archive", desk, reason="Không rõ người gửi, không có căn cứ.", outcome="unidentified")
    else:
        yield act(2, kind.fate, desk, forwarded_to="Cơ quan Mẫu có thẩm quyền", reason="Không thuộc thẩm quyền.")
    if kind.fate == "settled":
        verbs = {
            Content.COMPLAINT: ("decide_complaint", "close_complaint", "wrong"),
            Content.DENUNCIATION: ("conclude_denunciation", "close_denunciation", "partly"),
            Content.RECOMMENDATION: ("answer", "say_solved", "answered"),
        }
        decide, close, outcome = verbs[kind.content]
        yield act(3, decide, chair, outcome=outcome, result_number=f"{int(moments[3].timestamp()) % 900 + 1}/MAU")
        yield act(4, close, desk if close == "say_solved" else chair)
