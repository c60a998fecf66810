"""Verbs on bookings: a citizen books, moves, takes an offer, cancels; the office confirms, offers, notes who came."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import transaction

from liemchinh.kernel.actors import APPLICANT, SYSTEM, Actor
from liemchinh.kernel.codes import new_key, tidy_phone
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound, Refused
from liemchinh.kernel.trail import Kind
from liemchinh.kernel.words import gettext_noop, nfc
from liemchinh.reception.models import Booking, Session
from liemchinh.reception.queries import booking as queries
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import booking as rules
from liemchinh.reception.rules import trail
from liemchinh.reception.rules.booking import BookingState, Need
from liemchinh.reception.rules.calendar import SessionState
from liemchinh.reception.services.diary import note, text
from liemchinh.reception.services.following import _settle, tell

AT_ONCE = 500


@dataclass(frozen=True)
class Wish:
    """What a citizen writes: who, how to be reached, what about in a line, how many come and what they need."""

    name: str
    about: str
    phone: str = ""
    email: str = ""
    people: int = 1
    representatives: str = ""
    needs: tuple[Need, ...] = ()
    notify: dict[str, bool] = field(default_factory=dict)


@transaction.atomic
def book(*, session: int, slot: time, wish: Wish, token: uuid.UUID, by: Actor = APPLICANT, at: datetime) -> Booking:
    """Take a place in a slot of a posted session; the same token again gives the booking it has become.

    Raises NotFound for what is not posted, Refused("reception.…") when the slot is full, past or not there, or when
    what is written does not do.
    """
    before = queries.booked_by_token(token)
    if before is not None:
        return before
    found = _open_session(session, slot, at)
    rules.check_people(wish.people, wish.representatives, on=found.on)
    phone = tidy_phone(wish.phone)
    rules.check_reach(phone, wish.email.strip())
    row = Booking(
        session=found,
        slot=slot,
        code=new_key()[: rules.CODE_LENGTH],
        key=new_key(),
        state=BookingState.ASKED,
        name=_needed(wish.name, longest=200),
        phone=phone,
        email=wish.email.strip()[:200],
        about=_needed(wish.about, longest=rules.LONGEST_ABOUT),
        people=wish.people,
        representatives=text(wish.representatives, longest=500),
        needs=[str(need) for need in wish.needs],
        notify=dict(wish.notify),
        made_at=at,
        changed_at=at,
        token=token,
    )
    row.save(force_insert=True)
    _tell(row, trail.BOOKED, by=by, at=at)
    tell(row, "reception_booked", by=by, at=at)
    return row


@transaction.atomic
def move(
    *, code: str, fact: str, session: int, slot: time, seen_step: int, by: Actor = APPLICANT, at: datetime
) -> Booking:
    """The citizen takes another slot, of this session or another one of the same authority; it waits for a word again.

    Raises Refused("reception.moved_on") when the booking has changed since it was shown.
    """
    row = _mine(code, fact)
    if (row.session_id, row.slot) == (session, slot):
        return row
    _check_seen(row, seen_step)
    found = _open_session(session, slot, at)
    if found.authority_id != row.session.authority_id:
        raise NotFound(str(session))
    row.session, row.slot, row.reminded_at = found, slot, None
    _settle(row, BookingState.ASKED, at)
    row.save()
    _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
    tell(row, "reception_booked", by=by, at=at)
    return row


@transaction.atomic
def cancel_booking(*, code: str, fact: str, by: Actor = APPLICANT, at: datetime) -> Booking:
    """The citizen gives the place up. Twice is once."""
    row = _mine(code, fact)
    if row.state == BookingState.CANCELLED:
        return row
    rules.check_alive(BookingState(row.state))
    _settle(row, BookingState.CANCELLED, at)
    row.save()
    _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
    return row


@transaction.atomic
def accept_offer(*, code: str, fact: str, seen_step: int, by: Actor = APPLICANT, at: datetime) -> Booking:
    """The citizen takes the other time that the office has offered."""
    row = _mine(code, fact)
    if row.state == BookingState.CONFIRMED:
        return row
    _check_seen(row, seen_step)
    if row.offered is None or row.offered_slot is None:
        raise Refused("reception.no_offer", gettext_noop("Không còn đề nghị giờ khác."))
    if row.offered.state != SessionState.PUBLISHED:
        raise Refused("reception.no_offer", gettext_noop("Không còn đề nghị giờ khác."))
    row.session, row.slot, row.reminded_at = row.offered, row.offered_slot, None
    _settle(row, BookingState.CONFIRMED, at)
    row.save()
    _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
    return row


@transaction.atomic
def confirm(*, code: str, answer: str = "", by: Actor, at: datetime) -> Booking:
    """The office says yes. Twice is once."""
    row = queries.booking_for(by, code=code, lock=True)
    if row.state == BookingState.CONFIRMED:
        return row
    rules.check_alive(BookingState(row.state))
    row.answer = text(answer, longest=300)
    _settle(row, BookingState.CONFIRMED, at)
    row.save()
    _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
    tell(row, "reception_moved", by=by, at=at)
    return row


@transaction.atomic
def decline(*, code: str, answer: str, by: Actor, at: datetime) -> Booking:
    """The office turns a booking down, with a reason: a joke, a matter of another body. Twice is once.

    Nobody is turned away by it: whoever comes is received, or refused by law and on paper.
    """
    row = queries.booking_for(by, code=code, lock=True)
    if row.state == BookingState.CANCELLED:
        return row
    rules.check_alive(BookingState(row.state))
    row.answer = _needed(answer, longest=300)
    _settle(row, BookingState.CANCELLED, at)
    row.save()
    _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
    tell(row, "reception_moved", by=by, at=at)
    return row


@transaction.atomic
def offer(*, code: str, session: int, slot: time, answer: str, by: Actor, at: datetime) -> Booking:
    """The office offers another time, and says why; the first one is kept until the citizen has chosen."""
    row = queries.booking_for(by, code=code, lock=True)
    if (row.offered_id, row.offered_slot) == (session, slot):
        return row
    rules.check_alive(BookingState(row.state))
    found = _open_session(session, slot, at)
    if found.authority_id != row.session.authority_id:
        raise NotFound(str(session))
    row.answer = _needed(answer, longest=300)
    _settle(row, BookingState.OFFERED, at)
    row.offered, row.offered_slot = found, slot
    row.save()
    _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
    tell(row, "reception_moved", state=gettext_noop("Đề nghị giờ khác"), by=by, at=at)
    return row


@transaction.atomic
def note_came(*, code: str, came: bool, visit: str = "", by: Actor, at: datetime) -> Booking:
    """The office notes on the day whether they came; `visit` is the code of the visit in the register."""
    row = queries.booking_for(by, code=code, lock=True)
    state = BookingState.CAME if came else BookingState.MISSED
    if row.state == state and (not visit or row.visit == visit):
        return row
    if row.session.on > local_day(at):
        raise Refused("reception.not_yet", gettext_noop("Chưa đến ngày tiếp."))
    if row.state not in (state, BookingState.MISSED):
        rules.check_alive(BookingState(row.state))
    _settle(row, state, at)
    row.visit = visit or row.visit
    row.save()
    _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
    return row


def remind(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Call tomorrow's confirmed bookings to mind, each once, to those who agreed to it; how many."""
    done = 0
    for known in queries.to_remind(at):
        if not rules.reminder_due(known.session.on, at):
            continue
        with transaction.atomic():
            rows = Booking.objects.select_for_update(of=("self",)).select_related("session__authority")
            row = rows.filter(pk=known.pk, reminded_at=None, state=BookingState.CONFIRMED).first()
            if row is None:
                continue
            row.reminded_at = at
            row.save(update_fields=["reminded_at"])
            _tell(row, trail.BOOKING_CHANGED, by=by, at=at)
            tell(row, "reception_reminded", by=by, at=at)
            done += 1
    return done


