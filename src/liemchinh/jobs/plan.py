"""A plan of offices: units, contacts, seats and the people in them, as plain values; and carrying it out, once.

What is there already stays as it is: a plan may be carried out again after a line was added to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from liemchinh.kernel.actors import SYSTEM, Role
from liemchinh.org import queries as org
from liemchinh.org import services
from liemchinh.org.rules import CodeScheme, ContactKind, LocalityType, UnitKind
from liemchinh.procedures import services as procedures


@dataclass(frozen=True)
class ContactPlan:
    """One published way to reach a unit."""

    kind: ContactKind
    value: str
    note: str = ""


@dataclass(frozen=True)
class UnitPlan:
    """A unit to open: `parent` is the code of the unit above it, `agency` an agency identifier to give it."""

    code: str
    kind: UnitKind
    name: str
    parent: str = ""
    locality: LocalityType = LocalityType.NONE
    agency: str = ""
    contacts: tuple[ContactPlan, ...] = ()
    takes_in_catalogue: bool = False


@dataclass(frozen=True)
class SeatPlan:
    """A seat and who sits in it: `person` is the official's code and, with an account, the user name."""

    code: str
    unit: str
    title: str
    roles: tuple[Role, ...]
    person: str
    name: str
    employer: str


@dataclass(frozen=True)
class Plan:
    """Everything that is to be there from one day on, by one decision."""

    on: date
    units: tuple[UnitPlan, ...]
    seats: tuple[SeatPlan, ...]
    decision: str = ""


@dataclass(frozen=True)
class CarriedOut:
    """What was new: codes of units, codes of seats, and first passwords by user name."""

    units: tuple[str, ...]
    seats: tuple[str, ...]
    passwords: dict[str, str]


@transaction.atomic
def carry_out(plan: Plan, *, at: datetime, password: Callable[[str], str | None]) -> CarriedOut:
    """Open what is missing, all of it or nothing. `password` gives a first password by user name, None for no account.

    Raises Refused or NotFound as the verbs of `org` and `procedures` do.
    """
    there = org.unit_names([unit.code for unit in plan.units], plan.on)
    units = tuple(_open(unit, plan, at) for unit in plan.units if unit.code not in there)
    held = {seat.code for seat in org.seats([org.unit(code, plan.on) for code in _offices(plan)], plan.on)}
    seats = [seat for seat in plan.seats if seat.code not in held]
    known = set(org.people([seat.person for seat in seats]))
    passwords: dict[str, str] = {}
    for seat in seats:
        if seat.person not in known:
            known.add(seat.person)
            services.create_person(code=seat.person, name=seat.name, employer=seat.employer, by=SYSTEM, at=at)
            first = password(seat.person)
            if first is not None:
                passwords[seat.person] = first
        roles = [role.value for role in seat.roles]
        services.create_seat(
            code=seat.code, unit=seat.unit, title=seat.title, roles=roles, on=plan.on, by=SYSTEM, at=at
        )
        services.appoint(seat=seat.code, person=seat.person, on=plan.on, by=SYSTEM, at=at)
    for person, first in passwords.items():
        services.open_account(person=person, username=person, password=first, by=SYSTEM, at=at)
    takers = [unit.code for unit in plan.units if unit.takes_in_catalogue]
    if takers:
        codes = procedures.load_catalogue(by=SYSTEM, at=at)
        for taker in takers:
            procedures.offer(unit=taker, codes=codes, offered_from=plan.on, by=SYSTEM, at=at)
    return CarriedOut(units=units, seats=tuple(seat.code for seat in seats), passwords=passwords)


def _open(unit: UnitPlan, plan: Plan, at: datetime) -> str:
    services.open_unit(
        code=unit.code,
        kind=unit.kind,
        name=unit.name,
        locality=unit.locality,
        parent=unit.parent,
        on=plan.on,
        decision=plan.decision,
        by=SYSTEM,
        at=at,
    )
    if unit.agency:
        scheme = CodeScheme.AGENCY
        services.give_code(unit=unit.code, scheme=scheme, code=unit.agency, on=plan.on, by=SYSTEM, at=at)
    for contact in unit.contacts:
        services.set_contact(
            unit=unit.code,
            kind=contact.kind,
            value=contact.value,
            note_text=contact.note,
            on=plan.on,
            by=SYSTEM,
            at=at,
        )
    return unit.code


def _offices(plan: Plan) -> list[str]:
    return sorted({seat.unit for seat in plan.seats})
