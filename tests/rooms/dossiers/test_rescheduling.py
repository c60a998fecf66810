"""Promised dates follow decisions on days off: each dossier once, with its reason, never to a citizen's surprise."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Event
from liemchinh.jobs.founding import COMMUNE, OTHER_COMMUNE, PROVINCE
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import NotFound
from liemchinh.law.calendar import DeclaredDay
from liemchinh.law.hours import STANDARD, OfficeHours
from liemchinh.org import queries as org_queries
from liemchinh.org import services as org
from liemchinh.org.models import CalendarChange, CalendarDecision
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.refusals import refused
from tests.rooms.dossiers import afar
from tests.rooms.dossiers.ground import ACTS, HOURLY, PAUSING
from tests.rooms.dossiers.test_clocks import agrees

STORM = date(2026, 9, 10)
"""A Thursday within the builders' seven working days, which end on Wednesday 16 September at 17:00."""
DECIDED = at("2026-09-08 10:00")


def close(*days: date, unit: str = COMMUNE, when: datetime = DECIDED, kind: str = "closure", **more: Any) -> int:
    facts = {"document": "Quyết định 45/QĐ-UBND", "issued_on": date(2026, 9, 8), "reason": "nghỉ tránh bão số 12"}
    declared = tuple(DeclaredDay(day, kind, "bão số 12") for day in days)
    return org.declare_days(unit=unit, days=declared, by=SYSTEM, at=when, **{**facts, **more})


def run(when: datetime = DECIDED + timedelta(minutes=1)) -> int:
    return services.reschedule(by=SYSTEM, at=when)


def moves(code: str) -> list[Event]:
    return list(Event.objects.filter(dossier__code=code, verb="reschedule").order_by("step"))


def test_a_storm_moves_the_promise_by_its_day_and_says_why_on_the_page(cast: Cast) -> None:
    made = builders.assigned(cast)
    close(STORM)
    assert run() == 1 and run(DECIDED + timedelta(minutes=2)) == 0
    row = Dossier.objects.get(pk=made.pk)
    assert (row.due_at, row.index_due_at) == (at("2026-09-17 17:00"),) * 2
    assert (row.state, row.awaits, row.moved_at) == (made.state, made.awaits, made.moved_at)
    (event,) = moves(row.code)
    assert event.facts["decision"] == event.reason == "Quyết định 45/QĐ-UBND: nghỉ tránh bão số 12"
    assert event.facts["old_due"].startswith("2026-09-16") and event.facts["new_due"].startswith("2026-09-17")
    assert event.by == SYSTEM.code and not event.legal and not event.index
    agrees(row, DECIDED + timedelta(hours=1))
    shown = queries.tracked(row, at=DECIDED + timedelta(hours=1))
    assert shown.legal is not None
    assert any("bão số 12" in line and "Quyết định 45/QĐ-UBND" in line for line in shown.legal.lines())
    # once it has settled, all are looked at a last time, and then the change is done
    assert run(DECIDED + timedelta(minutes=11)) == 0
    assert list(CalendarChange.objects.values_list("passes", flat=True)) == [2]


def test_before_it_has_followed_the_page_keeps_to_the_promise(cast: Cast) -> None:
    made = builders.assigned(cast)
    close(STORM)
    agrees(made, DECIDED + timedelta(seconds=5))
    assert Dossier.objects.get(pk=made.pk).due_at == at("2026-09-16 17:00")
    later = builders.received(cast, DECIDED + timedelta(minutes=5))  # and who files now is promised by the new calendar
    assert later.due_at == at("2026-09-18 17:00")


def test_a_decision_reaches_its_own_units_only(cast: Cast) -> None:
    made = builders.assigned(cast)
    close(STORM, unit=OTHER_COMMUNE)
    assert run() == 0
    close(STORM, unit=PROVINCE, document="Quyết định 46/QĐ-UBND")
    assert run() == 1
    assert Dossier.objects.get(pk=made.pk).due_at == at("2026-09-17 17:00")


def test_a_withdrawn_decision_gives_the_date_back_and_no_more(cast: Cast) -> None:
    made = builders.assigned(cast)
    number = close(STORM)
    run()
    org.withdraw_days(decision=number, reason="bão đổi hướng", by=SYSTEM, at=DECIDED + timedelta(hours=1))
    assert run(DECIDED + timedelta(hours=1, minutes=1)) == 1
    row = Dossier.objects.get(pk=made.pk)
    assert row.due_at == at("2026-09-16 17:00")
    assert moves(row.code)[-1].reason == "Rút Quyết định 45/QĐ-UBND: bão đổi hướng"
    agrees(row, DECIDED + timedelta(hours=2))


