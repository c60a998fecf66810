"""What becomes of bookings when their session moves or falls away, and what their people are told."""

from datetime import datetime, time

from django.conf import settings
from django.db.models import QuerySet

from liemchinh.kernel.actors import Actor
from liemchinh.kernel.days import full_day, time_of_day
from liemchinh.kernel.words import as_written, gettext_noop
from liemchinh.notices import services as notices
from liemchinh.notices.rules import Recipient
from liemchinh.org import queries as org
from liemchinh.reception.models import Booking, Session
from liemchinh.reception.queries import testimony
from liemchinh.reception.queries.booking import slots_of
from liemchinh.reception.rules import booking as rules
from liemchinh.reception.rules import trail
from liemchinh.reception.rules.booking import ALIVE, BookingState
from liemchinh.reception.services.diary import note


def move_along(old: Session, new: Session, *, by: Actor, at: datetime) -> list[Booking]:
    """Bookings of a postponed session take their hour, or the free one nearest to it, in the session in its place.

    Where no hour is left they keep theirs: the office had promised to receive them, so the quota gives way.
    """
    moved = list(_alive(old).select_related("session__authority"))
    for row in moved:
        free = {slot.at: slot for slot in slots_of(new)}
        here = free.get(row.slot)
        near = here if here is not None and here.free else rules.nearest_slot(row.slot, list(free.values()))
        row.session, row.slot = new, near.at if near is not None else row.slot
        _settle(row, BookingState.CONFIRMED if row.state == BookingState.OFFERED else BookingState(row.state), at)
        row.reminded_at = None
        row.save()
        _told(row, gettext_noop("Dời sang ngày khác"), at=at, by=by)
    for row in Booking.objects.filter(offered=old):  # a time that was offered and is gone: the first one stands
        _settle(row, BookingState.ASKED, at)
        row.save()
        moved.append(row)
    _note(moved, old, by=by, at=at)
    return moved


def end_with(session: Session, *, by: Actor, at: datetime) -> list[Booking]:
    """Bookings of a session that was given up end with it; whoever agreed to notices is told."""
    ended = list(_alive(session).select_related("session__authority"))
    for row in ended:
        _settle(row, BookingState.CANCELLED, at)
        row.answer = session.reason[:300]
        row.save()
        _told(row, gettext_noop("Buổi tiếp công dân bị hủy"), at=at, by=by)
    for row in Booking.objects.filter(offered=session):
        _settle(row, BookingState.ASKED, at)
        row.save()
        ended.append(row)
    _note(ended, session, by=by, at=at)
    return ended


@as_written()
def tell(row: Booking, template: str, *, state: str = "", by: Actor, at: datetime) -> None:
    """Put a notice about a booking into the outbox, when its person agreed to any."""
    if not any(row.notify.values()):
        return
    session = row.session
    office = session.authority.code
    notices.tell(
        subject=row.code,
        unit=office,
        template=template,
        to=Recipient.consented(row.notify, email=row.email, phone=row.phone),
        facts={
            "code": row.code,
            "office": org.unit_names([office], session.on).get(office, ""),
            "state": state or rules.BOOKING_STATE_NAMES[BookingState(row.state)],
            "day": when(session, row.slot),
            "place": session.place,
            "link": f"{settings.PUBLIC_URL}/tiep-cong-dan/lich-hen/?ma={row.code}",
        },
        by=by,
        at=at,
        once=f"reception/{row.code}/{row.step}/{template}",
    )


def when(session: Session, slot: time) -> str:
    """`8 giờ 30, thứ Năm, 26/11/2026`."""
    return f"{time_of_day(slot)}, {full_day(session.on)}"


def _told(row: Booking, state: str, *, by: Actor, at: datetime) -> None:
    tell(row, "reception_moved", state=state, by=by, at=at)


def _settle(row: Booking, state: BookingState, at: datetime) -> None:
    """A new state, without an offer, one step on."""
    row.state, row.offered, row.offered_slot = state, None, None
    row.changed_at, row.step = at, row.step + 1


def _alive(session: Session) -> QuerySet[Booking]:
    rows = Booking.objects.select_for_update(of=("self",)).filter(session=session)
    return rows.filter(state__in=[str(state) for state in ALIVE]).order_by("slot", "id")


def _note(rows: list[Booking], session: Session, *, by: Actor, at: datetime) -> None:
    if rows:
        note(
            session.authority.code,
            about="bookings",
            kind=trail.BOOKING_CHANGED,
            by=by,
            at=at,
            on=session.on,
            facts={"session": session.pk, "bookings": [row.code for row in rows]},
            rows=[testimony.BOOKING.block(rows)],
        )
