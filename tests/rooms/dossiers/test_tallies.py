"""Tallies say to the dossier what counting the dossiers says, whatever has been added up so far."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from liemchinh.dossiers import queries, services
from liemchinh.dossiers.models import Dossier, Tally, TallyMark
from liemchinh.dossiers.queries import Period
from liemchinh.dossiers.queries.recount import check_tallies
from liemchinh.dossiers.queries.tallies import half_of, halves, next_half
from liemchinh.ledger.auditing.findings import Notebook
from liemchinh.org import queries as org
from tests import builders
from tests.cast import Cast

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
PERIODS = (
    SEPTEMBER,
    Period(date(2026, 8, 15), date(2026, 9, 15)),
    Period(date(2026, 9, 3), date(2026, 9, 12)),
    Period(date(2026, 1, 1), date(2027, 1, 1)),
)


def at(day: int, hour: int = 1) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=VIETNAM)


def test_half_months_are_where_reports_begin() -> None:
    assert [half_of(date(2026, 2, day)) for day in (1, 14, 15, 28)] == [date(2026, 2, 1)] * 2 + [date(2026, 2, 15)] * 2
    assert next_half(date(2026, 12, 15)) == date(2027, 1, 1)
    assert list(halves(Period(date(2026, 8, 15), date(2026, 9, 15)))) == [date(2026, 8, 15), date(2026, 9, 1)]


def differences() -> list[tuple[str, str, str]]:
    """What the audit says of the tallies: kind, place, counts."""
    notebook = Notebook()
    check_tallies(notebook)
    return [(one.kind.value, one.row, one.column) for one in notebook]


@pytest.fixture
def life(cast: Cast) -> Dossier:
    """One returned, one open, one withdrawn."""
    builders.assigned(cast)
    open_one = builders.received(cast)
    services.withdraw(code=open_one.code, reason="Thí dụ.", by=cast.receiver.actor, at=open_one.moved_at)
    return builders.returned(cast)


def test_what_is_tallied_is_what_counting_says_before_and_after_every_closing(cast: Cast, life: Dossier) -> None:
    for now in (at(8), at(9), at(14), at(16), at(30), at(30) + timedelta(days=40)):
        for period in PERIODS:
            assert queries.tallied(period) == queries.counted_live(period), (now, period)
        services.tally_up(at=now)
        assert differences() == []
    sums = queries.summed(queries.tallied(SEPTEMBER), "authority")
    ours = org.unit(cast.commune, date(2026, 9, 1)).id
    assert sums[(ours,)]["received"] == 3 and sums[(ours,)]["on_time"] == 1 and sums[(ours,)]["ended"] == 1
    assert queries.tallied(SEPTEMBER, authorities=[]) == {}


def test_adding_up_twice_changes_nothing_and_a_quiet_minute_costs_two_queries(
    cast: Cast, life: Dossier, django_assert_num_queries: object
) -> None:
    now = at(30) + timedelta(days=40)
    assert services.tally_up(at=now)
    before = list(Tally.objects.values_list("half", "authority", "division", "field", "channel", "on_time"))
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert services.tally_up(at=now) == []
    TallyMark.objects.update(stale=True)
    services.tally_up(at=now)
    assert before == list(Tally.objects.values_list("half", "authority", "division", "field", "channel", "on_time"))


def test_a_result_undone_later_is_counted_again(cast: Cast, life: Dossier) -> None:
    later = life.moved_at + timedelta(days=60)
    services.tally_up(at=later)
    services.reverse(code=life.code, reason="Ghi nhầm.", by=cast.leader.actor, at=later)
    assert queries.tallied(SEPTEMBER) == queries.counted_live(SEPTEMBER)
    assert differences() == []
    services.tally_up(at=later)
    assert not TallyMark.objects.filter(stale=True).exists()
    assert queries.tallied(SEPTEMBER) == queries.counted_live(SEPTEMBER)


def test_an_audit_counts_again_and_names_every_sum_that_somebody_bent(cast: Cast, life: Dossier) -> None:
    later = at(30) + timedelta(days=3)  # September is whole, of October three days are counted
    builders.returned(cast, later - timedelta(days=2, hours=-9))
    services.tally_up(at=later)
    assert differences() == []
    place = f"2026-09-01/{cast.commune}/{life.division.code}/{life.version.field}/{life.channel}"
    results = Tally.objects.filter(half=date(2026, 9, 1), on_time=1)
    results.update(on_time=2, late=0, minutes=5)
    assert differences() == [("recounted", place, "on_time, minutes")]
    results = Tally.objects.filter(half=date(2026, 9, 1), on_time=2)
    row = results.get()
    row.delete()
    assert [found[:2] for found in differences()] == [("recounted", place)]
    row.on_time, row.minutes = 1, 0
    row.division = "khac"
    row.save(force_insert=True)
    assert len(differences()) == 2  # the one that is missing, the one that nobody's results make
    row.delete()
    TallyMark.objects.filter(half=date(2026, 9, 1)).update(stale=True)
    assert differences() == []  # nobody reads it before it is counted again
    Tally.objects.filter(half=date(2026, 10, 1)).update(received=0)
    assert [found[0] for found in differences()] == ["recounted"]
    TallyMark.objects.filter(half=date(2026, 10, 1)).delete()
    assert differences() == [("inserted", "2026-10-01", "")]
