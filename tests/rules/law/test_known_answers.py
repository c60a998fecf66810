"""Answers that anybody with a wall calendar can check, and the ways in which a term may change."""

from datetime import datetime

import pytest

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Event, Happening, Reading, State, Unit, read
from liemchinh.law.hours import STANDARD


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=VIETNAM)


def start(written: str) -> Event:
    return Event(Happening.START, at(written))


def suspend(written: str) -> Event:
    return Event(Happening.SUSPEND, at(written), reason="chờ ông/bà bổ sung giấy tờ")


def resume(written: str) -> Event:
    return Event(Happening.RESUME, at(written))


def restart(written: str, budget: Budget | None = None) -> Event:
    return Event(Happening.SUPERSEDE, at(written), budget=budget)


def extend(written: str, until: str) -> Event:
    return Event(Happening.EXTEND, at(written), until=at(until), reason="cần xác minh thêm")


def reading(term: str, *events: Event, now: str | None = None) -> Reading:
    moment = at(now) if now else None
    return read(Budget.parse(term), events, calendar=national_calendar(), hours=STANDARD, now=moment)


@pytest.mark.parametrize(
    ("received", "term", "due"),
    [
        ("2025-12-31T09:30", "1 ngày làm việc", "2026-01-05T17:00"),  # 2 January off, worked on 10 January
        ("2026-01-08T09:30", "2 ngày làm việc", "2026-01-10T17:00"),  # that Saturday is a working day
        ("2026-02-12T09:30", "5 ngày làm việc", "2026-02-26T17:00"),  # across Tết
        ("2026-08-20T09:30", "3 ngày làm việc", "2026-08-24T17:00"),  # Saturday 22 August works
        ("2026-04-23T09:30", "3 ngày làm việc", "2026-04-29T17:00"),  # Hùng Kings' day on a Sunday
        ("2026-11-20T09:30", "3 ngày làm việc", "2026-11-26T17:00"),  # 24 November
        ("2026-01-31T09:30", "1 tháng", "2026-03-02T17:00"),  # no 31 February, and the 28th is a Saturday
        ("2024-01-31T09:30", "1 tháng", "2024-02-29T17:00"),  # a leap year
        ("2026-02-03T09:30", "10 ngày", "2026-02-13T17:00"),
        ("2026-02-04T09:30", "10 ngày", "2026-02-23T17:00"),  # the tenth day is a Saturday, then comes Tết
        ("2026-08-12T09:30", "10 ngày", "2026-08-22T17:00"),  # a Saturday declared working keeps the end
        ("2026-02-12T15:30", "8 giờ", "2026-02-13T15:30"),
        ("2026-02-13T16:00", "8 giờ", "2026-02-23T16:00"),
        ("2026-02-12T11:30", "1 giờ", "2026-02-12T14:00"),  # nobody works from 11:30 to 13:00
        ("2026-02-12T07:30", "8 giờ", "2026-02-12T17:00"),
        ("2026-02-14T10:00", "1 giờ", "2026-02-23T08:30"),  # a Saturday before Tết
        ("2026-02-12T09:30", "0 ngày làm việc", "2026-02-12T17:00"),
        ("2026-02-12T18:00", "0 ngày làm việc", "2026-02-13T17:00"),  # the day was over when it came
        ("2026-02-12T17:00", "0 ngày làm việc", "2026-02-13T17:00"),
        ("2026-02-14T09:00", "0 ngày", "2026-02-23T17:00"),
    ],
)
def test_a_term_ends_where_a_wall_calendar_says(received: str, term: str, due: str) -> None:
    assert reading(term, start(received)).due_at == at(due)


def test_a_receipt_in_the_evening_counts_as_its_calendar_day() -> None:
    by_day = reading("1 ngày làm việc", start("2026-03-02T09:00"))
    in_the_evening = reading("1 ngày làm việc", start("2026-03-02T21:15"))
    assert in_the_evening.due_at == by_day.due_at == at("2026-03-03T17:00")
    assert "ngày trên lịch" in in_the_evening.steps[0].sentence
    assert "ngày trên lịch" not in by_day.steps[0].sentence


def test_an_instant_written_in_another_time_zone_is_the_same_instant() -> None:
    utc = Event(Happening.START, datetime.fromisoformat("2026-03-02T18:00:00+00:00"))  # already 3 March in Vietnam
    assert reading("1 ngày làm việc", utc).due_at == at("2026-03-04T17:00")


def test_an_open_suspension_leaves_no_due_moment() -> None:
    found = reading("5 ngày làm việc", start("2026-03-02T09:00"), suspend("2026-03-04T09:30"))
    assert found.due_at is None
    assert found.state is State.SUSPENDED
    assert found.on_time_at(at("2026-03-05T09:00")) is None
    assert "Đã dùng 1 ngày làm việc và 2 giờ" in found.steps[-1].sentence


