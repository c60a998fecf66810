"""Bookings: no slot is sold twice, code and second fact open one's own, the office answers, nobody is kept for ever."""

import uuid
from datetime import date, datetime, time
from typing import Any

import pytest

from liemchinh.jobs.audit import TESTIMONIES
from liemchinh.kernel.actors import APPLICANT, SYSTEM
from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.law.hours import STANDARD
from liemchinh.ledger.auditing.auditing import audit
from liemchinh.ledger.models import Entry
from liemchinh.notices.models import Message
from liemchinh.reception import services
from liemchinh.reception.models import Booking, Session
from liemchinh.reception.queries import booking as queries
from liemchinh.reception.rules.booking import BookingState, Need
from liemchinh.reception.services import Plan, Wish
from tests.refusals import refused

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM)
THURSDAY = date(2026, 11, 12)
PLAN = Plan(opens=time(8, 0), closes=time(9, 0), place="Phòng tiếp công dân", slot_minutes=30, slot_places=1)
WISH = Wish(
    name="Nguyễn Thị Thí Dụ",
    about="Đường liên thôn hỏng",
    phone="0912 345 678",
    email="thidu@vidu.vn",
    needs=(Need.SIGN,),
    notify={"email": True},
)


@pytest.fixture
def session(cast: Any, settings: Any, tmp_path: Any) -> Session:
    settings.DEFAULT_FROM_EMAIL = "motcua@vidu.vn"
    return post(cast, THURSDAY)


def post(cast: Any, day: date) -> Session:
    by = cast.reception.actor
    (row,) = services.plan(
        authority=cast.commune, seat="H99.12-chutich", days=[day], what=PLAN, token=uuid.uuid4(), by=by, at=MONDAY
    )
    return services.publish(sessions=[row.pk], by=by, at=MONDAY)[0]


def book(session: Session, slot: time = time(8, 0), wish: Wish = WISH, token: uuid.UUID | None = None) -> Booking:
    return services.book(session=session.pk, slot=slot, wish=wish, token=token or uuid.uuid4(), at=MONDAY)


def test_the_last_place_of_a_slot_is_given_once_and_the_same_form_is_one_booking(session: Session) -> None:
    token = uuid.uuid4()
    first = book(session, token=token)
    assert book(session, token=token).pk == first.pk
    with refused("reception.slot_full", "8 giờ"):
        book(session)
    with refused("reception.no_slot"):
        book(session, time(8, 10))
    assert [slot.free for slot in queries.slots_of(session)] == [0, 1]
    services.cancel_booking(code=first.code, fact="5678", at=MONDAY)
    assert book(session).state == "asked", "a place that was given up is free again"


def test_code_and_second_fact_open_it_and_one_without_the_other_is_not_there(session: Session) -> None:
    row = book(session)
    assert queries.opened(row.code.lower(), "5678").pk == row.pk
    assert queries.opened(f"{row.code[:4]} {row.code[4:]}", row.key).pk == row.pk
    for code, fact in ((row.code, "5679"), (row.code, ""), ("ABCD2345", "5678"), (row.code, row.key[:-1])):
        with pytest.raises(NotFound):
            queries.opened(code, fact)


def test_five_people_name_who_speaks_and_everybody_leaves_a_way_to_be_reached(session: Session) -> None:
    with refused("reception.representatives", "5"):
        book(session, wish=Wish(**{**WISH.__dict__, "people": 5}))
    with refused("reception.reach"):
        book(session, wish=Wish(**{**WISH.__dict__, "phone": "", "email": ""}))
    group = Wish(**{**WISH.__dict__, "people": 6, "representatives": "Ông Thí Dụ, bà Thí Dụ"})
    assert book(session, wish=group).people == 6
    late = datetime(2026, 11, 12, 8, 30, tzinfo=VIETNAM)
    with refused("reception.booking_past"):
        services.book(session=session.pk, slot=time(8, 30), wish=WISH, token=uuid.uuid4(), at=late)


def test_the_office_offers_another_time_which_is_kept_until_they_choose(cast: Any, session: Session) -> None:
    row, other = book(session), post(cast, date(2026, 11, 19))
    by = cast.reception.actor
    with pytest.raises(NotFound):
        services.confirm(code=row.code, by=cast.stranger_reception.actor, at=MONDAY)
    with pytest.raises(NotFound):
        services.confirm(code=row.code, by=cast.auditor.actor, at=MONDAY)
    row = services.offer(
        code=row.code, session=other.pk, slot=time(8, 30), answer="Cần mời thêm địa chính", by=by, at=MONDAY
    )
    assert [slot.free for slot in queries.slots_of(other)] == [1, 0]
    with refused("reception.moved_on"):
        services.accept_offer(code=row.code, fact="5678", seen_step=1, at=MONDAY)
    row = services.accept_offer(code=row.code, fact="5678", seen_step=row.step, at=MONDAY)
    assert (row.session_id, row.slot, row.state) == (other.pk, time(8, 30), BookingState.CONFIRMED)
    assert [slot.free for slot in queries.slots_of(session)] == [1, 1]
    assert not queries.bookings_of(cast.auditor.actor, session=other.pk, on=THURSDAY), "overseers see no visitors"


