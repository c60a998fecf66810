"""Receptions of the invented city of `can_tho`: visits at the desk, sessions of the heads, and who came to them."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import VIETNAM
from liemchinh.ledger.queries import one_moment
from liemchinh.petitions.services import bulk as letters
from liemchinh.reception.rules.calendar import SessionKind
from liemchinh.reception.rules.visits import Content, IdentityKind, Said, Standing, VisitKind, VisitorSaid
from liemchinh.reception.services.bulk import Past, record_many
from liemchinh.reception.services.past_sessions import PastSession, enter_held

REGULAR, HEADS, SESSIONS = 1_977, 673, 3_114
PEOPLE_REGULAR, PEOPLE_HEADS = 2_018, 698
GROUPS = ((False, 12), (True, 7), (True, 6))
"""Large groups: whether a head received them, and how many came."""
CONTENTS = ((Content.RECOMMENDATION, 70), (Content.COMPLAINT, 25), (Content.DENUNCIATION, 5))
MORNING, CLOSES = time(8), time(11, 30)


class Place(Protocol):
    """An authority that receives."""

    @property
    def chair(self) -> str: ...  # noqa: E704
    @property
    def code(self) -> str: ...  # noqa: E704
    def seat(self, who: str) -> str: ...  # noqa: E704


@dataclass(frozen=True)
class Received:
    """How much was written."""

    visits: int
    sessions: int
    entries: int


@one_moment()
def write(places: Sequence[Place], chance: random.Random, *, year: int, scale: int = 1) -> Received:
    """Write a year of receptions, entered from the old books in the days after it."""
    days = letters.working_days(date(year, 1, 1), date(year + 1, 1, 1))
    at = datetime.combine(date(year + 1, 1, 4), time(9), tzinfo=VIETNAM)
    visits: dict[str, list[Past]] = defaultdict(list)
    held = {place.code: _sessions(place, number, places, days, scale) for number, place in enumerate(places)}
    numbers = {
        place.code: enter_held(authority=place.code, sessions=held[place.code], by=SYSTEM, at=at) for place in places
    }
    for is_head, people in _crowds(scale):
        place = chance.choice(places)
        if is_head:
            number = chance.randrange(len(held[place.code]))
            session = held[place.code][number]
            kind = VisitKind.SCHEDULED if session.kind is SessionKind.SCHEDULED else VisitKind.UNSCHEDULED
            visits[place.code].append(visit(session.on, kind, people, chance, numbers[place.code][number]))
        else:
            visits[place.code].append(visit(chance.choice(days), VisitKind.REGULAR, people, chance))
    for code, past in visits.items():
        record_many(authority=code, visits=past, by=SYSTEM, at=at)
    sizes = [len(some) for some in visits.values()] + [len(some) for some in held.values()]
    entered = sum(-(-size // 500) for size in sizes)
    return Received(sum(map(len, visits.values())), sum(map(len, held.values())), entered)


def _crowds(scale: int) -> Iterator[tuple[bool, int]]:
    """For each visit whether a head received and how many came: the groups, some in twos, the others alone."""
    for is_head, visits, people in ((False, REGULAR, PEOPLE_REGULAR), (True, HEADS, PEOPLE_HEADS)):
        groups = [many for of_head, many in GROUPS if of_head is is_head] if scale == 1 else []
        pairs = people - visits - sum(many - 1 for many in groups)
        many = groups + ([2] * pairs if scale == 1 else [])
        yield from ((is_head, count) for count in many + [1] * (visits // scale - len(many)))


def _sessions(
    place: Place, number: int, places: Sequence[Place], days: Sequence[date], scale: int
) -> list[PastSession]:
    """The sessions of one head: every so many working days, one in nine out of turn."""
    whole = SESSIONS // scale
    count = whole * (number + 1) // len(places) - whole * number // len(places)
    return [
        PastSession(
            seat=place.seat(place.chair),
            kind=SessionKind.UNSCHEDULED if turn % 9 == 8 else SessionKind.SCHEDULED,
            on=days[turn * len(days) // count],
            opens=MORNING,
            closes=CLOSES,
            place="Phòng tiếp công dân",
            chaired_by=place.chair,
        )
        for turn in range(count)
    ]


def visit(day: date, kind: VisitKind, people: int, chance: random.Random, session: int | None = None) -> Past:
    """One visit of so many people that day, about something invented."""
    content = chance.choices([one for one, _ in CONTENTS], [weight for _, weight in CONTENTS])[0]
    _, subject = letters.matter(letters.rules.Content(content.value), chance)
    named = min(people, 2)
    visitors = tuple(
        VisitorSaid(name=letters.sender(chance), identity_kind=IdentityKind.NONE, standing=Standing.SELF)
        for _ in range(named)
    )
    at = datetime.combine(day, MORNING, tzinfo=VIETNAM) + timedelta(minutes=chance.randrange(205))
    within = chance.random() < 0.4
    said = Said(
        kind=kind,
        people=people,
        visitors=visitors,
        subject=subject,
        summary=f"{subject}. Lượt tiếp mẫu.",
        content=content,
        within=within,
        guided_to="" if within else "Cơ quan Mẫu có thẩm quyền",
        answered=True,
    )
    return Past(at=at, said=said, session=session)
