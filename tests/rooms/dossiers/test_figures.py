"""Figures: every one is the length of its list; on time is by the day, by the minute for hours; few stay hidden."""

from datetime import date, datetime

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier
from liemchinh.dossiers.queries import Filters, Period, View
from liemchinh.jobs.simulate import simulate
from liemchinh.org import queries as org
from liemchinh.org import services as org_services
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
    return dict(queries.dashboard(cast.leader.actor, view=View(period), at=at(when)).whole)


def test_every_figure_opens_a_list_of_just_as_many(cast: Cast) -> None:
    now = at("2026-09-25 16:00")
    simulate(dossiers=40, seed=4, now=now)
    for name in ("leader", "head", "overseer"):
        actor = ground.member(name).actor
        for tallied in (False, True):  # counted live, and from the tallies
            if tallied:
                services.tally_up(at=now)
            seen = queries.dashboard(actor, view=View(SEPTEMBER), at=now)
            assert sum(seen.whole.values()) > 0
            for bucket in queries.BUCKETS:
                if seen.whole[bucket] < 0:
                    continue
                everywhere = Filters(bucket=bucket, period=SEPTEMBER)
                assert queries.listed(actor, at=now, filters=everywhere).total == seen.whole[bucket], (name, bucket)
            for place, counts in (*seen.lines.items(), *seen.open.items()):
                for bucket in set(counts) - {"minutes", "received"}:
                    narrowed = Filters(
                        bucket=bucket,
                        period=SEPTEMBER,
                        division=place.division or queries.NOBODY,
                        seat=(place.seat or queries.NOBODY) if place in seen.open and "open" in counts else "",
                    )
                    assert queries.listed(actor, at=now, filters=narrowed).total == counts[bucket], (bucket, place)


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
    view = View(SEPTEMBER)
    assert queries.dashboard(cast.other_head.actor, view=view, at=MORNING).open == {}
    stranger = queries.dashboard(cast.stranger_leader.actor, view=view, at=MORNING)
    assert (stranger.open, stranger.lines, sum(stranger.whole.values())) == ({}, {}, 0)
    own = queries.dashboard(cast.head.actor, view=view, at=MORNING)
    ((place, counts),) = own.open.items()
    assert (place.division, place.seat, counts["open"]) == (cast.office, cast.seat, 1)
    assert own.whole["received"] == -1  # what comes in stands under no division


def test_a_view_is_narrowed_to_a_division_and_a_field_and_knows_the_month_before(cast: Cast) -> None:
    finished(cast, "2026-08-10 10:00", start=at("2026-08-03 09:00"))
    finished(cast, "2026-09-14 10:00")
    finished(cast, "2026-09-17 10:00")
    now = at("2026-09-18 09:00")
    field = Dossier.objects.values_list("version__field", flat=True)[0]
    leader = cast.leader.actor
    for view in (View(SEPTEMBER), View(SEPTEMBER, cast.commune, cast.office, field)):
        seen = queries.dashboard(leader, view=view, at=now)
        assert (seen.whole["on_time"], seen.whole["late"], seen.before["on_time"]) == (1, 1, 1)
        assert [counts["on_time"] for _, counts in seen.months[-2:]] == [1, 1]
        assert len(seen.months) == 12
    for view in (
        View(SEPTEMBER, "H99.13"),
        View(SEPTEMBER, "", cast.economy),
        View(SEPTEMBER, "", queries.NOBODY),
        View(SEPTEMBER, "", "", "Không có lĩnh vực này"),
    ):
        seen = queries.dashboard(leader, view=view, at=now)
        assert (seen.whole["on_time"], seen.whole["late"]) == (0, 0)