def test_an_open_suspension_is_measured_up_to_the_moment_of_reading() -> None:
    found = reading("5 ngày làm việc", start("2026-03-02T09:00"), suspend("2026-03-04T09:30"), now="2026-03-05T08:30")
    assert found.suspended_minutes == 360 + 60


def test_what_happens_later_than_the_reading_has_not_happened() -> None:
    events = (start("2026-03-02T09:00"), suspend("2026-03-04T09:30"), resume("2026-03-05T09:30"))
    assert reading("5 ngày làm việc", *events, now="2026-03-04T09:00").state is State.RUNNING
    assert reading("5 ngày làm việc", *events, now="2026-03-05T09:00").state is State.SUSPENDED
    assert reading("5 ngày làm việc", *events, now="2026-03-05T09:30").due_at == at("2026-03-10T17:00")


def test_a_pause_over_tet_moves_the_end_only_by_the_working_time_in_it() -> None:
    found = reading(
        "5 ngày làm việc", start("2026-02-12T09:30"), suspend("2026-02-13T17:00"), resume("2026-02-23T07:30")
    )
    assert found.due_at == at("2026-02-26T17:00")
    assert found.suspended_minutes == 0


def test_calendar_days_are_paused_by_whole_days() -> None:
    found = reading("15 ngày", start("2026-03-02T09:00"), suspend("2026-03-05T16:00"), resume("2026-03-09T08:00"))
    assert found.due_at == at("2026-03-23T17:00")  # 17 March + 4 days = Saturday 21 March
    assert found.suspended_minutes == 4 * 24 * 60


def test_a_pause_on_the_days_off_at_the_end_of_a_term_does_not_end_after_it() -> None:
    # Ten days from 4 March end on Saturday the 14th, so on Monday; the pause runs from Sunday to Wednesday.
    found = reading("10 ngày", start("2026-03-04T09:00"), suspend("2026-03-15T09:00"), resume("2026-03-18T09:00"))
    assert found.due_at == at("2026-03-18T17:00")


def test_a_suspension_after_the_end_rescues_nobody() -> None:
    late = (start("2026-03-02T09:00"), suspend("2026-03-05T08:00"), resume("2026-03-12T08:00"))
    found = reading("2 ngày làm việc", *late)
    assert found.due_at == at("2026-03-04T17:00")
    assert found.suspended_minutes == 0
    assert any("hạn không đổi" in step.sentence for step in found.steps)
    assert reading("2 ngày làm việc", *late[:2]).due_at == at("2026-03-04T17:00")


def test_a_suspension_in_the_very_minute_of_the_end_comes_too_late() -> None:
    found = reading("2 ngày làm việc", start("2026-03-02T09:00"), suspend("2026-03-04T17:00"))
    assert found.due_at == at("2026-03-04T17:00")


def test_a_pause_in_two_parts_over_an_end_outside_office_hours_is_one_pause() -> None:
    begun = (start("2026-03-02T09:00"), extend("2026-03-05T09:00", "2026-03-13T20:00"))
    whole = reading("5 ngày làm việc", *begun, suspend("2026-03-13T18:00"), resume("2026-03-16T10:00"))
    parts = (
        suspend("2026-03-13T18:00"),
        resume("2026-03-13T21:00"),
        suspend("2026-03-13T21:00"),
        resume("2026-03-16T10:00"),
    )
    assert reading("5 ngày làm việc", *begun, *parts).due_at == whole.due_at == at("2026-03-16T10:00")


def test_a_restart_starts_the_whole_term_again() -> None:
    found = reading(
        "5 ngày làm việc",
        start("2026-03-02T09:00"),
        suspend("2026-03-04T09:00"),
        restart("2026-03-11T10:00"),
    )
    assert found.due_at == at("2026-03-18T17:00")
    assert found.suspensions == ()
    assert [step.kind for step in found.steps[:3]] == ["started", "suspended", "restarted"]


def test_a_restart_may_change_the_length_of_the_term() -> None:
    found = reading(
        "5 ngày làm việc", start("2026-03-02T09:00"), restart("2026-03-11T10:00", Budget(1, Unit.WORKING_DAY))
    )
    assert found.due_at == at("2026-03-12T17:00")
    assert found.budget == Budget(1, Unit.WORKING_DAY)


def test_the_legal_clock_and_the_index_clock_part_after_a_supplement() -> None:
    asked, answered = suspend("2026-03-04T09:00"), "2026-03-11T09:00"
    legal = reading("5 ngày làm việc", start("2026-03-02T09:00"), asked, restart(answered))
    index = reading("5 ngày làm việc", start("2026-03-02T09:00"), asked, resume(answered))
    assert legal.due_at == at("2026-03-18T17:00")
    assert index.due_at == at("2026-03-16T17:00")


def test_an_extension_sets_the_end_and_tells_the_old_one() -> None:
    found = reading("5 ngày làm việc", start("2026-03-02T09:00"), extend("2026-03-05T09:00", "2026-03-13T17:00"))
    assert found.due_at == at("2026-03-13T17:00")
    assert [step.kind for step in found.steps[-3:]] == ["former_due", "extended", "due"]
    assert "17 giờ, thứ Hai, 9/3/2026" in found.steps[-3].sentence