def forget(*, by: Actor = SYSTEM, at: datetime) -> int:
    """Empty everything personal in bookings whose time is over; how many. Repeated until nothing is left."""
    done = 0
    while numbers := queries.to_forget(local_day(at), most=AT_ONCE):
        with transaction.atomic():
            rows = Booking.objects.select_for_update(of=("self",)).select_related("session__authority")
            found = list(rows.filter(pk__in=numbers, erased_at=None))
            by_authority: dict[str, list[Booking]] = {}
            for row in found:
                row.name = row.phone = row.email = row.about = row.representatives = row.answer = row.key = ""
                row.needs, row.notify, row.erased_at = [], {}, at
                row.save()
                by_authority.setdefault(row.session.authority.code, []).append(row)
            for authority, some in by_authority.items():
                note(
                    authority,
                    about="bookings",
                    kind=trail.BOOKINGS_FORGOTTEN,
                    by=by,
                    at=at,
                    facts={"count": len(some)},
                    rows=[testimony.BOOKING.block(some)],
                )
            done += len(found)
    return done


def _open_session(number: int, slot: time, at: datetime) -> Session:
    """The posted session, locked so that two do not take its last place; the slot is there, free and ahead."""
    rows = Session.objects.select_for_update(of=("self",)).select_related("authority")
    found = rows.filter(pk=number, state=SessionState.PUBLISHED, slot_minutes__gt=0).first()
    if found is None:
        raise NotFound(str(number))
    rules.check_open(found.on, slot, at)
    rules.check_slot(slot, queries.slots_of(found))
    return found


def _mine(code: str, fact: str) -> Booking:
    """The citizen's booking, its row locked."""
    known = queries.opened(code, fact)
    rows = Booking.objects.select_for_update(of=("self",)).select_related("session__authority", "offered")
    return rows.get(pk=known.pk)


def _check_seen(row: Booking, seen_step: int) -> None:
    rules.check_alive(BookingState(row.state))
    if row.step != seen_step:
        sentence = gettext_noop("Lịch hẹn vừa thay đổi. Hãy xem lại rồi chọn.")
        raise Refused("reception.moved_on", sentence)


def _needed(words: str, *, longest: int) -> str:
    tidy = text(nfc(words), longest=longest)
    if not tidy:
        raise Refused("reception.empty", gettext_noop("Hãy ghi họ tên và nội dung."))
    return tidy


def _tell(row: Booking, kind: Kind, *, by: Actor, at: datetime) -> None:
    note(
        row.session.authority.code,
        about="bookings",
        kind=kind,
        by=by,
        at=at,
        on=row.session.on,
        facts={"booking": row.code, "state": row.state},
        rows=[testimony.BOOKING.told(row)],
    )
