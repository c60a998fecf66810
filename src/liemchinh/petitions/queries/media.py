"""Shows the media mailbox: what newspapers and broadcasters passed on, what became of it, what they were told."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import local_day, midnight
from liemchinh.petitions import rules
from liemchinh.petitions.models import Duty, Petition
from liemchinh.petitions.queries import fetch
from liemchinh.petitions.rules import Source
from liemchinh.petitions.rules.figures import SETTLED, Period, Share

SOURCES = (Source.MEDIA, Source.PRESS)
MOST = 1_000
"""Items shown of one period; a period with more is asked for in parts."""


@dataclass(frozen=True)
class Item:
    """One letter of the period: has it a result, and was the outlet told (when, with which document)."""

    petition: Petition
    settled: bool
    told_at: datetime | None
    document: str

    @property
    def outlet(self) -> str:
        """Who passed it on."""
        return self.petition.source_name


@dataclass
class Outlet:
    """What one outlet passed on in the period."""

    name: str
    received: int = 0
    settled: int = 0
    ended: int = 0
    told: int = 0

    @property
    def waiting(self) -> int:
        """Still without any answer."""
        return self.received - self.ended


@dataclass(frozen=True)
class Media:
    """The items of a period that exist for one person, newest first, and the counts of just these."""

    items: list[Item]
    outlets: list[Outlet] = field(default_factory=list)
    whole: bool = True

    @property
    def received(self) -> int:
        """All of them."""
        return len(self.items)

    @property
    def rate(self) -> Share:
        """Those with a result."""
        return Share(sum(one.settled for one in self.items), len(self.items))


def media_of(actor: Actor, *, period: Period, at: datetime, sources: Sequence[Source] = SOURCES) -> Media:
    """What came by the press in `period`, as far as it exists for `actor`. Three queries however many there are."""
    on = local_day(at)
    rows = fetch.rows().filter(
        fetch.scope(actor, on),
        source__in=[str(source) for source in sources],
        received_at__gte=midnight(period.first),
        received_at__lt=midnight(period.until),
    )
    found = list(rows.order_by("-received_at", "-id")[: MOST + 1])
    mine = found[:MOST]
    answers = Duty.objects.filter(petition__in=mine, kind="answer_sender", done_at__isnull=False).exclude(document="")
    told = {
        row["petition"]: row
        for row in answers.values("petition").annotate(at=Max("done_at"), with_document=Max("document"))
    }
    items = []
    outlets: dict[str, Outlet] = {}
    for petition in mine:
        said = told.get(petition.pk)
        settled = petition.state in SETTLED
        items.append(Item(petition, settled, said["at"] if said else None, said["with_document"] if said else ""))
        outlet = outlets.setdefault(petition.source_name, Outlet(petition.source_name))
        outlet.received += 1
        outlet.settled += settled
        outlet.ended += settled or petition.state in rules.ENDED
        outlet.told += said is not None
    by_many = sorted(outlets.values(), key=lambda one: (-one.received, one.name))
    return Media(items, by_many, whole=len(found) <= MOST)
