"""Shows bookings: to whoever has code and second fact, and to the office of the session; and what is still free."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.codes import tidy_fact
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.reception.models import Booking, Session
from liemchinh.reception.queries.calendar import coming
from liemchinh.reception.rules import booking as rules
from liemchinh.reception.rules import calendar as calendar_rules
from liemchinh.reception.rules.booking import ALIVE, BookingState, Slot
from liemchinh.reception.rules.calendar import SessionState

_HOLDING = Q(state__in=[str(state) for state in ALIVE])


def slots_of(session: Session) -> list[Slot]:
    """The slots of one session with what is free. One query, none for a session without slots."""
    return slots_of_all([session])[session.pk]


def slots_of_all(sessions: Collection[Session]) -> dict[int, list[Slot]]:
    """The slots of several sessions by their number. A place that is offered to somebody is taken. Two queries."""
    asked = [session for session in sessions if session.slot_minutes]
    taken: dict[int, dict[time, int]] = {}
    if asked:
        numbers = [session.pk for session in asked]
        held = Booking.objects.filter(_HOLDING, session_id__in=numbers).values_list("session_id", "slot")
        offered = Booking.objects.filter(offered_id__in=numbers).values_list("offered_id", "offered_slot")
        for rows in (held, offered):
            for number, slot, count in rows.annotate(n=Count("id")).order_by():
                mine = taken.setdefault(number, {})
                mine[slot] = mine.get(slot, 0) + count
    return {
        one.pk: rules.slots(one.opens, one.closes, one.slot_minutes, one.slot_places, taken.get(one.pk, {}))
        for one in sessions
    }


def bookable(authority_id: int, *, on: date) -> list[Session]:
    """Posted sessions of an authority from that day on that take bookings by the hour."""
    found = coming([authority_id], on=on)
    return [one for one in found if one.state == SessionState.PUBLISHED and one.slot_minutes]


def opened(code: str, fact: str) -> Booking:
    """The booking with this code, for who knows its second fact. Raises NotFound, one answer for both."""
    row = Booking.objects.select_related("session__authority", "offered").filter(code=tidy_fact(code)).first()
    if row is None or row.erased_at is not None or not rules.opens_it(fact, key=row.key, phone=row.phone):
        raise NotFound(code)
    return row


def booked_by_token(token: UUID) -> Booking | None:
    """What this form has already become."""
    return Booking.objects.select_related("session__authority").filter(token=token).first()


def bookings_of(actor: Actor, *, session: int, on: date) -> list[Booking]:
    """The bookings of a session of the actor's own office, by hour. Only those who receive see who comes: not those
    who oversee. One query."""
    seen = actor.authorities_as(*calendar_rules.PLANNERS)
    rows = Booking.objects.filter(session_id=session, session__authority__code__in=seen)
    return list(rows.select_related("session__authority", "offered").order_by("slot", "id"))


def booking_for(actor: Actor, *, code: str, lock: bool = False) -> Booking:
    """One booking of the actor's own office. Raises NotFound."""
    rows = Booking.objects.select_related("session__authority", "offered")
    if lock:
        rows = rows.select_for_update(of=("self",))
    seen = actor.authorities_as(*calendar_rules.PLANNERS)
    found = rows.filter(code=code, session__authority__code__in=seen).first()
    if found is None:
        raise NotFound(code)
    return found


def bookings_of_day(actor: Actor, *, on: date) -> list[Booking]:
    """Who is expected on a day in the actor's own offices, by hour: what the reception officer begins the day with."""
    seen = actor.authorities_as(*calendar_rules.PLANNERS)
    rows = Booking.objects.filter(session__authority__code__in=seen, session__on=on).exclude(
        state=BookingState.CANCELLED
    )
    return list(rows.select_related("session__authority").order_by("slot", "id"))


def waiting(actor: Actor, *, on: date) -> list[Booking]:
    """Bookings that wait for the office's word, the nearest session first."""
    seen = actor.authorities_as(*calendar_rules.PLANNERS)
    rows = Booking.objects.filter(session__authority__code__in=seen, state=BookingState.ASKED, session__on__gte=on)
    return list(rows.select_related("session__authority").order_by("session__on", "slot", "id"))


def counts(numbers: Collection[int]) -> dict[int, int]:
    """How many bookings hold a place in each of these sessions. One query."""
    rows = Booking.objects.filter(_HOLDING, session_id__in=numbers).values_list("session_id")
    return dict(rows.annotate(n=Count("id")).order_by())


def to_remind(at: datetime) -> list[Booking]:
    """Confirmed bookings of tomorrow that nobody has been reminded of yet."""
    tomorrow = local_day(at) + timedelta(days=1)
    rows = Booking.objects.filter(
        state=BookingState.CONFIRMED, reminded_at=None, session__on=tomorrow, session__state=SessionState.PUBLISHED
    )
    return [row for row in rows.select_related("session__authority").order_by("id") if any(row.notify.values())]


def to_forget(today: date, *, most: int) -> list[int]:
    """Numbers of bookings whose personal data have had their time, the oldest first."""
    rows = Booking.objects.filter(erased_at=None, session__on__lt=rules.forget_before(today))
    return list(rows.order_by("id").values_list("pk", flat=True)[:most])
