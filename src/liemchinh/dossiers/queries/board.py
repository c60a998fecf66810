"""Shows the public whether promises are kept: by authority and field, small numbers hidden so that they stay hidden.

A year is the sum of what its months show, so nothing can be reckoned from the difference of the two.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.queries.dashboard import causes_of
from liemchinh.dossiers.queries.figures import SMALL, Period, month_of
from liemchinh.dossiers.queries.ratings import Rated, rated
from liemchinh.dossiers.queries.tallies import Tallied, tallied_each
from liemchinh.kernel.days import local_day


@dataclass(frozen=True)
class PublicLine:
    """Public on-time figures of one authority and field; `share` is None where too few dossiers would show people."""

    authority: int
    field: str
    finished: int
    kept: int
    share: float | None


@dataclass(frozen=True)
class PublicTotal:
    """The sum of public lines. `hidden` counts the lines left out of it so that nobody can reckon them back."""

    finished: int
    kept: int
    share: float | None
    hidden: int


@dataclass(frozen=True)
class Beside:
    """What stands beside an authority's on-time figures: None where it is too small to be shown.

    `ended` was withdrawn or stopped; `supplemented` is the share of the results in the fields that are shown for which
    more papers were asked; `rated` is of one month only.
    """

    ended: int | None
    supplemented: float | None
    rated: Rated | None


@dataclass(frozen=True)
class Board:
    """The public board of a period. `causes` is None for a year: causes are told month by month."""

    period: Period
    lines: tuple[PublicLine, ...]
    total: PublicTotal
    units: Mapping[int, PublicTotal]
    beside: Mapping[int, Beside]
    ended: int
    causes: Mapping[str, int | None] | None


def public_lines(*, period: Period, at: datetime) -> list[PublicLine]:
    """Public on-time figures by authority and field, small numbers hidden. Four queries at most for a month."""
    months = _months(period, at)
    found = tallied_each(months, by=("authority", "field"))
    return _lines([found[month] for month in months])


def _months(period: Period, at: datetime) -> list[Period]:
    """The months of a period that have begun; a period that is no whole number of months is its own only month."""
    months = [month_of(period.first)]
    while months[-1].until < period.until:
        months.append(month_of(months[-1].until))
    if months[0].first != period.first or months[-1].until != period.until:
        return [period]
    return [month for month in months if month.first <= local_day(at)] or months[:1]


def _lines(months: Sequence[Tallied]) -> list[PublicLine]:
    """One line for each authority and field; of several months, the sum of those in which it may be shown."""
    shown: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    hidden: set[tuple[int, str]] = set()
    of_one: dict[tuple[int, str], tuple[int, int]] = {}
    for month in months:
        for group, counts in month.items():
            kept, finished = counts["on_time"], counts["on_time"] + counts["late"]
            key = (group.authority, group.field)
            if finished >= SMALL:
                shown[key].append((finished, kept))
            elif finished:
                hidden.add(key)
                of_one[key] = (finished, kept)
    lines = []
    for key in sorted(set(shown) | hidden):
        if key in shown:
            finished, kept = (sum(column) for column in zip(*shown[key], strict=True))
            lines.append(PublicLine(*key, finished, kept, rules.honest_share(kept, finished)))
        else:
            finished, kept = of_one[key] if len(months) == 1 else (0, 0)
            lines.append(PublicLine(*key, finished, kept, None))
    return lines


def public_total(lines: Sequence[PublicLine]) -> PublicTotal:
    """The sum that may stand beside its lines: an authority's hidden lines are in it only where they stay hidden."""
    by_unit: dict[int, list[PublicLine]] = defaultdict(list)
    for line in lines:
        by_unit[line.authority].append(line)
    totals = [_total(own) for own in by_unit.values()]
    finished, kept = sum(total.finished for total in totals), sum(total.kept for total in totals)
    share = rules.honest_share(kept, finished) if finished >= SMALL else None
    return PublicTotal(finished, kept, share, sum(total.hidden for total in totals))


def _total(own: Sequence[PublicLine]) -> PublicTotal:
    """The sum of one authority's lines."""
    small = [line for line in own if line.share is None]
    told = rules.hidden_may_count([line.finished for line in small], small=SMALL)
    counted = own if told else [line for line in own if line.share is not None]
    finished, kept = sum(line.finished for line in counted), sum(line.kept for line in counted)
    share = rules.honest_share(kept, finished) if finished >= SMALL else None
    return PublicTotal(finished, kept, share, len(own) - len(counted))


def board(*, period: Period, at: datetime) -> Board:
    """Everything the public board says of a period. Eight queries at most for a month whose days are added up."""
    months = _months(period, at)
    found = tallied_each(months, by=("authority", "field"))
    lines = _lines([found[month] for month in months])
    by_month = [_lines([found[month]]) for month in months]
    units: dict[int, list[PublicTotal]] = defaultdict(list)
    for own in by_month:
        for unit in {line.authority for line in own}:
            units[unit].append(_total([line for line in own if line.authority == unit]))
    totals = {unit: _added(some) for unit, some in sorted(units.items())}
    ended = [rules.guarded(_by_unit(found[month], "ended"), small=SMALL) for month in months]
    ratings = {one.unit: one for one in rated(period)} if len(months) == 1 else {}
    return Board(
        period=period,
        lines=tuple(lines),
        total=_added(list(totals.values())),
        units=totals,
        beside={unit: _beside(unit, [found[month] for month in months], ended, ratings) for unit in totals},
        ended=sum(one.total for one in ended),
        causes=_causes(period) if len(months) == 1 else None,
    )


def _added(totals: Sequence[PublicTotal]) -> PublicTotal:
    finished, kept = sum(one.finished for one in totals), sum(one.kept for one in totals)
    share = rules.honest_share(kept, finished) if finished >= SMALL else None
    return PublicTotal(finished, kept, share, sum(one.hidden for one in totals))


def _by_unit(month: Tallied, name: str) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for group, counts in month.items():
        sums[group.authority] += counts[name]
    return dict(sums)


def _beside(
    unit: int, months: Sequence[Tallied], ended: Sequence[rules.Guarded[int]], ratings: Mapping[int, Rated]
) -> Beside:
    """What is said of one authority beside its share; every month by itself, so that no difference tells more."""
    known = [one.shown[unit] for one in ended if unit in one.shown]
    told = [count for count in known if count is not None]
    asked = results = 0
    for month in months:
        for group, counts in month.items():
            if group.authority == unit and counts["on_time"] + counts["late"] >= SMALL:
                asked += counts["supplemented"]
                results += counts["on_time"] + counts["late"] + counts["no_term"]
    return Beside(
        ended=sum(told) if told or not known else None,
        supplemented=rules.honest_share(asked, results) if results else None,
        rated=ratings.get(unit),
    )


def _causes(period: Period) -> Mapping[str, int | None]:
    """Causes of the delays that were apologised for; None for one too rare to be shown."""
    counted = causes_of(Dossier.objects.all(), period)
    return rules.guarded(counted, small=SMALL).shown


def month_choices(today: date, count: int) -> list[Period]:
    """This month and those before it, newest first."""
    months = [month_of(today)]
    while len(months) < count:
        months.append(month_of(months[-1].first - date.resolution))
    return months
