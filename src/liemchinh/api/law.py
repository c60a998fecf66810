"""Law for machines: the rules in force on a day, the working calendar, and the due date of a term with every step."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema

from liemchinh.api.problems import Problem
from liemchinh.api.words import Day, LocalMoment, Moment
from liemchinh.kernel.days import VIETNAM, local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.law.book import Provision, rule_book
from liemchinh.law.calendar import national_calendar
from liemchinh.law.clocks import Budget, Event, Happening, Reading, read
from liemchinh.law.hours import STANDARD

router = Router(tags=["law"])


class SourceOut(Schema):
    """Where a value stands written."""

    document: str
    article: str
    url: str


class Value(Schema):
    """One value of a rule, from `since` up to but not including `until`."""

    value: int | str | list[Any] | dict[str, Any]
    unit: str
    words: str
    since: date
    until: date | None
    source: SourceOut
    status: Literal["verified", "assumed"]
    note: str


class RuleOut(Schema):
    """One rule: its value on the day asked about (null: none holds) and all its values, oldest first."""

    key: str
    description: str
    now: Value | None
    history: list[Value]


class LawOut(Schema):
    """The law book on a day."""

    on: date
    rules: list[RuleOut]


class DeclaredOut(Schema):
    """One day that a decision declares: holiday, compensatory, swap_off or swap_work."""

    day: date
    kind: str
    reason: str


class DecisionOut(Schema):
    """A document that declares days."""

    about: str
    cite: str
    url: str
    status: Literal["verified", "assumed"]
    note: str
    days: list[DeclaredOut]


class CalendarOut(Schema):
    """The working calendar of a year; days not declared are what their weekday says."""

    year: int
    confirmed_until: date
    decisions: list[DecisionOut]


class StepOut(Schema):
    """One line of a reckoning: a day counted, skipped, …, in words, with the decision behind it."""

    kind: str
    day: date | None
    number: int | None
    sentence: str
    decision: str


class BudgetOut(Schema):
    """A term."""

    amount: int
    unit: str
    words: str


class PauseOut(Schema):
    """A suspension; `until` is null while it lasts."""

    since: LocalMoment
    until: LocalMoment | None


class DueOut(Schema):
    """When a term ends, and why, day by day. `due_at` is null while the term waits."""

    due_at: LocalMoment | None
    state: str
    provisional: bool
    budget: BudgetOut
    started_at: LocalMoment | None
    stopped_at: LocalMoment | None
    suspensions: list[PauseOut]
    suspended_minutes: int
    steps: list[StepOut]


def due_out(reading: Reading) -> DueOut:
    """A reading of a clock in the shape of the API."""
    told = reading.as_json()
    told["suspensions"] = [{"since": since, "until": until} for since, until in reading.suspensions]
    return DueOut.model_validate(told)


@router.get("/law", response={200: LawOut, 422: Problem, 429: Problem}, url_name="api_law")
def law(
    request: HttpRequest, on: Annotated[Day | None, Query(description="Day asked about; today if left out.")] = None
) -> LawOut:
    """Every rule that the platform applies, with its source and history."""
    day = on or local_day(timezone.now())
    return LawOut(
        on=day,
        rules=[
            RuleOut(
                key=rule.key,
                description=rule.description,
                now=_value(now) if (now := rule.on(day)) else None,
                history=[_value(value) for value in rule.provisions],
            )
            for rule in rule_book()
        ],
    )


@router.get(
    "/calendar/{year}", response={200: CalendarOut, 404: Problem, 422: Problem, 429: Problem}, url_name="api_calendar"
)
def calendar(request: HttpRequest, year: Annotated[int, Path(ge=2001, le=2099)]) -> CalendarOut:
    """The declared days of a year, each with its decision."""
    known = national_calendar()
    decisions = [decision for decision in known.decisions if decision.year == year]
    if not decisions:
        raise NotFound(str(year))
    return CalendarOut(
        year=year,
        confirmed_until=known.confirmed_until,
        decisions=[
            DecisionOut(
                about=row.about,
                cite=row.cite(),
                url=row.url,
                status=row.status,  # type: ignore[arg-type]
                note=row.note,
                days=[DeclaredOut(day=day.day, kind=day.kind, reason=day.reason) for day in row.days],
            )
            for row in decisions
        ],
    )


@router.get("/due", response={200: DueOut, 409: Problem, 422: Problem, 429: Problem}, url_name="api_due")
def due(
    request: HttpRequest,
    start: Annotated[
        Moment,
        Query(
            alias="from",
            description="Moment of receipt, ISO 8601 between 2001 and 2099; without an offset it is Vietnamese time.",
        ),
    ],
    term: Annotated[
        str,
        Query(
            max_length=40,
            pattern=r"^\d{1,5} +(ngày làm việc|ngày|giờ|tháng|working days?|days?|hours?|months?)$",
            description="Time limit: `5 ngày làm việc`, `8 giờ`, `10 days`, `1 month`. Hours are working hours.",
        ),
    ],
) -> DueOut:
    """When a term ends that begins at `from`, by the national calendar and standard office hours, with every step."""
    at = start if start.tzinfo else start.replace(tzinfo=VIETNAM)
    return due_out(read(Budget.parse(term), [Event(Happening.START, at)], calendar=national_calendar(), hours=STANDARD))


def _value(found: Provision) -> Value:
    source = found.source
    return Value(
        value=found.value,
        unit=found.unit,
        words=found.words(),
        since=found.since,
        until=found.until,
        source=SourceOut(document=source.document, article=source.article, url=source.url),
        status=found.status,  # type: ignore[arg-type]
        note=found.note,
    )
