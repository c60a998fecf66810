"""Complaints: limitation, terms, complexity, dialogue, withdrawal, termination, decision, closing, on real days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liemchinh.kernel.days import local_day
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Happening
from liemchinh.law.deadlines import budget_of
from liemchinh.law.hours import STANDARD
from liemchinh.petitions.rules import (
    BESIDE,
    DUTIES,
    MOVES,
    Complexity,
    Content,
    Happened,
    Office,
    Source,
    State,
    complaints,
    settlement,
)
from liemchinh.petitions.rules.beside import ASKED_DUTY
from tests.cast import VIETNAM
from tests.refusals import refused

OFFICE = Office(calendar=national_calendar(), hours=STANDARD)
BEFORE, SINCE = date(2026, 6, 30), date(2026, 7, 1)
OURS = tuple(move for move in MOVES if move.contents == {Content.COMPLAINT})


def denied(code: str, rule: Callable[..., object], *args: Any, **facts: Any) -> None:
    with refused(code):
        rule(*args, **facts)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


# ── in time ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_ninetieth_day_is_still_in_time_and_the_ninety_first_is_not() -> None:
    known = date(2026, 4, 2)
    last = complaints.in_time(known_on=known, lodged_on=date(2026, 7, 1), office=OFFICE)
    late = complaints.in_time(known_on=known, lodged_on=date(2026, 7, 2), office=OFFICE)
    assert (last.ok, late.ok, last.provision.key) == (True, False, "complaints.limitation")
    assert any("90 ngày" in line for line in last.reading.lines())


def test_the_time_of_an_obstacle_is_not_counted_and_is_explained() -> None:
    ill = complaints.Obstacle(date(2026, 5, 1), date(2026, 5, 10), "nằm viện")
    found = complaints.in_time(known_on=date(2026, 4, 2), lodged_on=date(2026, 7, 11), obstacles=[ill], office=OFFICE)
    late = complaints.in_time(known_on=date(2026, 4, 2), lodged_on=date(2026, 7, 14), obstacles=[ill], office=OFFICE)
    assert (found.ok, late.ok) == (True, False)
    assert any("nằm viện" in line for line in found.reading.lines())


@pytest.mark.parametrize(
    ("instance", "remote", "disciplinary", "dismissal", "last"),
    [
        (1, False, False, False, date(2026, 9, 29)),
        (1, False, True, False, date(2026, 7, 16)),
        (2, False, False, False, date(2026, 7, 31)),
        (2, True, False, False, date(2026, 8, 17)),  # the 45th day is a Saturday
        (2, False, True, False, date(2026, 7, 13)),  # the 10th day is a Saturday
        (2, False, True, True, date(2026, 7, 31)),
    ],
)
def test_each_way_to_complain_has_its_own_last_day(
    instance: int, remote: bool, disciplinary: bool, dismissal: bool, last: date
) -> None:
    def lodged(day: date) -> bool:
        return complaints.in_time(
            known_on=SINCE,
            lodged_on=day,
            instance=instance,
            remote=remote,
            disciplinary=disciplinary,
            dismissal=dismissal,
            office=OFFICE,
        ).ok

    assert lodged(last)
    assert not lodged(last + timedelta(days=1))


def test_nobody_complains_before_knowing_or_is_kept_by_an_obstacle_before_it() -> None:
    denied("complaints.known", complaints.in_time, known_on=SINCE, lodged_on=BEFORE, office=OFFICE)
    early = complaints.Obstacle(date(2026, 5, 1), date(2026, 5, 3))
    denied(
        "complaints.obstacle", complaints.in_time, known_on=BEFORE, lodged_on=SINCE, obstacles=[early], office=OFFICE
    )


@given(
    known=st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    days=st.integers(0, 400),
    starts=st.integers(0, 80),
    lasts=st.integers(0, 60),
)
def test_an_obstacle_never_makes_a_complaint_late(known: date, days: int, starts: int, lasts: int) -> None:
    lodged = known + timedelta(days=days)
    since = known + timedelta(days=starts)
    obstacle = complaints.Obstacle(since, since + timedelta(days=lasts))
    plain = complaints.in_time(known_on=known, lodged_on=lodged, office=OFFICE)
    held = complaints.in_time(known_on=known, lodged_on=lodged, obstacles=[obstacle], office=OFFICE)
    assert held.ok or not plain.ok
    assert plain.reading.due_at is not None
    assert held.reading.due_at is not None
    assert held.reading.due_at >= plain.reading.due_at


# ── terms ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("instance", "complexity", "remote", "disciplinary", "days"),
    [
        (1, Complexity.NORMAL, False, False, 30),
        (1, Complexity.COMPLEX, False, False, 45),
        (1, Complexity.NORMAL, True, False, 45),
        (1, Complexity.COMPLEX, True, False, 60),
        (2, Complexity.NORMAL, False, False, 45),
        (2, Complexity.COMPLEX, False, False, 60),
        (2, Complexity.NORMAL, True, False, 60),
        (2, Complexity.COMPLEX, True, False, 70),
        (1, Complexity.NORMAL, False, True, 30),
        (2, Complexity.COMPLEX, True, True, 45),  # the law has no remote term for discipline
    ],
)
def test_the_term_follows_instance_complexity_and_distance(
    instance: int, complexity: Complexity, remote: bool, disciplinary: bool, days: int
) -> None:
    found = complaints.settlement_term(
        instance=instance, complexity=complexity, remote=remote, disciplinary=disciplinary, accepted_on=SINCE
    )
    assert (found.number(), found.unit) == (days, "calendar_day")


def test_a_case_found_complex_is_due_as_if_it_had_been_so_from_the_start_pauses_and_all() -> None:
    start = Happened(1, at("2026-07-06T09:00"), Happening.START)
    pause = Happened(2, at("2026-07-10T09:00"), Happening.SUSPEND)
    again = Happened(3, at("2026-07-20T09:00"), Happening.RESUME)
    longer = budget_of(
        complaints.settlement_term(
            instance=1, complexity=Complexity.COMPLEX, remote=False, disciplinary=False, accepted_on=date(2026, 7, 6)
        )
    )
    until = complaints.longer_until(longer, [start, pause, again], office=OFFICE, at=at("2026-07-21T09:00"))
    assert local_day(until) == date(2026, 9, 3)  # 6/7 + 45 + 10 is a Sunday before National Day
    extend = Happened(4, at("2026-07-21T09:00"), Happening.EXTEND, until=until)
    normal = budget_of(
        complaints.settlement_term(
            instance=1, complexity=Complexity.NORMAL, remote=False, disciplinary=False, accepted_on=date(2026, 7, 6)
        )
    )
    read = settlement(normal, [start, pause, again, extend], office=OFFICE, now=at("2026-07-22T09:00"))
    assert read.due_at == until
    denied(
        "complaints.complex_paused",
        complaints.longer_until,
        longer,
        [start, pause],
        office=OFFICE,
        at=at("2026-07-11T09:00"),
    )
    denied(
        "complaints.complex_late", complaints.longer_until, longer, [start], office=OFFICE, at=at("2026-09-20T09:00")
    )


def test_a_decision_takes_effect_after_whole_days_whatever_day_the_last_is() -> None:
    decided = at("2026-08-01T09:00")
    assert complaints.effective_after(decided, remote=False, disciplinary=False) == date(2026, 8, 31)
    assert complaints.effective_after(decided, remote=True, disciplinary=False) == date(2026, 9, 15)
    assert complaints.effective_after(decided, remote=True, disciplinary=True) == date(2026, 8, 31)


# ── what each act needs ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_joint_complaint_needs_every_signature_and_the_paper_that_names_who_speaks() -> None:
    denied("complaints.unsigned", complaints.check_acceptable, complaints.Signed(1, all_signed=False))
    denied("complaints.joint", complaints.check_acceptable, complaints.Signed(2, all_signed=True))
    complaints.check_acceptable(complaints.Signed(2, all_signed=True, representative_paper="ngày 1/7/2026"))
    complaints.check_acceptable(complaints.Signed(1, all_signed=True))


def test_a_commune_settles_only_first_instances_and_a_second_one_needs_the_first() -> None:
    complaints.check_instance(1, commune=True, has_first=False)
    complaints.check_instance(2, commune=False, has_first=True)
    denied("complaints.instance", complaints.check_instance, 2, commune=True, has_first=True)
    denied("complaints.instance", complaints.check_instance, 0, commune=False, has_first=True)
    denied("complaints.first", complaints.check_instance, 2, commune=False, has_first=False)


def test_a_late_complaint_is_accepted_only_for_a_reason_written_down() -> None:
    denied("complaints.late", complaints.check_late, False, "")
    complaints.check_late(False, "nằm viện, có giấy ra viện")
    complaints.check_late(True, "")


def test_complexity_has_a_criterion_since_july_2026_and_only_words_before() -> None:
    assert not complaints.criteria_on(BEFORE)
    assert set(complaints.criteria_on(SINCE)) == set(complaints.CRITERIA)
    complaints.check_complex([], "nhiều thửa đất", on=BEFORE)
    denied("complaints.criterion", complaints.check_complex, [], "nhiều thửa đất", on=SINCE)
    denied("complaints.criterion", complaints.check_complex, ["places"], "", on=SINCE)
    denied("complaints.criterion_unknown", complaints.check_complex, ["weather"], "mưa", on=SINCE)
    complaints.check_complex(["places"], "xác minh ở hai xã", on=SINCE)


def test_a_dialogue_is_announced_five_days_ahead_since_july_2026() -> None:
    complaints.check_notice(BEFORE, BEFORE + timedelta(days=1))
    complaints.check_notice(SINCE, date(2026, 7, 6))
    denied("complaints.dialogue_notice", complaints.check_notice, SINCE, date(2026, 7, 5))
    denied("complaints.dialogue_notice", complaints.check_notice, BEFORE, BEFORE - timedelta(days=1))


@pytest.mark.parametrize(
    ("progress", "instance", "disciplinary", "ok"),
    [
        (complaints.Progress(), 1, False, True),
        (complaints.Progress(differs=True), 1, False, False),
        (complaints.Progress(), 2, False, False),
        (complaints.Progress(), 1, True, False),
        (complaints.Progress(attendances=("present",)), 2, False, True),
        (complaints.Progress(attendances=("unexcused",)), 2, False, True),
        (complaints.Progress(attendances=("excused",)), 2, False, False),
        (complaints.Progress(attendances=("excused", "present")), 2, False, True),
    ],
)
def test_no_decision_without_the_dialogue_the_law_asks_for(
    progress: complaints.Progress, instance: int, disciplinary: bool, ok: bool
) -> None:
    given: dict[str, Any] = {
        "instance": instance,
        "disciplinary": disciplinary,
        "verdict": "wrong",
        "measure": "keep",
        "left": 1,
    }
    if ok:
        complaints.check_decision(progress, **given)
    else:
        denied("complaints.dialogue", complaints.check_decision, progress, **given)


@pytest.mark.parametrize("verdict", list(complaints.Verdict))
@pytest.mark.parametrize("measure", list(complaints.MEASURES))
def test_the_measure_fits_the_verdict(verdict: complaints.Verdict, measure: str) -> None:
    given: dict[str, Any] = {"instance": 1, "disciplinary": False, "verdict": verdict, "measure": measure, "left": 1}
    if (verdict is complaints.Verdict.WRONG) == (measure == "keep"):
        complaints.check_decision(complaints.Progress(), **given)
    else:
        denied("complaints.measure", complaints.check_decision, complaints.Progress(), **given)


def test_nothing_is_decided_for_people_who_have_all_withdrawn_nor_without_a_verdict() -> None:
    given: dict[str, Any] = {"instance": 1, "disciplinary": False, "measure": "keep"}
    denied("complaints.nobody_left", complaints.check_decision, complaints.Progress(), verdict="wrong", left=0, **given)
    denied("complaints.verdict", complaints.check_decision, complaints.Progress(), verdict="", left=1, **given)


def test_withdrawal_in_part_is_known_since_july_2026() -> None:
    complaints.check_withdrawal(on=BEFORE, whole=True, leaving=[1], staying=[])
    denied("complaints.withdraw_part", complaints.check_withdrawal, on=BEFORE, whole=False, leaving=[1], staying=[])
    denied("complaints.withdraw_part", complaints.check_withdrawal, on=BEFORE, whole=True, leaving=[1], staying=[2])
    complaints.check_withdrawal(on=SINCE, whole=True, leaving=[1], staying=[2])
    complaints.check_withdrawal(on=SINCE, whole=False, leaving=[1], staying=[])
    denied("complaints.withdraw_who", complaints.check_withdrawal, on=SINCE, whole=True, leaving=[], staying=[1])


def test_four_grounds_end_a_case_since_july_2026_and_one_before() -> None:
    assert set(complaints.termination_grounds(BEFORE)) == {"withdrawn"}
    assert set(complaints.termination_grounds(SINCE)) == {"withdrawn", "no_successor", "nothing_left", "court"}
    denied("complaints.still_complaining", complaints.check_termination, "withdrawn", accepted=True, left=1)
    denied("complaints.not_accepted_yet", complaints.check_termination, "court", accepted=False, left=1)
    complaints.check_termination("withdrawn", accepted=False, left=0)
    complaints.check_termination("court", accepted=True, left=2)
    denied("complaints.ground", complaints.check_ground, "court", complaints.termination_grounds(BEFORE), what="lý do")


def test_a_posting_stays_fifteen_days_and_a_meeting_is_over_in_one() -> None:
    denied("complaints.posted_short", complaints.check_publication, "posted", SINCE, date(2026, 7, 15))
    denied("complaints.posted_short", complaints.check_publication, "media", SINCE, None)
    complaints.check_publication("posted", SINCE, date(2026, 7, 16))
    complaints.check_publication("meeting", SINCE, None)


def test_a_case_is_closed_when_its_decision_holds_and_nothing_is_owed() -> None:
    holds = date(2026, 8, 31)
    denied("complaints.not_effective", complaints.check_closing, "kept", on=holds, holds_after=holds, open_duties=[])
    complaints.check_closing("kept", on=date(2026, 9, 1), holds_after=holds, open_duties=[])
    complaints.check_closing("second", on=SINCE, holds_after=holds, open_duties=[])
    denied(
        "complaints.owed",
        complaints.check_closing,
        "second",
        on=SINCE,
        holds_after=holds,
        open_duties=["complaint_send"],
    )


def test_what_follows_a_decision_depends_on_instance_discipline_distance_and_who_sent_it_on() -> None:
    def follows(instance: int, source: Source = Source.POST, **more: bool) -> set[str]:
        given = {"disciplinary": False, "remote": False, **more}
        return set(complaints.duties_of_decision(instance=instance, source=source, **given))

    assert follows(1) == {"complaint_send", "complaint_effect"}
    assert follows(2, remote=True) == {"complaint_send_second", "complaint_publish", "complaint_effect_remote"}
    assert follows(2, disciplinary=True) == {"complaint_send_discipline", "complaint_effect_discipline"}
    assert "complaint_front" in follows(1, Source.FRONT)
    assert "answer_sender" in follows(1, Source.PRESS)
    assert set(follows(2, Source.FRONT)) <= set(DUTIES)


def test_a_second_complaint_goes_on_from_a_first_one_below_decided_or_overdue() -> None:
    complaints.check_earlier(settled=True, overdue=False, below=True, first=True)
    complaints.check_earlier(settled=False, overdue=True, below=True, first=True)
    for wrong in ({"settled": False}, {"below": False}, {"first": False}):
        given = {"settled": True, "overdue": False, "below": True, "first": True} | wrong
        denied("complaints.earlier", complaints.check_earlier, **given)


# ── the table ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_the_head_accepts_refuses_suspends_ends_and_decides() -> None:
    heads = {move.verb for move in OURS if {role for role, _ in move.who} == {"chair"}}
    assert heads >= {
        *("accept_complaint", "refuse_complaint", "verify_complaint", "deem_complex", "suspend_complaint"),
        *("resume_complaint", "terminate_complaint", "decide_complaint", "enforce_complaint"),
    }
    assert {role for move in OURS for role, _ in move.who} == {"chair", "reception", "inspector"}


def test_every_duty_that_a_move_opens_or_closes_is_one_and_what_is_opened_can_be_closed() -> None:
    named = {code for move in OURS for code in (*move.opens, *move.closes)}
    assert named <= set(DUTIES)
    ours = {code for code in DUTIES if code.startswith("complaint_")}
    closable = {code for move in OURS for code in move.closes} | set(complaints.SENT) | set(ASKED_DUTY.values())
    assert ours <= closable


def test_the_public_line_of_a_complaint_does_not_say_that_it_is_one() -> None:
    assert {move.kind.code for move in OURS} == {"petitions.moved"}


def test_suspension_is_a_thing_of_the_new_law_and_needs_a_case_at_work() -> None:
    dated = {move.verb: move.since for move in OURS if move.since}
    assert dated == dict.fromkeys(("suspend_complaint", "resume_complaint", "forward_complaint"), SINCE)
    assert {move.verb for move in OURS if State.SUSPENDED in move.origins and move.verb not in BESIDE} == {
        *("resume_complaint", "withdraw_complaint", "terminate_complaint", "send_complaint"),
    }
