"""Units for machines: the public directory, one unit, old codes included."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from liemchinh.api.problems import Problem
from liemchinh.api.words import CODE, PAGE, PageNumber, UnitCode, Words, last_page
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.org import queries
from liemchinh.org.queries import ContactShown, UnitOnDay

router = Router(tags=["units"])


class ContactOut(Schema):
    """A way to reach a unit."""

    kind: str
    label: str
    value: str
    note: str


class UnitOut(Schema):
    """A unit as it is called today."""

    code: str
    kind: str
    name: str
    agency_name: str
    admin_code: str
    contacts: list[ContactOut]


class Units(Schema):
    """One page of the directory."""

    total: int
    page: int
    last_page: int
    units: list[UnitOut]


class NameOut(Schema):
    """What a unit was called from `since` up to but not including `until`."""

    name: str
    since: date
    until: date | None
    decision: str


class PassageOut(Schema):
    """One change: on that day `old` became `new`."""

    on: date
    kind: str
    old: str
    new: str
    decision: str


class UnitWhole(UnitOut):
    """A unit with what it stands under, its names and its changes."""

    opened_on: date
    above: list[str]
    names: list[NameOut]
    history: list[PassageOut]


class Answering(Schema):
    """The units that answer to a code today: one, or several where the bearer of an old code was split."""

    units: list[UnitWhole]


@router.get("/units", response={200: Units, 422: Problem, 429: Problem}, url_name="api_units")
def directory(
    request: HttpRequest,
    q: Words = "",
    province: Annotated[str | None, Query(pattern=CODE, description="Code of a province to stay within.")] = None,
    page: PageNumber = 1,
) -> Units:
    """Provinces, departments and communes of today with their contacts, by name."""
    on = local_day(timezone.now())
    total = queries.directory_size(on, province=province or "", search=q)
    lines = queries.directory(on, province=province or "", search=q, limit=PAGE, offset=(page - 1) * PAGE)
    return Units(
        total=total,
        page=page,
        last_page=last_page(total),
        units=[UnitOut(**_facts(line.unit, line.contacts)) for line in lines],
    )


@router.get("/units/{code}", response={200: Answering, 404: Problem, 422: Problem, 429: Problem}, url_name="api_unit")
def one(request: HttpRequest, code: UnitCode) -> Answering:
    """The unit that bears this code, or what became of it."""
    on = local_day(timezone.now())
    found = queries.resolve(code.strip()[:35], on)
    if not found:
        raise NotFound(code)
    return Answering(units=[_whole(unit, on) for unit in found])


def _whole(unit: UnitOnDay, on: date) -> UnitWhole:
    return UnitWhole(
        **_facts(unit, queries.contacts(unit, on)),
        opened_on=unit.opened_on,
        above=[higher.code for higher in queries.above(unit, on)[1:]],
        names=[
            NameOut(name=row.name, since=row.since, until=row.until, decision=row.decision)
            for row in queries.names_of(unit)
        ],
        history=[
            PassageOut(on=row.on, kind=str(row.kind), old=row.old, new=row.new, decision=row.decision)
            for row in queries.history(unit)
        ],
    )


def _facts(unit: UnitOnDay, contacts: tuple[ContactShown, ...] | list[ContactShown]) -> dict[str, Any]:
    return {
        "code": unit.code,
        "kind": str(unit.kind),
        "name": unit.name,
        "agency_name": unit.agency_name,
        "admin_code": unit.admin_code,
        "contacts": [
            ContactOut(kind=str(row.kind), label=row.label, value=row.value, note=row.note) for row in contacts
        ],
    }
