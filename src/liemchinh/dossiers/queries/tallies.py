"""Shows what a period came to, by authority, division, field and channel, at a cost that does not grow with the past.

Half months that are over are read from their tallies; what no tally counts yet is counted from the dossiers.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Tally, TallyMark
from liemchinh.dossiers.queries.figures import Period, bucket, measured, midnight

COUNTS = ("received", "on_time", "late", "no_term", "ended", "supplemented", "apologised", "minutes")
"""What is counted; the first five are buckets of `figures`. Supplements, apologies and minutes are of the results."""


@dataclass(frozen=True)
class Group:
    """What a tally is about."""

    authority: int
    division: str
    field: str
    channel: str


Tallied = Mapping[Group, Mapping[str, int]]


def half_of(day: date) -> date:
    """The first day of the half month that holds `day`: the 1st or the 15th."""
    return day.replace(day=15 if day.day >= 15 else 1)


def next_half(half: date) -> date:
    """The first day of the half month after `half`."""
    return half.replace(day=15) if half.day == 1 else (half + timedelta(days=31)).replace(day=1)


def halves(period: Period) -> Iterator[date]:
    """The half months that a period touches, first to last."""
    half = half_of(period.first)
    while half < period.until:
        yield half
        half = next_half(half)


def tallied(period: Period, *, authorities: Collection[int] | None = None) -> Tallied:
    """What the period came to; `authorities` are ids of units, None for all. Two queries, two more for what is live.

    Agrees with the buckets of `figures` to the dossier, whatever has been tallied so far.
    """
    marks = {mark.half: mark.until for mark in TallyMark.objects.filter(half__in=list(halves(period)), stale=False)}
    whole: list[date] = []
    live: list[Period] = []
    for half in halves(period):
        first, until = max(half, period.first), min(next_half(half), period.until)
        counted = marks.get(half, half)
        if first == half and half < counted <= until:
            whole.append(half)
            first = counted
        if first < until:
            live.append(Period(first, until))
    sums: dict[Group, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    rows = Tally.objects.filter(half__in=whole)
    if authorities is not None:
        rows = rows.filter(authority_id__in=authorities)
    keys = ("authority_id", "division", "field", "channel")
    for row in rows.values(*keys).annotate(**{f"n_{name}": Sum(name) for name in COUNTS}).order_by():
        _add(sums, Group(*(row[key] for key in keys)), {name: row[f"n_{name}"] for name in COUNTS})
    for part in _joined(live):
        for group, counts in counted_live(part, authorities=authorities).items():
            _add(sums, group, counts)
    return dict(sums)


def counted_live(period: Period, *, authorities: Collection[int] | None = None) -> Tallied:
    """The same, all from the dossiers. Two queries."""
    start, end = period.span
    at = midnight(period.until)
    sums: dict[Group, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    scope = Q() if authorities is None else Q(authority_id__in=authorities)
    came: Any = (
        Dossier.objects.filter(scope, received_at__gte=start, received_at__lt=end)
        .values("authority_id", "version__field", "channel")
        .annotate(n=Count("id"))
        .order_by()
    )
    for row in came:
        _add(sums, Group(row["authority_id"], "", row["version__field"], row["channel"]), {"received": row["n"]})
    took = ExpressionWrapper(F("finished_at") - F("received_at"), output_field=DurationField())
    result = Q(state__in=[int(rules.State.DONE), int(rules.State.RETURNED)])
    went: Any = (  # the names of the counts are made here, so their types are not known
        measured(Dossier.objects.filter(scope, finished_at__gte=start, finished_at__lt=end))
        .values("authority_id", "division__code", "version__field", "channel")
        .annotate(
            **{name: Count("id", filter=bucket(name, period=period, at=at)) for name in ("on_time", "late", "no_term")},
            ended=Count("id", filter=bucket("ended", period=period, at=at)),
            supplemented=Count("id", filter=result & Q(supplements_asked__gt=0)),
            n_apologised=Count("id", filter=result & Q(apologised=True)),
            took=Sum(took, filter=result),
        )
        .order_by()
    )
    for row in went:
        group = Group(row["authority_id"], row["division__code"] or "", row["version__field"], row["channel"])
        counts = {name: row[name] for name in ("on_time", "late", "no_term", "ended", "supplemented")}
        counts["apologised"] = row["n_apologised"]
        counts["minutes"] = int(row["took"].total_seconds() // 60) if row["took"] else 0
        _add(sums, group, counts)
    return dict(sums)


def summed(found: Tallied, *by: str) -> dict[tuple[Any, ...], dict[str, int]]:
    """Sums over the named parts of a group: `summed(t, "division")` gives `{("H99.12.02",): {...}}`."""
    sums: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    for group, counts in found.items():
        line = sums[tuple(getattr(group, name) for name in by)]
        for name, number in counts.items():
            line[name] += number
    return dict(sums)


def _add(sums: dict[Group, dict[str, int]], group: Group, counts: Mapping[str, int]) -> None:
    line = sums[group]
    for name, number in counts.items():
        line[name] += number


def _joined(periods: Iterable[Period]) -> list[Period]:
    """Neighbours as one: a query less for each."""
    joined: list[Period] = []
    for period in periods:
        if joined and joined[-1].until == period.first:
            joined[-1] = Period(joined[-1].first, period.until)
        else:
            joined.append(period)
    return joined