def test_a_postponed_session_takes_its_bookings_along_and_tells_them(cast: Any, session: Session) -> None:
    row, silent = book(session), book(session, time(8, 30), Wish(**{**WISH.__dict__, "notify": {}}))
    services.postpone(
        session=session.pk,
        to=date(2026, 11, 13),
        opens=time(14, 0),
        closes=time(15, 0),
        reason="Họp đột xuất",
        token=uuid.uuid4(),
        by=cast.reception.actor,
        at=MONDAY,
    )
    moved = {one.code: (one.session.on.day, one.slot) for one in Booking.objects.select_related("session")}
    assert moved == {row.code: (13, time(14, 0)), silent.code: (13, time(14, 30))}
    told = Message.objects.filter(template="reception_moved").values_list("subject", flat=True)
    assert list(told) == [row.code]
    services.cancel(
        session=Session.objects.get(on=date(2026, 11, 13)).pk, reason="Bão số 14", by=cast.reception.actor, at=MONDAY
    )
    assert set(Booking.objects.values_list("state", "answer")) == {("cancelled", "Bão số 14")}


def test_tomorrows_visitors_are_reminded_once_and_forgotten_a_month_later(cast: Any, session: Session) -> None:
    row = book(session)
    services.confirm(code=row.code, by=cast.reception.actor, at=MONDAY)
    eve = datetime(2026, 11, 11, 8, 5, tzinfo=VIETNAM)
    assert [services.remind(by=SYSTEM, at=eve), services.remind(by=SYSTEM, at=eve)] == [1, 0]
    assert Message.objects.filter(template="reception_reminded").count() == 1
    assert services.forget(by=SYSTEM, at=datetime(2026, 12, 12, 3, 0, tzinfo=VIETNAM)) == 0
    assert services.forget(by=SYSTEM, at=datetime(2026, 12, 13, 3, 0, tzinfo=VIETNAM)) == 1
    left = Booking.objects.get(pk=row.pk)
    assert not any((left.name, left.phone, left.email, left.about, left.key, left.needs, left.notify))
    with pytest.raises(NotFound):
        queries.opened(row.code, "5678")


def test_no_entry_of_the_log_knows_who_booked_or_why(cast: Any, session: Session) -> None:
    row = book(session)
    services.move(
        code=row.code, fact="5678", session=session.pk, slot=time(8, 30), seen_step=1, by=APPLICANT, at=MONDAY
    )
    written = b"".join(
        bytes(entry.entry) + bytes(entry.record) for entry in Entry.objects.filter(kind__contains="book")
    )
    assert written.count(b"reception.book") >= 2
    for word in ("Thí Dụ", "0912345678", "thidu", "Đường liên thôn", row.key):
        assert word.encode() not in written


def test_an_honest_history_is_not_accused_and_a_moved_day_is(cast: Any, session: Session) -> None:
    row, by = book(session), cast.reception.actor
    services.confirm(code=row.code, by=by, at=MONDAY)
    later = services.postpone(
        session=session.pk, to=date(2026, 11, 13), reason="Họp", token=uuid.uuid4(), by=by, at=MONDAY
    )
    services.set_regular(
        authority=cast.commune, since=MONDAY.date(), place="Phòng 1", hours=STANDARD, duty={}, by=by, at=MONDAY
    )
    services.record_held(
        authority=cast.commune,
        seat="H99.12-chutich",
        days=[date(2026, 10, 1), date(2026, 10, 8)],
        what=PLAN,
        document="Sổ giấy",
        by=by,
        at=MONDAY,
    )
    services.forget(by=SYSTEM, at=datetime(2027, 1, 2, 3, 0, tzinfo=VIETNAM))

    def findings() -> list[str]:
        found = audit(TESTIMONIES, path_of=None, signer=None)
        return [f"{one.table}.{one.column}" for one in found if one.table.startswith("reception_")]

    assert findings() == []
    Session.objects.filter(pk=later.pk).update(on=date(2026, 11, 20))
    assert findings() == ["reception_session.on"]
