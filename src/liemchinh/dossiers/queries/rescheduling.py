"""Shows which open dossiers a change of working time gives other dates: for its preview and for the moving job."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.queries.fetch import TICKS, as_happened, offices_of, read_once
from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries as org

BATCH = 200
"""Dossiers that are held in memory at once."""

MOST_EXAMINED = 20_000
"""A preview looks at no more; it says when there would have been more."""

MOVABLE = rules.MOVE["reschedule"].origins


@dataclass(frozen=True)
class Moving:
    """A dossier whose dates a change moves: as they are, and as they would be; so also the end of its check."""

    code: str
    now: rules.Dates
    then: rules.Dates
    check_now: datetime | None = None
    check_then: datetime | None = None

    @property
    def old(self) -> datetime | None:
        """The date that the applicant was told: of the result, the last moment for an answer, or of our check."""
        return self.now.due_at or self.now.answer_due_at or self.check_now

    @property
    def new(self) -> datetime | None:
        """The same date afterwards."""
        return self.then.due_at or self.then.answer_due_at or self.check_then


@dataclass(frozen=True)
class Preview:
    """What a change would do: how many open dossiers were looked at, how many move, the first of them.

    `more`: there are dossiers that have not been looked at.
    """

    examined: int
    moving: int
    first: tuple[Moving, ...]
    more: bool


def dates_of(dossier: Dossier) -> rules.Dates:
    """The dates of a dossier that a change of working time may move."""
    return rules.Dates(dossier.due_at, dossier.index_due_at, dossier.due_provisional, dossier.answer_due_at)


def recounted(
    dossier: Dossier, history: Sequence[rules.Happened], office_at: rules.OfficeAt, at: datetime
) -> Moving | None:
    """The dossier's dates by the working time known at `at`, or None when they stay."""
    now = dates_of(dossier)
    then = rules.recounted(dossier.budget, history, now, office_at=office_at, at=at)
    check_now = dossier.check_due_at  # reckoned from when it arrived, which is the last move of what waits for it
    check = rules.check_recounted(check_now, arrived_at=dossier.moved_at, office_at=office_at, at=at)
    if then is None and check == check_now:
        return None
    return Moving(dossier.code, now, then or now, check_now, check)


def preview(proposed: org.Proposed, *, by: Actor, shown: int = 50) -> Preview:
    """What `proposed` would do to open dossiers: codes and dates only, which tell of nobody.

    Raises NotFound for who does not administer that unit.
    """
    on = local_day(proposed.at)
    if by != SYSTEM and not (proposed.unit and org.may_administer(by, org.unit(proposed.unit, on), on)):
        raise NotFound(proposed.unit)
    examined = moving = 0
    first: list[Moving] = []
    for found, moves in _scanned(proposed.unit, proposed.first_on, proposed.at, proposed):
        examined += found
        moving += len(moves)
        first += moves[: max(0, shown - len(first))]
        if examined >= MOST_EXAMINED:
            return Preview(examined, moving, tuple(first), more=True)
    return Preview(examined, moving, tuple(first), more=False)


def to_reschedule(change: org.Change, *, at: datetime) -> Iterator[str]:
    """Codes of the open dossiers whose dates that change moves by what is known at `at`, in the order they came."""
    for _, moves in _scanned(change.unit, change.first_on, at, None):
        yield from (move.code for move in moves)


def _scanned(
    unit: str, first_on: date, at: datetime, proposed: org.Proposed | None
) -> Iterator[tuple[int, list[Moving]]]:
    """Batch by batch: how many were looked at, and those that move. Memory does not grow with their number."""
    reached = org.reached_by(unit, local_day(at))
    begins = datetime.combine(first_on, time(), tzinfo=VIETNAM) - timedelta(days=1)
    concerned = Q(due_at__gte=begins) | Q(answer_due_at__gte=begins) | Q(check_due_at__gte=begins)
    rows = Dossier.objects.filter(concerned, state__in=MOVABLE).select_related("authority").order_by("id")
    if reached is not None:
        rows = rows.filter(authority_id__in=reached)
    last, ground = 0, read_once()
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        events: dict[int, list[rules.Happened]] = defaultdict(list)
        for event in Event.objects.filter(TICKS, dossier__in=batch).order_by("dossier_id", "step"):
            events[event.dossier_id].append(as_happened(event))
        moves = [
            recounted(row, events[row.pk], offices_of(row.authority, proposed, ground=ground), at) for row in batch
        ]
        yield len(batch), [move for move in moves if move is not None]
