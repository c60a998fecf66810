"""Shows the calendar of reception: to its office, to those who oversee it, to everybody; and whether it is enough."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from liemchinh.kernel.actors import Actor, Role
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.law.hours import DAY_CODES, OfficeHours
from liemchinh.org import queries as org
from liemchinh.org.queries.units import HasId
from liemchinh.org.rules import AUTHORITIES, ContactKind, UnitKind
from liemchinh.reception.models import RegularDesk, Session
from liemchinh.reception.rules import calendar as rules
from liemchinh.reception.rules import frequency as counting
from liemchinh.reception.rules.calendar import SessionState
from liemchinh.reception.rules.online import Timer, timers

AHEAD = [str(state) for state in (SessionState.DRAFT, SessionState.PUBLISHED, SessionState.OPEN)]
KEPT_IN_FEED = 400
"""Sessions that one feed holds, the latest first: more than three years of a weekly day."""


@dataclass(frozen=True)
class RegularShown:
    """The regular desk of an authority on a day: where, when, and by weekday code who sits there (seat titles)."""

    place: str
    hours: OfficeHours
    duty: dict[str, tuple[str, ...]]
    rules: str
    posted: bool


@dataclass(frozen=True)
class Alarm:
    """A week or month in which the head of `unit` has received, or will have received, too seldom."""

    unit: org.UnitOnDay
    found: counting.Reckoned


def authorities(actor: Actor, on: date) -> set[str]:
    """Codes of the authorities whose calendar `actor` sees from inside: own ones, and for overseers all below."""
    seen = set(actor.authorities_as(*rules.READERS))
    for code in actor.authorities_as(*rules.OVERSEEING):
        seen |= {unit.code for unit in org.subtree(code, on) if unit.kind in AUTHORITIES}
    return seen


def scope(actor: Actor, on: date) -> Q:
    """The sessions that exist for `actor` that day."""
    seen = authorities(actor, on)
    return Q(authority__code__in=seen) if seen else Q(pk__in=[])


def session_for(actor: Actor, *, number: int, on: date, lock: bool = False) -> Session:
    """One session, if it exists for `actor`; its row locked when `lock`. Raises NotFound."""
    rows = Session.objects.select_related("authority")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(scope(actor, on), pk=number).first()
    if found is None:
        raise NotFound(str(number))
    return found


def sessions(actor: Actor, *, authority: str, first: date, until: date, on: date) -> list[Session]:
    """Every session of one authority from `first` to before `until`, drafts too, by day and hour. One query."""
    rows = Session.objects.filter(scope(actor, on), authority__code=authority, on__gte=first, on__lt=until)
    return list(rows.select_related("authority", "postponed_to").order_by("on", "opens", "id"))


def planned_by_token(token: UUID) -> list[Session]:
    """What this form has already become."""
    return list(Session.objects.filter(token=token).select_related("authority").order_by("on", "id"))


def days_taken(authority_id: int, seat: str, opens: object) -> set[date]:
    """Days on which this head has a standing session at that hour."""
    rows = Session.objects.filter(authority_id=authority_id, seat=seat, opens=opens, state__in=rules.STANDING)
    return set(rows.values_list("on", flat=True))


def heads_of(unit: HasId, on: date) -> list[org.SeatShown]:
    """The seats of the authority whose holder must receive: in the authority itself or in a division of it."""
    found = org.seats([unit, *org.divisions(unit, on)], on)
    return [seat for seat in found if Role.CHAIR in seat.roles]


def holders_of(unit: HasId, seat: str, *, first: date, last: date) -> list[tuple[str, date, date]]:
    """Who held that head's seat on any of those days: person code, from, until (outside). A few queries."""
    found = next((head for head in heads_of(unit, last) if head.code == seat), None)
    if found is None:
        return []
    held = org.in_post([found.unit], [Role.CHAIR], first=first, until=last + timedelta(days=1))
    return [(one.person, one.first, one.until) for one in held if one.title == found.title]


def timers_of(row: Session) -> tuple[Timer, Timer, Timer]:
    """What must have happened before an online session, by when, and when it did."""
    return timers(
        row.on,
        row.opens,
        notified_at=row.notified_at,
        tested_at=row.tested_at,
        connected_at=row.connected_at,
        calendar=org.calendar_of(row.authority, row.on),
    )


def shown() -> QuerySet[Session]:
    """What everybody may see: posted sessions, and what became of them."""
    posted = Session.objects.filter(state__in=rules.SHOWN, published_at__isnull=False)
    return posted.select_related("authority", "postponed_to")


def coming(authority_ids: Iterable[int], *, on: date, until: date | None = None) -> list[Session]:
    """Posted sessions from that day on (to before `until`) of those authorities, given-up ones too, by day."""
    rows = shown().filter(authority_id__in=set(authority_ids), on__gte=on)
    if until is not None:
        rows = rows.filter(on__lt=until)
    return list(rows.order_by("on", "opens", "id"))


def session_shown(number: int) -> Session:
    """One posted session as everybody sees it. Raises NotFound."""
    found = shown().filter(pk=number).first()
    if found is None:
        raise NotFound(str(number))
    return found


