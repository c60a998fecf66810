"""Shows a leader how things stand: a period from the tallies, what is open now counted live, where time goes.

Everything is of what the reader may see, and every count is the length of the list that it opens.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from liemchinh.dossiers import rules
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.dossiers.queries.fetch import PROVINCIAL, office_of, scope
from liemchinh.dossiers.queries.figures import (
    NOBODY,
    Period,
    bucket,
    counts_of,
    measured,
    month_before,
    month_of,
    within,
)
from liemchinh.dossiers.queries.tallies import COUNTS, tallied_each
from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.org import queries as org

IN_PERIOD = ("received", "on_time", "late", "no_term", "ended", "supplemented", "apologised")
NOW = ("open", "open_soon", "open_late", "paused", "waiting", "to_return")
MONTHS = 12
"""How many months a trend looks back, the current one among them."""
SAMPLED = 200
"""Times in steps are those of so many latest results: a million dossiers cost no more than these."""
CHUNK = 500
"""Apologies read at a time."""
APOLOGIES = Q(verb="apologise") | Q(undoes__isnull=False)
LONGEST_LIST = 31
"""Days of a period within which causes are counted over more than one authority."""


@dataclass(frozen=True)
class View:
    """What the page is narrowed to: days, and codes of an authority and a division, the name of a field."""

    period: Period
    authority: str = ""
    division: str = ""
    field: str = ""


@dataclass(frozen=True)
class Place:
    """Whose figures a line holds: an authority (its id), a division and a seat (codes, empty where nobody holds it)."""

    authority: int
    division: str = ""
    seat: str = ""


Counts = Mapping[str, int]


@dataclass(frozen=True)
class Dashboard:
    """What a view came to.

    `whole` has every bucket; `received` is -1 where it cannot be said: what comes in stands under no division.
    `before` are the counts of the period before, of the same length; `months` those of the last months, oldest first.
    `lines` are the period's by authority and division, `open` today's by authority, division and seat.
    """

    whole: Counts
    before_period: Period
    before: Counts
    months: tuple[tuple[Period, Counts], ...]
    lines: Mapping[Place, Counts]
    open: Mapping[Place, Counts]
    authorities: tuple[int, ...]


@dataclass(frozen=True)
class Reach:
    """What tallies may be read for an actor: whole authorities by id, and divisions by code with their authorities."""

    authorities: Mapping[int, str]
    divisions: frozenset[str]
    homes: Mapping[int, str]


def reach_of(actor: Actor, on: date) -> Reach:
    """The same reach as `scope`, in the terms of the tallies."""
    whole = set(actor.authorities_as(*rules.ALL_OF_AUTHORITY))
    divisions = actor.units_as(*rules.OWN_DIVISION)
    own = [seat for seat in actor.seats if seat.unit in divisions]
    homes = {code for seat in own for code in (seat.authority, *seat.inherits)}
    names = org.unit_codes()
    authorities = {key: code for key, code in names.items() if code in whole}
    for code in actor.offices_as(*PROVINCIAL):
        below = org.subtree(code, on)
        if len(below) > 1:
            authorities |= {key: names[key] for key in org.with_inherited({unit.id for unit in below}, on)}
    return Reach(authorities, divisions, {key: code for key, code in names.items() if code in homes})


def dashboard(actor: Actor, *, view: View, at: datetime, reach: Reach | None = None) -> Dashboard:
    """How things stand for what `actor` may see of a view. A dozen queries, however many dossiers there are.

    `reach` is that of the actor where the caller has it.
    """
    reach = reach or reach_of(actor, local_day(at))
    periods = [view.period, before(view.period), *trend_months(view.period, at)]
    scopes = _scopes(reach, view)
    lines, sums = _read(scopes, view, periods)
    now = _open(actor, view, at)
    if any(divisions is not None for _, divisions in scopes):
        for counts in sums.values():
            counts["received"] = -1
    open_sum = {name: sum(counts[name] for counts in now.values()) for name in NOW}
    return Dashboard(
        whole={**sums[view.period], **open_sum},
        before_period=periods[1],
        before=sums[periods[1]],
        months=tuple((period, sums[period]) for period in periods[2:]),
        lines={place: counts for place, counts in lines.items() if any(counts[name] for name in IN_PERIOD)},
        open=now,
        authorities=tuple(sorted({place.authority for place in (*lines, *now)})),
    )


def before(period: Period) -> Period:
    """The period before: the month before a month, else as many days."""
    if period == month_of(period.first):
        return month_before(period)
    return Period(period.first - (period.until - period.first), period.first)


def trend_months(period: Period, at: datetime) -> list[Period]:
    """The months up to the one in which the period ends, none that has not begun, oldest first."""
    months = [month_of(min(period.until - timedelta(days=1), local_day(at)))]
    while len(months) < MONTHS:
        months.append(month_before(months[-1]))
    return months[::-1]


Scope = tuple[Collection[int], Collection[str] | None]


def _scopes(reach: Reach, view: View) -> list[Scope]:
    """What to read of the tallies: authorities, each with the divisions it is narrowed to (None: all of it)."""
    scopes: list[Scope] = []
    wanted = {key for key, code in reach.authorities.items() if view.authority in ("", code)}
    if wanted:
        asked = "" if view.division == NOBODY else view.division
        scopes.append((wanted, [asked] if view.division else None))
    own = {code for code in reach.divisions if view.division in ("", code)}
    homes = {key for key, code in reach.homes.items() if view.authority in ("", code)} - wanted
    return [*scopes, (homes, own)] if own and homes else scopes


def _read(
    scopes: Iterable[Scope], view: View, periods: list[Period]
) -> tuple[dict[Place, dict[str, int]], dict[Period, dict[str, int]]]:
    """The period by place, and every period as a whole."""
    by_place: dict[Place, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    whole = {period: dict.fromkeys(COUNTS, 0) for period in periods}
    for authorities, divisions in scopes:
        narrowed: dict[str, Any] = {"authorities": authorities, "divisions": divisions, "field": view.field or None}
        here = tallied_each([view.period], by=("authority", "division"), **narrowed)[view.period]
        for group, counts in here.items():
            _add(by_place[Place(group.authority, group.division)], counts)
            _add(whole[view.period], counts)
        others = [period for period in periods if period != view.period]
        for period, found in tallied_each(others, by=(), **narrowed).items():
            for counts in found.values():
                _add(whole[period], counts)
    return dict(by_place), whole


def _add(line: dict[str, int], counts: Counts) -> None:
    for name, number in counts.items():
        line[name] += number


def _seen(actor: Actor, view: View, at: datetime) -> QuerySet[Dossier]:
    narrowed = within(authority=view.authority, division=view.division, field=view.field)
    return Dossier.objects.filter(scope(actor, local_day(at)), narrowed)


def _open(actor: Actor, view: View, at: datetime) -> dict[Place, dict[str, int]]:
    """What is open now, by authority, division and seat. One query over open dossiers only."""
    rows: Any = (  # the names of the counts are made here, so their types are not known
        measured(_seen(actor, view, at).filter(state__in=[int(state) for state in rules.OPEN]))
        .values("authority_id", "division__code", "seat__code")
        .annotate(**counts_of(view.period, at, NOW))
        .order_by("authority_id", "division__code", "seat__code")
    )
    return {
        Place(row["authority_id"], row["division__code"] or "", row["seat__code"] or ""): {
            name: row[f"n_{name}"] for name in NOW
        }
        for row in rows
    }


def next_due(actor: Actor, *, view: View, at: datetime, limit: int = 10) -> list[Dossier]:
    """The open dossiers whose dates come next, late ones left out, soonest first. One query."""
    rows = measured(_seen(actor, view, at)).filter(bucket("open_soon", period=view.period, at=at))
    rows = rows.select_related("authority", "division", "version__procedure").defer("version__raw")
    return list(rows.order_by("due_at", "id")[:limit])


# Where time goes ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Steps:
    """Median office minutes in each step, of `sampled` latest results; by division, and of all of them under ""."""

    sampled: int
    by_division: Mapping[str, Mapping[str, int]]


def steps(actor: Actor, *, view: View, at: datetime, authority: int) -> Steps:
    """Where the time of one authority's latest results of the period went. Three queries."""
    start, end = view.period.span
    rows = _seen(actor, view, at).filter(authority_id=authority, finished_at__gte=start, finished_at__lt=end)
    rows = rows.filter(state__in=[int(rules.State.DONE), int(rules.State.RETURNED)])
    latest = list(rows.select_related("authority", "division").order_by("-finished_at", "-id")[:SAMPLED])
    if not latest:
        return Steps(0, {})
    office = office_of(latest[0].authority, local_day(at))
    ways: dict[int, list[rules.Stood]] = defaultdict(list)
    events = Event.objects.filter(dossier_id__in=[row.id for row in latest]).order_by("dossier_id", "step")
    for key, verb, moment, state, awaits in events.values_list("dossier_id", "verb", "at", "state", "awaits"):
        way = ways[key]
        submitted = verb == "submit" or bool(way) and way[-1].submitted and verb not in ("send_back", "assign")
        way.append(rules.Stood(moment, rules.State(state), rules.Awaits(awaits), submitted))
    spent: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in latest:
        for step, minutes in rules.minutes_in_steps(ways[row.id], office).items():
            for division in {"", row.division.code if row.division else NOBODY}:
                spent[division][step].append(minutes)
    return Steps(
        len(latest),
        {
            division: {step: rules.median(found[step]) or 0 for step in rules.STEPS if step in found}
            for division, found in sorted(spent.items())
        },
    )


