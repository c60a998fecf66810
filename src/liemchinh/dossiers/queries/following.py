"""Shows the acts on dossiers to a room above that tells another house of them: none missed, each as it then stood."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Attachment, Dossier, Event
from liemchinh.dossiers.queries.fetch import as_happened, offices_of, read_once


@dataclass(frozen=True)
class Act:
    """One event: whose dossier (by its number in the database), which step, which states it led from and to."""

    dossier: int
    unit: str
    step: int
    verb: str
    before: int | None
    after: int


def untold(
    told: QuerySet[Any], *, verbs: Collection[str], since: datetime, opened_from: datetime, limit: int
) -> list[Act]:
    """Acts at or after `since` on dossiers opened from then on for which `told` has no row, oldest first.

    `told` refers to the event by OuterRef: it is asked row by row, so an act whose transaction ended late is found as
    well as any. Erased dossiers are left alone.
    """
    rows = Event.objects.filter(
        ~Exists(told),
        verb__in=verbs,
        at__gte=since,
        dossier__registered_at__gte=opened_from,
        dossier__erased_at__isnull=True,
    )
    names = ("dossier_id", "dossier__authority__code", "step", "verb", "state_before", "state")
    return [Act(*row) for row in rows.order_by("at", "id").values_list(*names)[:limit]]


@dataclass(frozen=True)
class Stood:
    """A dossier after one of its steps: its events and files until then; `due` after each step that moved a clock."""

    dossier: Dossier
    events: tuple[Event, ...]
    files: tuple[Attachment, ...]
    due: Mapping[int, datetime | None]


def stood(key: int, *, step: int) -> Stood:
    """The dossier with this number in the database as it stood after that step. Three queries, more when org changed.

    For scheduled work: it has no seat to check.
    """
    dossier = Dossier.objects.select_related("authority", "division", "version__procedure").get(pk=key)
    events = tuple(Event.objects.filter(dossier=dossier, step__lte=step).order_by("step"))
    files = tuple(Attachment.objects.filter(dossier=dossier, step__lte=step).order_by("id"))
    return Stood(dossier, events, files, _due(dossier, events))


def _due(dossier: Dossier, events: Collection[Event]) -> dict[int, datetime | None]:
    due: dict[int, datetime | None] = {}
    history: list[rules.Happened] = []
    offices = offices_of(dossier.authority, ground=read_once())
    for event in events:
        if event.legal or event.index or event.undoes is not None or rules.MOVE[event.verb].recounts:
            history.append(as_happened(event))
            if dossier.budget is not None:
                legal, _ = rules.promised(dossier.budget, history, office_at=offices, now=event.at, story=False)
                due[event.step] = legal.due_at
    return due