def test_a_working_saturday_never_takes_a_day_from_a_promise(cast: Cast) -> None:
    made = builders.assigned(cast)
    close(date(2026, 9, 12), kind="swap_work")
    assert run() == 0
    assert Dossier.objects.get(pk=made.pk).due_at == at("2026-09-16 17:00")
    for verb, who in (
        ("submit", cast.specialist),
        ("endorse", cast.head),
        ("sign", cast.leader),
        ("issue", cast.clerk),
    ):
        ACTS[verb](made.code, who.actor, at("2026-09-16 16:00"))
    row = Dossier.objects.get(pk=made.pk)
    assert row.due_at == at("2026-09-16 17:00")  # nor when it ends
    assert builders.received(cast, DECIDED + timedelta(minutes=5)).due_at == at("2026-09-16 17:00")


def test_what_was_late_before_the_decision_stays_late(cast: Cast) -> None:
    made = builders.assigned(cast)
    when = at("2026-09-17 08:00")
    late, due = {"when": when, "issued_on": date(2026, 9, 10)}, Dossier.objects.get(pk=made.pk).due_at
    close(STORM, **late)
    assert run(when) == 0
    assert Dossier.objects.get(pk=made.pk).due_at == due
    # but where the very day of the promise was off, nobody could have come
    close(date(2026, 9, 16), when=when + timedelta(minutes=1), issued_on=date(2026, 9, 16))
    assert run(when + timedelta(minutes=2)) == 1
    assert Dossier.objects.get(pk=made.pk).due_at == at("2026-09-18 17:00")


def test_an_ended_dossier_keeps_the_date_it_was_measured_by(cast: Cast) -> None:
    made = builders.returned(cast)
    close(STORM)
    assert run() == 0
    agrees(Dossier.objects.get(pk=made.pk), DECIDED + timedelta(days=30))


def test_a_waiting_citizen_is_not_closed_on_a_storm_day(cast: Cast) -> None:
    made = builders.asked(cast)
    assert made.answer_due_at == at("2026-09-23 00:00")
    close(date(2026, 9, 22), date(2026, 9, 23))
    assert run() == 1
    row = Dossier.objects.get(pk=made.pk)
    assert (row.answer_due_at, row.due_at) == (at("2026-09-25 00:00"), None)
    assert services.close_unanswered(at=at("2026-09-23 00:01")) == []
    back = ACTS["take_supplement"](made.code, cast.receiver.actor, at("2026-09-21 09:00"))
    assert back.due_at == at("2026-10-02 17:00")  # what starts again counts by what is known then
    agrees(back, at("2026-09-21 10:00"))


def test_a_date_of_an_apology_that_becomes_a_day_off_moves_to_the_next_working_day(cast: Cast) -> None:
    made = builders.assigned(cast)
    services.apologise(
        code=made.code,
        reason_code="verification",
        reason="Cần xác minh.",
        new_day=date(2026, 9, 21),
        by=cast.leader.actor,
        at=MORNING + timedelta(hours=3),
    )
    close(date(2026, 9, 21))
    assert run() == 1
    row = Dossier.objects.get(pk=made.pk)
    assert row.due_at == at("2026-09-22 17:00")
    agrees(row, DECIDED + timedelta(hours=1))
    # and days off before it that carry the term itself past it leave nothing of the apology
    days = [date(2026, 9, 9) + timedelta(days=step) for step in range(14)]
    close(*days, document="Quyết định 47/QĐ-UBND", when=DECIDED + timedelta(minutes=5))
    assert run(DECIDED + timedelta(minutes=6)) == 1
    assert Dossier.objects.get(pk=made.pk).due_at == at("2026-09-30 17:00")


