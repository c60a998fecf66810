"""Which days a unit works, at which hours, as known at an instant; the decisions behind it; what has yet to follow."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from liemchinh.kernel.errors import NotFound
from liemchinh.law.calendar import Calendar, DeclaredDay, national_calendar
from liemchinh.law.hours import OfficeHours
from liemchinh.ledger.queries import remembered
from liemchinh.org import rules
from liemchinh.org.models import CalendarChange, CalendarDecision, Unit, UnitHours
from liemchinh.org.queries.tree import ROOM, Step, ids_below, ways_up
from liemchinh.org.queries.units import HasId, with_inherited

Decided = rules.Decided
Proposed = rules.Proposed


@dataclass(frozen=True)
class WorkingTime:
    """The calendar and the office hours of a unit."""

    calendar: Calendar
    hours: OfficeHours


@dataclass(frozen=True)
class Ground:
    """All that was ever decided for a unit: its way up, the decisions and the hours of everything on it."""

    chain: tuple[Step, ...]
    decisions: tuple[rules.Decided, ...]
    hours: tuple[rules.HoursKept, ...]

    def at(self, known_at: datetime | None = None, proposed: rules.Proposed | None = None) -> WorkingTime:
        """The working time as it was known at that instant (None: now), with what is `proposed` if that concerns it."""
        decisions = [decided for decided in self.decisions if decided.holds(known_at)]
        hours = list(self.hours)
        by_code = {step.code: step.id for step in self.chain}
        if proposed is not None and (not proposed.unit or proposed.unit in by_code):
            decisions = [decided for decided in decisions if decided.id != proposed.without]
            decisions += [proposed.decision] if proposed.decision else []
            if proposed.hours and proposed.hours_from:
                hours.append(rules.HoursKept(by_code[proposed.unit], proposed.hours_from, None, proposed.hours))
        return WorkingTime(
            _calendar(tuple(decisions)),
            rules.hours_from(hours, [step.id for step in self.chain], known_at=known_at),
        )


@dataclass(frozen=True)
class Change:
    """A change of working time that promised dates have yet to follow; `unit` is "" for everyone's."""

    id: int
    unit: str
    cause: str
    first_on: date
    last_on: date | None
    made_at: datetime
    passes: int


def working_time(unit: HasId, on: date, *, known_at: datetime | None = None) -> WorkingTime:
    """When the unit works, by the tree of that day: the law's calendar, decisions for it or above it, and its hours.

    `known_at`: only what had been decided by then. Both answers hold for every day, not for `on` alone.
    """
    return ground(unit, on).at(known_at)


def calendar_of(unit: HasId, on: date, *, known_at: datetime | None = None) -> Calendar:
    """The calendar of `working_time`."""
    return working_time(unit, on, known_at=known_at).calendar


def hours_of(unit: HasId, on: date, *, known_at: datetime | None = None) -> OfficeHours:
    """The hours of `working_time`: of every day, where `office_hours` gives those of one."""
    return working_time(unit, on, known_at=known_at).hours


def ground(unit: HasId, on: date) -> Ground:
    """All that was ever decided for the unit, by the tree of that day. Three queries, none while nothing changes."""
    key = unit.id
    return remembered(ROOM, ("working time", key, on), lambda: _ground(key, on))


def decisions_around(unit: HasId, on: date) -> tuple[rules.Decided, ...]:
    """The decisions for the unit, for what is above and for what is below it that day, withdrawn too, latest first."""
    around = {step.id for step in ground(unit, on).chain} | ids_below(unit.id, on)
    rows = CalendarDecision.objects.filter(Q(unit__isnull=True) | Q(unit_id__in=around)).select_related("unit")
    found = [_as_decided(row, row.unit.code if row.unit else "") for row in rows]
    return tuple(sorted(found, key=lambda decided: (decided.issued_on, decided.id), reverse=True))


def decision(number: int) -> rules.Decided:
    """One decision by its number. Raises NotFound."""
    # by `pk`, not `pk__in`: a number larger than any column holds is simply not there
    row = CalendarDecision.objects.filter(pk=number).select_related("unit").first()
    if row is None:
        raise NotFound(str(number))
    return _as_decided(row, row.unit.code if row.unit else "")


def decision_by_token(token: UUID) -> int | None:
    """The number of the decision that this form has already become, or None."""
    return CalendarDecision.objects.filter(token=token).values_list("pk", flat=True).first()


def changes_to_follow(at: datetime) -> list[Change]:
    """Changes for which open dossiers must be gone through now: new ones, the latest first, for it names the cause;
    then settled ones a last time."""
    rows = CalendarChange.objects.filter(passes__lt=rules.PASSES, made_at__lte=at).select_related("unit")
    return [
        Change(row.pk, row.unit.code if row.unit else "", row.cause, row.first_on, row.last_on, row.made_at, row.passes)
        for row in rows.order_by("passes", "-made_at", "-id")
        if row.passes == 0 or row.made_at <= at - rules.SETTLING
    ]


def reached_by(unit: str, on: date) -> set[int] | None:
    """Ids of the units that a change for `unit` reaches that day; None for all of them ("")."""
    if not unit:
        return None
    return with_inherited(ids_below(Unit.objects.values_list("id", flat=True).get(code=unit), on), on)


def _ground(key: int, on: date) -> Ground:
    chain = tuple(ways_up([key], on)[key])
    ids = [step.id for step in chain]
    codes = {step.id: step.code for step in chain}
    rows = CalendarDecision.objects.filter(Q(unit__isnull=True) | Q(unit_id__in=ids)).order_by("id")
    decided = tuple(_as_decided(row, codes.get(row.unit_id or 0, "")) for row in rows)
    kept = UnitHours.objects.filter(unit_id__in=ids).order_by("unit_id", "valid_from")
    hours = tuple(
        rules.HoursKept(row.unit_id, row.valid_from, row.valid_until, OfficeHours.from_json(row.hours), row.made_at)
        for row in kept
    )
    return Ground(chain, decided, hours)


def _as_decided(row: CalendarDecision, unit: str) -> rules.Decided:
    return rules.Decided(
        id=row.pk,
        unit=unit,
        document=row.document,
        issued_on=row.issued_on,
        reason=row.reason,
        days=tuple(DeclaredDay(date.fromisoformat(day["day"]), day["kind"], day["reason"]) for day in row.days),
        made_at=row.made_at,
        confirms_until=row.confirms_until,
        replaces=row.replaces_id,
        withdrawn_at=row.withdrawn_at,
        withdrawn_reason=row.withdrawn_reason,
    )


@lru_cache(maxsize=256)
def _calendar(decisions: tuple[rules.Decided, ...]) -> Calendar:
    return rules.calendar_from(national_calendar(), decisions)
