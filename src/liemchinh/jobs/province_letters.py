"""Petitions and visits of the invented province's communes, a year of them, beside their dossiers. Nobody is real.

Lives are abridged as those of `can_tho` are; every row has its entry, so the audit is silent.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from liemchinh.jobs.can_tho import Kind, Office, life
from liemchinh.jobs.can_tho_visits import visit
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import Refused
from liemchinh.kernel.words import gettext_noop
from liemchinh.ledger.queries import one_moment
from liemchinh.org import queries as org
from liemchinh.petitions.rules import Content
from liemchinh.petitions.services import bulk
from liemchinh.reception.rules.visits import VisitKind
from liemchinh.reception.services.bulk import record_many

SHARES = (
    Kind(Content.RECOMMENDATION, True, "settled", 40),
    Kind(Content.RECOMMENDATION, False, "forward", 18),
    Kind(Content.COMPLAINT, False, "guide", 16),
    Kind(Content.COMPLAINT, True, "settled", 8),
    Kind(Content.DENUNCIATION, False, "forward", 5),
    Kind(Content.DENUNCIATION, True, "settled", 3),
    Kind(Content.RECOMMENDATION, True, "running", 5),
    Kind(Content.COMPLAINT, True, "running", 2),
    Kind(Content.RECOMMENDATION, True, "waiting", 3),
)
"""What becomes of a hundred petitions: one in ten is still open."""
GROUP, GROUPS = 7, 0.01
"""How many come as a large group, and which share of all visits does."""


@dataclass(frozen=True)
class Share:
    """How many petitions and visits one authority has, and the codes of its two people."""

    code: str
    desk: str
    chair: str
    petitions: int
    visits: int


@one_moment()
def write(shares: Sequence[Share], *, seed: int, now: datetime) -> int:
    """Write the year before `now`, authority by authority; returns the number of entries that petitions left.

    Each authority is a transaction of its own. Raises Refused where one of them has petitions already.
    """
    numbers = {code: key for key, code in org.unit_codes().items()}
    if bulk.any_of([numbers[share.code] for share in shares]):
        raise Refused("simulate.again", gettext_noop("Các xã mẫu này đã có đơn. Hãy dùng cơ sở dữ liệu mới."))
    until = local_day(now)
    days = bulk.working_days(until - timedelta(365), until)
    entries = 0
    for share in shares:
        chance = random.Random(f"{seed}/letters/{share.code}")
        entries += _one(share, numbers[share.code], days, chance, now)
    return entries


def _one(share: Share, number: int, days: list[date], chance: random.Random, now: datetime) -> int:
    office = Office(bulk.Book(number, share.code), share.desk, share.chair)
    kinds = chance.choices(SHARES, [kind.count for kind in SHARES], k=share.petitions)
    entries = bulk.write_lives(life(kind, chance.random() < 0.05, days, office, chance) for kind in kinds)
    many = (GROUP if chance.random() < GROUPS else chance.choice((1, 1, 1, 2)) for _ in range(share.visits))
    past = [visit(chance.choice(days), VisitKind.REGULAR, people, chance) for people in many]
    if past:
        record_many(authority=share.code, visits=past, by=SYSTEM, at=now)
    return entries