def test_terms_in_days_and_in_hours_follow_too(cast: Cast) -> None:
    monthly = builders.received(cast, at("2026-08-31 09:00") + timedelta(days=1, hours=24), procedure=PAUSING)
    hourly = builders.received(cast, at("2026-09-09 16:30"), procedure=HOURLY)
    assert (f"{monthly.due_at:%d/%m}", hourly.due_at) == ("02/10", at("2026-09-10 08:00"))
    close(STORM, date(2026, 10, 2), when=at("2026-09-09 17:00"))
    assert run(at("2026-09-09 17:01")) == 2
    assert Dossier.objects.get(pk=hourly.pk).due_at == at("2026-09-11 08:00")
    assert Dossier.objects.get(pk=monthly.pk).due_at == at("2026-10-05 17:00")


def test_a_decision_across_tet_that_makes_the_calendar_certain(cast: Cast) -> None:
    when = at("2026-12-28 09:00")
    made = builders.assigned(cast, when)
    tet = builders.assigned(cast, at("2027-01-28 09:00"))
    assert made.due_provisional and tet.due_at == at("2027-02-15 17:00")
    notice = at("2027-01-28 15:00")
    days = [date(2027, 2, day) for day in range(3, 12)]
    close(
        *days,
        unit="",
        when=notice,
        document="Thông báo 1/TB-BNV",
        issued_on=date(2027, 1, 28),
        kind="holiday",
        confirms_until=date(2027, 12, 31),
    )
    assert run(notice) == 1
    row = Dossier.objects.get(pk=tet.pk)
    assert (row.due_at, row.due_provisional) == (at("2027-02-17 17:00"), False)
    agrees(row, notice + timedelta(hours=1))


def test_killed_in_the_middle_and_started_again_moves_each_dossier_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [builders.received(cast, MORNING + timedelta(minutes=number)).code for number in range(7)]
    close(STORM)
    whole, done = services.rescheduling._reschedule_one, []

    def dies(code: str, *rest: Any) -> bool:
        if len(done) == 3:
            with transaction.atomic():
                whole(code, *rest)
                raise DatabaseError("the power is gone")
        done.append(code)
        return whole(code, *rest)

    monkeypatch.setattr(services.rescheduling, "_reschedule_one", dies)
    with pytest.raises(DatabaseError):
        run()
    assert [len(moves(code)) for code in codes] == [1, 1, 1, 0, 0, 0, 0]
    monkeypatch.setattr(services.rescheduling, "_reschedule_one", whole)
    assert services.reschedule(by=SYSTEM, at=DECIDED, most=3) == 3  # as many as one turn may take
    assert run() == 1
    run(DECIDED + timedelta(minutes=11))
    assert [len(moves(code)) for code in codes] == [1] * 7


def test_new_hours_move_a_term_in_hours_later_and_a_shorter_day_keeps_the_promise(cast: Cast) -> None:
    hourly = builders.received(cast, at("2026-09-07 16:30"), procedure=HOURLY)
    daily = builders.received(cast)
    late = STANDARD.as_json() | {"tue": [["09:00", "12:00"]], "wed": [["09:00", "12:00"]]}
    org.set_hours(
        unit=COMMUNE, hours=OfficeHours.from_json(late), on=date(2026, 9, 8), by=SYSTEM, at=at("2026-09-07 17:30")
    )
    assert run(at("2026-09-07 17:31")) == 1
    assert Dossier.objects.get(pk=hourly.pk).due_at == at("2026-09-08 09:30")
    assert Dossier.objects.get(pk=daily.pk).due_at == at("2026-09-16 17:00")
    for row in Dossier.objects.all():
        agrees(row, at("2026-09-07 18:00"))


def test_the_hours_in_which_what_was_filed_is_checked_follow_too_and_the_page_says_why(cast: Cast) -> None:
    filed = afar.filed(at("2026-09-09 15:00"))
    assert filed.check_due_at == at("2026-09-10 15:00")
    close(STORM, when=at("2026-09-09 15:30"))
    when = at("2026-09-09 16:00")
    assert run(when) == 1 and run(when + timedelta(minutes=1)) == 0
    row = Dossier.objects.get(pk=filed.pk)
    assert (row.check_due_at, row.moved_at, row.state) == (at("2026-09-11 15:00"), filed.moved_at, filed.state)
    (event,) = moves(row.code)
    said = [datetime.fromisoformat(event.facts[name]) for name in ("old_check", "new_check")]
    assert said == [at("2026-09-10 15:00"), at("2026-09-11 15:00")]
    told = [knot for knot in queries.tracked(row, at=when).knots if knot.title.startswith("Đổi hạn kiểm tra")]
    assert [knot.note for knot in told] == ["Quyết định 45/QĐ-UBND: nghỉ tránh bão số 12"]
    number = CalendarDecision.objects.get().pk
    org.withdraw_days(decision=number, reason="bão đổi hướng", by=SYSTEM, at=when + timedelta(hours=1))
    assert run(when + timedelta(hours=1, minutes=1)) == 1
    assert Dossier.objects.get(pk=filed.pk).check_due_at == at("2026-09-10 15:00")
    close(STORM, when=at("2026-09-11 07:00"), issued_on=STORM, document="QĐ 48")  # its very day was off
    assert run(at("2026-09-11 07:01")) == 1
    assert Dossier.objects.get(pk=filed.pk).check_due_at == at("2026-09-11 15:00")
    services.complete(code=filed.code, components=[], by=cast.receiver.actor, at=at("2026-09-11 08:00"))
    close(date(2026, 9, 11), when=at("2026-09-11 09:00"), issued_on=date(2026, 9, 11), document="QĐ 49")
    run(at("2026-09-11 09:01"))
    assert Dossier.objects.get(pk=filed.pk).check_due_at is None


