"""A head's calendar: posted in time, moved with a reason, held by whom it should be, often enough."""

import uuid
from datetime import date, datetime, time
from typing import Any

import pytest

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import NotFound
from liemchinh.ledger.models import Entry
from liemchinh.org import queries as org
from liemchinh.reception import services
from liemchinh.reception.models import Session
from liemchinh.reception.queries import calendar as queries
from liemchinh.reception.rules.calendar import ChairedBy, Ground, SessionForm, SessionKind
from liemchinh.reception.rules.frequency import Standing
from liemchinh.reception.rules.online import OnlineGround
from liemchinh.reception.services import Plan
from tests.refusals import refused

MONDAY = datetime(2026, 11, 2, 9, 0, tzinfo=VIETNAM)
HEAD = "H99.12-chutich"
PLAN = Plan(opens=time(8, 0), closes=time(11, 0), place="Phòng tiếp công dân", slot_minutes=30, slot_places=2)


def planned(cast: Any, *days: date, what: Plan = PLAN, at: datetime = MONDAY) -> list[Session]:
    by = cast.reception.actor
    return services.plan(authority=cast.commune, seat=HEAD, days=days, what=what, token=uuid.uuid4(), by=by, at=at)


def posted(cast: Any, day: date, what: Plan = PLAN, at: datetime = MONDAY) -> Session:
    (row,) = planned(cast, day, what=what, at=at)
    return services.publish(sessions=[row.pk], by=cast.reception.actor, at=at)[0]


def test_a_day_less_than_five_working_days_ahead_is_refused_with_the_earliest_lawful_one(cast: Any) -> None:
    rows = planned(cast, date(2026, 11, 6), date(2026, 11, 9))
    with refused("reception.posting", "9/11/2026", "khoản 4 Điều 24"):
        services.publish(sessions=[row.pk for row in rows], by=cast.reception.actor, at=MONDAY)
    assert {row.state for row in Session.objects.all()} == {"draft"}, "one was posted without the other"
    services.publish(sessions=[rows[1].pk], by=cast.reception.actor, at=MONDAY)
    assert Session.objects.get(pk=rows[1].pk).published_at == MONDAY


def test_a_session_outside_the_calendar_needs_its_ground_and_no_notice(cast: Any) -> None:
    bare = Plan(**{**PLAN.__dict__, "kind": SessionKind.UNSCHEDULED})
    with refused("reception.ground"):
        planned(cast, date(2026, 11, 3), what=bare)
    grounded = Plan(**{**bare.__dict__, "ground": Ground.MANY, "reason": "Nhiều hộ ở thôn Mẫu cùng có ý kiến"})
    assert posted(cast, date(2026, 11, 3), grounded).state == "published"


def test_the_same_form_twice_is_one_plan_and_a_day_that_is_taken_is_left_out(cast: Any) -> None:
    token, by, day = uuid.uuid4(), cast.reception.actor, date(2026, 11, 12)
    asked = {"authority": cast.commune, "seat": HEAD, "what": PLAN, "by": by, "at": MONDAY}
    first = services.plan(days=[day], token=token, **asked)
    again = services.plan(days=[day], token=token, **asked)
    assert [row.pk for row in first] == [row.pk for row in again]
    more = services.plan(days=[day, date(2026, 11, 19)], token=uuid.uuid4(), **asked)
    assert [row.on for row in more] == [date(2026, 11, 19)]


def test_the_commune_next_door_and_an_inspector_write_nothing_here(cast: Any) -> None:
    row = posted(cast, date(2026, 11, 12))
    for who in (cast.stranger_reception, cast.stranger_chair, cast.inspector):
        with pytest.raises(NotFound):
            services.cancel(session=row.pk, reason="Thử", by=who.actor, at=MONDAY)
    with pytest.raises(NotFound):
        services.plan(
            authority=cast.commune,
            seat=HEAD,
            days=[date(2026, 11, 20)],
            what=PLAN,
            token=uuid.uuid4(),
            by=cast.stranger_reception.actor,
            at=MONDAY,
        )
    on = MONDAY.date()
    for who in (cast.stranger_reception, cast.stranger_chair):
        with pytest.raises(NotFound):
            queries.session_for(who.actor, number=row.pk, on=on)
        assert not queries.sessions(who.actor, authority=cast.commune, first=on, until=date(2027, 1, 1), on=on)
    assert queries.session_for(cast.auditor.actor, number=row.pk, on=on) == row


def test_a_postponed_session_says_why_and_keeps_one_appointment_in_two_states(cast: Any) -> None:
    row, by = posted(cast, date(2026, 11, 12)), cast.reception.actor
    token = uuid.uuid4()
    with refused("reception.reason"):
        services.postpone(session=row.pk, to=date(2026, 11, 13), reason=" ", token=token, by=by, at=MONDAY)
    with refused("reception.new_day"):
        services.postpone(session=row.pk, to=date(2026, 11, 11), reason="Họp", token=token, by=by, at=MONDAY)
    later = services.postpone(session=row.pk, to=date(2026, 11, 13), reason="Bão số 14", token=token, by=by, at=MONDAY)
    again = services.postpone(session=row.pk, to=date(2026, 11, 13), reason="Bão số 14", token=token, by=by, at=MONDAY)
    old = Session.objects.get(pk=row.pk)
    assert (again.pk, old.postponed_to_id, later.uid, later.sequence) == (later.pk, later.pk, old.uid, 1)
    shown = queries.coming([row.authority_id], on=MONDAY.date())
    assert [(one.on.day, one.state) for one in shown] == [(12, "postponed"), (13, "published")]
    assert [one.pk for one in queries.feed(row.authority)] == [later.pk]
    kinds = set(Entry.objects.filter(kind__startswith="reception.").values_list("kind", flat=True))
    assert {"reception.planned", "reception.published", "reception.postponed"} <= kinds


