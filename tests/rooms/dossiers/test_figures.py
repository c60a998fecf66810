"""Figures: every one is the length of its list; on time is by the day, by the minute for hours; few stay hidden."""

from datetime import date, datetime

import pytest

from liemchinh.dossiers import queries
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.queries import Filters, Period
from liemchinh.jobs.simulate import simulate
from tests import builders
from tests.builders import MORNING, at
from tests.cast import Cast
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, HOURLY

SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))


def finished(cast: Cast, when: str, start: datetime = MORNING, **changes: object) -> Dossier:
    """Signed early, issued at `when`."""
    code = builders.signed(cast, start, **changes).code
    return ACTS["issue"](code, cast.clerk.actor, at(when))


def counts(cast: Cast, when: str, period: Period = SEPTEMBER) -> dict[str, int]:
    return dict(queries.total(queries.leader_lines(cast.leader.actor, period=period, at=at(when))).counts)


def test_every_figure_opens_a_list_of_just_as_many(cast: Cast) -> None:
    now = at("2026-09-25 16:00")
    simulate(dossiers=40, seed=4, now=now)
    for name in ("leader", "head", "overseer"):
        actor = ground.member(name).actor
        lines = queries.leader_lines(actor, period=SEPTEMBER, at=now)
        whole = queries.total(lines)
        assert sum(whole.counts.values()) > 0
        for bucket in queries.BUCKETS:
            everywhere = Filters(bucket=bucket, period=SEPTEMBER)
            assert queries.listed(actor, at=now, filters=everywhere).total == whole.counts[bucket], (name, bucket)
            for line in lines:
                division, seat = line.division or queries.NOBODY, line.seat or queries.NOBODY
                narrowed = Filters(bucket=bucket, period=SEPTEMBER, division=division, seat=seat)
                assert queries.listed(actor, at=now, filters=narrowed).total == line.counts[bucket], (bucket, line)


@pytest.mark.parametrize(
    ("when", "bucket"),
    [("2026-09-16 20:00", "on_time"), ("2026-09-16 23:59", "on_time"), ("2026-09-17 00:00", "late")],
)
def test_a_term_in_days_is_kept_until_the_end_of_its_day(cast: Cast, when: str, bucket: str) -> None:
    finished(cast, when)
    found = counts(cast, "2026-09-18 09:00")
    assert (found[bucket], found["on_time"] + found["late"]) == (1, 1)


@pytest.mark.parametrize(
    ("when", "bucket"),
    [("2026-09-08 08:00", "on_time"), ("2026-09-08 08:00:59", "on_time"), ("2026-09-08 08:01", "late")],
)
def test_a_term_in_hours_is_kept_until_the_end_of_its_minute(cast: Cast, when: str, bucket: str) -> None:
    dossier = builders.received(cast, at("2026-09-07 16:30"), procedure=HOURLY)
    ACTS["hand_over"](dossier.code, cast.receiver.actor, at("2026-09-07 16:31"))
    ACTS["take_over"](dossier.code, cast.head.actor, at("2026-09-07 16:32"))
    ACTS["assign"](dossier.code, cast.head.actor, at("2026-09-07 16:33"))
    ACTS["submit"](dossier.code, cast.specialist.actor, at("2026-09-07 16:34"))
    ACTS["endorse"](dossier.code, cast.head.actor, at("2026-09-07 16:35"))
    ACTS["sign"](dossier.code, cast.leader.actor, at("2026-09-07 16:36"))
    open_late = counts(cast, when)["open_late"]
    done = ACTS["issue"](dossier.code, cast.clerk.actor, at(when))
    assert done.due_at == at("2026-09-08 08:00")
    found = counts(cast, "2026-09-08 09:00")
    assert (found[bucket], found["on_time"] + found["late"]) == (1, 1)
    assert open_late == found["late"]  # a moment before, the open dossier was as late as its result is


def test_a_day_in_london_is_not_a_day_here(cast: Cast) -> None:
    """Midnight in Vietnam is 17:00 UTC: a period is bounded by our midnights on any database."""
    finished(cast, "2026-09-16 23:30")
    day = Period(date(2026, 9, 16), date(2026, 9, 17))
    assert counts(cast, "2026-09-18 09:00", day)["on_time"] == 1
    after = Period(date(2026, 9, 17), date(2026, 9, 18))
    assert counts(cast, "2026-09-18 09:00", after)["on_time"] == 0


def test_who_waits_for_the_applicant_is_not_late_meanwhile(cast: Cast) -> None:
    builders.asked(cast)
    found = counts(cast, "2026-09-30 09:00")
    assert (found["paused"], found["open"], found["open_late"]) == (1, 0, 0)


def test_what_was_withdrawn_is_no_result(cast: Cast) -> None:
    ground.withdrawn(cast)
    ground.refused_at_once(cast)
    found = counts(cast, "2026-09-18 09:00")
    assert (found["ended"], found["on_time"], found["late"], found["received"]) == (1, 0, 0, 1)


def test_an_apologised_date_that_was_kept_is_kept(cast: Cast) -> None:
    code = builders.signed(cast).code
    ACTS["apologise"](code, cast.leader.actor, at("2026-09-10 09:00"), new_day=date(2026, 9, 21))
    ACTS["issue"](code, cast.clerk.actor, at("2026-09-20 09:00"))
    assert counts(cast, "2026-09-22 09:00")["on_time"] == 1


def test_figures_are_of_what_the_reader_may_see(cast: Cast) -> None:
    builders.assigned(cast)
    assert queries.leader_lines(cast.other_head.actor, period=SEPTEMBER, at=MORNING) == []
    assert queries.leader_lines(cast.stranger_leader.actor, period=SEPTEMBER, at=MORNING) == []
    (line,) = queries.leader_lines(cast.head.actor, period=SEPTEMBER, at=MORNING)
    assert (line.division, line.seat) == (cast.office, cast.seat)


def test_the_public_reads_no_share_of_fewer_than_five(cast: Cast) -> None:
    now = at("2026-09-18 09:00")
    for number in range(4):
        finished(cast, f"2026-09-1{4 + number} 10:00")
    (few,) = queries.public_lines(period=SEPTEMBER, at=now)
    assert (few.finished, few.kept, few.share) == (4, 3, None)
    assert queries.public_total([few]) == queries.PublicTotal(finished=0, kept=0, share=None, hidden=1)
    finished(cast, "2026-09-16 10:00")
    (five,) = queries.public_lines(period=SEPTEMBER, at=now)
    assert (five.finished, five.kept, five.share) == (5, 4, 0.8)
    assert queries.public_total([five]).share == 0.8


def test_a_hidden_line_cannot_be_reckoned_back_from_the_total(cast: Cast) -> None:
    line = queries.PublicLine
    big, one, two = line(1, "a", 10, 9, 0.9), line(1, "b", 3, 0, None), line(1, "c", 4, 4, None)
    alone = queries.public_total([big, one])
    assert (alone.finished, alone.hidden) == (10, 1)
    together = queries.public_total([big, one, two])
    assert (together.finished, together.kept, together.hidden) == (17, 13, 0)


def test_a_share_of_nothing_is_no_share() -> None:
    assert queries.share(0, 0) is None
    assert queries.month_of(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2027, 1, 1))
