"""Shows what entries tell of the rows of this room, for the record of a verb and for the audit that reads it later."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from liemchinh.ledger.auditing.tables import Table, Testimony
from liemchinh.ledger.rules.writing import Block
from liemchinh.org.models import (
    CalendarChange,
    CalendarDecision,
    Contact,
    Holding,
    Kinship,
    LinkedIdentity,
    OpenSession,
    Person,
    Reading,
    ReadingDay,
    Seat,
    SignInTrouble,
    Succession,
    Unit,
    UnitCode,
    UnitHours,
    UnitName,
    UnitPlace,
)
from liemchinh.org.queries.readings import check_days

_CODE = frozenset({"code"})

TABLES = {
    table.model: table
    for table in (
        Table(Unit, numbers=frozenset({"code", "admin_code"})),
        Table(UnitName),
        Table(UnitPlace),
        Table(UnitCode, numbers=_CODE),
        Table(Succession),
        Table(Contact),
        Table(UnitHours),
        Table(Person, numbers=_CODE),
        Table(Seat, numbers=_CODE),
        Table(Holding),
        Table(CalendarDecision),
        Table(ReadingDay, key=("home", "on"), left_out={"id": "the database's own number of the row"}),
        Table(LinkedIdentity),
        Table(Kinship),
    )
}

TESTIMONY = Testimony(
    "org",
    tables=tuple(TABLES.values()),
    checks=(check_days,),
    left_out={
        CalendarChange: "how far a job has come; the decision or the hours behind it are told",
        Reading: "a look changes nothing; each day's looks are counted and hashed in an entry of their own",
        OpenSession: "a browser that is signed in now: no act of an official, gone within a working day",
        SignInTrouble: "a counter of failures, forgotten when the name signs in",
    },
)


def told(touched: Iterable[QuerySet[Any]]) -> list[Block]:
    """The rows that a verb touched, as they stand now, for its entry."""
    blocks = []
    for rows in touched:
        model: type[Model] = rows.model
        block = TABLES[model].block(rows.order_by("id"))
        if block[2]:
            blocks.append(block)
    return blocks


def all_of(unit_ids: Iterable[int]) -> list[QuerySet[Any]]:
    """Everything that ends or moves with these units: the units, their periods, seats and holders."""
    ids = list(unit_ids)
    own: list[type[Model]] = [UnitName, UnitPlace, UnitCode, Contact, UnitHours, Seat]
    return [
        Unit.objects.filter(id__in=ids),
        *(model._default_manager.filter(unit_id__in=ids) for model in own),
        Holding.objects.filter(seat__unit_id__in=ids),
        Succession.objects.filter(Q(old_id__in=ids) | Q(new_id__in=ids)),
    ]