def test_the_day_is_opened_late_closed_by_the_head_and_counts_a_deputys_does_not(cast: Any) -> None:
    by = cast.reception.actor
    first, second = posted(cast, date(2026, 11, 12)), posted(cast, date(2026, 11, 26))
    with refused("reception.other_day"):
        services.open_session(session=first.pk, by=by, at=MONDAY)
    for row, chaired, person in ((first, ChairedBy.HEAD, ""), (second, ChairedBy.DEPUTY, "lanhdao")):
        begun = datetime.combine(row.on, time(8, 20), VIETNAM)
        services.open_session(session=row.pk, by=by, at=begun)
        done = begun.replace(hour=11)
        services.close_session(session=row.pk, chaired_as=chaired, chaired_by=person, by=by, at=done)
    held = Session.objects.get(pk=first.pk)
    assert (held.state, held.chaired_by) == ("held", "chutich")
    unit = org.unit(cast.commune, date(2026, 12, 1))
    (month,) = queries.frequency(unit, first=date(2026, 11, 1), last=date(2026, 11, 30), today=date(2026, 12, 1))
    assert (month.standing, month.needed, month.held) == (Standing.MISSED, 2, (date(2026, 11, 12),))
    alarms = queries.alarms(cast.chair.actor, at=datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM))
    assert [(one.unit.code, one.found.first.month, one.found.standing) for one in alarms] == [
        (cast.commune, 11, Standing.MISSED),
        (cast.commune, 12, Standing.SHORT),
    ]


def test_a_province_sees_the_alarms_of_its_communes_in_few_queries(
    cast: Any, django_assert_max_num_queries: Any
) -> None:
    at = datetime(2026, 12, 1, 8, 0, tzinfo=VIETNAM)
    actor = cast.overseer.actor
    with django_assert_max_num_queries(40):
        codes = {one.unit.code for one in queries.alarms(actor, at=at)}
    assert {"H99", cast.commune, "H99.13"} <= codes
    assert {one.unit.code for one in queries.alarms(cast.stranger_chair.actor, at=at)} == {"H99.13"}


def test_online_needs_its_ground_its_tests_and_the_note_of_its_recording(cast: Any) -> None:
    by = cast.reception.actor
    online = {**PLAN.__dict__, "form": SessionForm.ONLINE, "online_ground": OnlineGround.DENUNCIATION}
    with refused("reception.online_premises"):
        planned(cast, date(2026, 11, 12), what=Plan(**online))
    online["premises"] = ("Trụ sở tiếp công dân tỉnh", "Phòng họp xã An Mẫu")
    with refused("reception.online_denunciation"):
        planned(cast, date(2026, 11, 12), what=Plan(**{**online, "protection_asked": True}))
    row = posted(cast, date(2026, 11, 12), Plan(**{**online, "protection_asked": False}))
    services.prepare(session=row.pk, step="notified", by=by, at=MONDAY)
    begun = datetime(2026, 11, 12, 8, 0, tzinfo=VIETNAM)
    with refused("reception.online_untested"):
        services.open_session(session=row.pk, by=by, at=begun)
    services.prepare(session=row.pk, step="tested", by=by, at=datetime(2026, 11, 11, 15, 0, tzinfo=VIETNAM))
    services.prepare(session=row.pk, step="connected", by=by, at=datetime(2026, 11, 12, 7, 30, tzinfo=VIETNAM))
    timers = queries.timers_of(Session.objects.get(pk=row.pk))
    assert [timer.in_time for timer in timers] == [True, True, False]
    services.open_session(session=row.pk, by=by, at=begun)
    with refused("reception.online_recording"):
        services.close_session(session=row.pk, chaired_as=ChairedBy.HEAD, by=by, at=begun)
    kept = services.Recording("Máy chủ của Ủy ban nhân dân tỉnh", "Văn thư", "ab" * 32)
    services.close_session(session=row.pk, chaired_as=ChairedBy.HEAD, recording=kept, by=by, at=begun)
    assert Session.objects.get(pk=row.pk).recording["sha256"] == "ab" * 32


def test_before_july_2026_there_is_no_reception_online(cast: Any) -> None:
    online = {**PLAN.__dict__, "form": SessionForm.ONLINE, "online_ground": "1", "premises": ("A", "B")}
    at = datetime(2026, 6, 1, 9, 0, tzinfo=VIETNAM)
    with refused("reception.online_unknown"):
        planned(cast, date(2026, 6, 30), what=Plan(**online), at=at)
    assert planned(cast, date(2026, 7, 1), what=Plan(**online), at=at)


def test_a_paper_book_of_a_year_is_entered_at_once_and_counts(cast: Any) -> None:
    days = [date(2026, month, 9) for month in range(7, 11)] + [date(2026, month, 16) for month in range(7, 10)]
    made = services.record_held(
        authority=cast.commune,
        seat=HEAD,
        days=days,
        what=PLAN,
        document="Sổ tiếp công dân 2026",
        by=cast.reception.actor,
        at=MONDAY,
    )
    assert len(made) == 7 and {row.chaired_by for row in made} == {"chutich"}
    unit = org.unit(cast.commune, MONDAY.date())
    found = queries.frequency(unit, first=date(2026, 7, 1), last=date(2026, 10, 31), today=MONDAY.date())
    assert [one.standing for one in found if one.needed] == [Standing.MET] * 3 + [Standing.MISSED]
    assert not queries.coming([unit.id], on=date(2026, 1, 1)), "what was never posted here is not shown"