def test_a_pause_after_an_extension_moves_the_extended_end() -> None:
    found = reading(
        "5 ngày làm việc",
        start("2026-03-02T09:00"),
        extend("2026-03-05T09:00", "2026-03-13T17:00"),
        suspend("2026-03-10T07:30"),
        resume("2026-03-11T07:30"),
    )
    assert found.due_at == at("2026-03-16T17:00")


def test_a_pause_after_an_extension_in_calendar_days_ends_with_a_working_day() -> None:
    found = reading(
        "5 ngày",
        start("2026-03-02T09:00"),
        extend("2026-03-05T09:00", "2026-03-13T11:00"),
        suspend("2026-03-10T09:00"),
        resume("2026-03-11T09:00"),
    )
    assert found.due_at == at("2026-03-16T17:00")


def test_an_extension_must_lie_after_the_end_it_replaces() -> None:
    with pytest.raises(Refused) as refused:
        reading("5 ngày làm việc", start("2026-03-02T09:00"), extend("2026-03-05T09:00", "2026-03-09T17:00"))
    assert refused.value.code == "law.clock.extend"


def test_a_stop_while_suspended_counts_the_pause_up_to_it() -> None:
    found = reading(
        "2 ngày làm việc",
        start("2026-03-02T09:00"),
        suspend("2026-03-04T07:30"),
        Event(Happening.STOP, at("2026-03-12T09:00"), reason="ông/bà rút hồ sơ"),
    )
    assert found.state is State.STOPPED
    assert found.stopped_at == at("2026-03-12T09:00")
    assert found.on_time_at(at("2026-03-12T09:00")) is True
    assert found.steps[-1].kind == "stopped"


def test_the_minute_of_the_due_moment_is_still_in_time() -> None:
    found = reading("1 ngày làm việc", start("2026-03-02T09:00"))
    assert found.on_time_at(at("2026-03-03T17:00:59")) is True
    assert found.on_time_at(at("2026-03-03T17:01")) is False


def test_a_clock_that_never_started_is_idle() -> None:
    found = reading("5 ngày làm việc")
    assert (found.state, found.due_at, found.steps) == (State.IDLE, None, ())


@pytest.mark.parametrize(
    ("code", "events"),
    [
        ("law.clock.move", (suspend("2026-03-02T09:00"),)),
        ("law.clock.move", (start("2026-03-02T09:00"), start("2026-03-03T09:00"))),
        ("law.clock.move", (start("2026-03-02T09:00"), resume("2026-03-03T09:00"))),
        (
            "law.clock.move",
            (start("2026-03-02T09:00"), suspend("2026-03-03T09:00"), suspend("2026-03-03T10:00")),
        ),
        (
            "law.clock.move",
            (
                start("2026-03-02T09:00"),
                suspend("2026-03-03T09:00"),
                extend("2026-03-03T10:00", "2026-03-30T17:00"),
            ),
        ),
        (
            "law.clock.move",
            (
                start("2026-03-02T09:00"),
                Event(Happening.STOP, at("2026-03-03T09:00")),
                suspend("2026-03-04T09:00"),
            ),
        ),
        ("law.clock.order", (start("2026-03-02T09:00"), suspend("2026-03-01T09:00"))),
        ("law.clock.until", (start("2026-03-02T09:00"), Event(Happening.EXTEND, at("2026-03-03T09:00")))),
        ("law.clock.naive", (Event(Happening.START, at("2026-03-02T09:00").replace(tzinfo=None)),)),
        ("law.clock.far", (start("2206-03-02T09:00"),)),
    ],
)
def test_facts_that_cannot_be_are_refused_with_a_sentence(code: str, events: tuple[Event, ...]) -> None:
    with pytest.raises(Refused) as refused:
        reading("5 ngày làm việc", *events)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")
    assert "{" not in str(refused.value)


def test_a_term_that_ends_beyond_the_confirmed_calendar_is_provisional() -> None:
    assert not reading("1 ngày làm việc", start("2026-12-30T09:00")).provisional
    beyond = reading("3 ngày làm việc", start("2026-12-30T09:00"))
    assert beyond.provisional
    assert beyond.steps[-1].kind == "provisional"
    assert "31/12/2026" in beyond.steps[-1].sentence


def test_json_gives_instants_with_their_offset_and_every_step() -> None:
    found = reading("2 ngày làm việc", start("2026-03-02T09:00"), suspend("2026-03-03T09:00"))
    told = found.as_json()
    assert told["started_at"] == "2026-03-02T09:00:00+07:00"
    assert told["due_at"] is None
    assert told["state"] == "suspended"
    assert told["suspensions"] == [{"from": "2026-03-03T09:00:00+07:00", "until": None}]
    assert len(told["steps"]) == len(found.steps)