def causes(actor: Actor, *, view: View, at: datetime) -> dict[str, int]:
    """Coded reasons of the apologies for what got its result in the period, most frequent first. One query."""
    rows = _seen(actor, view, at)
    return causes_of(rows, view.period)


def causes_of(rows: QuerySet[Dossier], period: Period) -> dict[str, int]:
    """Coded reasons of the apologies among `rows` that got a result in the period, most frequent first."""
    start, end = period.span
    done = rows.filter(finished_at__gte=start, finished_at__lt=end, apologised=True)
    done = done.filter(state__in=[int(rules.State.DONE), int(rules.State.RETURNED)])
    ids = list(done.values_list("id", flat=True))
    found: dict[int, str] = {}
    for begin in range(0, len(ids), CHUNK):
        events = Event.objects.filter(APOLOGIES, dossier_id__in=ids[begin : begin + CHUNK]).order_by(
            "dossier_id", "step"
        )
        said: dict[tuple[int, int], str] = {}
        for key, step, verb, facts, undoes in events.values_list("dossier_id", "step", "verb", "facts", "undoes"):
            said.pop((key, undoes or -1), None)
            if verb == "apologise":
                said[key, step] = str(facts.get("reason_code") or "")
        found |= {key: reason for (key, _), reason in said.items()}
    counted: dict[str, int] = defaultdict(int)
    for reason in found.values():
        counted[reason] += 1
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def is_short(period: Period) -> bool:
    """Whether causes may be counted over several authorities."""
    return (period.until - period.first).days <= LONGEST_LIST


