"""Many visits at once: a register that was kept elsewhere, or an invented year. In few entries, each row testified."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db import transaction

from liemchinh.kernel.actors import SYSTEM, Actor
from liemchinh.kernel.codes import visit_code
from liemchinh.kernel.days import local_day
from liemchinh.kernel.errors import NotFound
from liemchinh.kernel.words import fold
from liemchinh.ledger import services as ledger
from liemchinh.org import queries as org
from liemchinh.reception.models import Matter, Session, Visit, Visitor
from liemchinh.reception.queries import testimony
from liemchinh.reception.rules import visits as rules
from liemchinh.reception.services.ground import next_numbers, thread_of
from liemchinh.reception.services.visits import columns_of, tidy

AT_ONCE = 500
"""Visits told in one entry: a record stays of a size that is read at once."""


@dataclass(frozen=True)
class Past:
    """A visit of the past: when it was, and what the register says. `matter` names what it was about, for counting.

    Visits of one call with the same `matter` are one matter, in the order of their time; empty: a matter of its own.
    """

    at: datetime
    said: rules.Said
    matter: str = ""
    session: int | None = None


@transaction.atomic
def record_many(*, authority: str, visits: Iterable[Past], by: Actor, at: datetime) -> int:
    """Write many visits of one authority in the order of their time, an entry for every few hundred; how many.

    Nothing is owed for them: what was to be answered was answered where they were kept. What each says is not checked
    as at the desk, because an old register says what it says; how many came and when it was is.
    """
    if by != SYSTEM:
        rules.check_writes(by, authority)
    unit = org.unit(authority, local_day(at))
    past = sorted(visits, key=lambda one: one.at)
    for one in past:
        rules.check_when(one.at, at=at)
    if not set(Session.objects.filter(authority_id=unit.id).values_list("pk", flat=True)) >= {
        one.session for one in past if one.session is not None
    }:
        raise NotFound(authority)
    known: dict[str, tuple[Matter, int]] = {}
    for start in range(0, len(past), AT_ONCE):
        _some(past[start : start + AT_ONCE], unit=unit, known=known, by=by, at=at)
    return len(past)


def _some(
    past: Sequence[Past], *, unit: org.UnitOnDay, known: dict[str, tuple[Matter, int]], by: Actor, at: datetime
) -> None:
    matters, occasions, opened = _matters(past, unit=unit, known=known, by=by)
    Matter.objects.bulk_create(opened)
    codes = _codes(past, unit)
    visits = []
    for one, about, occasion, (code, year, number) in zip(past, matters, occasions, codes, strict=True):
        visit = Visit(
            code=code,
            year=year,
            number=number,
            authority_id=unit.id,
            session_id=one.session,
            matter=about,
            occasion=occasion,
            at=one.at,
            recorded_at=at,
            by=by.code,
            seat="",
            **columns_of(one.said),
        )
        visit.answered = True
        visit.group = rules.is_group(one.said.people, on=local_day(one.at))
        visits.append(visit)
    Visit.objects.bulk_create(visits)
    people = []
    for visit, one in zip(visits, past, strict=True):
        for number, said in enumerate(one.said.visitors, start=1):
            name = tidy(said.name, 200)
            people.append(
                Visitor(
                    visit=visit,
                    number=number,
                    name=name,
                    folded=fold(name)[:200],
                    address=tidy(said.address, 300),
                    identity_kind=said.identity_kind.value,
                    identity=tidy(said.identity, 30),
                    standing=said.standing.value,
                )
            )
    Visitor.objects.bulk_create(people)
    ledger.record_about(
        thread_of(unit.code),
        kind=rules.ENTERED,
        by=by,
        at=at,
        unit=unit.code,
        facts={"first": codes[0][0], "last": codes[-1][0]},
        public={"rows": len(visits)},
        rows=[
            testimony.MATTER.block({row.pk: row for row in matters}.values()),
            testimony.VISIT.block(visits),
            testimony.VISITOR.block(people),
        ],
    )


def _matters(
    past: Sequence[Past], *, unit: org.UnitOnDay, known: dict[str, tuple[Matter, int]], by: Actor
) -> tuple[list[Matter], list[int], list[Matter]]:
    matters, occasions, opened = [], [], []
    for one in past:
        hidden = rules.is_restricted(one.said)
        before = known.get(one.matter) if one.matter else None
        if before is None:
            subject = tidy(one.said.subject, 300)
            about = Matter(
                authority_id=unit.id,
                subject=subject,
                folded=fold(subject)[:300],
                first_at=one.at,
                restricted=hidden,
                by=by.code,
            )
            opened.append(about)
            occasion = 1
        else:
            about, occasion = before[0], before[1] + 1
        if one.matter:
            known[one.matter] = (about, occasion)
        matters.append(about)
        occasions.append(occasion)
    return matters, occasions, opened


def _codes(past: Sequence[Past], unit: org.UnitOnDay) -> list[tuple[str, int, int]]:
    """Codes with their numbers of the year, in the order of time: one look at the counters for each day and year."""
    codes: list[tuple[str, int, int]] = []

    def day_of(one: Past) -> date:
        return local_day(one.at)

    for year, of_year in groupby(past, key=lambda one: day_of(one).year):
        every = list(of_year)
        number = next_numbers(f"{unit.code}/{year}", len(every))
        for day, of_day in groupby(every, key=day_of):
            some = list(of_day)
            first = next_numbers(f"{unit.code}/{day:%y%m%d}", len(some))
            agency = org.agency_code(unit, day)
            for ordinal in range(first, first + len(some)):
                codes.append((visit_code(agency, day, ordinal), year, number))
                number += 1
    return codes