def test_a_preview_says_what_the_run_then_does_and_writes_nothing(cast: Cast) -> None:
    codes = [builders.received(cast, MORNING + timedelta(minutes=number)).code for number in range(3)]
    builders.returned(cast)
    declared = (DeclaredDay(STORM, "closure", "bão"),)
    asked = {"unit": COMMUNE, "document": "QĐ 45", "issued_on": STORM - timedelta(days=2), "reason": "bão"}
    proposed = org.propose_days(**asked, days=declared, by=cast.administrator.actor, at=DECIDED)
    seen = queries.preview(proposed, by=cast.administrator.actor, shown=2)
    assert (seen.examined, seen.moving, seen.more) == (3, 3, False)
    assert [(one.code, one.old, one.new) for one in seen.first] == [
        (code, at("2026-09-16 17:00"), at("2026-09-17 17:00")) for code in codes[:2]
    ]
    assert not CalendarDecision.objects.exists() and not CalendarChange.objects.exists()
    number = close(STORM)
    assert run() == 3
    back = org.propose_withdrawal(decision=number, reason="nhầm", by=SYSTEM, at=DECIDED + timedelta(hours=1))
    again = queries.preview(back, by=SYSTEM)
    assert (again.moving, again.first[0].new) == (3, at("2026-09-16 17:00"))
    with pytest.raises(NotFound):
        queries.preview(proposed, by=cast.stranger.actor)


def test_a_run_with_nothing_left_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    builders.received(cast)
    with django_assert_num_queries(1):
        run()


def test_who_may_declare_what_and_when(cast: Cast) -> None:
    ours, asked = cast.administrator.actor, {"document": "QĐ 45", "issued_on": date(2026, 9, 8), "reason": "bão"}
    storm = (DeclaredDay(STORM, "closure", "bão"),)
    for unit in (OTHER_COMMUNE, PROVINCE, ""):
        with refused("org.not_administrator"):
            org.declare_days(unit=unit, days=storm, by=ours, at=DECIDED, **asked)
    with refused("org.decision_holiday"):
        work = (DeclaredDay(date(2026, 11, 24), "swap_work", "x"),)
        org.declare_days(unit=COMMUNE, days=work, by=ours, at=DECIDED, **asked)
    with refused("org.decision_backwards"):
        org.declare_days(
            unit=COMMUNE, days=(DeclaredDay(date(2026, 9, 7), "closure", "x"),), by=ours, at=DECIDED, **asked
        )
    number = org.declare_days(unit=COMMUNE, days=storm, by=ours, at=DECIDED, **asked)
    with refused("org.not_administrator"):
        org.withdraw_days(decision=number, reason="x", by=cast.stranger.actor, at=DECIDED)
    with refused("org.decision_begun"):
        org.withdraw_days(decision=number, reason="x", by=ours, at=at("2026-09-10 00:00"))
    new = org.declare_days(unit=COMMUNE, days=storm, replaces=number, by=ours, at=at("2026-09-10 09:00"), **asked)
    assert org_queries.decision(number).withdrawn_reason == "Thay bằng QĐ 45."
    with refused("org.decision_gone"):
        org.withdraw_days(decision=number, reason="x", by=ours, at=DECIDED)
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarDecision.objects.filter(pk=new).update(reason="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarDecision.objects.filter(pk=new).delete()
