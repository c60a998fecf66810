"""Every change of the law, the day before and the day itself, from the scenario files beside this one."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from liemchinh.kernel.days import VIETNAM
from liemchinh.kernel.errors import Refused
from liemchinh.law.book import change_days, law_on, rule_book
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Event, Happening, read
from liemchinh.law.deadlines import due_under, handover_due
from liemchinh.law.hours import STANDARD
from liemchinh.law.shelf import read_yaml
from liemchinh.org.rules import UnitKind
from liemchinh.reception.rules import calendar, frequency

HERE = Path(__file__).parent
CALENDAR = national_calendar()


def told(name: str) -> list[Any]:
    scenarios = read_yaml(HERE / f"{name}.yaml")
    return [pytest.param(scenario, id=scenario["finding"]) for scenario in scenarios]


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=VIETNAM)


BOOK = read_yaml(HERE / "book.yaml")
VALUES = [(key, day, value) for key, days in BOOK.items() for day, value in days.items()]


@pytest.mark.parametrize(("key", "day", "value"), VALUES, ids=[f"{key}-{day}" for key, day, _ in VALUES])
def test_the_law_of_a_day_is_what_the_scenario_says(key: str, day: date, value: Any) -> None:
    found = law_on(day).get(key)
    assert (found.words() if found else None) == value


def test_every_change_of_a_rule_has_its_scenario_on_the_day_before_and_the_day_of() -> None:
    missing = []
    for rule in rule_book():
        changes = {found.since for found in rule.provisions} | {found.until for found in rule.provisions}
        for change in sorted(day for day in changes if day):
            wanted = {change - timedelta(days=1), change}
            missing += [f"{rule.key}: {day}" for day in sorted(wanted - set(BOOK.get(rule.key, {})))]
    assert not missing


def test_no_scenario_speaks_of_a_rule_that_is_not_in_the_book() -> None:
    assert set(BOOK) <= {rule.key for rule in rule_book()}
    assert set(change_days()) <= {day for days in BOOK.values() for day in days}


@pytest.mark.parametrize("scenario", told("calendar"))
def test_a_day_counts_or_not_as_the_scenario_says(scenario: dict[str, Any]) -> None:
    verdict = CALENDAR.verdict(scenario["day"])
    assert (verdict.working, verdict.kind) == (scenario["working"], scenario["kind"])
    assert verdict.provisional is scenario.get("provisional", False)


@pytest.mark.parametrize("scenario", told("terms"))
def test_a_term_ends_when_the_scenario_says(scenario: dict[str, Any]) -> None:
    events = [Event(Happening.START, at(scenario["received"]))]
    events += [Event(Happening(kind), at(when)) for kind, when in scenario.get("then", [])]
    found = read(Budget.parse(scenario["term"]), events, calendar=CALENDAR, hours=STANDARD)
    assert found.due_at == at(scenario["due"])
    assert found.provisional is scenario.get("provisional", False)


@pytest.mark.parametrize("scenario", told("duties"))
def test_a_duty_of_the_one_stop_ends_when_the_scenario_says(scenario: dict[str, Any]) -> None:
    since = at(scenario["since"])
    if scenario["duty"] in ("paper", "electronic"):
        paper = scenario["duty"] == "paper"
        found = handover_due(since, paper=paper, calendar=CALENDAR, hours=STANDARD)
    else:
        found = due_under(scenario["duty"], since, calendar=CALENDAR, hours=STANDARD)
    assert found.due_at == at(scenario["due"])
    assert found.provision.source.document == scenario["by"]


SUBJECTS = (
    "complaints",
    "denunciations",
    "reception_visits",
    "recommendations",
)
"""Files of scenarios that name a rule of the book each."""


@pytest.mark.parametrize("scenario", [scenario for subject in SUBJECTS for scenario in told(subject)])
def test_a_duty_towards_people_ends_when_the_scenario_says(scenario: dict[str, Any]) -> None:
    since = at(scenario["since"])
    if "refused" in scenario:
        with pytest.raises(Refused, check=lambda refused: refused.code == scenario["refused"]):
            due_under(scenario["duty"], since, calendar=CALENDAR, hours=STANDARD)
        return
    found = due_under(scenario["duty"], since, calendar=CALENDAR, hours=STANDARD)
    assert found.due_at == at(scenario["due"])
    assert found.provision.source.document == scenario["by"]
    assert found.provisional is scenario.get("provisional", False)


def test_everything_assumed_is_named_in_the_documentation_and_nothing_else() -> None:
    page = (HERE.parents[1] / "docs" / "law" / "assumed.md").read_text(encoding="utf-8")
    rows = {
        tuple(cell.strip(" `") for cell in line.split("|")[1:3])
        for line in page.splitlines()
        if line.startswith("| ") and line[2:6] not in ("rule", "year")
    }
    rules = {
        (found.key, str(found.since)) for rule in rule_book() for found in rule.provisions if found.status == "assumed"
    }
    decisions = {
        (str(decision.year), decision.document) for decision in CALENDAR.decisions if decision.status == "assumed"
    }
    assert rows == rules | decisions


RECEPTION = read_yaml(HERE / "reception.yaml")


@pytest.mark.parametrize("scenario", RECEPTION["posting"], ids=lambda scenario: scenario["finding"])
def test_a_calendar_of_reception_announces_no_day_before_the_scenarios(scenario: dict[str, Any]) -> None:
    found, term = calendar.earliest_day(scenario["posted"], CALENDAR)
    assert found == scenario["earliest"]
    assert term.number() == 5
    assert calendar.last_posting_day(found, CALENDAR) >= scenario["posted"]


@pytest.mark.parametrize("scenario", RECEPTION["last_day"], ids=lambda scenario: scenario["finding"])
def test_the_last_day_of_posting_is_the_scenarios(scenario: dict[str, Any]) -> None:
    assert calendar.last_posting_day(scenario["day"], CALENDAR) == scenario["last"]


@pytest.mark.parametrize("scenario", RECEPTION["frequency"], ids=lambda scenario: scenario["finding"])
def test_a_head_received_often_enough_or_not_as_the_scenario_says(scenario: dict[str, Any]) -> None:
    found = frequency.reckon(
        UnitKind(scenario["kind"]),
        first=scenario["first"],
        last=scenario["last"],
        held=scenario["held"],
        planned=scenario.get("planned", []),
        today=scenario["today"],
        calendar=CALENDAR,
    )
    assert [str(one.standing) for one in found] == scenario["standings"]
    assert all(one.sentence for one in found)
