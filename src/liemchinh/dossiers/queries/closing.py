"""Shows what an authority's finished day comes to, counted from events alone: acts of later days change nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import DayClosed, Dossier, Event
from liemchinh.dossiers.queries.figures import midnight
from liemchinh.kernel.days import VIETNAM
from liemchinh.ledger import queries as ledger

_RUNNING = [int(state) for state in rules.RUNNING]
_UNDERWAY = [int(state) for state in rules.UNDERWAY]


@dataclass(frozen=True)
class Authority:
    """The authority of some dossiers: its key and its code."""

    id: int
    code: str


def days_to_close(until: date) -> list[date]:
    """Days on which something happened, after the last closed one and up to `until`, first to last."""
    last = last_day_closed()
    rows = Event.objects.filter(at__lt=rules.end_of(until))
    if last is not None:
        rows = rows.filter(at__gte=rules.end_of(last))
    days = rows.annotate(on=TruncDate("at", tzinfo=VIETNAM)).values_list("on", flat=True)
    return sorted(day for day in days.distinct().order_by() if day is not None)


def last_day_closed() -> date | None:
    """The last day that was closed; None before the first."""
    last: date | None = DayClosed.objects.aggregate(last=Max("on"))["last"]
    return last


def day_figures(on: date) -> dict[Authority, rules.DayFigures]:
    """What that day came to at every authority where something happened, in the order of their codes.

    Three queries for them all and one for each. A dossier that has moved since is counted as it stood at midnight: as
    after the last step before the first one of a later day.
    """
    end = rules.end_of(on)
    acts = {
        Authority(row["dossier__authority_id"], row["dossier__authority__code"]): row
        for row in Event.objects.filter(at__gte=midnight(on), at__lt=end)
        .values("dossier__authority_id", "dossier__authority__code")
        .annotate(
            received=Count("id", filter=Q(verb="receive")),
            ended=Count("id", filter=Q(state_before__in=_UNDERWAY) & ~Q(state__in=_UNDERWAY)),
        )
        .order_by("dossier__authority__code")
    }
    late = _late(end, {authority.id for authority in acts})
    return {
        authority: rules.DayFigures(
            received=row["received"],
            ended=row["ended"],
            late=late.get(authority.id, 0),
            last=_last_number(authority, on, end),
        )
        for authority, row in acts.items()
    }


def _late(end: datetime, authorities: Collection[int]) -> dict[int, int]:
    """By authority: dossiers that were running at `end` with their due moment behind them."""
    later = Event.objects.filter(at__gte=end)
    still = (
        Dossier.objects.filter(authority_id__in=authorities, state__in=_RUNNING, due_at__lt=end)
        .filter(~Exists(later.filter(dossier=OuterRef("pk"))))
        .values_list("authority_id")
        .annotate(n=Count("id"))
        .order_by()
    )
    counts: dict[int, int] = dict(still)
    first_later = Subquery(
        later.filter(dossier=OuterRef("dossier")).order_by("step").values("step")[:1], output_field=IntegerField()
    )
    moved_since = (
        Event.objects.filter(dossier__in=later.values("dossier"), dossier__authority_id__in=authorities)
        .annotate(first_later=first_later)
        .filter(step=F("first_later") - 1, state__in=_RUNNING)
        .select_related("dossier", "entry")
    )
    for event in moved_since.iterator(chunk_size=1000):
        due = ledger.public_part(event.entry).get("due")
        if due is not None and datetime.fromisoformat(due) < end:
            counts[event.dossier.authority_id] = counts.get(event.dossier.authority_id, 0) + 1
    return counts


def _last_number(authority: Authority, on: date, end: datetime) -> int:
    """The highest number of the year that the authority had given by `end`; 0 before the first."""
    given = Dossier.objects.filter(authority_id=authority.id, year=on.year, registered_at__lt=end)
    return given.order_by("-number").values_list("number", flat=True).first() or 0
