"""Shows what a period came to, by authority, division, field and channel, at a cost that does not grow with the past.

Half months that are over are read from their tallies; what no tally counts yet is counted from the dossiers.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Tally, TallyMark
from liemchinh.dossiers.queries.figures import Period, bucket, measured, midnight

COUNTS = ("received", "on_time", "late", "no_term", "ended", "supplemented", "apologised", "minutes")
"""What is counted; the first five are buckets of `figures`. Supplements, apologies and minutes are of the results."""

SECOND_HALF = 15
"""The day of a month on which its second half begins, as periods of reports do."""


@dataclass(frozen=True)
class Group:
    """What a tally is about."""

    authority: int
    division: str
    field: str
    channel: str


PARTS = ("authority", "division", "field", "channel")
BLANK: dict[str, Any] = {"authority": 0, "division": "", "field": "", "channel": ""}
Tallied = Mapping[Group, Mapping[str, int]]


def half_of(day: date) -> date:
    """The first day of the half month that holds `day`: the 1st or the 15th."""
    return day.replace(day=SECOND_HALF if day.day >= SECOND_HALF else 1)


def next_half(half: date) -> date:
    """The first day of the half month after `half`."""
    return half.replace(day=SECOND_HALF) if half.day == 1 else (half + timedelta(days=31)).replace(day=1)


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
    return tallied_each([period], authorities=authorities)[period]


def tallied_each(
    periods: Iterable[Period],
    *,
    authorities: Collection[int] | None = None,
    divisions: Collection[str] | None = None,
    field: str | None = None,
    by: Collection[str] = PARTS,
) -> dict[Period, Tallied]:
    """The same for several periods, for months side by side. Two queries, and two for each that is live in part.

    `divisions` are codes, `field` a name: only those; what came in stands under no division. `by` names the parts of a
    group to tell apart, the others are left blank: a page reads no more lines than it shows.
    """
    wanted = list(dict.fromkeys(periods))
    touched = {half for period in wanted for half in halves(period)}
    marks = {mark.half: mark.until for mark in TallyMark.objects.filter(half__in=touched, stale=False)}
    whole: dict[Period, list[date]] = {period: [] for period in wanted}
    live: dict[Period, list[Period]] = {period: [] for period in wanted}
    for period in wanted:
        for half in halves(period):
            first, until = max(half, period.first), min(next_half(half), period.until)
            counted = marks.get(half, half)
            if first == half and half < counted <= until:
                whole[period].append(half)
                first = counted
            if first < until:
                live[period].append(Period(first, until))
    if authorities is not None:
        _drop_empty(live, min(marks, default=wanted[-1].first if wanted else None), authorities)
    rows = Tally.objects.filter(half__in={half for found in whole.values() for half in found})
    if authorities is not None:
        rows = rows.filter(authority_id__in=authorities)
    if divisions is not None:
        rows = rows.filter(division__in=divisions)
    if field is not None:
        rows = rows.filter(field=field)
    columns = {"authority_id" if part == "authority" else part: part for part in by}
    sums_of: dict[str, Any] = {f"n_{name}": Sum(name) for name in COUNTS}
    by_half: dict[date, list[tuple[Group, dict[str, int]]]] = defaultdict(list)
    for row in rows.values("half", *columns).annotate(**sums_of).order_by():
        group = Group(**{**BLANK, **{part: row[column] for column, part in columns.items()}})
        by_half[row["half"]].append((group, {name: row[f"n_{name}"] for name in COUNTS}))
    answer: dict[Period, Tallied] = {}
    for period in wanted:
        sums: dict[Group, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
        for half in whole[period]:
            for group, counts in by_half[half]:
                _add(sums, group, counts)
        for part_of in _joined(live[period]):
            for group, found in counted_live(part_of, authorities=authorities).items():
                if (divisions is None or group.division in divisions) and (field is None or group.field == field):
                    _add(sums, Group(**{**BLANK, **{part: getattr(group, part) for part in by}}), found)
        answer[period] = dict(sums)
    return answer


def _drop_empty(live: dict[Period, list[Period]], first: date | None, authorities: Collection[int]) -> None:
    """Leave out what lies before the first tally when there is no dossier there: no month is counted in vain."""
    early = {period: [part for part in parts if first and part.until <= first] for period, parts in live.items()}
    if first is None or not any(early.values()):
        return
    start = midnight(first)
    old = Dossier.objects.filter(Q(received_at__lt=start) | Q(finished_at__lt=start), authority_id__in=authorities)
    if not old.exists():
        for period, parts in early.items():
            live[period] = [part for part in live[period] if part not in parts]


def counted_live(period: Period, *, authorities: Collection[int] | None = None) -> Tallied:
    """The same, all from the dossiers. Two queries."""
    scope = Q() if authorities is None else Q(authority_id__in=authorities)
    return next(iter(counted(scope, period).values()), {})


def counted(scope: Q, period: Period, *, half: Callable[[str], Mapping[str, Any]] | None = None) -> dict[Any, Tallied]:
    """What the dossiers of `scope` in the period came to. Two queries.

    `half` makes, of the name of a moment, the expressions by which to tell half months apart; their values are the
    keys of the answer. Without it there is one key, the empty tuple.
    """
    start, end = period.span
    at = midnight(period.until)
    parts: dict[Any, dict[Group, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: dict.fromkeys(COUNTS, 0)))
    of = half("received_at") if half else {}
    came: Any = (
        Dossier.objects.filter(scope, received_at__gte=start, received_at__lt=end)
        .values("authority_id", "version__field", "channel", **of)
        .annotate(n=Count("id"))
        .order_by()
    )
    for row in came:
        group = Group(row["authority_id"], "", row["version__field"], row["channel"])
        _add(parts[tuple(row[name] for name in of)], group, {"received": row["n"]})
    of = half("finished_at") if half else {}
    took = ExpressionWrapper(F("finished_at") - F("received_at"), output_field=DurationField())
    result = Q(state__in=[int(rules.State.DONE), int(rules.State.RETURNED)])
    went: Any = (  # the names of the counts are made here, so their types are not known
        measured(Dossier.objects.filter(scope, finished_at__gte=start, finished_at__lt=end))
        .values("authority_id", "division__code", "version__field", "channel", **of)
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
        _add(parts[tuple(row[name] for name in of)], group, counts)
    return {key: dict(sums) for key, sums in parts.items()}


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