def test_time_in_steps_is_that_of_office_hours_and_adds_up(cast: Cast) -> None:
    builders.returned(cast)
    authority = org.unit(cast.commune, MORNING.date()).id
    found = queries.steps(cast.leader.actor, view=View(SEPTEMBER), at=at("2026-09-18 09:00"), authority=authority)
    # received 9:10, sent 9:30, taken 9:40, assigned 10:10, submitted 13:10, endorsed 14:10, signed 15:10, issued 16:10
    expected = {"hand_over": 20, "assign": 40, "submit": 90, "endorse": 60, "sign": 60, "issue": 60, "give_back": 50}
    assert found.sampled == 1
    assert found.by_division == {"": expected, cast.office: expected}
    stranger = cast.stranger_leader.actor
    nobody = queries.steps(stranger, view=View(SEPTEMBER), at=at("2026-09-18 09:00"), authority=authority)
    assert nobody.by_division == {}


def test_causes_are_those_of_apologies_that_stand(cast: Cast) -> None:
    code = builders.signed(cast).code
    ACTS["apologise"](code, cast.leader.actor, at("2026-09-10 09:00"), new_day=date(2026, 9, 21))
    view = View(SEPTEMBER)
    assert queries.causes(cast.leader.actor, view=view, at=at("2026-09-20 08:00")) == {}
    ACTS["issue"](code, cast.clerk.actor, at("2026-09-20 09:00"))
    (found,) = queries.causes(cast.leader.actor, view=view, at=at("2026-09-22 09:00")).items()
    assert found[1] == 1
    assert queries.causes(cast.stranger_leader.actor, view=view, at=at("2026-09-22 09:00")) == {}


def test_results_stand_with_who_headed_the_unit_on_their_day(cast: Cast) -> None:
    finished(cast, "2026-09-14 10:00")
    finished(cast, "2026-09-17 10:00")
    now = at("2026-09-25 09:00")
    end_seat(cast, on=date(2026, 9, 15), at=at("2026-09-14 16:00"))
    seen = queries.dashboard(cast.leader.actor, view=View(SEPTEMBER), at=now)
    heads = queries.in_charge(View(SEPTEMBER), seen.lines, at=now)
    found = {(head.unit, head.first.day, head.until.day): (head.on_time, head.late) for head in heads}
    assert found[cast.commune, 1, 26] == (1, 1)
    assert found[cast.office, 1, 15] == (1, 0)
    assert queries.in_charge(View(SEPTEMBER), {}, at=now) == []


def end_seat(cast: Cast, *, on: date, at: datetime) -> None:
    """The head of the office leaves the seat."""
    seat = next(one for one in cast.head.actor.seats if one.unit == cast.office)
    org_services.vacate(seat=seat.code, on=on, by=cast.administrator.actor, at=at)


def test_the_index_says_numerator_and_denominator(cast: Cast) -> None:
    for _ in range(5):
        builders.returned(cast)
    finished(cast, "2026-09-17 10:00")
    found = {one.part.number: one for one in queries.index_parts(period=SEPTEMBER, at=at("2026-10-05 09:00"))}
    assert (found["2.1"].numerator, found["2.1"].denominator, found["2.1"].share) == (5, 6, 0.833)
    assert (found["3.3"].numerator, found["3.3"].denominator) == (0, 6)
    assert (found["4.1"].numerator, found["5.4"].numerator) == (0, 5)
    assert found["3.6"].share is None or found["3.6"].denominator
    builders.received(cast, at("2026-09-28 09:00"))
    running = {one.part.number: one for one in queries.index_parts(period=SEPTEMBER, at=at("2026-09-29 09:00"))}
    assert (running["2.1"].numerator, running["2.1"].denominator) == (6, 7)


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


def test_a_year_is_the_sum_of_what_its_months_show(cast: Cast) -> None:
    for _ in range(5):
        finished(cast, "2026-09-14 10:00")
    finished(cast, "2026-08-10 10:00", start=at("2026-08-03 09:00"))
    year = queries.board(period=Period(date(2026, 1, 1), date(2027, 1, 1)), at=at("2026-10-05 09:00"))
    (line,) = year.lines
    assert (line.finished, year.total.finished, year.total.hidden) == (5, 5, 1)  # August's one cannot be reckoned
    august = queries.board(period=queries.month_of(date(2026, 8, 1)), at=at("2026-10-05 09:00"))
    assert (august.total.share, august.total.finished) == (None, 0)


def test_a_month_ends_where_the_next_begins() -> None:
    assert queries.month_of(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2027, 1, 1))
