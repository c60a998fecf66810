"""Both clocks through a whole life: exact days, and the kept dates are always what the page reckons again."""

from datetime import date, datetime, timedelta

import pytest

from liemchinh.dossiers import queries, rules, services
from liemchinh.dossiers.models import Dossier
from liemchinh.jobs.founding import COMMUNE
from liemchinh.jobs.simulate import simulate
from liemchinh.kernel.actors import SYSTEM
from liemchinh.kernel.errors import NotFound
from liemchinh.law.hours import OfficeHours
from liemchinh.org import services as org
from liemchinh.procedures import queries as procedures
from liemchinh.procedures.services import catalogue, versions
from tests import builders
from tests.builders import MORNING, ON_POSTGRESQL, PROCEDURE, at
from tests.cast import Cast
from tests.rooms.dossiers import ground
from tests.rooms.dossiers.ground import ACTS, HOURLY, PLACES


def supplemented(cast: Cast, received: str, answered: str) -> Dossier:
    """Asked two hours after it was received, answered at `answered`."""
    code = builders.asked(cast, at(received)).code
    return ACTS["take_supplement"](code, cast.receiver.actor, at(answered))


@pytest.mark.parametrize(
    ("received", "answered", "legal", "index"),
    [
        # asked at 11:10 of the first day: 38 h 50 of office time waited, four days and 6 h 50
        ("2026-09-07 09:10", "2026-09-14 10:00", "2026-09-23 17:00", "2026-09-23 15:50"),
        # across 24 November: 14 hours waited; the holiday is none of them
        ("2026-11-20 09:10", "2026-11-25 09:10", "2026-12-04 17:00", "2026-12-04 15:00"),
        # across Tết: 26 h 20 waited; here the index is the kinder one
        ("2026-02-12 09:10", "2026-02-24 15:00", "2026-03-05 17:00", "2026-03-06 09:50"),
        # across New Year; Saturday 10 January works
        ("2025-12-30 09:10", "2026-01-05 09:10", "2026-01-13 17:00", "2026-01-13 15:00"),
    ],
)
def test_a_supplement_starts_the_law_again_and_is_only_subtracted_from_the_index(
    cast: Cast, received: str, answered: str, legal: str, index: str
) -> None:
    dossier = supplemented(cast, received, answered)
    assert (dossier.due_at, dossier.index_due_at) == (at(legal), at(index))


def agrees(dossier: Dossier, when: datetime) -> None:
    """The kept dates are what the citizen's page reckons from the events now."""
    stored = queries.opened(dossier.code)
    assert stored is not None
    shown = queries.tracked(stored, at=when)
    assert stored.due_at == (shown.legal.due_at if shown.legal else None), dossier.code
    assert stored.index_due_at == (shown.index.due_at if shown.index else None), dossier.code
    if shown.legal:
        assert stored.due_provisional == shown.legal.provisional, dossier.code


@pytest.mark.parametrize("standing", PLACES)
def test_wherever_a_dossier_stands_its_kept_dates_are_those_of_its_page(cast: Cast, standing: str) -> None:
    dossier = PLACES[standing][0](cast)
    for when in (ground.LATER, ground.LATER + timedelta(days=90)):
        agrees(dossier, when)


@pytest.mark.parametrize("seed", [1 + ON_POSTGRESQL])
def test_the_kept_dates_of_a_whole_town_are_those_of_its_pages(cast: Cast, seed: int) -> None:
    now = at("2026-09-18 16:00")
    simulate(dossiers=25, seed=seed, now=now)
    for dossier in Dossier.objects.all():
        agrees(dossier, now)


def test_a_term_in_days_ends_on_a_calendar_day_that_is_worked(cast: Cast) -> None:
    dossier = builders.received(cast, at("2026-10-30 09:00"), procedure=ground.PAUSING)
    assert dossier.due_at == at("2026-11-30 17:00")  # the thirtieth day is Sunday 29 November


def test_a_term_in_hours_runs_in_office_hours(cast: Cast) -> None:
    dossier = builders.received(cast, at("2026-09-07 16:30"), procedure=HOURLY)
    assert dossier.budget_unit == "hour"
    assert dossier.due_at == at("2026-09-08 08:00")