def fields_open_to(actor: Actor, reach: Reach, *, view: View, at: datetime) -> list[str]:
    """The fields that a reader may narrow the page to: those of the period and of what is open. Some queries."""
    ids = [*reach.authorities, *reach.homes]
    found = tallied_each([view.period], authorities=ids, by=("field",))[view.period]
    live = _seen(actor, View(view.period), at).filter(state__in=[int(state) for state in rules.OPEN])
    names = set(live.order_by().values_list("version__field", flat=True).distinct())
    return sorted({group.field for group in found} | names - {""})


# Heads in post -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InCharge:
    """Who headed a unit from `first` until the day before `until`, and what its results came to in those days."""

    unit: str
    title: str
    person: str
    first: date
    until: date
    on_time: int
    late: int

    @property
    def done(self) -> int:
        """Results with a term."""
        return self.on_time + self.late


def in_charge(view: View, lines: Mapping[Place, Counts], *, at: datetime) -> list[InCharge]:
    """Heads of divisions and leaders of the authority, each with the results of their own days in post.

    `lines` are those of a dashboard of one authority: nothing is counted that the reader does not see there.
    """
    on = local_day(at)
    last = min(view.period.until, on + timedelta(days=1))
    divisions = {place.division for place in lines if place.division}
    authorities = {place.authority for place in lines}
    if len(authorities) != 1 or last <= view.period.first:
        return []
    (authority,) = authorities
    posts = org.in_post(divisions, (Role.HEAD,), first=view.period.first, until=last)
    if not view.division:
        own = org.units([authority], on)[authority].code
        posts = [*org.in_post({own}, (Role.LEADER,), first=view.period.first, until=last), *posts]
    wholes = {place.division: counts for place, counts in lines.items()}
    spans = {Period(post.first, post.until) for post in posts} - {Period(view.period.first, last)}
    parts = tallied_each(spans, authorities=[authority], field=view.field or None, by=("division",))
    shown = []
    for post in posts:
        span = Period(post.first, post.until)
        if span in parts:
            by_division: Mapping[str, Counts] = {group.division: counts for group, counts in parts[span].items()}
        else:
            by_division = wholes
        chosen: Iterable[Counts] = by_division.values()
        if post.unit in divisions:
            chosen = [by_division[post.unit]] if post.unit in by_division else []
        chosen = list(chosen)
        shown.append(
            InCharge(
                post.unit,
                post.title,
                post.person_name,
                post.first,
                post.until,
                sum(counts["on_time"] for counts in chosen),
                sum(counts["late"] for counts in chosen),
            )
        )
    return shown