def feed(unit: HasId) -> list[Session]:
    """The appointments of a calendar feed: of each the latest state only, so that a program sees it moved, by day."""
    rows = shown().filter(authority_id=unit.id).exclude(state=SessionState.POSTPONED).order_by("-on", "-id")
    return sorted(rows[:KEPT_IN_FEED], key=lambda row: (row.on, row.opens, row.pk))


def receiving(on: date) -> list[org.UnitOnDay]:
    """Authorities that have posted a session or a regular desk that is in force, by name. Three queries."""
    ids = set(shown().order_by().values_list("authority_id", flat=True).distinct())
    ids |= set(_desks(on).values_list("authority_id", flat=True))
    return sorted(org.units(ids, on).values(), key=lambda unit: (unit.kind != UnitKind.PROVINCE, unit.name, unit.code))


def regular_desk(unit: HasId, on: date) -> RegularShown:
    """The regular desk: what was posted, else the place and hours that the directory gives (`posted` False)."""
    row = _desks(on).filter(authority_id=unit.id).first()
    if row is None:
        places = [way.value for way in org.contacts(unit, on) if way.kind is ContactKind.RECEPTION]
        return RegularShown("; ".join(places), org.office_hours(unit, on), {}, "", posted=False)
    titles = {seat.code: seat.title for seat in org.seats([unit, *org.divisions(unit, on)], on)}
    duty = {
        day: tuple(titles[code] for code in row.duty[day] if code in titles) for day in DAY_CODES if row.duty.get(day)
    }
    return RegularShown(row.place, OfficeHours.from_json(row.hours), duty, row.rules, posted=True)


def on_duty(unit: HasId, on: date) -> frozenset[str]:
    """Codes of the seats that sit at the regular desk that day; empty when nobody was named."""
    row = _desks(on).filter(authority_id=unit.id).first()
    return frozenset(row.duty.get(DAY_CODES[on.weekday()], [])) if row else frozenset()


def regular_row(unit: HasId, on: date) -> RegularDesk | None:
    """The stored row behind `regular_desk`, for the form that replaces it."""
    return _desks(on).filter(authority_id=unit.id).first()


def kept_since(unit: HasId) -> date | None:
    """The day of the first session that this calendar knows; None while it is empty."""
    return Session.objects.filter(authority_id=unit.id).order_by("on").values_list("on", flat=True).first()


def frequency(unit: org.UnitOnDay, *, first: date, last: date, today: date) -> list[counting.Reckoned]:
    """Whether the head of `unit` receives often enough in every week or month that touches those days. One query."""
    return _frequencies([unit], first=first, last=last, today=today)[unit.code]


def alarms(actor: Actor, *, at: datetime) -> list[Alarm]:
    """Of every authority `actor` sees: the current period when it is short, the last one when it was missed.

    For the desk's own page and for leaders. Four queries whatever the number of authorities.
    """
    today = local_day(at)
    seen = authorities(actor, today)
    units = [unit for code in sorted(seen) for unit in _open_unit(code, today)]
    before = today.replace(day=1) - timedelta(days=1)
    found = _frequencies(units, first=before.replace(day=1), last=today, today=today)
    return [
        Alarm(unit, one)
        for unit in units
        for one in counting.alarms(found[unit.code])
        if one.last >= today or _just_over(one, today)
    ]


def _just_over(one: counting.Reckoned, today: date) -> bool:
    """Of periods that are over only the one just before: older ones are in the reports."""
    length = (one.last - one.first).days + 1
    return (today - one.last).days <= length


def _frequencies(
    units: Collection[org.UnitOnDay], *, first: date, last: date, today: date
) -> dict[str, list[counting.Reckoned]]:
    margin = timedelta(days=31)  # a week or a month that touches the days may begin and end outside them
    rows = Session.objects.filter(
        authority_id__in=[unit.id for unit in units],
        kind=rules.SessionKind.SCHEDULED,
        state__in=rules.STANDING,
        on__gte=first - margin,
        on__lte=last + margin,
    )
    held: dict[int, set[date]] = {}
    planned: dict[int, set[date]] = {}
    for authority, on, state, chaired in rows.values_list("authority_id", "on", "state", "chaired_as"):
        if state in AHEAD:
            planned.setdefault(authority, set()).add(on)
        elif chaired == rules.ChairedBy.HEAD:
            held.setdefault(authority, set()).add(on)
    return {
        unit.code: counting.reckon(
            unit.kind,
            first=max(first, unit.opened_on),
            last=last,
            held=held.get(unit.id, ()),
            planned=planned.get(unit.id, ()),
            today=today,
            calendar=org.calendar_of(unit, today),
        )
        for unit in units
    }


def _open_unit(code: str, on: date) -> list[org.UnitOnDay]:
    try:
        return [org.unit(code, on)]
    except NotFound:  # an authority that has ended: who took its place has its own duty
        return []


def _desks(on: date) -> QuerySet[RegularDesk]:
    return RegularDesk.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)