def test_the_hours_of_the_unit_decide_when_its_day_ends(cast: Cast) -> None:
    day = [["07:00", "11:00"], ["13:00", "16:00"]]
    hours = OfficeHours.from_json(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), day))
    org.set_hours(unit=cast.commune, hours=hours, on=date(2026, 9, 1), by=SYSTEM, at=MORNING)
    assert builders.received(cast).due_at == at("2026-09-16 16:00")


def test_beyond_the_confirmed_calendar_a_date_is_provisional(cast: Cast) -> None:
    assert not builders.received(cast, at("2026-12-18 09:00")).due_provisional
    dossier = builders.received(cast, at("2026-12-28 09:00"))
    assert dossier.due_provisional and dossier.due_at == at("2027-01-07 17:00")


def test_a_dossier_keeps_the_law_of_the_day_it_was_accepted(cast: Cast) -> None:
    old = builders.assigned(cast)
    record = next(record for record in catalogue.records() if record["code"] == PROCEDURE)
    channels = [{**channel, "time": [3, "working_day"]} for channel in record["channels"]]
    facts = catalogue.catalogue_facts({**record, "channels": channels})
    versions.publish_version(code=PROCEDURE, facts=facts, valid_from=date(2026, 9, 8), by=SYSTEM, at=MORNING)

    kept = Dossier.objects.get(pk=old.pk)
    assert (kept.due_at, kept.budget_amount) == (at("2026-09-16 17:00"), 7)
    agrees(kept, at("2026-09-10 09:00"))
    # even where the term starts again
    ACTS["propose_supplement"](old.code, cast.specialist.actor, at("2026-09-08 09:00"))
    ACTS["ask_supplement"](old.code, cast.receiver.actor, at("2026-09-08 10:00"))
    again = ACTS["take_supplement"](old.code, cast.receiver.actor, at("2026-09-09 10:00"))
    assert again.due_at == at("2026-09-18 17:00")

    version = procedures.version_on(PROCEDURE, date(2026, 9, 8))
    channel = next(channel for channel in version.channels.all() if channel.kind == "direct")
    filing = builders.filing(channel_id=channel.id)
    new = services.receive(filing=filing, by=cast.receiver.actor, at=at("2026-09-08 09:00"))
    assert (new.due_at, new.budget_amount) == (at("2026-09-11 17:00"), 3)
    assert kept.version_id != new.version_id


def test_a_channel_of_yesterdays_version_can_no_longer_be_filed_through(cast: Cast) -> None:
    record = next(record for record in catalogue.records() if record["code"] == PROCEDURE)
    facts = catalogue.catalogue_facts({**record, "conditions": "Điều kiện mới."})
    filing = builders.filing()
    versions.publish_version(code=PROCEDURE, facts=facts, valid_from=date(2026, 9, 8), by=SYSTEM, at=MORNING)
    services.receive(filing=filing, by=cast.receiver.actor, at=at("2026-09-07 16:00"))
    with pytest.raises(NotFound):
        services.receive(filing=filing, by=cast.receiver.actor, at=at("2026-09-08 08:00"))


def test_the_page_says_why_and_by_which_article(cast: Cast) -> None:
    shown = queries.tracked(supplemented(cast, "2026-11-20 09:10", "2026-11-25 09:10"), at=at("2026-11-26 09:00"))
    assert shown.legal is not None and shown.index is not None
    why = " ".join(shown.legal.lines())
    assert "Điều 19.5" in why
    assert "Ngày Văn hoá Việt Nam" in " ".join(shown.index.lines())
    assert shown.legal.lines() != shown.index.lines()


def test_lateness_is_a_matter_of_the_moment_one_looks(cast: Cast) -> None:
    dossier = builders.assigned(cast)
    office = queries.office_of(dossier.authority, MORNING.date())
    looks = {
        when: queries.standing(dossier, at=at(when), office=office).kind
        for when in ("2026-09-07 12:00", "2026-09-15 09:00", "2026-09-16 19:00", "2026-09-17 00:01")
    }
    assert list(looks.values()) == ["on", "soon", "soon", "late"]
    assert dossier.authority.code == COMMUNE
    assert rules.is_on_time(at("2026-09-16 19:00"), dossier.due_at, dossier.budget.unit)
