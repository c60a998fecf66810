"""Laws of the clock itself, searched for counter-examples: no calendar, hour or pause may break them."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liemchinh.kernel.days import VIETNAM
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import (
    Budget,
    Event,
    Happening,
    Reading,
    State,
    Unit,
    advance,
    read,
    working_minutes,
)
from liemchinh.law.hours import STANDARD, OfficeHours

CALENDAR = national_calendar()
SHORT_FRIDAY = OfficeHours.from_json(
    {day: [["08:00", "12:00"], ["13:30", "17:30"]] for day in ("mon", "tue", "wed", "thu")}
    | {"fri": [["08:00", "11:30"]], "sat": [["08:00", "11:00"]]}
)

# 2024-12 to 2026-03: two New Years, two Tết, a swap.
instants = st.integers(0, 470 * 24 * 60).map(lambda m: datetime(2024, 12, 1, tzinfo=VIETNAM) + timedelta(minutes=m))
lengths = st.integers(0, 20 * 24 * 60).map(lambda m: timedelta(minutes=m))
hours = st.sampled_from([STANDARD, SHORT_FRIDAY])
units = st.sampled_from(list(Unit))
working_units = st.sampled_from([Unit.HOUR, Unit.WORKING_DAY])
amounts = st.integers(1, 12)


def clock(budget: Budget, office: OfficeHours, *events: tuple[Happening, datetime]) -> Reading:
    return read(budget, [Event(kind, at) for kind, at in events], calendar=CALENDAR, hours=office)


def paused(budget: Budget, office: OfficeHours, begun: datetime, *pauses: tuple[datetime, datetime]) -> Reading:
    events = [(Happening.START, begun)]
    for since, until in pauses:
        events += [(Happening.SUSPEND, since), (Happening.RESUME, until)]
    return clock(budget, office, *events)


def due(reading: Reading) -> datetime:
    assert reading.due_at is not None
    return reading.due_at


def inside(begun: datetime, end: datetime, share: float) -> datetime:
    """An instant strictly before `end`, `share` of the way from `begun`."""
    return begun + timedelta(minutes=int((end - begun).total_seconds() // 60 * share))


shares = st.integers(0, 99).map(lambda percent: percent / 100)
some = settings(max_examples=settings.default.max_examples // 2)  # half the profile: these are many


@some
@given(instants, amounts, working_units, hours, shares, lengths)
def test_a_suspension_moves_the_end_by_exactly_the_working_time_suspended(
    begun: datetime, amount: int, unit: Unit, office: OfficeHours, share: float, length: timedelta
) -> None:
    budget = Budget(amount, unit)
    before = due(paused(budget, office, begun))
    since = inside(begun, before, share)
    after = paused(budget, office, begun, (since, since + length))
    held = working_minutes(since, since + length, calendar=CALENDAR, hours=office)
    assert working_minutes(before, due(after), calendar=CALENDAR, hours=office) == held == after.suspended_minutes
    assert due(after) == advance(before, held, calendar=CALENDAR, hours=office)


@some
@given(instants, amounts, shares, st.integers(0, 30))
def test_a_suspension_of_whole_days_moves_a_term_of_calendar_days_by_those_days(
    begun: datetime, amount: int, share: float, days: int
) -> None:
    last = begun.date() + timedelta(days=amount)
    since = inside(begun, datetime.combine(last, datetime.min.time(), VIETNAM), share)
    after = paused(Budget(amount, Unit.DAY), STANDARD, begun, (since, since + timedelta(days=days)))
    assert due(after).date() == CALENDAR.working_from(last + timedelta(days=days))


@some
@given(instants, amounts, units, hours, shares, lengths, st.lists(shares, max_size=4))
def test_splitting_a_suspension_changes_nothing(
    begun: datetime,
    amount: int,
    unit: Unit,
    office: OfficeHours,
    share: float,
    length: timedelta,
    cuts: list[float],
) -> None:
    budget = Budget(amount, unit)
    since = inside(begun, due(paused(budget, office, begun)), share)
    until = since + length
    edges = [since, *sorted(inside(since, until, cut) for cut in cuts), until]
    whole = paused(budget, office, begun, (since, until))
    split = paused(budget, office, begun, *zip(edges, edges[1:], strict=False))
    assert (split.due_at, split.suspended_minutes) == (whole.due_at, whole.suspended_minutes)


@some
@given(instants, lengths, amounts, units, hours)
def test_what_is_received_later_is_never_due_earlier(
    begun: datetime, later: timedelta, amount: int, unit: Unit, office: OfficeHours
) -> None:
    budget = Budget(amount, unit)
    assert due(paused(budget, office, begun)) <= due(paused(budget, office, begun + later))


@some
@given(instants, amounts, units, hours)
def test_a_longer_term_never_ends_earlier_and_every_term_ends_after_it_began(
    begun: datetime, amount: int, unit: Unit, office: OfficeHours
) -> None:
    shorter = due(paused(Budget(amount, unit), office, begun))
    assert begun < shorter <= due(paused(Budget(amount + 1, unit), office, begun))


@some
@given(instants, amounts, units, hours, shares, lengths, lengths)
def test_a_longer_suspension_never_ends_the_term_earlier(
    begun: datetime,
    amount: int,
    unit: Unit,
    office: OfficeHours,
    share: float,
    length: timedelta,
    more: timedelta,
) -> None:
    budget = Budget(amount, unit)
    bare = due(paused(budget, office, begun))
    since = inside(begun, bare, share)
    short = due(paused(budget, office, begun, (since, since + length)))
    assert bare <= short <= due(paused(budget, office, begun, (since, since + length + more)))


@some
@given(instants, amounts, units, hours, shares, lengths)
def test_a_suspension_that_begins_earlier_never_ends_the_term_earlier(
    begun: datetime, amount: int, unit: Unit, office: OfficeHours, share: float, length: timedelta
) -> None:
    budget = Budget(amount, unit)
    since = inside(begun, due(paused(budget, office, begun)), share)
    until = since + length
    for earlier in (begun, inside(begun, since, 0.5)):
        assert due(paused(budget, office, begun, (earlier, until))) >= due(
            paused(budget, office, begun, (since, until))
        )


@some
@given(instants, lengths, amounts, units, hours)
def test_a_restart_is_a_new_beginning(
    begun: datetime, later: timedelta, amount: int, unit: Unit, office: OfficeHours
) -> None:
    budget = Budget(amount, unit)
    again = clock(budget, office, (Happening.START, begun), (Happening.SUPERSEDE, begun + later))
    assert again.due_at == paused(budget, office, begun + later).due_at


@some
@given(instants, amounts, units, hours, shares)
def test_an_open_suspension_never_has_a_due_moment(
    begun: datetime, amount: int, unit: Unit, office: OfficeHours, share: float
) -> None:
    budget = Budget(amount, unit)
    since = inside(begun, due(paused(budget, office, begun)), share)
    waiting = clock(budget, office, (Happening.START, begun), (Happening.SUSPEND, since))
    assert waiting.due_at is None
    assert waiting.state is State.SUSPENDED


@some
@given(instants, amounts, working_units, hours, shares, lengths)
def test_the_story_of_office_time_arrives_where_the_reckoning_does(
    begun: datetime, amount: int, unit: Unit, office: OfficeHours, share: float, length: timedelta
) -> None:
    budget = Budget(amount, unit)
    since = inside(begun, due(paused(budget, office, begun)), share)
    found = paused(budget, office, begun, (since, since + length))
    told = [step.day for step in found.steps if step.day and step.kind in ("counted", "skipped", "suspended")]
    assert max(told) == due(found).date()
    if unit is Unit.WORKING_DAY:
        assert max(step.number or 0 for step in found.steps) == amount
    else:
        assert any(f"Đã dùng {amount} giờ trong {amount} giờ" in step.sentence for step in found.steps)


@some
@given(instants, amounts, shares, lengths)
def test_the_story_of_calendar_days_counts_exactly_the_days_of_the_term(
    begun: datetime, amount: int, share: float, length: timedelta
) -> None:
    budget = Budget(amount, Unit.DAY)
    since = inside(begun, due(paused(budget, STANDARD, begun)), share)
    found = paused(budget, STANDARD, begun, (since, since + length))
    assert [step.number for step in found.steps if step.kind == "counted"] == list(range(1, amount + 1))


@some
@given(instants, st.integers(0, 5000), st.integers(0, 5000), hours)
def test_office_time_adds_up(at: datetime, first: int, second: int, office: OfficeHours) -> None:
    there = advance(at, first, calendar=CALENDAR, hours=office)
    assert advance(there, second, calendar=CALENDAR, hours=office) == advance(
        at, first + second, calendar=CALENDAR, hours=office
    )
    assert working_minutes(at, there, calendar=CALENDAR, hours=office) == first


@some
@given(instants, lengths, lengths, hours)
def test_working_minutes_of_two_halves_make_the_whole(
    at: datetime, first: timedelta, second: timedelta, office: OfficeHours
) -> None:
    middle, end = at + first, at + first + second
    halves = [working_minutes(a, b, calendar=CALENDAR, hours=office) for a, b in ((at, middle), (middle, end))]
    assert sum(halves) == working_minutes(at, end, calendar=CALENDAR, hours=office)
